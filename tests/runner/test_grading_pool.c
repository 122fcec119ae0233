/* tests/runner/test_grading_pool.c - slow graders delay nobody, quick ones are not handed
 * over. */
#include "base/mem.h"
#include "runner/grading_pool.h"
#include "runner/sample_queue.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first case's graders reach the limit of work of PCRE2 eight times over where the
 * answer is `slow`. */
static const char suite_text[] =
    "noworse: 1\n"
    "suite: pool\n"
    "model: {id: m, model: openai/m, base_url: \"http://127.0.0.1:9/v1\"}\n"
    "prompt: \"{{t}}\"\n"
    "define:\n"
    "  graders:\n"
    "    hard: {regex: '^(a|aa|a?a)+$'}\n"
    "cases:\n"
    "  - {id: slow, t: x, graders: [{any: [hard, hard, hard, hard, hard, hard, hard, "
    "hard]}]}\n"
    "  - {id: quick, t: x, graders: [{exact: y}]}\n";
static const char slow[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

struct room {
    char path[64];
    struct suite *suite;
    struct run_file *file;
    struct prepared prepared;
    struct error_list errors;
    struct sample_queue *queue;
    struct next_sample samples[2]; /* slow, quick */
    uv_loop_t loop;
    struct grading_pool *pool;
    char order[8]; /* of done(): the first letters of their cases */
    int done;
};

static void room_open(struct room *room)
{
    const struct suite_options suite_options = {.root = NULL};
    const struct prepare_options options = {.purpose = PREPARE_CHECK};
    char id[] = "01J00000000000000000000000", version[] = "test";
    struct run_info info = {.started_ms = 1, .version = version};
    struct error err = ERROR_INIT;
    FILE *stream;

    *room = (struct room){.errors = ERROR_LIST_INIT};
    snprintf(room->path, sizeof room->path, "/tmp/noworse-pool-%d.suite.yaml",
             (int)getpid());
    stream = fopen(room->path, "w");
    cr_assert(stream && fputs(suite_text, stream) >= 0 && fclose(stream) == 0);
    memcpy(info.id, id, sizeof info.id);
    cr_assert_eq(suite_load(room->path, &suite_options, &room->suite, &room->errors), 0);
    cr_assert_eq(run_file_create(NULL, &info, &room->file, &err), 0);
    cr_assert_eq(
        prepare_suite(room->suite, &options, room->file, &room->prepared, &room->errors),
        0);
    room->queue = sample_queue_new(&room->prepared, NULL, NULL);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(sample_queue_take(room->queue, &room->samples[i], &err), 0);
    uv_loop_init(&room->loop);
    room->pool = grading_pool_new(&room->loop);
}

static void room_close(struct room *room)
{
    for (int i = 0; i < 2; i++)
        sample_queue_return(room->queue, room->samples[i].test);
    grading_pool_free(room->pool);
    cr_expect_eq(uv_loop_close(&room->loop), 0);
    sample_queue_free(room->queue);
    prepared_release(&room->prepared);
    run_file_close(room->file);
    suite_free(room->suite);
    error_list_release(&room->errors);
    unlink(room->path);
}

/* A reply to one of the two cases, to be graded. */
struct answered {
    struct room *room;
    int sample;
    struct reply reply;
    struct sample_grades grades;
    struct grading_job job;
};

static void on_done(void *given)
{
    struct answered *answered = given;

    answered->room->order[answered->room->done++] = answered->sample ? 'q' : 's';
}

static bool answer(struct room *room, int sample, const char *text, struct answered *out)
{
    const struct next_sample *of = &room->samples[sample];
    struct error err = ERROR_INIT;

    *out = (struct answered){.room = room, .sample = sample};
    reply_init(&out->reply);
    out->reply.has_text = true;
    buf_append_text(&out->reply.text, text);
    out->job =
        (struct grading_job){.grades = &out->grades, .done = on_done, .context = out};
    cr_assert_eq(sample_grading_of(&room->prepared, of->test->cohort, of->variant,
                                   &of->test->row, &out->reply, 1, &out->job.what, &err),
                 0);
    return grading_pool_grade(room->pool, &out->job);
}

static void answered_release(struct answered *answered)
{
    sample_grades_release(&answered->grades);
    reply_release(&answered->reply);
}

Test(grading_pool, a_slow_grading_delays_no_other)
{
    struct room room;
    struct answered first, second, quick;

    room_open(&room);
    cr_expect(answer(&room, 0, slow, &first)); /* nobody knows yet */
    cr_expect_not(answer(&room, 0, slow, &second));
    cr_expect(answer(&room, 1, "y", &quick));
    cr_expect_eq(room.done, 0);
    uv_run(&room.loop, UV_RUN_DEFAULT);
    cr_expect_str_eq(room.order, "s");
    cr_expect_eq(second.grades.result.verdict, VERDICT_UNSCORED);
    cr_expect_eq(quick.grades.result.verdict, VERDICT_PASS);
    answered_release(&first);
    answered_release(&second);
    answered_release(&quick);
    room_close(&room);
}

/* How many of a set's answers in a row the pool had; so many at most, since on a machine
 * under load anything may take a millisecond. */
static int answers_handed_over(struct room *room, int sample)
{
    for (int i = 0; i < 1000; i++) {
        struct answered answered;
        bool at_once = answer(room, sample, "y", &answered);

        uv_run(&room->loop, UV_RUN_DEFAULT);
        answered_release(&answered);
        room->done = 0;
        if (at_once)
            return i;
    }
    return 1000;
}

Test(grading_pool, graders_that_were_never_slow_are_not_handed_over)
{
    struct room room;

    room_open(&room);
    cr_expect_eq(answers_handed_over(&room, 1), 0);
    room_close(&room);
}

Test(grading_pool, after_a_slow_grading_a_set_is_the_pool_s_until_it_was_quick_16_times)
{
    struct room room;
    struct answered answered;
    int handed_over;

    room_open(&room);
    cr_expect(answer(&room, 0, slow, &answered));
    answered_release(&answered);
    handed_over = answers_handed_over(&room, 0);
    cr_expect_geq(handed_over, 16);
    cr_expect_lt(handed_over, 1000);
    room_close(&room);
}

Test(grading_pool, a_long_answer_is_handed_over)
{
    struct room room;
    struct answered answered;
    char *longer = mem_new(100001, 1);

    memset(longer, 'y', 100000);
    room_open(&room);
    cr_expect_not(answer(&room, 1, longer, &answered));
    uv_run(&room.loop, UV_RUN_DEFAULT);
    answered_release(&answered);
    room_close(&room);
    free(longer);
}
