/* bench/evidence/simulate_looks.c - intervals looked at after every case. */
#include "bench/evidence/simulation.h"

#include "statistics/confidence_sequence.h"

#include <math.h>
#include <stdio.h>

enum { LOOKS = 300 };

struct held {
    unsigned sequence, wilson;           /* runs in which every interval held the rate */
    double sequence_width, wilson_width; /* of the last one, summed */
};

static void run_look(struct random *random, double rate, struct held *held)
{
    bool sequence_holds = true, wilson_holds = true;
    uint64_t passed = 0;
    struct interval sequence = {0, 1}, wilson = {0, 1};

    for (uint64_t n = 1; n <= LOOKS; n++) {
        struct error err = ERROR_INIT;

        passed += chance(random, rate);
        must(confidence_sequence((struct outcome_count[]){{1, passed}, {0, n - passed}},
                                 2, 0.05, &sequence, &err),
             &err);
        must(wilson_of_count((int64_t)passed, (int64_t)n, 0.95, &wilson, &err), &err);
        sequence_holds =
            sequence_holds && sequence.lower <= rate && rate <= sequence.upper;
        wilson_holds = wilson_holds && wilson.lower <= rate && rate <= wilson.upper;
    }
    held->sequence += sequence_holds;
    held->wilson += wilson_holds;
    held->sequence_width += sequence.upper - sequence.lower;
    held->wilson_width += wilson.upper - wilson.lower;
}

void simulate_looks(unsigned runs)
{
    static const double rates[] = {0.5, 0.8, 0.95, 0.99};

    printf(
        "\n| true rate | confidence sequence holds it at all of %d looks | width at "
        "the last | Wilson at all looks | width at the last |\n|---|---|---|---|---|\n",
        LOOKS);
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct random random = {100 + i};
        struct held held = {0, 0, 0, 0};

        for (unsigned run = 0; run < runs; run++)
            run_look(&random, rates[i], &held);
        printf("| %.0f %% | %s | %.1f points | %s | %.1f points |\n", 100 * rates[i],
               share_text(held.sequence, runs).text, 100 * held.sequence_width / runs,
               share_text(held.wilson, runs).text, 100 * held.wilson_width / runs);
    }
}
