/* gate/case_kinds.h - the cases of one variant and cohort beside what they are compared
 * with: so few bytes a case that a million of them are nothing.
 *
 * Cases that came to the same counts are one kind with a number of cases. Only a case
 * that belongs to a group, or whose score is more than pass and fail, has an entry of its
 * own: 2 bytes, 2 more where there are over 65,536 kinds, 4 where there are groups and 16
 * where there are scores. Cases come
 * in the order of the run's plan, so that sums come out the same to the last digit,
 * whenever their replies came.
 */
#ifndef NOWORSE_GATE_CASE_KINDS_H
#define NOWORSE_GATE_CASE_KINDS_H

#include "store/run_file.h"

/* Repeats of one side. */
struct kind_side {
    uint16_t passed, failed, without; /* without: unscored, or never asked */
    uint16_t scores;                  /* of them, that have a score */
};

struct case_kind {
    struct kind_side candidate, base;
    double weight;
    int64_t count, grouped; /* cases without a group, and with one */
    bool pass_pairs;        /* by pass; what does not pair has a base of zeros */
    bool score_pairs;       /* by score */
    bool is_scored;         /* the scores stand in entries; else each is what it passed */
};

/* Columns of one length, owned; those that no entry needs are not there. */
struct case_entries {
    uint16_t *kinds;      /* their lower halves; see entry_kind() */
    uint16_t *kinds_high; /* NULL: all are 0 */
    int32_t *groups;      /* from 0; -1: a cluster of its own; NULL: no entry has one */
    double *scores,
        *base_scores; /* means over the side's scores; NULL: no kind is_scored */
    size_t count, capacity;
};

static inline uint32_t entry_kind(const struct case_entries *entries, size_t at)
{
    return entries->kinds[at] |
           (entries->kinds_high ? (uint32_t)entries->kinds_high[at] << 16 : 0);
}

struct case_kinds {
    struct case_kind *kinds; /* owned */
    size_t kind_count, kind_capacity;
    uint32_t *slots; /* owned; of kinds by their hash, as index + 1 */
    size_t slot_count;
    struct case_entries entries;
    bool is_scored;  /* a kind is */
    bool lacks_some; /* a repeat, or a score of one, has no result on either side */
    uint32_t last;   /* kind of the case before: most are like the one before them */
};

void case_kinds_release(struct case_kinds *kinds);

/* The case with what `partner` says of it (NULL: it is compared with nothing); group as
 * group_number() has it. The outcome was checked: outcome_check(). */
void case_kinds_add(struct case_kinds *kinds, const struct case_outcome *outcome,
                    const struct case_partner *partner, int32_t group);

/* N0800: counts, weights or scores that no run can come to. */
int outcome_check(const struct case_outcome *outcome, struct error *err);

/* Groups by number, in the order in which they first come; names with one 64-bit hash
 * count as one. */
struct group_numbers {
    uint64_t *hashes; /* owned; 0: free */
    int32_t *numbers; /* owned */
    size_t count, capacity;
};
int32_t group_number(struct group_numbers *groups, const char *name);
void group_numbers_release(struct group_numbers *groups);

#endif
