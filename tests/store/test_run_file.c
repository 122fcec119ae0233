/* tests/store/test_run_file.c - what is written comes back, whole and in order. */
#include "base/file.h"
#include "base/mem.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

Test(run_file, the_run_tells_when_it_began_and_how_it_ended)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct run_info info;

    cr_assert_eq(run_file_info(file, &info, &err), 0, "%s", err.message);
    cr_expect_str_eq(info.id, stored_info.id);
    cr_expect_eq(info.started_ms, stored_info.started_ms);
    cr_expect_eq(info.ended_ms, 0);
    cr_expect_eq(info.status, RUN_RUNNING);
    cr_expect_null(info.reason);
    cr_expect_str_eq(info.version, "0.1.0");
    cr_expect_str_eq(info.commit, "3b1d6e7");
    run_info_release(&info);

    cr_assert_eq(run_file_end(file, RUN_INTERRUPTED, SIGINT, "stopped by hand", 42, &err),
                 0);
    cr_assert_eq(run_file_info(file, &info, &err), 0);
    cr_expect_eq(info.ended_ms, 42);
    cr_expect_eq(info.status, RUN_INTERRUPTED);
    cr_expect_eq(info.signal, SIGINT);
    cr_expect_str_eq(info.reason, "stopped by hand");
    run_info_release(&info);
    run_file_close(file);
}

Test(run_file, a_case_comes_back_with_every_member)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct case_record want = {.number = 7,
                               .cohort = 1,
                               .id = "ml-0417\n\xff",
                               .digest = "00ff00ff00ff00ff00ff00ff00ff00ff"
                                         "00ff00ff00ff00ff00ff00ff00ff0aa0",
                               .group = "thread-9",
                               .weight = 2.5,
                               .must_pass = true,
                               .source = 3,
                               .offset = (uint64_t)1 << 40,
                               .length = 812,
                               .row_hash = UINT64_MAX - 1,
                               .line = 4000000000u,
                               .file = "cohorts/a.csv"};
    struct case_record got;
    unsigned line = 0;
    char *path = NULL;

    cr_assert_eq(run_file_add_case(file, &want, &line, &path, &err), 0, "%s",
                 err.message);
    cr_assert_eq(run_file_case(file, 7, &got, &err), 0, "%s", err.message);
    cr_expect_eq(got.number, 7);
    cr_expect_eq(got.cohort, 1);
    cr_expect_str_eq(got.id, want.id);
    cr_expect_str_eq(got.digest, want.digest);
    cr_expect_str_eq(got.group, want.group);
    cr_expect_eq(got.weight, 2.5);
    cr_expect(got.must_pass);
    cr_expect_eq(got.source, 3);
    cr_expect_eq(got.offset, (uint64_t)1 << 40);
    cr_expect_eq(got.length, 812);
    cr_expect_eq(got.row_hash, UINT64_MAX - 1);
    cr_expect_eq(got.line, 4000000000u);
    cr_expect_str_eq(got.file, want.file);
    cr_expect_eq(run_file_case(file, 8, &got, &err), 1);
    run_file_close(file);
}

/* Some are read at a time: in any order each is itself, and what was added since is
 * there. */
Test(run_file, cases_come_back_by_number_in_any_order)
{
    enum { COUNT = 200 };
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct case_record row = {.digest = "d", .weight = 1, .file = "f"};
    struct case_record got;
    unsigned line = 0;
    char *path = NULL;
    char id[16];

    row.id = id;
    for (int i = 0; i < COUNT; i++) {
        row.number = i < 100 ? i : i + 1; /* 100 is missing */
        row.group = i % 3 ? NULL : "g";
        snprintf(id, sizeof id, "c%d", (int)row.number);
        cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0);
        cr_expect_eq(run_file_case(file, row.number, &got, &err), 0);
        cr_expect_str_eq(got.id, id);
    }
    for (int i = 0; i < 3 * COUNT; i++) {
        int number = i < COUNT ? i : i * 7 % COUNT;
        int rc = run_file_case(file, number, &got, &err);

        cr_assert_eq(rc, number == 100, "%d: %s", number, err.message);
        snprintf(id, sizeof id, "c%d", number);
        cr_expect(rc || !strcmp(got.id, id), "%d: %s", number, got.id);
        cr_expect(rc || !strcmp(got.file, "f"));
        cr_expect(rc || !got.group == ((number < 100 ? number : number - 1) % 3 != 0));
        cr_expect(rc || got.row_hash == 0);
    }
    cr_expect_eq(run_file_case(file, -1, &got, &err), 1);
    cr_expect_eq(run_file_case(file, INT64_MIN, &got, &err), 1);
    run_file_close(file);
}

Test(run_file, a_second_case_of_one_id_is_told_with_the_place_of_the_first)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct case_record row = {
        .number = 9, .id = "a-2", .digest = "d", .weight = 1, .file = "b", .line = 1};
    unsigned line = 0;
    char *path = NULL;

    stored_cases_add(file);
    cr_expect_eq(run_file_add_case(file, &row, &line, &path, &err), 1);
    cr_expect_eq(line, 11);
    cr_expect_str_eq(path, "angry.jsonl");
    free(path);
    row.cohort = 1;
    cr_expect_eq(run_file_add_case(file, &row, &line, &path, &err), 0,
                 "the id is free in another cohort");
    run_file_close(file);
}

static void reply_fill(struct reply *reply)
{
    static const char answer[] = "Bonjour\0\xff\xfe caf\xc3\xa9";
    struct error err = ERROR_INIT;

    reply_init(reply);
    reply->has_text = true;
    buf_append(&reply->text, answer, sizeof answer - 1);
    reply->status = 200;
    reply->refusal = mem_text("");
    reply->reasoning = mem_text("thought");
    cr_assert_eq(
        document_read_copy(&reply->tool_calls, "[ {\"id\": 1.50} ]", 16, NULL, &err), 0);
    cr_assert_eq(document_read_copy(&reply->trace, "{}", 2, NULL, &err), 0);
    reply->finish = FINISH_CONTENT_FILTER;
    reply->finish_raw = mem_text("filtered");
    reply->usage = (struct usage){10, 0, UNKNOWN_COUNT, 7, 3};
    reply->cost_usd = 0.25;
    reply->model_served = mem_text("gpt-x");
    reply->fingerprint = mem_text("fp");
    reply->request_id = mem_text("req\xff");
    reply->response_id = mem_text("resp");
}

static int sample_compare(void *context, const struct sample_view *view)
{
    ++*(int *)context;
    cr_expect_str_eq(view->test.id, "a-2");
    cr_expect_str_eq(view->test.file, "angry.jsonl");
    cr_expect_eq(view->variant, 1);
    cr_expect_eq(view->repeat, 2);
    cr_expect_eq(view->verdict, VERDICT_FAIL);
    cr_expect(isnan(view->score));
    cr_expect_eq(view->answer_length, 16);
    cr_expect_arr_eq(view->answer, "Bonjour\0\xff\xfe caf\xc3\xa9", 16);
    cr_expect_eq(view->failure, FAILURE_NONE);
    cr_expect_null(view->message);
    cr_expect_eq(view->status, 200);
    cr_expect_eq(view->finish, FINISH_CONTENT_FILTER);
    cr_expect_str_eq(view->finish_raw, "filtered");
    cr_expect_str_eq(view->refusal, "");
    cr_expect_str_eq(view->reasoning, "thought");
    cr_expect_str_eq(view->tool_calls, "[{\"id\":1.50}]");
    cr_expect_str_eq(view->trace, "{}");
    cr_expect_str_eq(view->model_served, "gpt-x");
    cr_expect_str_eq(view->fingerprint, "fp");
    cr_expect_str_eq(view->request_id, "req\xff");
    cr_expect_str_eq(view->response_id, "resp");
    cr_expect_eq(view->usage.input_total, 10);
    cr_expect_eq(view->usage.input_cached, 0);
    cr_expect_eq(view->usage.input_cache_write, UNKNOWN_COUNT);
    cr_expect_eq(view->usage.output_total, 7);
    cr_expect_eq(view->usage.output_reasoning, 3);
    cr_expect_eq(view->cost_usd, 0.25);
    cr_expect_eq(view->started_ms, 1700000000123);
    cr_expect_eq(view->latency_ms, 33.125);
    cr_expect(isnan(view->first_byte_ms));
    cr_expect_eq(view->attempts, 3);
    cr_expect_str_eq(view->cost_source, "vendor");
    cr_expect_eq(view->cached_ms, 1600000000000);
    cr_expect_eq(view->queued_ms, 7.5);
    cr_assert_eq(view->grade_count, 2);
    cr_expect_eq(view->grades[0].grader, 0);
    cr_expect_eq(view->grades[0].verdict, VERDICT_FAIL);
    cr_expect_eq(view->grades[0].score, 0.125);
    cr_expect_str_eq(view->grades[0].reason, "expected \"Paris\"");
    cr_expect_eq(view->grades[1].grader, 1);
    cr_expect_eq(view->grades[1].verdict, VERDICT_UNSCORED);
    cr_expect(isnan(view->grades[1].score));
    cr_expect_null(view->grades[0].details);
    cr_expect_null(view->grades[1].reason);
    cr_expect_str_eq(view->grades[1].details, "{\"read\":1}");
    return 0;
}

Test(run_file, a_sample_comes_back_with_every_member)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct grade_record grades[] = {
        {1, VERDICT_UNSCORED, (double)NAN, NULL, "{\"read\":1}", false, false},
        {0, VERDICT_FAIL, 0.125, "expected \"Paris\"", NULL, false, false}};
    struct reply reply;
    struct sample_record row = {.case_number = 1,
                                .variant = 1,
                                .repeat = 2,
                                .verdict = VERDICT_FAIL,
                                .score = (double)NAN,
                                .reply = &reply,
                                .request_digest = "abc",
                                .started_ms = 1700000000123,
                                .latency_ms = 33.125,
                                .first_byte_ms = (double)NAN,
                                .attempts = 3,
                                .cost_source = "vendor",
                                .cached_ms = 1600000000000,
                                .queued_ms = 7.5,
                                .grades = grades,
                                .grade_count = 2};
    int count = 0;

    stored_cases_add(file);
    reply_fill(&reply);
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
    cr_assert_eq(run_file_each_sample(file, sample_compare, &count, &err), 0, "%s",
                 err.message);
    cr_expect_eq(count, 1);
    run_file_close(file);
}

static int failure_compare(void *context, const struct sample_view *view)
{
    ++*(int *)context;
    cr_expect_null(view->answer);
    cr_expect_eq((int)view->failure, (int)view->repeat);
    cr_expect_str_eq(view->message, "it broke");
    cr_expect(isnan(view->cost_usd));
    cr_expect(isnan(view->latency_ms));
    cr_expect_eq(view->finish, FINISH_UNKNOWN);
    cr_expect_eq(view->usage.input_total, UNKNOWN_COUNT);
    return 0;
}

Test(run_file, each_failure_comes_back_by_its_name)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    int count = 0;

    stored_cases_add(file);
    for (int i = FAILURE_NONE + 1; i < FAILURE_COUNT; i++) {
        struct reply reply;
        struct sample_record row = {.repeat = (unsigned)i,
                                    .verdict = VERDICT_UNSCORED,
                                    .reply = &reply,
                                    .score = (double)NAN,
                                    .latency_ms = (double)NAN,
                                    .first_byte_ms = (double)NAN};

        reply_init(&reply);
        reply_fail(&reply, (enum failure)i, "it broke");
        cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
        reply_release(&reply);
    }
    cr_assert_eq(run_file_each_sample(file, failure_compare, &count, &err), 0, "%s",
                 err.message);
    cr_expect_eq(count, FAILURE_COUNT - 1);
    run_file_close(file);
}

static int order_append(void *context, const struct sample_view *view)
{
    buf_append_format(context, "%lld.%d.%u=%s ", (long long)view->test.number,
                      view->variant, view->repeat, view->answer);
    return 0;
}

Test(run_file, samples_come_by_case_then_variant_then_repeat)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(4096);

    stored_cases_add(file);
    stored_sample_add(file, 2, 0, 1, "f");
    stored_sample_add(file, 0, 1, 2, "c");
    stored_sample_add(file, 0, 0, 1, "a");
    stored_sample_add(file, 1, 0, 2, "e");
    stored_sample_add(file, 0, 1, 1, "b");
    stored_sample_add(file, 1, 0, 1, "d");
    cr_assert_eq(run_file_each_sample(file, order_append, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "0.0.1=a 0.1.1=b 0.1.2=c 1.0.1=d 1.0.2=e 2.0.1=f ");
    buf_release(&text);
    run_file_close(file);
}

static int third_stops(void *context, const struct sample_view *view)
{
    (void)view;
    return ++*(int *)context == 3 ? 77 : 0;
}

Test(run_file, a_function_can_end_the_walk)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    int count = 0;

    stored_cases_add(file);
    for (unsigned i = 1; i <= 5; i++)
        stored_sample_add(file, 0, 0, i, "x");
    cr_expect_eq(run_file_each_sample(file, third_stops, &count, &err), 77);
    cr_expect_eq(count, 3);
    run_file_close(file);
}

static int outcome_append(void *context, const struct case_outcome *outcome)
{
    buf_append_format(context, "%s.%d c%d w%g: %u+%u+%u-%u %g/%u [", outcome->id,
                      outcome->variant, outcome->cohort, outcome->weight, outcome->passed,
                      outcome->failed, outcome->unscored, outcome->missing,
                      outcome->score_sum, outcome->score_count);
    for (size_t i = 0; i < outcome->latency_count; i++)
        buf_append_format(context, "%s%g", i ? " " : "", outcome->latencies_ms[i]);
    buf_append_text(context, "]\n");
    return 0;
}

static void failed_sample_add(struct run_file *file, int64_t number, enum verdict verdict,
                              enum failure failure)
{
    struct error err = ERROR_INIT;
    struct reply reply;
    struct sample_record row = {.case_number = number,
                                .variant = 1,
                                .repeat = 2,
                                .verdict = verdict,
                                .score = verdict == VERDICT_FAIL ? 0.25 : (double)NAN,
                                .reply = &reply,
                                .latency_ms = 99,
                                .first_byte_ms = (double)NAN};

    reply_init(&reply);
    reply.failure = failure;
    cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
    reply_release(&reply);
}

Test(run_file, outcomes_are_of_each_case_and_variant_also_without_samples)
{
    struct run_file *file = stored_run_new(NULL);
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(4096);

    stored_cases_add(file);
    stored_sample_add(file, 2, 1, 1, "x");
    failed_sample_add(file, 2, VERDICT_FAIL, FAILURE_NONE);
    stored_sample_add(file, 0, 1, 1, "x");
    failed_sample_add(file, 0, VERDICT_UNSCORED, FAILURE_TIMEOUT);
    cr_assert_eq(run_file_each_outcome(file, outcome_append, &text, &err), 0, "%s",
                 err.message);
    cr_expect_str_eq(buf_text(&text),
                     "a-1.0 c0 w1: 0+0+0-2 0/0 []\n"
                     "a-1.1 c0 w1: 1+0+1-0 1/1 [12.5]\n"
                     "a-2.0 c0 w1: 0+0+0-2 0/0 []\n"
                     "a-2.1 c0 w1: 0+0+0-2 0/0 []\n"
                     "c-1.0 c1 w1: 0+0+0-2 0/0 []\n"
                     "c-1.1 c1 w1: 1+1+0-0 1.25/2 [12.5 99]\n",
                     "got\n%s", buf_text(&text));
    buf_release(&text);
    run_file_close(file);
}

Test(run_file, a_finished_run_is_one_plain_file_that_opens_again)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/deep/er/a.nwrun", folder);
    char *wal = mem_format("%s-wal", path), *shm = mem_format("%s-shm", path);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    struct buf bytes = BUF_INIT(1 << 20), text = BUF_INIT(4096);

    cr_expect_str_eq(run_file_path(file), path);
    stored_cases_add(file);
    cr_assert_eq(run_file_begin(file, &err), 0);
    stored_sample_add(file, 0, 0, 1, "kept");
    cr_expect_eq(access(wal, F_OK), 0, "the run is not in WAL mode while it goes on");
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0, "%s",
                 err.message);
    cr_assert_eq(run_file_settle(file, &err), 0, "%s", err.message);
    cr_expect_neq(access(wal, F_OK), 0, "the WAL is left behind");
    cr_expect_neq(access(shm, F_OK), 0, "the WAL's index is left behind");
    run_file_close(file);

    cr_assert_eq(file_read(path, &bytes, &err), 0);
    cr_expect_arr_eq(bytes.data, "SQLite format 3", 16);
    cr_expect_arr_eq(bytes.data + 68, "nwrn", 4);
    cr_expect_eq(bytes.data[18], 1, "the file is still in WAL mode");
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_each_sample(file, order_append, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "0.0.1=kept ");
    run_file_close(file);
    buf_release(&bytes);
    buf_release(&text);
    free(path);
    free(wal);
    free(shm);
    scratch_folder_free(folder);
}

Test(run_file, a_killed_run_has_all_that_was_committed_and_nothing_else)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(4096);
    struct run_file *file = NULL;
    struct run_info info;
    int status;
    pid_t child = fork();

    if (child == 0) {
        file = stored_run_new(path);
        stored_cases_add(file);
        if (run_file_begin(file, &err) == 0) {
            stored_sample_add(file, 0, 0, 1, "one");
            stored_sample_add(file, 0, 0, 2, "two");
        }
        if (run_file_commit(file, &err) == 0 && run_file_begin(file, &err) == 0)
            stored_sample_add(file, 1, 0, 1, "lost");
        raise(SIGKILL);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    cr_assert_eq(run_file_open(path, &file, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_info(file, &info, &err), 0, "%s", err.message);
    cr_expect_eq(info.status, RUN_RUNNING);
    run_info_release(&info);
    cr_assert_eq(run_file_each_sample(file, order_append, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "0.0.1=one 0.0.2=two ");
    run_file_close(file);
    buf_release(&text);
    free(path);
    scratch_folder_free(folder);
}

Test(run_file, a_run_can_be_read_while_it_is_written)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *writer = stored_run_new(path), *reader = NULL;
    struct error err = ERROR_INIT;
    struct buf text = BUF_INIT(4096);

    stored_cases_add(writer);
    cr_assert_eq(run_file_begin(writer, &err), 0);
    stored_sample_add(writer, 0, 0, 1, "one");
    cr_assert_eq(run_file_open(path, &reader, &err), 0, "%s", err.message);
    cr_assert_eq(run_file_each_sample(reader, order_append, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "", "a turn that is not committed is seen");
    cr_assert_eq(run_file_end(writer, RUN_FINISHED, 0, NULL, 5, &err), 0, "%s",
                 err.message);
    cr_assert_eq(run_file_each_sample(reader, order_append, &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "0.0.1=one ");
    run_file_close(writer);
    run_file_close(reader);
    buf_release(&text);
    free(path);
    scratch_folder_free(folder);
}
