/* providers/provider_types.c - the table of providers. */
#include "providers/builtin_providers.h"

#include <string.h>

const struct provider_type *const provider_types[] = {
    &provider_exec,
    &provider_http,
    &provider_openai,
    NULL,
};

const struct provider_type *provider_find(const char *name)
{
    for (size_t i = 0; provider_types[i]; i++)
        if (!strcmp(provider_types[i]->name, name))
            return provider_types[i];
    return NULL;
}
