/* tests/base/test_file.c - whole files, or an error. */
#include "base/file.h"

#include "base/new_file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Test(file, what_is_written_is_read_back_and_folders_are_made)
{
    struct buf text = BUF_INIT(100);
    struct error err;

    cr_assert_eq(file_write("test_file_a/b/c.txt", "hello", 5, &err), 0);
    cr_assert_eq(file_read("test_file_a/b/c.txt", &text, &err), 0);
    cr_assert_str_eq(buf_text(&text), "hello");
    buf_release(&text);
    unlink("test_file_a/b/c.txt");
    rmdir("test_file_a/b");
    rmdir("test_file_a");
}

Test(file, one_byte_over_the_limit_is_refused)
{
    struct buf text = BUF_INIT(4);
    struct error err;

    file_write("test_file_limit", "hello", 5, &err);
    cr_assert_eq(file_read("test_file_limit", &text, &err), -1);
    cr_assert_str_eq(err.message, "test_file_limit is larger than 4 bytes");
    unlink("test_file_limit");
    buf_release(&text);
}

Test(file, a_full_device_is_an_error)
{
    struct error err;

    cr_assert_eq(file_write("/dev/full", "x", 1, &err), -1);
    cr_assert_eq(err.kind, ERROR_SYSTEM);
    cr_assert_str_eq(err.message, "cannot write /dev/full: No space left on device");
}

Test(file, a_failed_write_leaves_the_old_file)
{
    struct buf text = BUF_INIT(100);
    struct error err;

    mkdir("test_file_folder", 0777);
    cr_assert_eq(file_write("test_file_folder/x", "old", 3, &err), 0);
    cr_assert_eq(file_write("test_file_folder/x/y", "new", 3, &err), -1);
    cr_assert_eq(file_read("test_file_folder/x", &text, &err), 0);
    cr_assert_str_eq(buf_text(&text), "old");
    buf_release(&text);
    unlink("test_file_folder/x");
    rmdir("test_file_folder");
}

Test(file, a_folder_cannot_be_read_as_a_file)
{
    struct buf text = BUF_INIT(100);
    struct error err;

    cr_assert_eq(file_read(".", &text, &err), -1);
    cr_assert_eq(err.kind, ERROR_INPUT);
    cr_assert_str_eq(err.message, "cannot open .: Is a directory");
    buf_release(&text);
}

Test(file, the_digest_is_of_the_bytes)
{
    char digest[SHA256_HEX_SIZE];
    struct error err;

    file_write("test_file_digest", "abc", 3, &err);
    cr_assert_eq(file_digest("test_file_digest", digest, &err), 0);
    cr_assert_str_eq(digest,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    unlink("test_file_digest");
}

Test(file, a_new_file_is_seen_when_it_is_whole)
{
    struct buf text = BUF_INIT(100);
    struct new_file file;
    struct error err;

    cr_assert_eq(file_write("test_file_new", "old", 3, &err), 0);
    cr_assert_eq(new_file_begin(&file, "test_file_new", "N0004", &err), 0);
    fputs("new", file.stream);
    fflush(file.stream);
    cr_assert_eq(file_read("test_file_new", &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "old");
    cr_expect_eq(new_file_end(&file, -1, &err), -1);
    buf_clear(&text);
    cr_assert_eq(file_read("test_file_new", &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "old",
                     "what could not be written replaces nothing");

    cr_assert_eq(new_file_begin(&file, "test_file_new", "N0004", &err), 0);
    fputs("new", file.stream);
    cr_expect_eq(new_file_end(&file, 0, &err), 0);
    buf_clear(&text);
    cr_assert_eq(file_read("test_file_new", &text, &err), 0);
    cr_expect_str_eq(buf_text(&text), "new");
    buf_release(&text);
    unlink("test_file_new");
}

Test(file, what_a_full_device_lost_in_between_is_told)
{
    struct new_file file;
    struct error err;

    cr_assert_eq(new_file_begin(&file, "/dev/full", "N0854", &err), 0);
    for (int i = 0; i < 100000; i++)
        fputs("more than a buffer ", file.stream);
    cr_expect_eq(new_file_end(&file, 0, &err), -1);
    cr_expect_str_eq(err.message, "cannot write /dev/full: No space left on device");
}

Test(file, a_regular_file_alone_is_opened_to_be_read_anywhere)
{
    struct error err;
    int fd = -1;

    cr_assert_eq(file_write("test_file_open", "hello", 5, &err), 0);
    cr_assert_eq(file_open_regular("test_file_open", 5, &fd, &err), 0);
    close(fd);
    cr_expect_eq(file_open_regular("test_file_open", 4, &fd, &err), -1);
    cr_expect_str_eq(err.message, "test_file_open is larger than 4 bytes");
    cr_expect_eq(file_open_regular("/dev/null", 4, &fd, &err), 1);
    cr_expect_eq(file_open_regular("-", 4, &fd, &err), 1);
    cr_expect_eq(file_open_regular("test_file_none", 4, &fd, &err), -1);
    unlink("test_file_open");
}
