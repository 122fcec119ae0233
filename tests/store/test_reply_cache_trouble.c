/* tests/store/test_reply_cache_trouble.c - damage, locks and kills: never a wrong reply.
 */
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_reply.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REPLIES = 200, FLIPS = 300 };

static void byte_flip(const struct buf *whole, const char *path, size_t at)
{
    struct error err;
    char *copy = mem_text_n(whole->data, whole->length);

    copy[at] = (char)(copy[at] ^ 0x10);
    cr_assert_eq(file_write(path, copy, whole->length, &err), 0, "%s", err.message);
    free(copy);
}

/* stored_reply_is_found() fails the test where what it finds is not what was stored. */
Test(reply_cache_trouble, a_flipped_byte_anywhere_is_a_miss_at_worst)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct buf whole = BUF_INIT(1 << 24);
    struct random random = {4711};
    struct error err;
    unsigned missed = 0, noted = 0;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, REPLIES);
    reply_cache_close(cache);
    cr_assert_eq(file_read(place.path, &whole, &err), 0);
    for (unsigned i = 0; i < FLIPS; i++) {
        byte_flip(&whole, place.path, random_next(&random) % whole.length);
        cache = cache_place_open(&place);
        unsigned misses = 0;

        for (unsigned n = 0; n < REPLIES; n++)
            misses += !stored_reply_is_found(cache, n);
        stored_replies_add(cache, 0, 3); /* must not crash either */
        reply_cache_close(cache);
        missed += misses > 0;
        noted += place.notes.warning_count > 0;
        error_list_release(&place.notes);
        place.notes = (struct error_list)ERROR_LIST_INIT;
    }
    cr_expect_gt(missed, FLIPS / 4, "%u", missed);
    cr_expect_gt(noted, FLIPS / 4, "%u", noted);
    buf_release(&whole);
    cache_place_release(&place);
}

Test(reply_cache_trouble, a_damaged_reply_is_told_once_and_replaced)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct buf whole = BUF_INIT(1 << 24);
    struct error err;
    const char *body;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 10);
    reply_cache_close(cache);
    cr_assert_eq(file_read(place.path, &whole, &err), 0);
    body = memmem(whole.data, whole.length, "number 7", 8);
    cr_assert_not_null(body);
    byte_flip(&whole, place.path, (size_t)(body - whole.data));
    cache = cache_place_open(&place);
    cr_expect_not(stored_reply_is_found(cache, 7));
    cr_expect_not(stored_reply_is_found(cache, 7));
    cr_expect(stored_reply_is_found(cache, 8));
    cr_expect_eq(place.notes.warning_count, 1);
    cr_expect_str_eq(place.notes.items[0].code, "N0632");
    stored_replies_add(cache, 7, 8);
    cr_expect(stored_reply_is_found(cache, 7));
    reply_cache_close(cache);
    buf_release(&whole);
    cache_place_release(&place);
}

Test(reply_cache_trouble, what_is_no_database_is_set_aside_with_its_bytes)
{
    struct cache_place place;
    struct reply_cache *cache;
    struct buf old = BUF_INIT(1000);
    struct error err;
    char *aside;

    cache_place_make(&place);
    scratch_write(place.folder, "replies.db", "these are no replies at all", 27);
    cache = cache_place_open(&place);
    cr_expect_eq(place.notes.warning_count, 1);
    cr_expect_str_eq(place.notes.items[0].code, "N0631");
    stored_replies_add(cache, 0, 1);
    cr_expect(stored_reply_is_found(cache, 0));
    reply_cache_close(cache);
    aside = mem_format("%s.damaged-%d", place.path, STORED_REPLY_MS);
    cr_assert_eq(file_read(aside, &old, &err), 0, "%s", err.message);
    cr_expect_str_eq(buf_text(&old), "these are no replies at all");
    buf_release(&old);
    free(aside);
    cache_place_release(&place);
}

Test(reply_cache_trouble, the_cache_of_a_newer_noworse_is_left_as_it_is)
{
    struct cache_place place;
    struct reply_cache *cache = NULL;
    struct reply_cache_options options;
    struct error err = ERROR_INIT;
    sqlite3 *db;

    cache_place_make(&place);
    reply_cache_close(cache_place_open(&place));
    cr_assert_eq(sqlite3_open(place.path, &db), SQLITE_OK);
    sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL);
    sqlite3_close(db);
    options = (struct reply_cache_options){.path = place.path, .notes = &place.notes};
    cr_expect_eq(reply_cache_open(&options, &cache, &err), -1);
    cr_expect_str_eq(err.code, "N0635");
    cr_expect_eq(access(place.path, F_OK), 0);
    cache_place_release(&place);
}

static sqlite3 *lock_take(const struct cache_place *place)
{
    sqlite3 *db;

    cr_assert_eq(sqlite3_open(place->path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static unsigned found_count(struct reply_cache *cache, unsigned count)
{
    unsigned found = 0;

    for (unsigned n = 0; n < count; n++)
        found += stored_reply_is_found(cache, n);
    return found;
}

Test(reply_cache_trouble, what_comes_while_another_has_the_lock_is_kept_when_it_is_free,
     .timeout = 60)
{
    struct cache_place place;
    struct reply_cache *cache, *other;
    sqlite3 *lock;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 1);
    lock = lock_take(&place);
    for (unsigned n = 1; n < 200; n++) /* 200 s, if each were waited for */
        stored_replies_add(cache, n, n + 1);
    stored_replies_add(cache, 7, 8); /* again, as with `refresh` */
    cr_expect_eq(found_count(cache, 200), 200, "who has this cache open finds all");
    other = cache_place_open(&place);
    cr_expect_eq(found_count(other, 200), 1, "others do not");
    sqlite3_close(lock);
    stored_replies_add(cache, 200, 201);
    cr_expect_eq(found_count(other, 201), 201);
    cr_expect_eq(found_count(cache, 201), 201);
    lock = lock_take(&place);
    stored_replies_add(cache, 201, 202); /* waits again, for it was free in between */
    sqlite3_close(lock);
    reply_cache_close(cache);
    cr_expect_eq(found_count(other, 202), 202, "at the end what still waits is kept");
    reply_cache_close(other);
    cr_expect_eq(place.notes.warning_count, 0);
    cache_place_release(&place);
}

Test(reply_cache_trouble, a_lock_that_lasts_to_the_end_is_told_once, .timeout = 60)
{
    const struct reply_cache_limits none = {0, 0};
    struct cache_place place;
    struct reply_cache *cache;
    sqlite3 *lock;

    cache_place_make(&place);
    cache = cache_place_open(&place);
    lock = lock_take(&place);
    stored_replies_add(cache, 0, 20);
    cr_expect_eq(place.notes.warning_count, 0);
    reply_cache_evict(cache, &none);
    cr_expect_eq(place.notes.warning_count, 1, "before the notes are told");
    reply_cache_close(cache);
    sqlite3_close(lock);
    cr_assert_eq(place.notes.warning_count, 1);
    cr_expect_str_eq(place.notes.items[0].code, "N0633");
    cache = cache_place_open(&place);
    cr_expect_eq(found_count(cache, 20), 0);
    reply_cache_close(cache);
    cache_place_release(&place);
}

static bool was_only_locked(const struct error_list *notes)
{
    for (size_t i = 0; i < notes->warning_count; i++)
        if (strcmp(notes->items[i].code, "N0633") != 0)
            return false;
    return true;
}

/* A lock that another one holds for longer than is waited for (its process stands still)
 * costs a reply its place, which is told: then it is tried again. */
static void reply_keep(struct cache_place *place, struct reply_cache *cache, unsigned n)
{
    do
        stored_replies_add(cache, n, n + 1);
    while (!stored_reply_is_found(cache, n) && was_only_locked(&place->notes));
}

static pid_t writer_start(struct cache_place *place, unsigned from, int tell)
{
    pid_t child = fork();

    if (child == 0) {
        struct reply_cache *cache = cache_place_open(place);
        bool is_clean;

        for (unsigned n = from; n < from + REPLIES; n++) {
            reply_keep(place, cache, n);
            if (tell >= 0 && write(tell, &n, sizeof n) != sizeof n)
                _exit(2);
        }
        reply_cache_close(cache);
        is_clean = was_only_locked(&place->notes);
        _exit(is_clean ? 0 : 1);
    }
    cr_assert_gt(child, 0);
    return child;
}

Test(reply_cache_trouble, processes_that_write_at_once_all_have_their_replies_kept)
{
    enum { PROCESSES = 4 };
    struct cache_place place;
    struct reply_cache *cache;
    pid_t children[PROCESSES];
    int status;

    cache_place_make(&place);
    for (unsigned i = 0; i < PROCESSES; i++) /* the first to come makes the file */
        children[i] = writer_start(&place, i * REPLIES, -1);
    for (unsigned i = 0; i < PROCESSES; i++) {
        cr_assert_eq(waitpid(children[i], &status, 0), children[i]);
        cr_expect_eq(status, 0);
    }
    cache = cache_place_open(&place);
    for (unsigned n = 0; n < PROCESSES * REPLIES; n++)
        cr_expect(stored_reply_is_found(cache, n), "reply %u", n);
    reply_cache_close(cache);
    cache_place_release(&place);
}

Test(reply_cache_trouble, no_committed_reply_is_lost_to_a_kill)
{
    struct cache_place place;
    struct reply_cache *cache;
    unsigned last = 0, n;
    int pipes[2], status;
    pid_t child;

    cache_place_make(&place);
    cr_assert_eq(pipe(pipes), 0);
    child = writer_start(&place, 0, pipes[1]);
    close(pipes[1]);
    while (last < REPLIES / 2 && read(pipes[0], &n, sizeof n) == sizeof n)
        last = n;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    while (read(pipes[0], &n, sizeof n) == sizeof n)
        last = n;
    close(pipes[0]);
    cache = cache_place_open(&place);
    for (n = 0; n <= last; n++)
        cr_expect(stored_reply_is_found(cache, n), "reply %u of %u", n, last);
    reply_cache_close(cache);
    cr_expect_eq(place.notes.warning_count, 0);
    cache_place_release(&place);
}

Test(reply_cache_trouble, reading_alone_makes_and_changes_nothing)
{
    struct cache_place place;
    struct reply_cache *cache = NULL;
    struct reply_cache_options options;
    struct error err = ERROR_INIT;

    cache_place_make(&place);
    options = (struct reply_cache_options){
        .path = place.path, .is_read_only = true, .notes = &place.notes};
    cr_expect_eq(reply_cache_open(&options, &cache, &err), -1);
    cr_expect_neq(access(place.path, F_OK), 0);
    cache = cache_place_open(&place);
    stored_replies_add(cache, 0, 1);
    reply_cache_close(cache);
    cr_assert_eq(reply_cache_open(&options, &cache, &err), 0);
    stored_replies_add(cache, 1, 2);
    cr_expect(stored_reply_is_found(cache, 0));
    cr_expect_not(stored_reply_is_found(cache, 1));
    reply_cache_close(cache);
    cache_place_release(&place);
}
