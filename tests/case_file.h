/* tests/case_file.h - cases as data: one JSON array a file. */
#ifndef NOWORSE_TESTS_CASE_FILE_H
#define NOWORSE_TESTS_CASE_FILE_H

#include <jansson.h>

/* CASES_DIR/<name>; the caller's reference; a file that cannot be read fails the test. */
json_t *case_file_load(const char *name);

/* The text under `key`, or NULL. */
const char *case_text(const json_t *row, const char *key);

#endif
