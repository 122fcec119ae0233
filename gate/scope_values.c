/* gate/scope_values.c - what the cases of one scope come to, gone through as statistics
 * take them. */
#include "gate/scope_values.h"

#include "base/mem.h"
#include "statistics/cluster.h"
#include "statistics/sum.h"

#include <math.h>
#include <stdlib.h>

enum { CASES_OF_SMALL = 6 }; /* fewer than that in a group */

/* What a side's repeats come to: their sum, of so many that have a value. */
struct side_sum {
    double sum;
    unsigned count, all;
};

/* has_score: else each is what it passed. */
static struct side_sum side_sum(const struct kind_side *side, bool has_score,
                                double score)
{
    struct side_sum out = {side->passed, (unsigned)side->passed + side->failed, 0};

    out.all = out.count + side->without;
    if (has_score) {
        out.count = side->scores;
        out.sum = side->scores ? score * side->scores : 0;
    }
    return out;
}

/* fill: what repeats without a value count as, 0 or 1; LEFT_OUT. */
enum { LEFT_OUT = -1 };
static inline bool side_value(const struct side_sum *side, int fill, double *value)
{
    const unsigned all = fill == LEFT_OUT ? side->count : side->all;

    if (all == 0)
        return false;
    *value = fill > 0 ? side->sum + (all - side->count) : side->sum;
    if (all > 1)
        *value /= all;
    return true;
}

static const struct {
    int candidate, base;
} fills[] = {[MISSING_LEFT_OUT] = {LEFT_OUT, LEFT_OUT},
             [MISSING_WORST] = {0, 1},
             [MISSING_BEST] = {1, 0}};

static bool pair_of(const struct cases_alike *cases, bool of_score,
                    enum missing_as missing, struct paired_kind *out)
{
    const struct case_kind *kind = cases->kind;
    struct side_sum candidate =
        side_sum(&kind->candidate, of_score && kind->own & OWN_SCORE, cases->score);
    struct side_sum base =
        side_sum(&kind->base, of_score && kind->own & OWN_BASE_SCORE, cases->base_score);

    if (!(of_score ? kind->score_pairs : kind->pass_pairs))
        return false;
    *out = (struct paired_kind){.weight = cases->weight,
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
    struct side_sum side = side_sum(
        &cases->kind->candidate,
        measured == MEASURED_SCORE && cases->kind->own & OWN_SCORE, cases->score);

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
    *out = (struct paired_kind){.weight = cases->weight,
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

/* What is seen of groups on the way through the cases. Those of a cohort have numbers
 * near each other. */
struct groups_seen {
    int64_t first, last; /* numbers below GROUP_TOGETHER; last -1: there are none */
    int64_t before;      /* of the case before */
    int64_t cases;       /* of groups with such numbers */
    bool are_apart;      /* a group was left and met again, or so it may be */
    bool has_some;
};

static bool may_be_apart(int64_t group)
{
    return group >= 0 && group < GROUP_TOGETHER;
}

static void group_see(struct groups_seen *seen, int64_t group)
{
    seen->has_some = seen->has_some || group >= 0;
    seen->cases += may_be_apart(group);
    if (may_be_apart(group) && group != seen->before) {
        seen->are_apart = seen->are_apart || group <= seen->last;
        seen->first = group < seen->first ? group : seen->first;
        seen->last = group > seen->last ? group : seen->last;
    }
    seen->before = group;
}

/* What to multiply the weights of each table's cases by, so that together they weigh what
 * their cohort does. Of one cohort alone there is nothing to balance. Counts on the way.
 */
static struct groups_seen tables_weigh(struct scope_values *values)
{
    const struct scope_cases *scope = values->scope;
    struct sum *sums = mem_new(scope->count + 1, sizeof *sums);
    struct groups_seen seen = {INT64_MAX, -1, -1, 0, false, false};
    struct cases_alike cases;
    struct paired_kind kind;

    values->scales = mem_new(scope->count + 1, sizeof *values->scales);
    cases_begin(values);
    while (cases_next(values, &cases, &kind)) {
        change_count(values, &kind);
        sum_add(&sums[cases.table], kind.weight * (double)kind.count);
        group_see(&seen, kind.cluster);
    }
    for (size_t i = 0; i < scope->count; i++) {
        const double weight = scope->count > 1 ? scope->cohort_weights[i] : 0;
        const double sum = sum_total(&sums[i]);

        values->scales[i] = weight > 0 && sum > 0 ? weight / sum : 1;
    }
    free(sums);
    return seen;
}

/* Where the cases of each group are. A place is that in the streams of all tables, one
 * behind the other. */
struct group_places {
    size_t *bases;    /* owned; of each table's stream, and where the last one ends */
    uint32_t *places; /* owned; group by group, in the order of cases */
    uint32_t *ends;   /* owned; by number less first_group: where its places end, and the
                         next one's begin */
    struct scope_values reader; /* the same values, wherever it begins; borrows */
};

/* The next cases that have a value, with the weight that they count by. */
static bool weighed_next(struct scope_values *values, struct paired_kind *out)
{
    struct cases_alike cases;

    if (!cases_next(values, &cases, out))
        return false;
    out->weight *= values->scales[cases.table];
    return true;
}

/* A group's cases, summed in their order. */
struct group_sum {
    struct sum weight, candidate, base;
    bool has_one, has_more;
};

static inline void group_add(struct group_sum *group, const struct paired_kind *kind)
{
    group->has_more = group->has_one;
    group->has_one = true;
    sum_add(&group->weight, kind->weight);
    sum_add(&group->candidate, kind->weight * kind->candidate);
    sum_add(&group->base, kind->weight * kind->base);
}

/* The same while others are summed. Of what a sum loses, some 1e-16 of it, a float keeps
 * enough. */
struct group_held {
    double weight, candidate, base;
    float weight_lost, candidate_lost, base_lost;
    uint16_t turn; /* in which it was given last */
    bool has_one, has_more;
};

static struct group_sum group_load(const struct group_held *held)
{
    return (struct group_sum){{held->weight, (double)held->weight_lost},
                              {held->candidate, (double)held->candidate_lost},
                              {held->base, (double)held->base_lost},
                              held->has_one,
                              held->has_more};
}

static void group_hold(struct group_held *held, const struct group_sum *group)
{
    *held = (struct group_held){.weight = group->weight.value,
                                .candidate = group->candidate.value,
                                .base = group->base.value,
                                .weight_lost = (float)group->weight.lost,
                                .candidate_lost = (float)group->candidate.lost,
                                .base_lost = (float)group->base.lost,
                                .has_one = group->has_one,
                                .has_more = group->has_more};
}

static void groups_sum(struct scope_values *values, const struct groups_seen *seen)
{
    struct paired_kind kind;

    values->first_group = seen->first;
    values->groups =
        mem_new((size_t)(seen->last - seen->first) + 1, sizeof *values->groups);
    cases_begin(values);
    while (weighed_next(values, &kind)) {
        struct group_held *held;
        struct group_sum group;

        if (!may_be_apart(kind.cluster))
            continue;
        held = &values->groups[kind.cluster - seen->first];
        group = group_load(held);
        group_add(&group, &kind);
        group_hold(held, &group);
    }
}

/* Of the case that was read last. */
static uint32_t place_now(const struct scope_values *values)
{
    return (uint32_t)(values->places->bases[values->cursor.table] + values->cursor.at);
}

/* Of each group as many as it has cases; then where its first one stands. */
static void places_count(struct scope_values *values, size_t groups)
{
    uint32_t *ends = values->places->ends, sum = 0;
    struct paired_kind kind;

    cases_begin(values);
    while (weighed_next(values, &kind))
        if (may_be_apart(kind.cluster))
            ends[kind.cluster - values->first_group]++;
    for (size_t i = 0; i < groups; i++) {
        const uint32_t count = ends[i];

        ends[i] = sum;
        sum += count;
    }
}

static void places_make(struct scope_values *values, const struct groups_seen *seen)
{
    const struct scope_cases *scope = values->scope;
    const size_t groups = (size_t)(seen->last - seen->first) + 1;
    struct group_places *places = mem_new(1, sizeof *places);
    struct paired_kind kind;

    places->reader = *values;
    cases_begin(&places->reader);
    values->places = places;
    values->first_group = seen->first;
    places->bases = mem_new(scope->count + 1, sizeof *places->bases);
    for (size_t i = 0; i < scope->count; i++)
        places->bases[i + 1] = places->bases[i] + scope->tables[i]->stream.length;
    places->ends = mem_new(groups, sizeof *places->ends);
    places->places = mem_new((size_t)seen->cases, sizeof *places->places);
    places_count(values, groups);
    cases_begin(values);
    while (weighed_next(values, &kind))
        if (may_be_apart(kind.cluster))
            places->places[places->ends[kind.cluster - seen->first]++] =
                place_now(values);
}

/* Whether places take so much less than sums that a second reading of each case is worth
 * it. */
static bool are_small(const struct scope_values *values, const struct groups_seen *seen)
{
    const struct scope_cases *scope = values->scope;
    size_t bytes = 0;

    for (size_t i = 0; i < scope->count; i++)
        bytes += scope->tables[i]->stream.length;
    return bytes <= UINT32_MAX &&
           seen->cases < CASES_OF_SMALL * (seen->last - seen->first + 1);
}

static void values_open(struct scope_values *values)
{
    const struct groups_seen seen = tables_weigh(values);

    values->has_groups = seen.has_some;
    if (!seen.are_apart)
        return;
    if (are_small(values, &seen))
        places_make(values, &seen);
    else
        groups_sum(values, &seen);
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
    if (values->places) {
        free(values->places->bases);
        free(values->places->places);
        free(values->places->ends);
        free(values->places);
    }
}

static double within_share(double share)
{
    return fmin(fmax(share, 0), 1);
}

/* A case that is alone in its group, here, is as one without. */
static void group_take(const struct group_sum *group, struct paired_kind *kind)
{
    const double weight = sum_total(&group->weight);

    kind->cluster = -1;
    if (!group->has_more)
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
    values->has_ahead = false;
    cases_begin(values);
}

static bool ahead_next(struct scope_values *values, struct paired_kind *out)
{
    if (!values->has_ahead)
        return weighed_next(values, out);
    values->has_ahead = false;
    *out = values->ahead;
    return true;
}

/* The cases of a group that stand together, up to the next one's. */
static void together_take(struct scope_values *values, struct paired_kind *out)
{
    struct group_sum group = {.has_one = false};

    group_add(&group, out);
    while ((values->has_ahead = weighed_next(values, &values->ahead)) &&
           values->ahead.cluster == out->cluster)
        group_add(&group, &values->ahead);
    group_take(&group, out);
}

/* A group stands where its first case does: false where it was given. */
static bool held_take(struct scope_values *values, struct paired_kind *out)
{
    struct group_held *held = &values->groups[out->cluster - values->first_group];
    struct group_sum group;

    if (held->turn == values->turn)
        return false;
    held->turn = values->turn;
    group = group_load(held);
    group_take(&group, out);
    return true;
}

/* The case at a place: it has a value. */
static struct paired_kind place_read(const struct scope_values *values, uint32_t place)
{
    const size_t *bases = values->places->bases;
    struct scope_values *reader = &values->places->reader;
    size_t table = 0, above = values->scope->count;
    struct paired_kind kind;

    while (above - table > 1) {
        const size_t middle = table + (above - table) / 2;

        *(place < bases[middle] ? &above : &table) = middle;
    }
    scope_begin_at(&reader->cursor, table, place - bases[table]);
    if (!weighed_next(reader, &kind))
        kind = (struct paired_kind){.weight = 0};
    return kind;
}

/* As held_take(), with a group whose cases are read where they are. */
static bool places_take(struct scope_values *values, struct paired_kind *out)
{
    const struct group_places *places = values->places;
    const size_t number = (size_t)(out->cluster - values->first_group);
    const uint32_t begin = number ? places->ends[number - 1] : 0;
    struct group_sum group = {.has_one = false};

    if (places->places[begin] != place_now(values))
        return false;
    group_add(&group, out);
    for (uint32_t i = begin + 1; i < places->ends[number]; i++) {
        const struct paired_kind kind = place_read(values, places->places[i]);

        group_add(&group, &kind);
    }
    group_take(&group, out);
    return true;
}

static bool group_next(struct scope_values *values, struct paired_kind *out)
{
    while (ahead_next(values, out)) {
        if (out->cluster < 0)
            return true;
        if ((!values->groups && !values->places) || !may_be_apart(out->cluster)) {
            together_take(values, out);
            return true;
        }
        if (values->places ? places_take(values, out) : held_take(values, out))
            return true;
    }
    return false;
}

static bool paired_next(void *context, struct paired_kind *out)
{
    struct scope_values *values = context;

    return values->has_groups ? group_next(values, out) : weighed_next(values, out);
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
