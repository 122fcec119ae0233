/* values/pointer.h - JSON Pointer, RFC 6901. */
#ifndef NOWORSE_VALUES_POINTER_H
#define NOWORSE_VALUES_POINTER_H

#include "base/buf.h"
#include "base/error.h"

#include <jansson.h>

/* -1: no pointer (does not begin with "/", or a "~" without 0 or 1). */
int pointer_check(const char *pointer, struct error *err);

/* What it leads to in jansson's tree; borrowed; NULL where there is nothing. */
json_t *pointer_get(const json_t *root, const char *pointer);

/* Appends "/" and the token with "~" and "/" escaped. */
void pointer_push(struct buf *pointer, const char *token, size_t length);
void pointer_push_index(struct buf *pointer, size_t index);

/* Cuts the last token off. */
void pointer_pop(struct buf *pointer);

/* Unescapes the token at `pointer` (which points behind its "/") into out, sets *rest to
 * the next "/" or the end. -1: malformed. */
int pointer_token(const char *pointer, struct buf *out, const char **rest);

/* The index that a token is for an array: digits, no leading zero; -1: it is none. */
int pointer_index(const char *token, size_t length, size_t *out);

#endif
