/* store/run_file_samples.c - samples written, each with its grades. */
#include "base/buf.h"
#include "store/run_file_grades.h"

#include <string.h>

/* Rows that are no texts of their own until they are written. */
struct sample_texts {
    struct buf tool_calls, trace;
    uint8_t digest[32];
};

static void bind_document(sqlite3_stmt *statement, int at,
                          const struct document *document, struct buf *room)
{
    const struct value *root = document_root(document);

    if (!root || value_format(room, root)) {
        sqlite3_bind_null(statement, at);
        return;
    }
    bind_bytes(statement, at, buf_text(room), room->length);
}

static void bind_reply_facts(sqlite3_stmt *statement, const struct reply *reply)
{
    if (reply->status)
        sqlite3_bind_int(statement, 11, reply->status);
    if (reply->finish != FINISH_UNKNOWN)
        bind_text(statement, 12, finish_name(reply->finish));
    bind_text(statement, 13, reply->finish_raw);
    bind_count(statement, 14, reply->usage.input_total);
    bind_count(statement, 15, reply->usage.input_cached);
    bind_count(statement, 16, reply->usage.input_cache_write);
    bind_count(statement, 17, reply->usage.output_total);
    bind_count(statement, 18, reply->usage.output_reasoning);
    sqlite3_bind_double(statement, 19, reply->cost_usd); /* SQLite: NaN is NULL */
    bind_text(statement, 20, reply->model_served);
    bind_text(statement, 21, reply->fingerprint);
    bind_text(statement, 22, reply->request_id);
    bind_text(statement, 23, reply->response_id);
}

static void bind_sample(sqlite3_stmt *statement, const struct sample_record *row,
                        struct sample_texts *texts)
{
    const struct reply *reply = row->reply;

    sqlite3_clear_bindings(statement);
    sqlite3_bind_int64(statement, 1, row->case_number);
    sqlite3_bind_int(statement, 2, row->variant);
    sqlite3_bind_int64(statement, 3, row->repeat);
    bind_text(statement, 4, verdict_name(row->verdict));
    sqlite3_bind_double(statement, 5, row->score);
    if (reply->failure != FAILURE_NONE)
        bind_text(statement, 6, failure_facts[reply->failure].name);
    sqlite3_bind_double(statement, 7, row->latency_ms);
    sqlite3_bind_double(statement, 8, row->first_byte_ms);
    sqlite3_bind_int64(statement, 9, row->started_ms);
    sqlite3_bind_int64(statement, 10, row->attempts);
    bind_reply_facts(statement, reply);
    bind_text(statement, 24, row->cost_source);
    if (row->cached_ms)
        sqlite3_bind_int64(statement, 25, row->cached_ms);
    sqlite3_bind_double(statement, 26, row->queued_ms);
    bind_digest(statement, 27, row->request_digest, texts->digest);
    bind_text(statement, 29, reply->message);
    bind_text(statement, 30, reply->refusal);
    bind_document(statement, 31, &reply->tool_calls, &texts->tool_calls);
    bind_document(statement, 32, &reply->trace, &texts->trace);
    bind_text(statement, 33, reply->reasoning);
    if (reply->has_text)
        bind_bytes(statement, 34, buf_text(&reply->text), reply->text.length);
}

static int sample_write(struct run_file *file, const struct sample_record *row,
                        struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_ADD_SAMPLE, err);
    struct sample_texts texts = {
        BUF_INIT(RUN_FILE_TEXT_MAX), BUF_INIT(RUN_FILE_TEXT_MAX), {0}};
    int rc;

    if (!statement)
        return -1;
    bind_sample(statement, row, &texts);
    bind_grades(file, statement, 28, row->grades, row->grade_count);
    rc = database_run(file, statement, err);
    buf_release(&texts.tool_calls);
    buf_release(&texts.trace);
    return rc;
}

int run_file_add_sample(struct run_file *file, const struct sample_record *row,
                        struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(file, own, sample_write(file, row, err), err);
}

int64_t run_file_added_sample(const struct run_file *file)
{
    return sqlite3_last_insert_rowid(file->db);
}

static int result_write(struct run_file *file, int64_t sample, enum verdict verdict,
                        double score, const struct grade_record *grades, size_t count,
                        struct error *err)
{
    sqlite3_stmt *statement = database_statement(file, STATEMENT_REGRADE, err);

    if (!statement)
        return -1;
    bind_text(statement, 1, verdict_name(verdict));
    sqlite3_bind_double(statement, 2, score);
    bind_grades(file, statement, 3, grades, count);
    sqlite3_bind_int64(statement, 4, sample);
    return database_run(file, statement, err);
}

int run_file_regrade(struct run_file *file, int64_t sample, enum verdict verdict,
                     double score, const struct grade_record *grades, size_t count,
                     struct error *err)
{
    bool own;

    if (turn_enter(file, &own, err))
        return -1;
    return turn_leave(
        file, own, result_write(file, sample, verdict, score, grades, count, err), err);
}
