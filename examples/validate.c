/* examples/validate.c - does an answer fit a schema? */
#include "schemas/schema.h"

#include <string.h>

static const char order[] = "{\"required\": [\"qty\"],"
                            " \"properties\": {\"qty\": {\"type\": \"integer\"}}}";
static const char answer[] = "{\n  \"qty\": \"12\"\n}\n";

int main(void)
{
    struct schema *schema = NULL;
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct error err = ERROR_INIT;

    if (schema_compile(order, strlen(order), NULL, &schema, &err) ||
        document_read(&document, answer, strlen(answer), NULL, &err))
        error_print(&err, stderr, COLOR_OFF);
    else if (schema_validate(schema, document_root(&document), scratch) == SCHEMA_VALID)
        puts("valid");
    else
        schema_explain(schema, document_root(&document), scratch, 10, &errors);
    for (size_t i = 0; i < errors.count; i++) {
        unsigned line, column;

        document_place(&document, errors.items[i].offset, 1, &line, &column);
        printf("%u:%u %s: %s\n", line, column, errors.items[i].instance,
               errors.items[i].message);
    }
    schema_errors_release(&errors);
    document_release(&document);
    schema_scratch_free(scratch);
    schema_free(schema);
    return 0;
}
