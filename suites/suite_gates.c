/* suites/suite_gates.c - gates with `use` resolved, and whether anything is gated. */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const suite_alone[] = {"unscored", "quarantined", "paired",
                                          "removed",  "confidence",  NULL};
static const char *const thresholds[] = {"pass_rate", "score", "must_pass",
                                         "latency_p95_ms", NULL};

static bool gate_has_threshold(const struct source *gate)
{
    for (size_t i = 0; thresholds[i]; i++)
        if (json_object_get(gate->json, thresholds[i]))
            return true;
    return false;
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

struct source suite_resolve_gate(struct suite_loading *loading, const struct source *gate,
                                 enum gate_owner owner)
{
    const char *use = json_string_value(json_object_get(gate->json, "use"));
    json_t *made =
        use ? gate_merge(loading, gate, use) : json_copy((json_t *)(uintptr_t)gate->json);
    struct source resolved = {0};

    if (!made)
        return resolved;
    for (size_t i = 0; owner == GATE_OF_COHORT && suite_alone[i]; i++) {
        char *pointer = mem_format("/%s", suite_alone[i]);
        struct place place = source_key_place(gate, pointer);

        free(pointer);
        if (!json_object_get(made, suite_alone[i]))
            continue;
        error_list_at(loading->errors, &place, "N0289",
                      "`%s` is a key of the suite's own gate alone", suite_alone[i]);
        error_hint(error_list_last(loading->errors),
                   "move it to `gate` at the left margin of the suite");
    }
    return source_made(loading->suite->made, made, gate);
}

bool suite_gates_anything(const struct suite *suite)
{
    if (gate_has_threshold(&suite->gate))
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

/* suite-format.md 2.1: without a gate and a baseline, every case must pass. */
static void gate_default(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct source whole = source_in(&suite->tree, suite->tree.root, "");

    suite->gate = source_made(suite->made, json_pack("{s:f}", "pass_rate", 1.0), &whole);
    suite->gate_is_default = true;
    source_release(&whole);
}

void suite_build_gate(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    json_t *json = loading_part(loading, "gate");
    struct source gate = source_in(&suite->tree, json, "/gate");

    suite->gate_is_none = json_is_string(json);
    if (json_is_object(json))
        suite->gate = suite_resolve_gate(loading, &gate, GATE_OF_SUITE);
    else if (!json_object_get(suite->tree.root, "gate") && !suite->has_baseline &&
             !cohort_is_gated(suite))
        gate_default(loading);
    if (loading->sound && suite->has_baseline && !suite->gate_is_none &&
        !suite_gates_anything(suite) && error_list_is_clean(loading->errors)) {
        struct place place = tree_key_place(&suite->tree, "/baseline");

        error_list_at(loading->errors, &place, "N0294",
                      "this version cannot compare with a baseline yet, and no threshold "
                      "stands on its own");
        error_hint(error_list_last(loading->errors),
                   "add gate: {pass_rate: 0.9} here or to a cohort");
    }
    source_release(&gate);
}
