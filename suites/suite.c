/* suites/suite.c - a suite file, read, checked and resolved. */
#include "suites/suite.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/sha256.h"
#include "schemas/schema.h"
#include "suites/checked.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

static void texts_free(char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(texts[i]);
    free(texts);
}

static void cohort_release(struct cohort *cohort)
{
    free(cohort->name);
    free(cohort->parent);
    free(cohort->split);
    free(cohort->value);
    texts_free(cohort->files, cohort->file_count);
    source_release(&cohort->inline_cases);
    source_release(&cohort->columns);
    source_release(&cohort->load);
    document_release(&cohort->vars);
    free(cohort->pin);
    grader_list_release(&cohort->graders);
    texts_free(cohort->skip_graders, cohort->skip_grader_count);
    source_release(&cohort->gate);
    texts_free(cohort->tags, cohort->tag_count);
    free(cohort->owner);
}

static void variants_release(struct suite *suite)
{
    for (size_t i = 0; i < suite->model_count; i++) {
        free(suite->models[i].id);
        free(suite->models[i].provider);
        free(suite->models[i].name);
        source_release(&suite->models[i].source);
    }
    for (size_t i = 0; i < suite->variant_count; i++) {
        free(suite->variants[i].name);
        free(suite->variants[i].label);
    }
    free(suite->models);
    free(suite->variants);
}

void suite_free(struct suite *suite)
{
    if (!suite)
        return;
    for (size_t i = 0; i < suite->prompt_count; i++)
        prompt_release(&suite->prompts[i]);
    free(suite->prompts);
    variants_release(suite);
    for (size_t i = 0; i < suite->cohort_count; i++)
        cohort_release(&suite->cohorts[i]);
    free(suite->cohorts);
    document_release(&suite->vars);
    source_release(&suite->answer);
    grader_list_release(&suite->graders);
    source_release(&suite->gate);
    source_release(&suite->budget.source);
    free(suite->prices);
    suite_release_quarantine(suite);
    project_free(suite->project);
    free(suite->profile);
    source_release(&suite->filter);
    free(suite->baseline.file);
    free(suite->baseline.at);
    free(suite->baseline.anchor);
    free(suite->baseline.word);
    for (size_t i = 0; i < suite->include_count; i++)
        tree_release(&suite->includes[i]);
    free(suite->includes);
    tree_release(&suite->tree);
    schema_free(suite->schema);
    json_decref(suite->made);
    free(suite->path);
    free(suite->folder);
    free(suite->root);
    free(suite->name);
    free(suite->owner);
    free(suite->description);
    free(suite);
}

/* Whether one key's value fits the schema, where the whole does not. */
static bool part_is_sound(struct suite_loading *loading, const char *key)
{
    struct error_list mistakes = ERROR_LIST_INIT;
    char *pointer = mem_format("/%s", key);
    char *entry = mem_format("/properties/%s", key);
    bool is_sound =
        !tree_check_part(&loading->suite->tree, pointer, "suite", entry, &mistakes);

    error_list_release(&mistakes);
    free(pointer);
    free(entry);
    return is_sound;
}

json_t *loading_part(struct suite_loading *loading, const char *key)
{
    json_t *value = json_object_get(loading->suite->tree.root, key);

    if (!value || loading->sound || part_is_sound(loading, key))
        return value;
    return NULL;
}

/* A key that must be there in one of two spellings. */
static void either_require(struct suite_loading *loading, const char *one,
                           const char *other, const char *cure)
{
    const struct tree *tree = &loading->suite->tree;
    struct place place = tree_place(tree, "");
    bool has_one = json_object_get(tree->root, one) != NULL;
    bool has_other = json_object_get(tree->root, other) != NULL;

    if (has_one && has_other && strcmp(one, "model") == 0) {
        place = tree_key_place(tree, "/model");
        error_list_at(loading->errors, &place, "N0271",
                      "`model` and `models` cannot stand together");
        error_hint(error_list_last(loading->errors), "keep one of them");
    } else if (!has_one && !has_other) {
        error_list_at(loading->errors, &place, "N0272", "the suite has no `%s`", one);
        error_hint(error_list_last(loading->errors), "%s", cure);
    }
}

/* Graders of the suite come first: cohorts skip them by name. */
static void graders_build(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct source graders =
        source_in(&suite->tree, loading_part(loading, "graders"), "/graders");

    grader_list_build(suite, &graders, NULL, &suite->graders, loading->errors);
    suite_resolve_grader_gates(loading, &suite->graders);
    source_release(&graders);
}

static char *root_text(struct suite_loading *loading, const char *key)
{
    return mem_text(json_string_value(loading_part(loading, key)));
}

static void digest_make(struct suite *suite)
{
    struct sha256 *hash = sha256_new();

    sha256_add_text(hash, suite->tree.digest);
    for (size_t i = 0; i < suite->include_count; i++)
        sha256_add_text(hash, suite->includes[i].digest);
    sha256_end_hex(hash, suite->digest);
    sha256_free(hash);
}

/* --repeats keeps to what the suite's own key may say. */
static unsigned repeats_option(struct suite_loading *loading)
{
    enum { REPEATS_MAX = 100 };
    struct place nowhere = {NULL, 0, 0, 0};
    unsigned repeats = loading->options->repeats;

    if (repeats <= REPEATS_MAX)
        return repeats;
    error_list_at(loading->errors, &nowhere, "N0903",
                  "--repeats takes at most %d; %u was given", REPEATS_MAX, repeats);
    error_hint(error_list_last(loading->errors), "more cases tell more");
    return 1;
}

/* Numbers and words that a profile may change; flags win. */
static void settings_build(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct source repeats = loading_setting(loading, "repeats");
    struct source concurrency = loading_setting(loading, "concurrency");
    struct source stop_early = loading_setting(loading, "stop_early");
    struct source cache = loading_setting(loading, "cache");

    suite->repeats = repeats.json ? (unsigned)json_number_value(repeats.json) : 1;
    if (loading->options->repeats)
        suite->repeats = repeats_option(loading);
    suite->concurrency = (unsigned)json_number_value(concurrency.json);
    suite->stop_early = json_is_true(stop_early.json) || loading->options->stop_early;
    if (json_is_true(stop_early.json))
        suite->stop_early_place = stop_early.place;
    suite->cache = json_string_value(cache.json);
    source_release(&repeats);
    source_release(&concurrency);
    source_release(&stop_early);
    source_release(&cache);
}

static void simple_build(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct source vars = source_in(&suite->tree, loading_part(loading, "vars"), "/vars");

    suite->name = root_text(loading, "suite");
    suite->owner = root_text(loading, "owner");
    suite->description = root_text(loading, "description");
    suite->answer = source_in(&suite->tree, loading_part(loading, "answer"), "/answer");
    suite_load_vars(loading, &vars, &suite->vars);
    source_release(&vars);
}

static void suite_build(struct suite_loading *loading)
{
    either_require(loading, "model", "models", "add model: openai/gpt-4.1-mini");
    either_require(loading, "cases", "cohorts", "add cases: cases.jsonl");
    suite_check_definitions(loading);
    suite_build_profile(loading);
    settings_build(loading);
    simple_build(loading);
    suite_build_baseline(loading);
    graders_build(loading);
    suite_build_models(loading);
    suite_build_prompts(loading);
    if (loading->options->versus)
        suite_choose_variants(loading);
    suite_build_variants(loading);
    suite_build_cohorts(loading);
    suite_apply_profile(loading);
    suite_build_gate(loading);
    suite_build_budget(loading);
    suite_build_quarantine(loading);
    suite_check_project(loading);
    digest_make(loading->suite);
}

/* What a schema tells badly about the file as a whole. A newer format's number is made
 * ours, so that nothing follows from it. */
static int form_check(struct suite_loading *loading)
{
    struct tree *tree = &loading->suite->tree;
    json_t *version = json_object_get(tree->root, "noworse");
    struct place place = tree_place(tree, "");

    if (!json_is_object(tree->root)) {
        error_list_at(loading->errors, &place, "N0320",
                      "a suite is a map of keys, and this file holds something else");
        return error_hint(error_list_last(loading->errors), "begin it with noworse: 1");
    }
    if (json_is_integer(version) && json_integer_value(version) > 1) {
        place = tree_place(tree, "/noworse");
        error_list_at(loading->errors, &place, "N0321",
                      "this version reads format 1, and the file is of format %lld",
                      (long long)json_integer_value(version));
        error_hint(error_list_last(loading->errors), "a newer noworse may read it");
        json_object_set_new(tree->root, "noworse", json_integer(1));
    }
    return 0;
}

static bool is_project_file(const char *path)
{
    return !strcmp(path_name(path), PROJECT_FILE);
}

static int project_file_refuse(struct suite_loading *loading)
{
    struct place place = tree_place(&loading->suite->tree, "");

    error_list_at(loading->errors, &place, "N0255",
                  PROJECT_FILE " is the project's file, and no suite");
    return error_hint(error_list_last(loading->errors),
                      "name a suite; without a name those run that it lists as `suites`");
}

/* The tree and its fragments, checked as far as a schema can. */
static int suite_read(struct suite_loading *loading, const char *path)
{
    struct suite *suite = loading->suite;

    if (tree_load(&suite->tree, path, loading->errors) || form_check(loading))
        return -1;
    if (is_project_file(path))
        return project_file_refuse(loading);
    loading->sound = true;
    if (suite_load_includes(loading))
        loading->sound = false;
    suite_check_graders(loading, &suite->tree);
    suite_scan(loading, &suite->tree);
    suite_refuse(loading, &suite->tree);
    if (tree_check_kept(&suite->tree, "suite", &suite->schema, loading->errors))
        loading->sound = false;
    return 0;
}

int suite_load(const char *path, const struct suite_options *options, struct suite **out,
               struct error_list *errors)
{
    struct suite *suite = mem_new(1, sizeof *suite);
    const struct suite_options none = {.root = NULL};
    struct suite_loading loading = {.suite = suite,
                                    .options = options ? options : &none,
                                    .errors = errors,
                                    .baseline_prompt_index = VARIANT_NO_PROMPT,
                                    .baseline_model_index = -1};
    size_t before = errors->error_count;
    struct error err;
    int rc = -1;

    suite->made = json_array();
    suite->vars = (struct document)DOCUMENT_INIT;
    suite->path = mem_text(path);
    suite->folder = path_folder(path);
    suite->allow_outside = options && options->allow_outside;
    if (suite_find_root(path, options, &suite->root, &err)) {
        error_list_add(errors, &err);
        goto done;
    }
    loading.rules = suite_file_rules(suite);
    suite_find_project(&loading);
    if (is_project_file(path) && errors->error_count > before)
        goto done; /* what is wrong with it was told */
    if (suite_read(&loading, path))
        goto done;
    suite_build(&loading);
    if (errors->error_count > before)
        goto done;
    *out = suite;
    suite = NULL; /* the caller's */
    rc = 0;

done:
    free(loading.is_candidate_prompt);
    free(loading.is_candidate_model);
    suite_free(suite);
    return rc;
}
