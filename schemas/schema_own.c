/* schemas/schema_own.c - the schemas of our own file formats, compiled in. */
#include "base/embedded.h"
#include "base/mem.h"
#include "schemas/schema.h"

#include <stdlib.h>

extern const struct embedded_file schemas_embedded[]; /* made by noworse_embed */

const char *const schema_own_names[] = {
    "baseline", "cassette", "diff",   "events", "judge", "plan", "prices",
    "project",  "prompt",   "report", "run",    "suite", NULL};

const char *schema_own(const char *name, size_t *length)
{
    char *path = mem_format("schemas/%s.schema.json", name);
    const struct embedded_file *file = embedded_find(schemas_embedded, path);

    free(path);
    if (!file)
        return NULL;
    *length = file->length;
    return file->bytes;
}
