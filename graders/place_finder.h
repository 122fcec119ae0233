/* graders/place_finder.h - lines and columns in a reply. */
#ifndef NOWORSE_GRADERS_PLACE_FINDER_H
#define NOWORSE_GRADERS_PLACE_FINDER_H

#include <stddef.h>

/* Lines and columns count from 1, columns in characters. Begin with {text, length, 0, 1,
 * 1}. */
struct place_finder {
    const char *text; /* borrowed */
    size_t length, at;
    unsigned line, column; /* of the byte at `at` */
};

/* Goes to a byte: cheap where it is behind the last one, from the beginning where not. */
void place_find(struct place_finder *finder, size_t offset);

#endif
