/* suites/suite_unsupported.c - what the format has and this version has not, yet. */
#include "suites/suite_unsupported.h"

#include "base/mem.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

const struct unsupported suite_unsupported[] = {
    {"case", "turns", "write the conversation so far as `messages`"},
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

static void keys_refuse(struct refusal *refusal, const json_t *map, const char *where)
{
    for (const struct unsupported *row = suite_unsupported; row->where; row++) {
        struct place place;

        if (strcmp(row->where, where) != 0 || !json_object_get(map, row->key))
            continue;
        refusal_push(refusal, row->key);
        place = source_key_place(refusal->where, buf_text(&refusal->pointer));
        pointer_pop(&refusal->pointer);
        error_list_at(refusal->errors, &place, "N0290",
                      "\"%s\" is not supported yet by this version", row->key);
        error_hint(error_list_last(refusal->errors), "%s", row->cure);
    }
}

/* `cases` of the map, where they stand in the suite. A row without `vars` is all
 * variables, whatever they are called. */
static void cases_refuse(struct refusal *refusal, const json_t *map)
{
    const json_t *cases = json_object_get(map, "cases");

    refusal_push(refusal, "cases");
    for (size_t i = 0; i < json_array_size(cases); i++) {
        const json_t *row = json_array_get(cases, i);

        pointer_push_index(&refusal->pointer, i);
        if (json_object_get(row, "vars"))
            keys_refuse(refusal, row, "case");
        pointer_pop(&refusal->pointer);
    }
    pointer_pop(&refusal->pointer);
}

void suite_refuse(struct suite_loading *loading, const struct tree *tree)
{
    struct source where = source_in(tree, tree->root, "");
    struct refusal refusal = {loading->errors, &where, BUF_INIT(pointer_bytes_max)};
    const char *name;
    json_t *cohort;

    keys_refuse(&refusal, tree->root, "suite");
    cases_refuse(&refusal, tree->root);
    refusal_push(&refusal, "cohorts");
    json_object_foreach(json_object_get(tree->root, "cohorts"), name, cohort)
    {
        refusal_push(&refusal, name);
        keys_refuse(&refusal, cohort, "cohort");
        cases_refuse(&refusal, cohort);
        pointer_pop(&refusal.pointer);
    }
    buf_release(&refusal.pointer);
    source_release(&where);
}
