/* tests/fuzz/fuzz_schema.c - a schema, NUL, an instance: all engines give one verdict,
 * and what is told of it leads to places that are there. A digit in front is the draft.
 */
#include "schemas/schema_output.h"
#include "tests/fuzz/fuzz_target.h"

enum { TEXT_BYTES_MAX = 64 << 20, ERRORS_MAX = 10 };

/* Pointers are C strings: a key with NUL ends them early. */
static int has_nul(const struct value *root)
{
    for (uint32_t i = 0; i < root->span; i++)
        if (root[i].type == VALUE_STRING && root[i].size &&
            memchr(root[i].text, 0, root[i].size))
            return 1;
    return 0;
}

static void errors_check(const struct schema_errors *errors, const struct value *root,
                         size_t length)
{
    must(errors->count <= ERRORS_MAX);
    for (size_t i = 0; i < errors->count; i++) {
        const struct schema_error *error = &errors->items[i];

        must(error->message && error->message[0] && error->keyword_location &&
             error->absolute_location && error->keyword);
        must(error->offset < length);
        must(has_nul(root) || value_at(root, error->instance) != NULL);
    }
}

static void output_check(const struct schema *schema, const struct value *root,
                         struct schema_scratch *scratch, enum schema_verdict verdict)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);
    struct document document = DOCUMENT_INIT;
    struct error err;

    must(schema_output(schema, root, scratch, OUTPUT_BASIC, &text) == verdict ||
         verdict == SCHEMA_UNDECIDED);
    if (verdict != SCHEMA_UNDECIDED) {
        const struct value *valid;

        must(document_read(&document, text.data, text.length, NULL, &err) == 0);
        valid = value_member(document_root(&document), "valid");
        must(valid->type == (verdict == SCHEMA_VALID ? VALUE_TRUE : VALUE_FALSE));
    }
    document_release(&document);
    buf_release(&text);
}

static enum schema_verdict judge(const struct schema *schema, const struct value *root,
                                 size_t length)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    enum schema_verdict verdict = schema_validate(schema, root, scratch);

    must(schema_explain(schema, root, scratch, ERRORS_MAX, &errors) == verdict);
    must((verdict == SCHEMA_INVALID) == (errors.count > 0));
    errors_check(&errors, root, length);
    output_check(schema, root, scratch, verdict);
    must(schema_validate(schema, root, scratch) == verdict);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    return verdict;
}

/* Keys in another order and numbers written otherwise are the same value. */
static void judge_again(const struct schema *schema, const struct value *root,
                        enum schema_verdict verdict)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);
    struct document document = DOCUMENT_INIT;
    struct error err;

    must(value_format_canonical(&text, root) == 0);
    must(document_read(&document, text.data, text.length, NULL, &err) == 0);
    must(value_equal(document_root(&document), root));
    must(judge(schema, document_root(&document), text.length) == verdict);
    document_release(&document);
    buf_release(&text);
}

/* In draft 4, 1.0 is no integer. */
static int is_written_freely(const struct schema_options *options, const uint8_t *data,
                             size_t size)
{
    return (!options->draft || options->draft[0] != '4') &&
           !(size && memmem(data, size, "draft-04", 8));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const drafts[] = {"4", "6", "7", "2019-09", "2020-12"};
    struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct document instance = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err;
    size_t length;

    if (size && data[0] >= '0' && data[0] <= '4') {
        options.draft = drafts[data[0] - '0'];
        data++;
        size--;
    }
    length = first_length(data, size);
    if (schema_compile((const char *)data, length, &options, &schema, &err) == 0) {
        const char *text = (const char *)data + length + 1;

        if (length < size &&
            !document_read(&instance, text, size - length - 1, NULL, &err)) {
            const struct value *root = document_root(&instance);
            enum schema_verdict verdict = judge(schema, root, size - length - 1);

            if (verdict != SCHEMA_UNDECIDED && is_written_freely(&options, data, length))
                judge_again(schema, root, verdict);
        }
        schema_free(schema);
    } else {
        must(err.message[0] != '\0');
    }
    document_release(&instance);
    return 0;
}
