/* providers/openai_read.c - reads the answer to a chat completion, the vendor's own and
 * those of compatible servers. */
#include "providers/openai_read.h"

#include "base/mem.h"
#include "providers/reading.h"
#include "providers/vendor_error.h"

#include <stdlib.h>
#include <string.h>

static enum finish finish_of(const struct value *word)
{
    static const struct {
        const char *word;
        enum finish finish;
    } words[] = {
        {"stop", FINISH_STOP},
        {"length", FINISH_LENGTH},
        {"model_length", FINISH_LENGTH},
        {"tool_calls", FINISH_TOOL_CALLS},
        {"function_call", FINISH_TOOL_CALLS},
        {"content_filter", FINISH_CONTENT_FILTER},
        {"error", FINISH_ERROR},
    };

    if (!word || word->type == VALUE_NULL)
        return FINISH_UNKNOWN;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (value_is_text(word, words[i].word))
            return words[i].finish;
    return FINISH_OTHER;
}

static void usage_read(const struct value *usage, struct reply *reply)
{
    const struct value *in = value_member(usage, "prompt_tokens_details");
    const struct value *out = value_member(usage, "completion_tokens_details");

    reply->usage = (struct usage){
        .input_total = count_of(value_member(usage, "prompt_tokens")),
        .input_cached = count_of(value_member(in, "cached_tokens")),
        .input_cache_write = count_of(value_member(in, "cache_write_tokens")),
        .output_total = count_of(value_member(usage, "completion_tokens")),
        .output_reasoning = count_of(value_member(out, "reasoning_tokens")),
    };
    reply->cost_usd = amount_of(value_member(usage, "cost"));
}

/* https://platform.openai.com/docs/api-reference/chat/object: service_tier */
static bool is_other_tier(const struct value *tier)
{
    static const char *const words[] = {"flex", "priority", "scale", "batch"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (tier && value_is_text(tier, words[i]))
            return true;
    return false;
}

static void text_add(char **text, const struct value *more)
{
    char *longer;

    if (!more || more->type != VALUE_STRING || more->size == 0)
        return;
    longer = mem_format("%s%.*s", *text ? *text : "", (int)more->size, more->text);
    free(*text);
    *text = longer;
}

/* {"type": "thinking", "thinking": "…" or [{"type": "text", "text": "…"}]} */
static void thinking_read(const struct value *thinking, struct reply *reply)
{
    const struct value *part = value_element(thinking, 0);

    text_add(&reply->reasoning, thinking);
    for (uint32_t i = 0; part && i < thinking->size; i++, part = value_next(part))
        text_add(&reply->reasoning, value_member(part, "text"));
}

static int chunks_read(const struct value *chunks, struct reply *reply)
{
    const struct value *chunk = value_element(chunks, 0);

    for (uint32_t i = 0; chunk && i < chunks->size; i++, chunk = value_next(chunk)) {
        const struct value *text = value_member(chunk, "text");

        thinking_read(value_member(chunk, "thinking"), reply);
        text_add(&reply->refusal, value_member(chunk, "refusal"));
        if (text && text->type == VALUE_STRING &&
            reply_set_text(reply, text->text, text->size))
            return -1;
    }
    return 0;
}

static int message_read(const struct value *message, struct reply *reply)
{
    const struct value *content = value_member(message, "content");
    const struct value *reasoning = value_member(message, "reasoning_content");

    if (content && content->type == VALUE_STRING &&
        reply_set_text(reply, content->text, content->size))
        return -1;
    if (content && content->type == VALUE_ARRAY && chunks_read(content, reply))
        return -1;
    text_add(&reply->reasoning,
             reasoning ? reasoning : value_member(message, "reasoning"));
    text_add(&reply->refusal, value_member(message, "refusal"));
    tool_calls_read(value_member(message, "tool_calls"), reply);
    return reply->failure ? -1 : 0;
}

/* The old form of a tool call: {"function_call": {name, arguments}}. */
static void function_call_read(const struct value *message, struct reply *reply)
{
    const struct value *call = value_member(message, "function_call");
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);
    struct document one = DOCUMENT_INIT;
    struct error ignored = ERROR_INIT;

    if (call && call->type == VALUE_OBJECT && !document_root(&reply->tool_calls)) {
        buf_append_char(&text, '[');
        value_format(&text, call);
        buf_append_char(&text, ']');
        if (!document_read(&one, buf_text(&text), text.length, NULL, &ignored))
            tool_calls_read(document_root(&one), reply);
    }
    document_release(&one);
    buf_release(&text);
}

static void choice_read(const struct value *choice, struct reply *reply)
{
    const struct value *message = value_member(choice, "message");
    const struct value *finish = value_member(choice, "finish_reason");

    if (!message || message->type != VALUE_OBJECT) {
        reply_fail(reply, FAILURE_UNREADABLE, "the answer has no message");
        return;
    }
    if (message_read(message, reply))
        return;
    function_call_read(message, reply);
    reply->finish = finish_of(finish);
    reply->finish_raw = text_of(finish);
    if (reply->refusal && reply->finish == FINISH_STOP)
        reply->finish = FINISH_REFUSAL;
}

static void request_id_read(const struct response *response, struct reply *reply)
{
    static const char *const names[] = {"x-request-id", "request-id", "apim-request-id"};
    const char *id = NULL;

    for (size_t i = 0; !id && i < sizeof names / sizeof *names; i++)
        id = response_header_find(response, names[i]);
    reply->request_id = mem_text(id);
}

static bool is_given(const struct value *value)
{
    return value && value->type != VALUE_NULL;
}

const struct value *openai_body_read(const struct response *response,
                                     const struct secrets *secrets, struct reply *reply)
{
    struct error err = ERROR_INIT;
    const struct value *body;

    reply->status = response->status;
    request_id_read(response, reply);
    if (response->status < 200 || response->status > 299) {
        reply_fail_response(reply, response, secrets);
        return NULL;
    }
    body = body_read(response, reply, &err);
    if (body)
        reply->model_served = text_of(value_member(body, "model"));
    else
        reply_fail(reply, FAILURE_UNREADABLE, "the answer is not JSON: %s", err.message);
    return body;
}

void openai_read(const struct response *response, const struct secrets *secrets,
                 struct reply *reply)
{
    const struct value *body = openai_body_read(response, secrets, reply);
    const struct value *choice, *error;

    if (!body)
        return;
    usage_read(value_member(body, "usage"), reply);
    reply->is_other_tier = is_other_tier(value_member(body, "service_tier"));
    reply->fingerprint = text_of(value_member(body, "system_fingerprint"));
    reply->response_id = text_of(value_member(body, "id"));
    choice = value_element(value_member(body, "choices"), 0);
    error = value_member(choice, "error");
    if (!is_given(error))
        error = value_member(body, "error");
    if (is_given(error))
        reply_fail_words(reply, response, error, secrets);
    else if (!choice)
        reply_fail(reply, FAILURE_UNREADABLE, "the answer has no choices");
    else
        choice_read(choice, reply);
}
