/* tests/store/test_run_file_heard.c - what models replied to graders, kept at once. */
#include "base/mem.h"
#include "store/run_file_heard.h"
#include "tests/store/scratch_folder.h"
#include "tests/store/stored_run.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char digest[] =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static void heard_add(struct run_file *file, unsigned repeat, int64_t call, unsigned vote,
                      const char *text, size_t length)
{
    struct error err = ERROR_INIT;

    cr_assert_eq(run_file_add_heard(file,
                                    &(struct heard_record){.case_number = 1,
                                                           .variant = 1,
                                                           .repeat = repeat,
                                                           .call = call,
                                                           .request_digest = digest,
                                                           .vote = vote,
                                                           .text = text,
                                                           .text_length = length,
                                                           .refusal = text ? NULL : "no"},
                                    &err),
                 0, "%s", err.message);
}

static int heard_tell(void *context, const struct heard_record *row)
{
    struct buf *out = context;

    cr_assert_str_eq(row->request_digest, digest);
    buf_append_format(out, "%d/%u:%d=", (int)row->call, row->vote, (int)row->text_length);
    if (row->text)
        buf_append(out, row->text, row->text_length);
    buf_append_format(out, "%s;", row->refusal ? row->refusal : "");
    return 0;
}

Test(run_file_heard, replies_of_one_sample_come_back_as_they_came_by_call)
{
    char *folder = scratch_folder_new();
    char *path = mem_format("%s/a.nwrun", folder);
    struct run_file *file = stored_run_new(path);
    struct buf told = BUF_INIT(1000);
    struct error err = ERROR_INIT;
    static const char wanted[] = "4/1:3=a\0b;5/0:0=no;9/0:2=é;";

    stored_cases_add(file);
    heard_add(file, 2, 9, 0, "é", 2);
    heard_add(file, 2, 4, 1, "a\0b", 3);
    heard_add(file, 1, 3, 0, "of another repeat", 17);
    heard_add(file, 2, 5, 0, NULL, 0);
    cr_assert_eq(run_file_each_heard(file, 1, 1, 2, heard_tell, &told, &err), 0);
    cr_assert_eq(told.length, sizeof wanted - 1);
    cr_assert_arr_eq(told.data, wanted, sizeof wanted - 1);
    buf_release(&told);
    run_file_close(file);
    free(path);
    scratch_folder_free(folder);
}
