/* reports/console_unscored.c - what could not be judged, and why. */
#include "base/mem.h"
#include "reports/case_results.h"
#include "reports/console.h"
#include "reports/console_columns.h"
#include "reports/visible.h"

#include <stdlib.h>
#include <string.h>

enum { ID_WIDTH = 32, REASON_WIDTH = 120, ALL_FOUND = 1 };

static const char *cause_name(enum failure failure)
{
    return failure == FAILURE_NONE ? "not judged by a grader"
                                   : failure_facts[failure].summary;
}

/* For each cause the first sample that may be shown, in its own words. */
struct examples {
    const struct report_input *input;
    struct columns columns;
    bool is_found[FAILURE_COUNT];
    size_t missing; /* causes that have none yet */
};

static void cell_add(struct columns *columns, const char *text, size_t width)
{
    struct buf safe = BUF_INIT(64 * 1024);

    text_append_shown(&safe, text, strlen(text), width);
    columns_add(columns, buf_text(&safe), NULL);
    buf_release(&safe);
}

static int example_look(void *context, const struct case_result *result)
{
    struct examples *examples = context;
    const struct run_plan *plan = examples->input->plan;

    for (size_t i = 0; i < plan->variant_count; i++)
        for (size_t j = 0; j < result->variants[i].repeat_count; j++) {
            const struct repeat_result *repeat = &result->variants[i].repeats[j];

            if (repeat->verdict != VERDICT_UNSCORED ||
                examples->is_found[repeat->failure])
                continue;
            examples->is_found[repeat->failure] = true;
            examples->missing--;
            cell_add(&examples->columns, result->id, ID_WIDTH);
            cell_add(&examples->columns, repeat_reason(plan, repeat), REASON_WIDTH);
        }
    return examples->missing == 0 ? ALL_FOUND : 0;
}

static int examples_append(const struct report_input *input, size_t causes,
                           struct buf *out, struct error *err)
{
    struct examples examples = {.input = input, .missing = causes};
    int rc;

    columns_init(&examples.columns, "ll", 2);
    rc = case_results_unscored(input, example_look, &examples, err);
    if (rc == ALL_FOUND)
        rc = 0;
    if (rc == 0)
        columns_write(&examples.columns, 4, out);
    columns_release(&examples.columns);
    return rc;
}

/* Returns how many there are. */
static size_t causes_append(const struct unscored_counts *counts, size_t variant_count,
                            struct buf *out)
{
    size_t causes = 0;

    for (size_t failure = 0; failure < FAILURE_COUNT; failure++) {
        int64_t total = 0;

        for (size_t i = 0; i < variant_count; i++)
            total += counts[i].by_failure[failure];
        if (total == 0)
            continue;
        buf_append_format(out, "%s%lld × %s", causes == 0 ? ": " : ", ", (long long)total,
                          cause_name(failure));
        causes++;
    }
    return causes;
}

int console_unscored(const struct report_input *input, struct buf *out, struct error *err)
{
    const struct run_plan *plan = input->plan;
    struct unscored_counts *counts = mem_new(plan->variant_count + 1, sizeof *counts);
    struct buf text = BUF_INIT(64 * 1024);
    int rc = visible_unscored(input, counts, err);
    int64_t all = 0;

    for (size_t i = 0; rc == 0 && i < plan->variant_count; i++) {
        char *label = console_variant(&plan->variants[i]);
        int64_t own = 0;

        for (size_t failure = 0; failure < FAILURE_COUNT; failure++)
            own += counts[i].by_failure[failure];
        all += own;
        if (own > 0)
            buf_append_format(&text, "%s%lld of %s", text.length ? ", " : "",
                              (long long)own, label);
        free(label);
    }
    if (rc == 0 && all > 0) {
        struct buf line = BUF_INIT(128 * 1024);
        size_t causes;

        buf_append_format(&line, "%lld of %lld samples (%s)", (long long)all,
                          (long long)plan->sample_count, buf_text(&text));
        causes = causes_append(counts, plan->variant_count, &line);
        buf_append_text(out, "\n  unscored: ");
        text_append_wrapped(out, buf_text(&line), 12, 12);
        buf_append_char(out, '\n');
        buf_release(&line);
        rc = examples_append(input, causes, out, err);
    }
    buf_release(&text);
    free(counts);
    return rc;
}
