/* schemas/schema_files.h - a loader of references that knows files, and never the
 * network.
 *
 * Give schema_files_load as `load` in struct schema_options, with a struct schema_files
 * as its context. Relative references of a schema that was compiled with an absolute
 * `file` lead to the files beside it; http://localhost:1234/ leads into a folder where
 * one is named, as the official test suite wants it, and never out of it.
 */
#ifndef NOWORSE_SCHEMAS_SCHEMA_FILES_H
#define NOWORSE_SCHEMAS_SCHEMA_FILES_H

#include "schemas/schema.h"

struct schema_files {
    const char
        *remotes; /* borrowed: the folder that is http://localhost:1234/; or NULL */
};

/* A schema_load; context is a const struct schema_files. -1 for what is no regular file
 * and for every other address: nothing is fetched. */
int schema_files_load(void *context, const char *uri, char **text, size_t *length,
                      struct error *err);

#endif
