/* schemas/dialect.h - which draft and vocabularies a resource is written in. */
#ifndef NOWORSE_SCHEMAS_DIALECT_H
#define NOWORSE_SCHEMAS_DIALECT_H

#include "schemas/registry.h"

/* Reads "$schema" at the root of a resource and sets its vocabularies. An unknown
 * dialect, or a draft that this engine does not do, is an error. */
int dialect_read(struct registry *registry, uint32_t index, struct error *err);

#endif
