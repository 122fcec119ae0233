/* providers/vendor_error.c - a server's error body, as a failure and a sentence. */
#include "providers/vendor_error.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "providers/reading.h"
#include "providers/retry_advice.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_BYTES_MAX = 400 };

struct words {
    const struct value *message; /* a string, or what "detail" holds */
    const struct value *code, *type, *param;
    bool is_flagged; /* a moderation's word on this one input */
};

/* Codes and types that no waiting and no other sample will cure. */
static const char *const hopeless[] = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "account_deactivated",
    "invalid_api_key",
    "model_not_found",
    NULL,
};

static bool is_one_of(const struct value *value, const char *const *names)
{
    for (; value && *names; names++)
        if (value_is_text(value, *names))
            return true;
    return false;
}

static void words_find(const struct value *body, struct words *words)
{
    const struct value *error = value_member(body, "error");

    if (body && body->type == VALUE_ARRAY) {
        body = value_element(body, 0);
        error = value_member(body, "error");
    }
    if (error && error->type == VALUE_STRING)
        words->message = error;
    if (error && error->type == VALUE_OBJECT)
        body = error;
    if (!words->message)
        words->message = value_member(body, "message");
    if (!words->message)
        words->message = value_member(body, "detail");
    words->code = value_member(body, "code");
    words->type = value_member(body, "type");
    words->param = value_member(body, "param");
    words->is_flagged = value_member(value_member(body, "metadata"), "flagged_input");
}

static bool is_said(const struct value *value)
{
    return value && (value->type == VALUE_STRING || value_is_number(value)) &&
           value->size > 0;
}

/* FastAPI's [{"loc": ["body", "x"], "msg": "…"}]: the first of them. */
static void message_append(struct buf *out, const struct value *message)
{
    const struct value *first = value_element(message, 0);
    const struct value *said = value_member(first, "msg");

    if (message->type == VALUE_STRING)
        buf_append(out, message->text, message->size);
    else if (said && said->type == VALUE_STRING) {
        value_format(out, value_member(first, "loc") ? value_member(first, "loc") : said);
        buf_append_text(out, ": ");
        buf_append(out, said->text, said->size);
    } else {
        value_format(out, message);
    }
}

static enum failure failure_of_status(int status)
{
    switch (status) {
    case 408:
        return FAILURE_TIMEOUT;
    case 409:
    case 425:
    case 429:
    case 503:
    case 529:
        return FAILURE_THROTTLED;
    case 401:
    case 402:
    case 403:
    case 404:
    case 405:
    case 407:
        return FAILURE_DENIED;
    default:
        break;
    }
    if (status >= 500)
        return FAILURE_SERVER;
    return status >= 300 && status < 400 ? FAILURE_DENIED : FAILURE_REJECTED;
}

/* A parameter of the model is refused; what is refused inside `messages` is this sample's
 * own. */
static bool is_about_params(const struct words *words)
{
    static const char *const refusals[] = {"unsupported_parameter", "unsupported_value",
                                           "unknown_parameter", NULL};

    return is_one_of(words->code, refusals) && is_said(words->param) &&
           (words->param->size < 8 || memcmp(words->param->text, "messages", 8) != 0);
}

static enum failure failure_of(int status, const struct words *words)
{
    enum failure failure = failure_of_status(status);

    if (words->is_flagged && failure == FAILURE_DENIED)
        return FAILURE_REJECTED;
    if (is_about_params(words))
        return FAILURE_DENIED;
    if (is_one_of(words->code, hopeless) || is_one_of(words->type, hopeless))
        return FAILURE_DENIED;
    return failure;
}

int reply_fail_text(struct reply *reply, enum failure failure, const char *front,
                    const char *text, size_t length, const struct secrets *secrets)
{
    struct buf masked = BUF_INIT(REPLY_TEXT_MAX);
    size_t cut;

    if (secrets)
        secrets_mask(secrets, text, length, &masked);
    else
        buf_append(&masked, text, length);
    cut = masked.length > WORDS_BYTES_MAX ? masked.length - WORDS_BYTES_MAX : 0;
    while (cut && cut < masked.length && ((unsigned char)masked.data[cut] & 0xc0) == 0x80)
        cut++;
    reply_fail(reply, failure, "%s%s%s", front, cut ? "…" : "", buf_text(&masked) + cut);
    buf_release(&masked);
    return -1;
}

/* Where it would go: the host alone, since a path or query may hold anything; nothing
 * where that cannot be read. */
static void redirect_append(struct buf *out, const struct response *response)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._~:[]";
    const char *location = response_header_find(response, "location");
    const char *host = location ? strstr(location, "://") : NULL;
    const char *user;
    size_t length;

    buf_append_text(out, ": redirects are not followed");
    if (!host)
        return;
    host += 3;
    length = strcspn(host, "/?#");
    user = memrchr(host, '@', length);
    if (user) {
        length -= (size_t)(user + 1 - host);
        host = user + 1;
    }
    if (length && length <= 255 && strspn(host, allowed) >= length)
        buf_append_format(out, "; this one goes to %.*s", (int)length, host);
}

static void fail_by(struct reply *reply, const struct response *response, int status,
                    const struct words *words, const struct secrets *secrets)
{
    struct buf text = BUF_INIT(REPLY_TEXT_MAX), masked = BUF_INIT(REPLY_TEXT_MAX);
    const struct value *kind = is_said(words->code) ? words->code : words->type;

    buf_append_format(&text, "HTTP %d", status);
    if (is_said(kind) && kind->type == VALUE_STRING) {
        buf_append_char(&text, ' ');
        buf_append(&text, kind->text, kind->size);
    }
    if (words->message && words->message->type != VALUE_NULL) {
        struct buf said = BUF_INIT(REPLY_TEXT_MAX);

        message_append(&said, words->message);
        buf_append_text(&text, ": ");
        buf_append(&text, buf_text(&said),
                   said.length > WORDS_BYTES_MAX
                       ? utf8_cut(buf_text(&said), WORDS_BYTES_MAX)
                       : said.length);
        buf_release(&said);
    } else if (response->length && document_root(&reply->envelope) == NULL) {
        size_t length =
            response->length > WORDS_BYTES_MAX ? WORDS_BYTES_MAX : response->length;

        buf_append_text(&text, ": ");
        buf_append(&text, response->body, utf8_check(response->body, length));
    }
    if (status >= 300 && status < 400)
        redirect_append(&text, response);
    if (is_about_params(words))
        buf_append_format(&text, "; take \"%.*s\" out of the model's params",
                          (int)words->param->size, words->param->text);
    secrets_mask(secrets, buf_text(&text), text.length, &masked);
    reply_fail(reply, failure_of(status, words), "%s", buf_text(&masked));
    if (value_is_text(words->code, "content_filter"))
        reply->finish = FINISH_CONTENT_FILTER;
    buf_release(&masked);
    buf_release(&text);
    retry_advice_read(response, reply);
}

int reply_fail_response(struct reply *reply, const struct response *response,
                        const struct secrets *secrets)
{
    struct error ignored = ERROR_INIT;
    struct words words = {0};

    words_find(body_read(response, reply, &ignored), &words);
    fail_by(reply, response, response->status, &words, secrets);
    return -1;
}

int reply_fail_words(struct reply *reply, const struct response *response,
                     const struct value *error, const struct secrets *secrets)
{
    struct words words = {0};
    int status = 500;

    if (error->type == VALUE_STRING)
        words.message = error;
    else
        words_find(error, &words);
    if (words.code && words.code->type == VALUE_INTEGER &&
        words.code->as.integer >= 400 && words.code->as.integer < 600)
        status = (int)words.code->as.integer;
    fail_by(reply, response, status, &words, secrets);
    return -1;
}
