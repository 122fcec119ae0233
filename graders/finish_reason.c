/* graders/finish_reason.c - the model stopped for one of these reasons. */
#include "base/mem.h"
#include "graders/builtin_graders.h"

#include <stdlib.h>
#include <string.h>

struct finish_reason {
    bool is_right[FINISH_OTHER + 1]; /* by enum finish */
};

/* The suite's schema lets no other word through. */
static void word_add(struct finish_reason *own, const json_t *word)
{
    const char *text = json_string_value(word);

    for (int i = FINISH_STOP; text && i <= FINISH_OTHER; i++)
        if (!strcmp(finish_name((enum finish)i), text))
            own->is_right[i] = true;
}

static int finish_reason_compile(const json_t *options,
                                 const struct grader_context *context, void **state,
                                 struct error_list *errors)
{
    const json_t *any = json_object_get(options, "any");
    struct finish_reason *own = mem_new(1, sizeof *own);

    *state = own;
    if (json_is_null(options)) {
        error_list_at(errors, &context->source->place, "N0518",
                      "finish_reason needs a word");
        return error_hint(error_list_last(errors), "finish_reason: stop");
    }
    word_add(own, options);
    for (size_t i = 0; i < json_array_size(any); i++)
        word_add(own, json_array_get(any, i));
    return 0;
}

static enum grade_step finish_reason_grade(const void *state,
                                           struct grade_scratch *scratch,
                                           const struct sample *sample,
                                           struct grade_turn *turn, struct grade *grade)
{
    const struct finish_reason *own = state;
    struct buf expected = BUF_INIT(256);

    (void)scratch;
    (void)turn;
    if (sample->finish == FINISH_UNKNOWN) {
        grade_unscored(grade, "the reply does not say why it ended");
    } else if (own->is_right[sample->finish]) {
        grade_pass(grade);
    } else {
        for (int i = FINISH_STOP; i <= FINISH_OTHER; i++)
            if (own->is_right[i])
                buf_append_format(&expected, "%s%s", expected.length ? " or " : "",
                                  finish_name((enum finish)i));
        grade_fail(grade, "expected %s, got %s", buf_text(&expected),
                   finish_name(sample->finish));
    }
    buf_release(&expected);
    return GRADE_DONE;
}

const struct grader_type grader_finish_reason = {
    .name = "finish_reason",
    .summary = "the model stopped for one of these reasons",
    .judges_reply = true,
    .compile = finish_reason_compile,
    .grade = finish_reason_grade,
    .free = free,
};
