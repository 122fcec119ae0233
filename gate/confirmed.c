/* gate/confirmed.c - cases that surely got worse, each by itself. */
#include "gate/confirmed.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "statistics/fisher.h"

#include <stdlib.h>

static const double false_share = 0.10; /* of the cases that are marked */

struct p_count {
    double p;
    int64_t count;
};

static int p_of(const struct kind_side *base, const struct kind_side *candidate,
                double *p, struct error *err)
{
    return fisher_drop(base->passed, base->passed + base->failed, candidate->passed,
                       candidate->passed + candidate->failed, p, err);
}

static bool is_pair(const struct case_kind *kind)
{
    return kind->pass_pairs && kind->candidate.passed + kind->candidate.failed > 0 &&
           kind->base.passed + kind->base.failed > 0;
}

/* Takes each kind that pairs with its p and its cases. */
static int each_p(const struct scope_cases *scope, struct p_count **all, size_t *count,
                  struct error *err)
{
    struct scope_cursor cursor = {.scope = scope};
    const struct case_kind *kind;
    size_t capacity = 0;
    int rc = 0;

    *all = NULL;
    *count = 0;
    while (rc == 0 && scope_next_kind(&cursor, &kind)) {
        if (!is_pair(kind))
            continue;
        MEM_GROW(*all, *count, capacity);
        (*all)[*count].count = kind->count;
        rc = p_of(&kind->base, &kind->candidate, &(*all)[*count].p, err);
        ++*count;
    }
    return rc;
}

static int p_compare(const void *a, const void *b)
{
    double x = ((const struct p_count *)a)->p, y = ((const struct p_count *)b)->p;

    return (x > y) - (x < y);
}

int confirmed_limit(const struct scope_cases *scope, double *limit, struct error *err)
{
    struct p_count *all;
    int64_t cases = 0, below = 0;
    size_t count;
    int rc = each_p(scope, &all, &count, err);

    *limit = -1;
    if (rc == 0 && count) {
        qsort(all, count, sizeof *all, p_compare);
        for (size_t i = 0; i < count; i++)
            cases += all[i].count;
    }
    for (size_t i = 0; rc == 0 && i < count; i++) {
        below += all[i].count;
        if (all[i].p * (double)cases <= false_share * (double)below)
            *limit = all[i].p;
    }
    free(all);
    return rc;
}

int confirmed_count(const struct scope_cases *scope, double limit, int64_t *count,
                    struct error *err)
{
    struct p_count *all;
    size_t kinds;
    int rc = each_p(scope, &all, &kinds, err);

    *count = 0;
    for (size_t i = 0; rc == 0 && i < kinds; i++)
        if (all[i].p <= limit)
            *count += all[i].count;
    free(all);
    return rc;
}

bool case_is_confirmed(const struct judgement *judgement,
                       const struct case_outcome *outcome)
{
    const struct gate_scope *whole =
        judgement_scope(judgement, outcome->variant, SCOPE_ALL);
    const struct case_partner *base = &outcome->baseline;
    struct error err = ERROR_INIT;
    double p;

    return whole && whole->confirmed_p >= 0 && base->pairing == PAIRING_PAIRED &&
           outcome->passed + outcome->failed > 0 && base->passed + base->failed > 0 &&
           fisher_drop(base->passed, base->passed + base->failed, outcome->passed,
                       outcome->passed + outcome->failed, &p, &err) == 0 &&
           p <= whole->confirmed_p;
}
