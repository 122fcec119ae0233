/* tests/providers/provider_case.c - runs one case. */
#include "tests/providers/provider_case.h"

#include "base/mem.h"
#include "providers/provider.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *provider_cases_load(const char *provider)
{
    char *path = mem_format("%s/%s.json", CASES_DIR, provider);
    json_error_t err;
    json_t *cases = json_load_file(path, JSON_REJECT_DUPLICATES, &err);

    cr_assert(cases, "%s:%d: %s", path, err.line, err.text);
    free(path);
    return cases;
}

/* All that a case needs, kept until its end. */
struct stage {
    struct tree tree;
    struct prompt prompt;
    struct suite_model model;
    struct suite suite;
    struct document vars, reserved;
    struct messages messages;
    struct secrets secrets;
    struct error_list errors;
};

static void stage_open(struct stage *stage, const char *provider, json_t *row)
{
    json_t *model = json_object_get(row, "model"),
           *prompt = json_object_get(row, "prompt");
    const char *name = json_string_value(json_object_get(model, "model"));
    char *text = json_dumps(model, 0);

    *stage = (struct stage){.tree = TREE_INIT,
                            .vars = DOCUMENT_INIT,
                            .reserved = DOCUMENT_INIT,
                            .messages = MESSAGES_INIT,
                            .secrets = SECRETS_INIT,
                            .errors = ERROR_LIST_INIT};
    cr_assert_eq(tree_parse(&stage->tree, "m.yaml", text, strlen(text), &stage->errors),
                 0);
    free(text);
    stage->prompt = (struct prompt){
        .name = mem_text("refund"),
        .response_schema = json_object_get(prompt, "response_schema"),
        .tools = json_object_get(prompt, "tools"),
    };
    stage->model = (struct suite_model){
        .id = mem_text("m"),
        .provider = mem_text(provider),
        .role =
            json_object_get(stage->tree.root, "role") ? MODEL_EMBEDDER : MODEL_CANDIDATE,
        .name = mem_text(name && strchr(name, '/') ? strchr(name, '/') + 1 : name),
        .source = {.json = stage->tree.root,
                   .tree = &stage->tree,
                   .pointer = mem_text(""),
                   .place = tree_place(&stage->tree, "")},
    };
    stage->suite = (struct suite){.path = mem_text("s.yaml"),
                                  .folder = mem_text("/"),
                                  .prompts = &stage->prompt,
                                  .prompt_count = 1,
                                  .models = &stage->model,
                                  .model_count = 1};
}

static void stage_close(struct stage *stage)
{
    free(stage->prompt.name);
    free(stage->model.id);
    free(stage->model.provider);
    free(stage->model.name);
    source_release(&stage->model.source);
    free(stage->suite.path);
    free(stage->suite.folder);
    document_release(&stage->vars);
    document_release(&stage->reserved);
    messages_release(&stage->messages);
    secrets_release(&stage->secrets);
    error_list_release(&stage->errors);
    tree_release(&stage->tree);
}

static void environment_set(json_t *row)
{
    const char *name;
    json_t *value;

    unsetenv("OPENAI_API_KEY");
    json_object_foreach(json_object_get(row, "env"), name, value)
    {
        setenv(name, json_string_value(value), 1);
    }
}

static enum message_role role_of(const char *name)
{
    enum message_role role = ROLE_SYSTEM;

    while (role < ROLE_TOOL && strcmp(message_role_name(role), name) != 0)
        role++;
    return role;
}

static void messages_make(struct stage *stage, json_t *list)
{
    struct messages *messages = &stage->messages;
    size_t i;
    json_t *item;

    json_array_foreach(list, i, item)
    {
        json_t *content = json_object_get(item, "content");

        MEM_GROW(messages->items, messages->count, messages->capacity);
        messages->items[messages->count++] = (struct message){
            .role = role_of(json_string_value(json_object_get(item, "role"))),
            .text = json_string_value(content),
            .length = json_string_length(content),
        };
    }
}

static json_t *lines_of(const char *const *lines)
{
    json_t *list = json_array();

    for (; *lines; lines++)
        json_array_append_new(list, json_string(*lines));
    return list;
}

/* LC_… and PATH are the machine's. */
static json_t *environment_of(const char *const *lines)
{
    json_t *list = json_array();

    for (; *lines; lines++)
        if (strncmp(*lines, "PATH=", 5) != 0 && strncmp(*lines, "HOME=", 5) != 0 &&
            strncmp(*lines, "LANG=", 5) != 0 && strncmp(*lines, "LC_", 3) != 0 &&
            strncmp(*lines, "TZ=", 3) != 0 && strncmp(*lines, "TMPDIR=", 7) != 0)
            json_array_append_new(list, json_string(*lines));
    return list;
}

static json_t *request_of(const struct request *request)
{
    json_t *out = json_object();

    if (request->method)
        json_object_set_new(out, "method", json_string(request->method));
    if (request->url)
        json_object_set_new(out, "url", json_string(request->url));
    if (request->headers)
        json_object_set_new(out, "headers", lines_of(request->headers));
    if (request->command)
        json_object_set_new(out, "command", lines_of(request->command));
    if (request->environment)
        json_object_set_new(out, "environment", environment_of(request->environment));
    if (request->folder)
        json_object_set_new(out, "folder", json_string(request->folder));
    json_object_set_new(out, "body",
                        json_stringn(buf_text(&request->body), request->body.length));
    return out;
}

static json_t *build(struct stage *stage, const struct provider_type *type,
                     const void *state, json_t *given)
{
    struct request request;
    struct error err = ERROR_INIT;
    struct template_scope scope = {.count = 2};
    json_t *vars = json_object_get(given, "vars"), *out = NULL;
    struct call call = {
        .cohort = json_string_value(json_object_get(given, "cohort")),
        .case_id = json_string_value(json_object_get(given, "id")),
        .repeat = (unsigned)json_integer_value(json_object_get(given, "repeat")),
        .is_text = json_is_true(json_object_get(given, "is_text")),
        .messages = &stage->messages,
        .scope = &scope,
        .prompt = &stage->prompt,
    };
    json_t *reserved = json_pack("{s:{s:s},s:i}", "case", "id", call.case_id, "repeat",
                                 (int)call.repeat);

    messages_make(stage, json_object_get(given, "messages"));
    cr_assert_eq(document_from_json(&stage->reserved, reserved, &err), 0);
    json_decref(reserved);
    if (vars) {
        cr_assert_eq(document_from_json(&stage->vars, vars, &err), 0);
        call.vars = document_root(&stage->vars);
    }
    scope.objects[0] = call.vars;
    scope.objects[1] = document_root(&stage->reserved);
    request_init(&request);
    if (type->build(state, &call, &request, &err))
        out = json_pack("{s:o}", "error", json_sprintf("%s %s", err.code, err.message));
    else
        out = request_of(&request);
    request_release(&request);
    return out;
}

static void set_text(json_t *out, const char *key, const char *text)
{
    if (text)
        json_object_set_new(out, key, json_string(text));
}

static void set_count(json_t *out, const char *key, int64_t count)
{
    if (count != UNKNOWN_COUNT)
        json_object_set_new(out, key, json_integer(count));
}

static void set_document(json_t *out, const char *key, const struct document *document)
{
    if (document_root(document))
        json_object_set_new(out, key, value_to_json(document_root(document)));
}

static json_t *vectors_json(const struct vectors *vectors)
{
    json_t *lists = json_array();

    for (size_t i = 0; i < vectors->count; i++) {
        json_t *list = json_array();

        for (size_t k = 0; k < vectors->dimension; k++)
            json_array_append_new(list, json_real((double)vector_at(vectors, i)[k]));
        json_array_append_new(lists, list);
    }
    return lists;
}

static json_t *reply_of(const struct reply *reply)
{
    json_t *out = json_object(), *usage = json_object();

    if (reply->failure) {
        set_text(out, "failure", failure_facts[reply->failure].name);
        json_object_set_new(out, "may_retry", json_boolean(reply->may_retry));
    }
    set_text(out, "message", reply->message);
    json_object_set_new(out, "status", json_integer(reply->status));
    set_count(out, "retry_after_ms", reply->retry_after_ms);
    if (reply->has_text)
        json_object_set_new(out, "text",
                            json_stringn(buf_text(&reply->text), reply->text.length));
    set_text(out, "refusal", reply->refusal);
    set_text(out, "reasoning", reply->reasoning);
    set_document(out, "tool_calls", &reply->tool_calls);
    set_document(out, "trace", &reply->trace);
    if (reply->vectors.count && !reply->failure)
        json_object_set_new(out, "vectors", vectors_json(&reply->vectors));
    if (reply->finish)
        set_text(out, "finish", finish_name(reply->finish));
    set_text(out, "finish_raw", reply->finish_raw);
    set_count(usage, "input_total", reply->usage.input_total);
    set_count(usage, "input_cached", reply->usage.input_cached);
    set_count(usage, "input_cache_write", reply->usage.input_cache_write);
    set_count(usage, "output_total", reply->usage.output_total);
    set_count(usage, "output_reasoning", reply->usage.output_reasoning);
    if (json_object_size(usage))
        json_object_set(out, "usage", usage);
    json_decref(usage);
    if (!isnan(reply->cost_usd))
        json_object_set_new(out, "cost_usd", json_real(reply->cost_usd));
    set_text(out, "model_served", reply->model_served);
    set_text(out, "fingerprint", reply->fingerprint);
    set_text(out, "request_id", reply->request_id);
    set_text(out, "response_id", reply->response_id);
    return out;
}

static json_t *read_response(const struct provider_type *type, const void *state,
                             json_t *given)
{
    struct response_header headers[8];
    json_t *body = json_object_get(given, "body"), *value, *out;
    const char *errors = json_string_value(json_object_get(given, "errors")), *name;
    char *text = json_is_string(body) || !body ? NULL : json_dumps(body, JSON_COMPACT);
    struct response response = {
        .status = (int)json_integer_value(json_object_get(given, "status")),
        .headers = headers,
        .body = text ? text : json_string_value(body),
        .length = text ? strlen(text) : json_string_length(body),
        .errors = errors,
        .errors_length = errors ? strlen(errors) : 0,
    };
    struct reply reply;

    json_object_foreach(json_object_get(given, "headers"), name, value)
    {
        headers[response.header_count++] =
            (struct response_header){name, json_string_value(value)};
    }
    reply_init(&reply);
    /* Read twice: a reply that is used again must not remember. */
    type->read(state, &response, &reply);
    reply_clear(&reply);
    type->read(state, &response, &reply);
    out = reply_of(&reply);
    reply_release(&reply);
    free(text);
    return out;
}

static json_t *errors_of(const struct error_list *errors)
{
    json_t *out = json_array();

    for (size_t i = 0; i < errors->count; i++) {
        const struct error *err = &errors->items[i];

        json_array_append_new(
            out, json_sprintf("%u:%u %s%s %s%s%s%s", err->line, err->column,
                              err->severity == SEVERITY_WARNING ? "warning " : "",
                              err->code, err->message, err->hint[0] ? " (" : "",
                              err->hint, err->hint[0] ? ")" : ""));
    }
    return out;
}

static json_t *facts_of(const struct provider_facts *facts)
{
    json_t *out = json_object();

    set_text(out, "endpoint", facts->endpoint);
    set_text(out, "key_env", facts->key_env);
    if (facts->key_is_missing)
        json_object_set_new(out, "key_is_missing", json_true());
    if (facts->is_loopback)
        json_object_set_new(out, "is_loopback", json_true());
    return out;
}

static void state_ask(struct stage *stage, const struct provider_type *type,
                      const void *state, json_t *row, json_t *got)
{
    struct provider_facts facts = type->facts(state);
    json_t *want = json_object_get(row, "want");
    struct buf text = BUF_INIT((size_t)1024 * 1024);

    if (json_object_get(want, "facts"))
        json_object_set_new(got, "facts", facts_of(&facts));
    if (json_object_get(want, "description")) {
        type->describe(state, &text);
        json_object_set_new(got, "description", json_string(buf_text(&text)));
    }
    if (json_object_get(row, "call"))
        json_object_set_new(got, "request",
                            build(stage, type, state, json_object_get(row, "call")));
    if (json_object_get(row, "response"))
        json_object_set_new(got, "reply",
                            read_response(type, state, json_object_get(row, "response")));
    buf_release(&text);
}

json_t *provider_case_run(const char *provider, json_t *row)
{
    const struct provider_type *type = provider_find(provider);
    struct stage stage;
    json_t *got = json_object();
    void *state = NULL;
    struct provider_context context = {
        .suite = &stage.suite,
        .model = &stage.model,
        .allow_exec = json_is_true(json_object_get(row, "allow_exec")),
        .secrets = &stage.secrets,
    };
    int rc;

    environment_set(row);
    stage_open(&stage, provider, row);
    rc = type->compile(&context, &state, &stage.errors);
    cr_expect_eq(rc, stage.errors.error_count ? -1 : 0);
    if (!rc)
        state_ask(&stage, type, state, row, got);
    if (stage.errors.count)
        json_object_set_new(got, "errors", errors_of(&stage.errors));
    type->free(state);
    type->free(NULL);
    stage_close(&stage);
    return got;
}
