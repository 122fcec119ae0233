/* providers/openai_read.h - reads the answer to a chat completion, and what all of
 * OpenAI's answers have in common. */
#ifndef NOWORSE_PROVIDERS_OPENAI_READ_H
#define NOWORSE_PROVIDERS_OPENAI_READ_H

#include "providers/provider.h"
#include "suites/secrets.h"

/* The body of a success, borrowed from the reply, whose status, id of the request and
 * model as served are set. NULL: the reply failed, and says why. */
const struct value *openai_body_read(const struct response *response,
                                     const struct secrets *secrets, struct reply *reply);

/* As provider_type.read; secrets are masked in messages. */
void openai_read(const struct response *response, const struct secrets *secrets,
                 struct reply *reply);

#endif
