/* bench/evidence/simulate_guard.c - the general road of paired.h: without its imaginary
 * broken case, with it, and with Tango's limit demanded too (section 4.3 of the
 * specification; docs/statistics.md says why the last was not taken). */
#include "bench/evidence/simulation.h"

#include "statistics/tango.h"

#include <math.h>
#include <stdio.h>

enum { REPEATS_MAX = 10, KINDS_MAX = (REPEATS_MAX + 1) * (REPEATS_MAX + 1) };

/* How sure a case is of its answer. */
enum firmness { SOLID, MOSTLY_SOLID, FEW_WOBBLY, WOBBLY };
static const char *const firmness_names[] = {"all solid", "mostly solid",
                                             "1.6 % wobbly, rate 99 %", "all alike"};

struct setting {
    int64_t cases;
    int repeats, baseline_repeats;
    enum firmness firmness;
    double rate, margin, drop;
};

/* SOLID and the few wobbly ones are those of calibration.c. */
static double rate_draw(struct random *random, const struct setting *setting)
{
    double wobbly = setting->firmness == FEW_WOBBLY ? 1.6 * (1 - setting->rate) : 0;
    double kind;

    if (setting->firmness == MOSTLY_SOLID)
        return solid_rate(random, setting->rate);
    if (setting->firmness == WOBBLY)
        return setting->rate;
    kind = random_share(random);
    if (kind < wobbly)
        return random_share(random);
    return kind < setting->rate + wobbly / 2 ? 1 : 0;
}

static int passes_draw(struct random *random, double rate, int attempts)
{
    int passes = 0;

    if (rate <= 0 || rate >= 1)
        return rate >= 1 ? attempts : 0;
    for (int i = 0; i < attempts; i++)
        passes += chance(random, rate);
    return passes;
}

/* How many cases had these passes of the baseline's and the candidate's attempts. */
struct pairs {
    int64_t count[REPEATS_MAX + 1][REPEATS_MAX + 1];
};

static void pairs_draw(struct random *random, const struct setting *setting,
                       struct pairs *pairs)
{
    *pairs = (struct pairs){0};
    for (int64_t i = 0; i < setting->cases; i++) {
        double rate = rate_draw(random, setting);
        double now = chance(random, setting->drop / setting->rate) ? 0 : rate;
        int before = passes_draw(random, rate, setting->baseline_repeats);

        pairs->count[before][passes_draw(random, now, setting->repeats)]++;
    }
}

enum rule { WITHOUT, OURS, WHOLE, LOSSES, RULES };

/* Of how many runs each rule passed, and called the drop real. */
struct judged {
    unsigned pass[RULES], drop;
};

static void pairs_judge(const struct setting *setting, const struct pairs *pairs,
                        struct judged *judged)
{
    struct paired_kind kinds[KINDS_MAX];
    struct paired_comparison found;
    struct error err = ERROR_INIT;
    int64_t losses = 0, gains = 0, others = 0;
    size_t n = 0;
    bool passes, tango;

    for (int b = 0; b <= setting->baseline_repeats; b++)
        for (int c = 0; c <= setting->repeats; c++) {
            int64_t count = pairs->count[b][c];
            double base = (double)b / setting->baseline_repeats;
            double now = (double)c / setting->repeats;

            if (count == 0)
                continue;
            kinds[n++] = (struct paired_kind){base, now, 1, count, -1, true};
            losses += base - now >= 1 ? count : 0;
            gains += now - base >= 1 ? count : 0;
            others += base != now && fabs(base - now) < 1 ? count : 0;
        }
    must(paired_compare(kinds, n, 0.95, &found, &err), &err);
    passes = found.lower >= -setting->margin;
    tango = tango_score((double)gains, (double)losses, (double)setting->cases,
                        -setting->margin) >= 1.959963984540054;
    judged->drop += found.can_drop && found.p_drop <= 0.025 && found.upper < 0;
    judged->pass[WITHOUT] += found.lower_plain >= -setting->margin;
    judged->pass[OURS] += passes;
    judged->pass[WHOLE] += passes && (tango || others > 0 || losses + gains == 0);
    judged->pass[LOSSES] += passes && (tango || losses == 0);
}

static struct judged setting_run(const struct setting *setting, unsigned runs)
{
    struct random random = {(uint64_t)setting->cases * 31 + (uint64_t)setting->repeats +
                            (uint64_t)(setting->drop * 1e4)};
    struct judged judged = {{0}, 0};

    for (unsigned run = 0; run < runs; run++) {
        struct pairs pairs;

        pairs_draw(&random, setting, &pairs);
        pairs_judge(setting, &pairs, &judged);
    }
    return judged;
}

/* Unchanged, and with a drop of the margin: the specification's figures of 4.3. */
static void guard_print(unsigned runs)
{
    static const int64_t sizes[] = {20, 60, 100, 200, 400};
    static const int attempts[][2] = {{5, 5}, {10, 10}, {5, 1}};
    static const enum firmness firm[] = {MOSTLY_SOLID, WOBBLY};

    printf("\n| attempts of baseline, candidate | cases, 90 %% | a drop that is none "
           "called real | false PASS of 5 points without the imaginary case | with it | "
           "of 10 points, without | with |\n|---|---|---|---|---|---|---|\n");
    for (size_t a = 0; a < 3; a++)
        for (size_t f = 0; f < 2; f++)
            for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
                struct setting setting = {.cases = sizes[i],
                                          .repeats = attempts[a][1],
                                          .baseline_repeats = attempts[a][0],
                                          .firmness = firm[f],
                                          .rate = 0.9};
                struct judged same = setting_run(&setting, runs);

                printf("| %d, %d | %lld, %s | %s |", attempts[a][0], attempts[a][1],
                       (long long)sizes[i], firmness_names[firm[f]],
                       share_text(same.drop, runs).text);
                for (int points = 5; points <= 10; points += 5) {
                    struct judged worse;

                    setting.margin = setting.drop = points / 100.0;
                    worse = setting_run(&setting, runs);
                    printf(" %.1f %% | %s |", 100.0 * worse.pass[WITHOUT] / runs,
                           share_text(worse.pass[OURS], runs).text);
                }
                printf("\n");
            }
}

static void rules_print(unsigned runs)
{
    static const int64_t sizes[] = {60, 73, 100, 200, 300};
    static const struct {
        enum firmness firmness;
        double rate;
    } suites[] = {{SOLID, 0.99}, {FEW_WOBBLY, 0.99}, {MOSTLY_SOLID, 0.9}};
    static const double drops[] = {0.05, 0.02, 0};

    printf("\n| suite, 3 attempts a side | cases | false PASS at the margin of 5: ours, "
           "Tango's too where all changes are whole, where a loss is | PASS at a drop of "
           "2 | unchanged |\n|---|---|---|---|---|\n");
    for (size_t s = 0; s < 3; s++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            printf("| %s | %lld |", firmness_names[suites[s].firmness],
                   (long long)sizes[i]);
            for (int d = 0; d < 3; d++) {
                struct judged judged =
                    setting_run(&(struct setting){sizes[i], 3, 3, suites[s].firmness,
                                                  suites[s].rate, MARGIN, drops[d]},
                                runs);

                printf(" %.2f %%, %.2f, %.2f |", 100.0 * judged.pass[OURS] / runs,
                       100.0 * judged.pass[WHOLE] / runs,
                       100.0 * judged.pass[LOSSES] / runs);
            }
            printf("\n");
        }
}

void simulate_guard(unsigned runs)
{
    guard_print(runs);
    rules_print(4 * runs);
}
