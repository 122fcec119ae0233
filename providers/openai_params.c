/* providers/openai_params.c - the `params` of a chat completion: checked, then sent as
 * they are. */
#include "providers/openai_params.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/sha256.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

/* The members of the vendor's CreateChatCompletionRequest, without those refused below.
 */
static const char *const vendor_names[] = {
    "audio",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "metadata",
    "modalities",
    "moderation",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
    NULL,
};

/* Those of its CreateEmbeddingRequest. */
static const char *const embedding_names[] = {"dimensions", "encoding_format", "user",
                                              NULL};

/* Names of compatible servers that are near to one of the vendor's. */
static const char *const compatible_names[] = {
    "top_k", "min_p", "top_a", "typical_p", "models", "min_tokens", "tfs_z", NULL,
};

static const struct refused_param {
    const char *name, *reason;
} refused_params[] = {
    {"messages", "the prompt makes it"},          {"model", "it stands beside params"},
    {"n", "use repeats: for several answers"},    {"stream", "answers are read whole"},
    {"stream_options", "answers are read whole"},
};

static bool is_among(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(word, *words))
            return true;
    return false;
}

static const char *refusal_of(const char *name)
{
    for (size_t i = 0; i < sizeof refused_params / sizeof *refused_params; i++)
        if (!strcmp(name, refused_params[i].name))
            return refused_params[i].reason;
    return NULL;
}

static void name_check(const struct model_options *options, enum params_rule rule,
                       const char *name)
{
    struct buf pointer = BUF_INIT(4096);
    const bool embeds = options->model->role == MODEL_EMBEDDER;
    const char *const *names = embeds ? embedding_names : vendor_names;
    const char *near = nearest_name(name, names);
    const char *reason =
        embeds && !strcmp(name, "input") ? "the grader makes it" : refusal_of(name);
    struct place place;
    struct error err = ERROR_INIT;

    pointer_push(&pointer, "params", 6);
    pointer_push(&pointer, name, strlen(name));
    place = source_key_place(&options->model->source, buf_text(&pointer));
    buf_release(&pointer);
    if (reason) {
        error_at(&err, &place, "N0421", "params may not have \"%.60s\"", name);
        error_hint(&err, "%s", reason);
        error_list_add(options->errors, &err);
        return;
    }
    if (is_among(name, names) ||
        (rule == PARAMS_OF_COMPATIBLE && (is_among(name, compatible_names) || !near)))
        return;
    error_at(&err, &place, "N0420", "\"%.60s\" is no parameter of %s", name,
             embeds ? "embeddings" : "chat completions");
    if (near)
        error_hint(&err, "did you mean \"%s\"?", near);
    if (rule == PARAMS_OF_VENDOR)
        error_list_add(options->errors, &err);
    else
        error_list_warn(options->errors, &err);
}

static bool seed_check(const struct model_options *options, const json_t *seed)
{
    struct place place;

    if (!json_is_string(seed))
        return false;
    if (!strcmp(json_string_value(seed), "auto"))
        return true;
    place = source_place(&options->model->source, "/params/seed");
    error_list_at(options->errors, &place, "N0422",
                  "expected a number or auto, found \"%.60s\"", json_string_value(seed));
    return false;
}

void openai_params_compile(const struct model_options *options, enum params_rule rule,
                           struct buf *out, bool *seed_is_auto)
{
    struct document params = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    const json_t *json = json_object_get(options->model->source.json, "params");
    const struct value *key, *root;

    *seed_is_auto = false;
    if (!json || document_from_json(&params, json, &err))
        goto done;
    root = document_root(&params);
    key = value_first(root);
    for (uint32_t i = 0; i < root->size; i++, key = value_next(value_next(key))) {
        char *name = mem_text_n(key->text, key->size);

        name_check(options, rule, name);
        if (!strcmp(name, "seed") && seed_check(options, json_object_get(json, "seed"))) {
            *seed_is_auto = true;
        } else {
            buf_append_char(out, ',');
            json_quote(out, key->text, key->size);
            buf_append_char(out, ':');
            value_format(out, value_next(key));
        }
        free(name);
    }

done:
    document_release(&params);
}

bool openai_params_have(const struct suite_model *model, const char *name)
{
    return json_object_get(json_object_get(model->source.json, "params"), name) != NULL;
}

uint32_t openai_seed(const struct call *call)
{
    struct buf text = BUF_INIT(4096);
    uint8_t digest[SHA256_BYTES];

    buf_append_format(&text, "%s/%s/%u", call->cohort, call->case_id, call->repeat);
    sha256_of(buf_text(&text), text.length, digest);
    buf_release(&text);
    return ((uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
            (uint32_t)digest[2] << 8 | digest[3]) &
           0x7fffffff;
}
