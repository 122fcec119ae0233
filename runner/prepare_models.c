/* runner/prepare_models.c - the models of a suite made ready. */
#include "runner/prepare_models.h"

#include "base/nearest.h"
#include "base/path.h"
#include "base/shown.h"
#include "providers/response_schema.h"
#include "runner/keyless.h"

#include <stdlib.h>
#include <string.h>

static void provider_unknown(const struct suite_model *model, struct error_list *errors)
{
    struct place place = source_place(&model->source, "/provider");
    const char *names[64] = {NULL};
    char *quoted = shown_quoted(model->provider, strlen(model->provider), 60);
    const char *nearest;

    for (size_t i = 0; i < 63 && provider_types[i]; i++)
        names[i] = provider_types[i]->name;
    nearest = nearest_name(model->provider, names);
    error_list_at(errors, &place, "N0701", "unknown provider %s", quoted);
    if (nearest)
        error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(
            error_list_last(errors),
            "this version knows exec, http and openai; a compatible server is openai "
            "with base_url");
    free(quoted);
}

/* A missing key: every sample would be refused (suite-format 7.12), unless none is sent.
 */
static void key_check(const struct suite_model *model,
                      const struct prepare_options *options, struct prepared_model *out,
                      struct error_list *errors)
{
    const struct provider_facts facts = out->type->facts(out->state);
    struct error err;

    if (!facts.key_is_missing || facts.is_loopback || out->cache == CACHE_ONLY ||
        (options->grader && model->role == MODEL_CANDIDATE))
        return;
    out->key_is_missing = true;
    keyless_error(model, facts.key_env, &err);
    if (options->purpose == PREPARE_CHECK)
        error_list_warn(errors, &err);
    else if (out->cache != CACHE_USE || !options->replies)
        error_list_add(errors, &err);
}

static void host_check(const struct suite *suite, const struct suite_model *model,
                       const struct prepared_model *out, struct error_list *errors)
{
    const char *endpoint = out->type->facts(out->state).endpoint;
    struct place place = source_place(&model->source, "");

    if (!suite->project || out->type->transport != TRANSPORT_HTTP ||
        project_allows_host(suite->project, endpoint))
        return;
    error_list_at(errors, &place, "N0342", "requests of model \"%s\" would go to %s",
                  model->id, endpoint);
    error_hint(error_list_last(errors), "%s restricts them: add the host to its `hosts`",
               suite->project->tree.file);
}

bool exec_is_allowed(const struct suite *suite, const struct prepare_options *options)
{
    char *folder = NULL;
    struct error err;
    bool is_allowed = options->allow_exec;

    if (!is_allowed && suite->project && path_resolve(suite->folder, &folder, &err) == 0)
        is_allowed = project_allows_exec(suite->project, folder);
    free(folder);
    return is_allowed;
}

static void asked_begin(struct prepared_model *model)
{
    struct buf text = BUF_INIT(REQUEST_BYTES_MAX);

    model->type->describe(model->state, &text);
    model->asked = sha256_new();
    sha256_add_field(model->asked, buf_text(&text), text.length);
    buf_release(&text);
}

static void model_prepare(struct prepared *prepared, const struct suite_model *model,
                          const struct prepare_options *options,
                          struct prepared_model *out, struct error_list *errors)
{
    const struct provider_context context = {
        .suite = prepared->suite,
        .model = model,
        .allow_exec = exec_is_allowed(prepared->suite, options),
        .is_check = options->purpose == PREPARE_CHECK,
        .secrets = &prepared->secrets};

    out->type = provider_find(model->provider);
    out->cache = cache_mode_for(options->cache, prepared->suite, model);
    if (!out->type) {
        provider_unknown(model, errors);
        return;
    }
    out->response_schema = response_schema_load(&context, errors);
    model_price_compile(model, prepared->prices, &out->price, errors);
    if (out->type->compile(&context, &out->state, errors))
        return;
    host_check(prepared->suite, model, out, errors);
    asked_begin(out);
    key_check(model, options, out, errors);
}

void candidates_prepare(struct prepared *prepared, const struct prepare_options *options,
                        struct error_list *errors)
{
    const struct suite *suite = prepared->suite;

    for (size_t i = 0; i < suite->model_count; i++)
        if (suite->models[i].role == MODEL_CANDIDATE)
            model_prepare(prepared, &suite->models[i], options, &prepared->models[i],
                          errors);
}

static void model_name(void *context, const char *id)
{
    struct prepared *prepared = context;

    prepared->models[prepared_model_of(prepared, id)].is_asked = true;
    prepared->has_judges = true;
}

void judges_prepare(struct prepared *prepared, const struct prepare_options *options,
                    struct error_list *errors)
{
    grader_sets_each_model(prepared->sets, model_name, prepared);
    prepared->graders_ask = grader_sets_ask(prepared->sets);
    for (size_t i = 0; i < prepared->suite->model_count; i++)
        if (prepared->models[i].is_asked && !prepared->models[i].type)
            model_prepare(prepared, &prepared->suite->models[i], options,
                          &prepared->models[i], errors);
}

struct prices *prices_of(const struct suite *suite, struct error_list *errors)
{
    struct prices *prices;

    return suite->prices && prices_load(suite->prices, &prices, errors) == 0
               ? prices
               : prices_shipped();
}
