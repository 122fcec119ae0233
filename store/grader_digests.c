/* store/grader_digests.c - two digests of the graders that a case had. */
#include "store/grader_digests.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int grader_compare(const void *a, const void *b)
{
    const struct plan_grader *const *of_a = a, *const *of_b = b;
    int order = strcmp((*of_a)->digest, (*of_b)->digest);

    if (order)
        return order;
    return ((*of_a)->weight > (*of_b)->weight) - ((*of_a)->weight < (*of_b)->weight);
}

void grader_digests_make(const struct plan_grader *graders, const int *list, size_t count,
                         struct grader_digests *out)
{
    const struct plan_grader **sorted = mem_new(count, sizeof *sorted);
    struct sha256 *pass = sha256_new(), *score = sha256_new();

    for (size_t i = 0; i < count; i++)
        sorted[i] = &graders[list[i]];
    if (count)
        qsort(sorted, count, sizeof *sorted, grader_compare);
    for (size_t i = 0; i < count; i++) {
        char weight[32];

        snprintf(weight, sizeof weight, "%.17g", sorted[i]->weight);
        if (sorted[i]->required)
            sha256_add_text(pass, sorted[i]->digest);
        sha256_add_text(score, sorted[i]->digest);
        sha256_add_text(score, weight);
    }
    sha256_end_hex(pass, out->pass);
    sha256_end_hex(score, out->score);
    sha256_free(pass);
    sha256_free(score);
    free(sorted);
}

int grader_digests_parse(const struct plan_grader *graders, size_t grader_count,
                         const char *list, struct grader_digests *out)
{
    json_t *json = list ? json_loads(list, 0, NULL) : NULL;
    size_t count = json_array_size(json);
    int *indexes = mem_new(count, sizeof *indexes);
    int rc = json ? 0 : -1;

    for (size_t i = 0; i < count; i++) {
        uint64_t index = (uint64_t)json_integer_value(json_array_get(json, i));

        if (index >= grader_count)
            rc = -1;
        indexes[i] = (int)index;
    }
    if (rc == 0)
        grader_digests_make(graders, indexes, count, out);
    free(indexes);
    json_decref(json);
    return rc;
}
