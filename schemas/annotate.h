/* schemas/annotate.h - what a schema says of a valid instance; private to the engine.
 *
 * The program is walked again, where it led to yes: each keyword that only annotates
 * gives its value, each applicator what it looked at, as the standard's "Output
 * Formatting" and the keywords' own sections say.
 */
#ifndef NOWORSE_SCHEMAS_ANNOTATE_H
#define NOWORSE_SCHEMAS_ANNOTATE_H

#include "schemas/evaluate.h"

/* Deeper down, there is no saying: for the sake of the C stack. */
enum { ANNOTATE_DEPTH_MAX = 300 };

/* Appends the output units, with commas between them, for an instance that is valid. -1:
 * a limit was reached, be it that of `out`, and what was appended is not all. */
int annotate(const struct schema *schema, const struct value *instance,
             struct schema_scratch *scratch, struct buf *out);

#endif
