/* cli/diff/prompt_revision.h - a prompt's file as a git revision has it.
 *
 * The folder of the file is written out as it was at that revision, below a temporary
 * folder, so that what the prompt names (partials, examples) is of the same revision.
 * The repository's index and working tree are not touched.
 */
#ifndef NOWORSE_CLI_PROMPT_REVISION_H
#define NOWORSE_CLI_PROMPT_REVISION_H

#include "base/error.h"

struct prompt_revision {
    char *folder; /* temporary */
    char *root;   /* the files are below it */
    char *file;   /* the prompt's */
    char *shown;  /* "HEAD~1:prompts/v8.prompt.yaml" */
};

/* Begin *out zeroed; close it whatever is returned. N0795: no git, or no such revision;
 * N0957: the file was not there then. */
int prompt_revision_open(const char *path, const char *revision,
                         struct prompt_revision *out, struct error *err);
void prompt_revision_close(struct prompt_revision *revision);

#endif
