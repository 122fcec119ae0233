/* cli/baseline/baseline_replaced.c - one line: which baseline goes, and what comes in its
 * place.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "cli/baseline/baseline_parts.h"
#include "gate/figure.h"
#include "store/case_pairs.h"

#include <stdlib.h>
#include <string.h>

enum { ID_SHOWN = 10, DAY_SHOWN = 10, NAME_COLUMNS = 100 };

int baseline_entry_like(const struct baseline_file *was,
                        const struct plan_variant *variant)
{
    for (size_t i = 0; i < was->entry_count; i++) {
        const struct plan_entry *entry = &was->entries[i].plan;
        const char *prompt = variant->prompt_name;

        if (!strcmp(entry->model_id, variant->model_id) &&
            (prompt && entry->prompt_name ? !strcmp(entry->prompt_name, prompt)
                                          : prompt == entry->prompt_name))
            return (int)i;
    }
    return was->entry_count == 1 ? 0 : -1;
}

/* Lines of one entry on their way into the pairs. */
struct pairing_up {
    struct case_pairs *pairs;
    enum pair_side side;
    char **cohorts; /* names; a cohort is its index here, on both sides */
    size_t cohort_count, cohort_capacity;
    struct error *err;
};

static int cohort_number(struct pairing_up *of, const char *name)
{
    for (size_t i = of->cohort_count; i-- > 0;)
        if (!strcmp(of->cohorts[i], name))
            return (int)i;
    MEM_GROW(of->cohorts, of->cohort_count, of->cohort_capacity);
    of->cohorts[of->cohort_count] = mem_text(name);
    return (int)of->cohort_count++;
}

/* The cases are the same for every entry: those of the first are counted. */
static int line_pair(void *context, const struct baseline_line *line)
{
    struct pairing_up *of = context;
    const struct baseline_result *result = &line->result;
    struct pair_case row = {
        .is_there = true, .digest = result->digest, .weight = 1, .passed = 1};

    if (result->entry != 0)
        return 0;
    return case_pairs_add(of->pairs, of->side, cohort_number(of, result->cohort),
                          result->id ? result->id : result->digest, &row, of->err);
}

struct changes {
    int64_t counts[CHANGE_COUNT];
};

static int pair_count(void *context, const struct case_pair *pair)
{
    struct changes *changes = context;

    changes->counts[pair->change]++;
    return 0;
}

static int changes_count(const struct baseline_new *made, const struct baseline_file *was,
                         struct changes *out, struct error *err)
{
    struct pairing_up of = {.side = PAIR_OLD, .err = err};
    int rc = case_pairs_new(&of.pairs, err);

    if (rc == 0)
        rc = baseline_file_each(was, line_pair, &of, err);
    of.side = PAIR_NEW;
    if (rc == 0)
        rc = run_file_each_line(made->run, made->plan, made->variants[0], LINES_OF_CASES,
                                line_pair, &of, err);
    if (rc == 0)
        rc = case_pairs_each(of.pairs, pair_count, out, err);
    case_pairs_free(of.pairs);
    for (size_t i = 0; i < of.cohort_count; i++)
        free(of.cohorts[i]);
    free(of.cohorts);
    return rc;
}

static void rate_put(struct buf *out, const char *name,
                     const struct baseline_scope *scope)
{
    char text[FIGURE_SIZE] = "nothing scored";
    struct rate rate;

    if (baseline_scope_rate(scope, &rate))
        figure_percent(rate.mean, text);
    shown_append(out, name, strlen(name), NAME_COLUMNS);
    buf_append_format(out, " %s", text);
}

static void count_put(struct buf *out, const char *before, int64_t count,
                      const char *after)
{
    char text[FIGURE_SIZE];

    figure_count(count, text);
    buf_append_format(out, "%s%s%s", before, text, after);
}

/* A run's lines all say entry 0: they are counted, then numbered. */
int baseline_new_figures(const struct baseline_new *made, struct baseline_figures *out,
                         struct error *err)
{
    int rc = 0;

    for (size_t i = 0; i < made->count && rc == 0; i++) {
        struct baseline_figures one = {.count = 0};

        rc = run_file_each_line(made->run, made->plan, made->variants[i], LINES_OF_CASES,
                                baseline_figures_add, &one, err);
        for (size_t k = 0; k < one.count; k++) {
            MEM_GROW(out->scopes, out->count, out->capacity);
            out->scopes[out->count] = one.scopes[k];
            out->scopes[out->count++].entry = (int)i;
        }
        free(one.scopes);
    }
    return rc;
}

static void rates_put(struct buf *out, const struct baseline_new *made,
                      const struct baseline_file *was,
                      const struct baseline_figures *before,
                      const struct baseline_figures *figures)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct plan_variant *variant = &made->plan->variants[made->variants[i]];
        int like = baseline_entry_like(was, variant);

        buf_append_text(out, i ? ", " : ": ");
        if (like >= 0) {
            rate_put(out, was->entries[like].plan.name,
                     baseline_figures_find(before, like, NULL));
            buf_append_text(out, " → ");
        }
        rate_put(out, variant->name, baseline_figures_find(figures, (int)i, NULL));
    }
}

int baseline_replaced_tell(const struct baseline_new *made,
                           const struct baseline_file *was,
                           const struct baseline_figures *figures, struct error *err)
{
    struct baseline_figures before = {.count = 0};
    struct changes changes = {.counts = {0}};
    struct buf out = BUF_INIT(1 << 20);
    int rc = 0;

    if (!was) {
        printf("replaces what could not be read\n");
        return 0;
    }
    rc = baseline_file_each(was, baseline_figures_add, &before, err);
    if (rc == 0)
        rc = changes_count(made, was, &changes, err);
    if (rc == 0) {
        buf_append_format(&out, "replaces run %.*s of %.*s by %.*s", ID_SHOWN,
                          was->run_id, DAY_SHOWN, was->ended, ID_SHOWN, made->info.id);
        rates_put(&out, made, was, &before, figures);
        count_put(&out, "; cases: ", changes.counts[CHANGE_NEW], " added, ");
        count_put(&out, "", changes.counts[CHANGE_GONE], " removed, ");
        count_put(&out, "", changes.counts[CHANGE_CHANGED], " changed");
        puts(buf_text(&out));
    }
    baseline_figures_release(&before);
    buf_release(&out);
    return rc;
}
