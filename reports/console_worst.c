/* reports/console_worst.c - the failures to look at first. */
#include "base/mem.h"
#include "reports/case_results.h"
#include "reports/console.h"
#include "reports/console_columns.h"
#include "reports/visible.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORST_MAX = 3, ID_WIDTH = 32, GRADER_WIDTH = 20, REASON_WIDTH = 90 };

enum worst_kind { WORST_BROKE, WORST_FAILED, WORST_FLAKY, WORST_KIND_COUNT };

struct worst {
    enum worst_kind kind;
    unsigned rank;  /* the lower, the sooner */
    int64_t number; /* of the case */
    int variant;
    char *id, *grader, *reason; /* made harmless; told once all are found; else NULL */
};

struct search {
    const struct report_input *input;
    struct worst found[WORST_MAX]; /* by rank; equal ones in order of the suite */
    size_t count;
    int64_t totals[WORST_KIND_COUNT];
    int64_t newly_failing; /* of those that fell since the baseline */
};

struct telling {
    const struct run_plan *plan;
    struct worst *worst;
};

static char *shown(const char *text, size_t width)
{
    struct buf out = BUF_INIT(64 * 1024);

    text_append_shown(&out, text, strlen(text), width);
    return buf_detach(&out);
}

static void worst_release(struct worst *worst)
{
    free(worst->id);
    free(worst->grader);
    free(worst->reason);
}

static const struct repeat_result *first_failed(const struct variant_result *result)
{
    for (size_t i = 0; i < result->repeat_count; i++)
        if (result->repeats[i].verdict == VERDICT_FAIL)
            return &result->repeats[i];
    return NULL;
}

static double share_of(unsigned passed, unsigned failed)
{
    return passed + failed ? (double)passed / (passed + failed) : (double)NAN;
}

/* How far the pass share fell since the baseline, from 0 to 1; 0: it did not, or nobody
 * knows. */
static double fall_of(const struct case_outcome *outcome)
{
    const struct case_partner *base = &outcome->baseline;
    const double fall =
        share_of(base->passed, base->failed) - share_of(outcome->passed, outcome->failed);

    return base->pairing == PAIRING_PAIRED && fall > 0 ? fall : 0;
}

static enum worst_kind kind_of(const struct case_outcome *outcome, bool must_pass)
{
    if (fall_of(outcome) > 0)
        return WORST_BROKE;
    return outcome->passed == 0 || must_pass ? WORST_FAILED : WORST_FLAKY;
}

/* A case that must pass before others, one of a cohort whose gate failed, and of these
 * the one that fell furthest. */
static unsigned rank_of(const struct report_input *input,
                        const struct case_outcome *outcome, enum worst_kind kind,
                        bool must_pass)
{
    enum { STEPS = 1000 };
    const struct gate_scope *scope =
        judgement_scope(input->judgement, outcome->variant, outcome->cohort);
    const bool is_in_failed_gate = scope && scope->verdict == GATE_FAIL;
    const unsigned group =
        (unsigned)kind * 4 + (must_pass ? 0 : 2) + (is_in_failed_gate ? 0 : 1);

    return group * (STEPS + 1) + (unsigned)(STEPS * (1 - fall_of(outcome)));
}

static void worst_keep(struct search *search, const struct worst *worst)
{
    size_t at = search->count < WORST_MAX ? search->count++ : WORST_MAX - 1;

    for (; at > 0 && search->found[at - 1].rank > worst->rank; at--)
        search->found[at] = search->found[at - 1];
    search->found[at] = *worst;
}

static int worst_tell(void *context, const struct case_result *result)
{
    struct telling *telling = context;
    struct worst *worst = telling->worst;
    const struct run_plan *plan = telling->plan;
    const struct repeat_result *repeat = first_failed(&result->variants[worst->variant]);
    const struct grade_result *cause;

    if (!repeat) /* another process grades the run anew */
        return 0;
    cause = repeat_cause(plan, repeat);
    worst->id = shown(result->id, ID_WIDTH);
    worst->grader = shown(cause ? plan->graders[cause->grader].name : "", GRADER_WIDTH);
    worst->reason = shown(repeat_reason(plan, repeat), REASON_WIDTH);
    return 0;
}

/* It gates nothing, and is no failure to look at first. */
static bool is_in_quarantine(const struct run_plan *plan,
                             const struct case_outcome *outcome)
{
    return outcome->quarantine >= 0 &&
           (size_t)outcome->quarantine < plan->quarantine_count &&
           !plan->quarantine[outcome->quarantine].is_expired;
}

static int outcome_look(void *context, const struct case_outcome *outcome)
{
    struct search *search = context;
    const struct run_plan *plan = search->input->plan;
    struct worst worst = {.number = outcome->number, .variant = outcome->variant};
    bool must_pass;

    if (plan->variants[outcome->variant].is_baseline || outcome->failed == 0 ||
        is_in_quarantine(plan, outcome))
        return 0;
    must_pass = case_must_pass(plan, outcome->cohort, outcome->id, outcome->must_pass);
    worst.kind = kind_of(outcome, must_pass);
    worst.rank = rank_of(search->input, outcome, worst.kind, must_pass);
    search->totals[worst.kind]++;
    search->newly_failing +=
        worst.kind == WORST_BROKE && case_state_of(outcome) == STATE_NEWLY_FAILING;
    if (search->count < WORST_MAX || worst.rank < search->found[WORST_MAX - 1].rank)
        worst_keep(search, &worst);
    return 0;
}

static size_t candidate_count(const struct run_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->variant_count; i++)
        count += !plan->variants[i].is_baseline;
    return count;
}

/* "broke since v7 (of 31):": the baseline by name where all broke against the same. */
static void heading_append(const struct search *search, const struct worst *first,
                           struct buf *out)
{
    const struct run_plan *plan = search->input->plan;
    const int64_t total = search->totals[first->kind];
    const char *const words[] = {search->newly_failing == total ? "broke" : "got worse",
                                 "failed", "flaky"};

    buf_append_format(out, "\n  %s", words[first->kind]);
    if (first->kind == WORST_BROKE && candidate_count(plan) == 1) {
        char *label = console_baseline(plan, &plan->variants[first->variant]);

        buf_append_format(out, " since %s", label);
        free(label);
    } else if (first->kind == WORST_BROKE) {
        buf_append_text(out, " since the baseline");
    }
    buf_append_format(out, " (of %lld):\n", (long long)total);
}

static void group_append(const struct search *search, size_t first, size_t end,
                         struct buf *out)
{
    const bool has_variant = candidate_count(search->input->plan) > 1;
    struct columns columns;

    columns_init(&columns, has_variant ? "llll" : "lll", 2);
    for (size_t i = first; i < end; i++) {
        const struct worst *worst = &search->found[i];

        if (!worst->id)
            continue;
        columns_add(&columns, worst->id, NULL);
        if (has_variant) {
            char *label = console_variant(&search->input->plan->variants[worst->variant]);

            columns_add(&columns, label, NULL);
            free(label);
        }
        columns_add(&columns, worst->grader, NULL);
        columns_add(&columns, worst->reason, NULL);
    }
    heading_append(search, &search->found[first], out);
    columns_write(&columns, 4, out);
    columns_release(&columns);
}

int console_worst(const struct report_input *input, struct buf *out, struct error *err)
{
    struct search search = {.input = input};
    int rc = visible_each_failing(input, outcome_look, &search, err);

    for (size_t i = 0; rc == 0 && i < search.count; i++) {
        struct telling telling = {input->plan, &search.found[i]};

        rc = case_result_of(input, search.found[i].number, worst_tell, &telling, err);
    }
    for (size_t first = 0, end; rc == 0 && first < search.count; first = end) {
        for (end = first + 1; end < search.count; end++)
            if (search.found[end].kind != search.found[first].kind)
                break;
        group_append(&search, first, end, out);
    }
    for (size_t i = 0; i < search.count; i++)
        worst_release(&search.found[i]);
    return rc;
}
