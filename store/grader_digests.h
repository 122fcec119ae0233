/* store/grader_digests.h - whether two runs judged a case alike: two digests of the
 * graders it had.
 *
 * suite-format 7.6: pass results pair where the required graders are the same, scores
 * where all are. A grader's digest is over its type, its options and the files it reads;
 * its name and its place in the list do not count. A score is a weighted mean, so weights
 * are in its digest.
 */
#ifndef NOWORSE_STORE_GRADER_DIGESTS_H
#define NOWORSE_STORE_GRADER_DIGESTS_H

#include "base/sha256.h"
#include "store/run_plan.h"

struct grader_digests {
    char pass[SHA256_HEX_SIZE];  /* of the required ones */
    char score[SHA256_HEX_SIZE]; /* of all, with their weights */
};

/* list: indexes into graders. */
void grader_digests_make(const struct plan_grader *graders, const int *list, size_t count,
                         struct grader_digests *out);

/* The same with the list as JSON, as the run file has it: "[0,2]". -1: it is none, or
 * holds what is no index. */
int grader_digests_parse(const struct plan_grader *graders, size_t grader_count,
                         const char *list, struct grader_digests *out);

#endif
