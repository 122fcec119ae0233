/* statistics/paired_power_search.c - the drop, the cases and the repeats that reach a
 * chance. */
#include "statistics/case_noise.h"
#include "statistics/domain.h"
#include "statistics/normal.h"
#include "statistics/paired_power.h"
#include "statistics/power_plan.h"

#include <float.h>
#include <math.h>

static const double drop_step = 1e-4;

/* Of a number of cases that reaches a chance, the share from which on fewer may reach it
 * as well: outcomes go in steps. */
static const double first_from = 0.65;

/* The place where a chance is reached: not at `low`, but at `high`. Between them the
 * quantile of the chance is next to a straight line in x: what is tried is where that
 * line is at the goal, or a little nearer to the middle, so that the far end comes in
 * too. Every third place is the middle itself. */
struct search {
    double low, high;
    double low_off, high_off; /* quantiles, less that of the chance asked for */
    double goal;
    int tried;
};

/* A chance as a quantile; of 0 and 1, of what is next to them. */
static int off_of(double chance, double goal, double *off, struct error *err)
{
    double quantile;
    if (normal_quantile(fmin(1 - DBL_EPSILON, fmax(DBL_EPSILON, chance)), &quantile, err))
        return -1;
    *off = quantile - goal;
    return 0;
}

/* The next place to try, `step` or more from both ends, which are further apart. */
static double search_next(struct search *search, double step)
{
    double width = search->high - search->low, share = 0.5;
    if (++search->tried % 3 && search->high_off > search->low_off)
        share = 0.9 * -search->low_off / (search->high_off - search->low_off) + 0.05;
    return fmin(search->high - step,
                fmax(search->low + step, search->low + share * width));
}

static int search_note(struct search *search, double x, double chance, double wanted,
                       struct error *err)
{
    double off;
    if (off_of(chance, search->goal, &off, err))
        return -1;
    if (chance >= wanted) {
        search->high = x;
        search->high_off = off;
    } else {
        search->low = x;
        search->low_off = off;
    }
    return 0;
}

static int drop_try(const struct paired_power *asked, double drop, double power,
                    struct search *search, struct error *err)
{
    struct paired_chances chances;
    if (paired_power(asked, drop, &chances, err))
        return -1;
    return search_note(search, drop, chances.found, power, err);
}

/* Nearly the root of (z(1-alpha) + z(power)) sqrt(v0 + D) = D sqrt(n): power_plan.h. */
static int drop_guess(const struct paired_power *asked, double goal, double *drop,
                      struct error *err)
{
    double v0, z;
    if (case_noise_difference(asked->noise.within, asked->noise.repeats,
                              asked->noise.baseline_repeats, &v0, err) ||
        normal_quantile(1 - asked->alpha, &z, err))
        return -1;
    double zs = fmax(0.1, z + goal);
    double unit = zs * zs * asked->design_effect / (double)asked->cases;
    *drop = (unit + sqrt(unit * unit + 4 * unit * v0)) / 2;
    return 0;
}

int paired_power_drop(const struct paired_power *asked, double power, double *drop,
                      struct error *err)
{
    double most = asked->noise.mean, tried;
    struct search search = {.low = 0, .high = 0};
    if (domain_inside("a power", power, 0, 1, err) ||
        normal_quantile(power, &search.goal, err) ||
        drop_try(asked, 0, power, &search, err) ||
        drop_guess(asked, search.goal, &tried, err))
        return -1;
    while (search.high <= 0 && search.low < most) {
        tried = fmin(most, fmax(tried, search.low * 1.25));
        if (drop_try(asked, tried, power, &search, err))
            return -1;
    }
    while (search.high - search.low > drop_step) {
        tried = search_next(&search, drop_step / 2);
        if (drop_try(asked, tried, power, &search, err))
            return -1;
    }
    *drop = search.high;
    return 0;
}

static int chance_told(const struct paired_power *asked, const struct paired_goal *goal,
                       double *chance, struct error *err)
{
    struct paired_chances chances;
    if (goal->verdict == PAIRED_PASSED)
        return paired_power_pass(asked, goal->drop, chance, err);
    if (paired_power(asked, goal->drop, &chances, err))
        return -1;
    *chance = chances.found;
    return 0;
}

/* The chance with so many cases, clustered as those asked for. */
static int cases_chance(const struct paired_power *asked, const struct paired_goal *goal,
                        double cases, double *chance, struct error *err)
{
    struct paired_power tried = *asked;
    double share = (double)asked->clusters / (double)asked->cases;
    tried.cases = (int64_t)cases;
    tried.clusters = (int64_t)fmax(1, round(cases * share));
    return chance_told(&tried, goal, chance, err);
}

/* From 1 case to PAIRED_POWER_CASES_MAX, of which every other power of 2 is tried. */
static int cases_bracket(const struct paired_power *asked, const struct paired_goal *goal,
                         struct search *search, bool *reached, struct error *err)
{
    double tried = 1, chance;
    *search = (struct search){.low = 0};
    if (normal_quantile(goal->chance, &search->goal, err) ||
        off_of(0, search->goal, &search->low_off, err))
        return -1;
    for (;;) {
        if (cases_chance(asked, goal, tried, &chance, err) ||
            search_note(search, sqrt(tried), chance, goal->chance, err))
            return -1;
        *reached = chance >= goal->chance;
        if (*reached || tried >= PAIRED_POWER_CASES_MAX)
            return 0;
        tried = fmin(4 * tried, PAIRED_POWER_CASES_MAX);
    }
}

int paired_power_cases(const struct paired_power *asked, const struct paired_goal *goal,
                       int64_t *cases, struct error *err)
{
    struct search search;
    double checked;
    bool reached;
    if (domain_inside("a chance", goal->chance, 0, 1, err) ||
        chance_told(asked, goal, &checked, err) ||
        cases_bracket(asked, goal, &search, &reached, err))
        return -1;
    double low = round(search.low * search.low), high = round(search.high * search.high);
    while (reached && high - low > 1) {
        double root = search_next(&search, 0), chance;
        double tried = fmin(high - 1, fmax(low + 1, round(root * root)));
        if (cases_chance(asked, goal, tried, &chance, err) ||
            search_note(&search, sqrt(tried), chance, goal->chance, err))
            return -1;
        *(chance >= goal->chance ? &high : &low) = tried;
    }
    *cases = reached ? (int64_t)high : 0;
    return 0;
}

/* The next number that is an answer: each up to 128; of more, those that have six binary
 * digits and zeros after them. */
static double cases_next(double cases)
{
    double step = 1;
    if (cases < 128)
        return cases + 1;
    while (cases >= 64 * step)
        step *= 2;
    return (floor(cases / step) + 1) * step;
}

int paired_power_cases_first(const struct paired_power *asked,
                             const struct paired_goal *goal, int64_t *cases,
                             struct error *err)
{
    int64_t some;
    double chance = 0;
    if (paired_power_cases(asked, goal, &some, err))
        return -1;
    double tried = cases_next(floor((double)some * first_from));
    while (some) {
        if (cases_chance(asked, goal, tried, &chance, err))
            return -1;
        if (chance >= goal->chance || tried >= PAIRED_POWER_CASES_MAX)
            break;
        tried = fmin(cases_next(tried), PAIRED_POWER_CASES_MAX);
    }
    *cases = chance >= goal->chance ? (int64_t)tried : 0;
    return 0;
}

static int repeats_reach(const struct paired_power *asked, const struct paired_goal *goal,
                         bool with_baseline, unsigned repeats, bool *reached,
                         struct error *err)
{
    struct paired_power tried = *asked;
    double chance;
    tried.noise.repeats = repeats;
    if (with_baseline)
        tried.noise.baseline_repeats = repeats;
    if (chance_told(&tried, goal, &chance, err))
        return -1;
    *reached = chance >= goal->chance;
    return 0;
}

int paired_power_repeats(const struct paired_power *asked, const struct paired_goal *goal,
                         bool with_baseline, unsigned *repeats, struct error *err)
{
    unsigned low = 0, high = POWER_PLAN_REPEATS_MAX; /* the answer is in (low, high] */
    bool reached;
    if (domain_inside("a chance", goal->chance, 0, 1, err) ||
        repeats_reach(asked, goal, with_baseline, high, &reached, err))
        return -1;
    if (!reached) {
        *repeats = 0;
        return 0;
    }
    while (high - low > 1) {
        unsigned middle = low + (high - low) / 2;
        if (repeats_reach(asked, goal, with_baseline, middle, &reached, err))
            return -1;
        *(reached ? &high : &low) = middle;
    }
    *repeats = high;
    return 0;
}
