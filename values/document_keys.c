/* values/document_keys.c - keys that an object has twice. */
#include "base/mem.h"
#include "base/shown.h"
#include "values/document_reader.h"
#include "values/member_order.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_SHOWN_MAX = 40, PROBES_A_SLOT = 4 };

static const char *repeated_fail(struct reader *reader, const struct value *first,
                                 const struct value *second)
{
    char *key = shown_quoted(second->text, second->size, KEY_SHOWN_MAX);
    char *message = mem_format("expected each key once, found %s again", key);
    unsigned line, column;

    reader_fail(reader, reader->text + second->offset, "N0155", message);
    document_place(reader->document, first->offset, reader->options->first_line, &line,
                   &column);
    error_hint(reader->err, "it is first at line %u, column %u", line, column);
    free(message);
    free(key);
    return NULL;
}

const char *key_compare(struct reader *reader, const struct value *key, const char *at)
{
    struct value *object = reader->open;

    for (const struct value *earlier = object + 1; earlier < key;
         earlier = value_next(earlier + 1)) {
        if (!member_keys_equal(earlier, key))
            continue;
        if (reader->options->duplicates == DUPLICATES_REFUSED)
            return repeated_fail(reader, earlier, key);
        object->flags |= KEYS_REPEATED;
    }
    return at;
}

/* The first key in document order that repeats an earlier one, and that one. */
struct repeated {
    const struct value *first, *second;
};

static struct repeated repeated_find_sorted(const struct value *object)
{
    const struct value **keys = member_order_new(object, MEMBERS_BY_HASH);
    struct repeated found = {NULL, NULL};

    for (uint32_t i = 1; i < object->size; i++) {
        if (member_keys_equal(keys[i - 1], keys[i]) &&
            (!found.second || keys[i] < found.second))
            found = (struct repeated){keys[i - 1], keys[i]};
    }
    free(keys);
    return found;
}

/* The same by a table of their hashes, in the memory behind the values. Where too
 * many want one place it sorts: someone made them so. */
static struct repeated repeated_find(struct reader *reader, size_t index)
{
    uint32_t size = reader->document->values[index].size, slots = 64;
    const struct value *object, *key;
    uint64_t probes = 0;
    uint32_t *table;

    while (slots < 2 * (uint64_t)size)
        slots *= 2;
    reader_reserve(reader, slots * sizeof *table / sizeof *object);
    table = (uint32_t *)(void *)reader->next;
    memset(table, 0, slots * sizeof *table);
    object = &reader->document->values[index];
    key = object + 1;
    for (uint32_t i = 0; i < size; i++, key = value_next(key + 1)) {
        uint32_t slot = key->as.string.hash & (slots - 1);

        for (; table[slot]; slot = (slot + 1) & (slots - 1)) {
            if (member_keys_equal(object + table[slot], key))
                return (struct repeated){object + table[slot], key};
            if (++probes > (uint64_t)PROBES_A_SLOT * slots)
                return repeated_find_sorted(object);
        }
        table[slot] = (uint32_t)(key - object);
    }
    return (struct repeated){NULL, NULL};
}

/* Drops each member whose key comes again. */
static void repeated_drop(struct reader *reader, struct value *object)
{
    const struct value **keys = member_order_new(object, MEMBERS_BY_HASH);
    struct value *to = object + 1, *from = object + 1;
    struct value *end = object + object->span;
    uint32_t kept = 0;

    for (uint32_t i = 1; i < object->size; i++)
        if (member_keys_equal(keys[i - 1], keys[i]))
            object[keys[i - 1] - object].flags = KEYS_REPEATED;
    free(keys);
    while (from < end) {
        uint32_t span = 1 + from[1].span;

        if (!(from->flags & KEYS_REPEATED)) {
            memmove(to, from, span * sizeof *to);
            to += span;
            kept++;
        }
        from += span;
    }
    object->size = kept;
    object->span = (uint32_t)(to - object);
    reader->next = to;
}

const char *object_check(struct reader *reader, struct value *object, const char *at)
{
    size_t index = (size_t)(object - reader->document->values);

    if (!(object->flags & KEYS_REPEATED)) {
        struct repeated found = repeated_find(reader, index);

        if (!found.second)
            return at;
        if (reader->options->duplicates == DUPLICATES_REFUSED)
            return repeated_fail(reader, found.first, found.second);
        object = &reader->document->values[index];
    }
    object->flags = 0;
    repeated_drop(reader, object);
    return at;
}
