/* tests/store/stored_reply.c - a reply cache in a folder of its own, and replies for it.
 */
#include "tests/store/stored_reply.h"

#include "base/mem.h"
#include "base/sha256.h"
#include "tests/store/scratch_folder.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

void cache_place_make(struct cache_place *place)
{
    *place = (struct cache_place){.now_ms = STORED_REPLY_MS};
    place->folder = scratch_folder_new();
    place->path = mem_format("%s/replies.db", place->folder);
}

void cache_place_release(struct cache_place *place)
{
    error_list_release(&place->notes);
    scratch_folder_free(place->folder);
    free(place->path);
}

struct reply_cache *cache_place_open(struct cache_place *place)
{
    const struct reply_cache_options options = {
        .path = place->path, .now_ms = place->now_ms, .notes = &place->notes};
    struct reply_cache *cache = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(reply_cache_open(&options, &cache, &err), 0, "%s", err.message);
    return cache;
}

struct kept_reply stored_reply(unsigned n, char body[64])
{
    struct kept_reply reply = {
        .provider = "openai",
        .model = n % 2 ? "mini" : "large",
        .url = "https://api.example/v1/chat/completions",
        .cohort = n % 3 ? "angry" : "calm",
        .held_out = n % 3 == 0,
        .repeat = 1,
        .request = "{\"model\":\"mini\"}",
        .status = 200,
        .headers = {{"content-type", "application/json"}, {"x-request-id", "r: 1"}},
        .header_count = 2,
        .stored_ms = STORED_REPLY_MS,
        .latency_ms = 12.5 + n,
        .first_byte_ms = 3,
        .cost_usd = 0.25,
        .input_tokens = 10,
        .output_tokens = UNKNOWN_COUNT};
    char *text = body + 40;

    reply.request_length = strlen(reply.request);
    snprintf(body, 40, "{\"answer\":\"number %u\"}", n);
    snprintf(text, 24, "case-%u", n);
    reply.body = body;
    reply.body_length = strlen(body);
    reply.case_id = text;
    sha256_of(&n, sizeof n, reply.key);
    return reply;
}

void stored_replies_add(struct reply_cache *cache, unsigned from, unsigned to)
{
    char room[64];

    for (unsigned n = from; n < to; n++) {
        const struct kept_reply reply = stored_reply(n, room);

        reply_cache_add(cache, &reply);
    }
    reply_cache_commit(cache);
}

bool stored_reply_is_found(struct reply_cache *cache, unsigned n)
{
    char room[64];
    const struct kept_reply want = stored_reply(n, room);
    struct kept_reply got;

    if (!reply_cache_find(cache, want.key, 0, &got))
        return false;
    cr_expect_eq(got.status, 200);
    cr_expect_str_eq(got.provider, "openai");
    cr_expect_str_eq(got.model, want.model);
    cr_expect_str_eq(got.url, want.url);
    cr_expect_str_eq(got.cohort, want.cohort);
    cr_expect_str_eq(got.case_id, want.case_id);
    cr_expect_eq(got.repeat, 1);
    cr_expect_eq(got.stored_ms, want.stored_ms);
    cr_expect_eq(got.latency_ms, want.latency_ms);
    cr_expect_eq(got.first_byte_ms, 3);
    cr_expect_eq(got.cost_usd, 0.25);
    cr_expect_eq(got.input_tokens, 10);
    cr_expect_eq(got.output_tokens, UNKNOWN_COUNT);
    cr_assert_eq(got.header_count, 2);
    cr_expect_str_eq(got.headers[1].name, "x-request-id");
    cr_expect_str_eq(got.headers[1].value, "r: 1");
    cr_assert_eq(got.request_length, want.request_length);
    cr_expect_arr_eq(got.request, want.request, want.request_length);
    cr_assert_eq(got.body_length, want.body_length);
    cr_expect_arr_eq(got.body, want.body, want.body_length);
    return true;
}
