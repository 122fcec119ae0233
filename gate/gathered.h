/* gate/gathered.h - what a gate has gathered, for those who decide. */
#ifndef NOWORSE_GATE_GATHERED_H
#define NOWORSE_GATE_GATHERED_H

#include "base/buf.h"
#include "gate/grader_parts.h"
#include "gate/group_numbers.h"
#include "gate/judged.h"
#include "gate/tally.h"

/* The first few cases of the baseline that are gone: "angry/a1, angry/a2". */
enum { GONE_NAMED_MAX = 3 };
struct gone_names {
    struct buf text; /* shown safely */
    unsigned count;
};

struct gate {
    const struct run_plan *plan; /* borrowed */
    struct tally *tallies;       /* owned; gate_tallies() finds them */
    struct grader_parts *parts;  /* owned; gate_grader_parts() does */
    int64_t *gone; /* owned; by variant: cases of cohorts that are gone too */
    struct gone_names *gone_names; /* owned; by variant */
    struct group_numbers groups;
    struct cached_replies cached;
    struct earlier_verdict earlier;
    const struct early_decision *decisions; /* borrowed; by variant; NULL: none */
    const struct judged *judged;            /* borrowed; NULL: there are no judges */
    struct judge_lack *lacks;               /* owned */
    size_t lack_count;
};

/* A variant's tallies, one a cohort: of all its samples (SCOPE_ALL), or of what the
 * graders of one gate made of them. */
struct tally *gate_tallies(const struct gate *gate, int variant, int grader);

/* What the graders of one gate tell more of, one a cohort. */
struct grader_parts *gate_grader_parts(const struct gate *gate, int variant, int grader);

#endif
