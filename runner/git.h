/* runner/git.h - what a file was at another commit, through the git program.
 *
 * No shell, no prompt, nothing is fetched; GIT_DIR, as a hook of git has it, is passed
 * over. A reference is whatever git takes; one that begins with '-' is no option.
 * `folder` is where git is asked, and what paths are relative to. Errors are ERROR_INPUT,
 * N0795, with the cure as their hint.
 */
#ifndef NOWORSE_RUNNER_GIT_H
#define NOWORSE_RUNNER_GIT_H

#include "base/buf.h"
#include "base/error.h"

/* The commit that ref names; the caller's. */
int git_commit(const char *folder, const char *ref, char **commit, struct error *err);

/* The commit at which ref and HEAD parted; the caller's. */
int git_merge_base(const char *folder, const char *ref, char **commit, struct error *err);

/* Appends the bytes of the file at `commit` (a full digest). 1: it was not there. What a
 * partial clone has not fetched is an error. */
int git_file(const char *folder, const char *commit, const char *path, struct buf *out,
             struct error *err);

/* The same, written into an open file: what may be large. */
int git_file_copy(const char *folder, const char *commit, const char *path, int to,
                  struct error *err);

/* Writes the files of `folder` as they were at `commit`, below `into`, an absolute path;
 * beside that an index for a moment. 1: the commit has no such folder. */
int git_folder_write(const char *folder, const char *commit, const char *into,
                     struct error *err);

#endif
