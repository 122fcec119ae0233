/* providers/vectors.h - embeddings: vectors of one length, in the order they were asked
 * for. */
#ifndef NOWORSE_PROVIDERS_VECTORS_H
#define NOWORSE_PROVIDERS_VECTORS_H

#include <stddef.h>

enum { VECTOR_DIMENSION_MAX = 65536 };

/* Zeroes: none. Every number is finite. */
struct vectors {
    float *numbers; /* owned: count × dimension */
    size_t count, dimension;
};

/* The numbers of one; borrowed. */
static inline const float *vector_at(const struct vectors *vectors, size_t index)
{
    return vectors->numbers + index * vectors->dimension;
}

/* The cosine of the angle between two, from -1 to 1; NaN: one of them is all zeroes. */
double vector_cosine(const float *one, const float *other, size_t dimension);

#endif
