/* providers/builtin_providers.h - the providers that the program has, for
 * provider_types.c. */
#ifndef NOWORSE_PROVIDERS_BUILTIN_PROVIDERS_H
#define NOWORSE_PROVIDERS_BUILTIN_PROVIDERS_H

#include "providers/provider.h"

extern const struct provider_type provider_exec;
extern const struct provider_type provider_http;
extern const struct provider_type provider_openai;

#endif
