/* tests/store/test_run_file_size.c - run files stay compact, also where samples arrive
 * out of order.
 */
#include "base/mem.h"
#include "base/random.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CASES = 10000, IN_FLIGHT = 64, ANSWER = 1024, BYTES_A_CASE_MAX = 1500 };

static void cases_add(struct run_file *file, struct random *random)
{
    struct error err = ERROR_INIT;
    unsigned line;
    char *path;

    for (int i = 0; i < CASES; i++) {
        char id[20], digest[65];
        struct case_record row = {.number = i,
                                  .id = id,
                                  .digest = digest,
                                  .weight = 1,
                                  .file = "cohorts/multilingual.jsonl",
                                  .line = (unsigned)i + 1,
                                  .offset = (uint64_t)i * 700,
                                  .length = 700};

        snprintf(id, sizeof id, "ml-%05d", i);
        for (int k = 0; k < 4; k++)
            snprintf(digest + 16 * k, 17, "%016llx",
                     (unsigned long long)random_next(random));
        cr_assert_eq(run_file_add_case(file, &row, &line, &path, &err), 0, "%s",
                     err.message);
    }
}

/* An answer of half a kilobyte to one and a half. */
static void reply_fill(struct reply *reply, struct random *random)
{
    size_t length = ANSWER / 2 + random_next(random) % (ANSWER + 1);

    reply_clear(reply);
    reply->has_text = true;
    buf_reserve(&reply->text, length);
    for (size_t i = 0; i < length; i++)
        reply->text.data[i] = (char)('a' + random_next(random) % 26);
    reply->text.length = length;
    reply->text.data[length] = '\0';
    reply->status = 200;
    reply->finish = FINISH_STOP;
    reply->usage = (struct usage){420, 0, UNKNOWN_COUNT, 250, UNKNOWN_COUNT};
    reply->model_served = mem_text("gpt-4.1-mini-2025-04-14");
    reply->fingerprint = mem_text("fp_0123456789");
    reply->request_id = mem_text("req_0123456789abcdef0123456789abcdef");
}

static void samples_add(struct run_file *file, struct random *random)
{
    static const char digest[] = "0123456789abcdef0123456789abcdef"
                                 "0123456789abcdef0123456789abcdef";
    struct grade_record grade = {.grader = 0, .verdict = VERDICT_PASS, .score = 1};
    struct error err = ERROR_INIT;
    struct reply reply;
    int order[CASES];

    for (int i = 0; i < CASES; i++)
        order[i] = i;
    for (int i = 0; i < CASES; i++) {
        int k = i + (int)(random_next(random) % IN_FLIGHT);
        int was = order[i];

        k = k < CASES ? k : CASES - 1;
        order[i] = order[k];
        order[k] = was;
    }
    reply_init(&reply);
    for (int i = 0; i < CASES; i++) {
        struct sample_record row = {.case_number = order[i],
                                    .repeat = 1,
                                    .reply = &reply,
                                    .verdict = VERDICT_PASS,
                                    .score = 1,
                                    .request_digest = digest,
                                    .started_ms = 1700000000000 + i,
                                    .latency_ms = 50.123 + i,
                                    .first_byte_ms = 49.5,
                                    .attempts = 1,
                                    .grades = &grade,
                                    .grade_count = 1};

        reply_fill(&reply, random);
        if (i % 20 == 0)
            cr_assert_eq(run_file_begin(file, &err), 0);
        cr_assert_eq(run_file_add_sample(file, &row, &err), 0, "%s", err.message);
        if (i % 20 == 19)
            cr_assert_eq(run_file_commit(file, &err), 0);
    }
    reply_release(&reply);
}

Test(run_file_size, a_case_with_an_answer_of_a_kilobyte_takes_at_most_1500_bytes)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct error err = ERROR_INIT;
    struct random random = {1};
    struct stat facts;

    cr_assert_eq(run_file_begin(file, &err), 0);
    cases_add(file, &random);
    cr_assert_eq(run_file_commit(file, &err), 0);
    samples_add(file, &random);
    cr_assert_eq(run_file_end(file, RUN_FINISHED, 0, NULL, 5, &err), 0);
    run_file_close(file);
    cr_assert_eq(stat(path, &facts), 0);
    cr_expect(facts.st_size <= (off_t)CASES * BYTES_A_CASE_MAX, "%.0f bytes a case",
              (double)facts.st_size / CASES);
    free(path);
    scratch_folder_free(folder);
}
