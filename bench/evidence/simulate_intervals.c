/* bench/evidence/simulate_intervals.c - a run's interval beside the mean and its standard
 * error; clusters by three formulas. The tables of the specification, sections 3.1, 3.2.
 */
#include "bench/evidence/simulation.h"

#include "statistics/cluster.h"
#include "statistics/rate.h"
#include "statistics/student_t.h"

#include <math.h>
#include <stdio.h>

enum { CASES_MAX = 1000, CLUSTERS_MAX = 80 };

struct situation {
    int cases, repeats, cluster; /* half of the cases of a cluster share its rate */
    double rate;
    const char *specified; /* mean +/- t*SE, ours */
};

/* One run's scores; its rows are clusters. */
struct scores {
    struct rate_kind kinds[CASES_MAX];
    struct cluster_sum rows[CASES_MAX];
};

static void scores_draw(struct random *random, const struct situation *situation,
                        struct scores *out)
{
    double rate = 0;

    for (int i = 0; i < situation->cases; i++) {
        int cluster = i / situation->cluster, passed = 0;
        double own, score;

        if (i % situation->cluster == 0) {
            rate = solid_rate(random, situation->rate);
            out->rows[cluster] = (struct cluster_sum){0, 0, 1};
        }
        own = chance(random, 0.5) ? rate : solid_rate(random, situation->rate);
        for (int k = 0; k < situation->repeats; k++)
            passed += chance(random, own);
        score = (double)passed / situation->repeats;
        out->kinds[i] = (struct rate_kind){
            score, 1, 1, situation->cluster > 1 ? cluster : -1, situation->repeats > 1};
        out->rows[cluster].sum += score;
        out->rows[cluster].size++;
    }
}

static void situation_row(const struct situation *situation, uint64_t seed, unsigned runs)
{
    static struct scores scores; /* large; written anew each time */
    struct random random = {seed};
    int clusters = situation->cases / situation->cluster;
    unsigned plain = 0, ours = 0;
    struct error err = ERROR_INIT;
    double t;

    must(student_t_limit(0.95, clusters - 1, &t, &err), &err);
    for (unsigned run = 0; run < runs; run++) {
        struct cluster_mean mean;
        struct rate rate;

        scores_draw(&random, situation, &scores);
        must(cluster_mean(scores.rows, (size_t)clusters, &mean, &err), &err);
        must(rate_of(scores.kinds, (size_t)situation->cases, 0.95, &rate, &err), &err);
        plain += fabs(mean.mean - situation->rate) <= t * mean.se;
        ours += holds(&rate.interval, situation->rate);
    }
    printf("| %d cases, %d attempt%s, clusters of %d, true rate %.0f %% | %s | %s | %s "
           "|\n",
           situation->cases, situation->repeats, situation->repeats > 1 ? "s" : "",
           situation->cluster, 100 * situation->rate, situation->specified,
           share_text(plain, runs).text, share_text(ours, runs).text);
}

/* So many clusters of `size` cases, after a few that are large. */
struct pattern {
    const char *name;
    int large, large_size, clusters, size;
    double growth; /* sizes grow by this from one to the next, where above 1 */
    const char *specified;
};

static int sizes_of(const struct pattern *pattern, int sizes[CLUSTERS_MAX])
{
    double size = pattern->size;

    for (int i = 0; i < pattern->large; i++)
        sizes[i] = pattern->large_size;
    for (int i = pattern->large; i < pattern->clusters; i++) {
        sizes[i] = (int)lround(size);
        size *= pattern->growth;
    }
    return pattern->clusters;
}

static double change_draw(struct random *random)
{
    return 0.3 * normal_draw(random);
}

static void clusters_draw(struct random *random, const int *sizes, int count,
                          double shared, struct cluster_sum *rows)
{
    for (int g = 0; g < count; g++) {
        double common = change_draw(random);

        rows[g] = (struct cluster_sum){0, sizes[g], 1};
        for (int i = 0; i < sizes[g]; i++)
            rows[g].sum += chance(random, shared) ? common : change_draw(random);
    }
}

enum { PLAIN, JACKKNIFE, OURS, RULES };

/* The least and the most of the settings of one pattern. */
struct extremes {
    unsigned least[RULES], most[RULES];
};

static void pattern_run(const struct pattern *pattern, double shared, unsigned runs,
                        struct extremes *extremes)
{
    struct random random = {77 + (uint64_t)(100 * shared)};
    int sizes[CLUSTERS_MAX], count = sizes_of(pattern, sizes);
    unsigned alarms[RULES] = {0};
    double t, t_ours = 0;
    struct error err = ERROR_INIT;

    must(student_t_limit(0.95, count - 1, &t, &err), &err);
    for (unsigned run = 0; run < runs; run++) {
        struct cluster_sum rows[CLUSTERS_MAX];
        struct cluster_mean mean;

        clusters_draw(&random, sizes, count, shared, rows);
        must(cluster_mean(rows, (size_t)count, &mean, &err), &err);
        if (run == 0) /* the sizes alone decide it */
            must(student_t_limit(0.95, mean.df, &t_ours, &err), &err);
        alarms[PLAIN] += mean.mean < -t * mean.se_cr1;
        alarms[JACKKNIFE] += mean.mean < -t * mean.se;
        alarms[OURS] += mean.changed >= PAIRED_FEWEST_CHANGED && mean.mean < 0 &&
                        mean.mean <= -t_ours * mean.se;
    }
    for (int rule = 0; rule < RULES; rule++) {
        if (alarms[rule] < extremes->least[rule])
            extremes->least[rule] = alarms[rule];
        if (alarms[rule] > extremes->most[rule])
            extremes->most[rule] = alarms[rule];
    }
}

static void patterns_print(unsigned runs)
{
    static const struct pattern patterns[] = {
        {"10 equal", 0, 0, 10, 10, 1, "1.8 to 2.6, same, same"},
        {"20 equal", 0, 0, 20, 10, 1, "1.8 to 2.6, same, same"},
        {"80 equal", 0, 0, 80, 10, 1, "1.8 to 2.6, same, same"},
        {"20, each a fifth larger than the last", 0, 0, 20, 2, 1.2,
         "3.1 to 3.8, 2.8 to 3.2, 2.2 to 2.7"},
        {"20, each a third larger", 0, 0, 20, 2, 1.33,
         "3.1 to 3.8, 2.8 to 3.2, 2.2 to 2.7"},
        {"40, one holds half the suite", 1, 195, 40, 5, 1,
         "5.4 to 15.5, 3.6 to 4.8, 0.3 to 1.0"},
        {"80, two hold a quarter each", 2, 195, 80, 5, 1,
         "4.1 to 12.4, 3.1 to 6.5, 1.4 to 3.1"}};
    static const double shared[] = {0, 0.25, 0.5, 0.75, 1};

    printf("\n| clusters | specification: plain, jackknife, ours, %% | plain sandwich, "
           "G-1 | jackknife, G-1 | ours |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct extremes extremes = {{runs, runs, runs}, {0, 0, 0}};

        for (size_t k = 0; k < sizeof shared / sizeof *shared; k++)
            pattern_run(&patterns[i], shared[k], runs, &extremes);
        printf("| %s | %s |", patterns[i].name, patterns[i].specified);
        for (int rule = 0; rule < RULES; rule++)
            printf(" %.1f to %s |", 100.0 * extremes.least[rule] / runs,
                   share_text(extremes.most[rule], runs).text);
        printf("\n");
    }
}

void simulate_intervals(unsigned runs)
{
    static const struct situation situations[] = {
        {10, 1, 1, 0.98, "18 %, 98 %"},
        {20, 5, 1, 0.98, "51 %, 96 %"},
        {50, 1, 1, 0.98, "64 %, 92 %"},
        {100, 3, 1, 0.98, "83 %, 92 %"},
        {50, 1, 5, 0.8, "93 %, 95 %"},
        {300, 1, 1, 0.8, "94 to 95 %, 95 to 96 %"},
        {300, 1, 1, 0.85, "94 to 95 %, 95 to 96 %"}};

    printf("\n| situation | specification: mean -/+ t*SE, ours | mean -/+ t*SE | ours "
           "|\n|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof situations / sizeof *situations; i++)
        situation_row(&situations[i], 4000 + i, runs);
    patterns_print(runs);
}
