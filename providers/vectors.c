/* providers/vectors.c - embeddings. */
#include "providers/vectors.h"

#include <math.h>

double vector_cosine(const float *one, const float *other, size_t dimension)
{
    double dot = 0, own = 0, theirs = 0, cosine;

    /* Doubles: neither the squares of floats nor 65,536 of them pass their range. */
    for (size_t i = 0; i < dimension; i++) {
        dot += (double)one[i] * other[i];
        own += (double)one[i] * one[i];
        theirs += (double)other[i] * other[i];
    }
    if (own == 0 || theirs == 0)
        return (double)NAN;
    cosine = dot / (sqrt(own) * sqrt(theirs));
    return cosine > 1 ? 1 : cosine < -1 ? -1 : cosine;
}
