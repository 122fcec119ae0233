/* tests/gate/settling_table.c - settling_table [--table]: whether what the gate says
 * would settle a comparison does. Suites made up of units alike grow to the number told:
 * it ends with 1 where one is not decided within a fifth more, unless its drop was taken
 * for noise, and where a larger margin is told a larger number. With --table a row for
 * each: what is said, what is said of the grown suite, with how many units it is decided
 * first, and how often where as many units are drawn from such as these.
 */
#include "base/mem.h"
#include "base/random.h"
#include "gate/drop_words.h"
#include "gate/gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 6, MARGINS = 6, DRAWN_MOST = 3000, DRAWS = 500 };

/* Larger suites are not tried. */
static double cases_most = 4000;

static const double margins[MARGINS] = {0.02, 0.025, 0.03, 0.05, 0.08, 0.12};
static const double slack = 1.2, step = 1.03;

/* Groups alike: of so many cases, of which `losses` and `gains` changed, all else passed;
 * passes of the attempts before and after. A group of 1 is a case of its own. */
struct group_row {
    int times, size, losses, gains;
    int high, low; /* passes of a case that is well, and of one that is not */
};

struct make_up {
    const char *name;
    unsigned repeats;
    bool is_noise; /* its drop may be noise: it is taken for unchanged */
    struct group_row rows[ROWS];
};

static const struct make_up make_ups[] = {
    {"80, 3 broken, 3 fixed, × 3",
     3,
     false,
     {{74, 1, 0, 0, 3, 0}, {3, 1, 1, 0, 3, 0}, {3, 1, 0, 1, 3, 0}}},
    {"109, 3 broken, 3 fixed, × 3",
     3,
     false,
     {{103, 1, 0, 0, 3, 0}, {3, 1, 1, 0, 3, 0}, {3, 1, 0, 1, 3, 0}}},
    {"80, 4 broken, 2 fixed, × 3",
     3,
     false,
     {{74, 1, 0, 0, 3, 0}, {4, 1, 1, 0, 3, 0}, {2, 1, 0, 1, 3, 0}}},
    {"80, 12 broken, 12 fixed, × 3",
     3,
     false,
     {{56, 1, 0, 0, 3, 0}, {12, 1, 1, 0, 3, 0}, {12, 1, 0, 1, 3, 0}}},
    {"80, 4 broken, × 5", 5, false, {{76, 1, 0, 0, 5, 0}, {4, 1, 1, 0, 5, 0}}},
    {"80, 2 broken, 4 fixed, × 3",
     3,
     false,
     {{74, 1, 0, 0, 3, 0}, {2, 1, 1, 0, 3, 0}, {4, 1, 0, 1, 3, 0}}},
    {"100, 40 wobble, × 3",
     3,
     false,
     {{60, 1, 0, 0, 3, 0}, {20, 1, 1, 0, 2, 1}, {20, 1, 0, 1, 2, 1}}},
    {"100, 30 wobble, 4 broken, 3 fixed, × 3",
     3,
     true,
     {{63, 1, 0, 0, 3, 0},
      {15, 1, 1, 0, 2, 1},
      {15, 1, 0, 1, 2, 1},
      {4, 1, 1, 0, 3, 0},
      {3, 1, 0, 1, 3, 0}}},
    {"40, nothing changed, × 3", 3, false, {{40, 1, 0, 0, 3, 0}}},
    {"36, 2 broken, 1 fixed",
     1,
     true,
     {{33, 1, 0, 0, 1, 0}, {2, 1, 1, 0, 1, 0}, {1, 1, 0, 1, 1, 0}}},
    {"200, 12 broken, 10 fixed",
     1,
     true,
     {{178, 1, 0, 0, 1, 0}, {12, 1, 1, 0, 1, 0}, {10, 1, 0, 1, 1, 0}}},
    {"80, 9 broken, 3 fixed",
     1,
     false,
     {{68, 1, 0, 0, 1, 0}, {9, 1, 1, 0, 1, 0}, {3, 1, 0, 1, 1, 0}}},
    {"30, 2 broken", 1, false, {{28, 1, 0, 0, 1, 0}, {2, 1, 1, 0, 1, 0}}},
    {"12 groups of 10, 4 broken", 1, false, {{8, 10, 0, 0, 1, 0}, {4, 10, 10, 0, 1, 0}}},
    {"6 groups of 40, 12 broken, 12 fixed",
     1,
     false,
     {{2, 40, 0, 0, 1, 0}, {2, 40, 6, 0, 1, 0}, {2, 40, 0, 6, 1, 0}}},
    {"40 pairs, 4 broken, 3 fixed",
     1,
     true,
     {{33, 2, 0, 0, 1, 0}, {4, 2, 1, 0, 1, 0}, {3, 2, 0, 1, 1, 0}}},
    {"1 group of 40, 2 broken", 1, false, {{1, 40, 2, 0, 1, 0}}},
    {"1 of 100 with 5 broken, 3 fixed; 20 cases",
     1,
     false,
     {{1, 100, 5, 3, 1, 0}, {20, 1, 0, 0, 1, 0}}},
};
enum { MAKE_UPS = sizeof make_ups / sizeof *make_ups };

static struct run_plan *plan_make(const struct make_up *make_up, double margin)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("made-up");
    plan->repeats = make_up->repeats;
    plan->has_baseline = true;
    plan->variant_count = 1;
    plan->variants = mem_new(1, sizeof *plan->variants);
    plan->variants[0] = (struct plan_variant){
        .label = mem_text("v8"), .baseline = -1, .baseline_entry = 0, .anchor_entry = -1};
    plan->baseline_entry_count = 1;
    plan->baseline_entries = mem_new(1, sizeof *plan->baseline_entries);
    plan->baseline_entries[0].repeats = make_up->repeats;
    plan->gate.is_given = true;
    plan->gate.max_drop = margin;
    plan->cohort_count = 1;
    plan->cohorts = mem_new(1, sizeof *plan->cohorts);
    plan->cohorts[0] = (struct plan_cohort){.name = mem_text("all"), .watch = true};
    gate_rules_init(&plan->cohorts[0].gate);
    return plan;
}

static void must(int rc, const struct error *err)
{
    if (rc == 0)
        return;
    fprintf(stderr, "%s\n", err->message);
    exit(2);
}

static void case_add(struct gate *gate, int64_t number, const char *group,
                     const struct make_up *make_up, unsigned before, unsigned after)
{
    struct case_outcome outcome = {.number = number,
                                   .id = "x",
                                   .weight = 1,
                                   .quarantine = -1,
                                   .group = group,
                                   .passed = after,
                                   .failed = make_up->repeats - after,
                                   .score_sum = after,
                                   .score_count = make_up->repeats};
    struct error err = ERROR_INIT;

    outcome.baseline = (struct case_partner){.pairing = PAIRING_PAIRED,
                                             .score_pairing = PAIRING_PAIRED,
                                             .passed = before,
                                             .failed = make_up->repeats - before,
                                             .score_sum = before,
                                             .score_count = make_up->repeats};
    must(gate_add(gate, &outcome, &err), &err);
}

static void groups_add(struct gate *gate, const struct make_up *make_up,
                       const struct group_row *row, int64_t times, int64_t *number)
{
    const unsigned high = (unsigned)row->high, low = (unsigned)row->low;

    for (int64_t i = 0; i < times; i++) {
        char name[32];

        snprintf(name, sizeof name, "g%lld", (long long)*number);
        for (int k = 0; k < row->size; k++) {
            const bool lost = k < row->losses;
            const bool gained = !lost && k < row->losses + row->gains;

            case_add(gate, (*number)++, row->size > 1 ? name : NULL, make_up,
                     gained ? low : high, lost ? low : high);
        }
    }
}

static int64_t units_of(const struct make_up *make_up)
{
    int64_t units = 0;

    for (size_t i = 0; i < ROWS; i++)
        units += make_up->rows[i].times;
    return units;
}

/* Of so many units of each row. */
static struct gate_comparison compare(const struct make_up *make_up, double margin,
                                      const int64_t times[ROWS])
{
    struct run_plan *plan = plan_make(make_up, margin);
    struct gate *gate = gate_new(plan);
    struct judgement judgement;
    struct gate_comparison out;
    struct error err = ERROR_INIT;
    int64_t number = 0;

    for (size_t i = 0; i < ROWS; i++)
        groups_add(gate, make_up, &make_up->rows[i], times[i], &number);
    must(gate_decide(gate, RUN_FINISHED, NULL, &judgement, &err), &err);
    out = judgement_scope(&judgement, 0, SCOPE_ALL)->comparison;
    judgement_release(&judgement);
    gate_free(gate);
    run_plan_free(plan);
    return out;
}

static struct gate_comparison grown(const struct make_up *make_up, double margin,
                                    double factor)
{
    int64_t times[ROWS];

    for (size_t i = 0; i < ROWS; i++)
        times[i] = llround(factor * make_up->rows[i].times);
    return compare(make_up, margin, times);
}

/* As many units, each drawn from those there are. */
static struct gate_comparison drawn(const struct make_up *make_up, double margin,
                                    int64_t units, struct random *random)
{
    const uint64_t all = (uint64_t)units_of(make_up);
    int64_t times[ROWS] = {0};

    for (int64_t i = 0; i < units; i++) {
        uint64_t place = random_next(random) % all;
        size_t row = 0;

        while (place >= (uint64_t)make_up->rows[row].times)
            place -= (uint64_t)make_up->rows[row++].times;
        times[row]++;
    }
    return compare(make_up, margin, times);
}

static bool is_decided(const struct gate_comparison *made)
{
    return made->verdict == GATE_PASS || made->verdict == GATE_FAIL;
}

static double cases_of(const struct make_up *make_up, double units)
{
    double cases = 0;

    for (size_t i = 0; i < ROWS; i++)
        cases += make_up->rows[i].times * make_up->rows[i].size;
    return units * cases / (double)units_of(make_up);
}

/* So many units, or a few percent more; 0: neither these nor as many as are tried. */
static double decided_from(const struct make_up *make_up, double margin, double units,
                           double most)
{
    while (units < most && cases_of(make_up, units) < cases_most) {
        const struct gate_comparison made =
            grown(make_up, margin, units / (double)units_of(make_up));

        if (is_decided(&made))
            return ceil(units);
        units *= step;
    }
    return 0;
}

/* Units that it says are enough; 0: it does not know. */
static int64_t told_of(const struct gate_comparison *made)
{
    return made->groups_needed ? made->groups_needed : made->cases_needed;
}

static void drawn_print(const struct make_up *make_up, double margin, int64_t told)
{
    struct random random = {7};
    unsigned passes = 0, fails = 0;

    if (cases_of(make_up, (double)told) > DRAWN_MOST) {
        printf(" |\n");
        return;
    }
    for (int i = 0; i < DRAWS; i++) {
        const struct gate_comparison made = drawn(make_up, margin, told, &random);

        passes += made.verdict == GATE_PASS;
        fails += made.verdict == GATE_FAIL;
    }
    printf(" PASS %.0f %%, REGRESSION %.0f %% |\n", 100.0 * passes / DRAWS,
           100.0 * fails / DRAWS);
}

static void row_print(const struct make_up *make_up, double margin,
                      const struct gate_comparison *made)
{
    const int64_t told = told_of(made);
    const struct gate_comparison then =
        grown(make_up, margin, (double)told / (double)units_of(make_up));
    char *words = settling_words(made, true);

    printf("| %s | %g | %s | %lld: %s | %.0f |", make_up->name, 100 * margin,
           words ? words : "not known", (long long)told, gate_verdict_name(then.verdict),
           decided_from(make_up, margin, (double)units_of(make_up), 1e9));
    drawn_print(make_up, margin, told);
    free(words);
}

static bool margin_holds(const struct make_up *make_up, double margin, bool is_table)
{
    const struct gate_comparison made = grown(make_up, margin, 1);
    const double told = (double)told_of(&made);

    if (is_decided(&made))
        return true;
    if (is_table)
        row_print(make_up, margin, &made);
    if (make_up->is_noise || cases_of(make_up, told) > cases_most / slack)
        return true;
    if (told > 0 && decided_from(make_up, margin, told, slack * told) > 0)
        return true;
    printf("%s: with a margin of %g %g units were told, and do not decide\n",
           make_up->name, margin, told);
    return false;
}

static bool is_monotone(const struct make_up *make_up, double apart)
{
    int64_t before = INT64_MAX;
    bool is = true;

    for (int i = 0; i * apart < 0.19; i++) {
        const double margin = 0.01 + i * apart;
        const struct gate_comparison made = grown(make_up, margin, 1);
        const int64_t told = is_decided(&made) ? 0 : told_of(&made);

        if (told > before) {
            printf("%s: %lld units at a margin of %g, and %lld below it\n", make_up->name,
                   (long long)told, margin, (long long)before);
            is = false;
        }
        if (told || is_decided(&made))
            before = told;
    }
    return is;
}

int main(int argc, char **argv)
{
    const bool is_table = argc > 1 && strcmp(argv[1], "--table") == 0;
    bool holds = true;

    if (is_table)
        cases_most = 50000;
    if (is_table)
        printf("| cases | margin | what would settle it | grown to | decided from | "
               "drawn |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < MAKE_UPS; i++)
        for (size_t m = 0; m < MARGINS; m++)
            holds = margin_holds(&make_ups[i], margins[m], is_table) && holds;
    for (size_t i = 0; i < MAKE_UPS; i++)
        holds = is_monotone(&make_ups[i], is_table ? 0.0005 : 0.01) && holds;
    return holds ? 0 : 1;
}
