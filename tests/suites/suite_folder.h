/* tests/suites/suite_folder.h - suites in folders: of the tests, or made for one case. */
#ifndef NOWORSE_TESTS_SUITES_SUITE_FOLDER_H
#define NOWORSE_TESTS_SUITES_SUITE_FOLDER_H

#include "suites/dataset.h"
#include "suites/suite.h"

/* A new folder with "suite.yaml" and the files of an object {path: text}; the caller's
 * text. The process is in it from then on. */
char *suite_folder_make(const char *suite, const json_t *files);
void suite_folder_remove(char *folder);

/* Everything that loading suite.yaml of the current folder and reading its datasets
 * through has to say, as a person sees it; the caller's. */
char *suite_told(const char *path);

/* A whole file, or NULL; the caller's. */
char *text_load(const char *path);

#endif
