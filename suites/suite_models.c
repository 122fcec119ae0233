/* suites/suite_models.c - models: short forms spelled out, `like` applied, ids unique. */
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char *const http_keys[] = {"url", "method", "body", "reply", NULL};
static const char *const exec_keys[] = {"command", "env", "cwd", "input", "output", NULL};
static const char *const vendor_keys[] = {"base_url", "key_env", NULL};

static const char *text_of(const json_t *map, const char *key)
{
    return json_string_value(json_object_get(map, key));
}

/* The last part of a model's name, as a name: what no id can hold becomes "-". */
static char *id_from_name(const char *name)
{
    char *id = mem_text(path_name(name));

    for (char *at = id; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("._-", *at))
            *at = '-';
    return id;
}

static struct model_limits limits_from(const json_t *limits)
{
    struct model_limits made = {.concurrency = 16,
                                .timeout_s = 600,
                                .idle_s = 60,
                                .retries = 2,
                                .retry_for_s = 120,
                                .reply_bytes = (size_t)8 * 1024 * 1024};
    const json_t *value;

    if ((value = json_object_get(limits, "concurrency")))
        made.concurrency = (unsigned)json_integer_value(value);
    if ((value = json_object_get(limits, "requests_per_minute")))
        made.requests_per_minute = json_number_value(value);
    if ((value = json_object_get(limits, "tokens_per_minute")))
        made.tokens_per_minute = json_number_value(value);
    if ((value = json_object_get(limits, "timeout_s")))
        made.timeout_s = json_number_value(value);
    if ((value = json_object_get(limits, "idle_s")))
        made.idle_s = json_number_value(value);
    if ((value = json_object_get(limits, "retries")))
        made.retries = (unsigned)json_integer_value(value);
    if ((value = json_object_get(limits, "retry_for_s")))
        made.retry_for_s = json_number_value(value);
    if ((value = json_object_get(limits, "reply_bytes")))
        made.reply_bytes = (size_t)json_integer_value(value);
    return made;
}

/* A path that a copied model holds stays relative to the file that wrote it. */
static void path_anchor(json_t *map, const char *key, const struct tree *tree)
{
    const char *path = text_of(map, key);
    char *folder;
    char *joined;
    char *resolved = NULL;
    struct error err;

    if (!path)
        return;
    folder = path_folder(tree->file);
    joined = path_join(folder, path);
    if (!path_resolve(joined, &resolved, &err)) /* what is not there is told later */
        json_object_set_new(map, key, json_string(resolved));
    free(folder);
    free(joined);
    free(resolved);
}

/* A model of the suite's own list, by its id. */
static bool listed_find(const struct suite *suite, const char *id, struct source *out)
{
    json_t *models = json_object_get(suite->tree.root, "models");

    for (size_t i = 0; i < json_array_size(models); i++) {
        json_t *model = json_array_get(models, i);
        const char *name =
            json_is_string(model) ? json_string_value(model) : text_of(model, "model");
        char *own = text_of(model, "id") ? mem_text(text_of(model, "id"))
                    : name               ? id_from_name(name)
                                         : mem_text("");
        bool is_it = !strcmp(own, id);

        free(own);
        if (is_it) {
            char *pointer = mem_format("/models/%zu", i);

            *out = source_in(&suite->tree, model, pointer);
            free(pointer);
            return true;
        }
    }
    return false;
}

/* The map with what `like` names under it, or NULL with an error. */
static json_t *like_merge(struct suite_loading *loading, const struct source *source,
                          const char *like)
{
    struct suite *suite = loading->suite;
    struct place place = source_place(source, "/like");
    struct source base = {0};
    json_t *made = NULL;

    if (!suite_find_definition(suite, "models", like, &base) &&
        !listed_find(suite, like, &base)) {
        const char *nearest = suite_nearest_definition(suite, "models", like, NULL);

        error_list_at(loading->errors, &place, "N0276", "no model has the id \"%.100s\"",
                      like);
        if (nearest)
            error_hint(error_list_last(loading->errors), "did you mean \"%s\"?", nearest);
    } else if (text_of(base.json, "like")) {
        error_list_at(loading->errors, &place, "N0276",
                      "\"%.100s\" is itself `like` another: one level alone is followed",
                      like);
    } else {
        made = json_is_string(base.json) ? json_pack("{s:O}", "model", base.json)
                                         : json_copy((json_t *)(uintptr_t)base.json);
        json_object_del(made, "id");
        if (base.tree != source->tree) {
            path_anchor(made, "cwd", base.tree);
            path_anchor(made, "response_schema", base.tree);
        }
        json_object_update(made, (json_t *)(uintptr_t)source->json);
        json_object_del(made, "like");
        json_object_del(made, "override");
    }
    source_release(&base);
    return made;
}

static void keys_refuse(struct suite_loading *loading, const struct suite_model *model,
                        const char *const *keys, const char *whose)
{
    for (size_t i = 0; keys[i]; i++) {
        char *pointer = mem_format("/%s", keys[i]);
        struct place place = source_key_place(&model->source, pointer);

        free(pointer);
        if (!json_object_get(model->source.json, keys[i]))
            continue;
        error_list_at(loading->errors, &place, "N0277",
                      "`%s` is a key of %s, and this model's provider is `%.60s`",
                      keys[i], whose, model->provider);
        error_hint(error_list_last(loading->errors),
                   "leave it out, or change `provider`");
    }
}

static void key_require(struct suite_loading *loading, const struct suite_model *model,
                        const char *key, const char *cure)
{
    struct place place = source_place(&model->source, "");

    if (json_object_get(model->source.json, key))
        return;
    error_list_at(loading->errors, &place, "N0278", "a model of provider `%s` needs `%s`",
                  model->provider, key);
    error_hint(error_list_last(loading->errors), "%s", cure);
}

static void keys_check(struct suite_loading *loading, const struct suite_model *model)
{
    bool is_http = !strcmp(model->provider, "http");
    bool is_exec = !strcmp(model->provider, "exec");

    if (!is_http)
        keys_refuse(loading, model, http_keys, "http models");
    if (!is_exec)
        keys_refuse(loading, model, exec_keys, "exec models");
    if (is_http || is_exec)
        keys_refuse(loading, model, vendor_keys, "vendors' models");
    if (is_http)
        key_require(loading, model, "url", "add url: http://127.0.0.1:8080/…");
    if (is_exec)
        key_require(loading, model, "command", "add command: [./program, argument]");
}

/* provider and name from `vendor/name`, or from `provider` and `model`; -1: neither. */
static int names_set(struct suite_loading *loading, struct suite_model *model,
                     const char *provider, const char *name, const struct place *place)
{
    const char *slash = name ? strchr(name, '/') : NULL;
    char *shown;

    if (provider) {
        model->provider = mem_text(provider);
        model->name = mem_text(name);
        return 0;
    }
    if (slash && slash > name && slash[1]) {
        model->provider = mem_text_n(name, (size_t)(slash - name));
        model->name = mem_text(slash + 1);
        return 0;
    }
    shown = shown_quoted(name ? name : "", name ? strlen(name) : 0, 80);
    error_list_at(loading->errors, place, "N0279", "expected vendor/name, found %s",
                  shown);
    error_hint(error_list_last(loading->errors),
               "write it as openai/gpt-4.1-mini, or put `provider` beside it");
    free(shown);
    return -1;
}

static enum model_role role_of(const json_t *map)
{
    const char *word = text_of(map, "role");

    if (!word)
        return MODEL_CANDIDATE;
    return strcmp(word, "embed") == 0 ? MODEL_EMBEDDER : MODEL_JUDGE;
}

/* A map, whose id is `id` where it comes from `define` (else NULL). */
static int map_read(struct suite_loading *loading, const struct source *source,
                    const char *id, struct suite_model *out)
{
    const char *like = text_of(source->json, "like");
    json_t *made = like ? like_merge(loading, source, like) : NULL;
    const json_t *map = like ? made : source->json;
    struct place place = source_place(source, "/model");

    if (!map)
        return -1;
    if (!text_of(map, "model") && !text_of(map, "provider")) {
        struct place whole = source_place(source, "");

        json_decref(made);
        error_list_at(loading->errors, &whole, "N0278", "a model needs `model`");
        return error_hint(error_list_last(loading->errors),
                          "add model: vendor/name, or provider: http");
    }
    out->source = made ? source_made(loading->suite->made, made, source)
                       : source_in(source->tree, map, source->pointer);
    if (names_set(loading, out, text_of(map, "provider"), text_of(map, "model"), &place))
        return -1;
    if (id)
        out->id = mem_text(id);
    else if (text_of(map, "id"))
        out->id = mem_text(text_of(map, "id"));
    else
        out->id = id_from_name(out->name ? out->name : out->provider);
    out->role = role_of(map);
    out->limits = limits_from(json_object_get(map, "limits"));
    keys_check(loading, out);
    return 0;
}

static bool name_is_plain(const char *word)
{
    while (isalnum((unsigned char)*word) || (*word && strchr(".:_-", *word)))
        word++;
    return *word == '\0';
}

static void model_unknown(struct suite_loading *loading, const struct source *source)
{
    const char *word = json_string_value(source->json);
    const char *nearest = suite_nearest_definition(loading->suite, "models", word, NULL);
    struct place place = source_place(source, "");
    char *shown = shown_quoted(word, strlen(word), 80);

    error_list_at(loading->errors, &place, "N0260",
                  "unknown model %s: expected vendor/name, or an id from `define.models`",
                  shown);
    if (nearest)
        error_hint(error_list_last(loading->errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(loading->errors),
                   "write the vendor in front: openai/%.100s",
                   name_is_plain(word) ? word : "gpt-4.1-mini");
    free(shown);
}

/* A text is an id from `define`, or vendor/name. */
static int model_read(struct suite_loading *loading, const struct source *source,
                      const char *id, struct suite_model *out)
{
    const char *text = json_string_value(source->json);
    struct source defined = {0};
    struct place place = source_place(source, "");
    int rc;

    if (!text)
        return map_read(loading, source, id, out);
    if (!id && suite_find_definition(loading->suite, "models", text, &defined)) {
        rc = model_read(loading, &defined, text, out);
        source_release(&defined);
        return rc;
    }
    if (!strchr(text, '/')) {
        model_unknown(loading, source);
        return -1;
    }
    out->source = source_made(loading->suite->made, json_object(), source);
    out->limits = limits_from(NULL);
    if (names_set(loading, out, NULL, text, &place))
        return -1;
    out->id = id ? mem_text(id) : id_from_name(out->name);
    return 0;
}

static void model_release(struct suite_model *model)
{
    free(model->id);
    free(model->provider);
    free(model->name);
    source_release(&model->source);
}

static int model_index(const struct suite *suite, const char *id)
{
    for (size_t i = 0; i < suite->model_count; i++)
        if (!strcmp(suite->models[i].id, id))
            return (int)i;
    return -1;
}

/* The index of the model that was added, or -1. */
static int model_add(struct suite_loading *loading, const struct source *source,
                     bool is_candidate)
{
    struct suite *suite = loading->suite;
    struct suite_model model = {0};
    size_t count = suite->model_count;
    int same;

    if (model_read(loading, source, NULL, &model)) {
        model_release(&model);
        return -1;
    }
    assert(model.id);
    same = model_index(suite, model.id);
    if (same >= 0) {
        struct place place = source_place(source, "");

        error_list_at(loading->errors, &place, "N0275", "two models have the id \"%s\"",
                      model.id);
        error_hint(error_list_last(loading->errors),
                   "the other is at line %u; give one of them an `id` of its own",
                   suite->models[same].source.place.line);
        model_release(&model);
        return -1;
    }
    suite->models = mem_resize(suite->models, count + 1, sizeof *suite->models);
    loading->is_candidate_model = mem_resize(loading->is_candidate_model, count + 1,
                                             sizeof *loading->is_candidate_model);
    suite->models[count] = model;
    loading->is_candidate_model[count] = is_candidate && model.role == MODEL_CANDIDATE;
    suite->model_count++;
    return (int)count;
}

/* What `baseline: {model: M}` names: a listed model, one of `define`, or vendor/name. */
static void baseline_find(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    const char *word = json_string_value(loading->baseline_model);
    struct source source;

    if (!word)
        return;
    loading->baseline_model_index = model_index(suite, word);
    for (size_t i = 0; loading->baseline_model_index < 0 && i < suite->model_count; i++) {
        const struct suite_model *model = &suite->models[i];
        char *whole =
            mem_format("%s/%s", model->provider, model->name ? model->name : "");

        if (!strcmp(whole, word))
            loading->baseline_model_index = (int)i;
        free(whole);
    }
    source = source_in(&suite->tree, loading->baseline_model, "/baseline/model");
    if (loading->baseline_model_index < 0)
        loading->baseline_model_index = model_add(loading, &source, false);
    if (loading->baseline_model_index >= 0 &&
        suite->models[loading->baseline_model_index].role != MODEL_CANDIDATE) {
        error_list_at(loading->errors, &source.place, "N0292",
                      "model \"%.100s\" has a role, so nothing is compared with it",
                      word);
        error_hint(error_list_last(loading->errors), "name a model without `role`");
        loading->baseline_model_index = -1;
    }
    source_release(&source);
}

static bool has_candidate(const struct suite *suite)
{
    for (size_t i = 0; i < suite->model_count; i++)
        if (suite->models[i].role == MODEL_CANDIDATE)
            return true;
    return false;
}

/* Those with a role that `define` has and the list has not. */
static void roles_add(struct suite_loading *loading, const struct tree *tree)
{
    json_t *define = json_object_get(tree->root, "define");
    const char *id;
    json_t *model;

    json_object_foreach(json_object_get(define, "models"), id, model)
    {
        json_t *word = NULL;
        char *pointer = NULL;
        struct source source;
        int index;

        if (role_of(model) == MODEL_CANDIDATE || model_index(loading->suite, id) >= 0)
            continue;
        word = json_string(id); /* as if it were listed */
        pointer = mem_format("/define/models/%s", id);
        source = source_in(tree, word, pointer);
        index = model_add(loading, &source, false);
        if (index >= 0)
            loading->suite->models[index].is_defined = true;
        source_release(&source);
        json_decref(word);
        free(pointer);
    }
}

void suite_build_models(struct suite_loading *loading)
{
    const struct tree *tree = &loading->suite->tree;
    const char *key = json_object_get(tree->root, "models") ? "models" : "model";
    json_t *models = loading_part(loading, key);
    size_t count = json_is_array(models) ? json_array_size(models) : models != NULL;

    for (size_t i = 0; i < count; i++) {
        bool is_list = json_is_array(models);
        char *pointer = is_list ? mem_format("/%s/%zu", key, i) : mem_format("/%s", key);
        struct source source =
            source_in(tree, is_list ? json_array_get(models, i) : models, pointer);

        model_add(loading, &source, true);
        source_release(&source);
        free(pointer);
    }
    if (!loading->suite->model_count)
        return;
    baseline_find(loading);
    if (!has_candidate(loading->suite)) {
        char *pointer = mem_format("/%s", key);
        struct place place = tree_key_place(tree, pointer);

        free(pointer);
        error_list_at(loading->errors, &place, "N0292",
                      "every model has a role: there is no candidate");
        error_hint(error_list_last(loading->errors), "add a model without `role`");
    }
    for (size_t i = 0; i <= loading->suite->include_count; i++)
        roles_add(loading, i ? &loading->suite->includes[i - 1] : tree);
}
