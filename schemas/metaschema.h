/* schemas/metaschema.h - the official metaschemas, compiled in.
 *
 * Drafts 4, 6, 7, 2019-09 and 2020-12 with their vocabularies, and the schemas of their
 * output; without titles, descriptions and comments.
 */
#ifndef NOWORSE_SCHEMAS_METASCHEMA_H
#define NOWORSE_SCHEMAS_METASCHEMA_H

#include <stddef.h>

/* The text for a URI without fragment; borrowed. NULL: not one of them. */
const char *metaschema_text(const char *uri, size_t *length);

/* Their URIs, ended by NULL. */
extern const char *const metaschema_uris[];

#endif
