/* graders/schema_told.c - what is wrong with an answer, for a reason and for details. */
#include "graders/schema_told.h"

#include "base/utf8.h"
#include "graders/json_reading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum {
    REASON_BYTES_MAX = 64 * 1024,
    DETAILS_BYTES_MAX = 48 * 1024,
    POINTER_BYTES_MAX = 512,
    GROUP_BYTES_MAX = 1 << 20
};

char *schema_errors_told(const struct schema_errors *errors, size_t max)
{
    struct buf text = BUF_INIT(REASON_BYTES_MAX);

    for (size_t i = 0; i < errors->count && i < max; i++) {
        const struct schema_error *error = &errors->items[i];

        buf_append_text(&text, i ? "; " : "");
        if (error->instance[0])
            buf_append_format(&text, "%s: ", error->instance);
        buf_append_text(&text, error->message);
    }
    if (errors->more || errors->count > max)
        buf_append_text(&text, "; and more");
    return buf_detach(&text);
}

void schema_error_group(const struct value *instance, const struct schema_error *error,
                        struct buf *out)
{
    const struct value *value = instance;
    struct buf token = BUF_INIT(GROUP_BYTES_MAX);
    const char *rest;

    for (const char *at = error->instance; *at == '/'; at = rest) {
        buf_clear(&token);
        if (pointer_token(at + 1, &token, &rest))
            break;
        if (value && value->type == VALUE_ARRAY) {
            buf_append_text(out, "/*");
            value = value_element(value, strtoul(buf_text(&token), NULL, 10));
        } else {
            buf_append(out, at, (size_t)(rest - at));
            value = value_member_n(value, buf_text(&token), token.length);
        }
    }
    buf_release(&token);
    if (error->key)
        pointer_push(out, error->key, strlen(error->key));
}

static json_t *short_text(const char *text)
{
    const size_t length = strlen(text);
    struct buf out = BUF_INIT(POINTER_BYTES_MAX + 8);
    json_t *json;

    buf_append(&out, text,
               utf8_cut(text, length < POINTER_BYTES_MAX ? length : POINTER_BYTES_MAX));
    if (length > POINTER_BYTES_MAX)
        buf_append_text(&out, "…");
    json = json_stringn(buf_text(&out), out.length);
    buf_release(&out);
    return json ? json : json_null();
}

static size_t json_bytes(const json_t *json)
{
    const size_t message = json_string_length(json_object_get(json, "message"));
    const size_t hint = json_string_length(json_object_get(json, "hint"));

    return json_string_length(json_object_get(json, "pointer")) +
           json_string_length(json_object_get(json, "group")) + message + hint + 100;
}

static json_t *error_json(const struct schema_error *error, const struct sample *sample,
                          struct place_finder *finder)
{
    struct buf group = BUF_INIT(GROUP_BYTES_MAX);
    json_t *json = json_object();

    schema_error_group(sample->answer_value, error, &group);
    json_object_set_new(json, "pointer", short_text(error->instance));
    json_object_set_new(json, "group", short_text(buf_text(&group)));
    if (sample->reading) {
        json_reading_find(sample->reading, error->offset, finder);
        json_object_set_new(json, "line", json_integer(finder->line));
        json_object_set_new(json, "column", json_integer(finder->column));
    } else {
        json_object_set_new(json, "line", json_null());
        json_object_set_new(json, "column", json_null());
    }
    json_object_set_new(json, "keyword", short_text(error->keyword));
    json_object_set_new(json, "message", short_text(error->message));
    json_object_set_new(json, "hint",
                        error->hint ? short_text(error->hint) : json_null());
    buf_release(&group);
    return json;
}

json_t *schema_errors_json(const struct schema_errors *errors, size_t max,
                           const struct sample *sample, bool *more)
{
    struct place_finder finder = {.length = 0};
    json_t *list = json_array();
    size_t bytes = 0;
    size_t i;

    if (sample->reading)
        finder = json_reading_finder(sample->reading);
    for (i = 0; i < errors->count && i < max && bytes < DETAILS_BYTES_MAX; i++) {
        json_t *json = error_json(&errors->items[i], sample, &finder);

        bytes += json_bytes(json);
        json_array_append_new(list, json);
    }
    *more = errors->more || i < errors->count;
    return list;
}

char *repairs_told(const struct sample *sample)
{
    const struct json_reading *reading = sample->reading;
    struct place_finder finder = json_reading_finder(reading);
    struct buf text = BUF_INIT(REASON_BYTES_MAX);

    json_repair_tell(reading->repair, &finder, reading->found.part.start, &text);
    return buf_detach(&text);
}

json_t *repairs_json(const struct sample *sample)
{
    const struct json_reading *reading = sample->reading;
    const struct json_repair *repair = reading->repair;
    struct place_finder finder = json_reading_finder(reading);
    json_t *list = json_array();

    for (size_t i = 0; i < repair->count && i < REPAIRS_KEPT; i++) {
        place_find(&finder, reading->found.part.start + repair->first[i].offset);
        json_array_append_new(
            list, json_pack("{ss si si}", "what", repair_name(repair->first[i].kind),
                            "line", (int)finder.line, "column", (int)finder.column));
    }
    return list;
}
