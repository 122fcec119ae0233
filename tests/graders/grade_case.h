/* tests/graders/grade_case.h - one row of a case file, graded.
 *
 * Keys of a row: name; type (else the file's name); options (absent: the bare form);
 * answer, or answer_hex (bytes), or answer_times (the answer that often); reference,
 * vars, trace, tool_calls, refusal, tokens, latency_ms, cost_usd, finish (a word; absent:
 * "stop"), rule (the suite's answer rule), response_schema; files ({name: content},
 * beside the suite); judges (ids of models of that role), replies (asked_grade.h),
 * baseline (its answer), no_exec (programs are not allowed), criterion (whose grade it
 * is); want, in which details and asks are compared only where they stand.
 */
#ifndef NOWORSE_TESTS_GRADERS_GRADE_CASE_H
#define NOWORSE_TESTS_GRADERS_GRADE_CASE_H

#include "graders/grading.h"

/* Shaped like "want": {verdict, score, reason} and, where it is so, unreadable: true; or
 * {error, hint} of the first mistake, which the suite's schema or the grader tells. The
 * caller's reference. */
json_t *grade_case(const char *type, const json_t *row);

/* CASES_DIR/<name>.json; the caller's reference; what cannot be read fails the test. */
json_t *cases_load(const char *name);

/* Compiles options (JSON null: bare) as an item of this type; NULL: errors say why. The
 * JSON must live as long as the grading. */
struct grading *grading_make(const char *type, const json_t *options, const json_t *rule,
                             const struct grader_context *context,
                             struct error_list *errors);

#endif
