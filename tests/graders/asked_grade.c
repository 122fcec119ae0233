/* tests/graders/asked_grade.c - a grading that asks, with replies that are known before.
 */
#include "tests/graders/asked_grade.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ASKS_MAX = 1000 };

size_t asked_grade_with(const struct grading *grading, struct grade_scratch *scratch,
                        const struct sample *sample, asked_reply answer, void *context,
                        struct grade *grade)
{
    struct grade_request request = {.kind = ASK_MODEL,
                                    .messages = MESSAGES_INIT,
                                    .line = BUF_INIT(DOCUMENT_BYTES_MAX)};
    struct grade_turn turn = {.request = &request};
    struct grade_reply asked = {.reply = NULL};
    struct document said = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    struct reply reply;
    size_t count = 0;

    reply_init(&reply);
    while (grading_grade(grading, scratch, sample, &turn, grade) == GRADE_ASK) {
        cr_assert_lt(count, ASKS_MAX);
        reply_clear(&reply);
        answer(context, &request, &reply);
        asked = (struct grade_reply){.reply = &reply, .failure = reply.message};
        if (request.kind == ASK_PLUGIN && !asked.failure) {
            cr_assert_eq(document_read(&said, buf_text(&reply.text), reply.text.length,
                                       NULL, &err),
                         0, "%s", err.message);
            asked.grade = document_root(&said);
        }
        turn.reply = &asked;
        turn.step++;
        count++;
    }
    cr_assert_null(turn.memory);
    document_release(&said);
    reply_release(&reply);
    messages_release(&request.messages);
    buf_release(&request.line);
    return count;
}

struct script {
    const json_t *replies;
    json_t *asks;
};

static enum failure failure_of(const char *name)
{
    int failure = FAILURE_COUNT - 1;

    while (failure > FAILURE_NONE && strcmp(failure_facts[failure].name, name) != 0)
        failure--;
    return (enum failure)failure;
}

static void vectors_make(const json_t *lists, struct vectors *out)
{
    out->count = json_array_size(lists);
    out->dimension = json_array_size(json_array_get(lists, 0));
    out->numbers = mem_new(out->count * out->dimension, sizeof *out->numbers);
    for (size_t i = 0; i < out->count * out->dimension; i++)
        out->numbers[i] = (float)json_number_value(json_array_get(
            json_array_get(lists, i / out->dimension), i % out->dimension));
}

static void script_reply(void *context, const struct grade_request *request,
                         struct reply *reply)
{
    struct script *script = context;
    const size_t index = json_array_size(script->asks);
    const json_t *next = json_array_get(script->replies, index);
    const char *failure = json_string_value(json_object_get(next, "failure"));

    cr_assert_not_null(next, "ask %zu has no reply", index + 1);
    if (request->kind == ASK_PLUGIN)
        json_array_append_new(script->asks, json_string(buf_text(&request->line)));
    else if (request->vote)
        json_array_append_new(script->asks,
                              json_sprintf("%s#%u", request->model, request->vote));
    else
        json_array_append_new(script->asks, json_string(request->model));
    if (failure) {
        reply_fail(reply, failure_of(failure), "%s",
                   json_string_value(json_object_get(next, "message")));
        return;
    }
    if (json_object_get(next, "vectors")) {
        vectors_make(json_object_get(next, "vectors"), &reply->vectors);
        return;
    }
    reply->has_text = true;
    buf_append(&reply->text, json_string_value(next), json_string_length(next));
}

json_t *asked_grade(const struct grading *grading, struct grade_scratch *scratch,
                    const struct sample *sample, const json_t *replies,
                    struct grade *grade)
{
    struct script script = {replies, json_array()};

    asked_grade_with(grading, scratch, sample, script_reply, &script, grade);
    cr_assert_eq(json_array_size(script.asks), json_array_size(replies),
                 "%zu replies were not asked for",
                 json_array_size(replies) - json_array_size(script.asks));
    return script.asks;
}
