/* runner/masking.c - no value of the environment that was used leaves in what comes back.
 */
#include "runner/masking.h"

#include <stdlib.h>
#include <string.h>

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
        (secrets_are_in(secrets, buf_text(&plain), plain.length) &&
         (secrets_mask(secrets, buf_text(&plain), plain.length, &masked) ||
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
