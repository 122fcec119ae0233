/* cli/unpaired.c - cohorts that nothing in the baseline can be compared with. */
#include "cli/unpaired.h"

#include "base/mem.h"
#include "base/shown.h"
#include "cli/unpaired_graders.h"
#include "gate/gate.h"
#include "store/run_file_baseline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 60, WORDS_BYTES_MAX = 800 };

/* A cohort, or all that are watched, beside what a variant is compared with. */
struct pairing_scope {
    int cohort; /* SCOPE_ALL */
    int64_t cases;
    int64_t pairings[PAIRING_GRADERS + 1];
};

static void scope_add(struct pairing_scope *scope, const struct run_plan *plan,
                      const struct pairing_counts *of_variant, size_t cohort,
                      bool of_score)
{
    const struct pairing_counts *of = &of_variant[cohort];
    const int64_t *counts = of_score ? of->by_score : of->by_pass;

    scope->cases += plan->cohorts[cohort].case_count;
    for (int i = 0; i <= PAIRING_GRADERS; i++)
        scope->pairings[i] += counts[i];
}

/* False: a drop in it decides nothing. */
static bool scope_make(struct pairing_scope *scope, const struct run_plan *plan,
                       const struct pairing_counts *of_variant, int cohort)
{
    bool of_score;

    *scope = (struct pairing_scope){.cohort = cohort};
    if (isnan(gate_margin(plan, cohort, &of_score)))
        return false;
    if (cohort != SCOPE_ALL) {
        scope_add(scope, plan, of_variant, (size_t)cohort, of_score);
        return cohort_drop_decides(plan, cohort);
    }
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (plan->cohorts[i].watch)
            scope_add(scope, plan, of_variant, i, of_score);
    return true;
}

static void count_tell(struct buf *out, const char *front, int64_t count,
                       const char *what)
{
    char text[SHOWN_COUNT_SIZE];

    if (!count)
        return;
    shown_count(count, text);
    buf_append_format(out, "%s%s %s", out->length ? ", " : front, text, what);
}

/* Where the margin stands, else where the cohort does, or the baseline. */
static struct place scope_place(const struct opened_suite *opened,
                                const struct pairing_scope *scope)
{
    const struct suite *suite = opened->suite;
    const struct cohort *cohort = scope->cohort == SCOPE_ALL
                                      ? NULL
                                      : prepared_cohort(&opened->prepared, scope->cohort);
    const struct source *gate = cohort ? &cohort->gate : &suite->gate;

    if (json_object_get(gate->json, "max_drop") && !(suite->gate_is_default && !cohort))
        return source_key_place(gate, "/max_drop");
    return cohort ? cohort->place : suite->baseline.place;
}

static void cure_hint(const struct opened_suite *opened,
                      const struct pairing_scope *scope, struct error *err)
{
    const struct run_plan *plan = opened->prepared.plan;
    const bool is_regraded = 2 * scope->pairings[PAIRING_GRADERS] > scope->cases;
    const char *aside = scope->cohort == SCOPE_ALL ? ""
                        : plan->cohorts[scope->cohort].gate.is_given
                            ? "; or \"watch: false\" in place of its gate until then"
                            : "; or \"watch: false\" until then";

    if (is_regraded && plan->baseline.run_id && !opened->prepared.graders_ask)
        error_hint(err,
                   "judge the baseline's run by these graders: noworse baseline set "
                   "%s --regrade %s%s",
                   plan->baseline.run_id, opened->path, aside);
    else
        error_hint(err,
                   "make it of its own version over all cases: noworse run %s --baseline "
                   "none --advisory --repeats 5, then noworse baseline set latest%s",
                   opened->path, aside);
}

static void scope_refuse(struct opened_suite *opened, const struct pairing_scope *scope,
                         int variant)
{
    const struct run_plan *plan = opened->prepared.plan;
    const struct place place = scope_place(opened, scope);
    const int64_t *counts = scope->pairings;
    struct buf words = BUF_INIT(WORDS_BYTES_MAX);
    struct error err;
    char *of = mem_text("");

    if (scope->cohort != SCOPE_ALL) {
        const char *name = plan->cohorts[scope->cohort].name;
        char *quoted = shown_quoted(name, strlen(name), NAME_COLUMNS);

        free(of);
        of = mem_format(" of cohort %s", quoted);
        free(quoted);
    }
    count_tell(&words, "",
               scope->cases - counts[PAIRING_CHANGED] - counts[PAIRING_GRADERS], "new");
    count_tell(&words, "", counts[PAIRING_CHANGED], "changed");
    count_tell(&words, "", counts[PAIRING_GRADERS], "with other graders now");
    if (counts[PAIRING_GRADERS] && opened->prepared.new_graders)
        buf_append_format(&words, " (%s)", opened->prepared.new_graders);
    error_at(&err, &place, "N0958",
             "no case%s pairs with the baseline%s%s, so no drop could be seen: %s", of,
             plan->variant_count > 1 ? " of " : "",
             plan->variant_count > 1 ? plan->variants[variant].label : "",
             buf_text(&words));
    cure_hint(opened, scope, &err);
    error_list_add(&opened->errors, &err);
    buf_release(&words);
    free(of);
}

/* What holds for all is not said of each. */
static bool variant_check(struct opened_suite *opened, int variant,
                          const struct pairing_counts *of_variant)
{
    const struct run_plan *plan = opened->prepared.plan;
    struct pairing_scope scope;
    bool is_told = false;

    for (int i = SCOPE_ALL; i < (int)plan->cohort_count; i++) {
        if (!scope_make(&scope, plan, of_variant, i) || !scope.cases ||
            scope.pairings[PAIRING_PAIRED])
            continue;
        scope_refuse(opened, &scope, variant);
        is_told = true;
        if (i == SCOPE_ALL)
            break;
    }
    return is_told;
}

void pairs_check(struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    struct pairing_counts *counts;
    struct error err;
    bool is_told = false;

    if (!plan->baseline_entry_count || grades_told_check(opened) || plan->is_partial)
        return;
    counts = mem_new(plan->variant_count * plan->cohort_count, sizeof *counts);
    if (run_file_count_pairings(opened->file, plan, counts, &err))
        error_list_add(&opened->errors, &err);
    else
        for (size_t i = 0; i < plan->variant_count && !is_told; i++)
            is_told = plan->variants[i].baseline_entry >= 0 &&
                      variant_check(opened, (int)i, &counts[i * plan->cohort_count]);
    free(counts);
    if (!is_told)
        grader_pairs_check(opened);
}
