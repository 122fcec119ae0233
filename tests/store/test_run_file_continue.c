/* tests/store/test_run_file_continue.c - a run that did not finish: found, held by one
 * writer at a time, and gone on with. */
#include "base/mem.h"
#include "base/path.h"
#include "store/run_file_continue.h"
#include "store/run_file_earlier.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static struct run_file *again(const char *path)
{
    struct run_file *file = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_open_again(path, &file, &err), 0, "%s", err.message);
    return file;
}

/* A run of two answers, one failure and two calls in flight, whose process died. */
static void dead_run_make(const char *path)
{
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record failed = {.case_number = 1,
                                   .repeat = 1,
                                   .verdict = VERDICT_UNSCORED,
                                   .score = (double)NAN,
                                   .reply = &reply};
    struct call_record call = {.repeat = 2, .tries = 1, .sent_ms = 1, .reserved_usd = 2};
    int64_t number;

    stored_cases_add(file);
    stored_sample_add(file, 0, 0, 1, "yes");
    stored_sample_add(file, 0, 1, 1, "no");
    reply_init(&reply);
    reply_fail(&reply, FAILURE_TIMEOUT, "no answer");
    cr_assert_eq(run_file_add_sample(file, &failed, &err), 0);
    reply_release(&reply);
    cr_assert_eq(run_file_add_call(file, &call, &number, &err), 0);
    call.variant = 1;
    call.reserved_usd = (double)NAN;
    cr_assert_eq(run_file_add_call(file, &call, &number, &err), 0);
    run_file_close(file);
}

static int done_list(void *context, int64_t case_number, int variant, unsigned repeat,
                     enum verdict verdict, bool has_answer)
{
    (void)has_answer;
    buf_append_format(context, "%d%d%u:%s ", (int)case_number, variant, repeat,
                      verdict_name(verdict));
    return 0;
}

static void is_there(struct run_file *file, const char *want)
{
    struct buf text = BUF_INIT(4096);
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_each_done(file, done_list, &text, &err), 0, "%s", err.message);
    cr_expect_str_eq(buf_text(&text), want);
    buf_release(&text);
}

static void continue_and_look(enum uncertain uncertain, const char *want)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *fresh = stored_run_new(NULL);
    const struct run_changes changes = {.cases = true};
    struct run_continued continued;
    struct error err = ERROR_INIT;
    struct run_file *file;
    struct case_record row;
    int64_t count;
    double usd;

    dead_run_make(path);
    stored_cases_add(fresh);
    file = again(path);
    cr_assert_eq(run_file_continue(file, fresh, &changes, uncertain, &continued, &err), 0,
                 "%s", err.message);
    cr_expect_eq(continued.in_flight, 2);
    cr_expect_eq(continued.in_flight_usd, 2);
    cr_assert_eq(run_file_commit(file, &err), 0, "%s", err.message);
    is_there(file, want);
    cr_expect_eq(run_file_case(file, 2, &row, &err), 0);
    cr_expect_str_eq(row.file, "calm.csv");
    cr_assert_eq(run_file_uncertain(file, &count, &usd, &err), 0);
    cr_expect_eq(count, 2);
    cr_expect_eq(usd, 2);
    run_file_close(file);
    run_file_close(fresh);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_continue, answers_stay_and_failures_are_asked_again)
{
    continue_and_look(UNCERTAIN_RESEND, "001:pass 011:pass ");
}

Test(run_file_continue, what_is_uncertain_can_be_left_so)
{
    continue_and_look(UNCERTAIN_SKIP, "001:pass 011:pass 002:unscored 012:unscored ");
}

Test(run_file_continue, what_is_rolled_back_was_never_there)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *fresh = stored_run_new(NULL);
    const struct run_changes changes = {.cases = true, .graded = true};
    struct run_continued continued;
    struct error err = ERROR_INIT;
    struct run_file *file;

    dead_run_make(path);
    stored_cases_add(fresh);
    file = again(path);
    cr_assert_eq(
        run_file_continue(file, fresh, &changes, UNCERTAIN_SKIP, &continued, &err), 0);
    run_file_roll_back(file);
    is_there(file, "001:pass 011:pass 101:unscored ");
    run_file_close(file);
    run_file_close(fresh);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_continue, there_is_one_writer_and_the_dead_hold_nothing)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = NULL;
    struct error err = ERROR_INIT;
    int tell[2];
    char word;
    pid_t child;

    cr_assert_eq(pipe(tell), 0);
    child = fork();
    if (child == 0) {
        stored_run_new(path);
        (void)!write(tell[1], "x", 1);
        pause();
        _exit(0);
    }
    cr_assert_eq(read(tell[0], &word, 1), 1);
    cr_expect(run_file_is_live(path));
    cr_expect_eq(run_file_open_again(path, &file, &err), -1);
    cr_expect_str_eq(err.code, "N0613");
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    cr_expect_not(run_file_is_live(path));
    run_file_close(again(path));
    free(path);
    scratch_folder_free(folder);
}

Test(run_file_continue, a_folder_that_may_only_be_read_is_told)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *fresh = stored_run_new(NULL);
    const struct run_changes changes = {.cases = false};
    struct run_continued continued;
    struct error err = ERROR_INIT;
    struct run_file *file = stored_run_new(path);

    stored_cases_add(file);
    cr_assert_eq(run_file_end(file, RUN_INTERRUPTED, SIGINT, NULL, 5, &err), 0);
    run_file_close(file);
    cr_assert_eq(chmod(folder, 0555), 0);
    if (getuid() == 0)
        cr_assert(chown(path, NOBODY, NOBODY) == 0 && setegid(NOBODY) == 0 &&
                  seteuid(NOBODY) == 0);
    file = again(path);
    cr_expect_eq(
        run_file_continue(file, fresh, &changes, UNCERTAIN_SKIP, &continued, &err), -1);
    cr_expect_str_eq(err.code, "N0601", "%s %s", err.code, err.message);
    run_file_close(file);
    cr_assert(seteuid(getuid()) == 0 && setegid(getgid()) == 0);
    cr_assert_eq(chmod(folder, 0755), 0);
    run_file_close(fresh);
    free(path);
    scratch_folder_free(folder);
}

/* One run in the folder: "S" asked the same, "o" otherwise; "f" finished, "k" killed
 * before that was told, "u" not; "e" without a call. */
static void run_make(const char *runs, int place, const char *kind)
{
    char *path = mem_format("%s/01JD3M00000000000000000%03d.nwrun", runs, place);
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;
    struct run_file *file;

    memset(plan->asked_digest, kind[0] == 'S' ? 'a' : 'b', 64);
    cr_assert_eq(run_file_create(path, &stored_info, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_set_plan(file, plan, &err), 0, "%s", err.message);
    stored_cases_add(file);
    if (kind[1] != 'e')
        stored_sample_add(file, 0, 0, 1, "yes");
    if (kind[1] == 'f' || kind[1] == 'k')
        cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    cr_expect_not(run_file_has_verdict(file));
    if (kind[1] == 'f')
        cr_assert_eq(run_file_set_verdict(file, "not gated", &err), 0);
    cr_expect_eq(run_file_has_verdict(file), kind[1] == 'f');
    run_file_close(file);
    run_plan_free(plan);
    free(path);
}

Test(run_file_continue, the_newest_that_was_asked_the_same_decides)
{
    static const struct {
        const char *runs; /* oldest first */
        int found;        /* its place; -1: none */
        bool is_same;
    } rows[] = {
        {"", -1, false},      {"Su", 0, true},      {"Sf", -1, false},
        {"Su Sf", -1, false}, {"Sf Su", 1, true},   {"Su of", 0, true},
        {"Su ou", 0, true},   {"ou", 0, false},     {"of", -1, false},
        {"ou of", -1, false}, {"of ou", 1, false},  {"Su Se", 0, true},
        {"Se", -1, false},    {"Sf ou", -1, false}, {"Su Su of", 1, true},
        {"Sk", 0, true},      {"Sk Sf", -1, false}, {"Sf Sk", 1, true},
    };
    char digest[65] = "";

    memset(digest, 'a', 64);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *folder = scratch_folder_new();
        char *runs = path_join(folder, "runs");
        struct error err = ERROR_INIT;
        struct earlier_runs there;
        struct earlier_run found;
        int place = -1;

        for (const char *kind = rows[i].runs; *kind; kind += kind[2] ? 3 : 2)
            run_make(runs, (int)(kind - rows[i].runs) / 3, kind);
        cr_assert_eq(earlier_runs_look(folder, "refund-answers", &there, &err), 0);
        found = earlier_runs_unfinished(&there, digest);
        if (found.path)
            sscanf(found.path + strlen(found.path) - 9, "%d", &place);
        cr_expect_eq(place, rows[i].found, "\"%s\": found %d", rows[i].runs, place);
        cr_expect_eq(found.is_same, rows[i].is_same, "\"%s\"", rows[i].runs);
        cr_expect_not(found.is_live);
        earlier_runs_release(&there);
        free(runs);
        scratch_folder_free(folder);
    }
}

/* A run of the test below: how it was judged, whether it has an answered call, and what
 * it said. */
static void judged_run_make(const char *runs, int place, const char *kind)
{
    static const char *const words[] = {"pass", "fail", "inconclusive", "not gated"};
    char *path = mem_format("%s/01JD3M00000000000000000%03d.nwrun", runs, place);
    struct call_record call = {.repeat = 1, .tries = 1, .sent_ms = 1};
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;
    struct run_file *file;
    int64_t number = 0;

    memset(plan->asked_digest, 'a', 64);
    memset(plan->judged_digest, kind[0], 64);
    cr_assert_eq(run_file_create(path, &stored_info, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_set_plan(file, plan, &err), 0, "%s", err.message);
    stored_cases_add(file);
    if (kind[1] != 'c')
        cr_assert_eq(run_file_add_call(file, &call, &number, &err), 0);
    stored_answer_add(file, number, 0, 0, 1, "yes");
    if (kind[1] != 'u')
        cr_assert_eq(run_file_end(file, kind[1] == 'b' ? RUN_SPENT_JUDGED : RUN_FINISHED,
                                  0, NULL, 5, &err),
                     0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i][0] == kind[2])
            cr_assert_eq(run_file_set_verdict(file, words[i], &err), 0, "%s",
                         err.message);
    run_file_close(file);
    run_plan_free(plan);
    free(path);
}

/* "a" judged alike, "b" otherwise; "f" finished, "b" at its budget, "u" not finished, "c"
 * all its replies were used again; the
 * first letter of its verdict, "-": none. */
Test(run_file_continue, earlier_runs_are_told_where_one_of_them_did_not_pass)
{
    static const struct {
        const char *runs; /* oldest first */
        unsigned count, number;
        const char *verdict;
    } rows[] = {
        {"", 0, 0, NULL},
        {"afp afp", 0, 0, NULL},
        {"aff", 1, 1, "fail"},
        {"afp afi aff", 3, 2, "inconclusive"},
        {"aff afp", 2, 1, "fail"},
        {"bff", 0, 0, NULL},
        {"bff afp aff", 2, 2, "fail"},
        {"acf", 0, 0, NULL},
        {"aff acf", 1, 1, "fail"},
        {"auf", 0, 0, NULL},
        {"af-", 0, 0, NULL},
        {"abf", 1, 1, "fail"},
        {"afn", 0, 0, NULL}, /* not gated */
        {"afn aff", 1, 1, "fail"},
    };
    struct run_plan *plan = stored_plan();

    memset(plan->asked_digest, 'a', 64);
    memset(plan->judged_digest, 'a', 64);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *folder = scratch_folder_new();
        char *runs = path_join(folder, "runs");
        struct error err = ERROR_INIT;
        struct earlier_runs there;
        struct plan_earlier got;
        int place = 0;

        for (const char *kind = rows[i].runs; *kind; place++) {
            judged_run_make(runs, place, kind);
            kind += strcspn(kind, " ");
            kind += *kind == ' ';
        }
        cr_assert_eq(earlier_runs_look(folder, "refund-answers", &there, &err), 0);
        earlier_runs_count(&there, "01JD3M00000000000000000777", plan, &got);
        cr_expect_eq(got.runs, rows[i].count, "\"%s\": %u", rows[i].runs, got.runs);
        cr_expect_eq(got.number, rows[i].number, "\"%s\": %u", rows[i].runs, got.number);
        cr_expect_eq(!got.verdict, !rows[i].verdict, "\"%s\"", rows[i].runs);
        if (got.verdict && rows[i].verdict)
            cr_expect_str_eq(got.verdict, rows[i].verdict, "\"%s\"", rows[i].runs);
        free(got.verdict);
        earlier_runs_release(&there);
        free(runs);
        scratch_folder_free(folder);
    }
    run_plan_free(plan);
}

Test(run_file_continue, a_run_that_is_gone_on_with_is_not_its_own_predecessor)
{
    char *folder = scratch_folder_new();
    char *runs = path_join(folder, "runs");
    struct run_plan *plan = stored_plan();
    struct error err = ERROR_INIT;
    struct earlier_runs there;
    struct plan_earlier got;

    memset(plan->asked_digest, 'a', 64);
    memset(plan->judged_digest, 'a', 64);
    judged_run_make(runs, 0, "abf");
    cr_assert_eq(earlier_runs_look(folder, "refund-answers", &there, &err), 0);
    earlier_runs_count(&there, "01JD3M00000000000000000000", plan, &got);
    cr_expect_eq(got.runs, 0);
    cr_expect_null(got.verdict);
    earlier_runs_release(&there);
    run_plan_free(plan);
    free(runs);
    scratch_folder_free(folder);
}
