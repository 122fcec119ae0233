/* runner/keyless.c - models whose key is missing. */
#include "runner/keyless.h"

#include "runner/asking.h"
#include "runner/sample_queue.h"

void keyless_error(const struct suite_model *model, const char *key_env,
                   struct error *err)
{
    struct place place = source_place(&model->source, "");

    error_at(err, &place, "N0702", "the key of model \"%s\" is missing: %s is not set",
             model->id, key_env);
    error_hint(err, "export %s=…", key_env);
}

static bool is_here(struct prepared *prepared, struct reply_cache *cache,
                    const struct next_sample *sample, struct asking *asking,
                    struct sha256 *hash)
{
    const struct prepared_model *model =
        &prepared->models[prepared_variant(prepared, sample->variant)->model];
    const struct open_case *test = sample->test;
    char digest[SHA256_HEX_SIZE];
    uint8_t key[SHA256_BYTES];
    struct kept_reply ignored;
    struct error err;

    if (asking_build(asking, prepared, test->cohort, sample->variant, sample->repeat,
                     &test->row, &err))
        return true; /* it will not be asked with any key */
    asking_digest(asking, model, hash, digest);
    asking_key(digest, prepared_cohort(prepared, test->cohort)->name, test->row.id,
               sample->repeat, 0, hash, key);
    return reply_cache_find(cache, key, INT64_MIN, &ignored);
}

/* The first model of those whose key is missing, or with `all` of all, that lacks a
 * reply; -1: none does. */
static int model_without_reply(struct prepared *prepared, struct reply_cache *cache,
                               bool all, struct error *err)
{
    struct sample_queue *queue = sample_queue_new(prepared, NULL, NULL);
    struct sha256 *hash = sha256_new();
    struct asking asking;
    int found = -1;

    asking_init(&asking);
    while (found < 0 && !sample_queue_is_empty(queue)) {
        int model = sample_queue_model(queue);
        struct next_sample sample;

        if (sample_queue_take(queue, &sample, err)) {
            found = model; /* the run would end here too, and says why */
            break;
        }
        if ((all || prepared->models[model].key_is_missing) &&
            !is_here(prepared, cache, &sample, &asking, hash))
            found = model;
        sample_queue_return(queue, sample.test);
    }
    reply_cache_commit(cache);
    asking_release(&asking);
    sha256_free(hash);
    sample_queue_free(queue);
    return found;
}

void keyless_check(struct prepared *prepared, struct reply_cache *cache,
                   struct error_list *errors)
{
    const struct suite *suite = prepared->suite;
    struct error err = ERROR_INIT;
    bool is_needed = false;
    int judge = -1;
    int found;

    for (size_t i = 0; i < suite->model_count; i++) {
        is_needed |= prepared->models[i].key_is_missing;
        if (prepared->models[i].key_is_missing &&
            suite->models[i].role != MODEL_CANDIDATE)
            judge = (int)i;
    }
    if (!is_needed)
        return;
    found = model_without_reply(prepared, cache, judge >= 0, &err);
    for (size_t i = 0; found < 0 && i < suite->model_count; i++)
        if (prepared->models[i].key_is_missing)
            prepared->models[i].cache = CACHE_ONLY;
    if (found < 0)
        return;
    if (!prepared->models[found].key_is_missing)
        found = judge; /* new answers would want it */
    if (err.kind == ERROR_NONE) {
        const struct prepared_model *model = &prepared->models[found];

        keyless_error(&suite->models[found], model->type->facts(model->state).key_env,
                      &err);
    }
    error_list_add(errors, &err);
}
