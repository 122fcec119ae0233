/* tests/fuzz/fuzz_rows.c - a dataset: each row that was read is read again by its offset.
 * The first byte says which form: c: CSV, t: TSV, else JSON Lines. */
#include "suites/row_reader.h"
#include "tests/fuzz/fuzz_target.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct row_reader *reader_of(uint8_t form)
{
    if (form == 'c')
        return &row_reader_csv;
    return form == 't' ? &row_reader_tsv : &row_reader_jsonl;
}

/* Rows are read by one reader and read again by another: both passes as a run has them.
 */
static void rows_read(struct row_file *first, struct row_file *second)
{
    struct row row = ROW_INIT, again = ROW_INIT;
    struct error err;
    enum row_step step;

    while ((step = first->reader->next(first, &row, &err)) == ROW_READ ||
           step == ROW_BAD) {
        if (step == ROW_BAD)
            continue;
        again.offset = row.offset;
        again.length = row.length;
        again.line = row.line;
        must(second->reader->read_at(second, &again, &err) == 0);
        must(value_equal(document_root(&row.document), document_root(&again.document)));
    }
    must(step == ROW_END);
    row_release(&row);
    row_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct row_reader *reader = reader_of(size ? data[0] : 0);
    struct error_list errors = ERROR_LIST_INIT;
    struct row_file first = {0}, second = {0};
    char path[40];
    int fd = memfd_create("rows", MFD_CLOEXEC);

    must(fd >= 0);
    if (size > 1)
        must(write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (row_file_open(&first, reader, path, &errors) == 0 &&
        row_file_open(&second, reader, path, &errors) == 0)
        rows_read(&first, &second);
    row_file_close(&first);
    row_file_close(&second);
    error_list_release(&errors);
    close(fd);
    return 0;
}
