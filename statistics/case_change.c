/* statistics/case_change.c - how a case's score is expected to change. */
#include "statistics/case_change.h"

#include "statistics/domain.h"

#include <math.h>

/* A wobbly case's chance to pass is Beta(up, down). */
struct make_up {
    double solid_pass, wobbly, up, down;
};

static const double within_most = 0.24;

static struct make_up make_up_of(double mean, double within)
{
    double w = fmin(within, within_most);
    double f = fmin(0.5, fmax(fmin(mean, 1 - mean), 2 * w));
    double a = w > f / 3 ? 2 * w / (f - w) : 1, b = 1;
    double wobbly = a > 1 ? f * (1 + a) : 6 * w;
    if (wobbly > 1) {
        double size = w / (f * (1 - f) - w);
        wobbly = 1;
        a = (1 - f) * size;
        b = f * size;
    }
    /* Of the rarer outcome, what the wobbly cases do not give. */
    double solid = fmax(0, f - wobbly * b / (a + b));
    if (mean < 0.5)
        return (struct make_up){solid, wobbly, b, a};
    return (struct make_up){1 - wobbly - solid, wobbly, a, b};
}

static double log_beta(double a, double b)
{
    int sign;
    return lgamma_r(a, &sign) + lgamma_r(b, &sign) - lgamma_r(a + b, &sign);
}

static double log_choose(double n, double k)
{
    return -log(n + 1) - log_beta(n - k + 1, k + 1);
}

/* The chance that a wobbly case has `base` passes of `base_of` on one side, and
 * `candidate` of `candidate_of` on the other. */
static double both_chance(const struct make_up *suite, double base, double base_of,
                          double candidate, double candidate_of)
{
    double passes = base + candidate, fails = base_of + candidate_of - passes;
    return exp(log_choose(base_of, base) + log_choose(candidate_of, candidate) +
               log_beta(suite->up + passes, suite->down + fails) -
               log_beta(suite->up, suite->down));
}

static double same_chance(const struct make_up *suite, int64_t baseline,
                          int64_t candidate)
{
    double sum = 0;
    for (int64_t base = 0; base <= baseline; base++) {
        const int64_t passes = base * candidate;

        if (passes % baseline == 0) {
            const int64_t same = passes / baseline;

            sum += both_chance(suite, (double)base, (double)baseline, (double)same,
                               (double)candidate);
        }
    }
    return sum;
}

/* Sums over all cases, 0 for none. */
struct change_sums {
    double same, lost, mean, square;
};

static void add_share(struct change_sums *sums, double share, struct change_sums part)
{
    sums->same += share * part.same;
    sums->lost += share * part.lost;
    sums->mean += share * part.mean;
    sums->square += share * part.square;
}

/* Of the wobbly cases: those left alone, and those broken. */
static void wobbly_changes(const struct make_up *suite,
                           const struct case_noise_model *model,
                           struct change_sums *alone, struct change_sums *broken)
{
    double r = (double)model->baseline_repeats, s = (double)model->repeats;
    double size = suite->up + suite->down, mean = suite->up / size;
    double within = mean * (1 - mean) * size / (size + 1);
    *alone = (struct change_sums){
        .same = same_chance(suite, model->baseline_repeats, model->repeats),
        .lost = both_chance(suite, r, r, 0, s),
        .square = within * (1 / r + 1 / s),
    };
    *broken = (struct change_sums){
        .same = both_chance(suite, 0, r, 0, 0),
        .lost = both_chance(suite, r, r, 0, 0),
        .mean = -mean,
        .square = mean - within + within / r,
    };
}

int case_change_expect(const struct case_noise_model *model, double drop,
                       struct case_change *change, struct error *err)
{
    double most = CASE_CHANGE_REPEATS_MAX;
    if (domain_within("a mean of cases", model->mean, 0, 1, err) ||
        domain_within("a variance within cases", model->within, 0, 0.5, err) ||
        domain_within("attempts a case", (double)model->repeats, 1, most, err) ||
        domain_within("attempts a case of the baseline", (double)model->baseline_repeats,
                      1, most, err) ||
        domain_within("a drop", drop, 0, model->mean, err))
        return -1;
    struct make_up suite = make_up_of(model->mean, model->within);
    double passing = suite.solid_pass + suite.wobbly * suite.up / (suite.up + suite.down);
    double broken = drop > 0 ? fmin(1, drop / passing) : 0;
    struct change_sums sums = {0}, wobbly_alone, wobbly_broken;
    wobbly_changes(&suite, model, &wobbly_alone, &wobbly_broken);
    add_share(&sums, (1 - broken) * suite.wobbly, wobbly_alone);
    add_share(&sums, broken * suite.wobbly, wobbly_broken);
    add_share(&sums, broken * suite.solid_pass, (struct change_sums){0, 1, -1, 1});
    sums.same += 1 - suite.wobbly - broken * suite.solid_pass;

    double moved = 1 - sums.same - sums.lost;
    *change = (struct case_change){.lost = fmin(1, sums.lost)};
    if (moved > 1e-12) {
        change->moved = fmin(moved, 1 - change->lost);
        change->mean = (sums.mean + sums.lost) / moved;
        change->square = (sums.square - sums.lost) / moved;
    }
    return 0;
}
