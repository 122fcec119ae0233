/* tests/store/test_run_file_order.c - the order of a run that may stop early, and what
 * counts when it did. */
#include "base/mem.h"
#include "store/cluster_turn.h"
#include "store/run_file_order.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every third case belongs to one of seven groups. */
enum { CASES = 200, CLUSTERS = CASES - (CASES + 2) / 3 + 7 };

static void case_add(struct run_file *file, int64_t number)
{
    char id[16], group[16];
    struct case_record row = {.number = number,
                              .cohort = number % 2 != 0,
                              .id = id,
                              .digest = "0123456789abcdef0123456789abcdef"
                                        "0123456789abcdef0123456789abcdef",
                              .weight = 1,
                              .group = number % 3 == 0 ? group : NULL,
                              .file = "a.jsonl",
                              .line = 1};
    struct error err = ERROR_INIT;
    char *path = NULL;
    unsigned line;

    snprintf(id, sizeof id, "c-%lld", (long long)number);
    snprintf(group, sizeof group, "g-%lld", (long long)number % 7);
    cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0, "%s", err.message);
}

struct ordered {
    int64_t numbers[CASES], turns[CASES];
};

static void order_read(struct run_file *file, int64_t seed, struct ordered *out)
{
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;
    struct run_order made;
    struct case_record row;
    int64_t turn;

    plan->order_seed = seed;
    cr_assert_eq(run_file_order(file, plan, &made, &err), 0, "%s", err.message);
    cr_expect_eq(made.clusters, CLUSTERS);
    run_order_release(&made);
    for (int64_t i = 0; i < CASES; i++) {
        cr_assert_eq(run_file_case_at(file, i, &row, &turn, &err), 0, "%s", err.message);
        out->numbers[i] = row.number;
        out->turns[i] = turn;
        cr_expect_eq(
            turn, cluster_turn(seed, plan->cohorts[row.cohort].name, row.id, row.group));
    }
    cr_expect_eq(run_file_case_at(file, CASES, &row, &turn, &err), 1);
    run_plan_free(plan);
}

static struct run_file *ordered_run_new(const char *path)
{
    struct run_file *file = stored_run_new(path);

    for (int64_t i = 0; i < CASES; i++)
        case_add(file, i);
    return file;
}

Test(run_file_order, each_case_comes_once_and_a_cluster_in_one_piece)
{
    struct run_file *file = ordered_run_new(NULL);
    bool is_there[CASES] = {false};
    struct ordered order;
    int clusters = 1;

    order_read(file, 7, &order);
    for (int i = 0; i < CASES; i++) {
        cr_expect_not(is_there[order.numbers[i]]);
        is_there[order.numbers[i]] = true;
        clusters += i > 0 && order.turns[i] != order.turns[i - 1];
        cr_expect(i == 0 || order.turns[i] > order.turns[i - 1] ||
                  (order.turns[i] == order.turns[i - 1] &&
                   order.numbers[i] > order.numbers[i - 1]));
    }
    cr_expect_eq(clusters, CLUSTERS, "%d clusters", clusters);
    run_file_close(file);
}

static int group_expect(void *context, int cohort, const char *group)
{
    int64_t *number = context;
    char want[16];

    snprintf(want, sizeof want, "g-%lld", (long long)*number % 7);
    cr_expect_eq(cohort, *number % 2);
    if (*number % 3)
        cr_expect_null(group);
    else
        cr_expect_str_eq(group, want);
    return ++*number == CASES / 2 ? 7 : 0;
}

Test(run_file_order, groups_come_in_the_order_of_cases)
{
    struct run_file *file = ordered_run_new(NULL);
    struct error err = ERROR_INIT;
    int64_t number = 0;

    cr_expect_eq(run_file_each_group(file, group_expect, &number, &err), 7);
    cr_expect_eq(number, CASES / 2);
    run_file_close(file);
}

Test(run_file_order, the_seed_makes_the_order_and_nothing_else)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = ordered_run_new(path);
    struct ordered one, again, other, read;
    struct error err = ERROR_INIT;

    order_read(file, 7, &one);
    order_read(file, 8, &other);
    order_read(file, 7, &again);
    cr_expect_arr_eq(one.numbers, again.numbers, sizeof one.numbers);
    cr_expect_neq(memcmp(one.numbers, other.numbers, sizeof one.numbers), 0);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    order_read(file, 7, &read); /* of a file that is only read */
    cr_expect_arr_eq(one.numbers, read.numbers, sizeof one.numbers);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_order, a_turn_is_the_same_on_every_machine)
{
    cr_expect_eq(cluster_turn(7, "angry", "a-1", NULL), INT64_C(3944253017329211100));
    cr_expect_eq(cluster_turn(7, "angry", "a-1", "document 12"),
                 INT64_C(6280908614204557034));
    cr_expect_eq(cluster_turn(7, "calm", "x", "document 12"),
                 INT64_C(6280908614204557034));
    cr_expect_neq(cluster_turn(7, "ab", "c", NULL), cluster_turn(7, "a", "bc", NULL));
    cr_expect_neq(cluster_turn(7, "a", "b", NULL), cluster_turn(7, "a", "b", "b"));
}

static int outcome_count(void *context, const struct case_outcome *outcome)
{
    int *counts = context;

    counts[outcome->number]++;
    cr_expect_eq(outcome->passed + outcome->missing, 2);
    if (outcome->variant == 1)
        cr_expect_eq(outcome->baseline.pairing, PAIRING_PAIRED);
    return 0;
}

/* Case 0 has all samples, case 1 all but one, case 2 none. */
static void samples_add(struct run_file *file)
{
    for (int i = 0; i < 4; i++)
        stored_sample_add(file, 0, i / 2, 1 + (unsigned)i % 2, "yes");
    for (int i = 0; i < 3; i++)
        stored_sample_add(file, 1, i / 2, 1 + (unsigned)i % 2, "yes");
}

Test(run_file_order, of_a_decided_run_only_whole_cases_count)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    int counts[3] = {0};

    stored_cases_add(file);
    samples_add(file);
    cr_assert_eq(run_file_end(file, RUN_DECIDED, 0, "enough", 5, &err), 0);
    cr_assert_eq(run_file_each_outcome(file, outcome_count, counts, &err), 0);
    cr_expect_eq(counts[0], 2);
    cr_expect_eq(counts[1] + counts[2], 0, "a case that was not wholly asked counts");
    run_file_close(file);
}

Test(run_file_order, single_cases_are_read_in_the_turn_they_are_written_in)
{
    struct run_file *file = stored_run_new(NULL);
    struct run_plan *plan = stored_plan();
    struct outcome_reader *reader;
    struct error err = ERROR_INIT;
    int counts[3] = {0};

    stored_cases_add(file);
    cr_assert_eq(outcome_reader_new(file, plan, &reader, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_begin(file, &err), 0);
    samples_add(file);
    for (int i = 2; i >= 0; i--) {
        cr_assert_eq(outcome_reader_read(reader, i, outcome_count, counts, &err), 0, "%s",
                     err.message);
    }
    cr_expect(counts[0] == 2 && counts[1] == 2 && counts[2] == 2);
    cr_assert_eq(run_file_commit(file, &err), 0);
    outcome_reader_free(reader);
    run_plan_free(plan);
    run_file_close(file);
}

Test(run_file_order, a_cluster_weighs_what_its_cases_do_in_the_whole)
{
    struct run_file *file = ordered_run_new(NULL);
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;
    struct run_order order;

    cr_assert_eq(run_file_order(file, plan, &order, &err), 0, "%s", err.message);
    cr_expect_float_eq(order.cluster_weight_max, 10, 1e-9, "%g",
                       order.cluster_weight_max);
    run_order_release(&order);
    plan->cohorts[0].weight = 50; /* of 100 cases: each counts half */
    plan->cohorts[1].watch = false;
    cr_assert_eq(run_file_order(file, plan, &order, &err), 0, "%s", err.message);
    cr_expect_float_eq(order.scales[0], 0.5, 1e-9);
    cr_expect_eq(order.scales[1], 0);
    cr_expect_float_eq(order.cluster_weight_max, 2.5, 1e-9, "%g",
                       order.cluster_weight_max);
    cr_expect_not(order.has_must_pass);
    run_order_release(&order);
    run_plan_free(plan);
    run_file_close(file);
}
