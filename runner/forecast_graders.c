/* runner/forecast_graders.c - what graders would ask about a sample. */
#include "runner/forecast_graders.h"

#include "base/bytes_hash.h"
#include "base/mem.h"
#include "runner/baseline_answers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHARED_FIRST = 64 };

struct question_key {
    uint8_t bytes[SHA256_BYTES];
    size_t
        number; /* what is alike but for answers that are not here is told apart by it */
};

/* Texts that were told, by 64 bits of their keys. */
struct shared_texts {
    uint64_t *slots; /* owned; 0: free */
    size_t count, capacity;
};

/* The last answer of a variant that others are compared with. */
struct baseline_kept {
    int64_t number; /* of the case */
    unsigned repeat;
    bool is_here;
    struct buf text;
};

struct graders_forecast {
    struct prepared *prepared;
    foreseen_fn *fn;
    void *context;
    struct grade_scratch *scratch;
    struct sample_grades grades; /* of an answer that is here */
    struct reply unknown;        /* stands for one that is not */
    struct grade_request request;
    struct asking asking;
    struct sha256 *hash;
    const struct next_sample *sample; /* borrowed: whose questions come now */
    struct question_key *told;        /* owned: of this sample */
    size_t told_count, told_capacity;
    struct shared_texts shared;
    struct baseline_kept *baselines; /* owned; one a variant */
    struct buf stored;               /* a baseline's answer, of an earlier run */
};

struct graders_forecast *graders_forecast_new(struct prepared *prepared, foreseen_fn *fn,
                                              void *context)
{
    struct graders_forecast *forecast = mem_new(1, sizeof *forecast);

    *forecast = (struct graders_forecast){
        .prepared = prepared,
        .fn = fn,
        .context = context,
        .scratch = grade_scratch_new(),
        .request = {.messages = MESSAGES_INIT, .line = BUF_INIT(DOCUMENT_BYTES_MAX)},
        .hash = sha256_new(),
        .baselines = mem_new(prepared->variant_count, sizeof *forecast->baselines),
        .stored = BUF_INIT(REPLY_TEXT_MAX)};
    for (size_t i = 0; i < prepared->variant_count; i++)
        forecast->baselines[i] =
            (struct baseline_kept){.number = -1, .text = BUF_INIT(REPLY_TEXT_MAX)};
    reply_init(&forecast->unknown);
    asking_init(&forecast->asking);
    return forecast;
}

void graders_forecast_free(struct graders_forecast *forecast)
{
    if (!forecast)
        return;
    grade_scratch_free(forecast->scratch);
    sample_grades_release(&forecast->grades);
    reply_release(&forecast->unknown);
    messages_release(&forecast->request.messages);
    buf_release(&forecast->request.line);
    asking_release(&forecast->asking);
    sha256_free(forecast->hash);
    for (size_t i = 0; i < forecast->prepared->variant_count; i++)
        buf_release(&forecast->baselines[i].text);
    free(forecast->baselines);
    buf_release(&forecast->stored);
    free(forecast->shared.slots);
    free(forecast->told);
    free(forecast);
}

static bool shared_take(struct shared_texts *shared, uint64_t hash)
{
    size_t slot = hash & (shared->capacity - 1);

    while (shared->slots[slot] && shared->slots[slot] != hash)
        slot = (slot + 1) & (shared->capacity - 1);
    if (shared->slots[slot])
        return false;
    shared->slots[slot] = hash;
    shared->count++;
    return true;
}

static bool shared_add(struct shared_texts *shared, const struct question_key *key)
{
    const struct shared_texts old = *shared;

    if (2 * old.count >= old.capacity) {
        *shared = (struct shared_texts){.capacity = old.capacity ? 2 * old.capacity
                                                                 : SHARED_FIRST};
        shared->slots = mem_new(shared->capacity, sizeof *shared->slots);
        for (size_t i = 0; i < old.capacity; i++)
            if (old.slots[i])
                shared_take(shared, old.slots[i]);
        free(old.slots);
    }
    return shared_take(shared, bytes_hash(key, sizeof *key));
}

static bool own_add(struct graders_forecast *forecast, const struct question_key *key)
{
    for (size_t i = 0; i < forecast->told_count; i++)
        if (!memcmp(&forecast->told[i], key, sizeof *key))
            return false;
    MEM_GROW(forecast->told, forecast->told_count, forecast->told_capacity);
    forecast->told[forecast->told_count++] = *key;
    return true;
}

static void key_make(struct graders_forecast *forecast, int model,
                     const struct grade_request *request, struct question_key *out)
{
    const struct prepared *prepared = forecast->prepared;
    const struct next_sample *sample = forecast->sample;
    const struct open_case *test = sample->test;
    char digest[SHA256_HEX_SIZE];

    out->number = request->lacking ? request->number : 0;
    asking_digest(&forecast->asking, &prepared->models[model], forecast->hash, digest);
    if (request->kind == ASK_EMBEDDING)
        asking_key(digest, "", "", 0, 0, forecast->hash, out->bytes);
    else
        asking_key(digest, prepared_cohort(prepared, test->cohort)->name, test->row.id,
                   sample->repeat, request->vote, forecast->hash, out->bytes);
}

static void question_foresee(void *context, const struct grade_request *request)
{
    struct graders_forecast *forecast = context;
    const struct prepared *prepared = forecast->prepared;
    const struct next_sample *sample = forecast->sample;
    const int model = prepared_model_of(prepared, request->model);
    struct question_key key;
    struct error ignored;

    if (asking_build_question(&forecast->asking, prepared, sample->test->cohort, model,
                              sample->repeat, &sample->test->row, request, &ignored))
        return; /* it will not be sent */
    key_make(forecast, model, request, &key);
    if (request->kind == ASK_EMBEDDING && !request->lacking
            ? !shared_add(&forecast->shared, &key)
            : !own_add(forecast, &key))
        return;
    forecast->fn(forecast->context,
                 &(struct foreseen_question){.model = model,
                                             .request = &forecast->asking.request,
                                             .key = key.bytes,
                                             .lacking = request->lacking});
}

/* A baseline that this run asks, too, has been added before. */
static int baseline_find(struct graders_forecast *forecast,
                         const struct next_sample *sample, struct sample *what,
                         struct error *err)
{
    const int variant = baseline_answers_variant(forecast->prepared, sample->variant);
    const struct baseline_kept *kept;
    enum baseline_answer found;

    what->is_baseline = forecast->prepared->plan->variants[sample->variant].is_baseline;
    if (variant < 0) {
        buf_clear(&forecast->stored);
        if (baseline_answer_find(forecast->prepared, sample, &forecast->stored, &found,
                                 err))
            return -1;
        if (found == BASELINE_ANSWER_HERE) {
            what->baseline_answer = buf_text(&forecast->stored);
            what->baseline_answer_length = forecast->stored.length;
        }
        return 0;
    }
    kept = &forecast->baselines[variant];
    if (kept->is_here && kept->number == sample->test->number &&
        kept->repeat == sample->repeat) {
        what->baseline_answer = buf_text(&kept->text);
        what->baseline_answer_length = kept->text.length;
    }
    return 0;
}

static void baseline_keep(struct graders_forecast *forecast,
                          const struct next_sample *sample, const struct reply *answer)
{
    struct baseline_kept *kept = &forecast->baselines[sample->variant];

    kept->number = sample->test->number;
    kept->repeat = sample->repeat;
    kept->is_here = answer != NULL;
    buf_clear(&kept->text);
    if (answer)
        buf_append(&kept->text, buf_text(&answer->text), answer->text.length);
}

int graders_forecast_add(struct graders_forecast *forecast,
                         const struct next_sample *sample, const struct reply *answer,
                         struct error *err)
{
    const struct open_case *test = sample->test;
    const struct foreseeing how = {.scratch = forecast->scratch,
                                   .request = &forecast->request,
                                   .has_answer = answer != NULL,
                                   .ask = question_foresee,
                                   .context = forecast};
    struct sample_grading what;

    if (sample_grading_of(forecast->prepared, test->cohort, sample->variant, &test->row,
                          answer ? answer : &forecast->unknown, (double)NAN, &what, err))
        return -1;
    if (what.set && what.set->uses_baseline) {
        baseline_keep(forecast, sample, answer);
        if (baseline_find(forecast, sample, &what.sample, err))
            return -1;
    }
    forecast->sample = sample;
    forecast->told_count = 0;
    if (answer)
        sample_grade(&what, forecast->scratch, &forecast->grades);
    for (size_t i = 0; what.set && i < what.set->count; i++) {
        if (answer && (!forecast->grades.records[i].is_open ||
                       sample_grade_is_idle(&what, &forecast->grades, i)))
            continue;
        grading_foresee(what.set->gradings[i], &what.sample, &how);
    }
    return 0;
}
