/* providers/response_schema.h - a model's `response_schema`, a map or a file. */
#ifndef NOWORSE_PROVIDERS_RESPONSE_SCHEMA_H
#define NOWORSE_PROVIDERS_RESPONSE_SCHEMA_H

#include "providers/provider.h"

/* A new reference, the caller's. NULL: the model has none, or an error was added. */
json_t *response_schema_load(const struct provider_context *context,
                             struct error_list *errors);

#endif
