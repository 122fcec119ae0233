/* graders/json_extract.h - where in a reply the JSON is.
 *
 * Reasoning in front of the answer, as some servers leave it there, is passed over: any
 * number of <think>…</think>, <thinking>…</thinking>, <reasoning>…</reasoning>; and all
 * up to a </think> that stands alone, which is first or last in its line.
 */
#ifndef NOWORSE_GRADERS_JSON_EXTRACT_H
#define NOWORSE_GRADERS_JSON_EXTRACT_H

#include "graders/folding.h"
#include "graders/grader.h"
#include "graders/pcre.h"

/* Offsets in the reply. */
struct json_found {
    size_t reasoning_end;    /* behind the reasoning; 0: there is none */
    struct span part, outer; /* the JSON; with the lines of its fence */
};

/* Behind the reasoning. *is_open: it begins, and does not end. */
size_t json_skip_reasoning(const char *text, size_t length, bool *is_open);

/* What a fenced block (``` or ~~~, at least three, indented or not) holds: of the first
 * block whose info word is "json", else of the first one without an info word. NULL:
 * found; else why not. A block that is not closed is such a reason, and *out says where
 * it is; else part is empty. */
const char *json_find_fenced(const char *text, size_t length, struct json_found *out);

enum json_first { FIRST_FOUND, FIRST_BROKEN, FIRST_NONE, FIRST_LIMIT };

/* The first balanced {…} or […] in the text that is JSON and is not within one that is
 * nearly JSON. FIRST_BROKEN: the first that is nearly JSON, where there is none or
 * takes_broken is set. FIRST_LIMIT: there were too many brackets to try. */
enum json_first json_find_first(struct grade_scratch *scratch, const char *text,
                                size_t length, bool takes_broken, struct json_found *out);

/* The end of the bracket that opens at `start`, strings skipped; 0: it is not closed. */
size_t json_bracket_end(const char *text, size_t length, size_t start);

#endif
