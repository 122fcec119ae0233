/* suites/suite_gates.c - gates with `use` resolved, and whether anything is gated. */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/gate_graders.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const suite_alone[] = {"unscored", "quarantined", "paired",
                                          "removed",  "confidence",  NULL};
static const char *const never_of_grader[] = {"must_pass",         "latency_p95_ms",
                                              "cost_per_case_usd", "max_cost_rise",
                                              "max_latency_rise",  NULL};
static const char *const thresholds[] = {"pass_rate",        "score",
                                         "must_pass",        "latency_p95_ms",
                                         "pass_all_repeats", "cost_per_case_usd",
                                         "max_drop",         "max_cost_rise",
                                         "max_latency_rise", NULL};
static const char *const comparisons[] = {
    "max_drop", "measure", "max_cost_rise", "max_latency_rise", "paired",
    "removed",  NULL};
static const double default_max_drop = 0.05;

static bool gate_has_threshold(const struct source *gate)
{
    for (size_t i = 0; thresholds[i]; i++)
        if (json_object_get(gate->json, thresholds[i]))
            return true;
    return gate_has_share_keys(gate->json);
}

/* The keys of the gate that `use` names, under those that stand beside it. */
static json_t *gate_merge(struct suite_loading *loading, const struct source *gate,
                          const char *name)
{
    struct source defined = {0};
    json_t *made;

    if (!suite_find_definition(loading->suite, "gates", name, &defined)) {
        struct place place = source_place(gate, "/use");
        const char *nearest =
            suite_nearest_definition(loading->suite, "gates", name, NULL);
        char *shown = shown_quoted(name, strlen(name), 80);

        error_list_at(loading->errors, &place, "N0261",
                      "no gate named %s is in `define.gates`", shown);
        if (nearest)
            error_hint(error_list_last(loading->errors), "did you mean \"%s\"?", nearest);
        free(shown);
        return NULL;
    }
    made = json_copy((json_t *)(uintptr_t)defined.json);
    json_object_update(made, (json_t *)(uintptr_t)gate->json);
    json_object_del(made, "use");
    json_object_del(made, "override");
    source_release(&defined);
    return made;
}

static void key_refuse(struct suite_loading *loading, const struct source *gate,
                       const char *key, const char *code, const char *what,
                       const char *cure)
{
    char *pointer = mem_format("/%s", key);
    struct place place = source_key_place(gate, pointer);

    free(pointer);
    error_list_at(loading->errors, &place, code, "`%s` %s", key, what);
    error_hint(error_list_last(loading->errors), "%s", cure);
}

/* Keys that compare, in a suite that has nothing to compare with. --baseline none leaves
 * them out. */
static void comparisons_check(struct suite_loading *loading, const struct source *gate,
                              json_t *made)
{
    for (size_t i = 0; comparisons[i]; i++) {
        if (!json_object_get(made, comparisons[i]))
            continue;
        if (loading->suite->baseline.word)
            json_object_del(made, comparisons[i]);
        else
            key_refuse(loading, gate, comparisons[i], "N0332",
                       "compares with a baseline, and the suite names none",
                       "add baseline: baselines/….json or baseline: {prompt: …}, or "
                       "leave it out");
    }
}

/* What is no key of a grader's gate. */
static void grader_gate_check(struct suite_loading *loading, const struct source *gate,
                              json_t *made)
{
    for (size_t i = 0; never_of_grader[i]; i++)
        if (json_object_get(made, never_of_grader[i]))
            key_refuse(loading, gate, never_of_grader[i], "N0580",
                       "is of whole answers, and this is the gate of one grader",
                       "move it to the gate of the suite or of a cohort");
}

static void gate_check(struct suite_loading *loading, const struct source *gate,
                       enum gate_owner owner, json_t *made)
{
    const struct suite *suite = loading->suite;

    for (size_t i = 0; owner != GATE_OF_SUITE && suite_alone[i]; i++)
        if (json_object_get(made, suite_alone[i]))
            key_refuse(loading, gate, suite_alone[i], "N0289",
                       "is a key of the suite's own gate alone",
                       "move it to `gate` at the left margin of the suite");
    if (!suite->has_baseline)
        comparisons_check(loading, gate, made);
    else if (owner == GATE_OF_SUITE && !json_object_get(made, "max_drop"))
        json_object_set_new(made, "max_drop", json_real(default_max_drop));
    else if (json_object_get(made, "measure") && !json_object_get(made, "max_drop"))
        key_refuse(loading, gate, "measure", "N0333",
                   "says what `max_drop` is a drop of, and there is none here",
                   "add max_drop: 0.05 beside it, or leave it out");
    if (owner == GATE_OF_GRADER)
        grader_gate_check(loading, gate, made);
    if (json_object_get(made, "pass_all_repeats") && suite->repeats < 2)
        key_refuse(loading, gate, "pass_all_repeats", "N0334",
                   "needs 2 repeats or more, and each case is asked once",
                   "add repeats: 3; of one repeat `pass_rate` says the same");
}

struct source suite_resolve_gate(struct suite_loading *loading, const struct source *gate,
                                 enum gate_owner owner)
{
    const char *use = json_string_value(json_object_get(gate->json, "use"));
    json_t *made =
        use ? gate_merge(loading, gate, use) : json_copy((json_t *)(uintptr_t)gate->json);
    struct source resolved = {0};

    if (!made)
        return resolved;
    gate_check(loading, gate, owner, made);
    return source_made(loading->suite->made, made, gate);
}

/* Criteria of one judge share their gate. */
void suite_resolve_grader_gates(struct suite_loading *loading, struct grader_list *list)
{
    const json_t *read = NULL;

    for (size_t i = 0; i < list->count; i++) {
        struct source *gate = &list->items[i].gate;
        struct source resolved;

        if (!gate->json)
            continue;
        if (gate->json == read) {
            resolved = list->items[i - 1].gate;
            resolved.pointer = mem_text(resolved.pointer);
        } else {
            read = gate->json;
            resolved = suite_resolve_gate(loading, gate, GATE_OF_GRADER);
        }
        source_release(gate);
        *gate = resolved;
    }
}

static const struct grader_item *gated_named(const struct grader_list *list,
                                             const char *name)
{
    const struct grader_item *item = grader_list_find(list, name);

    return item && item->gate.json ? item : NULL;
}

/* Of children of one cohort. */
static bool are_one(const struct place *a, const struct place *b)
{
    return a->line == b->line && a->column == b->column;
}

/* A gate is over all cases that have a grader of its name: cohorts may each have one of
 * the name, and one gate for all. */
static void cohort_gates_check(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;

    for (size_t i = 1; i < suite->cohort_count; i++)
        for (size_t k = 0; k < suite->cohorts[i].graders.count; k++) {
            const struct grader_item *item = &suite->cohorts[i].graders.items[k];
            const struct grader_item *other = NULL;

            for (size_t j = 0; item->gate.json && j < i && !other; j++)
                other = gated_named(&suite->cohorts[j].graders, item->name);
            if (!other || are_one(&item->gate.place, &other->gate.place))
                continue;
            error_list_at(loading->errors, &item->gate.place, "N0582",
                          "two graders named \"%s\" have a gate, and a gate is over all "
                          "cases that have a grader of the name",
                          item->name);
            error_hint(error_list_last(loading->errors),
                       "the other is at line %u; give each a name of its own",
                       other->gate.place.line);
        }
}

static bool list_has_gate(const struct grader_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].gate.json)
            return true;
    return false;
}

static bool grader_is_gated(const struct suite *suite)
{
    bool is_gated = list_has_gate(&suite->graders);

    for (size_t i = 0; !is_gated && i < suite->cohort_count; i++)
        is_gated = list_has_gate(&suite->cohorts[i].graders);
    return is_gated;
}

bool suite_gates_anything(const struct suite *suite)
{
    if (gate_has_threshold(&suite->gate) || grader_is_gated(suite))
        return true;
    for (size_t i = 0; i < suite->cohort_count; i++) {
        const struct cohort *cohort = &suite->cohorts[i];

        if (cohort->watch && (cohort->must_pass || gate_has_threshold(&cohort->gate)))
            return true;
    }
    return false;
}

static bool cohort_is_gated(const struct suite *suite)
{
    for (size_t i = 0; i < suite->cohort_count; i++)
        if (suite->cohorts[i].gate.json)
            return true;
    return false;
}

/* suite-format.md 2.1: no worse than the baseline; without one, every case must pass,
 * unless a cohort or a grader has a gate. */
static void gate_default(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct source whole = source_in(&suite->tree, suite->tree.root, "");
    json_t *made = suite->has_baseline ? json_pack("{s:f}", "max_drop", default_max_drop)
                                       : json_pack("{s:f}", "pass_rate", 1.0);

    suite->gate = source_made(suite->made, made, &whole);
    suite->gate_is_default = true;
    source_release(&whole);
}

/* --baseline none takes the default of a suite with a baseline away, and puts no other in
 * its place (section 3, rule 9). */
static bool default_is_due(const struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;
    const json_t *root = suite->tree.root;

    if (json_object_get(root, "gate"))
        return false;
    if (suite->has_baseline)
        return true;
    return !cohort_is_gated(suite) && !grader_is_gated(suite) &&
           !json_object_get(root, "baseline");
}

void suite_build_gate(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    json_t *json = loading_part(loading, "gate");
    struct source gate = source_in(&suite->tree, json, "/gate");

    cohort_gates_check(loading);
    suite->gate_is_none = json_is_string(json);
    if (json_is_object(json))
        suite->gate = suite_resolve_gate(loading, &gate, GATE_OF_SUITE);
    else if (default_is_due(loading))
        gate_default(loading);
    suite_check_gate_graders(loading);
    source_release(&gate);
}
