/* bench/evidence/simulate_drift.c - years of nightly runs. */
#include "bench/evidence/simulation.h"

#include "statistics/drift.h"
#include "statistics/drift_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { YEAR = 365 };

/* A suite of so many cases that pass 90 % of the time. */
enum shape {
    SOLID, /* a case's rate from Beta(0.45, 0.05), drawn anew for each year: w = 0.03 */
    FIXED, /* of 20 cases 17 always, one never, two every other time: w = 0.025 */
    ALIKE, /* w = 0.09 */
    SHAPES
};
static const char *const shape_names[SHAPES] = {"mostly solid, drawn",
                                                "mostly solid, fixed", "all cases alike"};

/* A drop takes the same share of every case's chance to pass. */
struct stream {
    unsigned cases, repeats;
    enum shape shape;
    double wobble; /* standard deviation of what a whole night shares */
};

enum { CASES_MAX = 500 };

static void suite_draw(struct random *random, const struct stream *stream,
                       double rates[CASES_MAX])
{
    for (unsigned i = 0; i < stream->cases; i++) {
        if (stream->shape == SOLID)
            rates[i] = solid_rate(random, 0.9);
        else if (stream->shape == ALIKE)
            rates[i] = 0.9;
        else
            rates[i] = i % 20 == 0 ? 0 : i % 20 < 3 ? 0.5 : 1;
    }
}

static uint64_t night_draw(struct random *random, const struct stream *stream,
                           const double rates[CASES_MAX], double drop)
{
    double shift = stream->wobble > 0 ? stream->wobble * normal_draw(random) : 0;
    uint64_t passed = 0;

    for (unsigned i = 0; i < stream->cases; i++) {
        double rate = rates[i] * (1 - drop / 0.9) + shift;

        for (unsigned k = 0; k < stream->repeats; k++)
            passed += rate >= 1 || chance(random, rate);
    }
    return passed;
}

/* Nights until the alarm; YEAR + 1 where a year brings none. */
static unsigned year_simulate(struct random *random, const struct stream *stream,
                              double drop)
{
    struct reference_night nights[DRIFT_REFERENCE_NIGHTS];
    uint64_t outcomes = (uint64_t)stream->cases * stream->repeats;
    double rates[CASES_MAX];
    struct drift_reference reference;
    struct drift drift;
    struct error err = ERROR_INIT;

    suite_draw(random, stream, rates);
    for (int i = 0; i < DRIFT_REFERENCE_NIGHTS; i++)
        nights[i] = (struct reference_night){(double)night_draw(random, stream, rates, 0),
                                             (double)outcomes};
    must(drift_reference(nights, DRIFT_REFERENCE_NIGHTS, DRIFT_TOLERANCE, &reference,
                         &err),
         &err);
    must(drift_init(&drift, reference.null_mean, reference.overdispersion, &err), &err);
    for (unsigned night = 1; night <= YEAR; night++) {
        uint64_t passed = night_draw(random, stream, rates, drop);

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

enum { TRIES = 1001, DROPS = 4 };

static const double drops[DROPS] = {0.02, 0.03, 0.05, 0.1};

/* Nights to the alarm of half of the tries, and where the true median lies by 95 %: its
 * order statistics, whatever the distribution. */
struct median {
    unsigned low, middle, high;
};

static struct median median_nights(const struct stream *stream, double drop)
{
    struct random random = {(uint64_t)(drop * 1e6) + stream->cases + stream->repeats};
    unsigned nights[TRIES], off = (unsigned)(0.98 * sqrt(TRIES));

    for (int i = 0; i < TRIES; i++)
        nights[i] = year_simulate(&random, stream, drop);
    qsort(nights, TRIES, sizeof *nights, by_number);
    return (struct median){nights[TRIES / 2 - off], nights[TRIES / 2],
                           nights[TRIES / 2 + off]};
}

static void nights_print(unsigned nights)
{
    if (nights > YEAR)
        printf("seldom");
    else
        printf("%u", nights);
}

static void median_print(const struct median *median)
{
    printf(" ");
    nights_print(median->middle);
    if (median->low < median->high) {
        printf(" (");
        nights_print(median->low);
        printf(" to ");
        nights_print(median->high);
        printf(")");
    }
    printf(" |");
}

static unsigned false_alarms(const struct stream *stream, unsigned years)
{
    struct random random = {stream->cases + 7};
    unsigned alarms = 0;

    for (unsigned i = 0; i < years; i++)
        alarms += year_simulate(&random, stream, 0) <= YEAR;
    return alarms;
}

/* The table of the specification, which does not name its suite. */
static const struct {
    unsigned cases, repeats, nights[DROPS];
} specified[] = {{100, 1, {YEAR + 1, 74, 14, 3}},
                 {200, 1, {YEAR + 1, 32, 8, 2}},
                 {500, 1, {60, 12, 3, 1}},
                 {200, 3, {50, 9, 3, 1}}};

static void medians_print(unsigned runs)
{
    printf(
        "\n| cases x repeats | suite | drop 2 points | 3 | 5 | 10 | years with a false "
        "alarm |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof specified / sizeof *specified; i++) {
        printf("| %u x %u | **specification** |", specified[i].cases,
               specified[i].repeats);
        for (size_t k = 0; k < DROPS; k++)
            median_print(&(struct median){0, specified[i].nights[k], 0});
        printf(" 0 of 800 |\n");
        for (enum shape shape = 0; shape < SHAPES; shape++) {
            struct stream stream = {specified[i].cases, specified[i].repeats, shape, 0};

            printf("| | %s |", shape_names[shape]);
            for (size_t k = 0; k < DROPS; k++) {
                struct median median = median_nights(&stream, drops[k]);

                median_print(&median);
            }
            printf(" %u of %u |\n", false_alarms(&stream, runs), runs);
        }
    }
}

void simulate_drift(unsigned runs)
{
    static const unsigned cases[] = {100, 200, 500};

    medians_print(runs);
    printf("\n| cases | suite | years with a false alarm, nights that wobble by 2 points "
           "| 3 points |\n|---|---|---|---|\n");
    for (enum shape shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < 3; i++) {
            struct stream stream = {cases[i], 1, shape, 0};

            printf("| %u | %s |", cases[i], shape_names[shape]);
            for (int points = 2; points <= 3; points++) {
                stream.wobble = points / 100.0;
                printf(" %s |", share_text(false_alarms(&stream, runs), runs).text);
            }
            printf("\n");
        }
}
