/* cli/grade/grade_files.c - the files one after the other, line by line. */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/grade/grade_parts.h"
#include "values/json_inert.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 64 * 1024 * 1024, ERRORS_TOLD_MAX = 20 };

void grade_files_begin(struct grade_files *files, const struct texts *paths,
                       const struct grader_set *set, unsigned slots, FILE *stream)
{
    *files = (struct grade_files){.paths = paths,
                                  .set = set,
                                  .stream = stream,
                                  .slots = slots,
                                  .text = BUF_INIT(LINE_BYTES_MAX),
                                  .out = BUF_INIT(4 * (size_t)LINE_BYTES_MAX)};
    files->lines = mem_new(slots, sizeof *files->lines);
    for (unsigned i = 0; i < slots; i++)
        grade_line_init(&files->lines[i]);
}

void grade_files_end(struct grade_files *files)
{
    for (unsigned i = 0; i < files->slots; i++)
        grade_line_release(&files->lines[i]);
    free(files->lines);
    line_reader_close(&files->reader);
    buf_release(&files->text);
    buf_release(&files->out);
}

static int file_open(struct grade_files *files, const char *path, struct error *err)
{
    struct line_reader *reader = &files->reader;

    if (strcmp(path, "-") != 0) {
        if (line_reader_open(reader, path, LINE_BYTES_MAX, err))
            return -1;
    } else {
        line_reader_take(reader, dup(STDIN_FILENO), "stdin", LINE_BYTES_MAX);
    }
    reader->never_waits = true;
    buf_clear(&files->text);
    return 0;
}

/* -1: it cannot be read, which was told. */
static int file_next(struct grade_files *files)
{
    struct error err = ERROR_INIT;

    if (file_open(files, files->paths->items[files->at++], &err) == 0)
        return 0;
    error_tell(&err);
    files->code = EXIT_CODE_INPUT;
    return -1;
}

static void file_end(struct grade_files *files, enum line_step step)
{
    struct error err = ERROR_INIT;

    if (step == LINE_FAILED) {
        error_errno(&err, "N0315", "read", files->reader.path);
        error_tell(&err);
        files->code = EXIT_CODE_INPUT;
    }
    line_reader_close(&files->reader);
}

/* The first few are told; all are counted. */
static void mistake_tell(struct grade_files *files, struct error *err)
{
    if (++files->counts.bad <= ERRORS_TOLD_MAX)
        error_tell(err);
}

static bool is_blank(const struct buf *text)
{
    return strspn(buf_text(text), " \t\r\n") == text->length;
}

/* True: it is an answer. */
static bool line_take(struct grade_files *files, enum line_step step, unsigned number,
                      struct grade_line *line, struct given_answer *out)
{
    const struct place place = {files->reader.path, number, 1, 1};
    struct error err = ERROR_INIT;
    bool is_answer = false;

    if (step == LINE_TOO_LONG) {
        error_at(&err, &place, "N0302", "a line is larger than 64 MB");
        mistake_tell(files, &err);
    } else if (!is_blank(&files->text)) {
        is_answer =
            grade_line_read(line, files->set, &files->text, &place, out, &err) == 0;
        if (!is_answer)
            mistake_tell(files, &err);
    }
    buf_clear(&files->text);
    return is_answer;
}

/* Where standard output is lost nothing more is read; main() tells it. */
static enum given_step answer_take(void *context, unsigned slot, struct given_answer *out)
{
    struct grade_files *files = context;

    while (!ferror(files->stream)) {
        const unsigned number = files->reader.number;
        enum line_step step;

        if (!files->reader.bytes) {
            if (files->at == files->paths->count)
                break;
            file_next(files);
            continue;
        }
        step = line_next(&files->reader, &files->text);
        if (step == LINE_LATER)
            return GIVEN_LATER;
        if (step == LINE_END || step == LINE_FAILED)
            file_end(files, step);
        else if (line_take(files, step, number, &files->lines[slot], out))
            return GIVEN_ANSWER;
    }
    return GIVEN_END;
}

static int file_of(void *context)
{
    const struct grade_files *files = context;

    return files->reader.file;
}

static int answer_graded(void *context, unsigned slot, const struct sample_grades *grades)
{
    struct grade_files *files = context;
    struct buf *out = &files->out;

    grade_line_write(&files->lines[slot], files->set, grades, out, &files->counts);
    json_inert_write(buf_text(out), out->length, files->stream);
    return ferror(files->stream) ? -1 : 0;
}

/* What was graded is seen before more is waited for. */
static void turn_end(void *context)
{
    const struct grade_files *files = context;

    fflush(files->stream);
}

struct given_source grade_files_source(struct grade_files *files)
{
    return (struct given_source){answer_take, file_of, answer_graded, turn_end, files};
}
