/* tests/store/stored_run.c - a small run to be stored. */
#include "tests/store/stored_run.h"

#include "store/baseline_file.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static char version[] = "0.1.0";
static char commit[] = "3b1d6e7";

const struct run_info stored_info = {.id = "01JD3M0000000000000000000A",
                                     .started_ms = 1700000000000,
                                     .version = version,
                                     .commit = commit};

static struct plan_variant variant_make(const char *label, bool is_baseline, int baseline)
{
    return (struct plan_variant){.baseline_entry = -1,
                                 .anchor_entry = -1,
                                 .name = mem_format("refund@%s/mini", label),
                                 .label = mem_text(label),
                                 .prompt_name = mem_text("refund"),
                                 .prompt_version = mem_text(label),
                                 .model_id = mem_text("mini"),
                                 .model_provider = mem_text("openai"),
                                 .is_baseline = is_baseline,
                                 .baseline = baseline};
}

static void cohort_fill(struct plan_cohort *cohort, const char *name, int64_t cases)
{
    *cohort =
        (struct plan_cohort){.name = mem_text(name), .watch = true, .case_count = cases};
    gate_rules_init(&cohort->gate);
}

struct run_plan *stored_plan(void)
{
    struct run_plan *plan = run_plan_new();

    plan->suite = mem_text("refund-answers");
    plan->suite_path = mem_text("refund.suite.yaml");
    plan->suite_digest = mem_text("0a");
    plan->repeats = 2;
    plan->variant_count = 2;
    plan->variants = mem_new(2, sizeof *plan->variants);
    plan->variants[0] = variant_make("v7", true, -1);
    plan->variants[1] = variant_make("v8", false, 0);
    plan->grader_count = 2;
    plan->graders = mem_new(2, sizeof *plan->graders);
    plan->graders[0] = (struct plan_grader){
        mem_text("exact"), mem_text("exact"), mem_text("0b"), true, false, 1};
    plan->graders[1] = (struct plan_grader){
        mem_text("cites_rma"), mem_text("regex"), mem_text("0c"), false, false, 0.5};
    plan->cohort_count = 2;
    plan->cohorts = mem_new(2, sizeof *plan->cohorts);
    cohort_fill(&plan->cohorts[0], "angry", 2);
    cohort_fill(&plan->cohorts[1], "calm", 1);
    plan->cohorts[1].held_out = true;
    plan->case_count = 3;
    plan->sample_count = 12;
    return plan;
}

struct run_file *stored_run_new(const char *path)
{
    struct run_plan *plan = stored_plan();
    struct run_file *file = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_create(path, &stored_info, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_set_plan(file, plan, &err), 0, "%s", err.message);
    run_plan_free(plan);
    return file;
}

void stored_cases_add(struct run_file *file)
{
    static const char *const ids[] = {"a-1", "a-2", "c-1"};
    struct error err = ERROR_INIT;
    unsigned line = 0;
    char *path = NULL;

    for (int i = 0; i < 3; i++) {
        struct case_record row = {.number = i,
                                  .cohort = i == 2,
                                  .id = ids[i],
                                  .digest = "0123456789abcdef0123456789abcdef"
                                            "0123456789abcdef0123456789abcdef",
                                  .weight = 1,
                                  .must_pass = i == 1,
                                  .file = i == 2 ? "calm.csv" : "angry.jsonl",
                                  .line = 10 + (unsigned)i};

        cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0, "%s",
                     err.message);
    }
}

void stored_answer_add(struct run_file *file, int64_t call, int64_t number, int variant,
                       unsigned repeat, const char *answer)
{
    struct grade_record grade = {.grader = 0, .verdict = VERDICT_PASS, .score = 1};
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record row = {.case_number = number,
                                .variant = variant,
                                .repeat = repeat,
                                .verdict = VERDICT_PASS,
                                .score = 1,
                                .reply = &reply,
                                .call = call,
                                .ended_ms = call ? 3000 : 0,
                                .latency_ms = 12.5,
                                .first_byte_ms = (double)NAN,
                                .attempts = 1,
                                .grades = &grade,
                                .grade_count = 1};

    reply_init(&reply);
    reply.has_text = true;
    reply.status = 200;
    buf_append_text(&reply.text, answer);
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
}

void stored_sample_add(struct run_file *file, int64_t number, int variant,
                       unsigned repeat, const char *answer)
{
    stored_answer_add(file, 0, number, variant, repeat, answer);
}

char *stored_baseline(struct run_file *file, const struct run_plan *plan)
{
    static const int v8 = 1;
    struct error err = ERROR_INIT;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    uint64_t length = 0;

    cr_assert_eq(baseline_write(file, plan, &v8, 1, out, &length, &err), 0, "%s",
                 err.message);
    fclose(out);
    cr_expect_eq(length, size);
    return text;
}

struct run_plan *stored_compared_plan(void)
{
    struct run_plan *plan = stored_plan();

    plan->variants[1].baseline = -1;
    plan->variants[1].baseline_entry = 0;
    plan->variants[1].anchor_entry = 1;
    plan->baseline_entry_count = 2;
    plan->baseline_entries = mem_new(2, sizeof *plan->baseline_entries);
    for (int i = 0; i < 2; i++)
        plan->baseline_entries[i] =
            (struct plan_entry){.name = mem_text("refund@v7"),
                                .model_id = mem_text("mini"),
                                .model_provider = mem_text("openai"),
                                .repeats = 3,
                                .is_anchor = i == 1};
    return plan;
}

struct run_file *stored_compared_run(const char *path, const struct run_plan *plan)
{
    static const int both[] = {0, 1};
    struct run_file *file = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_create(path, &stored_info, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_set_plan(file, plan, &err), 0, "%s", err.message);
    stored_cases_add(file);
    cr_assert_eq(run_file_add_grader_set(file, 0, 1, both, 2, &err), 0, "%s",
                 err.message);
    return file;
}

void stored_digests_fill(struct run_plan *plan)
{
    free(plan->graders[0].digest);
    plan->graders[0].digest = mem_text(D64("0b"));
    free(plan->graders[1].digest);
    plan->graders[1].digest = mem_text(D64("0c"));
    free(plan->suite_digest);
    plan->suite_digest = mem_text(D64("0a"));
}
