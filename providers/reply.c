/* providers/reply.c - what came back for one call, and the facts about each failure. */
#include "providers/reply.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

enum { MESSAGE_BYTES_MAX = 2400 };

const struct failure_facts failure_facts[FAILURE_COUNT] = {
    [FAILURE_NONE] = {.name = "none", .summary = "an answer came"},
    [FAILURE_CONNECT] = {.name = "connect",
                         .summary = "no connection",
                         .is_retried = true},
    [FAILURE_THROTTLED] = {.name = "throttled",
                           .summary = "told to wait",
                           .is_retried = true},
    [FAILURE_SERVER] = {.name = "server",
                        .summary = "the server failed",
                        .is_retried = true,
                        .may_be_billed = true},
    [FAILURE_TIMEOUT] = {.name = "timeout",
                         .summary = "no answer in time",
                         .is_retried = true,
                         .may_be_billed = true},
    [FAILURE_RESET] = {.name = "reset",
                       .summary = "the connection broke before the answer was whole",
                       .is_retried = true,
                       .may_be_billed = true},
    [FAILURE_UNREADABLE] = {.name = "unreadable",
                            .summary = "the answer could not be read",
                            .is_retried = true,
                            .may_be_billed = true},
    [FAILURE_TOO_LARGE] = {.name = "too_large",
                           .summary = "the answer was over the limit of bytes",
                           .may_be_billed = true},
    [FAILURE_REJECTED] = {.name = "rejected", .summary = "the request was refused"},
    [FAILURE_DENIED] = {.name = "denied",
                        .summary = "no request will be accepted",
                        .ends_run = true},
    [FAILURE_PROGRAM] = {.name = "program",
                         .summary = "the program failed",
                         .may_be_billed = true},
    [FAILURE_STOPPED] = {.name = "stopped",
                         .summary = "stopped before the answer came",
                         .may_be_billed = true},
    [FAILURE_UNCERTAIN] = {.name = "uncertain",
                           .summary =
                               "in flight when its run was killed, not asked again",
                           .may_be_billed = true},
    [FAILURE_UNCACHED] = {.name = "uncached", .summary = "no cached reply"},
};

const char *finish_name(enum finish finish)
{
    static const char *const names[] = {
        [FINISH_UNKNOWN] = "unknown",
        [FINISH_STOP] = "stop",
        [FINISH_LENGTH] = "length",
        [FINISH_TOOL_CALLS] = "tool_calls",
        [FINISH_CONTENT_FILTER] = "content_filter",
        [FINISH_REFUSAL] = "refusal",
        [FINISH_ERROR] = "error",
        [FINISH_OTHER] = "other",
    };

    return names[finish];
}

void reply_init(struct reply *reply)
{
    *reply = (struct reply){
        .retry_after_ms = -1,
        .text = BUF_INIT(REPLY_TEXT_MAX),
        .tool_calls = DOCUMENT_INIT,
        .trace = DOCUMENT_INIT,
        .envelope = DOCUMENT_INIT,
        .usage = USAGE_INIT,
        .cost_usd = (double)NAN,
    };
}

static void reply_free_texts(struct reply *reply)
{
    free(reply->message);
    free(reply->refusal);
    free(reply->reasoning);
    free(reply->finish_raw);
    free(reply->model_served);
    free(reply->fingerprint);
    free(reply->request_id);
    free(reply->response_id);
    free(reply->vectors.numbers);
}

void reply_clear(struct reply *reply)
{
    struct buf text = reply->text;
    struct document tool_calls = reply->tool_calls, trace = reply->trace,
                    envelope = reply->envelope;

    reply_free_texts(reply);
    reply_init(reply);
    buf_clear(&text);
    document_clear(&tool_calls);
    document_clear(&trace);
    document_clear(&envelope);
    reply->text = text;
    reply->tool_calls = tool_calls;
    reply->trace = trace;
    reply->envelope = envelope;
}

void reply_release(struct reply *reply)
{
    reply_free_texts(reply);
    buf_release(&reply->text);
    document_release(&reply->tool_calls);
    document_release(&reply->trace);
    document_release(&reply->envelope);
}

int reply_fail(struct reply *reply, enum failure failure, const char *fmt, ...)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX);
    va_list args;
    size_t length;

    va_start(args, fmt);
    buf_append_args(&text, fmt, args);
    va_end(args);
    length = text.length > MESSAGE_BYTES_MAX
                 ? utf8_cut(buf_text(&text), MESSAGE_BYTES_MAX)
                 : text.length;
    free(reply->message);
    reply->message = mem_text_n(buf_text(&text), length);
    for (char *at = reply->message; *at; at++)
        if ((unsigned char)*at < 0x20)
            *at = ' ';
    buf_release(&text);
    reply->failure = failure;
    reply->may_retry = failure_facts[failure].is_retried;
    return -1;
}
