/* suites/row_reader.h - rows of a dataset's file as the file has them, one at a time.
 *
 * A row becomes a document whose root is an object: a line of JSON, a record of a table
 * under the header's names, an element of a list. What of it is a case's key and what a
 * variable is for case_entries.h to say.
 *
 * To add a form: write rows_<name>.c with a struct row_reader, and a row in
 * dataset_types.c.
 */
#ifndef NOWORSE_SUITES_ROW_READER_H
#define NOWORSE_SUITES_ROW_READER_H

#include "base/error_list.h"
#include "suites/line_reader.h"
#include "suites/tree.h"
#include "values/value.h"

#include <stdint.h>

enum { ROW_BYTES_MAX = 8 * 1024 * 1024 };

/* A cell's place in its table. */
struct row_cell {
    unsigned line, column;
};

/* Begin with ROW_INIT; reading again reuses the memory. */
struct row {
    struct document document; /* the root is an object for lists and tables; a line of
                                 JSON may hold anything */
    uint64_t offset, length;  /* bytes in the file; of a list: index, 0 */
    uint64_t hash; /* bytes_hash() of these bytes; 0: there is none, for they do not say
                      all (tables, lists) */
    unsigned line, column;  /* of its first character */
    struct row_cell *cells; /* owned; tables: of each member, in order */
    size_t cell_count, cell_capacity;
};

#define ROW_INIT                                                                         \
    {                                                                                    \
        .document = DOCUMENT_INIT                                                        \
    }
void row_release(struct row *row);

/* A file that is being read. */
struct row_file {
    const struct row_reader *reader;
    const char *path;         /* borrowed; for errors */
    struct line_reader lines; /* line forms */
    const struct tree *tree;  /* lists: where the list stands; borrowed, or own */
    struct tree own;          /* YAML: the file's */
    const json_t *list;       /* lists; borrowed from the tree */
    char *pointer;            /* lists: owned; of the list in the tree */
    size_t next;              /* lists: the next index */
    char **names;             /* tables: owned; the header */
    struct row_cell *name_cells;
    size_t name_count;
    struct buf record; /* tables: the text of one record */
    struct buf text;   /* scratch */
    char separator;    /* tables */
};

enum row_step { ROW_READ, ROW_END, ROW_BAD, ROW_FAILED };

struct row_reader {
    bool is_table; /* every cell is text; an empty one without quotes is null */

    /* Begins the file (row_file_open() has set reader, path): opens it, reads a header.
     * -1: errors have it. */
    int (*open)(struct row_file *file, struct error_list *errors);

    /* The next row. ROW_BAD: *err says what is wrong with it, and the next call goes on
     * with the next row. */
    enum row_step (*next)(struct row_file *file, struct row *row, struct error *err);

    /* The row whose text was found at row->offset, row->length, row->line before; of a
     * list: the element row->offset. */
    int (*read_at)(struct row_file *file, struct row *row, struct error *err);

    /* The place of a member's value, or of its key; index: of the member in the row. */
    struct place (*place)(const struct row_file *file, const struct row *row,
                          size_t index, bool of_key);
};

extern const struct row_reader row_reader_jsonl, row_reader_csv, row_reader_tsv,
    row_reader_yaml;

int row_file_open(struct row_file *file, const struct row_reader *reader,
                  const char *path, struct error_list *errors);

/* A list that stands in a tree: inline cases. All borrowed. */
void row_file_from_list(struct row_file *file, const struct tree *tree,
                        const char *pointer, const json_t *list);
void row_file_close(struct row_file *file);

#endif
