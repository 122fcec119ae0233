/* providers/response.c - finding a header, whatever its case. */
#include "providers/provider.h"

#include <strings.h>

const char *const response_headers_read[] = {"content-type", "x-request-id", "request-id",
                                             "apim-request-id", NULL};

const char *response_header_find(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (!strcasecmp(response->headers[i].name, name))
            return response->headers[i].value;
    return NULL;
}
