/* runner/text_batch.h - texts of several inquiries embedded by one call.
 *
 * Nobody waits for company: when a call is admitted, the inquiries that stand in the same
 * lane by then go along, for their texts are ready too. One inquiry is the carrier, whose
 * call it is, in the journal too; the others are carried (INQUIRY_CARRIED) and get their
 * vectors from its reply, or its failure. A request that the server refuses may be
 * refused for one of its texts: then each of them asks alone.
 */
#ifndef NOWORSE_RUNNER_TEXT_BATCH_H
#define NOWORSE_RUNNER_TEXT_BATCH_H

#include "runner/inquiry.h"

enum {
    TEXT_BATCH_MAX = 32, /* the least that a known server takes by default */
    TEXT_BATCH_BYTES_MAX = 256 * 1024
};

/* Whether it may take others along: it asks for an embedding, and was not sent yet. */
bool text_batch_may_carry(const struct inquiry *inquiry);

/* Takes the other along, if it may; the carrier's request is then to be built again. */
bool text_batch_take(struct inquiry *carrier, struct inquiry *other);
void text_batch_build(struct inquiry *carrier);

/* How many texts its request has. */
size_t text_batch_count(const struct inquiry *carrier);

/* One that is carried goes along no more; one that carries is left by all. */
void text_batch_leave(struct inquiry *inquiry);

/* The vector as a response of its own, as the cache is to keep it. */
void text_batch_response(const struct inquiry *inquiry, struct buf *body,
                         struct response *out);

#endif
