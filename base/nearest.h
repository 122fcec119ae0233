/* nearest.h - the name that a person most likely meant. */
#ifndef NOWORSE_BASE_NEAREST_H
#define NOWORSE_BASE_NEAREST_H

#include <stddef.h>

/* Edit distance with neighbouring letters swapped counted as one (optimal string
 * alignment), by bytes; texts over 64 bytes are taken as far apart. */
size_t nearest_distance(const char *a, const char *b);

/* The one of `names` that is nearest to `word` (distance at most 2, and less than the
 * word's length; letter case, '-' and '_' aside), or NULL. Borrowed. names ends with
 * NULL. */
const char *nearest_name(const char *word, const char *const *names);

#endif
