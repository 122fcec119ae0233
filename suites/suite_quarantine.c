/* suites/suite_quarantine.c - `quarantine`: cases that do not gate for a while. */
#include "base/mem.h"
#include "base/shown.h"
#include "schemas/format.h"
#include "suites/checked.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

static char *member_text(const json_t *item, const char *key)
{
    return mem_text(json_string_value(json_object_get(item, key)));
}

/* 2026-02-30 is no day, which a pattern does not see. */
static void day_check(struct suite_loading *loading, const struct tree *tree,
                      const char *pointer, const char *day)
{
    char *until = mem_format("%s/until", pointer);
    struct place place = tree_place(tree, until);
    size_t date;

    free(until);
    if (format_find("date", strlen("date"), &date) &&
        !format_matches(date, day, strlen(day))) {
        char *shown = shown_quoted(day, strlen(day), 40);

        error_list_at(loading->errors, &place, "N0335", "%s is no day", shown);
        error_hint(error_list_last(loading->errors),
                   "year, month, day of the last day in quarantine: 2026-12-31");
        free(shown);
    }
}

static void entries_read(struct suite_loading *loading, const struct tree *tree,
                         const char *base, const json_t *list)
{
    struct suite *suite = loading->suite;

    suite->quarantine = mem_new(json_array_size(list), sizeof *suite->quarantine);
    suite->quarantine_count = json_array_size(list);
    for (size_t i = 0; i < suite->quarantine_count; i++) {
        const json_t *item = json_array_get(list, i);
        struct suite_quarantine *out = &suite->quarantine[i];
        char *pointer = mem_format("%s/%zu", base, i);
        char *name = mem_format("%s/case", pointer);

        *out = (struct suite_quarantine){.name = member_text(item, "case"),
                                         .reason = member_text(item, "reason"),
                                         .owner = member_text(item, "owner"),
                                         .until = member_text(item, "until"),
                                         .place = tree_place(tree, name)};
        day_check(loading, tree, pointer, out->until);
        free(name);
        free(pointer);
    }
}

/* A file holds the list alone. */
static void file_read_list(struct suite_loading *loading, const char *path)
{
    struct suite *suite = loading->suite;
    struct place place = tree_place(&suite->tree, "/quarantine");
    struct tree *tree = &suite->quarantine_file;
    char *joined = NULL;
    struct error err;

    if (named_file_find(suite->path, path, &loading->rules, &place, &joined, &err))
        error_list_add(loading->errors, &err);
    else if (tree_load(tree, joined, loading->errors) == 0 &&
             tree_check(tree, "suite", "/$defs/quarantine", loading->errors) == 0)
        entries_read(loading, tree, "", tree->root);
    free(joined);
}

void suite_build_quarantine(struct suite_loading *loading)
{
    const json_t *quarantine = loading_part(loading, "quarantine");

    if (json_is_string(quarantine))
        file_read_list(loading, json_string_value(quarantine));
    else if (quarantine)
        entries_read(loading, &loading->suite->tree, "/quarantine", quarantine);
}

void suite_release_quarantine(struct suite *suite)
{
    for (size_t i = 0; i < suite->quarantine_count; i++) {
        free(suite->quarantine[i].name);
        free(suite->quarantine[i].reason);
        free(suite->quarantine[i].owner);
        free(suite->quarantine[i].until);
    }
    free(suite->quarantine);
    tree_release(&suite->quarantine_file);
}
