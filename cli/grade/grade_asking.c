/* cli/grade/grade_asking.c - one sample graded by a grader that may ask a program. */
#include "cli/grade/grade_asking.h"

#include "base/mem.h"
#include "runner/plugins.h"

#include <math.h>
#include <stdlib.h>

enum { LINE_BYTES_MAX = 256 * 1024 * 1024 };

struct grade_asking {
    uv_loop_t loop;
    struct plugins *plugins;
    struct plugin_ask ask;
    struct grade_request request;
    struct grade_reply reply;
    struct grade_turn turn;
    /* Of the sample under way; borrowed. */
    const struct grading *grading;
    struct grade_scratch *scratch;
    const struct sample *sample;
    struct grade *grade;
    bool is_done;
};

struct grade_asking *grade_asking_new(void)
{
    struct grade_asking *asking = mem_new(1, sizeof *asking);

    uv_loop_init(&asking->loop);
    asking->plugins = plugins_new(&asking->loop);
    asking->request = (struct grade_request){.messages = MESSAGES_INIT,
                                             .line = BUF_INIT(LINE_BYTES_MAX)};
    return asking;
}

void grade_asking_free(struct grade_asking *asking)
{
    if (!asking)
        return;
    plugins_free(asking->plugins, false);
    uv_run(&asking->loop, UV_RUN_DEFAULT);
    uv_loop_close(&asking->loop);
    messages_release(&asking->request.messages);
    buf_release(&asking->request.line);
    free(asking);
}

static void on_answer(void *owner, const struct plugin_answer *answer);

static void sample_go_on(struct grade_asking *asking)
{
    buf_clear(&asking->request.line);
    asking->is_done = grading_grade(asking->grading, asking->scratch, asking->sample,
                                    &asking->turn, asking->grade) == GRADE_DONE;
    if (asking->is_done)
        return;
    asking->ask = (struct plugin_ask){
        .program = asking->request.program,
        .line = &asking->request.line,
        .timeout_ms = (uint64_t)ceil(asking->request.timeout_s * 1000),
        .done = on_answer,
        .owner = asking};
    plugins_ask(asking->plugins, &asking->ask);
}

static void on_answer(void *owner, const struct plugin_answer *answer)
{
    struct grade_asking *asking = owner;

    asking->reply =
        (struct grade_reply){.grade = answer->grade, .failure = answer->failure};
    asking->turn.reply = &asking->reply;
    asking->turn.step++;
    sample_go_on(asking);
}

void grade_asking_grade(struct grade_asking *asking, const struct grading *grading,
                        struct grade_scratch *scratch, const struct sample *sample,
                        struct grade *grade)
{
    asking->grading = grading;
    asking->scratch = scratch;
    asking->sample = sample;
    asking->grade = grade;
    asking->turn = (struct grade_turn){.request = &asking->request};
    sample_go_on(asking);
    while (!asking->is_done)
        uv_run(&asking->loop, UV_RUN_ONCE);
}
