/* cli/schema/schema_result.h - what became of an instance, on standard output. */
#ifndef NOWORSE_CLI_SCHEMA_RESULT_H
#define NOWORSE_CLI_SCHEMA_RESULT_H

#include "cli/exit_code.h"
#include "schemas/schema.h"

enum result_form { RESULT_TEXT, RESULT_FLAG, RESULT_BASIC };
extern const char *const result_form_words[];

struct schema_result {
    enum result_form form;
    size_t errors_max;           /* of the text form */
    const struct schema *schema; /* borrowed, as all below */
    struct schema_scratch *scratch;
    const char *name; /* of the instance */
    struct document *document;
};

/* Validates the document and tells the result: 0, 1 or 3. */
enum exit_code schema_result_tell(struct schema_result *result);

/* The instance is no JSON: 1; or only a limit of the reader's was reached: 3. */
enum exit_code schema_result_no_json(struct schema_result *result,
                                     const struct error *err);

/* Nothing can be said of it; keeps the lines of the JSON forms in step. */
void schema_result_none(struct schema_result *result);

#endif
