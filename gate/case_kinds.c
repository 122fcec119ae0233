/* gate/case_kinds.c - the cases of one variant and cohort as kinds with counts. */
#include "gate/case_kinds.h"

#include "base/bytes_hash.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From so many kinds on, a weight that is new makes no more of them; a few more still
 * have numbers of one byte. */
enum { SLOTS_FIRST = 64, KINDS_WEIGHED_MAX = 100, REPEATS_MAX = UINT16_MAX / 4 };

void case_kinds_release(struct case_kinds *kinds)
{
    free(kinds->kinds);
    free(kinds->slots);
    case_stream_release(&kinds->stream);
    *kinds = (struct case_kinds){.kinds = NULL};
}

static bool counts_fit(unsigned passed, unsigned failed, unsigned unscored,
                       unsigned missing, unsigned scores)
{
    return passed <= REPEATS_MAX && failed <= REPEATS_MAX && unscored <= REPEATS_MAX &&
           missing <= REPEATS_MAX && scores <= passed + failed + unscored;
}

static bool scores_fit(double sum, unsigned count)
{
    return count == 0 || (sum >= -1e-9 && sum <= count + 1e-9);
}

static bool partner_fits(const struct case_partner *partner)
{
    return counts_fit(partner->passed, partner->failed, partner->unscored,
                      partner->missing, partner->score_count) &&
           scores_fit(partner->score_sum, partner->score_count);
}

int outcome_check(const struct case_outcome *outcome, struct error *err)
{
    if (counts_fit(outcome->passed, outcome->failed, outcome->unscored, outcome->missing,
                   outcome->score_count) &&
        scores_fit(outcome->score_sum, outcome->score_count) && outcome->weight > 0 &&
        isfinite(outcome->weight) && partner_fits(&outcome->baseline) &&
        partner_fits(&outcome->anchor))
        return 0;
    return error_set(err, ERROR_INPUT, "N0800",
                     "case %lld of the run file has counts, scores or a weight that no "
                     "run can come to",
                     (long long)outcome->number);
}

/* What two kinds are told apart by; no padding, for it is hashed and compared. */
struct kind_key {
    struct kind_side candidate, base;
    uint64_t weight; /* its bits */
    uint64_t flags;
};

static struct kind_key key_of(const struct case_kind *kind)
{
    struct kind_key key = {kind->candidate, kind->base, 0,
                           (uint64_t)kind->pass_pairs | (uint64_t)kind->score_pairs << 1 |
                               (uint64_t)kind->own << 2};

    memcpy(&key.weight, &kind->weight, sizeof key.weight);
    return key;
}

static bool key_equals(const struct case_kind *kind, const struct kind_key *key)
{
    struct kind_key other = key_of(kind);

    return memcmp(&other, key, sizeof other) == 0;
}

static void slots_grow(struct case_kinds *kinds)
{
    kinds->slot_count = kinds->slot_count ? 2 * kinds->slot_count : SLOTS_FIRST;
    free(kinds->slots);
    kinds->slots = mem_new(kinds->slot_count, sizeof *kinds->slots);
    for (size_t i = 0; i < kinds->kind_count; i++) {
        struct kind_key key = key_of(&kinds->kinds[i]);
        size_t slot = bytes_hash(&key, sizeof key) & (kinds->slot_count - 1);

        while (kinds->slots[slot])
            slot = (slot + 1) & (kinds->slot_count - 1);
        kinds->slots[slot] = (uint32_t)i + 1;
    }
}

/* The slot of the kind like it, or the free one where it would be. */
static uint32_t *slot_of(struct case_kinds *kinds, const struct kind_key *key)
{
    size_t slot;

    if (2 * kinds->kind_count >= kinds->slot_count)
        slots_grow(kinds);
    slot = bytes_hash(key, sizeof *key) & (kinds->slot_count - 1);
    while (kinds->slots[slot] && !key_equals(&kinds->kinds[kinds->slots[slot] - 1], key))
        slot = (slot + 1) & (kinds->slot_count - 1);
    return &kinds->slots[slot];
}

static void weigh_apart(struct case_kind *kind)
{
    kind->own |= weight_is_millionths(kind->weight) ? OWN_WEIGHT_MILLIONTHS
                 : weight_is_short(kind->weight)    ? OWN_WEIGHT_SHORT
                                                    : OWN_WEIGHT;
    kind->weight = 0;
}

/* Its index; new where there is none like it: of many weights, the kind whose cases have
 * each its own. */
static uint32_t kind_number(struct case_kinds *kinds, struct case_kind *kind)
{
    struct kind_key key = key_of(kind);
    uint32_t *slot;

    if (kinds->kind_count && key_equals(&kinds->kinds[kinds->last], &key))
        return kinds->last;
    slot = slot_of(kinds, &key);
    if (!*slot && kinds->kind_count >= KINDS_WEIGHED_MAX && kind->weight != 1) {
        weigh_apart(kind);
        key = key_of(kind);
        slot = slot_of(kinds, &key);
    }
    if (!*slot) {
        MEM_GROW(kinds->kinds, kinds->kind_count, kinds->kind_capacity);
        kinds->kinds[kinds->kind_count++] = *kind;
        kinds->own |= kind->own;
        *slot = (uint32_t)kinds->kind_count;
    }
    return kinds->last = *slot - 1;
}

/* Whether the side's scores say no more than its passes. */
static bool is_plain(unsigned passed, unsigned failed, double score_sum, unsigned scores)
{
    return scores == passed + failed && score_sum == passed;
}

static double score_of(double sum, unsigned count)
{
    return count ? fmin(fmax(sum / count, 0), 1) : (double)NAN;
}

static bool lacks(const struct kind_side *side)
{
    return side->without > 0 || side->scores < side->passed + side->failed;
}

static struct kind_side side_of_partner(const struct case_partner *partner)
{
    return (struct kind_side){(uint16_t)partner->passed, (uint16_t)partner->failed,
                              (uint16_t)(partner->unscored + partner->missing),
                              (uint16_t)partner->score_count};
}

void case_kinds_add(struct case_kinds *kinds, const struct case_outcome *outcome,
                    const struct case_partner *partner, int32_t group)
{
    struct case_kind kind = {
        .candidate = {(uint16_t)outcome->passed, (uint16_t)outcome->failed,
                      (uint16_t)(outcome->unscored + outcome->missing),
                      (uint16_t)outcome->score_count},
        .weight = outcome->weight,
        .own = group >= 0 ? OWN_GROUP : 0};
    struct case_own own = {.group = group,
                           .weight = outcome->weight,
                           .score = score_of(outcome->score_sum, outcome->score_count)};
    uint32_t number;

    if (!is_plain(outcome->passed, outcome->failed, outcome->score_sum,
                  outcome->score_count))
        kind.own |= OWN_SCORE;
    if (partner) {
        kind.pass_pairs = partner->pairing == PAIRING_PAIRED;
        kind.score_pairs = partner->score_pairing == PAIRING_PAIRED;
    }
    if (kind.pass_pairs || kind.score_pairs) {
        kind.base = side_of_partner(partner);
        own.base_score = score_of(partner->score_sum, partner->score_count);
        if (!is_plain(partner->passed, partner->failed, partner->score_sum,
                      partner->score_count))
            kind.own |= OWN_BASE_SCORE;
    }
    number = kind_number(kinds, &kind);
    kinds->lacks_some = kinds->lacks_some || lacks(&kind.candidate) || lacks(&kind.base);
    kinds->kinds[number].count++;
    if (kind.own)
        case_stream_add(&kinds->stream, number, kind.own, &own);
}
