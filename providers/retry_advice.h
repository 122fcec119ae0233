/* providers/retry_advice.h - what a response's headers say about trying again. */
#ifndef NOWORSE_PROVIDERS_RETRY_ADVICE_H
#define NOWORSE_PROVIDERS_RETRY_ADVICE_H

#include "providers/provider.h"

/* Milliseconds to wait: retry-after-ms, else Retry-After in seconds or as an HTTP date
 * (RFC 9110, section 10.2.3) counted from the response's own Date; -1: not said. At most
 * a day. */
int64_t retry_after_ms(const struct response *response);

/* Sets reply->retry_after_ms, and by x-should-retry (true, false) may_retry of a failure
 * that is not FAILURE_DENIED. */
void retry_advice_read(const struct response *response, struct reply *reply);

#endif
