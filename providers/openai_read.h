/* providers/openai_read.h - reads the answer to a chat completion. */
#ifndef NOWORSE_PROVIDERS_OPENAI_READ_H
#define NOWORSE_PROVIDERS_OPENAI_READ_H

#include "providers/provider.h"
#include "suites/secrets.h"

/* As provider_type.read; secrets are masked in messages. */
void openai_read(const struct response *response, const struct secrets *secrets,
                 struct reply *reply);

#endif
