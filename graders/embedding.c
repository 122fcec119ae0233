/* graders/embedding.c - how alike the answer and the reference are to an embedding model:
 * the cosine of the angle between their vectors.
 *
 * One text is asked for at a time, the answer and then each reference, so that the runner
 * can use a vector again for whoever asks for the same text.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/builtin_graders.h"
#include "graders/text_rule.h"
#include "providers/provider.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 300, DIGITS_MIN = 2, DIGITS_MAX = 17 };
static const double rounding = 1e-9;

struct embedding {
    const char *models[2]; /* the model's id, borrowed from the suite; NULL */
    double pass;
};

/* Between the asks of one sample. */
struct embedding_memory {
    float *answer; /* owned; NULL: its vector is asked for */
    size_t dimension;
    size_t count;      /* of the references that were compared; the next is asked for */
    size_t best_index; /* of them */
    double best;
};

static int pass_set(struct embedding *own, const json_t *options,
                    const struct grader_context *context, struct error_list *errors)
{
    const json_t *pass = json_object_get(options, "pass");
    struct place place = source_place(context->source, pass ? "/pass" : "");

    if (!pass && !json_is_number(options)) {
        error_list_at(errors, &place, "N0518",
                      "embedding needs `pass`: a score from 0 to 1");
        return error_hint(error_list_last(errors), "embedding: 0.8");
    }
    own->pass = json_number_value(pass ? pass : options);
    if (own->pass >= 0 && own->pass <= 1)
        return 0;
    return error_list_at(errors, &place, "N0535",
                         "embedding is from 0 to 1; `pass` is %g", own->pass);
}

/* Another model has other vectors, whatever its id. */
static void model_digest(const struct suite_model *model, struct sha256 *digest)
{
    const json_t *params = json_object_get(model->source.json, "params");
    char *text = params ? json_dumps(params, JSON_SORT_KEYS | JSON_COMPACT) : NULL;

    sha256_add_text(digest, model->id);
    sha256_add_text(digest, model->provider);
    sha256_add_text(digest, model->name);
    sha256_add_text(digest, text);
    free(text);
}

static int model_set(struct embedding *own, const char *id,
                     const struct grader_context *context, struct error_list *errors)
{
    static const struct suite nothing = {.models = NULL};
    const struct suite *suite = context->suite ? context->suite : &nothing;
    struct place place = source_place(context->source, id ? "/model" : "");
    struct error err = ERROR_INIT;
    const struct suite_model *model = suite_role_model(suite, MODEL_EMBEDDER, id, &err);
    const struct provider_type *type;

    if (!model) {
        error_place(&err, &place);
        return error_list_add(errors, &err);
    }
    type = provider_find(model->provider);
    if (type && !type->append_vector) {
        error_list_at(errors, &place, "N0540",
                      "the model \"%.60s\" cannot embed: its provider is %s", model->id,
                      type->name);
        return error_hint(error_list_last(errors),
                          "an OpenAI-compatible server: model: openai/NAME, base_url: …");
    }
    own->models[0] = model->id;
    model_digest(model, context->digest);
    return 0;
}

static int embedding_compile(const json_t *options, const struct grader_context *context,
                             void **state, struct error_list *errors)
{
    const char *id = json_string_value(json_object_get(options, "model"));
    struct embedding *own = mem_new(1, sizeof *own);
    int rc;

    *state = own;
    rc = pass_set(own, options, context, errors);
    rc |= model_set(own, id, context, errors);
    return rc;
}

static int embedding_check(const void *state, const struct value *reference,
                           struct error *err)
{
    (void)state;
    return reference_check_filled(reference, (struct folding){.trim = TRIM_BOTH}, err);
}

static void embedding_forget(void *memory)
{
    struct embedding_memory *own = memory;

    free(own->answer);
    free(own);
}

/* White space at the ends is no part of what is compared. */
static void text_request(const struct embedding *own, struct text text,
                         struct grade_request *request)
{
    struct messages *messages = &request->messages;

    text = text_trimmed(text.bytes, text.length, TRIM_BOTH);
    text_repair(text.bytes, text.length, &messages->texts);
    MEM_GROW(messages->items, messages->count, messages->capacity);
    messages->items[messages->count++] =
        (struct message){ROLE_USER, buf_text(&messages->texts), messages->texts.length};
    request->kind = ASK_EMBEDDING;
    request->model = own->models[0];
    request->vote = 0;
    request->response_schema = NULL;
}

static enum grade_step text_ask(const struct embedding *own, struct text text,
                                struct grade_turn *turn)
{
    text_request(own, text, turn->request);
    return GRADE_ASK;
}

/* Why there is no vector, with the server's words. */
static void failure_tell(const struct reply *reply, struct grade *grade)
{
    struct buf shown = BUF_INIT(REASON_MAX * 4);

    if (reply->message) {
        buf_append_text(&shown, ": ");
        shown_append(&shown, reply->message, strlen(reply->message), REASON_MAX);
    }
    grade_unscored(grade, "no embedding: %s%s", failure_facts[reply->failure].summary,
                   buf_text(&shown));
    buf_release(&shown);
}

/* The vector of the text that was asked for; NULL: there is none to compare, and the
 * grade says why. */
static const float *vector_of(const struct reply *reply, struct embedding_memory *memory,
                              struct grade *grade)
{
    const struct vectors *vectors = &reply->vectors;

    if (reply->failure != FAILURE_NONE) {
        failure_tell(reply, grade);
        return NULL;
    }
    if (vectors->count != 1) {
        grade_unscored(grade, "expected one embedding, got %zu", vectors->count);
        return NULL;
    }
    if (memory->answer && vectors->dimension != memory->dimension) {
        grade_unscored(grade, "the embeddings have %zu and %zu numbers",
                       memory->dimension, vectors->dimension);
        return NULL;
    }
    return vectors->numbers;
}

/* -1: unscored. */
static int reply_take(struct embedding_memory *memory, const struct reply *reply,
                      struct grade *grade)
{
    const float *vector = vector_of(reply, memory, grade);
    double cosine;

    if (!vector)
        return -1;
    if (!memory->answer) {
        memory->dimension = reply->vectors.dimension;
        memory->answer = mem_new(memory->dimension, sizeof *memory->answer);
        memcpy(memory->answer, vector, memory->dimension * sizeof *vector);
        return 0;
    }
    cosine = vector_cosine(memory->answer, vector, memory->dimension);
    if (isnan(cosine)) {
        grade_unscored(grade, "an embedding is all zeroes");
        return -1;
    }
    if (memory->count == 0 || cosine > memory->best) {
        memory->best = cosine;
        memory->best_index = memory->count;
    }
    memory->count++;
    return 0;
}

/* With as many digits as tell the two apart. */
static void below_fail(const struct embedding *own, double score, size_t references,
                       struct grade *grade)
{
    char of[48] = "";
    char shown[32], pass[32];
    int digits = DIGITS_MIN;

    do {
        snprintf(shown, sizeof shown, "%.*g", digits, score);
        snprintf(pass, sizeof pass, "%.*g", digits, own->pass);
    } while (!strcmp(shown, pass) && digits++ < DIGITS_MAX);
    snprintf(pass, sizeof pass, "%.15g", own->pass);
    if (references > 1)
        snprintf(of, sizeof of, " (best of %zu references)", references);
    grade_fail(grade, "embedding %s is below %s%s", shown, pass, of);
}

static void memory_grade(const struct embedding *own,
                         const struct embedding_memory *memory, struct grade *grade)
{
    double score = memory->best > 0 ? memory->best : 0;

    if (fabs(score - own->pass) < rounding)
        score = own->pass;
    if (score >= own->pass)
        grade_pass(grade);
    else
        below_fail(own, score, memory->count, grade);
    grade->score = score;
    grade_detail(grade, "cosine", json_real(memory->best));
    if (memory->count > 1)
        grade_detail(grade, "reference", json_integer((json_int_t)memory->best_index));
}

static const struct value *reference_at(const struct value *reference, size_t index)
{
    const struct value *at = reference_first(reference);

    while (at && index--)
        at = reference_next(reference, at);
    return at;
}

static enum grade_step embedding_grade(const void *state, struct grade_scratch *scratch,
                                       const struct sample *sample,
                                       struct grade_turn *turn, struct grade *grade)
{
    const struct embedding *own = state;
    struct embedding_memory *memory = turn->memory;
    const struct text answer = {sample->answer, sample->answer_length};
    const struct value *next;

    if (!memory) {
        if (text_trimmed(answer.bytes, answer.length, TRIM_BOTH).length == 0) {
            grade_fail(grade, "the answer is empty");
            return GRADE_DONE;
        }
        turn->memory = mem_new(1, sizeof *memory);
        return text_ask(own, answer, turn);
    }
    if (reply_take(memory, turn->reply->reply, grade))
        return GRADE_DONE;
    next = reference_at(sample->reference, memory->count);
    if (next)
        return text_ask(own, value_text(next, &scratch->value), turn);
    if (memory->count)
        memory_grade(own, memory, grade);
    else
        grade_unscored(grade, "the reference is an empty list");
    return GRADE_DONE;
}

/* The answer, then each reference. */
static bool embedding_foresee(const void *state, const struct sample *sample, size_t at,
                              struct grade_request *request)
{
    const struct text answer = {sample->answer ? sample->answer : "",
                                sample->answer ? sample->answer_length : 0};
    const struct value *next;
    struct buf room = BUF_INIT(DOCUMENT_BYTES_MAX);

    if (at == 0) {
        request->lacking = !sample->answer;
        text_request(state, answer, request);
        return !sample->answer ||
               text_trimmed(answer.bytes, answer.length, TRIM_BOTH).length > 0;
    }
    next = sample->reference ? reference_at(sample->reference, at - 1) : NULL;
    if (next)
        text_request(state, value_text(next, &room), request);
    buf_release(&room);
    return next != NULL;
}

static const char *const *embedding_models(const void *state)
{
    return ((const struct embedding *)state)->models;
}

const struct grader_type grader_embedding = {
    .name = "embedding",
    .summary = "an embedding model finds the answer and the reference alike",
    .needs_reference = true,
    .asks = true,
    .applies_pass = true,
    .compile = embedding_compile,
    .check_reference = embedding_check,
    .models = embedding_models,
    .grade = embedding_grade,
    .foresee = embedding_foresee,
    .forget = embedding_forget,
    .free = free,
};
