/* store/case_pairs.h - the outcomes of two runs, or of two variants of one, brought
 * together case by case.
 *
 * In a temporary SQLite database, so that memory does not grow with the cases and neither
 * side need be in any order. Cases meet by cohort and key. Every function that returns
 * int gives -1 with ERROR_SYSTEM (the disk of temporary files is full).
 */
#ifndef NOWORSE_STORE_CASE_PAIRS_H
#define NOWORSE_STORE_CASE_PAIRS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pair_side { PAIR_OLD, PAIR_NEW };

/* What became of a case; the first that is true. */
enum case_change {
    CHANGE_NEW,      /* the old side has no such case */
    CHANGE_GONE,     /* the new side has not */
    CHANGE_CHANGED,  /* both have it, with another content */
    CHANGE_REGRADED, /* other graders say whether it passes */
    CHANGE_UNSCORED, /* a side has no repeat with a result */
    CHANGE_BROKE,    /* every repeat passed, now none does */
    CHANGE_FIXED,    /* the other way round */
    CHANGE_SAME,     /* all pass or none does, on both sides */
    CHANGE_FLAKY,    /* repeats disagree, on one side at least */
    CHANGE_COUNT
};
const char *case_change_name(enum case_change change); /* "broke" */

/* One side of a pair. */
struct pair_case {
    bool is_there;
    int64_t number; /* in its run file */
    unsigned passed, failed, unscored, missing;
    double score_sum;
    unsigned score_count;
    double cost_usd; /* sum over cost_count repeats */
    unsigned cost_count;
    const double *latencies_ms; /* of repeats with an answer */
    size_t latency_count;
    const char *digest; /* of the case's content */
    double weight;
    bool must_pass;
    const char *group; /* NULL: its own */
    /* Of what judged it (store/grader_digests.h); NULL: alike on both sides. */
    const char *pass_graders, *score_graders;
    int quarantine; /* as in struct case_outcome */
    bool is_hidden; /* of a held-out cohort: counted, never listed */
};

struct case_pair {
    int cohort;      /* as it was added */
    const char *key; /* of the case: its id */
    enum case_change change;
    struct pair_case sides[2]; /* by enum pair_side */
};

struct case_pairs;
int case_pairs_new(struct case_pairs **out, struct error *err);
void case_pairs_free(struct case_pairs *pairs); /* takes NULL */

/* A side's case; all texts borrowed. One that the side has already counts again under a
 * key of its own. */
int case_pairs_add(struct case_pairs *pairs, enum pair_side side, int cohort,
                   const char *key, const struct pair_case *added, struct error *err);

/* Not 0 from the function ends the walk, which then returns that. The pair is borrowed
 * during the call. */
typedef int case_pair_fn(void *context, const struct case_pair *pair);

/* All of them, in order of the suite: that of the new side, and where it has no such
 * case of the old one. */
int case_pairs_each(struct case_pairs *pairs, case_pair_fn *fn, void *context,
                    struct error *err);

struct pair_choice {
    unsigned changes; /* a bit each: 1 << change */
    bool still_flaky; /* also flaky ones whose pass share is as it was */
    bool only_worse;  /* of them, those whose pass share fell */
    int64_t limit;    /* -1: none */
};

/* The first of those that are chosen and not hidden, the worst regression first: by the
 * change of the pass share, then of the score, which are none where the sides are not of
 * the same case or not judged alike, then in order of the suite. */
int case_pairs_worst(struct case_pairs *pairs, const struct pair_choice *choice,
                     case_pair_fn *fn, void *context, struct error *err);

/* How many there are, whatever the limit. */
int case_pairs_count(struct case_pairs *pairs, const struct pair_choice *choice,
                     int64_t *count, struct error *err);

#endif
