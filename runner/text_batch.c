/* runner/text_batch.c - texts of several inquiries embedded by one call. */
#include "runner/text_batch.h"

#include <string.h>

bool text_batch_may_carry(const struct inquiry *inquiry)
{
    return inquiry->is_shared && !inquiry->is_alone && inquiry->retry.tries == 0;
}

size_t text_batch_count(const struct inquiry *carrier)
{
    size_t count = 1;

    for (const struct inquiry *at = carrier->carried; at; at = at->next)
        count++;
    return count;
}

static size_t bytes_of(const struct inquiry *carrier)
{
    size_t bytes = carrier->asking.messages.items[0].length;

    for (const struct inquiry *at = carrier->carried; at; at = at->next)
        bytes += at->asking.messages.items[0].length;
    return bytes;
}

bool text_batch_take(struct inquiry *carrier, struct inquiry *other)
{
    if (!text_batch_may_carry(other) || other->carried ||
        text_batch_count(carrier) >= TEXT_BATCH_MAX ||
        bytes_of(carrier) + bytes_of(other) > TEXT_BATCH_BYTES_MAX)
        return false;
    other->state = INQUIRY_CARRIED;
    other->carrier = carrier;
    other->next = carrier->carried;
    carrier->carried = other;
    return true;
}

void text_batch_build(struct inquiry *carrier)
{
    const struct prepared_model *model =
        &carrier->context->prepared->models[carrier->model];
    struct message items[TEXT_BATCH_MAX];
    struct messages texts = {.items = items};
    struct error ignored = ERROR_INIT;

    items[texts.count++] = carrier->asking.messages.items[0];
    for (const struct inquiry *at = carrier->carried; at; at = at->next)
        items[texts.count++] = at->asking.messages.items[0];
    /* Each was built alone before, and all are together far below a request's limit. */
    asking_build_texts(&carrier->asking, model, &texts, &ignored);
    spending_begin(&carrier->spending, &model->price, carrier->asking.request.body.length,
                   carrier->started_ms);
}

void text_batch_leave(struct inquiry *inquiry)
{
    struct inquiry **at = inquiry->carrier ? &inquiry->carrier->carried : NULL;

    while (at && *at && *at != inquiry)
        at = &(*at)->next;
    if (at && *at)
        *at = inquiry->next;
    inquiry->carrier = NULL;
    for (struct inquiry *left = inquiry->carried; left; left = left->next) {
        left->carrier = NULL;
        left->state = INQUIRY_READY;
    }
    inquiry->carried = NULL;
}

void text_batch_response(const struct inquiry *inquiry, struct buf *body,
                         struct response *out)
{
    const struct prepared *prepared = inquiry->context->prepared;
    const struct reply *reply = &inquiry->reply;

    buf_clear(body);
    prepared->models[inquiry->model].type->append_vector(reply, body);
    *out = (struct response){.status = reply->status,
                             .body = buf_text(body),
                             .length = body->length,
                             .errors = ""};
}
