/* tests/runner/test_disk_sync.c - the journal goes to the disk off the loop, one at a
 * time, and a disk that fails is told.
 */
#include "base/mem.h"
#include "runner/disk_sync.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int begun; /* on other threads than the first, of what ends in "-wal" */
static atomic_bool is_held;
static atomic_int failure; /* errno; 0: none */

static bool is_journal(int descriptor)
{
    char link[64], name[512] = "";
    ssize_t length;

    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    length = readlink(link, name, sizeof name - 1);
    return length > 4 && strcmp(name + length - 4, "-wal") == 0;
}

/* In place of the C library's, for libuv and SQLite too: the real one, counted. */
int fdatasync(int descriptor)
{
    if (gettid() == getpid() || !is_journal(descriptor))
        return (int)syscall(SYS_fdatasync, descriptor);
    begun++;
    while (is_held)
        usleep(1000);
    errno = failure;
    return failure ? -1 : (int)syscall(SYS_fdatasync, descriptor);
}

struct room {
    char path[64];
    struct run_file *file;
    uv_loop_t loop;
    struct disk_sync sync;
    int failures;
    struct error told;
};

static void on_failure(void *context, const struct error *err)
{
    struct room *room = context;

    room->failures++;
    room->told = *err;
}

static void room_open(struct room *room, const char *path)
{
    char id[] = "01J00000000000000000000000", version[] = "test";
    struct run_info info = {.started_ms = 1, .version = version};
    struct error err = ERROR_INIT;

    *room = (struct room){.failures = 0};
    memcpy(info.id, id, sizeof info.id);
    if (path)
        snprintf(room->path, sizeof room->path, "/tmp/noworse-sync-%d-%s.nwrun",
                 (int)getpid(), path);
    cr_assert_eq(run_file_create(path ? room->path : NULL, &info, &room->file, &err), 0,
                 "%s", err.message);
    uv_loop_init(&room->loop);
    disk_sync_init(&room->sync, &room->loop, room->file, on_failure, room);
}

static void room_close(struct room *room)
{
    cr_expect_eq(uv_loop_close(&room->loop), 0);
    run_file_close(room->file);
    run_file_remove(room->path);
}

/* A second passes, and what it began ends. */
static void second_pass(struct room *room)
{
    disk_sync_tick(&room->sync);
    uv_run(&room->loop, UV_RUN_DEFAULT);
}

Test(disk_sync, only_what_was_committed_since_goes_to_the_disk)
{
    struct room room;

    room_open(&room, "since");
    second_pass(&room);
    cr_expect_eq(begun, 1, "what was committed before is not due");
    second_pass(&room);
    cr_expect_eq(begun, 1, "nothing was committed, and it was synced");
    room.sync.is_due = true;
    second_pass(&room);
    cr_expect_eq(begun, 2);
    cr_expect_eq(room.failures, 0);
    room_close(&room);
}

Test(disk_sync, there_are_never_two_at_once)
{
    struct room room;

    room_open(&room, "once");
    is_held = true;
    disk_sync_tick(&room.sync);
    for (int i = 0; i < 3; i++) {
        room.sync.is_due = true;
        disk_sync_tick(&room.sync);
    }
    is_held = false;
    uv_run(&room.loop, UV_RUN_DEFAULT);
    cr_expect_eq(begun, 1);
    second_pass(&room);
    cr_expect_eq(begun, 2, "what was committed meanwhile is not due");
    room_close(&room);
}

Test(disk_sync, a_disk_that_fails_is_told_once)
{
    static const struct {
        int number;
        const char *words;
    } rows[] = {{EIO, "Input/output error"},
                {ENOSPC, "the disk is full"},
                {EDQUOT, "the disk is full"}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct room room;

        room_open(&room, "fails");
        failure = rows[i].number;
        second_pass(&room);
        cr_expect_eq(room.failures, 1, "%s", rows[i].words);
        cr_expect_str_eq(room.told.code, "N0605");
        cr_expect(strstr(room.told.message, rows[i].words), "%s", room.told.message);
        room.sync.is_due = true;
        second_pass(&room);
        cr_expect_eq(room.failures, 1, "tried again: %s", rows[i].words);
        room_close(&room);
    }
}

Test(disk_sync, a_temporary_file_is_not_synced)
{
    struct room room;

    room_open(&room, NULL);
    second_pass(&room);
    cr_expect_eq(begun, 0);
    cr_expect_eq(room.failures, 0);
    room_close(&room);
}
