/* suites/suite_prompts.c - the prompts a suite names, read; and the baseline's. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

static bool is_prompt_file(const char *text)
{
    static const char *const endings[] = {".prompt.yaml", ".prompt.yml", ".prompt.md",
                                          ".md",          ".txt",        NULL};

    if (strpbrk(text, " \n{"))
        return false;
    for (size_t i = 0; endings[i]; i++)
        if (path_has_ending(text, endings[i]))
            return true;
    return false;
}

static int prompt_same(const struct suite *suite, const struct prompt *prompt)
{
    for (size_t i = 0; i < suite->prompt_count; i++)
        if (!strcmp(suite->prompts[i].name, prompt->name) &&
            !strcmp(suite->prompts[i].version, prompt->version))
            return (int)i;
    return -1;
}

int suite_keep_prompt(struct suite_loading *loading, struct prompt *prompt,
                      bool is_candidate)
{
    struct suite *suite = loading->suite;
    size_t count = suite->prompt_count;

    suite->prompts = mem_resize(suite->prompts, count + 1, sizeof *suite->prompts);
    loading->is_candidate_prompt = mem_resize(loading->is_candidate_prompt, count + 1,
                                              sizeof *loading->is_candidate_prompt);
    suite->prompts[count] = *prompt;
    loading->is_candidate_prompt[count] = is_candidate;
    suite->prompt_count++;
    return (int)count;
}

/* Two files of one name and version: the same content named twice, or a version that is
 * not what it says. A baseline that is listed too is the listed one. */
static int prompt_clash(struct suite_loading *loading, const struct prompt *prompt,
                        int same, const struct place *place, bool is_candidate)
{
    const struct prompt *other = &loading->suite->prompts[same];

    if (strcmp(prompt->digest, other->digest) != 0) {
        error_list_at(loading->errors, place, "N0273",
                      "two prompts are %s@%s, with different content", prompt->name,
                      prompt->version);
        error_hint(error_list_last(loading->errors),
                   "the other is %s; a version is its content: give one another",
                   other->path ? other->path : "inline");
        return -1;
    }
    if (!is_candidate)
        return same;
    error_list_at(loading->errors, place, "N0274", "the prompt %s@%s is named twice",
                  prompt->name, prompt->version);
    error_hint(error_list_last(loading->errors), "leave one of them out");
    return -1;
}

/* The index of the prompt in a file, or -1 with an error. */
static int file_add(struct suite_loading *loading, const char *path,
                    const struct place *place, bool is_candidate)
{
    struct suite *suite = loading->suite;
    struct prompt prompt = PROMPT_INIT;
    char *joined = NULL;
    struct error err;
    int index = -1;

    if (named_file_find(suite->path, path, &loading->rules, place, &joined, &err)) {
        error_list_add(loading->errors, &err);
    } else if (!prompt_load(joined, &loading->rules, &prompt, loading->errors)) {
        int same = prompt_same(suite, &prompt);

        if (same < 0)
            index = suite_keep_prompt(loading, &prompt, is_candidate);
        else
            index = prompt_clash(loading, &prompt, same, place, is_candidate);
        if (same >= 0)
            prompt_release(&prompt);
    }
    free(joined);
    return index;
}

static void files_add(struct suite_loading *loading, json_t *paths)
{
    const struct tree *tree = &loading->suite->tree;
    size_t count = json_is_array(paths) ? json_array_size(paths) : 1;

    for (size_t i = 0; i < count; i++) {
        bool is_list = json_is_array(paths);
        char *pointer = is_list ? mem_format("/prompts/%zu", i) : mem_text("/prompts");
        struct place place = tree_place(tree, pointer);
        json_t *path = is_list ? json_array_get(paths, i) : paths;

        file_add(loading, json_string_value(path), &place, true);
        free(pointer);
    }
}

static void inline_add(struct suite_loading *loading, json_t *value)
{
    struct suite *suite = loading->suite;
    struct prompt prompt = PROMPT_INIT;
    const char *text = json_string_value(value);

    if (text && is_prompt_file(text)) {
        struct place place = tree_place(&suite->tree, "/prompt");

        error_list_at(loading->errors, &place, "N0271",
                      "`prompt` is the text itself, and this looks like a file");
        error_hint(error_list_last(loading->errors), "prompts: [%.120s]", text);
        return;
    }
    if (!prompt_from_tree(&suite->tree, "/prompt", "prompt", &loading->rules, &prompt,
                          loading->errors))
        suite_keep_prompt(loading, &prompt, true);
}

/* name@version of a listed prompt, or -1. */
static int prompt_named(const struct suite *suite, const char *word)
{
    for (size_t i = 0; i < suite->prompt_count; i++) {
        const struct prompt *prompt = &suite->prompts[i];
        char *name = mem_format("%s@%s", prompt->name, prompt->version);
        bool is_it = !strcmp(name, word) || !strcmp(prompt->version, word);

        free(name);
        if (is_it)
            return (int)i;
    }
    return -1;
}

int suite_named_prompt(const struct suite *suite, const char *word)
{
    int found = prompt_named(suite, word);

    for (size_t i = 0; found < 0 && i < suite->prompt_count; i++)
        if (!strcmp(suite->prompts[i].name, word))
            found = (int)i;
    return found;
}

static void baseline_find(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    const char *word = json_string_value(loading->baseline_prompt);
    struct place place;

    if (!word)
        return;
    place = tree_place(&suite->tree, "/baseline/prompt");
    loading->baseline_prompt_index = prompt_named(suite, word);
    if (loading->baseline_prompt_index >= 0)
        return;
    if (strchr(word, '@')) {
        char *shown = shown_quoted(word, strlen(word), 100);

        error_list_at(loading->errors, &place, "N0280", "no prompt of `prompts` is %s",
                      shown);
        error_hint(error_list_last(loading->errors),
                   "name its file: baseline: {prompt: prompts/….prompt.yaml}");
        free(shown);
        return;
    }
    loading->baseline_prompt_index = file_add(loading, word, &place, false);
}

void suite_build_prompts(struct suite_loading *loading)
{
    json_t *root = loading->suite->tree.root;
    json_t *prompts = loading_part(loading, "prompts");
    json_t *prompt = loading_part(loading, "prompt");

    if (json_object_get(root, "prompts") && json_object_get(root, "prompt")) {
        struct place place = tree_key_place(&loading->suite->tree, "/prompt");
        struct place other = tree_key_place(&loading->suite->tree, "/prompts");

        error_list_at(loading->errors, &place, "N0271",
                      "`prompt` and `prompts` cannot stand together");
        error_hint(error_list_last(loading->errors),
                   "`prompts` is at line %u; keep one of them", other.line);
        return;
    }
    if (prompts)
        files_add(loading, prompts);
    else if (prompt)
        inline_add(loading, prompt);
    baseline_find(loading);
}
