/* bench/evidence/simulate_margin.c - a drop of exactly the margin, seen by a judge. */
#include "bench/evidence/simulation.h"

#include "statistics/judge_correction.h"

#include <math.h>
#include <stdio.h>

/* 85 % pass before; besides the drop 3 % get better and 3 % get worse. */
static const double before = 0.85, churn = 0.03, second = 0.95;
static const double sensitivity = 0.9, specificity = 0.8;

struct row {
    unsigned cases;
    unsigned labels; /* of each kind; 0: J is known */
};
static const struct row rows[] = {{300, 0},    {300, 50},   {300, 200},  {1000, 0},
                                  {1000, 50},  {1000, 200}, {3000, 0},   {3000, 50},
                                  {3000, 200}, {10000, 0},  {10000, 50}, {10000, 200}};

static bool judged(struct random *random, bool passes)
{
    return passes ? chance(random, sensitivity) : !chance(random, specificity);
}

/* What the judge says of both sides of a case; `drop` of what one side's answers are
 * good. */
struct pair {
    bool was, is;
};

static struct pair pair_draw(struct random *random, double drop)
{
    const bool was = chance(random, before);
    const bool is = was ? !chance(random, (drop + churn) / before)
                        : chance(random, churn / (1 - before));

    return (struct pair){judged(random, was), judged(random, is)};
}

/* Cases by what is judged of both sides. also: a second judge, whom a pass needs too, of
 * something that 95 % have on both sides. */
static size_t judged_draw(struct random *random, unsigned cases, double drop, bool also,
                          struct paired_kind kinds[4])
{
    int64_t counts[2][2] = {{0, 0}, {0, 0}};
    size_t count = 0;

    for (unsigned i = 0; i < cases; i++) {
        struct pair pair = pair_draw(random, also ? drop / second : drop);

        if (also) {
            const bool has = chance(random, second);
            const bool was = judged(random, has), is = judged(random, has);

            pair = (struct pair){pair.was && was, pair.is && is};
        }
        counts[pair.was][pair.is]++;
    }
    for (int i = 0; i < 4; i++)
        if (counts[i / 2][i % 2])
            kinds[count++] = (struct paired_kind){.base = i / 2,
                                                  .candidate = i % 2,
                                                  .weight = 1,
                                                  .count = counts[i / 2][i % 2],
                                                  .cluster = -1};
    return count;
}

static struct judge_calibration calibration_draw(struct random *random, unsigned labels)
{
    const int64_t many = 1000000000;
    struct judge_calibration out = {0, labels, 0, labels};

    if (!labels)
        return (struct judge_calibration){(int64_t)(sensitivity * (double)many), many,
                                          (int64_t)(specificity * (double)many), many};
    for (unsigned i = 0; i < labels; i++) {
        out.tp += chance(random, sensitivity);
        out.tn += chance(random, specificity);
    }
    return out;
}

/* Runs that pass: at the margin as written, at J times it, and where the corrected
 * difference rules the margin out with what is not known of J. */
struct passed {
    unsigned written, held, corrected;
};

static void run_one(struct random *random, const struct row *row, double drop,
                    struct passed *passed)
{
    const double z = 1.959963984540054;
    struct paired_kind kinds[4];
    const size_t count = judged_draw(random, row->cases, drop, false, kinds);
    const struct judge_calibration calibration = calibration_draw(random, row->labels);
    struct paired_comparison found;
    struct corrected_diff corrected;
    struct error err = ERROR_INIT;
    double youden;

    must(paired_compare(kinds, count, 0.95, &found, &err), &err);
    must(judge_youden_adjusted(&calibration, &youden, &err), &err);
    must(corrected_diff(found.diff, (found.diff - found.lower) / z, &calibration, 0.95,
                        &corrected, &err),
         &err);
    passed->written += found.lower >= -MARGIN;
    passed->held += found.lower >= -MARGIN * youden;
    passed->corrected += corrected.range.lower >= -MARGIN;
}

static void one_judge_print(unsigned runs)
{
    printf(
        "\n| cases | labels | false PASS, drop = margin: margin as written | held to J "
        "| corrected interval | PASS when unchanged: margin as written | held to J | "
        "corrected interval |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct random random = {7000 + i};
        struct passed dropped = {0, 0, 0}, unchanged = {0, 0, 0};

        for (unsigned run = 0; run < runs; run++) {
            run_one(&random, &rows[i], MARGIN, &dropped);
            run_one(&random, &rows[i], 0, &unchanged);
        }
        printf("| %u | ", rows[i].cases);
        if (rows[i].labels)
            printf("%u + %u", rows[i].labels, rows[i].labels);
        else
            printf("J is known");
        printf(" | %s | %s | %s | %.0f %% | %.0f %% | %.0f %% |\n",
               share_text(dropped.written, runs).text,
               share_text(dropped.held, runs).text,
               share_text(dropped.corrected, runs).text, 100.0 * unchanged.written / runs,
               100.0 * unchanged.held / runs, 100.0 * unchanged.corrected / runs);
    }
}

static void two_judges_print(unsigned runs)
{
    static const unsigned cases[] = {1000, 3000, 10000};
    const double least = sensitivity + specificity - 1;

    printf("\n| cases | false PASS: margin as written | held to the least J | held to J "
           "times the other's sensitivity |\n|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct random random = {7100 + i};
        unsigned written = 0, held = 0, ours = 0;

        for (unsigned run = 0; run < runs; run++) {
            struct paired_kind kinds[4];
            const size_t count = judged_draw(&random, cases[i], MARGIN, true, kinds);
            struct paired_comparison found;
            struct error err = ERROR_INIT;

            must(paired_compare(kinds, count, 0.95, &found, &err), &err);
            written += found.lower >= -MARGIN;
            held += found.lower >= -MARGIN * least;
            ours += found.lower >= -MARGIN * least * sensitivity;
        }
        printf("| %u | %s | %s | %s |\n", cases[i], share_text(written, runs).text,
               share_text(held, runs).text, share_text(ours, runs).text);
    }
}

void simulate_margin(unsigned runs)
{
    one_judge_print(runs);
    two_judges_print(runs);
}
