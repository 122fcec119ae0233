/* runner/masking.c - no value of the environment that was used leaves in what comes back.
 */
#include "runner/masking.h"

#include <stdlib.h>
#include <string.h>

enum { DETAILS_LEVELS_MAX = 64 };

void mask_text(const struct secrets *secrets, char **text)
{
    struct buf masked = BUF_INIT(DOCUMENT_BYTES_MAX);

    if (*text && secrets_are_in(secrets, *text, strlen(*text)) &&
        secrets_mask(secrets, *text, strlen(*text), &masked) == 0) {
        free(*text);
        *text = buf_detach(&masked);
    }
    buf_release(&masked);
}

static void mask_string(const struct secrets *secrets, json_t *string)
{
    const char *text = json_string_value(string);
    const size_t length = json_string_length(string);
    struct buf masked = BUF_INIT(DOCUMENT_BYTES_MAX);

    if (secrets_are_in(secrets, text, length)) {
        if (secrets_mask(secrets, text, length, &masked))
            buf_clear(&masked);
        json_string_setn(string, buf_text(&masked), masked.length);
    }
    buf_release(&masked);
}

static void mask_json(const struct secrets *secrets, json_t *json, int levels)
{
    const char *key;
    json_t *value;
    size_t i;

    if (json_is_string(json))
        mask_string(secrets, json);
    if (levels == 0) {
        json_object_clear(json);
        json_array_clear(json);
    }
    json_object_foreach(json, key, value)
    {
        mask_json(secrets, value, levels - 1);
    }
    json_array_foreach(json, i, value)
    {
        mask_json(secrets, value, levels - 1);
    }
}

void mask_details(const struct secrets *secrets, json_t *details)
{
    if (secrets->count)
        mask_json(secrets, details, DETAILS_LEVELS_MAX);
}

static void mask_answer(const struct secrets *secrets, struct buf *text)
{
    struct buf masked = BUF_INIT(REPLY_TEXT_MAX);

    if (secrets_are_in(secrets, buf_text(text), text->length) &&
        secrets_mask(secrets, buf_text(text), text->length, &masked) == 0) {
        buf_clear(text);
        buf_append(text, buf_text(&masked), masked.length);
    }
    buf_release(&masked);
}

static void mask_document(const struct secrets *secrets, struct document *document)
{
    struct buf plain = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct buf masked = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct error err;

    if (!document_root(document))
        return;
    if (value_format(&plain, document_root(document)) ||
        (secrets_are_in_json(secrets, buf_text(&plain), plain.length) &&
         (secrets_mask(secrets, buf_text(&plain), plain.length, &masked) ||
          secrets_are_in_json(secrets, buf_text(&masked), masked.length) ||
          document_read_copy(document, buf_text(&masked), masked.length, NULL, &err))))
        document_clear(document);
    buf_release(&plain);
    buf_release(&masked);
}

void mask_reply(const struct secrets *secrets, struct reply *reply)
{
    char **texts[] = {&reply->message,    &reply->refusal,      &reply->reasoning,
                      &reply->finish_raw, &reply->model_served, &reply->fingerprint,
                      &reply->request_id, &reply->response_id};

    if (secrets->count == 0)
        return;
    mask_answer(secrets, &reply->text);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        mask_text(secrets, texts[i]);
    mask_document(secrets, &reply->tool_calls);
    mask_document(secrets, &reply->trace);
}
