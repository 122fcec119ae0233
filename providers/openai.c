/* providers/openai.c - chat completions, of OpenAI and of every compatible server; of
 * models with the role `embed`, embeddings. */
#include "base/mem.h"
#include "providers/builtin_providers.h"
#include "providers/model_options.h"
#include "providers/openai_embeddings.h"
#include "providers/openai_params.h"
#include "providers/openai_read.h"
#include "providers/reading.h"
#include "providers/response_schema.h"
#include "providers/strict_schema.h"
#include "suites/named_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char vendor_url[] = "https://api.openai.com/v1";
static const char vendor_host[] = "api.openai.com";
static const char vendor_key_env[] = "OPENAI_API_KEY";

/* What a prompt adds behind the messages. */
struct prompt_tail {
    const struct prompt *prompt; /* borrowed from the suite */
    char *text;
};

struct openai {
    struct endpoint endpoint;
    char *key_env; /* NULL: no key is sent */
    bool key_is_missing;
    struct header_lines headers;
    struct buf head;  /* {"model":"…","messages":[ ; of an embedder {"model":"…", */
    struct buf tail;  /* ,"name":value for each of params */
    char *own_format; /* the model's response_schema, as ,"response_format":… or "" */
    bool seed_is_auto;
    bool is_embedder;
    struct prompt_tail *prompt_tails;
    size_t prompt_count;
    struct buf description;
    struct secrets secrets;
};

static void openai_free(void *state)
{
    struct openai *openai = state;

    if (!openai)
        return;
    endpoint_release(&openai->endpoint);
    free(openai->key_env);
    header_lines_release(&openai->headers);
    buf_release(&openai->head);
    buf_release(&openai->tail);
    free(openai->own_format);
    for (size_t i = 0; i < openai->prompt_count; i++)
        free(openai->prompt_tails[i].text);
    free(openai->prompt_tails);
    buf_release(&openai->description);
    secrets_release(&openai->secrets);
    free(openai);
}

/* A key without the blanks and line breaks around it that files and shells add; NULL: not
 * set, or nothing else. */
static char *key_of(const char *name)
{
    const char *value = getenv(name);
    size_t length;

    if (!value)
        return NULL;
    while (isspace((unsigned char)*value))
        value++;
    length = strlen(value);
    while (length && isspace((unsigned char)value[length - 1]))
        length--;
    return length ? mem_text_n(value, length) : NULL;
}

static void key_add(struct openai *openai, struct model_options *options)
{
    struct place place = model_value_place(options, "key_env");
    char *key = key_of(openai->key_env), *value;

    openai->key_is_missing = !key;
    if (!key)
        return;
    model_secret_add(options, key);
    value = mem_format("Bearer %s", key);
    for (const char *at = key; *at; at++)
        if ((unsigned char)*at <= ' ' || (unsigned char)*at >= 0x7f) {
            error_list_at(options->errors, &place, "N0417",
                          "the value of %s is no key: it has blanks or control "
                          "characters",
                          openai->key_env);
            break;
        }
    header_lines_add(&openai->headers, "Authorization", value);
    explicit_bzero(value, strlen(value));
    explicit_bzero(key, strlen(key));
    free(value);
    free(key);
}

static void key_compile(struct openai *openai, struct model_options *options)
{
    const char *named =
        json_string_value(json_object_get(options->model->source.json, "key_env"));
    bool is_vendor = openai->endpoint.host && !strcmp(openai->endpoint.host, vendor_host);

    if (header_lines_have(&openai->headers, "Authorization")) {
        struct place place = model_key_place(options, "key_env");

        if (named)
            error_list_at(options->errors, &place, "N0418",
                          "key_env and headers.Authorization exclude each other");
        return;
    }
    if (named || is_vendor) {
        openai->key_env = mem_text(named ? named : vendor_key_env);
        key_add(openai, options);
    } else if (openai->endpoint.host && !openai->endpoint.is_loopback &&
               !openai->headers.count) {
        struct place place = model_key_place(options, "base_url");

        error_list_at(options->errors, &place, "N0416",
                      "\"%.120s\" needs key_env, the name of the variable with its key",
                      openai->endpoint.shown);
        error_hint(error_list_last(options->errors),
                   "%s is sent to %s alone; or give headers", vendor_key_env,
                   vendor_host);
    }
}

/* ,"response_format":{…} in strict form; the name is [a-zA-Z0-9_-], at most 64. */
static void format_append(struct buf *out, const char *name, const json_t *schema)
{
    char shown[65] = "answer";
    size_t length = 0;

    for (; name && *name && length < sizeof shown - 1; name++)
        shown[length++] = isalnum((unsigned char)*name) || *name == '-' ? *name : '_';
    if (length)
        shown[length] = '\0';
    buf_append_text(out, ",\"response_format\":{\"type\":\"json_schema\","
                         "\"json_schema\":{\"name\":");
    json_quote(out, shown, strlen(shown));
    buf_append_text(out, ",\"strict\":true,\"schema\":");
    json_append_compact(out, schema);
    buf_append_text(out, "}}");
}

/* The tail of one prompt: its tools, and its response_schema before the model's. */
static char *prompt_tail_make(const struct openai *openai, const struct prompt *prompt)
{
    struct buf text = BUF_INIT(REQUEST_BYTES_MAX);

    if (prompt && prompt->tools) {
        buf_append_text(&text, ",\"tools\":");
        json_append_compact(&text, prompt->tools);
    }
    if (prompt && prompt->response_schema)
        format_append(&text, prompt->name, prompt->response_schema);
    else
        buf_append_text(&text, openai->own_format);
    return buf_detach(&text);
}

/* Whether the schema goes to those whose strict mode is known. */
static bool is_strict(const struct openai *openai)
{
    static const char azure[] = ".openai.azure.com";
    const char *host = openai->endpoint.host ? openai->endpoint.host : "";
    const size_t length = strlen(host);

    return !strcmp(host, vendor_host) ||
           (length > sizeof azure - 1 &&
            !strcmp(host + length - (sizeof azure - 1), azure));
}

static void own_format_compile(struct openai *openai, const struct model_options *options)
{
    struct buf text = BUF_INIT(REQUEST_BYTES_MAX);

    if (!openai->is_embedder &&
        json_object_get(options->model->source.json, "response_schema")) {
        json_t *schema = response_schema_load(options->context, options->errors);

        if (schema)
            format_append(&text, options->model->id, schema);
        if (schema && is_strict(openai))
            strict_schema_check(schema, &options->model->source, "/response_schema",
                                options->errors);
        json_decref(schema);
    }
    openai->own_format = buf_detach(&text);
}

static void conflict_check(const struct model_options *options, const char *name,
                           bool is_given, const char *elsewhere)
{
    char *pointer = mem_format("/params/%s", name);
    struct place place = source_key_place(&options->model->source, pointer);

    if (is_given && openai_params_have(options->model, name)) {
        error_list_at(options->errors, &place, "N0424",
                      "\"%s\" is given twice: in params and by %s", name, elsewhere);
    }
    free(pointer);
}

static void prompt_schema_check(const struct prompt *prompt, struct error_list *errors)
{
    char root[] = "";
    const struct source source = {.tree = prompt->tree.places ? &prompt->tree : NULL,
                                  .pointer = root,
                                  .place = {.file = prompt->path}};

    strict_schema_check(prompt->response_schema, &source, "/response_schema", errors);
}

static void prompts_compile(struct openai *openai, const struct model_options *options)
{
    const struct suite *suite = options->context->suite;
    bool has_format = openai->own_format[0], has_tools = false;

    openai->prompt_tails = mem_new(suite->prompt_count + 1, sizeof *openai->prompt_tails);
    for (size_t i = 0; i < suite->prompt_count; i++) {
        const struct prompt *prompt = &suite->prompts[i];

        if (prompt->response_schema && is_strict(openai))
            prompt_schema_check(prompt, options->errors);
        has_format |= prompt->response_schema != NULL;
        has_tools |= prompt->tools != NULL;
        openai->prompt_tails[i].prompt = prompt;
        openai->prompt_tails[i].text = prompt_tail_make(openai, prompt);
        openai->prompt_count++;
    }
    conflict_check(options, "response_format", has_format, "a response_schema");
    conflict_check(options, "tools", has_tools, "a prompt's tools");
}

static void description_make(struct openai *openai, const struct suite_model *model)
{
    buf_append_text(&openai->description, "[\"openai\",");
    json_quote(&openai->description, openai->endpoint.url, strlen(openai->endpoint.url));
    buf_append_char(&openai->description, ',');
    json_quote(&openai->description, model->name, strlen(model->name));
    buf_append_text(&openai->description, ",{\"seed_is_auto\":");
    buf_append_text(&openai->description, openai->seed_is_auto ? "true" : "false");
    buf_append_text(&openai->description, buf_text(&openai->tail));
    buf_append_text(&openai->description, openai->own_format);
    buf_append_char(&openai->description, '}');
    model_headers_describe(model, &openai->description);
    buf_append_char(&openai->description, ']');
}

static int openai_compile(const struct provider_context *context, void **state,
                          struct error_list *errors)
{
    static const char *const keys[] = {"base_url", "key_env",         "headers",
                                       "params",   "response_schema", NULL};
    static const char *const embedder_keys[] = {"base_url", "key_env", "headers",
                                                "params", NULL};
    struct openai *openai = mem_new(1, sizeof *openai);
    struct model_options options = {context, context->model, errors, SECRETS_INIT};
    size_t before = errors->error_count;
    bool is_vendor;

    buf_init(&openai->head, REQUEST_BYTES_MAX);
    buf_init(&openai->tail, REQUEST_BYTES_MAX);
    buf_init(&openai->description, REQUEST_BYTES_MAX);
    openai->is_embedder = context->model->role == MODEL_EMBEDDER;
    model_keys_check(&options, openai->is_embedder ? embedder_keys : keys);
    model_endpoint(&options, "base_url", vendor_url,
                   openai->is_embedder ? "/embeddings" : "/chat/completions",
                   &openai->endpoint);
    is_vendor = openai->endpoint.host && !strcmp(openai->endpoint.host, vendor_host);
    model_headers(&options, &openai->headers);
    key_compile(openai, &options);
    if (!header_lines_have(&openai->headers, "Content-Type"))
        header_lines_add(&openai->headers, "Content-Type", "application/json");
    openai_params_compile(&options, is_vendor ? PARAMS_OF_VENDOR : PARAMS_OF_COMPATIBLE,
                          &openai->tail, &openai->seed_is_auto);
    own_format_compile(openai, &options);
    if (!openai->is_embedder)
        prompts_compile(openai, &options);
    openai->secrets = options.secrets;
    if (errors->error_count != before) {
        openai_free(openai);
        return -1;
    }
    buf_append_text(&openai->head, "{\"model\":");
    json_quote(&openai->head, context->model->name, strlen(context->model->name));
    buf_append_text(&openai->head, openai->is_embedder ? "," : ",\"messages\":[");
    description_make(openai, context->model);
    *state = openai;
    return 0;
}

static struct provider_facts openai_facts(const void *state)
{
    const struct openai *openai = state;

    return (struct provider_facts){.endpoint = openai->endpoint.shown,
                                   .key_env = openai->key_env,
                                   .key_is_missing = openai->key_is_missing,
                                   .is_loopback = openai->endpoint.is_loopback};
}

static void tail_append(const struct openai *openai, const struct call *call,
                        struct buf *body)
{
    const struct prompt *prompt = call->prompt;
    char *made;

    if (call->response_schema) {
        format_append(body, NULL, call->response_schema);
        return;
    }
    for (size_t i = 0; i < openai->prompt_count; i++)
        if (openai->prompt_tails[i].prompt == prompt) {
            buf_append_text(body, openai->prompt_tails[i].text);
            return;
        }
    made = prompt_tail_make(openai, prompt);
    buf_append_text(body, made);
    free(made);
}

static void messages_append(const struct openai *openai, const struct call *call,
                            struct buf *body)
{
    for (size_t i = 0; i < call->messages->count; i++) {
        const struct message *message = &call->messages->items[i];

        buf_append_text(body, i ? ",{\"role\":\"" : "{\"role\":\"");
        buf_append_text(body, message_role_name(message->role));
        buf_append_text(body, "\",\"content\":");
        json_quote(body, message->text, message->length);
        buf_append_char(body, '}');
    }
    buf_append_char(body, ']');
    if (openai->seed_is_auto)
        buf_append_format(body, ",\"seed\":%u", openai_seed(call));
}

static int openai_build(const void *state, const struct call *call,
                        struct request *request, struct error *err)
{
    const struct openai *openai = state;
    struct buf *body = &request->body;

    if (call->messages->count == 0)
        return error_set(err, ERROR_INPUT, "N0430",
                         "there is no message to send: no prompt, and the case has no "
                         "messages");
    buf_append(body, openai->head.data, openai->head.length);
    if (openai->is_embedder)
        openai_input_append(body, call->messages);
    else
        messages_append(openai, call, body);
    buf_append(body, buf_text(&openai->tail), openai->tail.length);
    if (!openai->is_embedder)
        tail_append(openai, call, body);
    buf_append_char(body, '}');
    if (buf_is_over(body))
        return error_set(err, ERROR_INPUT, "N0431", "the request is over %d bytes",
                         REQUEST_BYTES_MAX);
    request->method = "POST";
    request->url = openai->endpoint.url;
    request->headers = (const char *const *)openai->headers.items;
    return 0;
}

static void openai_read_response(const void *state, const struct response *response,
                                 struct reply *reply)
{
    const struct openai *openai = state;

    if (openai->is_embedder)
        openai_embeddings_read(response, &openai->secrets, reply);
    else
        openai_read(response, &openai->secrets, reply);
}

static void openai_describe(const void *state, struct buf *out)
{
    const struct openai *openai = state;

    buf_append(out, buf_text(&openai->description), openai->description.length);
}

const struct provider_type provider_openai = {
    .name = "openai",
    .summary = "chat completions of OpenAI, or of any compatible server by base_url",
    .transport = TRANSPORT_HTTP,
    .needs_prompt = true,
    .needs_name = true,
    .compile = openai_compile,
    .facts = openai_facts,
    .build = openai_build,
    .read = openai_read_response,
    .append_vector = openai_vector_append,
    .describe = openai_describe,
    .free = openai_free,
};
