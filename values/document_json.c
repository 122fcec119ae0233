/* values/document_json.c - from jansson's tree to a document and back. */
#include "base/mem.h"
#include "values/value.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEPTH_MAX = 512 };

/* The shortest decimal that reads back as the same double. */
static void real_append(struct buf *out, double real)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, real);
        if (strtod(text, NULL) == real)
            break;
    }
    buf_append_text(out, text);
}

static int json_append(struct buf *out, json_t *json, unsigned depth, struct error *err);

static int array_append(struct buf *out, json_t *json, unsigned depth, struct error *err)
{
    for (size_t i = 0; i < json_array_size(json); i++) {
        buf_append_char(out, i ? ',' : '[');
        if (json_append(out, json_array_get(json, i), depth + 1, err))
            return -1;
    }
    buf_append_text(out, json_array_size(json) ? "]" : "[]");
    return 0;
}

static int object_append(struct buf *out, json_t *json, unsigned depth, struct error *err)
{
    char before = '{';

    for (void *at = json_object_iter(json); at; at = json_object_iter_next(json, at)) {
        buf_append_char(out, before);
        before = ',';
        json_quote(out, json_object_iter_key(at), json_object_iter_key_len(at));
        buf_append_char(out, ':');
        if (json_append(out, json_object_iter_value(at), depth + 1, err))
            return -1;
    }
    buf_append_text(out, json_object_size(json) ? "}" : "{}");
    return 0;
}

static int json_append(struct buf *out, json_t *json, unsigned depth, struct error *err)
{
    if (depth > DEPTH_MAX)
        return error_set(err, ERROR_INPUT, "N0154",
                         "expected at most %d levels of nesting", DEPTH_MAX);
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return object_append(out, json, depth, err);
    case JSON_ARRAY:
        return array_append(out, json, depth, err);
    case JSON_STRING:
        json_quote(out, json_string_value(json), json_string_length(json));
        break;
    case JSON_INTEGER:
        buf_append_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        break;
    case JSON_REAL:
        real_append(out, json_real_value(json));
        break;
    case JSON_TRUE:
        buf_append_text(out, "true");
        break;
    case JSON_FALSE:
        buf_append_text(out, "false");
        break;
    case JSON_NULL:
        buf_append_text(out, "null");
        break;
    }
    return 0;
}

int document_from_json(struct document *document, const json_t *json, struct error *err)
{
    /* jansson's iterators take no const. */
    union {
        const json_t *borrowed;
        json_t *walked;
    } root = {.borrowed = json};
    struct buf *text = &document->own;

    document_clear(document);
    if (json_append(text, root.walked, 0, err)) {
        document_clear(document);
        return -1;
    }
    if (buf_is_over(text)) {
        document_clear(document);
        return error_set(err, ERROR_INPUT, "N0156", "expected at most %d bytes of JSON",
                         DOCUMENT_BYTES_MAX);
    }
    return document_read(document, buf_text(text), text->length, NULL, err);
}

/* A reference, or NULL where the text is none that jansson takes. */
static json_t *number_to_json(const struct value *value)
{
    if (value->type == VALUE_INTEGER)
        return json_integer(value->as.integer);
    if (value->type == VALUE_DOUBLE)
        return json_real(value->as.number);
    return json_stringn(value->text, value->size);
}

json_t *value_to_json(const struct value *value)
{
    const struct value *at = value + 1;
    json_t *json;

    switch (value->type) {
    case VALUE_NULL:
        return json_null();
    case VALUE_FALSE:
        return json_false();
    case VALUE_TRUE:
        return json_true();
    case VALUE_STRING: {
        char *text = mem_text_n(value->text, value->size);

        json = json_string(text);
        free(text);
        return json;
    }
    case VALUE_ARRAY:
        json = json_array();
        for (uint32_t i = 0; i < value->size; i++, at = value_next(at))
            json_array_append_new(json, value_to_json(at));
        return json;
    case VALUE_OBJECT:
        json = json_object();
        for (uint32_t i = 0; i < value->size; i++, at = value_next(at + 1)) {
            char *key = mem_text_n(at->text, at->size);

            json_object_set_new(json, key, value_to_json(at + 1));
            free(key);
        }
        return json;
    default:
        return number_to_json(value);
    }
}
