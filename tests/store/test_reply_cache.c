/* tests/store/test_reply_cache.c - replies kept are found again, until they are removed.
 */
#include "base/mem.h"
#include "tests/store/stored_reply.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MS_A_DAY = 24 * 3600 * 1000 };

Test(reply_cache, a_reply_comes_back_whole_in_this_turn_and_after_it)
{
    struct cache_place place;
    struct reply_cache *cache;
    char room[64];

    cache_place_make(&place);
    cache = cache_place_open(&place);
    const struct kept_reply reply = stored_reply(1, room);

    cr_expect_not(stored_reply_is_found(cache, 1));
    reply_cache_add(cache, &reply);
    cr_expect(stored_reply_is_found(cache, 1), "not in the turn that is open");
    reply_cache_close(cache);
    cache = cache_place_open(&place);
    cr_expect(stored_reply_is_found(cache, 1));
    cr_expect_not(stored_reply_is_found(cache, 2));
    reply_cache_close(cache);
    cr_expect_eq(place.notes.warning_count, 0);
    cache_place_release(&place);
}

Test(reply_cache, a_reply_without_model_figures_and_body_comes_back_so)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct kept_reply reply, got;
    char room[64];

    cache_place_make(&place);
    cache = cache_place_open(&place);
    reply = stored_reply(1, room);
    reply.model = NULL;
    reply.header_count = 0;
    reply.latency_ms = reply.first_byte_ms = reply.cost_usd = (double)NAN;
    reply.body = "";
    reply.body_length = 0;
    reply.request = NULL;
    reply.request_length = 0;
    reply_cache_add(cache, &reply);
    cr_assert(reply_cache_find(cache, reply.key, 0, &got));
    cr_expect_null(got.model);
    cr_expect_eq(got.header_count, 0);
    cr_expect(isnan(got.latency_ms) && isnan(got.first_byte_ms) && isnan(got.cost_usd));
    cr_expect_eq(got.body_length, 0);
    cr_expect_eq(got.request_length, 0);
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, long_bodies_are_packed_and_come_back_byte_for_byte)
{
    enum { LONG = 300 * 1000 };
    struct cache_place place;
    struct reply_cache *cache;
    struct kept_reply reply, got;
    struct reply_cache_stats stats;
    struct error err;
    char *text = mem_new(LONG, 1);
    char room[64];

    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)(i % 251);
    cache_place_make(&place);
    cache = cache_place_open(&place);
    reply = stored_reply(1, room);
    reply.request = reply.body = text;
    reply.request_length = reply.body_length = LONG;
    reply_cache_add(cache, &reply);
    cr_assert(reply_cache_find(cache, reply.key, 0, &got));
    cr_assert_eq(got.body_length, LONG);
    cr_expect_arr_eq(got.body, text, LONG);
    cr_assert_eq(got.request_length, LONG);
    cr_expect_arr_eq(got.request, text, LONG);
    cr_assert_eq(reply_cache_stats(cache, &stats, &err), 0);
    cr_expect_lt(stats.models[0].bytes, LONG / 10);
    reply_cache_stats_release(&stats);
    reply_cache_close(cache);
    cache_place_release(&place);
    free(text);
}

Test(reply_cache, only_what_is_young_enough_is_found_and_a_newer_reply_takes_its_place)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct kept_reply reply, got;
    struct reply_cache_stats stats;
    struct error err;
    char room[64];

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 1, 2);
    reply = stored_reply(1, room);
    cr_expect(reply_cache_find(cache, reply.key, STORED_REPLY_MS, &got));
    cr_expect_not(reply_cache_find(cache, reply.key, STORED_REPLY_MS + 1, &got));
    reply.stored_ms++;
    reply.body = "another";
    reply.body_length = 7;
    reply_cache_add(cache, &reply);
    cr_assert(reply_cache_find(cache, reply.key, STORED_REPLY_MS + 1, &got));
    cr_expect_eq(got.body_length, 7);
    cr_assert_eq(reply_cache_stats(cache, &stats, &err), 0);
    cr_expect_eq(stats.replies, 1);
    reply_cache_stats_release(&stats);
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, nobody_else_may_read_the_file_or_its_companions)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    struct cache_place place;
    struct reply_cache *cache;
    struct stat found;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 10);
    for (size_t i = 0; i < 3; i++) {
        char *name = mem_format("%s%s", place.path, endings[i]);

        cr_assert_eq(stat(name, &found), 0, "%s", name);
        cr_expect_eq(found.st_mode & 0777, 0600, "%s", name);
        free(name);
    }
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, what_was_not_used_for_longer_is_removed_first)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct reply_cache_limits limits = {.days = 30};

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 100);
    reply_cache_close(cache);
    place.now_ms += 20 * (int64_t)MS_A_DAY;
    cache = cache_place_open(&place);
    for (unsigned n = 0; n < 50; n++)
        cr_expect(stored_reply_is_found(cache, n));
    reply_cache_close(cache);
    place.now_ms += 20 * (int64_t)MS_A_DAY;
    cache = cache_place_open(&place);
    reply_cache_evict(cache, &limits);
    for (unsigned n = 0; n < 100; n++)
        cr_expect_eq(stored_reply_is_found(cache, n), n < 50, "reply %u", n);
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, a_cache_that_is_too_large_shrinks_to_its_limit)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct reply_cache_limits limits = {.bytes = 512 * 1024};
    struct reply_cache_stats stats;
    struct error err;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 5000);
    reply_cache_evict(cache, &limits);
    cr_assert_eq(reply_cache_stats(cache, &stats, &err), 0);
    cr_expect_leq(stats.bytes, limits.bytes);
    cr_expect_gt(stats.replies, 0, "no more than needed");
    reply_cache_stats_release(&stats);
    cr_expect(stored_reply_is_found(cache, 4999), "what came last is used again first");
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, clearing_removes_what_is_older_and_gives_the_space_back)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct reply_cache_stats stats;
    struct kept_reply reply;
    struct error err;
    struct stat found;
    int64_t removed = 0;
    char room[64];

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 2000);
    reply = stored_reply(7, room);
    reply.stored_ms++;
    reply_cache_add(cache, &reply);
    cr_assert_eq(reply_cache_clear(cache, STORED_REPLY_MS + 1, &removed, &err), 0, "%s",
                 err.message);
    cr_expect_eq(removed, 1999);
    cr_assert_eq(reply_cache_stats(cache, &stats, &err), 0);
    cr_expect_eq(stats.replies, 1);
    reply_cache_stats_release(&stats);
    cr_assert_eq(stat(place.path, &found), 0);
    cr_expect_lt(found.st_size, 64 * 1024);
    cr_assert_eq(reply_cache_clear(cache, INT64_MAX, &removed, &err), 0);
    cr_expect_eq(removed, 1);
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache, the_figures_add_up_by_provider_and_model)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct reply_cache_stats stats;
    struct error err;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 9);
    cr_assert_eq(reply_cache_stats(cache, &stats, &err), 0, "%s", err.message);
    cr_expect_eq(stats.replies, 9);
    cr_expect_eq(stats.held_out, 3);
    cr_expect_eq(stats.oldest_ms, STORED_REPLY_MS);
    cr_assert_eq(stats.model_count, 2);
    cr_expect_str_eq(stats.models[0].model, "large");
    cr_expect_eq(stats.models[0].replies, 5);
    cr_expect_eq(stats.models[0].input_tokens, 50);
    cr_expect_eq(stats.models[0].output_tokens, 0);
    cr_expect_eq(stats.models[1].cost_usd, 1.0);
    reply_cache_stats_release(&stats);
    reply_cache_close(cache);
    cache_place_release(&place);
}

static int reply_note(void *context, const struct kept_reply *reply)
{
    buf_append_format(context, "%s/%s ", reply->cohort, reply->case_id);
    return 0;
}

Test(reply_cache, a_walk_goes_by_cohort_and_case)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct error err;
    struct buf seen = BUF_INIT(1000);

    cache_place_make(&place);
    cache = cache_place_open(&place);
    for (unsigned n = 5; n-- > 0;)
        stored_replies_add(cache, n, n + 1);
    cr_assert_eq(reply_cache_each(cache, reply_note, &seen, &err), 0);
    cr_expect_str_eq(buf_text(&seen),
                     "angry/case-1 angry/case-2 angry/case-4 calm/case-0 calm/case-3 ");
    buf_release(&seen);
    reply_cache_close(cache);
    cache_place_release(&place);
}
