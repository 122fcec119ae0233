/* suites/row_file.c - a file of rows, open. */
#include "suites/row_reader.h"

#include <stdlib.h>

void row_release(struct row *row)
{
    document_release(&row->document);
    free(row->cells);
    *row = (struct row)ROW_INIT;
}

int row_file_open(struct row_file *file, const struct row_reader *reader,
                  const char *path, struct error_list *errors)
{
    *file = (struct row_file){.reader = reader, .path = path, .own = TREE_INIT};
    return reader->open(file, errors);
}

void row_file_close(struct row_file *file)
{
    line_reader_close(&file->lines);
    tree_release(&file->own);
    free(file->pointer);
    for (size_t i = 0; i < file->name_count; i++)
        free(file->names[i]);
    free(file->names);
    free(file->name_cells);
    buf_release(&file->record);
    buf_release(&file->text);
    *file = (struct row_file){.own = TREE_INIT};
}
