/* providers/vendor_error.h - what a server says when it gives no answer, and what that
 * means for the run.
 *
 * Bodies: {"error": {"message", "type", "param", "code"}}, {"error": "text"},
 * {"message", "type", "param", "code"}, {"detail": "text" or [{"loc", "msg"}]}, an array
 * with one of these, or any text.
 */
#ifndef NOWORSE_PROVIDERS_VENDOR_ERROR_H
#define NOWORSE_PROVIDERS_VENDOR_ERROR_H

#include "providers/provider.h"
#include "suites/secrets.h"

/* Fails the reply by the response's status and words; secrets are masked in the message.
 * Sets retry_after_ms and may_retry by what the headers say (retry-after-ms, Retry-After,
 * x-should-retry; a date counts from the response's own Date). Returns -1. */
int reply_fail_response(struct reply *reply, const struct response *response,
                        const struct secrets *secrets);

/* The same for an error in the body of a success: `error` is what stood under "error",
 * whose code may be an HTTP status. */
int reply_fail_words(struct reply *reply, const struct response *response,
                     const struct value *error, const struct secrets *secrets);

/* Fails the reply; of the text, which is masked, at most 400 bytes are taken: the last
 * ones. */
int reply_fail_text(struct reply *reply, enum failure failure, const char *front,
                    const char *text, size_t length, const struct secrets *secrets);

#endif
