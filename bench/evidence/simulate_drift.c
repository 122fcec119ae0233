/* bench/evidence/simulate_drift.c - years of nightly runs. */
#include "bench/evidence/simulation.h"

#include "statistics/drift.h"
#include "statistics/drift_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { YEAR = 365 };

/* A suite of so many cases that pass 90 % of the time: all alike, or, as suites are, 21
 * of 25 cases always, one never, three every other time (w = 0.03). */
struct stream {
    unsigned cases, repeats;
    double wobble; /* standard deviation of what a whole night shares */
    bool is_mixed;
};

static uint64_t night_draw(struct random *random, const struct stream *stream,
                           double drop)
{
    double shift = stream->wobble * normal_draw(random) - drop;
    uint64_t passed = 0;

    for (unsigned i = 0; i < stream->cases; i++) {
        double rate = 0.9 + shift;

        /* What always fails cannot fall: the others fall by so much more. */
        if (stream->is_mixed)
            rate = i % 25 == 0 ? 0 : (i % 25 < 4 ? 0.5 : 1) + shift / 0.96;
        for (unsigned k = 0; k < stream->repeats; k++)
            passed += chance(random, rate);
    }
    return passed;
}

/* Nights until the alarm; YEAR + 1 where a year brings none. */
static unsigned year_simulate(struct random *random, const struct stream *stream,
                              double drop)
{
    struct reference_night nights[DRIFT_REFERENCE_NIGHTS];
    uint64_t outcomes = (uint64_t)stream->cases * stream->repeats;
    struct drift_reference reference;
    struct drift drift;
    struct error err = ERROR_INIT;

    for (int i = 0; i < DRIFT_REFERENCE_NIGHTS; i++)
        nights[i] = (struct reference_night){(double)night_draw(random, stream, 0),
                                             (double)outcomes};
    must(drift_reference(nights, DRIFT_REFERENCE_NIGHTS, DRIFT_TOLERANCE, &reference,
                         &err),
         &err);
    must(drift_init(&drift, reference.null_mean, reference.overdispersion, &err), &err);
    for (unsigned night = 1; night <= YEAR; night++) {
        uint64_t passed = night_draw(random, stream, drop);

        must(drift_night(&drift,
                         (struct outcome_count[]){{1, passed}, {0, outcomes - passed}}, 2,
                         &err),
             &err);
        if (drift_state(&drift, DRIFT_NIGHTS_BETWEEN_FALSE_ALARMS) == DRIFT_CONFIRMED)
            return night;
    }
    return YEAR + 1;
}

static int by_number(const void *a, const void *b)
{
    return (*(const unsigned *)a > *(const unsigned *)b) -
           (*(const unsigned *)a < *(const unsigned *)b);
}

/* Of an odd number of tries. */
static unsigned median_nights(const struct stream *stream, double drop)
{
    enum { TRIES = 201 };
    struct random random = {(uint64_t)(drop * 1e6) + stream->cases + stream->repeats};
    unsigned nights[TRIES];

    for (int i = 0; i < TRIES; i++)
        nights[i] = year_simulate(&random, stream, drop);
    qsort(nights, TRIES, sizeof *nights, by_number);
    return nights[TRIES / 2];
}

static unsigned false_alarms(const struct stream *stream, unsigned years)
{
    struct random random = {stream->cases + 7};
    unsigned alarms = 0;

    for (unsigned i = 0; i < years; i++)
        alarms += year_simulate(&random, stream, 0) <= YEAR;
    return alarms;
}

void simulate_drift(unsigned runs)
{
    static const struct stream streams[] = {
        {100, 1, 0, true},  {200, 1, 0, true},  {500, 1, 0, true},  {200, 3, 0, true},
        {100, 1, 0, false}, {200, 1, 0, false}, {500, 1, 0, false}, {200, 3, 0, false}};
    static const struct stream wobbling[] = {
        {200, 1, 0.02, false}, {200, 1, 0.03, false}, {500, 1, 0.03, false}};
    static const double drops[] = {0.02, 0.03, 0.05, 0.1};

    printf("\n| cases x repeats, suite | drop 2 points | 3 | 5 | 10 | false alarms in a "
           "year |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        printf("| %u x %u, %s |", streams[i].cases, streams[i].repeats,
               streams[i].is_mixed ? "mostly solid" : "all cases alike");
        for (size_t k = 0; k < sizeof drops / sizeof *drops; k++) {
            unsigned nights = median_nights(&streams[i], drops[k]);

            if (nights > YEAR)
                printf(" seldom |");
            else
                printf(" %u nights |", nights);
        }
        printf(" %u of %u |\n", false_alarms(&streams[i], runs), runs);
    }
    printf("\n| cases | wobble of whole nights | years with a false alarm |\n"
           "|---|---|---|\n");
    for (size_t i = 0; i < sizeof wobbling / sizeof *wobbling; i++)
        printf("| %u | %.0f points | %s |\n", wobbling[i].cases, 100 * wobbling[i].wobble,
               share_text(false_alarms(&wobbling[i], runs), runs).text);
}
