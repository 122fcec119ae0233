/* schemas/metaschema.c - the official metaschemas, compiled in. */
#include "schemas/metaschema.h"

#include "base/embedded.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

extern const struct embedded_file schemas_embedded[]; /* made by noworse_embed */

const char *const metaschema_uris[] = {
    "https://json-schema.org/draft/2019-09/meta/applicator",
    "https://json-schema.org/draft/2019-09/meta/content",
    "https://json-schema.org/draft/2019-09/meta/core",
    "https://json-schema.org/draft/2019-09/meta/format",
    "https://json-schema.org/draft/2019-09/meta/meta-data",
    "https://json-schema.org/draft/2019-09/output/schema",
    "https://json-schema.org/draft/2019-09/meta/validation",
    "https://json-schema.org/draft/2019-09/schema",
    "https://json-schema.org/draft/2020-12/meta/applicator",
    "https://json-schema.org/draft/2020-12/meta/content",
    "https://json-schema.org/draft/2020-12/meta/core",
    "https://json-schema.org/draft/2020-12/meta/format-annotation",
    "https://json-schema.org/draft/2020-12/meta/format-assertion",
    "https://json-schema.org/draft/2020-12/meta/meta-data",
    "https://json-schema.org/draft/2020-12/output/schema",
    "https://json-schema.org/draft/2020-12/meta/unevaluated",
    "https://json-schema.org/draft/2020-12/meta/validation",
    "https://json-schema.org/draft/2020-12/schema",
    "http://json-schema.org/draft-04/schema",
    "http://json-schema.org/draft-06/schema",
    "http://json-schema.org/draft-07/schema",
    NULL,
};

/* In the same order: schemas/metaschemas/<name>.json. */
static const char *const files[] = {
    "2019-09-applicator",
    "2019-09-content",
    "2019-09-core",
    "2019-09-format",
    "2019-09-meta-data",
    "2019-09-output",
    "2019-09-validation",
    "2019-09",
    "2020-12-applicator",
    "2020-12-content",
    "2020-12-core",
    "2020-12-format-annotation",
    "2020-12-format-assertion",
    "2020-12-meta-data",
    "2020-12-output",
    "2020-12-unevaluated",
    "2020-12-validation",
    "2020-12",
    "draft-04",
    "draft-06",
    "draft-07",
};

const char *metaschema_text(const char *uri, size_t *length)
{
    const struct embedded_file *file;
    size_t i = 0;
    char *path;

    while (metaschema_uris[i] && strcmp(metaschema_uris[i], uri) != 0)
        i++;
    if (!metaschema_uris[i])
        return NULL;
    path = mem_format("schemas/metaschemas/%s.json", files[i]);
    file = embedded_find(schemas_embedded, path);
    free(path);
    *length = file->length;
    return file->bytes;
}
