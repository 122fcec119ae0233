/* suites/suite_baseline.c - what candidates are compared with: a file, or a variant. */
#include "base/mem.h"
#include "base/path.h"
#include "suites/suite_loading.h"

#include <string.h>

bool loading_has_baseline_variant(const struct suite_loading *loading)
{
    return loading->options->versus || loading->baseline_prompt ||
           loading->baseline_model;
}

static void file_locate(struct suite_loading *loading, const json_t *path,
                        const char *pointer, char **out)
{
    const struct tree *tree = &loading->suite->tree;
    struct place place = tree_place(tree, pointer);
    struct error err;

    if (path && named_file_locate(tree->file, json_string_value(path), &loading->rules,
                                  &place, out, &err))
        error_list_add(loading->errors, &err);
}

/* The keys of a map that go together: a file with `at` and `anchor`, or a variant. */
static bool keys_fit(struct suite_loading *loading, const json_t *map)
{
    static const char *const of_file[] = {"at", "anchor", NULL};
    const struct tree *tree = &loading->suite->tree;
    struct place place;

    if (json_object_get(map, "file") && loading_has_baseline_variant(loading)) {
        place = tree_key_place(tree, "/baseline/file");
        error_list_at(loading->errors, &place, "N0330",
                      "`baseline` names a file and a variant of the run");
        error_hint(error_list_last(loading->errors),
                   "keep one: {file: path}, or {prompt: …} and {model: …}");
        return false;
    }
    for (size_t i = 0; !json_object_get(map, "file") && of_file[i]; i++) {
        char *pointer;

        if (!json_object_get(map, of_file[i]))
            continue;
        pointer = mem_format("/baseline/%s", of_file[i]);
        place = tree_key_place(tree, pointer);
        free(pointer);
        error_list_at(loading->errors, &place, "N0331",
                      "`%s` goes with a baseline that is a file", of_file[i]);
        error_hint(error_list_last(loading->errors),
                   "add file: baselines/….json beside it, or leave it out");
        return false;
    }
    return true;
}

bool suite_baseline_word_is_ref(const char *word)
{
    return !strncmp(word, "git:", 4);
}

/* A word on the command line stands in place of all that the suite says; a git reference
 * is of the suite's own file, and so its anchor stays. */
static bool word_replaces(struct suite_loading *loading)
{
    const json_t *baseline = loading_part(loading, "baseline");
    struct suite *suite = loading->suite;

    if (!loading->options->baseline)
        return false;
    suite->baseline.word = mem_text(loading->options->baseline);
    suite->baseline.place = (struct place){suite->path, 0, 0, 0};
    suite->has_baseline = strcmp(suite->baseline.word, "none") != 0;
    suite->baseline.anchor_place = tree_place(&suite->tree, "/baseline/anchor");
    if (suite_baseline_word_is_ref(suite->baseline.word))
        file_locate(loading, json_object_get(baseline, "anchor"), "/baseline/anchor",
                    &suite->baseline.anchor);
    return true;
}

void suite_build_baseline(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct suite_baseline *out = &suite->baseline;
    const json_t *baseline = loading_part(loading, "baseline");
    const bool is_path = json_is_string(baseline);

    if (word_replaces(loading))
        return;
    loading->baseline_prompt = json_object_get(baseline, "prompt");
    loading->baseline_model = json_object_get(baseline, "model");
    suite->has_baseline = baseline || loading->options->versus;
    if (!baseline || loading->options->versus)
        return;
    out->place = tree_place(&suite->tree, is_path ? "/baseline" : "/baseline/file");
    if (!is_path && !keys_fit(loading, baseline))
        return;
    file_locate(loading, is_path ? baseline : json_object_get(baseline, "file"),
                is_path ? "/baseline" : "/baseline/file", &out->file);
    out->at = mem_text(json_string_value(json_object_get(baseline, "at")));
    out->anchor_place = tree_place(&suite->tree, "/baseline/anchor");
    file_locate(loading, json_object_get(baseline, "anchor"), "/baseline/anchor",
                &out->anchor);
}

char *suite_baseline_name(const json_t *root, const char *suite)
{
    const json_t *baseline = json_object_get(root, "baseline");
    const char *name = json_is_string(baseline)
                           ? json_string_value(baseline)
                           : json_string_value(json_object_get(baseline, "file"));

    return name ? mem_text(name) : mem_format("baselines/%s.json", suite);
}

char *suite_baseline_path(const json_t *root, const char *suite, const char *suite_path)
{
    char *name = suite_baseline_name(root, suite);
    char *folder = path_folder(suite_path);
    char *path = strcmp(folder, ".") ? path_join(folder, name) : mem_text(name);

    free(folder);
    free(name);
    return path;
}
