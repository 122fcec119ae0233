/* tests/suites/suite_cases.h - cases as data: one JSON array a file. */
#ifndef NOWORSE_TESTS_SUITES_SUITE_CASES_H
#define NOWORSE_TESTS_SUITES_SUITE_CASES_H

#include "base/error_list.h"

#include <jansson.h>

/* CASES_DIR/<name>; the caller's reference; a file that cannot be read fails the test. */
json_t *suite_cases_load(const char *name);

/* The text under `key`, or NULL. */
const char *suite_case_text(const json_t *row, const char *key);

/* Each error as "line:column+length N0204 message | hint", warnings with "warning " in
 * front, as a list of texts; sorted; the caller's reference. */
json_t *errors_json(struct error_list *errors);

/* Fails unless both are equal; prints the case's name and both. */
void expect_json(const char *name, const json_t *got, const json_t *want);

#endif
