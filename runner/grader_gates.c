/* runner/grader_gates.c - the gates of graders, and what gates say of labels and fields.
 */
#include "runner/grader_gates.h"

#include "base/mem.h"
#include "runner/plan_of_suite.h"
#include "suites/gate_graders.h"

#include <string.h>

/* The row of a grader's name; made where it is new. */
static int row_of(struct run_plan *plan, const char *name)
{
    const int known = run_plan_grader_gate(plan, name);
    struct plan_grader_gate *row;

    if (known >= 0)
        return known;
    plan->grader_gates = mem_resize(plan->grader_gates, plan->grader_gate_count + 1,
                                    sizeof *plan->grader_gates);
    row = &plan->grader_gates[plan->grader_gate_count];
    *row = (struct plan_grader_gate){.name = mem_text(name)};
    gate_rules_init(&row->gate);
    return (int)plan->grader_gate_count++;
}

static void text_add(char ***list, size_t *count, const char *text)
{
    for (size_t i = 0; i < *count; i++)
        if (!strcmp((*list)[i], text))
            return;
    *list = mem_resize(*list, *count + 1, sizeof **list);
    (*list)[(*count)++] = mem_text(text);
}

static void rule_add(struct run_plan *plan, const struct plan_share_rule *rule)
{
    plan->share_rules = mem_resize(plan->share_rules, plan->share_rule_count + 1,
                                   sizeof *plan->share_rules);
    plan->share_rules[plan->share_rule_count] = *rule;
    plan->share_rules[plan->share_rule_count].rule = mem_text(rule->rule);
    plan->share_rules[plan->share_rule_count++].key = mem_text(rule->key);
}

/* A share of each label, or of each that is named. */
static void each_add(struct run_plan *plan, const struct plan_share_rule *like,
                     const json_t *value)
{
    const struct plan_grader_gate *row = &plan->grader_gates[like->grader];
    struct plan_share_rule rule = *like;
    const char *key;
    json_t *share;

    rule.at_least = json_number_value(value);
    for (size_t i = 0; json_is_number(value) && i < row->label_count; i++) {
        rule.key = row->labels[i];
        rule_add(plan, &rule);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, share)
    {
        rule.key = (char *)(uintptr_t)key;
        rule.at_least = json_number_value(share);
        rule_add(plan, &rule);
    }
}

/* Whose gate it is: a grader's, a cohort's (its number in the plan), or the suite's. */
struct gate_owned {
    const json_t *json;
    const struct cohort *cohort;
    int number;                    /* -1: no cohort */
    const struct grader_item *own; /* the grader it stands beside; NULL: none */
};

static void key_read(struct run_plan *plan, const struct gate_owned *gate,
                     const struct gate_share_key *key, const struct grader_item *item)
{
    const json_t *value = json_object_get(gate->json, key->key);
    const int grader = row_of(plan, item->name);
    struct plan_grader_gate *row = &plan->grader_gates[grader];
    struct plan_share_rule rule = {.rule = (char *)(uintptr_t)key->key,
                                   .at_least = json_number_value(value),
                                   .grader = grader,
                                   .cohort = gate->number,
                                   .is_of_grader = gate->own != NULL};
    const json_t *labels = !strcmp(key->type, "label") ? label_item_labels(item) : NULL;
    const char *pointer;
    json_t *share;

    for (size_t i = 0; i < json_array_size(labels); i++)
        text_add(&row->labels, &row->label_count,
                 json_string_value(json_array_get(labels, i)));
    if (!labels)
        json_object_foreach((json_t *)(uintptr_t)value, pointer, share)
        {
            text_add(&row->fields, &row->field_count, pointer);
        }
    if (key->is_of_each || !labels)
        each_add(plan, &rule, value);
    else
        rule_add(plan, &rule);
}

static void gate_read(struct run_plan *plan, const struct suite *suite,
                      const struct gate_owned *gate)
{
    for (const struct gate_share_key *key = gate_share_keys; gate->json && key->key;
         key++) {
        const struct grader_item *item = gate->own;
        size_t count;

        if (!json_object_get(gate->json, key->key))
            continue;
        if (!item)
            item = gate_grader_find(suite, gate->cohort, key->type, &count);
        if (item)
            key_read(plan, gate, key, item);
    }
}

/* By name: one may stand in several cohorts, and its gate at one of them. */
static void list_read(struct run_plan *plan, const struct suite *suite,
                      const struct grader_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct grader_item *item = &list->items[i];
        int row;

        if (!item->gate.json)
            continue;
        row = row_of(plan, item->name); /* which may move them all */
        gate_rules_read(item->gate.json, &plan->grader_gates[row].gate);
        gate_read(plan, suite, &(struct gate_owned){item->gate.json, NULL, -1, item});
    }
}

/* The graders of a cohort that is split are those of its first child. */
static bool is_sibling(const struct prepared *prepared, size_t at)
{
    const char *own = prepared_cohort(prepared, (int)at)->parent;
    const char *before = at ? prepared_cohort(prepared, (int)at - 1)->parent : NULL;

    return own && before && !strcmp(own, before);
}

void grader_gates_fill(struct run_plan *plan, const struct prepared *prepared)
{
    const struct suite *suite = prepared->suite;

    list_read(plan, suite, &suite->graders);
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (!is_sibling(prepared, i))
            list_read(plan, suite, &prepared_cohort(prepared, (int)i)->graders);
    gate_read(plan, suite, &(struct gate_owned){suite->gate.json, NULL, -1, NULL});
    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct cohort *cohort = prepared_cohort(prepared, (int)i);

        gate_read(plan, suite,
                  &(struct gate_owned){cohort->gate.json, cohort, (int)i, NULL});
    }
}
