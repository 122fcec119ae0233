/* providers/standard_document.c - the JSON that `http` and `exec` speak. */
#include "providers/standard_document.h"

#include "providers/reading.h"
#include "providers/vendor_error.h"

#include <math.h>
#include <string.h>

const struct reply_places standard_places = {
    .answer = "/answer",
    .tool_calls = "/tool_calls",
    .trace = "/trace",
    .usage = "/usage",
    .error = "/error",
};

void standard_document_append(struct buf *out, const struct call *call)
{
    buf_append_text(out, "{\"id\":");
    json_quote(out, call->case_id, strlen(call->case_id));
    buf_append_text(out, ",\"vars\":");
    if (call->vars)
        value_format(out, call->vars);
    else
        buf_append_text(out, "{}");
    buf_append_text(out, ",\"messages\":[");
    for (size_t i = 0; i < call->messages->count; i++) {
        const struct message *message = &call->messages->items[i];

        buf_append_text(out, i ? ",{\"role\":\"" : "{\"role\":\"");
        buf_append_text(out, message_role_name(message->role));
        buf_append_text(out, "\",\"content\":");
        json_quote(out, message->text, message->length);
        buf_append_char(out, '}');
    }
    buf_append_format(out, "],\"repeat\":%u}", call->repeat);
}

static const struct value *part_at(const struct value *root, const char *pointer)
{
    const struct value *part = pointer ? value_at(root, pointer) : NULL;

    return part && part->type != VALUE_NULL ? part : NULL;
}

static bool is_error(const struct value *error)
{
    return error && error->type != VALUE_FALSE && !value_is_text(error, "");
}

static void error_read(const struct value *error, enum failure on_error,
                       const struct secrets *secrets, struct reply *reply)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);
    const struct value *message = value_member(error, "message");

    if (message && message->type == VALUE_STRING)
        error = message;
    if (error->type == VALUE_STRING)
        buf_append(&text, error->text, error->size);
    else
        value_format(&text, error);
    reply_fail_text(reply, on_error, "it answered with an error: ", buf_text(&text),
                    text.length, secrets);
    buf_release(&text);
}

static void usage_read(const struct reply_places *places, const struct value *root,
                       struct reply *reply)
{
    const struct value *usage = part_at(root, places->usage);
    const struct value *in = part_at(root, places->input_tokens);
    const struct value *out = part_at(root, places->output_tokens);
    const struct value *cached = part_at(root, places->cached_tokens);
    const struct value *cost = part_at(root, places->cost_usd);

    reply->usage.input_total = count_of(in ? in : value_member(usage, "input_tokens"));
    reply->usage.output_total =
        count_of(out ? out : value_member(usage, "output_tokens"));
    reply->usage.input_cached =
        count_of(cached ? cached : value_member(usage, "cached_tokens"));
    reply->cost_usd = amount_of(cost ? cost : value_member(usage, "cost_usd"));
}

static int copy_to(struct document *document, const struct value *value)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);
    struct error ignored = ERROR_INIT;
    int rc = value_format(&text, value);

    if (!rc)
        rc = document_read_copy(document, buf_text(&text), text.length, NULL, &ignored);
    buf_release(&text);
    return rc;
}

static void answer_read(const struct value *answer, struct reply *reply)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);

    if (answer->type == VALUE_STRING) {
        reply_set_text(reply, answer->text, answer->size);
    } else {
        value_format(&text, answer);
        reply_set_text(reply, buf_text(&text), text.length);
    }
    buf_release(&text);
}

void reply_places_read(const struct reply_places *places, const struct value *root,
                       enum failure on_error, const struct secrets *secrets,
                       struct reply *reply)
{
    const struct value *answer = part_at(root, places->answer);
    const struct value *trace = part_at(root, places->trace);
    const struct value *error = part_at(root, places->error);

    usage_read(places, root, reply);
    if (is_error(error)) {
        error_read(error, on_error, secrets, reply);
        return;
    }
    tool_calls_read(part_at(root, places->tool_calls), reply);
    if (trace && copy_to(&reply->trace, trace))
        reply_fail(reply, FAILURE_UNREADABLE, "the trace is too large");
    if (reply->failure)
        return;
    if (answer)
        answer_read(answer, reply);
    else if (!document_root(&reply->tool_calls))
        reply_fail(reply, FAILURE_UNREADABLE, "the reply has no answer at \"%s\"",
                   places->answer ? places->answer : "");
}
