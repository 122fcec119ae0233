/* schemas/schema_output.c - results as JSON, in the forms of the standard. */
#include "schemas/schema_output.h"

#include "schemas/annotate.h"

#include <stdint.h>
#include <string.h>

enum { UNITS_BYTES_MAX = 64 << 20 };

static void text_append(struct buf *out, const char *before, const char *text)
{
    buf_append_text(out, before);
    json_quote(out, text, strlen(text));
}

static void error_append(struct buf *out, const struct schema_error *error)
{
    text_append(out, "{\"keywordLocation\":", error->keyword_location);
    text_append(out, ",\"absoluteKeywordLocation\":", error->absolute_location);
    text_append(out, ",\"instanceLocation\":", error->instance);
    text_append(out, ",\"error\":", error->message);
    buf_append_char(out, '}');
}

static void errors_append(struct buf *out, const struct schema_errors *errors)
{
    buf_append_text(out, "{\"valid\":false,\"errors\":[");
    for (size_t i = 0; i < errors->count; i++) {
        if (i)
            buf_append_char(out, ',');
        error_append(out, &errors->items[i]);
    }
    buf_append_text(out, "]}");
}

static void annotations_append(struct buf *out, const struct schema *schema,
                               const struct value *instance,
                               struct schema_scratch *scratch)
{
    struct buf units = BUF_INIT(UNITS_BYTES_MAX);

    buf_append_text(out, "{\"valid\":true");
    if (annotate(schema, instance, scratch, &units) == 0) {
        buf_append_text(out, ",\"annotations\":[");
        buf_append(out, buf_text(&units), units.length);
        buf_append_char(out, ']');
    }
    buf_append_char(out, '}');
    buf_release(&units);
}

static enum schema_verdict basic_append(struct buf *out, const struct schema *schema,
                                        const struct value *instance,
                                        struct schema_scratch *scratch)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    enum schema_verdict verdict =
        schema_explain(schema, instance, scratch, SIZE_MAX, &errors);

    if (verdict == SCHEMA_VALID)
        annotations_append(out, schema, instance, scratch);
    else if (verdict == SCHEMA_INVALID)
        errors_append(out, &errors);
    schema_errors_release(&errors);
    return verdict;
}

static enum schema_verdict flag_append(struct buf *out, const struct schema *schema,
                                       const struct value *instance,
                                       struct schema_scratch *scratch)
{
    enum schema_verdict verdict = schema_validate(schema, instance, scratch);

    if (verdict == SCHEMA_VALID)
        buf_append_text(out, "{\"valid\":true}");
    else if (verdict == SCHEMA_INVALID)
        buf_append_text(out, "{\"valid\":false}");
    return verdict;
}

enum schema_verdict schema_output(const struct schema *schema,
                                  const struct value *instance,
                                  struct schema_scratch *scratch,
                                  enum schema_output_form form, struct buf *out)
{
    return (form == OUTPUT_BASIC ? basic_append : flag_append)(out, schema, instance,
                                                               scratch);
}
