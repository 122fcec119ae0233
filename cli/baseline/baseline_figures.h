/* cli/baseline/baseline_figures.h - how often the cases of a baseline pass, by entry and
 * cohort.
 */
#ifndef NOWORSE_CLI_BASELINE_FIGURES_H
#define NOWORSE_CLI_BASELINE_FIGURES_H

#include "statistics/rate.h"
#include "store/baseline_file.h"

/* The cases of one entry: of a cohort, or of all. */
struct baseline_scope {
    int entry;
    char *cohort;          /* owned; NULL: all */
    bool is_held_out;      /* without ids */
    int64_t cases, scored; /* scored: with a repeat that has a result */
    int64_t unscored;      /* repeats */
    struct rate_kind *kinds;
    size_t kind_count, kind_capacity;
};

/* For each entry: all, then its cohorts in order. Begin zeroed. */
struct baseline_figures {
    struct baseline_scope *scopes;
    size_t count, capacity;
};

/* A baseline_line_fn; the context is the figures. Lines come by entry, then cohort. */
int baseline_figures_add(void *context, const struct baseline_line *line);
void baseline_figures_release(struct baseline_figures *figures);

/* cohort NULL: all. NULL: the entry has no case there. */
const struct baseline_scope *baseline_figures_find(const struct baseline_figures *figures,
                                                   int entry, const char *cohort);

/* The pass rate with its interval of 95%; by weight of the cases. false: nothing has a
 * result. */
bool baseline_scope_rate(const struct baseline_scope *scope, struct rate *out);

#endif
