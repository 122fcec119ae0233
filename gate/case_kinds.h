/* gate/case_kinds.h - the cases of one variant and cohort beside what they are compared
 * with: so few bytes a case that a million of them are nothing.
 *
 * Cases that came to the same counts are one kind with a number of cases. Only a case
 * that belongs to a group, whose score is more than pass and fail, or with one of many
 * weights, has a place of its own in a stream, of 2 to 20 bytes as a rule. Cases come in
 * the order of the run's plan, so that sums come out the same to the last digit, whenever
 * their replies came.
 */
#ifndef NOWORSE_GATE_CASE_KINDS_H
#define NOWORSE_GATE_CASE_KINDS_H

#include "gate/case_stream.h"
#include "store/run_file.h"

/* Repeats of one side. */
struct kind_side {
    uint16_t passed, failed, without; /* without: unscored, or never asked */
    uint16_t scores;                  /* of them, that have a score */
};

struct case_kind {
    struct kind_side candidate, base;
    double weight; /* 0: each case has its own */
    int64_t count;
    unsigned own;     /* what each case has of its own: bits of case_stream.h; a side
                         without a score there is what it passed */
    bool pass_pairs;  /* by pass; what does not pair has a base of zeros */
    bool score_pairs; /* by score */
};

struct case_kinds {
    struct case_kind *kinds; /* owned */
    size_t kind_count, kind_capacity;
    uint32_t *slots; /* owned; of kinds by their hash, as index + 1 */
    size_t slot_count;
    struct case_stream stream; /* cases of kinds that have something of their own */
    unsigned own;              /* what any kind has of its own */
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

#endif
