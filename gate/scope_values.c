/* gate/scope_values.c - what the cases of one scope come to, gone through as statistics
 * take them. */
#include "gate/scope_values.h"

#include "base/mem.h"
#include "statistics/cluster.h"
#include "statistics/sum.h"

#include <math.h>
#include <stdlib.h>

/* What a side's repeats come to: their sum, of so many that have a value. */
struct side_sum {
    double sum;
    unsigned count, all;
};

static struct side_sum side_sum(const struct kind_side *side, bool of_score,
                                bool is_scored, double score)
{
    struct side_sum out = {side->passed, (unsigned)side->passed + side->failed, 0};

    out.all = out.count + side->without;
    if (of_score && is_scored) {
        out.count = side->scores;
        out.sum = side->scores ? score * side->scores : 0;
    }
    return out;
}

/* fill: what repeats without a value count as; NaN: they are left out. */
static bool side_value(const struct side_sum *side, double fill, double *value)
{
    unsigned all = isnan(fill) ? side->count : side->all;

    if (all == 0)
        return false;
    *value = side->sum / all;
    if (!isnan(fill) && fill > 0)
        *value = (side->sum + fill * (all - side->count)) / all;
    return true;
}

static const struct {
    double candidate, base;
} fills[] = {
    [MISSING_LEFT_OUT] = {NAN, NAN}, [MISSING_WORST] = {0, 1}, [MISSING_BEST] = {1, 0}};

static bool pair_of(const struct cases_alike *cases, bool of_score,
                    enum missing_as missing, struct paired_kind *out)
{
    const struct case_kind *kind = cases->kind;
    struct side_sum candidate =
        side_sum(&kind->candidate, of_score, kind->is_scored, cases->score);
    struct side_sum base =
        side_sum(&kind->base, of_score, kind->is_scored, cases->base_score);

    if (!(of_score ? kind->score_pairs : kind->pass_pairs))
        return false;
    *out = (struct paired_kind){.weight = kind->weight,
                                .count = cases->count,
                                .cluster = cases->group,
                                .repeated = candidate.all > 1 || base.all > 1};
    return side_value(&candidate, fills[missing].candidate, &out->candidate) &&
           side_value(&base, fills[missing].base, &out->base);
}

static unsigned repeats_of(const struct kind_side *side)
{
    return (unsigned)side->passed + side->failed + side->without;
}

static bool value_of(const struct cases_alike *cases, enum measured measured,
                     enum missing_as missing, double *value)
{
    struct side_sum side = side_sum(&cases->kind->candidate, measured == MEASURED_SCORE,
                                    cases->kind->is_scored, cases->score);

    if (!side_value(&side, fills[missing].candidate, value))
        return false;
    if (measured == MEASURED_ALL)
        *value = *value >= 1;
    else if (measured == MEASURED_ANY)
        *value = *value > 0;
    return true;
}

static bool rate_of_case(const struct cases_alike *cases, enum measured measured,
                         enum missing_as missing, struct paired_kind *out)
{
    *out = (struct paired_kind){.weight = cases->kind->weight,
                                .count = cases->count,
                                .cluster = cases->group,
                                .repeated = repeats_of(&cases->kind->candidate) > 1};
    return value_of(cases, measured, missing, &out->candidate);
}

static void cases_begin(struct scope_values *values)
{
    values->cursor = (struct scope_cursor){
        .scope = values->scope, .of_score = values->measured == MEASURED_SCORE};
}

/* The next cases that have a value, with the weight and the group they have. */
static bool cases_next(struct scope_values *values, struct cases_alike *cases,
                       struct paired_kind *out)
{
    while (scope_next(&values->cursor, cases))
        if (values->is_paired
                ? pair_of(cases, values->measured == MEASURED_SCORE, values->missing, out)
                : rate_of_case(cases, values->measured, values->missing, out))
            return true;
    return false;
}

static void change_count(struct scope_values *values, const struct paired_kind *kind)
{
    values->cases += kind->count;
    if (kind->candidate - kind->base > CLUSTER_NOTHING)
        values->better += kind->count;
    else if (kind->base - kind->candidate > CLUSTER_NOTHING)
        values->worse += kind->count;
}

/* What to multiply the weights of each table's cases by, so that together they weigh what
 * their cohort does. Of one cohort alone there is nothing to balance. Counts on the way.
 * Groups by number: those of a cohort have numbers near each other. Returns the last. */
static int64_t tables_weigh(struct scope_values *values)
{
    const struct scope_cases *scope = values->scope;
    struct sum *sums = mem_new(scope->count + 1, sizeof *sums);
    struct cases_alike cases;
    struct paired_kind kind;
    int64_t last = -1;

    values->scales = mem_new(scope->count + 1, sizeof *values->scales);
    values->first_group = INT64_MAX;
    cases_begin(values);
    while (cases_next(values, &cases, &kind)) {
        change_count(values, &kind);
        sum_add(&sums[cases.table], kind.weight * (double)kind.count);
        if (kind.cluster < 0)
            continue;
        last = kind.cluster > last ? kind.cluster : last;
        values->first_group =
            kind.cluster < values->first_group ? kind.cluster : values->first_group;
    }
    for (size_t i = 0; i < scope->count; i++) {
        const double weight = scope->count > 1 ? scope->cohort_weights[i] : 0;
        const double sum = sum_total(&sums[i]);

        values->scales[i] = weight > 0 && sum > 0 ? weight / sum : 1;
    }
    free(sums);
    return last;
}

/* A group's cases, summed in their order. */
struct group_sum {
    struct sum weight, candidate, base;
    uint32_t cases;
    uint32_t turn; /* in which it was given last */
};

static struct group_sum *group_of(const struct scope_values *values,
                                  const struct paired_kind *kind)
{
    return kind->cluster < 0 ? NULL
                             : &values->groups[kind->cluster - values->first_group];
}

static void groups_sum(struct scope_values *values, int64_t last)
{
    struct cases_alike cases;
    struct paired_kind kind;

    values->groups =
        mem_new((size_t)(last - values->first_group) + 1, sizeof *values->groups);
    cases_begin(values);
    while (cases_next(values, &cases, &kind)) {
        struct group_sum *group = group_of(values, &kind);
        const double weight = kind.weight * values->scales[cases.table];

        if (!group)
            continue;
        group->cases++;
        sum_add(&group->weight, weight);
        sum_add(&group->candidate, weight * kind.candidate);
        sum_add(&group->base, weight * kind.base);
    }
}

static void values_open(struct scope_values *values)
{
    const int64_t last = tables_weigh(values);

    if (last >= 0)
        groups_sum(values, last);
}

void scope_pairs_open(struct scope_values *values, const struct scope_cases *scope,
                      bool of_score, enum missing_as missing)
{
    *values = (struct scope_values){.scope = scope,
                                    .is_paired = true,
                                    .measured = of_score ? MEASURED_SCORE : MEASURED_PASS,
                                    .missing = missing};
    values_open(values);
}

void scope_rates_open(struct scope_values *values, const struct scope_cases *scope,
                      enum measured measured, enum missing_as missing)
{
    *values =
        (struct scope_values){.scope = scope, .measured = measured, .missing = missing};
    values_open(values);
}

void scope_values_release(struct scope_values *values)
{
    free(values->scales);
    free(values->groups);
}

static double within_share(double share)
{
    return fmin(fmax(share, 0), 1);
}

/* A case that is alone in its group, here, is as one without. */
static void group_take(const struct group_sum *group, struct paired_kind *kind)
{
    const double weight = sum_total(&group->weight);

    if (group->cases == 1)
        return;
    kind->repeated = true;
    kind->weight = weight;
    kind->candidate = within_share(sum_total(&group->candidate) / weight);
    kind->base = within_share(sum_total(&group->base) / weight);
}

static void walk_begin(void *context)
{
    struct scope_values *values = context;

    values->turn++;
    cases_begin(values);
}

/* A group stands where its first case does. */
static bool paired_next(void *context, struct paired_kind *out)
{
    struct scope_values *values = context;
    struct cases_alike cases;

    while (cases_next(values, &cases, out)) {
        struct group_sum *group = group_of(values, out);

        out->weight *= values->scales[cases.table];
        out->cluster = -1;
        if (!group)
            return true;
        if (group->turn == values->turn)
            continue;
        group->turn = values->turn;
        group_take(group, out);
        return true;
    }
    return false;
}

static bool rate_next(void *context, struct rate_kind *out)
{
    struct paired_kind kind;

    if (!paired_next(context, &kind))
        return false;
    *out = (struct rate_kind){kind.candidate, kind.weight, kind.count, kind.cluster,
                              kind.repeated};
    return true;
}

struct paired_walk scope_paired_walk(struct scope_values *values)
{
    return (struct paired_walk){walk_begin, paired_next, values};
}

struct rate_walk scope_rate_walk(struct scope_values *values)
{
    return (struct rate_walk){walk_begin, rate_next, values};
}
