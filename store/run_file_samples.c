/* store/run_file_samples.c - samples written, each with its grades. */
#include "base/buf.h"
#include "store/run_file_grades.h"

#include <string.h>

/* Rows that are no texts of their own until they are written. */
struct sample_texts {
    struct buf tool_calls, trace;
    uint8_t digest[32];
};

static void keep_document(struct kept_bindings *kept, int at,
                          const struct document *document, struct buf *room)
{
    const struct value *root = document_root(document);

    if (!root || value_format(room, root))
        keep_null(kept, at);
    else
        keep_bytes(kept, at, buf_text(room), room->length);
}

static void keep_time(struct kept_bindings *kept, int at, int64_t wall_ms)
{
    if (wall_ms)
        keep_integer(kept, at, wall_ms);
    else
        keep_null(kept, at);
}

static void bind_reply_facts(struct kept_bindings *kept, const struct reply *reply)
{
    keep_count(kept, 13, reply->status ? reply->status : UNKNOWN_COUNT);
    keep_text(kept, 14,
              reply->finish != FINISH_UNKNOWN ? finish_name(reply->finish) : NULL);
    keep_text(kept, 15, reply->finish_raw);
    keep_count(kept, 16, reply->usage.input_total);
    keep_count(kept, 17, reply->usage.input_cached);
    keep_count(kept, 18, reply->usage.input_cache_write);
    keep_count(kept, 19, reply->usage.output_total);
    keep_count(kept, 20, reply->usage.output_reasoning);
    keep_real(kept, 21, reply->cost_usd);
    keep_text(kept, 22, reply->model_served);
    keep_text(kept, 23, reply->fingerprint);
    keep_text(kept, 24, reply->request_id);
    keep_text(kept, 25, reply->response_id);
}

static void bind_sample(struct kept_bindings *kept, const struct sample_record *row,
                        struct sample_texts *texts)
{
    const struct reply *reply = row->reply;

    keep_integer(kept, 1, row->case_number);
    keep_integer(kept, 2, row->variant);
    keep_integer(kept, 3, row->repeat);
    keep_count(kept, 4, row->call ? row->call : UNKNOWN_COUNT);
    keep_text(kept, 5, verdict_name(row->verdict));
    keep_real(kept, 6, row->score);
    keep_text(kept, 7,
              reply->failure != FAILURE_NONE ? failure_facts[reply->failure].name : NULL);
    keep_real(kept, 8, row->latency_ms);
    keep_real(kept, 9, row->first_byte_ms);
    keep_integer(kept, 10, row->started_ms);
    keep_time(kept, 11, row->ended_ms);
    keep_integer(kept, 12, row->attempts);
    bind_reply_facts(kept, reply);
    keep_text(kept, 26, row->cost_source);
    keep_time(kept, 27, row->cached_ms);
    keep_real(kept, 28, row->queued_ms);
    bind_digest(kept->statement, 29, row->request_digest, texts->digest);
    keep_text(kept, 31, reply->message);
    keep_text(kept, 32, reply->refusal);
    keep_document(kept, 33, &reply->tool_calls, &texts->tool_calls);
    keep_document(kept, 34, &reply->trace, &texts->trace);
    keep_text(kept, 35, reply->reasoning);
    keep_bytes(kept, 36, reply->has_text ? buf_text(&reply->text) : NULL,
               reply->text.length);
}

static int sample_write(struct run_file *file, const struct sample_record *row,
                        struct error *err)
{
    struct kept_bindings *kept = &file->sample_bindings;
    struct sample_texts texts = {
        BUF_INIT(RUN_FILE_TEXT_MAX), BUF_INIT(RUN_FILE_TEXT_MAX), {0}};
    int rc;

    kept->statement = database_statement(file, STATEMENT_ADD_SAMPLE, err);
    if (!kept->statement)
        return -1;
    bind_sample(kept, row, &texts);
    bind_grades(file, kept->statement, 30, row->grades, row->grade_count);
    rc = database_run(file, kept->statement, err);
    file->added_sample = sqlite3_last_insert_rowid(file->db);
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
    return file->added_sample;
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
