/* providers/reading.c - pieces that several vendors write alike. */
#include "providers/reading.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* More is no count of tokens but a mistake; cassettes hold no more. */
static const int64_t tokens_max = 1000000000000;

char *text_of(const struct value *value)
{
    if (!value || value->type != VALUE_STRING || value->size == 0)
        return NULL;
    return mem_text_n(value->text, value->size);
}

int64_t count_of(const struct value *value)
{
    if (!value || value->type != VALUE_INTEGER || value->as.integer < 0 ||
        value->as.integer > tokens_max)
        return UNKNOWN_COUNT;
    return value->as.integer;
}

double amount_of(const struct value *value)
{
    double amount = value && value_is_number(value) ? value_double(value) : (double)NAN;

    return isfinite(amount) && amount >= 0 ? amount : (double)NAN;
}

static void quote_value(struct buf *out, const struct value *value)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);

    if (value && value->type == VALUE_STRING) {
        json_quote(out, value->text, value->size);
        return;
    }
    if (value && value->type != VALUE_NULL)
        value_format(&text, value);
    json_quote(out, buf_text(&text), text.length);
    buf_release(&text);
}

static void tool_call_append(struct buf *out, const struct value *item)
{
    const struct value *function = value_member(item, "function");
    const struct value *named = function ? function : item;

    buf_append_text(out, "{\"id\":");
    quote_value(out, value_member(item, "id"));
    buf_append_text(out, ",\"name\":");
    quote_value(out, value_member(named, "name"));
    buf_append_text(out, ",\"arguments\":");
    quote_value(out, value_member(named, "arguments"));
    buf_append_char(out, '}');
}

void tool_calls_read(const struct value *items, struct reply *reply)
{
    struct buf json = BUF_INIT(REPLY_TEXT_MAX);
    struct error ignored = ERROR_INIT;
    const struct value *item;

    if (!items || items->type != VALUE_ARRAY || items->size == 0)
        return;
    buf_append_char(&json, '[');
    item = value_first(items);
    for (uint32_t i = 0; i < items->size; i++, item = value_next(item)) {
        if (i)
            buf_append_char(&json, ',');
        tool_call_append(&json, item);
    }
    buf_append_char(&json, ']');
    if (buf_is_over(&json) || document_read_copy(&reply->tool_calls, buf_text(&json),
                                                 json.length, NULL, &ignored))
        reply_fail(reply, FAILURE_UNREADABLE, "the tool calls are too large");
    buf_release(&json);
}

int reply_set_text(struct reply *reply, const char *text, size_t length)
{
    if (utf8_check(text, length) != length)
        return reply_fail(reply, FAILURE_UNREADABLE,
                          "the answer is not UTF-8 at byte %zu",
                          utf8_check(text, length));
    if (buf_append(&reply->text, text, length))
        return reply_fail(reply, FAILURE_TOO_LARGE, "the answer is over %d bytes",
                          REPLY_TEXT_MAX);
    reply->has_text = true;
    return 0;
}

const struct value *body_read(const struct response *response, struct reply *reply,
                              struct error *err)
{
    static const struct read_options options = {.duplicates = DUPLICATES_LAST_WINS};

    if (document_read(&reply->envelope, response->body ? response->body : "",
                      response->length, &options, err))
        return NULL;
    return document_root(&reply->envelope);
}

bool body_is_json(const struct response *response)
{
    const char *type = response_header_find(response, "content-type");
    size_t length = type ? strcspn(type, "; \t") : 0;

    if (length == 16 && !strncasecmp(type, "application/json", 16))
        return true;
    return length > 5 && !strncasecmp(type + length - 5, "+json", 5);
}

void json_append_compact(struct buf *out, const json_t *json)
{
    struct document document = DOCUMENT_INIT;
    struct error ignored = ERROR_INIT;

    if (!document_from_json(&document, json, &ignored))
        value_format(out, document_root(&document));
    document_release(&document);
}
