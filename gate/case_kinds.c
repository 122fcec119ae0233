/* gate/case_kinds.c - the cases of one variant and cohort as kinds with counts. */
#include "gate/case_kinds.h"

#include "base/bytes_hash.h"
#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 64, ENTRIES_FIRST = 64, REPEATS_MAX = UINT16_MAX / 4 };

void case_kinds_release(struct case_kinds *kinds)
{
    free(kinds->kinds);
    free(kinds->slots);
    free(kinds->entries.kinds);
    free(kinds->entries.kinds_high);
    free(kinds->entries.groups);
    free(kinds->entries.scores);
    free(kinds->entries.base_scores);
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
                               (uint64_t)kind->is_scored << 2};

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

/* Its index; new where there is none like it. */
static uint32_t kind_number(struct case_kinds *kinds, const struct case_kind *kind)
{
    struct kind_key key = key_of(kind);
    size_t slot;

    if (kinds->kind_count && key_equals(&kinds->kinds[kinds->last], &key))
        return kinds->last;
    if (2 * kinds->kind_count >= kinds->slot_count)
        slots_grow(kinds);
    slot = bytes_hash(&key, sizeof key) & (kinds->slot_count - 1);
    for (; kinds->slots[slot]; slot = (slot + 1) & (kinds->slot_count - 1)) {
        if (key_equals(&kinds->kinds[kinds->slots[slot] - 1], &key))
            return kinds->last = kinds->slots[slot] - 1;
    }
    MEM_GROW(kinds->kinds, kinds->kind_count, kinds->kind_capacity);
    kinds->kinds[kinds->kind_count++] = *kind;
    kinds->slots[slot] = (uint32_t)kinds->kind_count;
    return kinds->last = (uint32_t)kinds->kind_count - 1;
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

static void entries_grow(struct case_entries *entries)
{
    if (entries->count < entries->capacity)
        return;
    entries->capacity = entries->capacity ? 2 * entries->capacity : ENTRIES_FIRST;
    entries->kinds =
        mem_resize(entries->kinds, entries->capacity, sizeof *entries->kinds);
    if (entries->kinds_high)
        entries->kinds_high = mem_resize(entries->kinds_high, entries->capacity,
                                         sizeof *entries->kinds_high);
    if (entries->groups)
        entries->groups =
            mem_resize(entries->groups, entries->capacity, sizeof *entries->groups);
    if (entries->scores) {
        entries->scores =
            mem_resize(entries->scores, entries->capacity, sizeof *entries->scores);
        entries->base_scores = mem_resize(entries->base_scores, entries->capacity,
                                          sizeof *entries->base_scores);
    }
}

/* Without a score. */
static void entry_add(struct case_entries *entries, uint32_t kind, int32_t group)
{
    const size_t at = entries->count;

    entries_grow(entries);
    if (group >= 0 && !entries->groups) {
        entries->groups = mem_new(entries->capacity, sizeof *entries->groups);
        for (size_t i = 0; i < at; i++)
            entries->groups[i] = -1;
    }
    if (kind > UINT16_MAX && !entries->kinds_high)
        entries->kinds_high = mem_new(entries->capacity, sizeof *entries->kinds_high);
    entries->kinds[at] = (uint16_t)kind;
    if (entries->kinds_high)
        entries->kinds_high[at] = (uint16_t)(kind >> 16);
    if (entries->groups)
        entries->groups[at] = group;
    entries->count++;
}

/* Of the last entry. Others of kinds that are not scored have none that is looked at. */
static void entry_score(struct case_entries *entries, double score, double base_score)
{
    if (!entries->scores) {
        entries->scores = mem_new(entries->capacity, sizeof *entries->scores);
        entries->base_scores = mem_new(entries->capacity, sizeof *entries->base_scores);
    }
    entries->scores[entries->count - 1] = score;
    entries->base_scores[entries->count - 1] = base_score;
}

void case_kinds_add(struct case_kinds *kinds, const struct case_outcome *outcome,
                    const struct case_partner *partner, int32_t group)
{
    struct case_kind kind = {
        .candidate = {(uint16_t)outcome->passed, (uint16_t)outcome->failed,
                      (uint16_t)(outcome->unscored + outcome->missing),
                      (uint16_t)outcome->score_count},
        .weight = outcome->weight,
        .is_scored = !is_plain(outcome->passed, outcome->failed, outcome->score_sum,
                               outcome->score_count)};
    double base_score = (double)NAN;
    uint32_t number;

    if (partner) {
        kind.pass_pairs = partner->pairing == PAIRING_PAIRED;
        kind.score_pairs = partner->score_pairing == PAIRING_PAIRED;
    }
    if (kind.pass_pairs || kind.score_pairs) {
        kind.base =
            (struct kind_side){(uint16_t)partner->passed, (uint16_t)partner->failed,
                               (uint16_t)(partner->unscored + partner->missing),
                               (uint16_t)partner->score_count};
        kind.is_scored =
            kind.is_scored || !is_plain(partner->passed, partner->failed,
                                        partner->score_sum, partner->score_count);
        base_score = score_of(partner->score_sum, partner->score_count);
    }
    number = kind_number(kinds, &kind);
    kinds->is_scored = kinds->is_scored || kind.is_scored;
    kinds->lacks_some = kinds->lacks_some || lacks(&kind.candidate) || lacks(&kind.base);
    ++*(group < 0 ? &kinds->kinds[number].count : &kinds->kinds[number].grouped);
    if (!kind.is_scored && group < 0)
        return;
    entry_add(&kinds->entries, number, group);
    if (kind.is_scored)
        entry_score(&kinds->entries, score_of(outcome->score_sum, outcome->score_count),
                    base_score);
}

static void groups_grow(struct group_numbers *groups)
{
    struct group_numbers old = *groups;

    groups->capacity = old.capacity ? 2 * old.capacity : SLOTS_FIRST;
    groups->hashes = mem_new(groups->capacity, sizeof *groups->hashes);
    groups->numbers = mem_new(groups->capacity, sizeof *groups->numbers);
    for (size_t i = 0; i < old.capacity; i++) {
        size_t slot = old.hashes[i] & (groups->capacity - 1);

        if (!old.hashes[i])
            continue;
        while (groups->hashes[slot])
            slot = (slot + 1) & (groups->capacity - 1);
        groups->hashes[slot] = old.hashes[i];
        groups->numbers[slot] = old.numbers[i];
    }
    group_numbers_release(&old);
}

int32_t group_number(struct group_numbers *groups, const char *name)
{
    uint64_t hash;
    size_t slot;

    if (!name)
        return -1;
    if (2 * groups->count >= groups->capacity)
        groups_grow(groups);
    hash = bytes_hash(name, strlen(name));
    slot = hash & (groups->capacity - 1);
    while (groups->hashes[slot] && groups->hashes[slot] != hash)
        slot = (slot + 1) & (groups->capacity - 1);
    if (!groups->hashes[slot]) {
        groups->hashes[slot] = hash;
        groups->numbers[slot] = (int32_t)groups->count++;
    }
    return groups->numbers[slot];
}

void group_numbers_release(struct group_numbers *groups)
{
    free(groups->hashes);
    free(groups->numbers);
    *groups = (struct group_numbers){.count = 0};
}
