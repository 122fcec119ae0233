/* suites/tree_places.h - where each part of a tree was written.
 *
 * One entry a part, linked to its parent's, found by a hash over (parent, token): memory
 * grows with the file, not with the length of pointers. What came through an alias or a
 * merge has the place where it is used; what lies below it is found where the anchor
 * stands.
 */
#ifndef NOWORSE_SUITES_TREE_PLACES_H
#define NOWORSE_SUITES_TREE_PLACES_H

#include "base/buf.h"
#include "suites/yaml_text.h"

#include <stdint.h>

enum { PLACES_ROOT = 0 };
static const uint32_t places_none = UINT32_MAX;

struct span { /* characters of the file, from 0 */
    uint32_t start, end;
};

struct tree_entry {
    uint32_t parent;
    uint32_t target; /* alias, merge: the entry whose children are mine too, or none */
    uint32_t next;   /* where to look after the target: the next of a list of merges */
    uint32_t token, token_length; /* in tokens */
    struct span key, value;       /* an element of a list has its value's as key */
};

struct tree_places {
    struct yaml_text text;
    struct tree_entry *entries; /* owned; the first is the root */
    size_t count, capacity;
    uint32_t *slots; /* owned: entries by hash; its size is a power of two */
    size_t slot_count;
    struct buf tokens;
};

struct tree_places *places_new(void);
void places_free(struct tree_places *places);

/* A new entry; the root where it is the first (parent and token are then nothing). One
 * that is there already gets the new spans. */
uint32_t places_add(struct tree_places *places, uint32_t parent, const char *token,
                    size_t length, struct span key, struct span value);

/* The child of an entry, through its target; places_none: there is none. */
uint32_t places_child(const struct tree_places *places, uint32_t parent,
                      const char *token, size_t length);

/* The entry a JSON Pointer leads to, or the nearest above it. */
uint32_t places_find(const struct tree_places *places, const char *pointer);

#endif
