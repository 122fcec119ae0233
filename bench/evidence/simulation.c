/* bench/evidence/simulation.c - bench_evidence [NAME]..., of the names below
 */
#include "bench/evidence/simulation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(int rc, const struct error *err)
{
    if (rc == 0)
        return;
    fprintf(stderr, "%s: %s\n", err->code, err->message);
    exit(1);
}

bool chance(struct random *random, double probability)
{
    return random_share(random) < probability;
}

bool holds(const struct interval *interval, double value)
{
    return interval->lower <= value && value <= interval->upper;
}

/* Box and Muller 1958 */
double normal_draw(struct random *random)
{
    double radius = sqrt(-2 * log(1 - random_share(random)));

    return radius * cos(2 * M_PI * random_share(random));
}

/* The logarithm of a draw from Gamma(shape), shape above 0: Marsaglia and Tsang 2000. */
static double log_gamma_draw(struct random *random, double shape)
{
    double d = shape + 1 - 1 / 3.0, c = 1 / sqrt(9 * d);

    for (;;) {
        double x = normal_draw(random), v = pow(1 + c * x, 3);
        double uniform = 1 - random_share(random);

        if (v > 0 && log(uniform) < x * x / 2 + d - d * v + d * log(v))
            return log(d * v) + log(1 - random_share(random)) / shape;
    }
}

double solid_rate(struct random *random, double mean)
{
    double passes = log_gamma_draw(random, mean / 2);
    double fails = log_gamma_draw(random, (1 - mean) / 2);

    return 1 / (1 + exp(fails - passes));
}

struct share_text share_text(unsigned count, unsigned runs)
{
    struct share_text out;
    double share = (double)count / runs;

    snprintf(out.text, sizeof out.text, "%.1f %% ± %.1f", 100 * share,
             100 * sqrt(share * (1 - share) / runs));
    return out;
}

enum gate_verdict gate_verdict(const struct paired_kind *kinds, size_t count,
                               double alpha)
{
    struct paired_comparison found;
    struct error err = ERROR_INIT;

    must(paired_compare(kinds, count, 1 - 2 * alpha, &found, &err), &err);
    if (found.lower >= -MARGIN)
        return GATE_PASS;
    return found.can_drop && found.p_drop <= alpha && found.upper < 0 ? GATE_REGRESSION
                                                                      : GATE_INCONCLUSIVE;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*simulate)(unsigned runs);
        unsigned runs;
    } modes[] = {
        {"plan", simulate_plan, 0},        {"early", simulate_early_stop, 2000},
        {"looks", simulate_looks, 1000},   {"drift", simulate_drift, 800},
        {"judges", simulate_judges, 4000}, {"labels", simulate_labels, 4000},
        {"margin", simulate_margin, 4000}, {"intervals", simulate_intervals, 10000},
        {"guard", simulate_guard, 4000},
    };

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        bool asked = argc == 1;

        for (int k = 1; k < argc; k++)
            asked = asked || strcmp(argv[k], modes[i].name) == 0;
        if (asked)
            modes[i].simulate(modes[i].runs);
    }
    return 0;
}
