/* tests/fuzz/fuzz_schema.c - a schema, NUL, an instance: both engines give one verdict.
 */
#include "schemas/schema.h"
#include "tests/fuzz/fuzz_target.h"

static void judge(const struct schema *schema, const char *text, size_t length)
{
    struct document instance = DOCUMENT_INIT;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct error err;

    if (!document_read(&instance, text, length, NULL, &err)) {
        const struct value *root = document_root(&instance);
        enum schema_verdict verdict = schema_validate(schema, root, scratch);
        enum schema_verdict told = schema_explain(schema, root, scratch, 10, &errors);

        must(verdict == told || verdict == SCHEMA_UNDECIDED || told == SCHEMA_UNDECIDED);
        must(told != SCHEMA_VALID || errors.count == 0);
        must(told != SCHEMA_INVALID || errors.count > 0);
    }
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    document_release(&instance);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct schema_options options = {.formats = FORMATS_ASSERTED};
    size_t length = first_length(data, size);
    struct schema *schema = NULL;
    struct error err;

    if (schema_compile((const char *)data, length, &options, &schema, &err) == 0) {
        if (length < size)
            judge(schema, (const char *)data + length + 1, size - length - 1);
        schema_free(schema);
    }
    return 0;
}
