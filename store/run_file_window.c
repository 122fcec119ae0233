/* store/run_file_window.c - planned cases read again, some at a time. */
#include "store/run_file_database.h"
#include "store/run_file_order.h"

#include <string.h>

void case_window_clear(struct run_file *file)
{
    file->window.count = 0;
}

static void text_keep(struct buf *texts, const char *text)
{
    if (text)
        buf_append(texts, text, strlen(text) + 1);
}

static const char *text_point(const struct buf *texts, const char *text, size_t *offset)
{
    const char *kept = texts->data + *offset;

    if (!text)
        return NULL;
    *offset += strlen(kept) + 1;
    return kept;
}

/* Texts are the statement's, and move with the next row: they are copied, and pointed to
 * when all are there. */
static void window_point(struct case_window *window)
{
    size_t offset = 0;

    for (size_t i = 0; i < window->count; i++) {
        struct case_record *row = &window->rows[i];

        row->id = text_point(&window->texts, row->id, &offset);
        row->digest = text_point(&window->texts, row->digest, &offset);
        row->file = text_point(&window->texts, row->file, &offset);
        row->group = text_point(&window->texts, row->group, &offset);
    }
}

static int row_add(struct run_file *file, sqlite3_stmt *statement, struct error *err)
{
    struct case_window *window = &file->window;
    struct case_record *row = &window->rows[window->count];
    char digest[65];

    if (planned_case_read(file, statement, digest, row, err))
        return -1;
    if (window->is_in_turn)
        window->turns[window->count] =
            sqlite3_column_int64(statement, CASE_COLUMN_COUNT + 1);
    window->count++;
    text_keep(&window->texts, row->id);
    text_keep(&window->texts, row->digest);
    text_keep(&window->texts, row->file);
    text_keep(&window->texts, row->group);
    return 0;
}

/* A walk that stood on its row from case to case would hold the WAL back. */
static int window_read(struct run_file *file, bool is_in_turn, int64_t first,
                       struct error *err)
{
    sqlite3_stmt *statement = database_statement(
        file, is_in_turn ? STATEMENT_CASES_IN_TURN : STATEMENT_CASES, err);
    int code = SQLITE_DONE;
    int rc = 0;

    if (!statement)
        return -1;
    case_window_clear(file);
    buf_clear(&file->window.texts);
    file->window.first = first;
    file->window.is_in_turn = is_in_turn;
    sqlite3_bind_int64(statement, 1, first);
    sqlite3_bind_int(statement, 2, CASE_WINDOW_ROWS);
    while (rc == 0 && (code = sqlite3_step(statement)) == SQLITE_ROW)
        rc = row_add(file, statement, err);
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(file, "read", err);
    if (rc == 0)
        window_point(&file->window);
    else
        case_window_clear(file);
    sqlite3_reset(statement);
    return rc;
}

/* Where the row is; the window's count: it is not in it. */
static size_t window_find(const struct case_window *window, bool is_in_turn, int64_t key)
{
    uint64_t at = (uint64_t)key - (uint64_t)window->first;

    if (window->is_in_turn != is_in_turn || key < window->first || at >= window->count ||
        (!is_in_turn && window->rows[at].number != key))
        return window->count;
    return (size_t)at;
}

/* As run_file_case(); *at: where in the window it is. */
static int case_find_again(struct run_file *file, bool is_in_turn, int64_t key,
                           size_t *at, struct error *err)
{
    *at = window_find(&file->window, is_in_turn, key);
    if (*at < file->window.count)
        return 0;
    if (window_read(file, is_in_turn, key, err))
        return -1;
    *at = window_find(&file->window, is_in_turn, key);
    return *at == file->window.count;
}

int run_file_case(struct run_file *file, int64_t number, struct case_record *out,
                  struct error *err)
{
    size_t at;
    int rc = case_find_again(file, false, number, &at, err);

    if (rc == 0)
        *out = file->window.rows[at];
    return rc;
}

int run_file_case_at(struct run_file *file, int64_t place, struct case_record *out,
                     int64_t *turn, struct error *err)
{
    size_t at;
    int rc = case_find_again(file, true, place, &at, err);

    if (rc == 0) {
        *out = file->window.rows[at];
        *turn = file->window.turns[at];
    }
    return rc;
}
