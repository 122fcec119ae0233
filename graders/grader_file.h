/* graders/grader_file.h - a file that a grader's options name. */
#ifndef NOWORSE_GRADERS_GRADER_FILE_H
#define NOWORSE_GRADERS_GRADER_FILE_H

#include "graders/grader.h"

/* The file that the options stand in: paths in them are relative to it. Borrowed. */
const char *grader_file_from(const struct grader_context *context);

/* Reads the file that the text at `pointer` of the options names, and adds its content to
 * the digest. *text (NUL behind) and *joined, the path as errors show it, are the
 * caller's. -1: not there or outside the root; *err has the place. */
int grader_file_load(const struct grader_context *context, const char *path,
                     const char *pointer, char **text, size_t *length, char **joined,
                     struct error *err);

#endif
