/* path.h - paths as text, and as what they resolve to. */
#ifndef NOWORSE_BASE_PATH_H
#define NOWORSE_BASE_PATH_H

#include "base/error.h"

#include <stdbool.h>

/* All returned texts are the caller's. */
char *path_folder(const char *path); /* "a/b.c" -> "a"; "b.c" -> "." */
char *path_join(const char *folder,
                const char *path);       /* an absolute path stays as it is */
const char *path_name(const char *path); /* borrowed: the part after the last '/' */
bool path_has_ending(const char *path, const char *ending); /* ".suite.yaml" */

/* `path` as seen from `folder` where it lies below it, else a copy of it. Both absolute.
 */
char *path_below(const char *folder, const char *path);

/* Links, "." and ".." resolved; the file must exist. -1: cannot be resolved. */
int path_resolve(const char *path, char **out, struct error *err);

/* Whether `path` is `folder` or below it; both resolved. */
bool path_is_inside(const char *folder, const char *path);

/* The nearest folder at or above `folder` (resolved) that holds `name`, or NULL. */
char *path_find_above(const char *folder, const char *name);

#endif
