/* cli/diff/diff_plan.c - the plan of a comparison, made from those of its sides.
 *
 * By way of its JSON, so that what is left out or added is always whole.
 */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "cli/diff/diff_parts.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Without a margin of the suite: the one that it would have with a baseline (suite-format
 * 2.1). */
static const double margin_default = 0.05;

int diff_plan_cohort(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!strcmp(plan->cohorts[i].name, name))
            return (int)i;
    return -1;
}

static bool is_named(const struct texts *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i], name))
            return true;
    return names->count == 0;
}

static json_t *find_cohort(const json_t *cohorts, const char *name)
{
    size_t index;
    json_t *cohort;

    json_array_foreach(
        cohorts, index,
        cohort) if (!strcmp(json_string_value(json_object_get(cohort, "name")),
                            name)) return cohort;
    return NULL;
}

/* Of both sides, in order; held out where either says so. */
static json_t *cohorts_join(const json_t *new_plan, const json_t *old_plan,
                            const struct texts *names)
{
    const json_t *sources[] = {json_object_get(new_plan, "cohorts"),
                               json_object_get(old_plan, "cohorts")};
    json_t *out = json_array();

    for (size_t i = 0; i < 2; i++) {
        size_t index;
        json_t *cohort;

        json_array_foreach(sources[i], index, cohort)
        {
            const char *name = json_string_value(json_object_get(cohort, "name"));
            json_t *there = find_cohort(out, name);

            if (!is_named(names, name))
                continue;
            if (!there)
                json_array_append(out, cohort);
            else if (json_is_true(json_object_get(cohort, "held_out")))
                json_object_set_new(there, "held_out", json_true());
        }
    }
    return out;
}

/* The two variants; the labels tell them from each other. */
static json_t *variants_pick(const struct diff_sides *sides, json_t *const plans[2])
{
    json_t *out = json_array();

    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        const json_t *variants = json_object_get(plans[side], "variants");
        json_t *variant =
            json_copy(json_array_get(variants, (size_t)sides->variants[side]));

        json_object_set_new(variant, "label", json_string(sides->labels[side]));
        json_object_set_new(variant, "is_baseline", json_boolean(side == PAIR_OLD));
        json_object_set_new(variant, "baseline",
                            side == PAIR_OLD ? json_null() : json_integer(PAIR_OLD));
        json_object_set_new(variant, "baseline_entry", json_null());
        json_object_set_new(variant, "anchor_entry", json_null());
        json_array_append_new(out, variant);
    }
    return out;
}

static int cohorts_check(const struct diff_sides *sides, const struct texts *names,
                         struct error *err)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct run_plan *plan = sides->runs[PAIR_NEW].plan;
        struct texts known = {NULL, 0};
        const char *nearest;
        char *quoted;

        if (diff_plan_cohort(sides->runs[PAIR_OLD].plan, names->items[i]) >= 0 ||
            diff_plan_cohort(plan, names->items[i]) >= 0)
            continue;
        for (size_t k = 0; k < plan->cohort_count; k++)
            texts_add(&known, plan->cohorts[k].name);
        nearest = known.count ? nearest_name(names->items[i], known.items) : NULL;
        quoted = shown_quoted(names->items[i], strlen(names->items[i]), 60);
        error_set(err, ERROR_USAGE, "N0953", "neither side has a cohort %s", quoted);
        if (nearest)
            error_hint(err, "did you mean \"%s\"?", nearest);
        free(quoted);
        texts_release(&known);
        return -1;
    }
    return 0;
}

/* Of a gate the margin alone is left, and what it is measured by. */
static void rules_keep_margin(struct gate_rules *rules)
{
    const struct gate_rules was = *rules;

    free(rules->must_pass);
    gate_rules_init(rules);
    rules->max_drop = was.max_drop;
    rules->drop_of_score = was.drop_of_score;
    rules->confidence = was.confidence;
    rules->is_given = isfinite(was.max_drop);
}

static void rules_set(struct run_plan *plan)
{
    plan->has_baseline = true;
    plan->is_partial = false;
    plan->stop_early = false;
    rules_keep_margin(&plan->gate);
    if (!plan->gate.is_given)
        plan->gate.max_drop = margin_default;
    plan->gate.is_given = true;
    for (size_t i = 0; i < plan->cohort_count; i++)
        rules_keep_margin(&plan->cohorts[i].gate);
}

int diff_plan_make(struct diff_sides *sides, const struct diff_scope *scope,
                   struct error *err)
{
    json_t *plans[2];
    int rc = -1;

    if (cohorts_check(sides, scope->cohorts, err))
        return -1;
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++)
        plans[side] = run_plan_to_json(sides->runs[side].plan);
    json_object_set_new(plans[PAIR_NEW], "variants", variants_pick(sides, plans));
    json_object_set_new(plans[PAIR_NEW], "cohorts",
                        cohorts_join(plans[PAIR_NEW], plans[PAIR_OLD], scope->cohorts));
    json_object_set_new(plans[PAIR_NEW], "baseline_entries", json_array());
    rc = run_plan_from_json(plans[PAIR_NEW], &sides->plan, err);
    if (rc == 0)
        rules_set(sides->plan);
    json_decref(plans[PAIR_OLD]);
    json_decref(plans[PAIR_NEW]);
    return rc;
}
