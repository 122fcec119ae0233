/* suites/suite_variants.c - prompts × models: candidates, and what they are compared
 * with (suite-format.md sections 3 and 5).
 */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>

enum { CANDIDATES_QUIET_MAX = 4 };

/* A pair is what `exclude` names: by name@version, version, name or path, and by id. */
static bool prompt_fits(const struct prompt *prompt, const char *word)
{
    char *name;
    bool fits;

    if (!word)
        return true;
    if (!prompt)
        return false;
    name = mem_format("%s@%s", prompt->name, prompt->version);
    fits = !strcmp(name, word) || !strcmp(prompt->version, word) ||
           !strcmp(prompt->name, word) ||
           (prompt->path && strlen(prompt->path) >= strlen(word) &&
            !strcmp(prompt->path + strlen(prompt->path) - strlen(word), word));
    free(name);
    return fits;
}

static bool pair_fits(const struct suite *suite, const json_t *pair, int prompt,
                      int model)
{
    const char *id = json_string_value(json_object_get(pair, "model"));

    return prompt_fits(prompt < 0 ? NULL : &suite->prompts[prompt],
                       json_string_value(json_object_get(pair, "prompt"))) &&
           (!id || !strcmp(suite->models[model].id, id));
}

static bool is_excluded(struct suite_loading *loading, int prompt, int model)
{
    json_t *pairs = loading_part(loading, "exclude");

    for (size_t i = 0; i < json_array_size(pairs); i++)
        if (pair_fits(loading->suite, json_array_get(pairs, i), prompt, model))
            return true;
    return false;
}

/* What `baseline` names is never a candidate, even where it is listed too. */
static bool is_named_by_baseline(const struct suite_loading *loading, int prompt,
                                 int model)
{
    if (!loading_has_baseline_variant(loading))
        return false;
    return (loading->baseline_prompt_index < 0 ||
            prompt == loading->baseline_prompt_index) &&
           (loading->baseline_model_index < 0 || model == loading->baseline_model_index);
}

static int variant_find(const struct suite *suite, int prompt, int model)
{
    for (size_t i = 0; i < suite->variant_count; i++)
        if (suite->variants[i].prompt == prompt && suite->variants[i].model == model)
            return (int)i;
    return VARIANT_NO_BASELINE;
}

static int variant_add(struct suite *suite, int prompt, int model, enum variant_role role)
{
    size_t count = suite->variant_count;

    suite->variants = mem_resize(suite->variants, count + 1, sizeof *suite->variants);
    suite->variants[count] = (struct variant){
        .prompt = prompt, .model = model, .role = role, .baseline = VARIANT_NO_BASELINE};
    suite->variant_count++;
    return (int)count;
}

/* Every pair that runs as a candidate; `add` is called for each. */
static size_t candidates_walk(struct suite_loading *loading,
                              void (*add)(struct suite_loading *loading, int prompt,
                                          int model))
{
    const struct suite *suite = loading->suite;
    int prompts = suite->prompt_count ? (int)suite->prompt_count : 1;
    size_t count = 0;

    for (int i = 0; i < prompts; i++) {
        int prompt = suite->prompt_count ? i : VARIANT_NO_PROMPT;

        if (prompt >= 0 && !loading->is_candidate_prompt[prompt])
            continue;
        for (int model = 0; model < (int)suite->model_count; model++) {
            if (!loading->is_candidate_model[model] ||
                is_named_by_baseline(loading, prompt, model) ||
                is_excluded(loading, prompt, model))
                continue;
            add(loading, prompt, model);
            count++;
        }
    }
    return count;
}

static int baseline_prompt_of(const struct suite_loading *loading, int prompt)
{
    return loading->baseline_prompt_index >= 0 ? loading->baseline_prompt_index : prompt;
}

static int baseline_model_of(const struct suite_loading *loading, int model)
{
    return loading->baseline_model_index >= 0 ? loading->baseline_model_index : model;
}

static void baseline_add(struct suite_loading *loading, int prompt, int model)
{
    struct suite *suite = loading->suite;

    prompt = baseline_prompt_of(loading, prompt);
    model = baseline_model_of(loading, model);
    if (!loading_has_baseline_variant(loading) || variant_find(suite, prompt, model) >= 0)
        return;
    if (is_excluded(loading, prompt, model)) {
        struct place place = tree_key_place(&suite->tree, "/exclude");

        error_list_at(loading->errors, &place, "N0283",
                      "`exclude` takes out what `baseline` names");
        error_hint(error_list_last(loading->errors),
                   "a baseline variant runs beside each candidate: leave one of the two "
                   "out");
        return;
    }
    variant_add(suite, prompt, model, VARIANT_BASELINE);
}

static void candidate_add(struct suite_loading *loading, int prompt, int model)
{
    struct suite *suite = loading->suite;
    int index = variant_add(suite, prompt, model, VARIANT_CANDIDATE);

    if (loading_has_baseline_variant(loading))
        suite->variants[index].baseline =
            variant_find(suite, baseline_prompt_of(loading, prompt),
                         baseline_model_of(loading, model));
}

/* Whether a version was given, or is the front of the content's digest. */
static bool version_is_given(const struct prompt *prompt)
{
    return strncmp(prompt->digest, prompt->version, strlen(prompt->version)) != 0;
}

/* What differs between variants, and so must be in a label. */
struct label_parts {
    bool prompt, version, model;
};

static struct label_parts label_parts_of(const struct suite *suite)
{
    struct label_parts parts = {false, false, false};
    const struct variant *first = &suite->variants[0];

    for (size_t i = 1; i < suite->variant_count; i++) {
        const struct variant *variant = &suite->variants[i];

        parts.model = parts.model || variant->model != first->model;
        if (variant->prompt < 0 || first->prompt < 0)
            continue;
        parts.prompt = parts.prompt || strcmp(suite->prompts[variant->prompt].name,
                                              suite->prompts[first->prompt].name) != 0;
        parts.version =
            parts.version || strcmp(suite->prompts[variant->prompt].version,
                                    suite->prompts[first->prompt].version) != 0;
    }
    if (first->prompt < 0) {
        parts.model = true;
    } else if (!parts.model && !parts.prompt && !parts.version) {
        const struct prompt *prompt = &suite->prompts[first->prompt];

        parts.version = prompt->path && version_is_given(prompt);
        parts.prompt = prompt->path && !parts.version;
        parts.model = !prompt->path;
    }
    return parts;
}

static char *label_make(const struct suite *suite, const struct variant *variant,
                        const struct label_parts *parts)
{
    struct buf label = BUF_INIT(1024);

    if (variant->prompt >= 0 && parts->prompt)
        buf_append_text(&label, suite->prompts[variant->prompt].name);
    if (variant->prompt >= 0 && parts->version) {
        if (label.length)
            buf_append_char(&label, '@');
        buf_append_text(&label, suite->prompts[variant->prompt].version);
    }
    if (parts->model) {
        if (label.length)
            buf_append_text(&label, " × ");
        buf_append_text(&label, suite->models[variant->model].id);
    }
    return buf_detach(&label);
}

static void variants_name(struct suite *suite)
{
    struct label_parts parts = label_parts_of(suite);

    for (size_t i = 0; i < suite->variant_count; i++) {
        struct variant *variant = &suite->variants[i];
        const char *id = suite->models[variant->model].id;

        if (variant->prompt < 0)
            variant->name = mem_text(id);
        else
            variant->name = mem_format("%s@%s/%s", suite->prompts[variant->prompt].name,
                                       suite->prompts[variant->prompt].version, id);
        variant->label = label_make(suite, variant, &parts);
    }
}

/* Models that no variant uses go, unless they have a role. */
static void models_prune(struct suite *suite)
{
    size_t kept = 0;

    for (size_t i = 0; i < suite->model_count; i++) {
        bool is_used = suite->models[i].role != MODEL_CANDIDATE;

        for (size_t j = 0; j < suite->variant_count; j++)
            is_used = is_used || suite->variants[j].model == (int)i;
        if (!is_used) {
            free(suite->models[i].id);
            free(suite->models[i].provider);
            free(suite->models[i].name);
            source_release(&suite->models[i].source);
            continue;
        }
        for (size_t j = 0; j < suite->variant_count; j++)
            if (suite->variants[j].model == (int)i)
                suite->variants[j].model = (int)kept;
        suite->models[kept++] = suite->models[i];
    }
    suite->model_count = kept;
}

static bool model_needs_prompt(const struct suite_model *model)
{
    return model->role == MODEL_CANDIDATE && strcmp(model->provider, "http") != 0 &&
           strcmp(model->provider, "exec") != 0;
}

static bool needs_check(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct place place;

    if (!suite->prompt_count && (json_object_get(suite->tree.root, "prompt") ||
                                 json_object_get(suite->tree.root, "prompts")))
        return false; /* why has been told */
    for (size_t i = 0; !suite->prompt_count && i < suite->model_count; i++) {
        if (!model_needs_prompt(&suite->models[i]))
            continue;
        place = tree_place(&suite->tree, "");
        error_list_at(loading->errors, &place, "N0272", "the suite has no prompt");
        error_hint(error_list_last(loading->errors),
                   "add prompt: \"…\" or prompts: [prompts/….prompt.yaml]");
        return false;
    }
    return true;
}

static void excludes_check(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;
    json_t *pairs = loading_part(loading, "exclude");

    for (size_t i = 0; i < json_array_size(pairs); i++) {
        int prompts = suite->prompt_count ? (int)suite->prompt_count : 1;
        bool fits = false;

        for (int prompt = 0; prompt < prompts; prompt++)
            for (int model = 0; model < (int)suite->model_count; model++)
                fits = fits || (suite->models[model].role == MODEL_CANDIDATE &&
                                pair_fits(suite, json_array_get(pairs, i),
                                          suite->prompt_count ? prompt : -1, model));
        if (!fits) {
            char *pointer = mem_format("/exclude/%zu", i);
            struct place place = tree_place(&suite->tree, pointer);

            free(pointer);
            error_list_at(loading->errors, &place, "N0282",
                          "no prompt and model of the suite fit this item");
            error_hint(error_list_last(loading->errors),
                       "a prompt is named by name@version or path, a model by its id");
        }
    }
}

/* suite-format.md section 3, rule 7. Each candidate is gated by itself, at one side of
 * its interval. */
static void candidates_warn(struct suite_loading *loading)
{
    const struct suite *suite = loading->suite;
    const json_t *gate = json_object_get(suite->tree.root, "gate");
    const json_t *written = json_object_get(gate, "confidence");
    double confidence = written ? json_number_value(written) : 0.95;
    struct place place = tree_key_place(
        &suite->tree, json_object_get(suite->tree.root, "models") ? "/models" : "");
    size_t count = 0;
    double quiet = 1;
    struct error err;

    for (size_t i = 0; i < suite->variant_count; i++)
        if (suite->variants[i].role == VARIANT_CANDIDATE) {
            count++;
            quiet *= 1 - (1 - confidence) / 2;
        }
    if (count <= CANDIDATES_QUIET_MAX || !suite->has_baseline)
        return;
    error_at(&err, &place, "N0338",
             "%zu candidates are gated, each with its own chance of a false alarm: up to "
             "%.0f%% in all",
             count, 100 * (1 - quiet));
    error_hint(&err, "name fewer prompts or models, or raise `confidence` of the gate");
    error_list_warn(loading->errors, &err);
}

void suite_build_variants(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    bool is_whole = error_list_is_clean(loading->errors);

    if (!suite->model_count || !needs_check(loading))
        return;
    if (is_whole)
        excludes_check(loading);
    /* Without the pieces that had errors, candidates would be lacking for no reason. */
    if (loading_has_baseline_variant(loading) && loading->baseline_prompt_index < 0 &&
        loading->baseline_model_index < 0)
        return;
    candidates_walk(loading, baseline_add);
    if (candidates_walk(loading, candidate_add)) {
        variants_name(suite);
        models_prune(suite);
        candidates_warn(loading);
    } else if (is_whole && error_list_is_clean(loading->errors)) {
        struct place place = tree_key_place(
            &suite->tree,
            loading_has_baseline_variant(loading) ? "/baseline" : "/exclude");

        error_list_at(loading->errors, &place, "N0281", "no candidate is left to run");
        error_hint(error_list_last(loading->errors),
                   "what `baseline` names is never a candidate: list another prompt or "
                   "model too");
    }
}
