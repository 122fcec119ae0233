/* bench/evidence/simulate_early_stop.c - runs that may stop early beside the same runs to
 * their end. */
#include "bench/evidence/simulation.h"

#include "base/mem.h"
#include "statistics/early_stop.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Suites to draw runs from. */
struct row {
    unsigned cases;
    double drop;      /* true, of the population */
    double v0;        /* share of cases that differ though nothing changed */
    unsigned cluster; /* cases of one, which answer alike half of the time; 1: none */
    unsigned repeats; /* candidate and baseline; 1 or more */
};

struct counts {
    unsigned early[3], full[3], same, stopped;
    double share; /* of the run, summed over runs */
};

/* One attempt a side: gained with v0/2, lost with v0/2 + drop. */
static double difference_draw(struct random *random, const struct row *row)
{
    double at = random_share(random);

    return at < row->v0 / 2 ? 1 : at < row->v0 + row->drop ? -1 : 0;
}

/* Cases pass nearly always, or with a chance in between; w is 0.03 at a v0 of 0.06. A
 * drop breaks that share of the cases for good. */
static double repeated_draw(struct random *random, const struct row *row)
{
    double rate = chance(random, row->v0 / 0.4) ? 0.2 + 0.6 * random_share(random) : 1;
    double mean = 1 - row->v0 / 0.4 * 0.5, difference = 0;
    double later = chance(random, row->drop / mean) ? 0 : rate;

    for (unsigned i = 0; i < row->repeats; i++)
        difference += (double)chance(random, later) - (double)chance(random, rate);
    return difference / row->repeats;
}

static void suite_draw(struct random *random, const struct row *row,
                       struct paired_kind *cases)
{
    double shared = 0;

    for (unsigned i = 0; i < row->cases; i++) {
        double d;

        if (i % row->cluster == 0)
            shared = difference_draw(random, row);
        if (row->repeats > 1)
            d = repeated_draw(random, row);
        else
            d = row->cluster > 1 && chance(random, 0.5) ? shared
                                                        : difference_draw(random, row);
        cases[i] = (struct paired_kind){
            .base = d < 0 ? -d : 0,
            .candidate = d > 0 ? d : 0,
            .weight = 1,
            .count = 1,
            .cluster = row->cluster > 1 ? (int32_t)(i / row->cluster) : -1,
            .repeated = row->repeats > 1};
    }
}

/* Where the run stops, and how; the whole run and its last test where it does not. */
static enum gate_verdict run_early(const struct row *row, const struct paired_kind *cases,
                                   unsigned *used)
{
    struct early_stop stop;
    struct error err = ERROR_INIT;
    enum early_verdict verdict = EARLY_NONE;
    unsigned done = 0;

    must(early_stop_init(&stop, MARGIN, EARLY_STOP_ALPHA, row->cluster, &err), &err);
    while (done < row->cases && verdict == EARLY_NONE) {
        double sum = 0;

        for (unsigned i = 0; i < row->cluster; i++, done++)
            sum += cases[done].candidate - cases[done].base;
        must(early_stop_add(&stop, sum, row->cluster, &err), &err);
        verdict = early_stop_verdict(&stop);
    }
    *used = done;
    if (verdict == EARLY_NONE)
        return gate_verdict(cases, row->cases, EARLY_STOP_ALPHA_LEFT);
    return verdict == EARLY_PASS ? GATE_PASS : GATE_REGRESSION;
}

/* Cases alike are one kind: the verdict at the end costs as little as it may. */
static size_t kinds_of(const struct row *row, const struct paired_kind *cases,
                       struct paired_kind kinds[3])
{
    size_t count = 0;

    if (row->cluster > 1 || row->repeats > 1)
        return 0;
    memset(kinds, 0, 3 * sizeof *kinds);
    for (unsigned i = 0; i < row->cases; i++) {
        size_t at = 0;

        while (at < count && (kinds[at].base != cases[i].base ||
                              kinds[at].candidate != cases[i].candidate))
            at++;
        if (at == count) {
            kinds[count] = cases[i];
            kinds[count++].count = 0;
        }
        kinds[at].count++;
    }
    return count;
}

static void row_simulate(const struct row *row, unsigned runs, struct counts *counts)
{
    struct random random = {row->cases * 1000u + row->cluster * 100u +
                            row->repeats * 10u + (uint64_t)(row->drop * 1e6) +
                            (uint64_t)(row->v0 * 1e9)};
    struct paired_kind *cases = mem_new(row->cases, sizeof *cases);

    for (unsigned run = 0; run < runs; run++) {
        struct paired_kind kinds[3];
        enum gate_verdict early, full;
        unsigned used;
        size_t count;

        suite_draw(&random, row, cases);
        count = kinds_of(row, cases, kinds);
        full = count ? gate_verdict(kinds, count, 0.025)
                     : gate_verdict(cases, row->cases, 0.025);
        early = run_early(row, cases, &used);
        counts->early[early]++;
        counts->full[full]++;
        counts->same += early == full;
        counts->stopped += used < row->cases;
        counts->share += (double)used / row->cases;
    }
    free(cases);
}

static void savings_print(unsigned runs)
{
    static const struct row rows[] = {
        {200, 0.4, 0.06, 1, 1},  {200, 0.2, 0.06, 1, 1}, {500, 0.1, 0.06, 1, 1},
        {1000, 0.1, 0.06, 1, 1}, {1000, 0, 0.06, 1, 1},  {500, 0, 0.06, 1, 1},
        {200, 0, 0.06, 1, 1},    {200, 0, 0.02, 1, 3},   {500, 0.1, 0.06, 5, 1},
    };

    printf("\n| cases | cluster | repeats | true drop | stops after | stopped early | "
           "REGRESSION, without | PASS, without | same verdict |\n"
           "|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct counts counts = {{0}, {0}, 0, 0, 0};

        row_simulate(&rows[i], runs, &counts);
        printf("| %u | %u | %u | %.0f | %.0f %% | %.0f %% | %.1f %%, %.1f %% | %.1f %%, "
               "%.1f %% | %.1f %% |\n",
               rows[i].cases, rows[i].cluster, rows[i].repeats, 100 * rows[i].drop,
               100 * counts.share / runs, 100.0 * counts.stopped / runs,
               100.0 * counts.early[GATE_REGRESSION] / runs,
               100.0 * counts.full[GATE_REGRESSION] / runs,
               100.0 * counts.early[GATE_PASS] / runs,
               100.0 * counts.full[GATE_PASS] / runs, 100.0 * counts.same / runs);
    }
}

static void errors_print(unsigned runs)
{
    static const struct row rows[] = {
        {30, 0, 0.06, 1, 1},   {100, 0, 0.06, 1, 1},  {300, 0, 0.06, 1, 1},
        {1000, 0, 0.06, 1, 1}, {100, 0, 0.3, 1, 1},   {300, 0, 0.3, 1, 1},
        {1000, 0, 0.3, 1, 1},  {300, 0, 0.06, 1, 3},  {1000, 0, 0.06, 1, 3},
        {300, 0, 0.06, 5, 1},  {1000, 0, 0.06, 5, 1},
    };

    printf("\n| cases | differing | cluster | repeats | false REGRESSION, no drop | "
           "without stopping | false PASS, drop = margin | without stopping |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct counts none = {{0}, {0}, 0, 0, 0}, at_margin = none;
        struct row dropped = rows[i];

        dropped.drop = MARGIN;
        row_simulate(&rows[i], runs, &none);
        row_simulate(&dropped, runs, &at_margin);
        printf("| %u | %.0f %% | %u | %u | %s | %s | %s | %s |\n", rows[i].cases,
               100 * rows[i].v0, rows[i].cluster, rows[i].repeats,
               share_text(none.early[GATE_REGRESSION], runs).text,
               share_text(none.full[GATE_REGRESSION], runs).text,
               share_text(at_margin.early[GATE_PASS], runs).text,
               share_text(at_margin.full[GATE_PASS], runs).text);
    }
}

void simulate_early_stop(unsigned runs)
{
    savings_print(runs);
    errors_print(runs);
}
