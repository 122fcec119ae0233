/* tests/store/test_run_file_baseline.c - what pairs with a baseline, and what does not.
 */
#include "base/mem.h"
#include "store/run_file_baseline.h"
#include "store/run_file_continue.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Graders of the plan, by indexes; a required one, "0b", and one that is not. */
static struct grader_digests graders_of(const struct run_plan *plan, const char *which)
{
    struct grader_digests digests;
    int list[4];
    size_t count = strlen(which);

    for (size_t i = 0; i < count; i++)
        list[i] = which[i] - '0';
    grader_digests_make(plan->graders, list, count, &digests);
    return digests;
}

struct line {
    int entry;
    const char *cohort, *id, *digest, *graders;
};

static void lines_import(struct run_file *file, const struct run_plan *plan,
                         const struct line *lines, size_t count)
{
    struct baseline_import *import = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_begin(file, &err), 0);
    cr_assert_eq(baseline_import_begin(file, plan, &import, &err), 0, "%s", err.message);
    for (size_t i = 0; i < count; i++) {
        struct grader_digests graders = graders_of(plan, lines[i].graders);
        struct baseline_result result = {.entry = lines[i].entry,
                                         .cohort = lines[i].cohort,
                                         .id = lines[i].id,
                                         .digest = lines[i].digest,
                                         .graders = &graders,
                                         .passed = 2,
                                         .unscored = 1,
                                         .score_sum = 1.5,
                                         .score_count = 2};

        cr_assert_eq(baseline_import_add(import, &result, &err), 0, "%s", err.message);
    }
    baseline_import_end(import);
    cr_assert_eq(run_file_commit(file, &err), 0, "%s", err.message);
}

static const char *const pairing_words[] = {[PAIRING_NONE] = "none",
                                            [PAIRING_PAIRED] = "paired",
                                            [PAIRING_NEW] = "new",
                                            [PAIRING_CHANGED] = "changed",
                                            [PAIRING_GRADERS] = "graders"};

static int outcome_tell(void *context, const struct case_outcome *outcome)
{
    const struct case_partner *partner = &outcome->baseline;
    struct buf *out = context;

    if (outcome->variant == 0) {
        cr_expect_eq(partner->pairing, PAIRING_NONE);
        return 0;
    }
    buf_append_format(out, "%s %s/%s %u%u %.1f/%u anchor %s\n", outcome->id,
                      pairing_words[partner->pairing],
                      pairing_words[partner->score_pairing], partner->passed,
                      partner->unscored, partner->score_sum, partner->score_count,
                      pairing_words[outcome->anchor.pairing]);
    return 0;
}

static int gone_tell(void *context, const struct gone_case *gone)
{
    buf_append_format(context, "gone %d %s/%s%s %d\n", gone->variant, gone->cohort_name,
                      gone->id ? gone->id : "?", gone->is_anchor ? " anchor" : "",
                      gone->cohort);
    return 0;
}

static void expect_told(struct run_file *file, const char *expected)
{
    struct buf out = BUF_INIT(10000);
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_each_outcome(file, outcome_tell, &out, &err), 0, "%s",
                 err.message);
    cr_assert_eq(run_file_each_gone(file, gone_tell, &out, &err), 0, "%s", err.message);
    cr_expect_str_eq(buf_text(&out), expected);
    buf_release(&out);
}

static void expect_pairing(const struct line *lines, size_t count, const char *expected)
{
    struct run_plan *plan = stored_compared_plan();
    struct run_file *file = stored_compared_run(NULL, plan);

    lines_import(file, plan, lines, count);
    expect_told(file, expected);
    run_file_close(file);
    run_plan_free(plan);
}

Test(run_file_baseline, a_case_pairs_where_its_content_and_its_graders_are_the_same)
{
    static const struct line lines[] = {{0, "angry", "a-1", SAME, "01"},
                                        {0, "angry", "a-2", SAME, "10"},
                                        {1, "angry", "a-2", SAME, "01"}};

    expect_pairing(lines, 3,
                   "a-1 paired/paired 21 1.5/2 anchor new\n"
                   "a-2 paired/paired 21 1.5/2 anchor paired\n"
                   "c-1 new/new 00 0.0/0 anchor new\n");
}

Test(run_file_baseline, a_changed_case_and_one_judged_otherwise_are_told_apart)
{
    static const struct line lines[] = {{0, "angry", "a-1", OTHER, "01"},
                                        {0, "angry", "a-2", SAME, "0"},
                                        {0, "calm", "c-1", SAME, "1"}};

    expect_pairing(lines, 3,
                   "a-1 changed/changed 21 1.5/2 anchor new\n"
                   "a-2 paired/graders 21 1.5/2 anchor new\n"
                   "c-1 graders/graders 21 1.5/2 anchor new\n");
}

Test(run_file_baseline, a_held_out_case_is_found_by_its_digest_and_gone_without_a_name)
{
    static const struct line lines[] = {{0, "calm", NULL, SAME, "01"},
                                        {0, "calm", NULL, SAME, "01"},
                                        {0, "angry", "a-9", SAME, "01"},
                                        {0, "calm", "c-9", OTHER, "01"},
                                        {1, "sad", "s-1", SAME, "01"}};

    expect_pairing(lines, 5,
                   "a-1 new/new 00 0.0/0 anchor new\n"
                   "a-2 new/new 00 0.0/0 anchor new\n"
                   "c-1 paired/paired 21 1.5/2 anchor new\n"
                   "gone 1 calm/? 1\n"
                   "gone 1 angry/a-9 0\n"
                   "gone 1 calm/? 1\n"
                   "gone 1 sad/s-1 anchor -1\n");
}

/* stored_cases_add() gives all cases one digest. */
Test(run_file_baseline, held_out_cases_that_are_alike_pair_one_by_one)
{
    static const struct line lines[] = {{0, "angry", NULL, SAME, "01"},
                                        {0, "angry", NULL, SAME, "01"},
                                        {0, "angry", NULL, SAME, "01"}};

    expect_pairing(lines, 3,
                   "a-1 paired/paired 21 1.5/2 anchor new\n"
                   "a-2 paired/paired 21 1.5/2 anchor new\n"
                   "c-1 new/new 00 0.0/0 anchor new\n"
                   "gone 1 angry/? 0\n");
}

Test(run_file_baseline, nothing_is_gone_from_a_selection)
{
    static const struct line lines[] = {{0, "angry", "a-9", SAME, "01"}};
    struct run_plan *plan = stored_compared_plan();
    struct run_file *file;

    plan->is_partial = true;
    file = stored_compared_run(NULL, plan);
    lines_import(file, plan, lines, 1);
    expect_told(file, "a-1 new/new 00 0.0/0 anchor new\n"
                      "a-2 new/new 00 0.0/0 anchor new\n"
                      "c-1 new/new 00 0.0/0 anchor new\n");
    run_file_close(file);
    run_plan_free(plan);
}

Test(run_file_baseline, a_second_result_of_a_case_is_told)
{
    static const struct line line = {0, "angry", "a-1", SAME, "01"};
    struct run_plan *plan = stored_compared_plan();
    struct run_file *file = stored_compared_run(NULL, plan);
    struct grader_digests graders = graders_of(plan, "01");
    struct baseline_result result = {
        .cohort = "angry", .id = "a-1", .digest = SAME, .graders = &graders};
    struct baseline_import *import = NULL;
    struct error err = ERROR_INIT;

    lines_import(file, plan, &line, 1);
    expect_told(file, "a-1 paired/paired 21 1.5/2 anchor new\n"
                      "a-2 new/new 00 0.0/0 anchor new\n"
                      "c-1 new/new 00 0.0/0 anchor new\n");
    cr_assert_eq(run_file_begin(file, &err), 0);
    cr_assert_eq(baseline_import_begin(file, plan, &import, &err), 0);
    cr_expect_eq(baseline_import_add(import, &result, &err), 0, "what was there is gone");
    cr_expect_eq(baseline_import_add(import, &result, &err), 1);
    baseline_import_end(import);
    run_file_close(file);
    run_plan_free(plan);
}

Test(run_file_baseline, a_run_gone_on_with_takes_the_comparison_of_today)
{
    static const struct line before[] = {{0, "angry", "a-1", SAME, "01"},
                                         {0, "angry", "a-7", SAME, "01"}};
    static const struct line today[] = {{0, "angry", "a-2", SAME, "0"},
                                        {0, "angry", "a-8", SAME, "01"}};
    struct run_plan *plan = stored_compared_plan();
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_compared_run(path, plan);
    struct run_file *fresh = stored_compared_run(NULL, plan);
    struct run_changes changes = {.asked = false};
    struct run_continued continued;
    struct error err = ERROR_INIT;

    lines_import(file, plan, before, 2);
    lines_import(fresh, plan, today, 2);
    cr_assert_eq(run_file_end(file, RUN_INTERRUPTED, 2, NULL, 5, &err), 0);
    run_file_close(file);
    cr_assert_eq(run_file_open_again(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(
        run_file_continue(file, fresh, &changes, UNCERTAIN_RESEND, &continued, &err), 0,
        "%s", err.message);
    cr_assert_eq(run_file_commit(file, &err), 0);
    expect_told(file, "a-1 new/new 00 0.0/0 anchor new\n"
                      "a-2 paired/graders 21 1.5/2 anchor new\n"
                      "c-1 new/new 00 0.0/0 anchor new\n"
                      "gone 1 angry/a-8 0\n");
    run_file_close(file);
    run_file_close(fresh);
    run_plan_free(plan);
    free(path);
    scratch_folder_free(folder);
}
