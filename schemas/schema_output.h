/* schemas/schema_output.h - results as JSON, in the forms of the standard (2019-09 and
 * 2020-12, "Output Formatting"). */
#ifndef NOWORSE_SCHEMAS_SCHEMA_OUTPUT_H
#define NOWORSE_SCHEMAS_SCHEMA_OUTPUT_H

#include "schemas/schema.h"

enum schema_output_form {
    OUTPUT_FLAG, /* {"valid": true} */
    OUTPUT_BASIC /* {"valid": false, "errors": [{"keywordLocation",
                    "absoluteKeywordLocation", "instanceLocation", "error"}]}, in the
                    order of schema_explain(); or {"valid": true, "annotations": [{…,
                    "annotation"}]}. Always a list; but where a limit keeps the
                    annotations from being told, {"valid": true} alone */
};

/* Appends one JSON object without a line's end; nothing where the verdict is
 * SCHEMA_UNDECIDED. */
enum schema_verdict schema_output(const struct schema *schema,
                                  const struct value *instance,
                                  struct schema_scratch *scratch,
                                  enum schema_output_form form, struct buf *out);

#endif
