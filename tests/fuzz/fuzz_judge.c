/* tests/fuzz/fuzz_judge.c - whatever a judge replies, there is a verdict that it gave, or
 * a reason why there is none. */
#include "base/utf8.h"
#include "graders/judge_reply.h"
#include "tests/fuzz/fuzz_target.h"
#include "values/value.h"

enum { JUDGES = 5 };

static const char criteria[] =
    "{\"criteria\": {\"a\": \"Is it friendly?\", \"b\": \"Is it right?\"}, "
    "\"criterion\": \"b\"}";

/* By the first byte of the input: how it is asked. */
static const char *const options[JUDGES] = {
    "{\"ask\": \"Is it?\"}",
    "{\"ask\": \"How good is it?\", \"scale\": [1, 5], \"pass\": 4}",
    "{\"ask\": \"What is it?\", \"categories\": {\"good\": \"pass\", \"bad\": \"fail\"}}",
    "{\"ask\": \"Which is better?\", \"against\": \"reference\"}",
    criteria,
};

static struct judge *judge_make(size_t at)
{
    static char id[] = "judge", pointer[] = "";
    struct suite_model model = {
        .id = id, .role = MODEL_JUDGE, .provider = id, .name = id};
    struct suite suite = {.models = &model, .model_count = 1};
    json_t *json = json_loads(options[at], 0, NULL);
    struct source source = {.json = json, .pointer = pointer};
    struct error_list errors = ERROR_LIST_INIT;
    struct sha256 *digest = sha256_new();
    const struct grader_context context = {
        .suite = &suite, .source = &source, .digest = digest};
    void *judge = NULL;

    must(judge_compile(json, &context, &judge, &errors) == 0);
    error_list_release(&errors);
    sha256_free(digest);
    json_decref(json);
    return judge;
}

static void vote_expect(const struct judge_vote *vote, int rc, const struct reply *reply)
{
    struct document document = DOCUMENT_INIT;
    struct error ignored;

    must((rc != 0) == (vote->said == JUDGE_SAID_NOTHING));
    must(vote->said != JUDGE_NOT_REACHED && vote->reason != NULL);
    must(utf8_check(vote->reason, strlen(vote->reason)) == strlen(vote->reason));
    if (vote->said == JUDGE_SAID_VERDICT) {
        must(vote->word != NULL && vote->score >= 0 && vote->score <= 1);
        /* A verdict stands in JSON, and nothing beside it. */
        must(!document_read(&document, buf_text(&reply->text), reply->text.length, NULL,
                            &ignored));
        must(document_root(&document)->type == VALUE_OBJECT);
    }
    document_release(&document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct judge *judge = judge_make(size ? (uint8_t)(data[0] - '0') % JUDGES : 0);
    struct reply reply;

    reply_init(&reply);
    if (size)
        buf_append(&reply.text, (const char *)data + 1, size - 1);
    for (unsigned order = 0; order < 2; order++) {
        struct judge_vote vote, again;
        int rc = judge_reply_read(judge, &reply, order, &vote);

        vote_expect(&vote, rc, &reply);
        must(judge_reply_read(judge, &reply, order, &again) == rc);
        must(again.said == vote.said && again.passes == vote.passes);
        judge_vote_release(&vote);
        judge_vote_release(&again);
    }
    reply_release(&reply);
    judge_free(judge);
    return 0;
}
