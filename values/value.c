/* values/value.c - walking a document's values. */
#include "values/value.h"

#include "base/mem.h"
#include "values/member_order.h"
#include "values/pointer.h"
#include "values/string_hash.h"

#include <stdlib.h>
#include <string.h>

enum { TOKEN_BYTES_MAX = 1 << 20 };

const struct value *value_first(const struct value *container)
{
    return container->span > 1 ? container + 1 : NULL;
}

const struct value *value_member(const struct value *object, const char *key)
{
    return value_member_n(object, key, strlen(key));
}

const struct value *value_member_n(const struct value *object, const char *key,
                                   size_t length)
{
    const struct value *at;
    uint32_t hash;

    if (!object || object->type != VALUE_OBJECT)
        return NULL;
    hash = string_hash(key, length);
    at = object + 1;
    for (uint32_t i = 0; i < object->size; i++, at = value_next(at + 1))
        if (at->as.string.hash == hash && at->size == length &&
            (length == 0 || !memcmp(at->text, key, length)))
            return at + 1;
    return NULL;
}

const struct value *value_element(const struct value *array, size_t index)
{
    const struct value *at;

    if (!array || array->type != VALUE_ARRAY || index >= array->size)
        return NULL;
    if (array->span == array->size + 1) /* nothing but scalars */
        return array + 1 + index;
    for (at = array + 1; index > 0; index--)
        at = value_next(at);
    return at;
}

const struct value *value_at(const struct value *value, const char *pointer)
{
    struct buf token = BUF_INIT(TOKEN_BYTES_MAX);
    size_t index;

    while (value && *pointer) {
        buf_clear(&token);
        if (*pointer != '/' || pointer_token(pointer + 1, &token, &pointer))
            value = NULL;
        else if (value->type == VALUE_ARRAY)
            value = pointer_index(buf_text(&token), token.length, &index)
                        ? NULL
                        : value_element(value, index);
        else
            value = value_member_n(value, buf_text(&token), token.length);
    }
    buf_release(&token);
    return value;
}

bool value_is_text(const struct value *value, const char *text)
{
    return value && value->type == VALUE_STRING && value->size == strlen(text) &&
           (value->size == 0 || !memcmp(value->text, text, value->size));
}
