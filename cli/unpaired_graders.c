/* cli/unpaired_graders.c - graders with a `max_drop` that nothing in a stored baseline
 * can be compared with. */
#include "cli/unpaired_graders.h"

#include "base/mem.h"
#include "base/shown.h"
#include "store/run_file_baseline.h"
#include "suites/grader_items.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 60, WORDS_BYTES_MAX = 400 };

/* One gate of graders beside the baseline or the anchor. */
struct grader_scope {
    const struct plan_grader_gate *gate;
    bool of_anchor;
};

static const struct plan_source *source_of(const struct run_plan *plan, bool of_anchor)
{
    return of_anchor ? &plan->anchor : &plan->baseline;
}

static bool has_drop(const struct plan_grader_gate *gate)
{
    return gate->gate.is_given && !isnan(gate->gate.max_drop);
}

static const struct grader_item *gated_item(const struct grader_list *list,
                                            const char *name)
{
    const struct grader_item *item = grader_list_find(list, name);

    return item && item->gate.json ? item : NULL;
}

/* Where its margin stands. */
static struct place drop_place(const struct suite *suite, const char *name)
{
    const struct grader_item *item = gated_item(&suite->graders, name);

    for (size_t i = 0; i < suite->cohort_count && !item; i++)
        item = gated_item(&suite->cohorts[i].graders, name);
    return item ? source_key_place(&item->gate, "/max_drop") : suite->baseline.place;
}

/* " --out FILE" where the command would write another one; the caller's. */
static char *out_words(const struct opened_suite *opened, bool of_anchor)
{
    const struct plan_source *source = source_of(opened->prepared.plan, of_anchor);
    const bool is_own = !of_anchor && (!opened->suite->baseline.word || source->ref);

    return is_own || source->is_run ? mem_text("")
                                    : mem_format(" --out %s", source->path);
}

static void untold_refuse(struct opened_suite *opened, const struct grader_scope *scope)
{
    const struct plan_source *source = source_of(opened->prepared.plan, scope->of_anchor);
    const struct place place = drop_place(opened->suite, scope->gate->name);
    char *name = shown_quoted(scope->gate->name, strlen(scope->gate->name), NAME_COLUMNS);
    char *out = out_words(opened, scope->of_anchor);
    struct error err;

    error_at(&err, &place, "N0581",
             "no drop of grader %s could be seen: the %s %s does not tell what each "
             "grader said, for an older noworse wrote it",
             name, scope->of_anchor ? "anchor" : "baseline", source->path);
    error_hint(
        &err,
        "write it anew from its run: noworse baseline set %s%s; where that run is "
        "gone: noworse run %s --baseline none --advisory --repeats 5, then noworse "
        "baseline set latest%s",
        source->run_id, out, opened->path, out);
    error_list_add(&opened->errors, &err);
    free(name);
    free(out);
}

bool grades_told_check(struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    bool is_told = false;

    for (int of_anchor = 0; of_anchor < 2; of_anchor++)
        for (size_t i = 0; i < plan->grader_gate_count && !is_told; i++) {
            const struct grader_scope scope = {&plan->grader_gates[i], of_anchor};

            is_told = source_of(plan, of_anchor)->lacks_grades && has_drop(scope.gate);
            if (is_told)
                untold_refuse(opened, &scope);
        }
    return is_told;
}

static void count_tell(struct buf *out, int64_t count, const char *what)
{
    char text[SHOWN_COUNT_SIZE];

    if (!count)
        return;
    shown_count(count, text);
    buf_append_format(out, "%s%s %s", out->length ? ", " : "", text, what);
}

/* Answers are judged again without a call, but by graders that ask. */
static void cure_hint(const struct opened_suite *opened, const struct grader_scope *scope,
                      const struct grader_pairings *pairs, struct error *err)
{
    const struct plan_source *source = source_of(opened->prepared.plan, scope->of_anchor);
    const bool is_regraded = 2 * pairs->pairings[PAIRING_GRADERS] > pairs->cases;
    char *out = out_words(opened, scope->of_anchor);

    if (is_regraded && source->run_id && !opened->prepared.graders_ask)
        error_hint(err,
                   "judge the answers of then by this grader: noworse baseline set %s "
                   "--regrade %s%s",
                   source->run_id, opened->path, out);
    else
        error_hint(err,
                   "make it of its own version, judged by this grader: noworse run %s "
                   "--baseline none --advisory --repeats 5, then noworse baseline set "
                   "latest%s",
                   opened->path, out);
    free(out);
}

static void unpaired_refuse(struct opened_suite *opened, const struct grader_scope *scope,
                            const struct grader_pairings *pairs)
{
    const struct place place = drop_place(opened->suite, scope->gate->name);
    char *name = shown_quoted(scope->gate->name, strlen(scope->gate->name), NAME_COLUMNS);
    const int64_t changed = pairs->pairings[PAIRING_CHANGED];
    const int64_t regraded = pairs->pairings[PAIRING_GRADERS];
    struct buf words = BUF_INIT(WORDS_BYTES_MAX);
    struct error err;

    count_tell(&words, pairs->cases - changed - regraded, "new");
    count_tell(&words, changed, "changed");
    count_tell(&words, regraded, "not judged by this grader then");
    error_at(&err, &place, "N0958",
             "no case of grader %s pairs with the %s, so no drop could be seen: %s", name,
             scope->of_anchor ? "anchor" : "baseline", buf_text(&words));
    cure_hint(opened, scope, pairs, &err);
    error_list_add(&opened->errors, &err);
    buf_release(&words);
    free(name);
}

/* Each grader is told of once: of the first variant where it is so. */
static void gate_check(struct opened_suite *opened, const struct grader_pairings *all,
                       size_t gate, bool of_anchor)
{
    const struct run_plan *plan = opened->prepared.plan;
    const struct grader_scope scope = {&plan->grader_gates[gate], of_anchor};

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct grader_pairings *pairs = &all[i * plan->grader_gate_count + gate];

        if (!has_drop(scope.gate) || !pairs->cases || pairs->pairings[PAIRING_PAIRED])
            continue;
        unpaired_refuse(opened, &scope, pairs);
        return;
    }
}

static void source_check(struct opened_suite *opened, bool of_anchor)
{
    const struct run_plan *plan = opened->prepared.plan;
    struct grader_pairings *all =
        mem_new(plan->variant_count * plan->grader_gate_count, sizeof *all);
    struct error err;

    if (run_file_count_grader_pairings(opened->file, plan, of_anchor, all, &err))
        error_list_add(&opened->errors, &err);
    else
        for (size_t i = 0; i < plan->grader_gate_count; i++)
            gate_check(opened, all, i, of_anchor);
    free(all);
}

void grader_pairs_check(struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    bool is_needed = false;

    for (size_t i = 0; i < plan->grader_gate_count; i++)
        is_needed = is_needed || has_drop(&plan->grader_gates[i]);
    if (!is_needed)
        return;
    source_check(opened, false);
    if (plan->anchor.path)
        source_check(opened, true);
}
