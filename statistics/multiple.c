/* statistics/multiple.c - several tests at once. */
#include "statistics/multiple.h"

#include "base/mem.h"
#include "statistics/domain.h"

#include <math.h>
#include <stdlib.h>

struct ranked {
    double p;
    size_t place;
};

static int ranked_compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* The p values ascending, the caller's; NULL with an error. */
static struct ranked *rank(const double *p, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (domain_within("a p value", p[i], 0, 1, err))
            return NULL;
    struct ranked *ranked = mem_new(count + 1, sizeof *ranked);
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){p[i], i};
    qsort(ranked, count, sizeof *ranked, ranked_compare);
    return ranked;
}

int holm_adjust(const double *p, size_t count, double *adjusted, struct error *err)
{
    struct ranked *ranked = rank(p, count, err);
    if (!ranked)
        return -1;
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, fmin(1, ranked[i].p * (double)(count - i)));
        adjusted[ranked[i].place] = most;
    }
    free(ranked);
    return 0;
}

int bh_adjust(const double *p, size_t count, double *adjusted, struct error *err)
{
    struct ranked *ranked = rank(p, count, err);
    if (!ranked)
        return -1;
    double least = 1;
    for (size_t i = count; i-- > 0;) {
        least = fmin(least, ranked[i].p * (double)count / (double)(i + 1));
        adjusted[ranked[i].place] = least;
    }
    free(ranked);
    return 0;
}
