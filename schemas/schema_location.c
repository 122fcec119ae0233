/* schemas/schema_location.c - where a keyword stands. */
#include "schemas/schema_location.h"

#include "base/mem.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_MAX = 1 << 20 };

/* So many siblings are gone over; of more it is kept where they begin. */
enum { SIBLINGS_SCANNED = 32, SLOTS_LEAST = 16 };

struct way_parts {
    const struct value *container; /* NULL: a free slot */
    uint32_t *at;                  /* owned; members by their keys: values after it */
};

void schema_ways_release(struct schema_ways *ways)
{
    for (size_t i = 0; i < ways->slot_count; i++)
        free(ways->slots[i].at);
    free(ways->slots);
    *ways = (struct schema_ways)SCHEMA_WAYS_INIT;
}

/* That of the container, or a free one. */
static struct way_parts *slot_find(const struct schema_ways *ways,
                                   const struct value *container)
{
    const size_t last = ways->slot_count - 1; /* a power of 2, less 1 */
    size_t at =
        (size_t)(((uintptr_t)container >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32);

    while (ways->slots[at & last].container &&
           ways->slots[at & last].container != container)
        at++;
    return &ways->slots[at & last];
}

static void slots_grow(struct schema_ways *ways)
{
    struct schema_ways old = *ways;

    ways->slot_count = old.slot_count ? 2 * old.slot_count : SLOTS_LEAST;
    ways->slots = mem_new(ways->slot_count, sizeof *ways->slots);
    for (size_t i = 0; i < old.slot_count; i++)
        if (old.slots[i].container)
            *slot_find(ways, old.slots[i].container) = old.slots[i];
    free(old.slots);
}

static const uint32_t *parts_of(struct schema_ways *ways, const struct value *container)
{
    const bool is_object = container->type == VALUE_OBJECT;
    const struct value *at = container + 1;
    struct way_parts *slot;

    if (2 * ways->count >= ways->slot_count)
        slots_grow(ways);
    slot = slot_find(ways, container);
    if (slot->container)
        return slot->at;
    slot->container = container;
    slot->at = mem_new(container->size, sizeof *slot->at);
    ways->count++;
    for (uint32_t i = 0; i < container->size; i++) {
        slot->at[i] = (uint32_t)(at - container);
        at = value_next(is_object ? at + 1 : at);
    }
    return slot->at;
}

/* The number of the part in which the target lies. */
static uint32_t part_find(struct schema_ways *ways, const struct value *from,
                          const struct value *target)
{
    const uint32_t *parts = parts_of(ways, from);
    const uint32_t wanted = (uint32_t)(target - from);
    uint32_t low = 0, high = from->size; /* it is in [low, high) */

    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (parts[middle] <= wanted)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void schema_way(struct schema_ways *ways, struct buf *out, const struct value *from,
                const struct value *target)
{
    while (from != target) {
        const struct value *at = from + 1;
        bool is_object = from->type == VALUE_OBJECT;
        size_t index = 0;

        if (from->size > SIBLINGS_SCANNED) {
            index = part_find(ways, from, target);
            at = from + parts_of(ways, from)[index];
        }
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

void schema_location(struct schema_ways *ways, struct buf *out,
                     const struct schema *schema, uint32_t label, const char *keyword,
                     size_t length)
{
    const struct label *at = &schema->labels[label];
    const struct resource *resource = &schema->registry.resources[at->resource];
    struct buf pointer = BUF_INIT(POINTER_MAX);

    schema_way(ways, &pointer, resource->root, at->schema);
    if (length)
        pointer_push(&pointer, keyword, length);
    buf_append_text(out, resource->uri);
    buf_append_char(out, '#');
    fragment_append(out, buf_text(&pointer), pointer.length);
    buf_release(&pointer);
}
