/* statistics/sign_flip.c - the exact sign-flip test. */
#include "statistics/rank_tests.h"

#include "base/mem.h"
#include "statistics/domain.h"
#include "statistics/sum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double same = 1e-9; /* sums closer than this are equal */
static const size_t most = (size_t)1 << 20;

struct atom {
    double sum, chance;
};

/* Each sum goes up or down by `step`: two ascending lists become one. */
static size_t flip(const struct atom *from, size_t count, double step, struct atom *to)
{
    size_t up = 0, down = 0, n = 0;
    while (up < count || down < count) {
        bool take_down =
            up == count || (down < count && from[down].sum - step <= from[up].sum + step);
        const struct atom *next = take_down ? &from[down++] : &from[up++];
        double sum = next->sum + (take_down ? -step : step), chance = next->chance / 2;
        if (n > 0 && sum - to[n - 1].sum < same)
            to[n - 1].chance += chance;
        else
            to[n++] = (struct atom){sum, chance};
    }
    return n;
}

static struct sign_flip tails_of(const struct atom *atoms, size_t count, double total)
{
    struct sign_flip test = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        double chance = atoms[i].chance, off = atoms[i].sum - total;
        if (off < same) {
            test.p_less += chance;
            test.midp_less += off > -same ? chance / 2 : chance;
        }
        if (fabs(atoms[i].sum) > fabs(total) - same)
            test.p_two_sided += chance;
    }
    test.p_less = fmin(1, test.p_less);
    test.p_two_sided = fmin(1, test.p_two_sided);
    return test;
}

int sign_flip(const double *d, size_t count, struct sign_flip *test, struct error *err)
{
    struct atom *atoms = NULL, *next = NULL;
    struct sum total = {0, 0};
    size_t n = 1;
    int rc = -1;
    if (count == 0)
        return domain_empty("differences", err);
    atoms = mem_new(1, sizeof *atoms);
    atoms[0] = (struct atom){0, 1};
    for (size_t i = 0; i < count; i++) {
        if (domain_within("a difference", d[i], -1e6, 1e6, err))
            goto done;
        sum_add(&total, d[i]);
        next = mem_resize(next, 2 * n, sizeof *next);
        n = flip(atoms, n, fabs(d[i]), next);
        struct atom *before = atoms;
        atoms = next;
        next = before;
        if (n > most) {
            domain_misfit(err, "differences with more than %zu sums, for an exact test",
                          most);
            goto done;
        }
    }
    *test = tails_of(atoms, n, sum_total(&total));
    rc = 0;
done:
    free(next);
    free(atoms);
    return rc;
}
