/* store/run_file_grades.c - the grades of one sample, written into its row and read from
 * it. */
#include "store/run_file_grades.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For the view a score is a REAL: 1.0, not 1. */
static void score_format(struct buf *out, double score)
{
    char text[32];

    if (score == 0 || score == 1) {
        buf_append_text(out, score == 0 ? "0.0" : "1.0");
    } else if (isfinite(score)) {
        snprintf(text, sizeof text, "%.17g", score);
        buf_append_text(out, text);
        if (!strpbrk(text, ".e"))
            buf_append_text(out, ".0");
    } else {
        buf_append_text(out, "null");
    }
}

static void text_format(struct buf *out, const char *text)
{
    buf_append_char(out, ',');
    if (text)
        json_quote(out, text, strlen(text));
    else
        buf_append_text(out, "null");
}

static const char *word_of(const struct grade_record *grade)
{
    return grade->is_open        ? "open"
           : grade->is_not_asked ? "not asked"
                                 : verdict_name(grade->verdict);
}

static void grade_format(struct buf *out, const struct grade_record *grade)
{
    buf_append_char(out, '[');
    buf_append_number(out, grade->grader);
    buf_append_text(out, ",\"");
    buf_append_text(out, word_of(grade));
    buf_append_text(out, "\",");
    score_format(out, grade->is_open || grade->is_not_asked ? (double)NAN : grade->score);
    if (grade->reason || grade->details)
        text_format(out, grade->reason);
    if (grade->details)
        text_format(out, grade->details);
    buf_append_char(out, ']');
}

static bool is_same_score(double a, double b)
{
    return isnan(a) ? isnan(b) : !isnan(b) && !islessgreater(a, b);
}

/* Without texts, and judged. */
static bool is_plain(const struct grade_record *grade)
{
    return !grade->reason && !grade->details && !grade->is_open && !grade->is_not_asked;
}

static bool is_kept(const struct kept_grades *kept, sqlite3_stmt *statement,
                    const struct grade_record *grades, size_t count)
{
    if (kept->statement != statement || kept->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (kept->list[i].grader != grades[i].grader ||
            kept->list[i].verdict != grades[i].verdict ||
            !is_same_score(kept->list[i].score, grades[i].score) || !is_plain(&grades[i]))
            return false;
    return true;
}

static void grades_keep(struct kept_grades *kept, sqlite3_stmt *statement,
                        const struct grade_record *grades, size_t count)
{
    kept->statement = count <= GRADES_KEPT_MAX ? statement : NULL;
    kept->count = count;
    for (size_t i = 0; kept->statement && i < count; i++) {
        kept->list[i].grader = grades[i].grader;
        kept->list[i].verdict = grades[i].verdict;
        kept->list[i].score = grades[i].score;
        if (!is_plain(&grades[i]))
            kept->statement = NULL;
    }
}

void bind_grades(struct run_file *file, sqlite3_stmt *statement, int at,
                 const struct grade_record *grades, size_t count)
{
    struct buf *text = &file->grades;

    if (is_kept(&file->kept_grades, statement, grades, count))
        return;
    buf_clear(text);
    for (size_t i = 0; i < count; i++) {
        buf_append_char(text, i == 0 ? '[' : ',');
        grade_format(text, &grades[i]);
    }
    buf_append_char(text, ']');
    bind_bytes(statement, at, count ? buf_text(text) : NULL, text->length);
    grades_keep(&file->kept_grades, statement, grades, count);
}

int grades_reader_open(struct grades_reader *reader, struct run_file *file,
                       const struct run_plan *plan, struct error *err)
{
    *reader = (struct grades_reader){.file = file,
                                     .plan = plan,
                                     .texts = BUF_INIT(RUN_FILE_TEXT_MAX),
                                     .document = DOCUMENT_INIT};
    return file->schema < 3
               ? database_prepare(file, run_file_walk_grades_2, &reader->rows, err)
               : 0;
}

void grades_reader_close(struct grades_reader *reader)
{
    sqlite3_finalize(reader->rows);
    buf_release(&reader->texts);
    document_release(&reader->document);
    free(reader->list);
}

/* The texts of a sample are not longer than the room that was reserved for them, so that
 * none of them moves. */
static const char *text_keep(struct buf *texts, const char *text, size_t length)
{
    const size_t at = texts->length;

    if (!text)
        return NULL;
    buf_append(texts, text, length);
    buf_append_char(texts, '\0');
    return texts->data + at;
}

static int word_parse(const char *word, struct grade_record *grade)
{
    grade->is_open = word && !strcmp(word, "open");
    grade->is_not_asked = word && !strcmp(word, "not asked");
    grade->verdict = VERDICT_UNSCORED;
    return grade->is_open || grade->is_not_asked ? 0
                                                 : verdict_parse(word, &grade->verdict);
}

static int grade_add(struct grades_reader *reader, const struct grade_record *grade,
                     const char *verdict, struct error *err)
{
    struct grade_record *added;

    MEM_GROW(reader->list, reader->count, reader->capacity);
    added = &reader->list[reader->count];
    *added = *grade;
    if (grade->grader < 0 || (size_t)grade->grader >= reader->plan->grader_count ||
        word_parse(verdict, added))
        return database_damaged(reader->file, "a grade of no grader or verdict", err);
    reader->count++;
    return 0;
}

static const char *element_keep(struct grades_reader *reader, const struct value *grade,
                                size_t index)
{
    const struct value *text = value_element(grade, index);

    return text && text->type == VALUE_STRING
               ? text_keep(&reader->texts, text->text, text->size)
               : NULL;
}

/* What is not of the right type is as if it was missing. */
static int grade_read(struct grades_reader *reader, const struct value *grade,
                      struct error *err)
{
    const struct value *grader = value_element(grade, 0);
    const struct value *score = value_element(grade, 2);
    struct grade_record read = {.grader = -1, .score = (double)NAN};

    if (grader && grader->type == VALUE_INTEGER && grader->as.integer >= 0 &&
        (uint64_t)grader->as.integer < reader->plan->grader_count)
        read.grader = (int)grader->as.integer;
    if (score && value_is_number(score))
        read.score = value_double(score);
    read.reason = element_keep(reader, grade, 3);
    read.details = element_keep(reader, grade, 4);
    return grade_add(reader, &read, element_keep(reader, grade, 1), err);
}

static int grades_compare(const void *a, const void *b)
{
    return ((const struct grade_record *)a)->grader -
           ((const struct grade_record *)b)->grader;
}

static int packed_read(struct grades_reader *reader, const char *text, size_t length,
                       struct error *err)
{
    const struct value *root, *at;
    struct error ignored;
    int rc = 0;

    if (!text)
        return 0;
    if (document_read(&reader->document, text, length, NULL, &ignored) ||
        document_root(&reader->document)->type != VALUE_ARRAY)
        return database_damaged(reader->file, "grades that are no list", err);
    if (buf_reserve(&reader->texts, length))
        return database_damaged(reader->file, "grades that are too long", err);
    root = document_root(&reader->document);
    at = value_first(root);
    for (uint32_t i = 0; rc == 0 && at && i < root->size; i++, at = value_next(at))
        rc = at->type == VALUE_ARRAY
                 ? grade_read(reader, at, err)
                 : database_damaged(reader->file, "a grade that is no list", err);
    if (reader->count > 1)
        qsort(reader->list, reader->count, sizeof *reader->list, grades_compare);
    return rc;
}

/* Rows lend their texts until the next one: all are kept, then pointed to. */
static int rows_read(struct grades_reader *reader, int64_t sample, struct error *err)
{
    sqlite3_stmt *row = reader->rows;
    const char *at;
    int code = SQLITE_DONE;
    int rc = 0;

    sqlite3_reset(row);
    sqlite3_bind_int64(row, 1, sample);
    while (rc == 0 && (code = sqlite3_step(row)) == SQLITE_ROW) {
        const struct grade_record read = {.grader = sqlite3_column_int(row, 0),
                                          .score = column_number(row, 2),
                                          .reason = column_text(row, 3),
                                          .details = column_text(row, 4)};

        if (read.reason)
            buf_append(&reader->texts, read.reason, strlen(read.reason) + 1);
        if (read.details)
            buf_append(&reader->texts, read.details, strlen(read.details) + 1);
        rc = grade_add(reader, &read, column_text(row, 1), err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(reader->file, "read", err);
    at = buf_text(&reader->texts);
    for (size_t i = 0; rc == 0 && i < reader->count; i++) {
        struct grade_record *grade = &reader->list[i];

        grade->reason = grade->reason ? at : NULL;
        at += grade->reason ? strlen(at) + 1 : 0;
        grade->details = grade->details ? at : NULL;
        at += grade->details ? strlen(at) + 1 : 0;
    }
    return rc;
}

int grades_read(struct grades_reader *reader, int64_t sample, sqlite3_stmt *row, int at,
                struct error *err)
{
    const char *text;

    reader->count = 0;
    buf_clear(&reader->texts);
    if (reader->rows)
        return rows_read(reader, sample, err);
    text = column_text(row, at);
    return packed_read(reader, text, (size_t)sqlite3_column_bytes(row, at), err);
}
