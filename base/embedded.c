/* embedded.c - files of the project that are compiled into the program. */
#include "base/embedded.h"

#include <string.h>

const struct embedded_file *embedded_find(const struct embedded_file *table,
                                          const char *path)
{
    for (; table->path; table++)
        if (!strcmp(table->path, path))
            return table;
    return NULL;
}
