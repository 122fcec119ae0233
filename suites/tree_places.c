/* suites/tree_places.c - where each part of a tree was written. */
#include "suites/tree_places.h"

#include "base/mem.h"
#include "suites/tree.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 64, SEARCH_MAX = 1000 };

struct tree_places *places_new(void)
{
    struct tree_places *places = mem_new(1, sizeof *places);

    buf_init(&places->tokens, (size_t)4 * TREE_BYTES_MAX);
    return places;
}

void places_free(struct tree_places *places)
{
    if (!places)
        return;
    yaml_text_release(&places->text);
    free(places->entries);
    free(places->slots);
    buf_release(&places->tokens);
    free(places);
}

/* FNV-1a, begun with the parent. */
static uint32_t token_hash(uint32_t parent, const char *token, size_t length)
{
    uint32_t hash = 2166136261u ^ (parent * 2654435761u);

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)token[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The slot that holds the entry, or the free one where it belongs. */
static size_t slot_find(const struct tree_places *places, uint32_t parent,
                        const char *token, size_t length)
{
    size_t mask = places->slot_count - 1;
    size_t at = token_hash(parent, token, length) & mask;

    for (;; at = (at + 1) & mask) {
        const struct tree_entry *entry = &places->entries[places->slots[at]];

        if (places->slots[at] == places_none)
            return at;
        if (entry->parent == parent && entry->token_length == length &&
            !memcmp(buf_text(&places->tokens) + entry->token, token, length))
            return at;
    }
}

static void slots_grow(struct tree_places *places)
{
    places->slot_count = places->slot_count ? 2 * places->slot_count : SLOTS_FIRST;
    places->slots = mem_resize(places->slots, places->slot_count, sizeof *places->slots);
    memset(places->slots, 0xff, places->slot_count * sizeof *places->slots);
    for (size_t i = 1; i < places->count; i++) {
        const struct tree_entry *entry = &places->entries[i];

        places->slots[slot_find(places, entry->parent,
                                buf_text(&places->tokens) + entry->token,
                                entry->token_length)] = (uint32_t)i;
    }
}

uint32_t places_add(struct tree_places *places, uint32_t parent, const char *token,
                    size_t length, struct span key, struct span value)
{
    struct tree_entry *entry;
    uint32_t found;
    size_t slot = 0;

    if (places->slot_count <= 2 * places->count)
        slots_grow(places);
    if (places->count > 0) {
        slot = slot_find(places, parent, token, length);
        found = places->slots[slot];
        if (found != places_none) {
            places->entries[found].key = key;
            places->entries[found].value = value;
            return found;
        }
        places->slots[slot] = (uint32_t)places->count;
    }
    MEM_GROW(places->entries, places->count, places->capacity);
    entry = &places->entries[places->count];
    *entry = (struct tree_entry){.parent = parent,
                                 .target = places_none,
                                 .next = places_none,
                                 .token = (uint32_t)places->tokens.length,
                                 .token_length = (uint32_t)length,
                                 .key = key,
                                 .value = value};
    buf_append(&places->tokens, token, length);
    return (uint32_t)places->count++;
}

/* Merges of merges may lead to one entry along many ways: the budget ends the search. */
static uint32_t child_find(const struct tree_places *places, uint32_t parent,
                           const char *token, size_t length, int *budget)
{
    while (parent != places_none && (*budget)-- > 0) {
        uint32_t found = places->slots[slot_find(places, parent, token, length)];
        const struct tree_entry *entry = &places->entries[parent];

        if (found == places_none)
            found = child_find(places, entry->target, token, length, budget);
        if (found != places_none)
            return found;
        parent = entry->next;
    }
    return places_none;
}

uint32_t places_child(const struct tree_places *places, uint32_t parent,
                      const char *token, size_t length)
{
    int budget = SEARCH_MAX;

    return child_find(places, parent, token, length, &budget);
}

uint32_t places_find(const struct tree_places *places, const char *pointer)
{
    struct buf token = BUF_INIT(TREE_BYTES_MAX);
    uint32_t at = PLACES_ROOT;

    while (*pointer == '/' && places->count > 0) {
        uint32_t child;

        buf_clear(&token);
        if (pointer_token(pointer + 1, &token, &pointer))
            break;
        child = places_child(places, at, buf_text(&token), token.length);
        if (child == places_none)
            break;
        at = child;
    }
    buf_release(&token);
    return at;
}
