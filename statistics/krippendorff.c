/* statistics/krippendorff.c - agreement of any number of raters, with labels missing. */
#include "statistics/krippendorff.h"

#include "base/mem.h"
#include "statistics/domain.h"

#include <float.h>
#include <stdlib.h>

/* All ratings of units with two or more, sorted by value. */
struct rating {
    double value, rank; /* rank: the middle of the ranks of its value */
    size_t unit;
};

/* Sums of distances over pairs: nominal, ordinal, interval. */
struct distances {
    double nominal, ordinal, interval;
};

static int by_value(const void *a, const void *b)
{
    const struct rating *left = a, *right = b;

    return (left->value > right->value) - (left->value < right->value);
}

static int by_unit_and_value(const void *a, const void *b)
{
    const struct rating *left = a, *right = b;

    if (left->unit != right->unit)
        return (left->unit > right->unit) - (left->unit < right->unit);
    return by_value(a, b);
}

/* The sum over all ordered pairs of a group sorted by value. */
static struct distances distances_of(const struct rating *ratings, size_t count)
{
    double m = (double)count, value = 0, rank = 0;
    struct distances sum = {0, 0, 0};

    for (size_t i = 0; i < count; i++) {
        value += (ratings[i].value - ratings[0].value) / m;
        rank += (ratings[i].rank - ratings[0].rank) / m;
    }
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && ratings[end].value == ratings[i].value; end++) {
            double off = ratings[end].value - ratings[0].value - value;
            double rank_off = ratings[end].rank - ratings[0].rank - rank;

            sum.interval += 2 * m * off * off;
            sum.ordinal += 2 * m * rank_off * rank_off;
        }
        sum.nominal += (double)(end - i) * (double)(count - (end - i));
    }
    return sum;
}

static void ranks_set(struct rating *ratings, size_t count)
{
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && ratings[end].value == ratings[i].value;)
            end++;
        for (size_t j = i; j < end; j++)
            ratings[j].rank = (double)(i + end) / 2;
    }
}

static int ratings_collect(const struct rated_unit *units, size_t count,
                           struct rating *ratings, size_t *used, struct error *err)
{
    *used = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < units[i].count; j++) {
            if (domain_within("a rating", units[i].ratings[j], -DBL_MAX, DBL_MAX, err))
                return -1;
            if (units[i].count >= 2)
                ratings[(*used)++] = (struct rating){units[i].ratings[j], 0, i};
        }
    return 0;
}

/* ratings: all that have a partner, `used` of them, at least two. */
static void alpha_set(struct rating *ratings, size_t used, struct krippendorff *out)
{
    double n = (double)used;
    struct distances expected, observed = {0, 0, 0};

    qsort(ratings, used, sizeof *ratings, by_value);
    ranks_set(ratings, used);
    expected = distances_of(ratings, used);
    qsort(ratings, used, sizeof *ratings, by_unit_and_value);
    for (size_t i = 0, end; i < used; i = end) {
        struct distances unit;

        for (end = i; end < used && ratings[end].unit == ratings[i].unit;)
            end++;
        unit = distances_of(ratings + i, end - i);
        observed.nominal += unit.nominal / (double)(end - i - 1);
        observed.ordinal += unit.ordinal / (double)(end - i - 1);
        observed.interval += unit.interval / (double)(end - i - 1);
    }
    out->is_defined = true;
    out->nominal = out->ordinal = out->interval = 1;
    if (expected.nominal > 0) {
        out->nominal -= (n - 1) * observed.nominal / expected.nominal;
        out->ordinal -= (n - 1) * observed.ordinal / expected.ordinal;
        out->interval -= (n - 1) * observed.interval / expected.interval;
    }
}

int krippendorff_alpha(const struct rated_unit *units, size_t count,
                       struct krippendorff *out, struct error *err)
{
    struct rating *ratings;
    size_t total = 0, used;
    int rc = -1;

    for (size_t i = 0; i < count; i++)
        total += units[i].count;
    ratings = mem_new(total ? total : 1, sizeof *ratings);
    if (ratings_collect(units, count, ratings, &used, err))
        goto done;
    *out = (struct krippendorff){.is_defined = false};
    if (used)
        alpha_set(ratings, used, out);
    rc = 0;

done:
    free(ratings);
    return rc;
}
