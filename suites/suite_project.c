/* suites/suite_project.c - what the project asks of a suite. */
#include "base/mem.h"
#include "base/path.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

void suite_find_project(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    char *folder = NULL;
    char *path = NULL;
    struct error err;

    if (path_resolve(suite->folder, &folder, &err) == 0)
        path = project_find(folder, suite->root);
    if (path)
        project_load(path, suite->root, &suite->project, loading->errors);
    free(path);
    free(folder);
}

static void lack_tell(struct suite_loading *loading, const struct place *place,
                      const char *what, const char *key)
{
    error_list_at(loading->errors, place, "N0340", "%s has no `%s`, which %s requires",
                  what, key, loading->suite->project->tree.file);
    error_hint(error_list_last(loading->errors), "add %s: …", key);
}

/* The version of a file without one is the front of its digest. */
static bool prompt_has(const struct prompt *prompt, const char *key)
{
    if (!strcmp(key, "author"))
        return prompt->author;
    if (!strcmp(key, "created"))
        return prompt->created;
    if (!strcmp(key, "rationale"))
        return prompt->rationale;
    return strncmp(prompt->digest, prompt->version, strlen(prompt->version)) != 0;
}

static void prompts_check(struct suite_loading *loading, const json_t *keys)
{
    const struct suite *suite = loading->suite;

    for (size_t i = 0; i < suite->prompt_count; i++)
        for (size_t j = 0; j < json_array_size(keys); j++) {
            const struct prompt *prompt = &suite->prompts[i];
            const char *key = json_string_value(json_array_get(keys, j));
            struct place place = tree_place(&suite->tree, "/prompt");

            if (prompt->path)
                place = (struct place){prompt->path, 0, 0, 0};
            if (!prompt_has(prompt, key))
                lack_tell(loading, &place, "the prompt", key);
        }
}

void suite_check_project(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;
    const json_t *require, *keys;
    struct place place = tree_place(&suite->tree, "");

    if (!suite->project)
        return;
    require = json_object_get(suite->project->tree.root, "require");
    keys = json_object_get(require, "suite");
    for (size_t i = 0; i < json_array_size(keys); i++) {
        const char *key = json_string_value(json_array_get(keys, i));

        if (!json_object_get(suite->tree.root, key))
            lack_tell(loading, &place, "the suite", key);
    }
    prompts_check(loading, json_object_get(require, "prompt"));
    if (!suite->prices)
        loading->suite->prices = mem_text(suite->project->prices);
}
