/* schemas/uri.h - resolving references: RFC 3986, section 5. */
#ifndef NOWORSE_SCHEMAS_URI_H
#define NOWORSE_SCHEMAS_URI_H

#include "base/buf.h"

/* Appends what `reference` (with its fragment, if any) means beside the absolute `base`.
 */
void uri_resolve(struct buf *out, const char *base, const char *reference, size_t length);

/* Appends the text with %XX made bytes; a '%' without two digits stays. */
void uri_decode(struct buf *out, const char *text, size_t length);

#endif
