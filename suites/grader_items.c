/* suites/grader_items.c - the entries of a `graders` list. */
#include "suites/grader_items.h"

#include "base/mem.h"
#include "base/shown.h"
#include "suites/judge_criteria.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NESTING_MAX = 64 };

static bool key_is_beside(const char *key)
{
    return !strcmp(key, "name") || !strcmp(key, "required") || !strcmp(key, "weight") ||
           !strcmp(key, "when") || !strcmp(key, "gate") || !strcmp(key, "override");
}

static const char *item_type(const json_t *item)
{
    const char *key;
    json_t *value;

    if (json_is_string(item))
        return json_string_value(item);
    json_object_foreach((json_t *)(uintptr_t)item, key, value)
    {
        if (!key_is_beside(key))
            return key;
    }
    return NULL;
}

/* A copy of an item with the names from `define` in it replaced by what they stand for,
 * or NULL where there is none. `named` says that the item itself may be such a name. */
static json_t *item_expand(const struct suite *suite, const json_t *item, unsigned depth);

static json_t *list_expand(const struct suite *suite, const json_t *list, unsigned depth)
{
    json_t *made = NULL;

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = item_expand(suite, json_array_get(list, i), depth);

        if (!one)
            continue;
        if (!made)
            made = json_copy((json_t *)(uintptr_t)list);
        json_array_set_new(made, i, one);
    }
    return made;
}

static json_t *fields_expand(const struct suite *suite, const json_t *fields,
                             unsigned depth)
{
    json_t *made = NULL;
    const char *key;
    json_t *item;

    json_object_foreach((json_t *)(uintptr_t)fields, key, item)
    {
        json_t *one = item_expand(suite, item, depth);

        if (!one)
            continue;
        if (!made)
            made = json_copy((json_t *)(uintptr_t)fields);
        json_object_set_new(made, key, one);
    }
    return made;
}

/* The options of a type that nests graders, expanded, or NULL. */
static json_t *options_expand(const struct suite *suite, const char *type,
                              const json_t *options, unsigned depth)
{
    const bool is_json = !strcmp(type, "json");
    const char *below = is_json ? "fields" : "graders";
    json_t *inner = json_object_get(options, below);
    json_t *made;

    if (!strcmp(type, "not"))
        return item_expand(suite, options, depth);
    if (!is_json && strcmp(type, "all") != 0 && strcmp(type, "any") != 0)
        return NULL;
    if (json_is_array(options))
        return list_expand(suite, options, depth);
    inner =
        is_json ? fields_expand(suite, inner, depth) : list_expand(suite, inner, depth);
    if (!inner)
        return NULL;
    made = json_copy((json_t *)(uintptr_t)options);
    json_object_set_new(made, below, inner);
    return made;
}

static json_t *item_expand(const struct suite *suite, const json_t *item, unsigned depth)
{
    const char *type = item_type(item);
    json_t *options;
    json_t *made;

    if (!type || depth >= NESTING_MAX)
        return NULL;
    if (json_is_string(item)) {
        struct source defined = {0};

        made = NULL;
        if (!grader_type_is_known(type) &&
            suite_find_definition(suite, "graders", type, &defined)) {
            made = item_expand(suite, defined.json, depth + 1);
            if (!made)
                made = json_copy((json_t *)(uintptr_t)defined.json);
            if (json_is_object(made))
                json_object_del(made, "override");
        }
        source_release(&defined);
        return made;
    }
    options = options_expand(suite, type, json_object_get(item, type), depth + 1);
    if (!options)
        return NULL;
    made = json_copy((json_t *)(uintptr_t)item);
    json_object_set_new(made, type, options);
    return made;
}

static void item_counts(struct grader_item *item, const struct source *where)
{
    const json_t *map = where->json;
    json_t *required = json_object_get(map, "required");
    json_t *weight = json_object_get(map, "weight");
    const char *name = json_string_value(json_object_get(map, "name"));
    const char *when = json_string_value(json_object_get(map, "when"));

    item->required = !required || json_is_true(required);
    item->weight = json_is_number(weight) ? json_number_value(weight) : 1;
    if (name) {
        free(item->name);
        item->name = mem_text(name);
        item->is_named = true;
    }
    if (when)
        item->when = strcmp(when, "always") == 0 ? WHEN_ALWAYS : WHEN_PASSED;
    item->gate = source_member(where, json_object_get(map, "gate"), "gate");
}

/* One entry; a name from `define` is followed once. */
static void item_read(const struct suite *suite, const struct source *where,
                      json_t *owner, struct grader_item *item)
{
    const char *type = item_type(where->json);
    const json_t *options = json_object_get(where->json, type);
    struct source defined = {0};

    if (json_is_string(where->json) && !grader_type_is_known(type) &&
        suite_find_definition(suite, "graders", type, &defined)) {
        item->name = mem_text(type);
        item->is_named = true;
        item_read(suite, &defined, owner, item);
        source_release(&defined);
        return;
    }
    item->type = mem_text(type);
    item_counts(item, where);
    if (json_is_object(where->json)) {
        json_t *made = options_expand(suite, type, options, 0);

        item->source = source_member(where, options, type);
        if (made) {
            struct source in_place = item->source;

            item->source = source_made(owner, made, &in_place);
            source_release(&in_place);
        }
    } else {
        item->source = (struct source){.json = json_null(),
                                       .tree = where->tree,
                                       .pointer = mem_text(where->pointer),
                                       .place = where->place};
    }
}

const struct grader_item *grader_list_find(const struct grader_list *list,
                                           const char *name)
{
    for (size_t i = 0; list && i < list->count; i++)
        if (list->items[i].name && !strcmp(list->items[i].name, name))
            return &list->items[i];
    return NULL;
}

static bool name_is_free(const struct grader_list *list, const struct grader_list *before,
                         const char *name)
{
    return !grader_list_find(list, name) && !grader_list_find(before, name);
}

/* The type, or "type-2" for the second; -1: two of one type without names while a
 * baseline is there, in which names must pair. */
static int name_make(const struct suite *suite, struct grader_list *list, size_t index,
                     const struct grader_list *before, struct error_list *errors)
{
    struct grader_item *item = &list->items[index];
    unsigned number = 1;
    char *name = mem_text(item->type);

    while (!name_is_free(list, before, name)) {
        free(name);
        name = mem_format("%s-%u", item->type, ++number);
    }
    item->name = name;
    if (number == 1 || !suite->has_baseline)
        return 0;
    error_list_at(errors, &item->source.place, "N0266",
                  "this is the second grader of type `%s` without a name", item->type);
    error_hint(error_list_last(errors),
               "with a baseline each needs one that stays: add name: … beside the type");
    return -1;
}

static int names_check(const struct source *where, struct grader_list *list,
                       const struct grader_list *before, struct error_list *errors)
{
    int rc = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct grader_item *item = &list->items[i];
        const struct grader_item *other = NULL;
        char *pointer;
        struct place place;

        if (!item->is_named)
            continue;
        other = grader_list_find(list, item->name);
        if (other == item)
            other = grader_list_find(before, item->name);
        if (!other)
            continue;
        pointer = mem_format("/%zu/name", i);
        place = source_place(where, pointer);
        free(pointer);
        rc = error_list_at(errors, &place, "N0266", "two graders are named \"%s\"",
                           item->name);
        error_hint(error_list_last(errors), "the other is at line %u; give each its own",
                   other->source.place.line);
    }
    return rc;
}

int grader_list_build(const struct suite *suite, const struct source *list,
                      const struct grader_list *before, struct grader_list *out,
                      struct error_list *errors)
{
    size_t count = json_array_size(list->json);
    int rc;

    *out = (struct grader_list){mem_new(count ? count : 1, sizeof *out->items), count,
                                json_array()};
    for (size_t i = 0; i < count; i++) {
        char index[24];
        struct source where;

        snprintf(index, sizeof index, "%zu", i);
        where = source_member(list, json_array_get(list->json, i), index);
        item_read(suite, &where, out->made, &out->items[i]);
        source_release(&where);
    }
    rc = names_check(list, out, before, errors);
    for (size_t i = 0; i < count; i++)
        if (!out->items[i].name && name_make(suite, out, i, before, errors))
            rc = -1;
    return rc ? rc : judge_criteria_expand(out, before, errors);
}

int grader_list_of_one(const struct suite *suite, const struct source *where,
                       struct grader_list *out, struct error_list *errors)
{
    *out = (struct grader_list){mem_new(1, sizeof *out->items), 1, json_array()};
    item_read(suite, where, out->made, &out->items[0]);
    if (!out->items[0].name)
        out->items[0].name = mem_text(out->items[0].type);
    return judge_criteria_expand(out, NULL, errors);
}

void grader_list_release(struct grader_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        source_release(&list->items[i].source);
        source_release(&list->items[i].gate);
        free(list->items[i].type);
        free(list->items[i].name);
    }
    free(list->items);
    json_decref(list->made);
    *list = (struct grader_list){0};
}

/* A gate is over all cases that have a grader, and this one is of one case. */
static int row_gates_check(const struct eval_case *row, const struct grader_list *list,
                           struct error_list *errors)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i].gate.json)
            continue;
        error_list_at(errors, &row->place, "N0583",
                      "a case's own grader has no `gate`: it would be over this case");
        return error_hint(error_list_last(errors),
                          "give it to the graders of the suite or of the cohort");
    }
    return 0;
}

int grader_list_from_row(const struct suite *suite, const struct eval_case *row,
                         struct grader_list *out, struct error_list *errors)
{
    json_t *list = row->graders ? value_to_json(row->graders) : json_array();
    struct source where = {.json = list, .place = row->place};
    int rc = grader_items_check(suite, list, &where, errors);

    *out = (struct grader_list){0};
    if (rc == 0) {
        rc = grader_list_build(suite, &where, &suite->graders, out, errors);
        json_array_append(out->made, list);
        if (!rc)
            rc = row_gates_check(row, out, errors);
        if (rc)
            grader_list_release(out);
    }
    json_decref(list);
    return rc;
}
