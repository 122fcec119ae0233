/* schemas/dialect.h - which draft and vocabularies a schema is written in. */
#ifndef NOWORSE_SCHEMAS_DIALECT_H
#define NOWORSE_SCHEMAS_DIALECT_H

#include "schemas/registry.h"

/* The draft that people call "7", "draft7", "2019-09" or "draft2019-09"; NULL is 2020-12.
 */
int dialect_find_draft(const char *name, enum draft *out, struct error *err);

/* What "$schema" in an object says; *out is as it was where there is none. A metaschema
 * that is not one of the official ones comes from the loader. */
int dialect_read(struct registry *registry, const struct source *source,
                 const struct value *schema, struct dialect *out, struct error *err);

#endif
