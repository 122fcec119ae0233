/* suites/gate_graders.c - keys of gates that are about labels, and about fields of JSON.
 */
#include "suites/gate_graders.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

const struct gate_share_key gate_share_keys[] = {
    {"accuracy", "label", false}, {"macro_f1", "label", false}, {"f1", "label", true},
    {"precision", "label", true}, {"recall", "label", true},    {"fields", "json", false},
    {NULL, NULL, false},
};

bool gate_has_share_keys(const json_t *gate)
{
    for (const struct gate_share_key *row = gate_share_keys; row->key; row++)
        if (json_object_get(gate, row->key))
            return true;
    return false;
}

const json_t *label_item_labels(const struct grader_item *item)
{
    const json_t *options = item->source.json;

    return json_is_array(options) ? options : json_object_get(options, "labels");
}

static bool is_skipped(const struct cohort *cohort, const char *name)
{
    for (size_t i = 0; cohort && i < cohort->skip_grader_count; i++)
        if (!strcmp(cohort->skip_graders[i], name))
            return true;
    return false;
}

struct finding {
    const char *type;
    const struct grader_item *found;
    size_t count; /* of names */
};

static void list_search(const struct grader_list *list, const struct cohort *cohort,
                        struct finding *finding)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct grader_item *item = &list->items[i];

        if (strcmp(item->type, finding->type) != 0 || is_skipped(cohort, item->name))
            continue;
        if (finding->found && !strcmp(finding->found->name, item->name))
            continue;
        finding->found = finding->found ? finding->found : item;
        finding->count++;
    }
}

const struct grader_item *gate_grader_find(const struct suite *suite,
                                           const struct cohort *cohort, const char *type,
                                           size_t *count)
{
    struct finding finding = {.type = type};

    list_search(&suite->graders, cohort, &finding);
    for (size_t i = 0; i < suite->cohort_count; i++)
        if (!cohort || cohort == &suite->cohorts[i])
            list_search(&suite->cohorts[i].graders, cohort, &finding);
    *count = finding.count;
    return finding.count == 1 ? finding.found : NULL;
}

static struct place key_place(const struct source *gate, const char *key,
                              const char *below)
{
    struct buf pointer = BUF_INIT(64 * 1024);
    struct place place;

    pointer_push(&pointer, key, strlen(key));
    if (below)
        pointer_push(&pointer, below, strlen(below));
    place = source_key_place(gate, buf_text(&pointer));
    buf_release(&pointer);
    return place;
}

static void grader_missing(struct suite_loading *loading, const struct source *gate,
                           const struct gate_share_key *row, size_t count)
{
    struct place place = key_place(gate, row->key, NULL);

    error_list_at(loading->errors, &place, "N0584",
                  "`%s` is about one grader of the type `%s`, and there %s %zu", row->key,
                  row->type, count == 1 ? "is" : "are", count);
    error_hint(error_list_last(loading->errors),
               count ? "put it into the `gate` beside the grader that is meant"
                     : "add one to `graders`, or use pass_rate");
}

static void label_check(struct suite_loading *loading, const struct source *gate,
                        const char *key, const char *label,
                        const struct grader_item *item)
{
    const json_t *labels = label_item_labels(item);
    const char **names = mem_new(json_array_size(labels) + 1, sizeof *names);
    struct place place = key_place(gate, key, label);
    char *shown = shown_quoted(label, strlen(label), 60);
    const char *nearest;
    bool is_known = false;

    for (size_t i = 0; i < json_array_size(labels); i++) {
        names[i] = json_string_value(json_array_get(labels, i));
        is_known = is_known || !strcmp(names[i], label);
    }
    nearest = nearest_name(label, names);
    if (!is_known) {
        error_list_at(loading->errors, &place, "N0585",
                      "%s is no label of the grader \"%s\"", shown, item->name);
        if (nearest)
            error_hint(error_list_last(loading->errors), "did you mean \"%s\"?", nearest);
    }
    free(shown);
    free(names);
}

static void field_check(struct suite_loading *loading, const struct source *gate,
                        const char *key, const char *pointer,
                        const struct grader_item *item)
{
    const json_t *fields = json_object_get(item->source.json, "fields");
    struct place place = key_place(gate, key, pointer);

    char *shown;

    if (json_object_get(fields, pointer))
        return;
    shown = shown_quoted(pointer, strlen(pointer), 40);
    error_list_at(loading->errors, &place, "N0586",
                  "the grader \"%s\" has no grader for the field %s", item->name, shown);
    error_hint(error_list_last(loading->errors),
               "name it there: json: {fields: {%s: exact}}", shown);
    free(shown);
}

static void keys_check(struct suite_loading *loading, const struct source *gate,
                       const struct gate_share_key *row, const struct grader_item *item)
{
    const json_t *value = json_object_get(gate->json, row->key);
    const char *key;
    json_t *share;

    json_object_foreach((json_t *)(uintptr_t)value, key, share)
    {
        if (!strcmp(row->type, "label"))
            label_check(loading, gate, row->key, key, item);
        else
            field_check(loading, gate, row->key, key, item);
    }
}

/* own: the grader that the gate stands beside; NULL: it is a cohort's or the suite's. */
static void gate_check(struct suite_loading *loading, const struct source *gate,
                       const struct cohort *cohort, const struct grader_item *own)
{
    for (const struct gate_share_key *row = gate_share_keys; gate->json && row->key;
         row++) {
        size_t count = own && !strcmp(own->type, row->type);
        const struct grader_item *item = count ? own : NULL;

        if (!json_object_get(gate->json, row->key))
            continue;
        if (!own)
            item = gate_grader_find(loading->suite, cohort, row->type, &count);
        if (item)
            keys_check(loading, gate, row, item);
        else
            grader_missing(loading, gate, row, count);
    }
}

static void list_check(struct suite_loading *loading, const struct grader_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        gate_check(loading, &list->items[i].gate, NULL, &list->items[i]);
}

void suite_check_gate_graders(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;

    gate_check(loading, &suite->gate, NULL, NULL);
    list_check(loading, &suite->graders);
    for (size_t i = 0; i < suite->cohort_count; i++) {
        gate_check(loading, &suite->cohorts[i].gate, &suite->cohorts[i], NULL);
        list_check(loading, &suite->cohorts[i].graders);
    }
}
