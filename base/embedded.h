/* embedded.h - files of the project that are compiled into the program
 * (cmake/embed.cmake). */
#ifndef NOWORSE_BASE_EMBEDDED_H
#define NOWORSE_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path;  /* from the project's root: "schemas/suite.schema.json" */
    const char *bytes; /* NUL-terminated beyond length */
    size_t length;
};

/* The row of a table (ended by a row of NULLs) with this path, or NULL; borrowed. */
const struct embedded_file *embedded_find(const struct embedded_file *table,
                                          const char *path);

#endif
