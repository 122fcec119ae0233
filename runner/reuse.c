/* runner/reuse.c - replies that are here already are used, and new ones kept. */
#include "runner/reuse.h"

#include <string.h>

enum { URL_BYTES_MAX = 64 * 1024 };

void reuse_init(struct reuse *reuse, struct reply_cache *cache,
                const struct prepared *prepared, size_t samples_max, int64_t now_ms)
{
    *reuse = (struct reuse){.cache = cache, .prepared = prepared, .began_ms = now_ms};
    draws_init(&reuse->draws, samples_max);
    vector_memory_init(&reuse->vectors);
    buf_init(&reuse->url, URL_BYTES_MAX);
    buf_init(&reuse->request, REQUEST_BYTES_MAX);
    buf_init(&reuse->vector, REQUEST_BYTES_MAX);
}

void reuse_release(struct reuse *reuse)
{
    draws_release(&reuse->draws);
    vector_memory_release(&reuse->vectors);
    buf_release(&reuse->url);
    buf_release(&reuse->request);
    buf_release(&reuse->vector);
}

bool reuse_find(struct reuse *reuse, const struct reuse_sample *sample,
                struct reply *reply, struct reuse_facts *facts)
{
    const struct prepared_model *model = sample->model;
    int64_t since_ms = model->cache == CACHE_REFRESH ? reuse->began_ms : INT64_MIN;
    struct response response = {0};
    struct kept_reply kept;

    if (!reuse->cache || !reply_cache_find(reuse->cache, sample->key, since_ms, &kept))
        return false;
    response = (struct response){.status = kept.status,
                                 .headers = kept.headers,
                                 .header_count = kept.header_count,
                                 .body = kept.body,
                                 .length = kept.body_length,
                                 .errors = ""};
    model->type->read(model->state, &response, reply);
    *facts = (struct reuse_facts){kept.stored_ms, kept.latency_ms, kept.first_byte_ms};
    if (reply->failure != FAILURE_NONE) { /* this suite reads it in another way */
        reply_clear(reply);
        return false;
    }
    if (sample->held_out)
        reply_cache_hold_out(reuse->cache);
    reuse->found++;
    return true;
}

/* The headers that providers look at. False: one holds a secret. */
static bool headers_take(const struct reuse *reuse, const struct response *response,
                         struct kept_reply *out)
{
    for (size_t i = 0; response_headers_read[i]; i++) {
        const char *name = response_headers_read[i];
        const char *value = response_header_find(response, name);

        if (!value)
            continue;
        if (secrets_are_in(&reuse->prepared->secrets, value, strlen(value)))
            return false;
        out->headers[out->header_count++] = (struct response_header){name, value};
    }
    return true;
}

static const char *url_of(struct reuse *reuse, const struct request *request)
{
    const char *url = request->url ? request->url : request->command[0];

    buf_clear(&reuse->url);
    secrets_mask(&reuse->prepared->secrets, url, strlen(url), &reuse->url);
    return buf_text(&reuse->url);
}

/* It is there for people to read: what a secret is in is masked. */
static void request_take(struct reuse *reuse, const struct request *request,
                         struct kept_reply *out)
{
    const struct secrets *secrets = &reuse->prepared->secrets;

    out->request = buf_text(&request->body);
    out->request_length = request->body.length;
    if (!secrets_are_in_json(secrets, out->request, out->request_length))
        return;
    buf_clear(&reuse->request);
    secrets_mask(secrets, out->request, out->request_length, &reuse->request);
    out->request = buf_text(&reuse->request);
    out->request_length = reuse->request.length;
}

void reuse_keep(struct reuse *reuse, const struct reuse_sample *sample,
                const struct response *response, const struct reply *reply,
                const struct reuse_facts *facts)
{
    struct kept_reply kept = {.provider = sample->model->type->name,
                              .model = sample->suite_model->name,
                              .cohort = sample->cohort,
                              .case_id = sample->case_id,
                              .repeat = sample->repeat,
                              .held_out = sample->held_out,
                              .status = response->status,
                              .body = response->body,
                              .body_length = response->length,
                              .stored_ms = facts->stored_ms,
                              .latency_ms = facts->latency_ms,
                              .first_byte_ms = facts->first_byte_ms,
                              .cost_usd = reply->cost_usd,
                              .input_tokens = reply->usage.input_total,
                              .output_tokens = reply->usage.output_total};

    if (!reuse->cache || reply->failure != FAILURE_NONE ||
        secrets_are_in_json(&reuse->prepared->secrets, response->body,
                            response->length) ||
        !headers_take(reuse, response, &kept))
        return;
    memcpy(kept.key, sample->key, sizeof kept.key);
    kept.url = url_of(reuse, sample->request);
    request_take(reuse, sample->request, &kept);
    reply_cache_add(reuse->cache, &kept);
}
