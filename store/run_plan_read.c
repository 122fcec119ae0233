/* store/run_plan_read.c - the plan from its JSON: nothing missing, nothing unknown. */
#include "base/buf.h"
#include "base/mem.h"
#include "store/run_plan.h"
#include "store/run_plan_fields.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum { POINTER_BYTES_MAX = 4096 };

/* Where the reader is, for the message: "/cohorts/2/gate/score". */
struct plan_reader {
    struct buf pointer;
    struct error *err;
};

static int reader_fail(struct plan_reader *reader, const char *expected)
{
    return error_set(reader->err, ERROR_INPUT, "N0609",
                     "the plan in the run file is damaged: %s must be %s",
                     reader->pointer.length ? buf_text(&reader->pointer) : "all of it",
                     expected);
}

static int text_read(struct plan_reader *reader, const json_t *json, char **out)
{
    const char *text = json_string_value(json);

    if (!text || strlen(text) != json_string_length(json))
        return reader_fail(reader, "a text");
    *out = mem_text(text);
    return 0;
}

static int digest_read(struct plan_reader *reader, const json_t *json, char out[65])
{
    size_t length = json_string_length(json);

    if (!json_is_string(json) || length > 64)
        return reader_fail(reader, "a text of at most 64 bytes");
    memcpy(out, json_string_value(json), length + 1);
    return 0;
}

static int number_field_read(struct plan_reader *reader, const json_t *json, double *out)
{
    if (!json_is_number(json) && !json_is_null(json))
        return reader_fail(reader, "a number or null");
    *out = json_is_null(json) ? (double)NAN : json_number_value(json);
    return 0;
}

static int integer_read(struct plan_reader *reader, const json_t *json, int64_t max,
                        int64_t *out)
{
    int64_t value = json_integer_value(json);

    if (!json_is_integer(json) || value < 0 || value > max)
        return reader_fail(reader, "a number without fraction, from 0");
    *out = value;
    return 0;
}

static int shape_read(struct plan_reader *reader, const struct plan_shape *shape,
                      const json_t *json, void *object);

static int list_read(struct plan_reader *reader, const struct plan_field *field,
                     const json_t *json, char *object)
{
    size_t *count = (void *)(object + field->count_offset);
    size_t outer = reader->pointer.length;
    size_t item_size = field->kind == PLAN_TEXTS ? sizeof(char *) : field->shape->size;
    char *items;
    int rc = 0;

    if (!json_is_array(json))
        return reader_fail(reader, "a list");
    items = mem_new(json_array_size(json), item_size);
    memcpy(object + field->offset, &items, sizeof items);
    *count = json_array_size(json);
    for (size_t i = 0; i < *count && rc == 0; i++) {
        const json_t *item = json_array_get(json, i);
        void *slot = items + i * item_size;

        buf_append_format(&reader->pointer, "/%zu", i);
        rc = field->kind == PLAN_TEXTS ? text_read(reader, item, slot)
                                       : shape_read(reader, field->shape, item, slot);
        buf_truncate(&reader->pointer, outer);
    }
    return rc;
}

static int scalar_read(struct plan_reader *reader, const struct plan_field *field,
                       const json_t *json, void *at)
{
    int64_t integer = 0;

    switch (field->kind) {
    case PLAN_BOOL:
        if (!json_is_boolean(json))
            return reader_fail(reader, "true or false");
        *(bool *)at = json_is_true(json);
        return 0;
    case PLAN_UNSIGNED:
        if (integer_read(reader, json, UINT_MAX, &integer))
            return -1;
        *(unsigned *)at = (unsigned)integer;
        return 0;
    case PLAN_VARIANT_INDEX:
        *(int *)at = -1;
        if (json_is_null(json))
            return 0;
        if (integer_read(reader, json, INT_MAX, &integer))
            return -1;
        *(int *)at = (int)integer;
        return 0;
    case PLAN_NUMBER:
        return number_field_read(reader, json, at);
    case PLAN_COUNT:
        return integer_read(reader, json, INT64_MAX, at);
    default:
        return digest_read(reader, json, at);
    }
}

static int field_read(struct plan_reader *reader, const struct plan_field *field,
                      const json_t *json, char *object)
{
    void *at = object + field->offset;

    switch (field->kind) {
    case PLAN_TEXT_OR_NULL:
        return json_is_null(json) ? 0 : text_read(reader, json, at);
    case PLAN_TEXT:
        return text_read(reader, json, at);
    case PLAN_OBJECT:
        return shape_read(reader, field->shape, json, at);
    case PLAN_TEXTS:
    case PLAN_OBJECTS:
        return list_read(reader, field, json, object);
    default:
        return scalar_read(reader, field, json, at);
    }
}

static int shape_read(struct plan_reader *reader, const struct plan_shape *shape,
                      const json_t *json, void *object)
{
    size_t outer = reader->pointer.length;
    size_t known = 0;

    if (!json_is_object(json))
        return reader_fail(reader, "an object");
    for (const struct plan_field *field = shape->fields; field->key; field++, known++) {
        const json_t *member = json_object_get(json, field->key);

        buf_append_format(&reader->pointer, "/%s", field->key);
        if (!member)
            return reader_fail(reader, "there");
        if (field_read(reader, field, member, object))
            return -1;
        buf_truncate(&reader->pointer, outer);
    }
    if (json_object_size(json) != known)
        return reader_fail(reader, "free of unknown keys");
    return 0;
}

/* What a list of fields cannot say: readers index arrays with these. */
static int plan_check(struct plan_reader *reader, const struct run_plan *plan)
{
    if (plan->repeats == 0) {
        buf_append_text(&reader->pointer, "/repeats");
        return reader_fail(reader, "1 or more");
    }
    for (size_t i = 0; i < plan->variant_count; i++)
        if (plan->variants[i].baseline >= (int64_t)plan->variant_count) {
            buf_append_format(&reader->pointer, "/variants/%zu/baseline", i);
            return reader_fail(reader, "the index of a variant, or null");
        }
    return 0;
}

int run_plan_from_json(const json_t *json, struct run_plan **out, struct error *err)
{
    struct plan_reader reader = {BUF_INIT(POINTER_BYTES_MAX), err};
    struct run_plan *plan = run_plan_new();
    int rc = -1;

    if (shape_read(&reader, &run_plan_shape, json, plan) || plan_check(&reader, plan))
        goto done;
    *out = plan;
    plan = NULL; /* the caller's */
    rc = 0;

done:
    run_plan_free(plan);
    buf_release(&reader.pointer);
    return rc;
}
