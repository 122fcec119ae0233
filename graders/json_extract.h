/* graders/json_extract.h - where in a reply the JSON is.
 *
 * A reply that begins with <think>…</think> is looked at from behind it.
 */
#ifndef NOWORSE_GRADERS_JSON_EXTRACT_H
#define NOWORSE_GRADERS_JSON_EXTRACT_H

#include "graders/folding.h"
#include "graders/grade_scratch.h"
#include "graders/pcre.h"

/* What a fenced block (``` or ~~~, at least three, indented or not) holds: of the first
 * block whose info word is "json", else of the first one without an info word. NULL:
 * found; else why not. */
const char *json_find_fenced(const char *text, size_t length, struct span *out);

enum json_first { FIRST_FOUND, FIRST_NONE, FIRST_LIMIT };

/* The first balanced {…} or […] in the text that is JSON. FIRST_LIMIT: there were too
 * many brackets to try. */
enum json_first json_find_first(struct grade_scratch *scratch, const char *text,
                                size_t length, struct span *out);

/* The end of the bracket that opens at `start`, strings skipped; 0: it is not closed. */
size_t json_bracket_end(const char *text, size_t length, size_t start);

#endif
