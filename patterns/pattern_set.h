/* patterns/pattern_set.h - sets of characters; private to patterns/pattern*.c.
 *
 * Ranges of code points. Half a surrogate pair is in no set, since no text holds one.
 */
#ifndef NOWORSE_PATTERNS_PATTERN_SET_H
#define NOWORSE_PATTERNS_PATTERN_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POINT_MAX = 0x10ffff };

struct point_range {
    uint32_t from, to;
};

/* Zeroed it is empty; end with point_set_release(). */
struct point_set {
    struct point_range *ranges;
    size_t count, capacity;
};

void point_set_add(struct point_set *set, uint32_t from, uint32_t to);
/* What \d, \D, \w, \W, \s or \S means. */
void point_set_add_letter(struct point_set *set, char letter);
/* Sorted, without overlaps: needed before all that follows. */
void point_set_finish(struct point_set *set);
void point_set_negate(struct point_set *set);
void point_set_release(struct point_set *set);

bool point_set_has(const struct point_set *set, uint32_t point);
bool point_set_is_full(const struct point_set *set);
bool point_sets_are_equal(const struct point_set *a, const struct point_set *b);
bool point_sets_meet(const struct point_set *a, const struct point_set *b);

#endif
