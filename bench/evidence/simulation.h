/* simulation.h - seeded experiments about statistics/, each a table in Markdown.
 *
 * Every table begins from its own fixed seed, so the same program prints the same tables.
 */
#ifndef NOWORSE_BENCH_EVIDENCE_SIMULATION_H
#define NOWORSE_BENCH_EVIDENCE_SIMULATION_H

#include "base/error.h"
#include "base/random.h"
#include "statistics/paired.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MARGIN 0.05

/* Each prints its tables; `runs` is the number of simulated runs a row. */
void simulate_plan(unsigned runs);
void simulate_early_stop(unsigned runs);
void simulate_looks(unsigned runs);
void simulate_drift(unsigned runs);
void simulate_judges(unsigned runs);
void simulate_labels(unsigned runs);
void simulate_margin(unsigned runs);
void simulate_intervals(unsigned runs);
void simulate_guard(unsigned runs);

/* Stops the program where the functions under test report an error. */
void must(int rc, const struct error *err);

bool chance(struct random *random, double probability);
bool holds(const struct interval *interval, double value);
double normal_draw(struct random *random);

/* A case's rate in a suite of this mean that is mostly solid: from Beta(mean/2, (1 -
 * mean)/2), so w, the noise within cases, is a third of mean (1 - mean). */
double solid_rate(struct random *random, double mean);

/* "2.4 % ± 0.3": a share of runs with its Monte-Carlo standard error; into a buffer of
 * the caller's. */
struct share_text {
    char text[32];
};
struct share_text share_text(unsigned count, unsigned runs);

/* The gate's table (section 4.4 of docs/statistics.md) on cases alike. */
enum gate_verdict { GATE_PASS, GATE_REGRESSION, GATE_INCONCLUSIVE };
enum gate_verdict gate_verdict(const struct paired_kind *kinds, size_t count,
                               double alpha);

#endif
