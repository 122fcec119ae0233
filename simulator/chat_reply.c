/* simulator/chat_reply.c - bodies of replies, as OpenAI's chat interface writes them. */
#include "simulator/chat_reply.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    FILLED_BYTES_MAX = 32 << 20,
    STREAM_PIECE_BYTES = 64,
    BYTES_A_TOKEN = 4,
    TOKENS_A_MESSAGE = 4,
    ID_DIGEST_BYTES = 12
};

static int append_dumped(const char *bytes, size_t length, void *out)
{
    return buf_append(out, bytes, length);
}

static void append_json(struct buf *out, json_t *json)
{
    json_dump_callback(json, append_dumped, out, JSON_COMPACT);
    json_decref(json);
}

static json_t *text_new(const char *text, size_t length)
{
    return json_stringn_nocheck(text ? text : "", length);
}

static json_t *filled_new(const struct filling *filling, const struct groups *groups)
{
    struct buf text = BUF_INIT(FILLED_BYTES_MAX);
    json_t *json;

    if (!filling->text)
        return json_null();
    filling_append(filling, groups, &text);
    json = text_new(text.data, text.length);
    buf_release(&text);
    return json;
}

static void id_make(const struct chat_reply *reply, const char *prefix, size_t index,
                    char out[64])
{
    static const char digits[] = "0123456789abcdef";
    char hex[2 * ID_DIGEST_BYTES + 1] = "";

    for (size_t i = 0; i < ID_DIGEST_BYTES; i++) {
        hex[2 * i] = digits[reply->digest[i] >> 4];
        hex[2 * i + 1] = digits[reply->digest[i] & 15];
    }
    if (index == 0)
        snprintf(out, 64, "%s%s", prefix, hex);
    else
        snprintf(out, 64, "%s%s_%zu", prefix, hex, index + 1);
}

static json_t *tool_calls_new(const struct chat_reply *reply)
{
    json_t *calls = json_array();

    for (size_t i = 0; i < reply->answer->tool_count; i++) {
        const struct answer_tool *tool = &reply->answer->tools[i];
        char id[64];
        id_make(reply, "call_", i, id);
        json_array_append_new(
            calls, json_pack("{s:s, s:s, s:{s:s, s:o}}", "id", tool->id ? tool->id : id,
                             "type", "function", "function", "name", tool->name,
                             "arguments", filled_new(&tool->arguments, reply->groups)));
    }
    return calls;
}

/* The message whole; streams are cut from it. */
static json_t *message_new(const struct chat_reply *reply)
{
    const struct answer *answer = reply->answer;
    json_t *message = json_pack("{s:s, s:o, s:o}", "role", "assistant", "content",
                                filled_new(&answer->content, reply->groups), "refusal",
                                filled_new(&answer->refusal, reply->groups));

    if (answer->tool_count > 0)
        json_object_set_new(message, "tool_calls", tool_calls_new(reply));
    return message;
}

static size_t message_bytes(const json_t *message)
{
    size_t bytes = json_string_length(json_object_get(message, "content")) +
                   json_string_length(json_object_get(message, "refusal"));
    size_t i;
    json_t *call;

    json_array_foreach(json_object_get(message, "tool_calls"), i, call)
    {
        const json_t *function = json_object_get(call, "function");
        bytes += json_string_length(json_object_get(function, "name")) +
                 json_string_length(json_object_get(function, "arguments"));
    }
    return bytes;
}

static json_t *usage_new(const struct chat_reply *reply, const json_t *message)
{
    const struct answer_usage *usage = &reply->answer->usage;
    json_int_t prompt = usage->prompt;
    json_int_t completion = usage->completion;

    if (prompt == TOKENS_ESTIMATED)
        prompt = (json_int_t)(reply->request->texts.length / BYTES_A_TOKEN +
                              reply->request->message_count * TOKENS_A_MESSAGE);
    if (completion == TOKENS_ESTIMATED)
        completion =
            (json_int_t)((message_bytes(message) + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN) +
            usage->reasoning;
    return json_pack("{s:I, s:I, s:I, s:{s:I}, s:{s:I}}", "prompt_tokens", prompt,
                     "completion_tokens", completion, "total_tokens", prompt + completion,
                     "prompt_tokens_details", "cached_tokens", (json_int_t)usage->cached,
                     "completion_tokens_details", "reasoning_tokens",
                     (json_int_t)usage->reasoning);
}

/* What all objects of one reply begin with. */
static json_t *envelope_new(const struct chat_reply *reply, const char *object)
{
    const struct value *asked = reply->request->model;
    const char *model =
        reply->answer->model ? reply->answer->model : reply->settings->model;
    const char *fingerprint = reply->answer->fingerprint ? reply->answer->fingerprint
                                                         : reply->settings->fingerprint;
    char id[64];

    id_make(reply, "chatcmpl-", 0, id);
    return json_pack("{s:s, s:s, s:I, s:o, s:s}", "id", id, "object", object, "created",
                     (json_int_t)reply->created_s, "model",
                     model ? json_string(model) : text_new(asked->text, asked->size),
                     "system_fingerprint", fingerprint);
}

static void append_event(struct buf *out, json_t *event)
{
    buf_append_text(out, "data: ");
    append_json(out, event);
    buf_append_text(out, "\n\n");
}

/* One chunk; the delta's reference is taken. finish: NULL but in the last one. */
static void append_chunk(struct buf *out, const struct chat_reply *reply, json_t *delta,
                         const char *finish)
{
    json_t *chunk = envelope_new(reply, "chat.completion.chunk");

    json_object_set_new(chunk, "choices",
                        json_pack("[{s:i, s:o, s:n, s:s?}]", "index", 0, "delta", delta,
                                  "logprobs", "finish_reason", finish));
    if (reply->request->include_usage)
        json_object_set_new(chunk, "usage", json_null());
    append_event(out, chunk);
}

/* The text in small pieces, each as {key: piece}. */
static void append_pieces(struct buf *out, const struct chat_reply *reply,
                          const char *key, const json_t *text)
{
    const char *bytes = json_string_value(text);
    size_t length = json_string_length(text);

    for (size_t at = 0; at < length;) {
        size_t left = length - at;
        size_t piece =
            left > STREAM_PIECE_BYTES ? utf8_cut(bytes + at, STREAM_PIECE_BYTES) : left;
        append_chunk(out, reply, json_pack("{s:o}", key, text_new(bytes + at, piece)),
                     NULL);
        at += piece;
    }
}

/* A call in two chunks: its name, then its arguments. */
static void append_tool_chunks(struct buf *out, const struct chat_reply *reply,
                               const json_t *calls)
{
    size_t i;
    json_t *call;

    json_array_foreach(calls, i, call)
    {
        json_t *function = json_object_get(call, "function");
        append_chunk(out, reply,
                     json_pack("{s:[{s:I, s:O, s:s, s:{s:O, s:s}}]}", "tool_calls",
                               "index", (json_int_t)i, "id", json_object_get(call, "id"),
                               "type", "function", "function", "name",
                               json_object_get(function, "name"), "arguments", ""),
                     NULL);
        append_chunk(out, reply,
                     json_pack("{s:[{s:I, s:{s:O}}]}", "tool_calls", "index",
                               (json_int_t)i, "function", "arguments",
                               json_object_get(function, "arguments")),
                     NULL);
    }
}

static void append_stream(struct buf *out, const struct chat_reply *reply,
                          const json_t *message)
{
    append_chunk(out, reply, json_pack("{s:s, s:s}", "role", "assistant", "content", ""),
                 NULL);
    append_pieces(out, reply, "content", json_object_get(message, "content"));
    append_pieces(out, reply, "refusal", json_object_get(message, "refusal"));
    append_tool_chunks(out, reply, json_object_get(message, "tool_calls"));
    append_chunk(out, reply, json_object(), reply->answer->finish_reason);
    if (reply->request->include_usage && !reply->answer->usage.absent) {
        json_t *chunk = envelope_new(reply, "chat.completion.chunk");
        json_object_set_new(chunk, "choices", json_array());
        json_object_set_new(chunk, "usage", usage_new(reply, message));
        append_event(out, chunk);
    }
    buf_append_text(out, "data: [DONE]\n\n");
}

void chat_reply_append(struct buf *out, const struct chat_reply *reply)
{
    json_t *message = message_new(reply);

    if (reply->request->stream) {
        append_stream(out, reply, message);
    } else {
        json_t *body = envelope_new(reply, "chat.completion");
        json_object_set_new(body, "choices",
                            json_pack("[{s:i, s:O, s:n, s:s}]", "index", 0, "message",
                                      message, "logprobs", "finish_reason",
                                      reply->answer->finish_reason));
        if (!reply->answer->usage.absent)
            json_object_set_new(body, "usage", usage_new(reply, message));
        append_json(out, body);
    }
    json_decref(message);
}

void chat_error_append(struct buf *out, const char *message, const char *type,
                       const char *param, const char *code)
{
    append_json(out, json_pack("{s:{s:s, s:s, s:s?, s:s?}}", "error", "message", message,
                               "type", type, "param", param && *param ? param : NULL,
                               "code", code && *code ? code : NULL));
}

static void add_model(json_t *list, const char *name)
{
    size_t i;
    json_t *known;

    if (!name)
        return;
    json_array_foreach(list, i, known)
    {
        if (strcmp(json_string_value(json_object_get(known, "id")), name) == 0)
            return;
    }
    json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:s}", "id", name, "object",
                                          "model", "created", 0, "owned_by", "noworse"));
}

void chat_models_append(struct buf *out, const struct simulator_script *script)
{
    json_t *list = json_array();

    add_model(list, script->settings.model);
    for (size_t i = 0; i < script->rule_count; i++) {
        const struct rule *rule = &script->rules[i];
        add_model(list, rule->model);
        for (size_t a = 0; a < rule->answer_count; a++)
            add_model(list, rule->answers[a].model);
    }
    if (json_array_size(list) == 0)
        add_model(list, "simulated");
    append_json(out, json_pack("{s:s, s:o}", "object", "list", "data", list));
}
