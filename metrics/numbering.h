/* metrics/numbering.h - pairs of numbers numbered from 0 on, in order of appearance.
 *
 * All that is counted here is made of it, exactly, whatever a text holds: a character is
 * the pair (0, code point), a word a chain of pairs (what came before, three more bytes),
 * and an n-gram the pair (its first n - 1, its last).
 */
#ifndef NOWORSE_METRICS_NUMBERING_H
#define NOWORSE_METRICS_NUMBERING_H

#include <stddef.h>
#include <stdint.h>

struct numbering {
    uint64_t *keys;    /* the pair and 1; 0: the slot is free */
    uint32_t *numbers; /* of the slot's pair */
    size_t slots;      /* in use, a power of two */
    size_t capacity;   /* of the arrays */
    uint32_t count;    /* numbers given */
};

/* Empty, with room for about so many; also to begin with: a numbering is zeroed memory.
 */
void numbering_clear(struct numbering *numbering, size_t expected);
void numbering_release(struct numbering *numbering);

/* Neither may be UINT32_MAX. */
uint32_t numbering_pair(struct numbering *numbering, uint32_t first, uint32_t second);

/* Of a text of at least a byte. */
uint32_t numbering_text(struct numbering *numbering, const char *text, size_t length);

#endif
