/* providers/http.c - any JSON API: the team's own application in place of a vendor. */
#include "base/mem.h"
#include "providers/body_template.h"
#include "providers/builtin_providers.h"
#include "providers/model_options.h"
#include "providers/reading.h"
#include "providers/standard_document.h"
#include "providers/vendor_error.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

struct http {
    struct endpoint endpoint;
    char *method;
    struct header_lines headers;
    struct body_template *body; /* NULL: the standard document */
    bool has_places;            /* `reply` was given */
    struct reply_places places; /* borrowed from the suite's tree */
    struct buf description;
    struct secrets secrets;
};

static void http_free(void *state)
{
    struct http *http = state;

    if (!http)
        return;
    endpoint_release(&http->endpoint);
    free(http->method);
    header_lines_release(&http->headers);
    body_template_free(http->body);
    buf_release(&http->description);
    secrets_release(&http->secrets);
    free(http);
}

/* The pointer under a key of `reply`, or of its `usage`; checked. */
static const char *place_of(const struct model_options *options, const json_t *map,
                            const char *folder, const char *key)
{
    const char *pointer = json_string_value(json_object_get(map, key));
    char *where = mem_format("%s/%s", folder, key);
    struct place place = source_place(&options->model->source, where);
    struct error err = ERROR_INIT;

    free(where);
    if (pointer && pointer_check(pointer, &err)) {
        error_place(&err, &place);
        error_list_add(options->errors, &err);
    }
    return pointer;
}

static void places_compile(struct http *http, const struct model_options *options)
{
    const json_t *reply = json_object_get(options->model->source.json, "reply");
    const json_t *usage = json_object_get(reply, "usage");

    if (!reply)
        return;
    http->has_places = true;
    http->places = (struct reply_places){
        .answer = place_of(options, reply, "/reply", "answer"),
        .tool_calls = place_of(options, reply, "/reply", "tool_calls"),
        .trace = place_of(options, reply, "/reply", "trace"),
        .error = place_of(options, reply, "/reply", "error"),
        .usage = place_of(options, reply, "/reply", "usage"),
        .input_tokens = place_of(options, usage, "/reply/usage", "input_tokens"),
        .output_tokens = place_of(options, usage, "/reply/usage", "output_tokens"),
        .cached_tokens = place_of(options, usage, "/reply/usage", "cached_tokens"),
        .cost_usd = place_of(options, usage, "/reply/usage", "cost_usd"),
    };
    if (!http->places.answer && !http->places.tool_calls) {
        struct place place = model_key_place(options, "reply");

        error_list_at(options->errors, &place, "N0441",
                      "reply says where neither answer nor tool_calls are");
        error_hint(error_list_last(options->errors), "reply: {answer: /text}");
    }
}

static void body_compile(struct http *http, const struct model_options *options)
{
    const json_t *body = json_object_get(options->model->source.json, "body");
    struct place place = model_key_place(options, "body");

    if (body && !strcmp(http->method, "GET")) {
        error_list_at(options->errors, &place, "N0442", "GET has no body");
        error_hint(error_list_last(options->errors), "method: POST");
    } else if (body) {
        http->body =
            body_template_new(body, &options->model->source, "/body", options->errors);
    }
}

static void description_make(struct http *http, const struct suite_model *model)
{
    const json_t *body = json_object_get(model->source.json, "body");
    struct buf *out = &http->description;

    buf_append_text(out, "[\"http\",");
    json_quote(out, http->method, strlen(http->method));
    buf_append_char(out, ',');
    json_quote(out, http->endpoint.url, strlen(http->endpoint.url));
    buf_append_char(out, ',');
    if (body)
        json_append_compact(out, body);
    else
        buf_append_text(out, "null");
    model_headers_describe(model, out);
    buf_append_char(out, ']');
}

static int http_compile(const struct provider_context *context, void **state,
                        struct error_list *errors)
{
    static const char *const keys[] = {"url", "method", "headers", "body", "reply", NULL};
    struct http *http = mem_new(1, sizeof *http);
    struct model_options options = {context, context->model, errors, SECRETS_INIT};
    const json_t *map = context->model->source.json;
    const char *method = json_string_value(json_object_get(map, "method"));
    size_t before = errors->error_count;

    buf_init(&http->description, REQUEST_BYTES_MAX);
    http->method = mem_text(method ? method : "POST");
    model_keys_check(&options, keys);
    if (json_object_get(map, "url")) {
        model_endpoint(&options, "url", "", "", &http->endpoint);
    } else {
        struct place place = source_place(&context->model->source, "");

        error_list_at(errors, &place, "N0440", "a model of provider http needs a url");
    }
    model_headers(&options, &http->headers);
    if (!header_lines_have(&http->headers, "Content-Type") &&
        strcmp(http->method, "GET") != 0)
        header_lines_add(&http->headers, "Content-Type", "application/json");
    if (!header_lines_have(&http->headers, "Accept"))
        header_lines_add(&http->headers, "Accept", "application/json, text/plain, */*");
    body_compile(http, &options);
    places_compile(http, &options);
    http->secrets = options.secrets;
    if (errors->error_count != before) {
        http_free(http);
        return -1;
    }
    description_make(http, context->model);
    *state = http;
    return 0;
}

static struct provider_facts http_facts(const void *state)
{
    const struct http *http = state;

    return (struct provider_facts){.endpoint = http->endpoint.shown,
                                   .is_loopback = http->endpoint.is_loopback};
}

static int http_build(const void *state, const struct call *call, struct request *request,
                      struct error *err)
{
    const struct http *http = state;

    if (http->body) {
        if (body_template_render(http->body, call->scope, &request->body, err))
            return -1;
    } else if (strcmp(http->method, "GET") != 0) {
        standard_document_append(&request->body, call);
    }
    if (buf_is_over(&request->body))
        return error_set(err, ERROR_INPUT, "N0431", "the request is over %d bytes",
                         REQUEST_BYTES_MAX);
    request->method = http->method;
    request->url = http->endpoint.url;
    request->headers = (const char *const *)http->headers.items;
    return 0;
}

static void http_read(const void *state, const struct response *response,
                      struct reply *reply)
{
    const struct http *http = state;
    struct error err = ERROR_INIT;
    const struct value *root;

    reply->status = response->status;
    reply->request_id = mem_text(response_header_find(response, "x-request-id"));
    if (response->status < 200 || response->status > 299) {
        reply_fail_response(reply, response, &http->secrets);
        return;
    }
    if (!http->has_places && !body_is_json(response)) {
        reply_set_text(reply, response->body ? response->body : "", response->length);
        return;
    }
    root = body_read(response, reply, &err);
    if (!root)
        reply_fail(reply, FAILURE_UNREADABLE, "the reply is not JSON: %s", err.message);
    else
        reply_places_read(http->has_places ? &http->places : &standard_places, root,
                          FAILURE_SERVER, &http->secrets, reply);
}

static void http_describe(const void *state, struct buf *out)
{
    const struct http *http = state;

    buf_append(out, buf_text(&http->description), http->description.length);
}

const struct provider_type provider_http = {
    .name = "http",
    .summary =
        "any JSON API: url, headers, body with placeholders, pointers to the reply",
    .transport = TRANSPORT_HTTP,
    .compile = http_compile,
    .facts = http_facts,
    .build = http_build,
    .read = http_read,
    .describe = http_describe,
    .free = http_free,
};
