/* providers/openai_embeddings.h - embeddings of OpenAI and of every compatible server:
 * POST /embeddings {"model", "input": [texts]}. */
#ifndef NOWORSE_PROVIDERS_OPENAI_EMBEDDINGS_H
#define NOWORSE_PROVIDERS_OPENAI_EMBEDDINGS_H

#include "providers/provider.h"
#include "suites/secrets.h"

/* Appends "input":[…], a text a message. */
void openai_input_append(struct buf *body, const struct messages *texts);

/* As provider_type.append_vector: nine digits, which read back as the same float. */
void openai_vector_append(const struct reply *reply, struct buf *body);

/* As provider_type.read: fills reply->vectors, which may come in any order, with numbers
 * or in base64 (little-endian float32). A reply whose vectors are no numbers, of several
 * lengths, of more than VECTOR_DIMENSION_MAX, or whose indices are not each of 0 to
 * count - 1 once, is unreadable. How many were asked for is the caller's to compare. */
void openai_embeddings_read(const struct response *response,
                            const struct secrets *secrets, struct reply *reply);

#endif
