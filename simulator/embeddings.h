/* simulator/embeddings.h - POST /v1/embeddings: vectors made of the texts themselves.
 *
 * No model: each word, in ASCII's lower case, and each run of three bytes in it, goes to
 * one of the dimensions by its hash and is counted there, words twice; then the vector is
 * brought to length 1. So the same text has the same vector everywhere, texts with many
 * words in common are near, and two that have none are almost at a right angle.
 */
#ifndef NOWORSE_SIMULATOR_EMBEDDINGS_H
#define NOWORSE_SIMULATOR_EMBEDDINGS_H

#include "simulator/chat_request.h"

struct embedding_request {
    const struct value *model; /* a string; borrowed from the document, as input */
    const struct value *input; /* a string, or an array of strings */
    size_t dimensions;
    bool is_base64;
};

/* Reads the body into *document. -1: *error says what is wrong. */
int embedding_request_read(struct embedding_request *request, struct document *document,
                           const char *body, size_t length, struct chat_error *error);

/* Appends the list of embeddings, with usage: a token for four bytes. */
void embeddings_append(struct buf *out, const struct embedding_request *request);

#endif
