/* tests/store/test_baseline_grades.c - what each grader said, in a baseline's file and
 * beside the cases of a run that is compared with it. */
#include "base/mem.h"
#include "store/baseline_file.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* "p1", "f0.25", "u", "n" (not asked), "-" (no grade). */
static size_t grade_make(int grader, const char *word, struct grade_record *out)
{
    if (*word == '-')
        return 0;
    *out = (struct grade_record){.grader = grader,
                                 .verdict = *word == 'p'   ? VERDICT_PASS
                                            : *word == 'f' ? VERDICT_FAIL
                                                           : VERDICT_UNSCORED,
                                 .score = word[1] ? strtod(word + 1, NULL) : (double)NAN,
                                 .is_not_asked = *word == 'n'};
    return 1;
}

static void sample_add(struct run_file *file, int64_t number, unsigned repeat,
                       const char *first, const char *second)
{
    struct grade_record grades[2];
    size_t count = grade_make(0, first, grades);
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record row = {.case_number = number,
                                .variant = 1,
                                .repeat = repeat,
                                .reply = &reply,
                                .request_digest = SAME,
                                .latency_ms = 12.5,
                                .first_byte_ms = NAN,
                                .queued_ms = NAN,
                                .attempts = 1,
                                .grades = grades};

    reply_init(&reply);
    row.verdict = count ? grades[0].verdict : VERDICT_UNSCORED;
    row.score = count ? grades[0].score : (double)NAN;
    row.grade_count = count + grade_make(1, second, &grades[count]);
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
}

/* Cases a-1 and a-2 of angry, c-1 of calm; v8 alone has answers, and both graders judge
 * them, or the first alone. */
static struct run_file *graded_run(size_t graders, struct run_plan **plan)
{
    static const int both[] = {0, 1};
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;

    stored_cases_add(file);
    cr_assert_eq(run_file_add_grader_set(file, 0, 1, both, graders, &err), 0);
    sample_add(file, 0, 1, "p1", "p0.75");
    sample_add(file, 0, 2, graders == 1 ? "p0.75" : "p1", "f0.3333333333333333");
    sample_add(file, 1, 1, "f0", "n");
    sample_add(file, 1, 2, "p1", "p1");
    sample_add(file, 2, 1, "f0.25", "f0");
    sample_add(file, 2, 2, "-", "-");
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 1700000005000, &err), 0);
    cr_assert_eq(run_file_plan(file, plan, &err), 0);
    stored_digests_fill(*plan);
    (*plan)->variants[1].prompt_digest = mem_text(D64("0d"));
    return file;
}

static int grades_tell(void *context, const struct baseline_line *line)
{
    const struct baseline_result *result = &line->result;

    buf_append_format(context, "%s", result->id ? result->id : "?");
    for (size_t i = 0; i < result->grade_count; i++) {
        const struct baseline_grade *grade = &result->grades[i];

        buf_append_format(context, " %d.%.2s %u/%u/%u", grade->grader, grade->digest,
                          grade->passed, grade->failed, grade->unscored);
        for (unsigned k = 0; k < grade->score_count; k++)
            buf_append_format(context, "%c%.17g", k ? '+' : '=', grade->scores[k]);
    }
    buf_append_text(context, result->grades ? "\n" : " untold\n");
    return 0;
}

static void expect_grades(const char *text, const char *expected)
{
    struct buf copy = BUF_INIT(BASELINE_BYTES_MAX), out = BUF_INIT(10000);
    struct baseline_file *file = NULL;
    struct error err = ERROR_INIT;

    buf_append_text(&copy, text);
    cr_assert_eq(baseline_file_parse(&copy, "b.json", &file, &err), 0, "%s", err.message);
    cr_assert_eq(baseline_file_each(file, grades_tell, &out, &err), 0, "%s", err.message);
    cr_expect_str_eq(buf_text(&out), expected);
    baseline_file_free(file);
    buf_release(&out);
}

Test(baseline_grades, a_file_tells_of_each_grader_what_the_run_does)
{
    static const char expected[] =
        "a-1 0.0b 2/0/0=1+1 1.0c 1/1/0=0.75+0.33333333333333331\n"
        "a-2 0.0b 1/1/0=%s 1.0c 1/0/0=1\n"
        "? 0.0b 0/1/1=0.25 1.0c 0/1/1=0\n";
    static const int v8 = 1;
    struct run_plan *plan = NULL;
    struct run_file *run = graded_run(2, &plan);
    struct buf out = BUF_INIT(10000);
    struct error err = ERROR_INIT;
    char *text;
    char *of_run = mem_format(expected, "0+1"), *of_file = mem_format(expected, "1+0");
    const char *told;

    cr_assert_eq(
        run_file_each_line(run, plan, v8, LINES_WITH_GRADES, grades_tell, &out, &err), 0,
        "%s", err.message);
    cr_expect_str_eq(buf_text(&out), of_run);
    text = stored_baseline(run, plan);
    /* Their order is not kept where they are but passes and fails. */
    expect_grades(text, of_file);
    told = strstr(text, "\"grader\": 0");
    cr_expect(told && !strstr(told + 1, "\"grader\": 0"),
              "what is as the case is not written, but for its fractions");
    free(of_run);
    free(of_file);
    free(text);
    buf_release(&out);
    run_plan_free(plan);
    run_file_close(run);
}

Test(baseline_grades, the_only_grader_of_a_case_said_what_the_case_came_to)
{
    struct run_plan *plan = NULL;
    struct run_file *run = graded_run(1, &plan);
    char *text;

    text = stored_baseline(run, plan);
    cr_expect_null(strstr(text, "\"grades\""));
    expect_grades(text, "a-1 0.0b 2/0/0=1+0.75\n"
                        "a-2 0.0b 1/1/0=1+0\n"
                        "? 0.0b 0/1/1=0.25\n");
    free(text);
    run_plan_free(plan);
    run_file_close(run);
}

Test(baseline_grades, a_file_of_an_older_noworse_tells_of_none)
{
    static const char key[] = "  \"by_grader\": true,\n";
    struct run_plan *plan = NULL;
    struct run_file *run = graded_run(2, &plan);
    char *copy, *at;

    copy = stored_baseline(run, plan);
    at = strstr(copy, key);
    cr_assert_not_null(at);
    memmove(at, at + strlen(key), strlen(at + strlen(key)) + 1);
    expect_grades(copy, "a-1 untold\na-2 untold\n? untold\n");
    free(copy);
    run_plan_free(plan);
    run_file_close(run);
}

/* v8 is compared with entry 0, and with entry 1 as its anchor; cites_rma has a gate; calm
 * is not watched. */
static struct run_plan *gated_plan(void)
{
    struct run_plan *plan = stored_compared_plan();

    plan->grader_gate_count = 1;
    plan->grader_gates = mem_new(1, sizeof *plan->grader_gates);
    plan->grader_gates[0].name = mem_text("cites_rma");
    gate_rules_init(&plan->grader_gates[0].gate);
    plan->grader_gates[0].gate.is_given = true;
    plan->grader_gates[0].gate.max_drop = 0.05;
    plan->cohorts[1].watch = false;
    return plan;
}

static struct run_file *gated_run(const struct run_plan *plan)
{
    struct run_file *file = stored_compared_run(NULL, plan);

    sample_add(file, 0, 1, "p1", "f0.25");
    return file;
}

/* What an entry made of a case: the graders' digests, one grade each. */
struct said {
    int entry;
    const char *id, *digest, *graders[2];
};

static void said_import(struct run_file *file, const struct run_plan *plan,
                        const struct said *said, size_t count)
{
    static const double scores[] = {0.5, 0.125};
    struct baseline_import *import = NULL;
    struct grader_digests digests = {.pass = "x", .score = "x"};
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_begin(file, &err), 0);
    cr_assert_eq(baseline_import_begin(file, plan, &import, &err), 0, "%s", err.message);
    for (size_t i = 0; i < count; i++) {
        struct baseline_grade grades[2];
        struct baseline_result result = {.entry = said[i].entry,
                                         .cohort =
                                             said[i].id[0] == 'a' ? "angry" : "calm",
                                         .id = said[i].id,
                                         .digest = said[i].digest,
                                         .graders = &digests,
                                         .grades = said[i].graders[0] ? grades : NULL,
                                         .passed = 3,
                                         .missing = 0};

        for (size_t k = 0; k < 2 && said[i].graders[k]; k++)
            grades[result.grade_count++] = (struct baseline_grade){
                (int)k, said[i].graders[k], 1 + (unsigned)k, 1, 0, scores, 2};
        cr_assert_eq(baseline_import_add(import, &result, &err), 0, "%s", err.message);
    }
    baseline_import_end(import);
    cr_assert_eq(run_file_commit(file, &err), 0, "%s", err.message);
}

static void partner_tell(struct buf *out, const struct case_partner *partner)
{
    static const char *const words[] = {"none", "paired", "new", "changed", "graders"};

    cr_expect_eq(partner->pairing, partner->score_pairing);
    buf_append_format(out, " %s", words[partner->pairing]);
    if (partner->pairing == PAIRING_PAIRED)
        buf_append_format(out, " %u/%u=%g/%u", partner->passed, partner->failed,
                          partner->score_sum, partner->score_count);
}

static int outcome_tell(void *context, const struct case_outcome *outcome)
{
    for (size_t i = 0; i < outcome->grader_count; i++) {
        buf_append_format(context, "%s:", outcome->id);
        partner_tell(context, &outcome->graders[i].baseline);
        partner_tell(context, &outcome->graders[i].anchor);
        buf_append_char(context, '\n');
    }
    return 0;
}

static char *pairings_told(struct run_file *file, const struct run_plan *plan,
                           bool of_anchor)
{
    struct grader_pairings counts[2] = {{.cases = 0}};
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_count_grader_pairings(file, plan, of_anchor, counts, &err), 0,
                 "%s", err.message);
    cr_expect_eq(counts[0].cases, 0, "the baseline variant has no graders");
    return mem_format("%d cases: %d paired, %d changed, %d others", (int)counts[1].cases,
                      (int)counts[1].pairings[PAIRING_PAIRED],
                      (int)counts[1].pairings[PAIRING_CHANGED],
                      (int)counts[1].pairings[PAIRING_GRADERS]);
}

static void expect_pairs(const struct said *said, size_t count, const char *outcomes,
                         const char *baseline, const char *anchor)
{
    struct run_plan *plan = gated_plan();
    struct run_file *file = gated_run(plan);
    struct buf out = BUF_INIT(10000);
    struct error err = ERROR_INIT;
    char *of_baseline, *of_anchor;

    said_import(file, plan, said, count);
    cr_assert_eq(run_file_each_outcome(file, outcome_tell, &out, &err), 0, "%s",
                 err.message);
    cr_expect_str_eq(buf_text(&out), outcomes);
    of_baseline = pairings_told(file, plan, false);
    of_anchor = pairings_told(file, plan, true);
    cr_expect_str_eq(of_baseline, baseline);
    cr_expect_str_eq(of_anchor, anchor);
    free(of_baseline);
    free(of_anchor);
    buf_release(&out);
    run_file_close(file);
    run_plan_free(plan);
}

/* By its digest alone: neither the whole nor its place counts. */
Test(baseline_grades, a_case_pairs_by_a_grader_where_content_and_digest_are_the_same)
{
    static const struct said said[] = {{0, "a-1", SAME, {"0c", "ff"}},
                                       {1, "a-1", SAME, {"ff", "0c"}},
                                       {0, "a-2", OTHER, {"0b", "0c"}},
                                       {0, "c-1", SAME, {"0b", "ff"}}};

    expect_pairs(said, 4,
                 "a-1: paired 1/1=0.625/2 paired 2/1=0.625/2\n"
                 "a-2: changed new\n"
                 "c-1: graders new\n",
                 "2 cases: 1 paired, 1 changed, 0 others",
                 "2 cases: 1 paired, 0 changed, 0 others");
}

Test(baseline_grades, what_a_baseline_does_not_tell_pairs_with_nothing)
{
    static const struct said said[] = {{0, "a-1", SAME, {NULL, NULL}}};

    expect_pairs(said, 1, "a-1: new new\na-2: new new\nc-1: new new\n",
                 "2 cases: 0 paired, 0 changed, 0 others",
                 "2 cases: 0 paired, 0 changed, 0 others");
}
