/* simulator/chat_reply.c - bodies of replies, as OpenAI's chat interface writes them.
 *
 * Replies are written as text, not as a tree: a tree took half of the simulator's time.
 */
#include "simulator/chat_reply.h"

#include "base/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum {
    FILLED_BYTES_MAX = 32 << 20,
    STREAM_PIECE_BYTES = 64,
    BYTES_A_TOKEN = 4,
    TOKENS_A_MESSAGE = 4,
    ID_DIGEST_BYTES = 12,
    ID_SIZE = 64
};

static void append_string(struct buf *out, const char *text)
{
    json_quote(out, text, strlen(text));
}

/* Appends the filled text as a JSON string, null where there is none; adds its bytes to
 * *bytes. */
static void append_filled(struct buf *out, const struct filling *filling,
                          const struct groups *groups, size_t *bytes)
{
    struct buf text = BUF_INIT(FILLED_BYTES_MAX);

    if (!filling->text) {
        buf_append_text(out, "null");
    } else if (filling->place_count == 0) {
        json_quote(out, filling->text, filling->length);
        *bytes += filling->length;
    } else {
        filling_append(filling, groups, &text);
        json_quote(out, buf_text(&text), text.length);
        *bytes += text.length;
    }
    buf_release(&text);
}

static void id_make(const struct chat_reply *reply, const char *prefix, size_t index,
                    char out[ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char hex[2 * ID_DIGEST_BYTES + 1] = "";

    for (size_t i = 0; i < ID_DIGEST_BYTES; i++) {
        hex[2 * i] = digits[reply->digest[i] >> 4];
        hex[2 * i + 1] = digits[reply->digest[i] & 15];
    }
    if (index == 0)
        snprintf(out, ID_SIZE, "%s%s", prefix, hex);
    else
        snprintf(out, ID_SIZE, "%s%s_%zu", prefix, hex, index + 1);
}

/* "id" and "type" of a call, and what its "function" begins with. */
static void append_tool_begin(struct buf *out, const struct chat_reply *reply,
                              size_t index)
{
    const struct answer_tool *tool = &reply->answer->tools[index];
    char id[ID_SIZE];

    id_make(reply, "call_", index, id);
    buf_append_text(out, "\"id\":");
    append_string(out, tool->id ? tool->id : id);
    buf_append_text(out, ",\"type\":\"function\",\"function\":{\"name\":");
    append_string(out, tool->name);
    buf_append_text(out, ",\"arguments\":");
}

static void append_tools(struct buf *out, const struct chat_reply *reply, size_t *bytes)
{
    for (size_t i = 0; i < reply->answer->tool_count; i++) {
        buf_append_text(out, i == 0 ? ",\"tool_calls\":[{" : ",{");
        append_tool_begin(out, reply, i);
        append_filled(out, &reply->answer->tools[i].arguments, reply->groups, bytes);
        buf_append_text(out, "}}");
        *bytes += strlen(reply->answer->tools[i].name);
    }
    if (reply->answer->tool_count > 0)
        buf_append_char(out, ']');
}

/* The message, and how many bytes of text it holds. */
static size_t append_message(struct buf *out, const struct chat_reply *reply)
{
    size_t bytes = 0;

    buf_append_text(out, "{\"role\":\"assistant\",\"content\":");
    append_filled(out, &reply->answer->content, reply->groups, &bytes);
    buf_append_text(out, ",\"refusal\":");
    append_filled(out, &reply->answer->refusal, reply->groups, &bytes);
    append_tools(out, reply, &bytes);
    buf_append_char(out, '}');
    return bytes;
}

static void append_usage(struct buf *out, const struct chat_reply *reply, size_t bytes)
{
    const struct answer_usage *usage = &reply->answer->usage;
    long long prompt = usage->prompt;
    long long completion = usage->completion;

    if (prompt == TOKENS_ESTIMATED)
        prompt = (long long)(reply->request->texts.length / BYTES_A_TOKEN) +
                 (long long)reply->request->message_count * TOKENS_A_MESSAGE;
    if (completion == TOKENS_ESTIMATED)
        completion =
            (long long)((bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN) + usage->reasoning;
    buf_append_format(out,
                      "{\"prompt_tokens\":%lld,\"completion_tokens\":%lld,"
                      "\"total_tokens\":%lld,\"prompt_tokens_details\":"
                      "{\"cached_tokens\":%lld},\"completion_tokens_details\":"
                      "{\"reasoning_tokens\":%lld}}",
                      prompt, completion, prompt + completion, (long long)usage->cached,
                      (long long)usage->reasoning);
}

/* What all objects of one reply begin with, to the comma before "choices". */
static void append_envelope(struct buf *out, const struct chat_reply *reply,
                            const char *object)
{
    const struct value *asked = reply->request->model;
    const char *model =
        reply->answer->model ? reply->answer->model : reply->settings->model;
    const char *fingerprint = reply->answer->fingerprint ? reply->answer->fingerprint
                                                         : reply->settings->fingerprint;
    char id[ID_SIZE];

    id_make(reply, "chatcmpl-", 0, id);
    buf_append_format(out,
                      "{\"id\":\"%s\",\"object\":\"%s\",\"created\":%lld,\"model\":", id,
                      object, (long long)reply->created_s);
    if (model)
        append_string(out, model);
    else
        json_quote(out, asked->text, asked->size);
    buf_append_text(out, ",\"system_fingerprint\":");
    append_string(out, fingerprint);
    buf_append_char(out, ',');
}

static void append_whole(struct buf *out, const struct chat_reply *reply)
{
    append_envelope(out, reply, "chat.completion");
    buf_append_text(out, "\"choices\":[{\"index\":0,\"message\":");
    size_t bytes = append_message(out, reply);
    buf_append_text(out, ",\"logprobs\":null,\"finish_reason\":");
    append_string(out, reply->answer->finish_reason);
    buf_append_text(out, "}]");
    if (!reply->answer->usage.absent) {
        buf_append_text(out, ",\"usage\":");
        append_usage(out, reply, bytes);
    }
    buf_append_char(out, '}');
}

static void begin_chunk(struct buf *out, const struct chat_reply *reply)
{
    buf_append_text(out, "data: ");
    append_envelope(out, reply, "chat.completion.chunk");
    buf_append_text(out, "\"choices\":[{\"index\":0,\"delta\":{");
}

/* finish: NULL but in the last one. */
static void end_chunk(struct buf *out, const struct chat_reply *reply, const char *finish)
{
    buf_append_text(out, "},\"logprobs\":null,\"finish_reason\":");
    if (finish)
        append_string(out, finish);
    else
        buf_append_text(out, "null");
    buf_append_text(out,
                    reply->request->include_usage ? "}],\"usage\":null}\n\n" : "}]}\n\n");
}

/* The text in small pieces, each as the member `key` of a delta; its bytes. */
static size_t append_pieces(struct buf *out, const struct chat_reply *reply,
                            const char *key, const struct filling *filling)
{
    struct buf text = BUF_INIT(FILLED_BYTES_MAX);
    size_t length, piece;

    if (filling->text)
        filling_append(filling, reply->groups, &text);
    length = text.length;
    for (size_t at = 0; at < length; at += piece) {
        piece = length - at;
        if (piece > STREAM_PIECE_BYTES)
            piece = utf8_cut(text.data + at, STREAM_PIECE_BYTES);
        begin_chunk(out, reply);
        append_string(out, key);
        buf_append_char(out, ':');
        json_quote(out, text.data + at, piece);
        end_chunk(out, reply, NULL);
    }
    buf_release(&text);
    return length;
}

/* A call in two chunks: its name, then its arguments. */
static void append_tool_chunks(struct buf *out, const struct chat_reply *reply,
                               size_t *bytes)
{
    for (size_t i = 0; i < reply->answer->tool_count; i++) {
        begin_chunk(out, reply);
        buf_append_format(out, "\"tool_calls\":[{\"index\":%zu,", i);
        append_tool_begin(out, reply, i);
        buf_append_text(out, "\"\"}}]");
        end_chunk(out, reply, NULL);
        begin_chunk(out, reply);
        buf_append_format(
            out, "\"tool_calls\":[{\"index\":%zu,\"function\":{\"arguments\":", i);
        append_filled(out, &reply->answer->tools[i].arguments, reply->groups, bytes);
        buf_append_text(out, "}}]");
        end_chunk(out, reply, NULL);
        *bytes += strlen(reply->answer->tools[i].name);
    }
}

static void append_stream(struct buf *out, const struct chat_reply *reply)
{
    const struct answer *answer = reply->answer;
    size_t bytes = 0;

    begin_chunk(out, reply);
    buf_append_text(out, "\"role\":\"assistant\",\"content\":\"\"");
    end_chunk(out, reply, NULL);
    bytes += append_pieces(out, reply, "content", &answer->content);
    bytes += append_pieces(out, reply, "refusal", &answer->refusal);
    append_tool_chunks(out, reply, &bytes);
    begin_chunk(out, reply);
    end_chunk(out, reply, answer->finish_reason);
    if (reply->request->include_usage && !answer->usage.absent) {
        buf_append_text(out, "data: ");
        append_envelope(out, reply, "chat.completion.chunk");
        buf_append_text(out, "\"choices\":[],\"usage\":");
        append_usage(out, reply, bytes);
        buf_append_text(out, "}\n\n");
    }
    buf_append_text(out, "data: [DONE]\n\n");
}

void chat_reply_append(struct buf *out, const struct chat_reply *reply)
{
    if (reply->request->stream)
        append_stream(out, reply);
    else
        append_whole(out, reply);
}

static int append_dumped(const char *bytes, size_t length, void *out)
{
    return buf_append(out, bytes, length);
}

static void append_json(struct buf *out, json_t *json)
{
    json_dump_callback(json, append_dumped, out, JSON_COMPACT);
    json_decref(json);
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
