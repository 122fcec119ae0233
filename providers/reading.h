/* providers/reading.h - pieces of requests and replies that several vendors write
 * alike. */
#ifndef NOWORSE_PROVIDERS_READING_H
#define NOWORSE_PROVIDERS_READING_H

#include "providers/provider.h"

/* A copy of a string that is not empty, the caller's; else NULL. */
char *text_of(const struct value *value);

/* A number of tokens: an integer from 0 to 10^12; else UNKNOWN_COUNT. */
int64_t count_of(const struct value *value);

/* A number from 0; else NaN. */
double amount_of(const struct value *value);

/* Sets reply->tool_calls from an array whose items are {id, name, arguments} or {id,
 * function: {name, arguments}}; arguments that are no string become their JSON. Items of
 * another shape are kept with an empty name. */
void tool_calls_read(const struct value *items, struct reply *reply);

/* Sets the text; bytes that are no UTF-8, or too many, fail the reply (-1). */
int reply_set_text(struct reply *reply, const char *text, size_t length);

/* Reads the body into reply->envelope, which borrows it. NULL: it is no JSON, and err
 * says where. */
const struct value *body_read(const struct response *response, struct reply *reply,
                              struct error *err);

/* Whether the response says that it is JSON. */
bool body_is_json(const struct response *response);

/* Appends jansson's value as compact JSON; reals as the shortest text that reads back as
 * the same number. */
void json_append_compact(struct buf *out, const json_t *json);

#endif
