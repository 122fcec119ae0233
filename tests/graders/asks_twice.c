/* tests/graders/asks_twice.c - a grader that exists only in the tests. */
#include "tests/graders/asks_twice.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct asks_twice {
    char *model;
};

static int asks_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    struct asks_twice *own = mem_new(1, sizeof *own);

    (void)context;
    (void)errors;
    own->model = mem_text(json_string_value(json_object_get(options, "model")));
    *state = own;
    return 0;
}

static enum grade_step ask(const struct asks_twice *own, struct grade_turn *turn,
                           const char *question)
{
    struct messages *messages = &turn->request->messages;

    messages_clear(messages);
    buf_append_text(&messages->texts, question);
    MEM_GROW(messages->items, messages->count, messages->capacity);
    messages->items[messages->count++] =
        (struct message){ROLE_USER, messages->texts.data, messages->texts.length};
    turn->request->kind = ASK_MODEL;
    turn->request->model = own->model;
    return GRADE_ASK;
}

static enum grade_step asks_grade(const void *state, struct grade_scratch *scratch,
                                  const struct sample *sample, struct grade_turn *turn,
                                  struct grade *grade)
{
    const struct reply *reply = turn->reply ? turn->reply->reply : NULL;

    (void)scratch;
    (void)sample;
    if (turn->step == 0)
        return ask(state, turn, "is it right?");
    if (reply->failure != FAILURE_NONE) {
        grade_unscored(grade, "the judge gave no answer");
        return GRADE_DONE;
    }
    if (turn->step == 1) {
        turn->memory = mem_text(buf_text(&reply->text));
        return ask(state, turn, "are you sure?");
    }
    if (!strcmp(turn->memory, "yes") && !strcmp(buf_text(&reply->text), "yes"))
        grade_pass(grade);
    else
        grade_fail(grade, "the judge said no");
    return GRADE_DONE;
}

static void asks_free(void *state)
{
    struct asks_twice *own = state;

    if (own)
        free(own->model);
    free(own);
}

const struct grader_type grader_asks_twice = {
    .name = "asks_twice",
    .summary = "a model says yes, twice",
    .compile = asks_compile,
    .grade = asks_grade,
    .forget = free,
    .free = asks_free,
};
