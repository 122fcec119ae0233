/* tests/gate/test_latencies.c - the p95 by selection is that of the sorted numbers. */
#include "base/random.h"
#include "gate/latencies.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static int number_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Of many sizes, over several lists, with values that are often equal; half of them are
 * whole microseconds, and a few longer than 32 bits of these. */
Test(latencies, the_p95_is_the_nearest_rank_of_all_lists_together)
{
    struct random random = {95};

    for (int count = 1; count <= 300; count++) {
        struct latencies lists[3] = {{.ms = NULL}};
        struct scope_latencies scope = {.of = NULL};
        double sorted[300];
        int64_t rank = (95 * count + 99) / 100;

        for (int i = 0; i < count; i++) {
            sorted[i] = (double)(random_next(&random) % (count % 2 ? 20 : 1000000)) /
                        (random_next(&random) % 2 ? 7 : 8);
            if (random_next(&random) % 50 == 0)
                sorted[i] += 5e6;
            latencies_add(&lists[random_next(&random) % 3], sorted[i]);
        }
        for (int i = 0; i < 3; i++)
            scope_latencies_add(&scope, &lists[i]);
        qsort(sorted, (size_t)count, sizeof *sorted, number_compare);
        cr_expect_eq(latency_p95(&scope, 0, 0), sorted[rank - 1], "of %d", count);
        for (int i = 0; i < 3; i++)
            latencies_release(&lists[i]);
        scope_latencies_release(&scope);
    }
}

Test(latencies, those_that_are_not_known_stand_at_an_end)
{
    struct latencies list = {.ms = NULL};
    struct scope_latencies scope = {.of = NULL};

    cr_expect(isnan(latency_p95(&scope, 0, 0)));
    cr_expect_eq(latency_p95(&scope, 0, 1), (double)INFINITY);
    cr_expect_eq(latency_p95(&scope, 1, 0), (double)-INFINITY);
    for (int i = 1; i <= 95; i++)
        latencies_add(&list, i);
    scope_latencies_add(&scope, &list);
    cr_expect_eq(latency_p95(&scope, 0, 0), 91);
    cr_expect_eq(latency_p95(&scope, 5, 0), 90);
    cr_expect_eq(latency_p95(&scope, 0, 5), 95);
    cr_expect_eq(latency_p95(&scope, 0, 6), (double)INFINITY);
    latencies_release(&list);
    scope_latencies_release(&scope);
}
