/* gate/judged.h - what the judges of a run said, beside what is known of their errors.
 *
 * Of judges that have a calibration, or demand one (the plan's `judges`): how many
 * samples they pass, corrected for their known errors (statistics/judge_correction.h; the
 * number of outputs is the effective one of the rate, so that repeats and groups count
 * for what they are worth); and where people labelled some of these very answers, by
 * these labels (statistics/ppi_mean.h), in a run of one repeat without groups. Case
 * weights play no part.
 */
#ifndef NOWORSE_GATE_JUDGED_H
#define NOWORSE_GATE_JUDGED_H

#include "gate/gate.h"

/* Why no verdict may rest on a judge. */
struct judge_lack {
    size_t judge;   /* index in the plan's */
    char *sentence; /* owned */
};

struct judged;
struct judged *judged_new(const struct run_plan *plan); /* borrows the plan */
void judged_free(struct judged *judged);                /* takes NULL */

/* Where the groups of all cases can be had beforehand: gate_groups_from(). */
void judged_groups_from(struct judged *judged, const struct group_source *source);
/* In the order of run_file_each_sample(). Fails as the source of groups does. */
int judged_add(struct judged *judged, const struct sample_view *view, struct error *err);

/* What keeps a verdict from resting on the plan's judge of this index: "judge tone has no
 * calibration: noworse judge …". The caller's; NULL: nothing. began_ms: of the run. */
char *judged_lack(const struct judged *judged, size_t judge, int64_t began_ms);

/* Whether it judged a sample of the cohort; of SCOPE_ALL: of one that is watched. */
bool judged_has(const struct judged *judged, size_t judge, int cohort);

/* Whether its errors are known, and those of what answered as it. */
bool judged_is_known(const struct judged *judged, size_t judge);

/* Whether it gave marks: a score other than 0 and 1. */
bool judged_gives_marks(const struct judged *judged, size_t judge);

/* The labels of a variant's answers beside what the judge says of these and of the
 * others: borrowed. False: there are too few, or the run has repeats or groups. */
struct ppi_scores;
bool judged_labelled(const struct judged *judged, size_t judge, int variant,
                     struct ppi_scores *out);

/* The rates of all judges whose errors are known, by judge, then variant; owned. level:
 * of the intervals. */
int judged_rates(const struct judged *judged, double level, struct judged_rate **out,
                 size_t *count, struct error *err);

#endif
