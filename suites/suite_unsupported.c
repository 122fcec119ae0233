/* suites/suite_unsupported.c - what the format has and this version has not, yet. */
#include "suites/suite_unsupported.h"

#include "base/mem.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

#define ABSOLUTE "use pass_rate, score or max_drop"
#define GRADERS "`noworse list graders` tells which this version has"

const struct unsupported suite_unsupported[] = {
    {"cohort", "split", "write the parts as cohorts of their own"},
    {"case", "turns", "write the conversation so far as `messages`"},
    {"gate", "accuracy", ABSOLUTE},
    {"gate", "macro_f1", ABSOLUTE},
    {"gate", "f1", ABSOLUTE},
    {"gate", "precision", ABSOLUTE},
    {"gate", "recall", ABSOLUTE},
    {"gate", "fields", ABSOLUTE},
    {"grader", "gate", "put the threshold into the suite's or a cohort's gate"},
    {"grader type", "embedding", GRADERS},
    {"grader type", "exec", GRADERS},
    {"grader type", "readability", GRADERS},
    {NULL, NULL, NULL},
};

const struct unsupported *unsupported_find(const char *where, const char *key)
{
    for (const struct unsupported *row = suite_unsupported; row->where; row++)
        if (*row->key == *key && !strcmp(row->key, key) && !strcmp(row->where, where))
            return row;
    return NULL;
}

struct refusal {
    struct error_list *errors;
    const struct source *where; /* the pointer below is relative to it */
    struct buf pointer;         /* of the map whose keys are looked at */
};

static void refusal_push(struct refusal *refusal, const char *key)
{
    pointer_push(&refusal->pointer, key, strlen(key));
}

/* The key of the map at the pointer, or the value itself where key is NULL. */
static void refusal_add(struct refusal *refusal, const struct unsupported *row,
                        const char *key)
{
    struct place place;

    if (key) {
        refusal_push(refusal, key);
        place = source_key_place(refusal->where, buf_text(&refusal->pointer));
        pointer_pop(&refusal->pointer);
    } else {
        place = source_place(refusal->where, buf_text(&refusal->pointer));
    }
    error_list_at(refusal->errors, &place, "N0290",
                  "\"%s\" is not supported yet by this version", row->key);
    error_hint(error_list_last(refusal->errors), "%s", row->cure);
}

static void keys_refuse(struct refusal *refusal, const json_t *map, const char *where)
{
    for (const struct unsupported *row = suite_unsupported; row->where; row++)
        if (!strcmp(row->where, where) && json_object_get(map, row->key))
            refusal_add(refusal, row, row->key);
}

static void gate_refuse(struct refusal *refusal, const json_t *gate)
{
    keys_refuse(refusal, gate, "gate");
}

static void graders_refuse(struct refusal *refusal, const json_t *list);

/* One key's value, with a function for it. */
static void part_refuse(struct refusal *refusal, const json_t *map, const char *key,
                        void (*refuse)(struct refusal *refusal, const json_t *value))
{
    json_t *value = json_object_get(map, key);

    refusal_push(refusal, key);
    if (value)
        refuse(refusal, value);
    pointer_pop(&refusal->pointer);
}

static void each_refuse(struct refusal *refusal, const json_t *map,
                        void (*refuse)(struct refusal *refusal, const json_t *value))
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        refusal_push(refusal, key);
        refuse(refusal, value);
        pointer_pop(&refusal->pointer);
    }
}

static void grader_refuse(struct refusal *refusal, const json_t *item);

static void fields_refuse(struct refusal *refusal, const json_t *fields)
{
    each_refuse(refusal, fields, grader_refuse);
}

static void nested_refuse(struct refusal *refusal, const char *type,
                          const json_t *options)
{
    refusal_push(refusal, type);
    if (!strcmp(type, "not")) {
        json_t *one = json_pack("[O]", options);

        /* The item stands at the pointer itself: an index that the tree has not gives
         * the place of the nearest part above it. */
        graders_refuse(refusal, one);
        json_decref(one);
    } else if (!strcmp(type, "json")) {
        part_refuse(refusal, options, "fields", fields_refuse);
    } else if (json_is_array(options)) {
        graders_refuse(refusal, options);
    } else if (json_object_get(options, "graders")) {
        refusal_push(refusal, "graders");
        graders_refuse(refusal, json_object_get(options, "graders"));
        pointer_pop(&refusal->pointer);
    }
    pointer_pop(&refusal->pointer);
}

static void grader_refuse(struct refusal *refusal, const json_t *item)
{
    static const char *const nests[] = {"not", "all", "any", "json", NULL};
    const char *name = json_string_value(item);

    if (name && unsupported_find("grader type", name))
        refusal_add(refusal, unsupported_find("grader type", name), NULL);
    if (!json_is_object(item))
        return;
    keys_refuse(refusal, item, "grader");
    keys_refuse(refusal, item, "grader type");
    for (size_t i = 0; nests[i]; i++)
        if (json_object_get(item, nests[i]))
            nested_refuse(refusal, nests[i], json_object_get(item, nests[i]));
}

static void graders_refuse(struct refusal *refusal, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        pointer_push_index(&refusal->pointer, i);
        grader_refuse(refusal, json_array_get(list, i));
        pointer_pop(&refusal->pointer);
    }
}

static void cases_refuse(struct refusal *refusal, const json_t *cases)
{
    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        json_t *graders = json_object_get(row, "graders");

        pointer_push_index(&refusal->pointer, i);
        if (json_object_get(row, "vars"))
            keys_refuse(refusal, row, "case");
        refusal_push(refusal, "graders");
        graders_refuse(refusal, graders);
        pointer_pop(&refusal->pointer);
        pointer_pop(&refusal->pointer);
    }
}

static void cohort_refuse(struct refusal *refusal, const json_t *cohort)
{
    keys_refuse(refusal, cohort, "cohort");
    part_refuse(refusal, cohort, "gate", gate_refuse);
    part_refuse(refusal, cohort, "graders", graders_refuse);
    part_refuse(refusal, cohort, "cases", cases_refuse);
}

static void cohorts_refuse(struct refusal *refusal, const json_t *cohorts)
{
    each_refuse(refusal, cohorts, cohort_refuse);
}

static void define_refuse(struct refusal *refusal, const json_t *define)
{
    static const struct {
        const char *kind;
        void (*refuse)(struct refusal *refusal, const json_t *value);
    } kinds[] = {{"graders", grader_refuse}, {"gates", gate_refuse}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        refusal_push(refusal, kinds[i].kind);
        each_refuse(refusal, json_object_get(define, kinds[i].kind), kinds[i].refuse);
        pointer_pop(&refusal->pointer);
    }
}

void suite_refuse(struct suite_loading *loading, const struct tree *tree)
{
    struct source where = source_in(tree, tree->root, "");
    struct refusal refusal = {loading->errors, &where, BUF_INIT(pointer_bytes_max)};
    const json_t *root = tree->root;

    keys_refuse(&refusal, root, "suite");
    part_refuse(&refusal, root, "define", define_refuse);
    part_refuse(&refusal, root, "cohorts", cohorts_refuse);
    part_refuse(&refusal, root, "cases", cases_refuse);
    part_refuse(&refusal, root, "graders", graders_refuse);
    part_refuse(&refusal, root, "gate", gate_refuse);
    buf_release(&refusal.pointer);
    source_release(&where);
}

int grader_items_refuse(const json_t *list, const struct source *where,
                        struct error_list *errors)
{
    struct refusal refusal = {errors, where, BUF_INIT(pointer_bytes_max)};
    size_t before = errors->error_count;

    graders_refuse(&refusal, list);
    buf_release(&refusal.pointer);
    return errors->error_count > before ? -1 : 0;
}
