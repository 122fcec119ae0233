/* providers/endpoint.h - the URL a model is asked at. */
#ifndef NOWORSE_PROVIDERS_ENDPOINT_H
#define NOWORSE_PROVIDERS_ENDPOINT_H

#include "base/error.h"

#include <stdbool.h>

struct endpoint {
    char *url;   /* owned, as all here: normalised, what is sent to */
    char *shown; /* "https://api.openai.com": scheme, host, and the port that was written
                  */
    char *host;
    bool is_loopback; /* localhost, 127.0.0.0/8, [::1] */
};
void endpoint_release(struct endpoint *endpoint);

/* `suffix` is added to the URL's path; "" for none. Refused, at the place: what is no URL
 * with a host, or one that parsers read differently, another scheme than https, http
 * unless on loopback, a user or password in the URL. Messages show `written`, the text
 * before ${NAME} was replaced. */
int endpoint_read(const char *url, const char *suffix, const char *written,
                  const struct place *place, struct endpoint *out, struct error *err);

#endif
