/* cli/grade/grade_command.c - noworse grade: answers that exist already, through one
 * grader. */
#include "cli/commands.h"
#include "cli/grade/grade_parts.h"
#include "cli/mistakes.h"
#include "suites/line_reader.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 64 * 1024 * 1024, ERRORS_TOLD_MAX = 20 };

struct grade_args {
    const char *grader;
    struct grade_allowed allowed;
};

static bool is_blank(const struct buf *text)
{
    return strspn(buf_text(text), " \t\r\n") == text->length;
}

static int file_open(struct line_reader *reader, const char *path, struct error *err)
{
    if (strcmp(path, "-") != 0)
        return line_reader_open(reader, path, LINE_BYTES_MAX, err);
    line_reader_take(reader, dup(STDIN_FILENO), "stdin", LINE_BYTES_MAX);
    return 0;
}

/* The first few; all are counted. */
static void mistake_tell(const struct grade_lines *lines, struct error *err)
{
    if (lines->bad <= ERRORS_TOLD_MAX)
        error_tell(err);
}

/* What was graded is seen before more is waited for. */
static void stream_go_on(const struct line_reader *reader, FILE *stream)
{
    if (reader->at == reader->end)
        fflush(stream);
}

/* -1: it could not be read to its end. */
static int lines_grade(struct grade_lines *lines, struct line_reader *reader,
                       struct error *err)
{
    struct buf text = BUF_INIT(LINE_BYTES_MAX);
    struct place place = {reader->path, 1, 1, 1};
    enum line_step step = LINE_END;

    for (;;) {
        struct error bad = ERROR_INIT;

        stream_go_on(reader, lines->stream);
        if (ferror(lines->stream))
            break; /* main() tells it */
        buf_clear(&text);
        place.line = reader->number;
        step = line_next(reader, &text);
        if (step == LINE_END || step == LINE_FAILED)
            break;
        if (step == LINE_TOO_LONG) {
            lines->bad++;
            error_at(&bad, &place, "N0302", "a line is larger than 64 MB");
            mistake_tell(lines, &bad);
        } else if (!is_blank(&text) &&
                   grade_line(lines, buf_text(&text), text.length, &place, &bad)) {
            mistake_tell(lines, &bad);
        }
    }
    buf_release(&text);
    return step == LINE_FAILED ? error_errno(err, "N0315", "read", reader->path) : 0;
}

static enum exit_code file_grade(struct grade_lines *lines, const char *path)
{
    struct line_reader reader;
    struct error err = ERROR_INIT;
    int rc;

    if (file_open(&reader, path, &err)) {
        error_tell(&err);
        return EXIT_CODE_INPUT;
    }
    rc = lines_grade(lines, &reader, &err);
    line_reader_close(&reader);
    if (rc)
        error_tell(&err);
    return rc ? EXIT_CODE_INPUT : EXIT_CODE_OK;
}

static void summary_tell(const struct grade_lines *lines)
{
    const uint64_t scored = lines->passed + lines->failed;

    fprintf(stderr, "%llu pass, %llu fail, %llu unscored",
            (unsigned long long)lines->passed, (unsigned long long)lines->failed,
            (unsigned long long)lines->unscored);
    if (scored)
        fprintf(stderr, "; mean score %.3f", lines->score_sum / (double)scored);
    if (lines->bad)
        fprintf(stderr, "; %llu line%s could not be graded",
                (unsigned long long)lines->bad, lines->bad == 1 ? "" : "s");
    fputc('\n', stderr);
}

/* What is unscored is no pass, and an empty file shows nothing. */
static enum exit_code code_of(const struct grade_lines *lines)
{
    if (lines->bad)
        return EXIT_CODE_INPUT;
    if (lines->failed)
        return EXIT_CODE_GATE_FAILED;
    if (lines->unscored)
        return EXIT_CODE_INCOMPLETE;
    return lines->passed ? EXIT_CODE_OK : EXIT_CODE_NO_CASES;
}

static enum exit_code files_grade(const struct grading *grading,
                                  const struct texts *paths)
{
    enum exit_code code = EXIT_CODE_OK;
    struct grade_lines lines;

    grade_lines_begin(&lines, grading, stdout);
    for (size_t i = 0; i < paths->count; i++)
        code = exit_code_worse(code, file_grade(&lines, paths->items[i]));
    fflush(stdout);
    summary_tell(&lines);
    code = exit_code_worse(code, code_of(&lines));
    grade_lines_end(&lines);
    return code;
}

static enum exit_code grade_run(const void *given, const struct texts *operands)
{
    const struct grade_args *args = given;
    struct error_list errors = ERROR_LIST_INIT;
    struct grade_spec spec = {.tree = TREE_INIT};
    enum exit_code code = EXIT_CODE_INPUT;
    struct error err = ERROR_INIT;

    if (!args->grader || !*args->grader) {
        error_set(&err, ERROR_USAGE, "N0993", "noworse grade needs --grader SPEC");
        error_hint(&err, "--grader exact, --grader '{regex: \"^[0-9]+$\"}', --grader "
                         "grader.yaml");
        return error_tell(&err);
    }
    if (!grade_spec_compile(&spec, args->grader, &args->allowed, &errors))
        code = files_grade(spec.grading, operands);
    mistakes_tell(&errors, color_for(COLOR_AUTO, stderr));
    error_list_release(&errors);
    grade_spec_release(&spec);
    return code;
}

static const struct option grade_options[] = {
    {"grader", 'g', OPTION_TEXT, offsetof(struct grade_args, grader), "SPEC",
     "a type (exact), YAML ('{regex: \"^\\d+$\"}'), or a file that holds it", NULL},
    {"allow-exec", 0, OPTION_FLAG, offsetof(struct grade_args, allowed.exec), NULL,
     "the grader may start a program (exec)", NULL},
    {"plugins", 0, OPTION_TEXT, offsetof(struct grade_args, allowed.plugins), "DIR",
     "graders may be loaded from the shared objects of this folder", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_grade = {
    .name = "grade",
    .operands = "FILE.jsonl…",
    .summary = "grades answers that exist already",
    .details =
        "A line of JSON in, {\"answer\": …, \"reference\": …}, one out: {\"line\", "
        "\"verdict\",\n\"score\", \"reason\"}. \"-\" is standard input. Ends with 0: "
        "all pass; 1: one fails;\n3: none fails and one is unscored; 2: a line or "
        "the grader is wrong; 4: no line.",
    .options = grade_options,
    .args_size = sizeof(struct grade_args),
    .operands_min = 1,
    .operands_max = UINT_MAX,
    .run = grade_run,
};
