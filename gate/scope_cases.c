/* gate/scope_cases.c - the cases of one scope, as statistics take them. */
#include "gate/scope_cases.h"

#include "base/mem.h"
#include "statistics/cluster.h"
#include "statistics/sum.h"

#include <math.h>
#include <stdlib.h>

void scope_cases_add(struct scope_cases *scope, const struct case_kinds *table,
                     double cohort_weight)
{
    scope->tables = mem_resize(scope->tables, scope->count + 1, sizeof *scope->tables);
    scope->cohort_weights = mem_resize(scope->cohort_weights, scope->count + 1,
                                       sizeof *scope->cohort_weights);
    scope->tables[scope->count] = table;
    scope->cohort_weights[scope->count++] = cohort_weight;
}

void scope_cases_release(struct scope_cases *scope)
{
    free(scope->tables);
    free(scope->cohort_weights);
    *scope = (struct scope_cases){.count = 0};
}

/* What stands in entries: cases of groups, and those with scores where these are asked
 * for. All others are counted at their kind. */
static bool entry_take(const struct scope_cursor *cursor, const struct case_kinds *table,
                       size_t at, struct cases_alike *out)
{
    const struct case_entries *entries = &table->entries;
    const struct case_kind *kind = &table->kinds[entries->kinds[at]];
    const int32_t group = entries->groups ? entries->groups[at] : -1;
    const bool has_score = cursor->of_score && kind->is_scored;

    if (group < 0 && !has_score)
        return false;
    *out = (struct cases_alike){kind,
                                1,
                                group,
                                has_score ? entries->scores[at] : (double)NAN,
                                has_score ? entries->base_scores[at] : (double)NAN,
                                cursor->table};
    return true;
}

static bool table_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    const struct case_kinds *table = cursor->scope->tables[cursor->table];

    while (cursor->kind < table->kind_count) {
        const struct case_kind *kind = &table->kinds[cursor->kind++];

        if (kind->count == 0 || (cursor->of_score && kind->is_scored))
            continue;
        *out = (struct cases_alike){kind,        kind->count, -1,
                                    (double)NAN, (double)NAN, cursor->table};
        return true;
    }
    while (cursor->entry < table->entries.count)
        if (entry_take(cursor, table, cursor->entry++, out))
            return true;
    return false;
}

bool scope_next(struct scope_cursor *cursor, struct cases_alike *out)
{
    for (; cursor->table < cursor->scope->count;
         cursor->table++, cursor->kind = 0, cursor->entry = 0)
        if (table_next(cursor, out))
            return true;
    return false;
}

bool scope_next_kind(struct scope_cursor *cursor, const struct case_kind **out)
{
    for (; cursor->table < cursor->scope->count; cursor->table++, cursor->kind = 0) {
        const struct case_kinds *table = cursor->scope->tables[cursor->table];

        if (cursor->kind < table->kind_count) {
            *out = &table->kinds[cursor->kind++];
            return true;
        }
    }
    return false;
}

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

/* What the cases of one table weigh, from the kind where it begins. */
struct table_weight {
    size_t table, first;
    struct sum sum;
};

/* What to multiply the weights of a table's cases by, so that together they weigh what
 * their cohort does. Of one cohort alone there is nothing to balance. */
static double table_scale(const struct scope_cases *scope,
                          const struct table_weight *table)
{
    double weight = scope->count > 1 ? scope->cohort_weights[table->table] : 0;
    double sum = sum_total(&table->sum);

    return weight > 0 && sum > 0 ? weight / sum : 1;
}

static unsigned repeats_of(const struct kind_side *side)
{
    return (unsigned)side->passed + side->failed + side->without;
}

/* A group's cases, summed in their order. */
struct group_sum {
    struct sum weight, candidate, base;
    int64_t cases;
};

static double within_share(double share)
{
    return fmin(fmax(share, 0), 1);
}

/* Groups by number; those of a cohort have numbers near each other. */
struct group_sums {
    struct group_sum *sums; /* owned; NULL: no case has a group */
    int64_t first;
};

static struct group_sums group_sums_for(const struct paired_kind *kinds, size_t count)
{
    struct group_sums out = {NULL, INT64_MAX};
    int64_t last = -1;

    for (size_t i = 0; i < count; i++) {
        if (kinds[i].cluster < 0)
            continue;
        last = kinds[i].cluster > last ? kinds[i].cluster : last;
        out.first = kinds[i].cluster < out.first ? kinds[i].cluster : out.first;
    }
    if (last >= 0)
        out.sums = mem_new((size_t)(last - out.first) + 1, sizeof *out.sums);
    return out;
}

static struct group_sum *group_of(const struct group_sums *groups,
                                  const struct paired_kind *kind)
{
    return kind->cluster < 0 ? NULL : &groups->sums[kind->cluster - groups->first];
}

static void group_add(struct group_sum *group, const struct paired_kind *kind)
{
    group->cases++;
    sum_add(&group->weight, kind->weight);
    sum_add(&group->candidate, kind->weight * kind->candidate);
    sum_add(&group->base, kind->weight * kind->base);
}

/* One kind for the cases of each group. A case that is alone in its group, here, is as
 * one without. Returns how many kinds are left. */
static size_t groups_merge(struct paired_kind *kinds, size_t count)
{
    struct group_sums groups = group_sums_for(kinds, count);
    size_t left = 0;

    if (!groups.sums)
        return count;
    for (size_t i = 0; i < count; i++) {
        struct paired_kind kind = kinds[i];
        struct group_sum *group = group_of(&groups, &kind);

        if (!group || group->cases == 0)
            kinds[left++] = kind;
        if (group)
            group_add(group, &kind);
    }
    for (size_t i = 0; i < left; i++) {
        struct group_sum *group = group_of(&groups, &kinds[i]);
        double weight;

        kinds[i].cluster = -1;
        if (!group || group->cases == 1)
            continue;
        weight = sum_total(&group->weight);
        kinds[i].repeated = true;
        kinds[i].weight = weight;
        kinds[i].candidate = within_share(sum_total(&group->candidate) / weight);
        kinds[i].base = within_share(sum_total(&group->base) / weight);
    }
    free(groups.sums);
    return left;
}

static void pair_count(struct scope_pairs *out, const struct paired_kind *kind)
{
    out->cases += kind->count;
    if (kind->candidate - kind->base > CLUSTER_NOTHING)
        out->better += kind->count;
    else if (kind->base - kind->candidate > CLUSTER_NOTHING)
        out->worse += kind->count;
}

void scope_pairs_make(const struct scope_cases *scope, bool of_score,
                      enum missing_as missing, struct scope_pairs *out)
{
    struct scope_cursor cursor = {.scope = scope, .of_score = of_score};
    struct cases_alike cases = {.table = 0};
    struct table_weight weight = {.first = 0};
    size_t capacity = 0;
    bool is_more = true;

    *out = (struct scope_pairs){.kinds = NULL};
    while (is_more) {
        is_more = scope_next(&cursor, &cases);
        if (!is_more || cases.table != weight.table) {
            double scale = table_scale(scope, &weight);

            for (size_t i = weight.first; i < out->count; i++)
                out->kinds[i].weight *= scale;
            weight = (struct table_weight){.first = out->count, .table = cases.table};
        }
        MEM_GROW(out->kinds, out->count, capacity);
        if (!is_more || !pair_of(&cases, of_score, missing, &out->kinds[out->count]))
            continue;
        pair_count(out, &out->kinds[out->count]);
        sum_add(&weight.sum, cases.kind->weight * (double)out->kinds[out->count++].count);
    }
    out->count = groups_merge(out->kinds, out->count);
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

/* The same for values of one side. */
static size_t rates_merge(struct rate_kind *kinds, size_t count)
{
    struct paired_kind *pairs = mem_new(count, sizeof *pairs);

    for (size_t i = 0; i < count; i++)
        pairs[i] = (struct paired_kind){0,
                                        kinds[i].score,
                                        kinds[i].weight,
                                        kinds[i].count,
                                        kinds[i].cluster,
                                        kinds[i].repeated};
    count = groups_merge(pairs, count);
    for (size_t i = 0; i < count; i++)
        kinds[i] = (struct rate_kind){pairs[i].candidate, pairs[i].weight, pairs[i].count,
                                      pairs[i].cluster, pairs[i].repeated};
    free(pairs);
    return count;
}

size_t scope_rates(const struct scope_cases *scope, enum measured measured,
                   enum missing_as missing, struct rate_kind **kinds)
{
    struct scope_cursor cursor = {.scope = scope, .of_score = measured == MEASURED_SCORE};
    size_t count = 0, capacity = 0;
    struct cases_alike cases = {.table = 0};
    struct table_weight weight = {.first = 0};
    bool is_more = true, has_groups = false;
    double x = 0;

    *kinds = NULL;
    while (is_more) {
        is_more = scope_next(&cursor, &cases);
        if (!is_more || cases.table != weight.table) {
            double scale = table_scale(scope, &weight);

            for (size_t i = weight.first; i < count; i++)
                (*kinds)[i].weight *= scale;
            weight = (struct table_weight){.first = count, .table = cases.table};
        }
        if (!is_more || !value_of(&cases, measured, missing, &x))
            continue;
        MEM_GROW(*kinds, count, capacity);
        (*kinds)[count] =
            (struct rate_kind){.score = x,
                               .weight = cases.kind->weight,
                               .count = cases.count,
                               .cluster = cases.group,
                               .repeated = repeats_of(&cases.kind->candidate) > 1};
        count++;
        sum_add(&weight.sum, cases.kind->weight * (double)cases.count);
        has_groups = has_groups || cases.group >= 0;
    }
    return has_groups ? rates_merge(*kinds, count) : count;
}
