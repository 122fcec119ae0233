/* schemas/schema_location.c - where a keyword stands. */
#include "schemas/schema_location.h"

#include "values/pointer.h"

#include <string.h>

enum { POINTER_MAX = 1 << 20 };

void schema_way(struct buf *out, const struct value *from, const struct value *target)
{
    while (from != target) {
        const struct value *at = from + 1;
        bool is_object = from->type == VALUE_OBJECT;
        size_t index = 0;

        if (is_object)
            at++;
        while (value_next(at) <= target) {
            at = value_next(at) + is_object;
            index++;
        }
        if (is_object)
            pointer_push(out, at[-1].text, at[-1].size);
        else
            pointer_push_index(out, index);
        from = at;
    }
}

/* RFC 3986, 3.5: what a fragment may hold; all else as %XX. */
static void fragment_append(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= '0' && byte <= '9') ||
                     (byte && strchr("-._~!$&'()*+,;=:@/?", byte));

        if (plain)
            buf_append_char(out, (char)byte);
        else
            buf_append_format(out, "%%%02X", byte);
    }
}

void schema_location(struct buf *out, const struct schema *schema, uint32_t label,
                     const char *keyword, size_t length)
{
    const struct label *at = &schema->labels[label];
    const struct resource *resource = &schema->registry.resources[at->resource];
    struct buf pointer = BUF_INIT(POINTER_MAX);

    schema_way(&pointer, resource->root, at->schema);
    if (length)
        pointer_push(&pointer, keyword, length);
    buf_append_text(out, resource->uri);
    buf_append_char(out, '#');
    fragment_append(out, buf_text(&pointer), pointer.length);
    buf_release(&pointer);
}
