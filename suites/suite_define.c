/* suites/suite_define.c - fragments, and what is defined by name. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "suites/checked.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;
static const char *const definition_kinds[] = {"models", "graders", "gates"};

static void include_load(struct suite_loading *loading, const char *path,
                         const struct place *place, size_t *capacity)
{
    struct suite *suite = loading->suite;
    struct tree tree = TREE_INIT;
    char *joined = NULL;
    struct error err;

    if (named_file_find(suite->path, path, &loading->rules, place, &joined, &err)) {
        error_list_add(loading->errors, &err);
        return;
    }
    if (!tree_load(&tree, joined, loading->errors)) {
        MEM_GROW(suite->includes, suite->include_count, *capacity);
        suite->includes[suite->include_count++] = tree;
        tree = (struct tree)TREE_INIT; /* the suite's */
    }
    tree_release(&tree);
    free(joined);
}

int suite_load_includes(struct suite_loading *loading)
{
    const struct tree *tree = &loading->suite->tree;
    json_t *paths = json_object_get(tree->root, "include");
    size_t capacity = 0;
    size_t before = loading->errors->error_count;

    for (size_t i = 0; i < json_array_size(paths); i++) {
        const char *path = json_string_value(json_array_get(paths, i));
        char *pointer = mem_format("/include/%zu", i);
        struct place place = tree_place(tree, pointer);

        if (path && *path)
            include_load(loading, path, &place, &capacity);
        free(pointer);
    }
    for (size_t i = 0; i < loading->suite->include_count; i++) {
        struct tree *include = &loading->suite->includes[i];

        suite_check_graders(loading, include);
        suite_scan(loading, include);
        suite_refuse(loading, include);
        tree_check(include, "suite", "/$defs/fragment", loading->errors);
    }
    return loading->errors->error_count > before ? -1 : 0;
}

/* The suite's own tree is number 0. */
static const struct tree *tree_number(const struct suite *suite, size_t number)
{
    return number ? &suite->includes[number - 1] : &suite->tree;
}

static json_t *definitions_in(const struct tree *tree, const char *kind)
{
    return json_object_get(json_object_get(tree->root, "define"), kind);
}

static char *definition_pointer(const char *kind, const char *name)
{
    struct buf pointer = BUF_INIT(pointer_bytes_max);

    buf_append_text(&pointer, "/define");
    pointer_push(&pointer, kind, strlen(kind));
    pointer_push(&pointer, name, strlen(name));
    return buf_detach(&pointer);
}

bool suite_find_definition(const struct suite *suite, const char *kind, const char *name,
                           struct source *out)
{
    for (size_t i = 0; i <= suite->include_count; i++) {
        const struct tree *tree = tree_number(suite, i);
        json_t *found = json_object_get(definitions_in(tree, kind), name);

        if (found) {
            char *pointer = definition_pointer(kind, name);

            *out = source_in(tree, found, pointer);
            free(pointer);
            return true;
        }
    }
    return false;
}

const char *suite_nearest_definition(const struct suite *suite, const char *kind,
                                     const char *word, const char *const *others)
{
    const char **names = NULL;
    size_t count = 0;
    size_t capacity = 0;
    const char *nearest;

    for (size_t i = 0; others && others[i]; i++) {
        MEM_GROW(names, count, capacity);
        names[count++] = others[i];
    }
    for (size_t i = 0; i <= suite->include_count; i++) {
        const char *name;
        json_t *value;

        json_object_foreach(definitions_in(tree_number(suite, i), kind), name, value)
        {
            MEM_GROW(names, count, capacity);
            names[count++] = name;
        }
    }
    MEM_GROW(names, count, capacity);
    names[count] = NULL;
    nearest = nearest_name(word, names);
    free(names);
    return nearest;
}

/* override: this definition says so. */
static void definition_check(struct suite_loading *loading, size_t number,
                             const char *kind, const char *name, bool override)
{
    const struct suite *suite = loading->suite;
    char *pointer = definition_pointer(kind, name);
    struct place here = tree_key_place(tree_number(suite, number), pointer);

    if (override && number > 0) {
        char *place_pointer = mem_format("%s/override", pointer);
        struct place place = tree_key_place(tree_number(suite, number), place_pointer);

        error_list_at(loading->errors, &place, "N0263",
                      "`override` stands in a suite's own `define`, not in a fragment");
        free(place_pointer);
    }
    for (size_t i = number + 1; !override && i <= suite->include_count; i++) {
        const struct tree *tree = tree_number(suite, i);
        char *shown = NULL;
        struct place other;

        if (!json_object_get(definitions_in(tree, kind), name))
            continue;
        other = tree_key_place(tree, pointer);
        shown = shown_quoted(name, strlen(name), 60);
        error_list_at(loading->errors, &here, "N0262", "%s is defined twice in `%s`",
                      shown, kind);
        error_hint(error_list_last(loading->errors), "the other is at %s:%u:%u%s",
                   other.file, other.line, other.column,
                   number ? "" : "; `override: true` lets this one win");
        free(shown);
    }
    free(pointer);
}

void suite_check_definitions(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;

    for (size_t kind = 0; kind < 3; kind++) {
        for (size_t i = 0; i <= suite->include_count; i++) {
            const char *name;
            json_t *value;

            json_object_foreach(
                definitions_in(tree_number(suite, i), definition_kinds[kind]), name,
                value)
            {
                definition_check(loading, i, definition_kinds[kind], name,
                                 json_is_true(json_object_get(value, "override")));
            }
        }
    }
}
