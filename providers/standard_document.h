/* providers/standard_document.h - the JSON that `http` and `exec` speak when the suite
 * says nothing else.
 *
 * Sent: {"id", "vars", "messages": [{"role", "content"}], "repeat"}. Read: {"answer",
 * "tool_calls", "trace", "usage": {"input_tokens", "output_tokens", "cached_tokens",
 * "cost_usd"}, "error"}. Reference and cohort are never sent.
 */
#ifndef NOWORSE_PROVIDERS_STANDARD_DOCUMENT_H
#define NOWORSE_PROVIDERS_STANDARD_DOCUMENT_H

#include "providers/provider.h"
#include "suites/secrets.h"

/* Appends the document of a call. */
void standard_document_append(struct buf *out, const struct call *call);

/* Where the parts of a reply are: JSON Pointers; NULL: not looked for. */
struct reply_places {
    const char *answer, *tool_calls, *trace, *error;
    const char *usage; /* an object with the names above */
    const char *input_tokens, *output_tokens, *cached_tokens, *cost_usd;
};
extern const struct reply_places standard_places;

/* Reads a JSON reply. An answer that is a string is its text; other JSON is that JSON. An
 * error that is not null, false or "" fails the reply with `on_error`; no answer and no
 * tool call makes it unreadable. */
void reply_places_read(const struct reply_places *places, const struct value *root,
                       enum failure on_error, const struct secrets *secrets,
                       struct reply *reply);

#endif
