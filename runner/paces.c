/* runner/paces.c - the pace of each of a suite's models. */
#include "runner/paces.h"

#include <string.h>

static const int64_t output_guess = 1024;

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static struct provider_facts facts_of(const struct prepared *prepared, size_t model)
{
    const struct prepared_model *made = &prepared->models[model];

    return made->state ? made->type->facts(made->state)
                       : (struct provider_facts){.endpoint = ""};
}

static bool is_shared(const struct prepared *prepared, size_t a, size_t b)
{
    const struct suite_model *models = prepared->suite->models;
    struct provider_facts one = facts_of(prepared, a), other = facts_of(prepared, b);

    return prepared->models[a].type == prepared->models[b].type &&
           is_same_text(models[a].name, models[b].name) &&
           is_same_text(one.endpoint, other.endpoint) &&
           is_same_text(one.key_env, other.key_env);
}

/* Without the scheme: for people. */
static const char *endpoint_shown(const char *endpoint)
{
    const char *host = strstr(endpoint, "://");

    return host ? host + 3 : endpoint;
}

void paces_make(const struct prepared *prepared, const struct concurrency *concurrency,
                struct pace **out)
{
    for (size_t i = 0; i < prepared->suite->model_count; i++) {
        const struct suite_model *model = &prepared->suite->models[i];
        const struct pace_options options = {
            .endpoint = endpoint_shown(facts_of(prepared, i).endpoint),
            .name = model->name ? model->name : model->id,
            .requests_per_minute = model->limits.requests_per_minute,
            .tokens_per_minute = model->limits.tokens_per_minute,
            .concurrency = concurrency[i].calls,
            .is_concurrency_given = concurrency[i].is_given,
            .patience_s = model->limits.retry_for_s};
        size_t same = 0;

        while (same < i && !is_shared(prepared, same, i))
            same++;
        if (same < i) {
            out[i] = out[same];
            pace_share(out[i], &options);
        } else {
            out[i] = pace_new(&options);
        }
    }
}

void paces_free(struct pace **paces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t first = 0;

        while (paces[first] != paces[i])
            first++;
        if (first == i)
            pace_free(paces[i]);
    }
}

int64_t pace_output_tokens(const struct suite_model *model)
{
    static const char *const names[] = {"max_completion_tokens", "max_tokens",
                                        "max_output_tokens"};
    const json_t *params = json_object_get(model->source.json, "params");

    if (model->role == MODEL_EMBEDDER)
        return 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *value = json_object_get(params, names[i]);

        if (json_is_integer(value) && json_integer_value(value) > 0)
            return json_integer_value(value);
    }
    return output_guess;
}
