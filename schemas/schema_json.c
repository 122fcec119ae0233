/* schemas/schema_json.c - schemas and instances that jansson holds. */
#include "base/utf8.h"
#include "schemas/evaluate.h"
#include "schemas/schema.h"
#include "values/pointer.h"

enum { POINTER_MAX = 1 << 20 };

int schema_compile_json(const json_t *json, const struct schema_options *options,
                        struct schema **out, struct error *err)
{
    struct document document = DOCUMENT_INIT;
    int rc = document_from_json(&document, json, err);

    if (rc == 0)
        rc = schema_compile(document.text, document.length, options, out, err);
    document_release(&document);
    return rc;
}

/* The last thing in the container that begins at the offset or before, or NULL; of a
 * member its value. */
static const struct value *step_down(const struct value *container, uint32_t offset,
                                     struct buf *pointer)
{
    const bool is_object = container->type == VALUE_OBJECT;
    const struct value *found = NULL;
    const struct value *at = container + 1;
    size_t index = 0;

    for (uint32_t i = 0; i < container->size && at->offset <= offset; i++) {
        found = at;
        index = i;
        at = value_next(at + is_object);
    }
    if (!found)
        return NULL;
    if (!is_object) {
        pointer_push_index(pointer, index);
        return found;
    }
    pointer_push(pointer, found->text, found->size);
    return found + 1;
}

char *schema_json_pointer(const json_t *json, const struct error *err)
{
    struct document document = DOCUMENT_INIT;
    struct buf pointer = BUF_INIT(POINTER_MAX);
    const struct value *at;
    struct error ignored;
    uint32_t offset;

    if (err->line != 1 || document_from_json(&document, json, &ignored))
        return buf_detach(&pointer);
    offset = (uint32_t)utf8_offset(document.text, document.length, err->column - 1);
    at = document_root(&document);
    while (at && at->type >= VALUE_ARRAY && at->offset < offset)
        at = step_down(at, offset, &pointer);
    document_release(&document);
    return buf_detach(&pointer);
}

enum schema_verdict schema_validate_json(const struct schema *schema,
                                         const json_t *instance,
                                         struct schema_scratch *scratch)
{
    struct error too_deep_or_large;

    if (document_from_json(&scratch->copy, instance, &too_deep_or_large))
        return SCHEMA_UNDECIDED;
    return schema_validate(schema, document_root(&scratch->copy), scratch);
}
