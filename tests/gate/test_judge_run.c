/* tests/gate/test_judge_run.c - a run file, judged. */
#include "base/mem.h"
#include "tests/gate/judged_text.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct run_info info = {
    .id = "01JD3M0000000000000000000A", .started_ms = 1, .version = (char[]){"0.1.0"}};

/* Three cases of one cohort, two repeats; "P", "F", "?" a repeat, '-' is not written. */
static struct run_file *run_write(const char *const letters[3])
{
    json_t *json = json_pack("{s:[{s:s}], s:{s:f}}", "cohorts", "name", "angry", "gate",
                             "pass_rate", 0.5);
    struct run_plan *plan = plan_of_case(json);
    struct error err = ERROR_INIT;
    struct run_file *file = NULL;
    struct reply reply;
    unsigned line;
    char *path;

    plan->repeats = 2;
    reply_init(&reply);
    cr_assert_eq(run_file_create(NULL, &info, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_set_plan(file, plan, &err), 0, "%s", err.message);
    for (int i = 0; i < 3; i++) {
        char id[] = {'a', (char)('0' + i), '\0'};
        struct case_record row = {
            .number = i, .id = id, .digest = "d", .weight = 1, .file = "a.jsonl"};

        cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0);
        for (unsigned k = 0; k < 2; k++) {
            struct sample_record sample = {.case_number = i,
                                           .repeat = k + 1,
                                           .verdict = letters[i][k] == 'P' ? VERDICT_PASS
                                                      : letters[i][k] == 'F'
                                                          ? VERDICT_FAIL
                                                          : VERDICT_UNSCORED,
                                           .score = letters[i][k] == 'P',
                                           .reply = &reply,
                                           .latency_ms = 10.0 * i + k};

            if (letters[i][k] != '-')
                cr_assert_eq(run_file_add_sample(file, &sample, &err), 0, "%s",
                             err.message);
        }
    }
    reply_release(&reply);
    run_plan_free(plan);
    json_decref(json);
    return file;
}

static void judged_is(struct run_file *file, enum gate_verdict verdict,
                      const char *sentence)
{
    struct error err = ERROR_INIT;
    struct run_plan *plan = NULL;
    struct judgement judgement;

    cr_assert_eq(judge_run(file, &plan, &judgement, &err), 0, "%s", err.message);
    cr_expect_eq(judgement.verdict, verdict);
    cr_expect_str_eq(judgement.sentence, sentence);
    judgement_release(&judgement);
    run_plan_free(plan);
    run_file_close(file);
}

Test(judge_run, a_finished_run_is_judged_by_its_plan)
{
    struct run_file *file = run_write((const char *const[]){"PP", "PF", "FF"});
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 2, &err), 0);
    judged_is(
        file, GATE_PASS,
        "refund-answers v8: passes 50% of 3 cases, at least 50% required, which could be "
        "luck (not compared).");
}

Test(judge_run, a_run_whose_process_died_has_no_verdict)
{
    judged_is(
        run_write((const char *const[]){"PP", "PF", "--"}), GATE_INCOMPLETE,
        "refund-answers: the run has not ended, or its process died; 4 of 6 samples "
        "are in the run file.");
}

Test(judge_run, a_run_that_was_stopped_tells_why)
{
    struct run_file *file = run_write((const char *const[]){"PP", "P-", "--"});
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_end(file, RUN_STOPPED, 0, "the key was refused", 2, &err), 0);
    judged_is(file, GATE_INCOMPLETE,
              "refund-answers: the key was refused; 3 of 6 samples are in the run file.");
}

Test(judge_run, a_file_without_a_plan_is_an_error)
{
    struct error err = ERROR_INIT;
    struct run_plan *plan = NULL;
    struct run_file *file = NULL;
    struct judgement judgement;

    cr_assert_eq(run_file_create(NULL, &info, &file, &err), 0);
    cr_expect_eq(judge_run(file, &plan, &judgement, &err), -1);
    cr_expect_str_eq(err.code, "N0610");
    run_file_close(file);
}
