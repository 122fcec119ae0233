/* store/baseline_cases.c - the cases of a baseline's file, read one by one. */
#include "base/mem.h"
#include "base/shown.h"
#include "store/baseline_cursor.h"
#include "store/baseline_grades.h"
#include "store/baseline_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The schema of the whole, or of a part of it. */
struct baseline_checker {
    struct schema *whole, *schema; /* the second: entered at the part */
    struct schema_scratch *scratch;
};

/* pointer: "", or "/$defs/case". Always to be ended. */
static int checker_begin(struct baseline_checker *checker, const char *pointer,
                         struct error *err)
{
    const struct schema_options options = {.file = "baseline.schema.json",
                                           .formats = FORMATS_ASSERTED};
    size_t length = 0;
    const char *text = schema_own("baseline", &length);

    *checker = (struct baseline_checker){.scratch = schema_scratch_new()};
    if (schema_compile(text, length, &options, &checker->whole, err)) {
        err->kind = ERROR_BUG;
        return -1;
    }
    checker->schema = schema_entered(checker->whole, pointer);
    return checker->schema ? 0
                           : error_set(err, ERROR_BUG, "N0642",
                                       "the schema of baselines has no %s", pointer);
}

static void checker_end(struct baseline_checker *checker)
{
    schema_free(checker->schema);
    schema_free(checker->whole);
    schema_scratch_free(checker->scratch);
}

/* The document begins on first_line, `columns` characters behind its start. */
static int document_check(const struct baseline_checker *checker,
                          const struct document *document, const char *path,
                          unsigned first_line, unsigned columns, struct error *err)
{
    const struct value *root = document_root(document);
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct place place = {path, 0, 0, 0};

    if (schema_validate(checker->schema, root, checker->scratch) == SCHEMA_VALID)
        return 0;
    schema_explain(checker->schema, root, checker->scratch, 1, &errors);
    if (errors.count) {
        document_place(document, errors.items[0].offset, first_line, &place.line,
                       &place.column);
        if (place.line == first_line)
            place.column += columns;
        error_at(err, &place, "N0642", "%s", errors.items[0].message);
        if (errors.items[0].hint)
            error_hint(err, "%s", errors.items[0].hint);
    } else {
        error_at(err, &place, "N0642", "it is too large to be checked");
    }
    schema_errors_release(&errors);
    return -1;
}

/* Of another version nothing else is said. */
static int form_check(const struct document *document, const char *path,
                      struct error *err)
{
    static const char ours[] = "noworse/baseline/1", front[] = "noworse/baseline/";
    const struct value *root = document_root(document);
    const struct value *form =
        root->type == VALUE_OBJECT ? value_member(root, "schema") : NULL;
    struct place place = {path, 0, 0, 0};
    char *quoted;

    if (!form || form->type != VALUE_STRING || form->size < sizeof front - 1 ||
        memcmp(form->text, front, sizeof front - 1) != 0 ||
        (form->size == sizeof ours - 1 && !memcmp(form->text, ours, sizeof ours - 1)))
        return 0;
    document_place(document, form->offset, 1, &place.line, &place.column);
    quoted = shown_quoted(form->text, form->size, 40);
    error_at(err, &place, "N0644",
             "this version reads baselines of \"%s\", and this is %s", ours, quoted);
    free(quoted);
    return error_hint(err,
                      "take the noworse that wrote it, or make it anew: noworse baseline "
                      "set RUN");
}

int baseline_head_check(const struct document *document, const char *path,
                        struct error *err)
{
    struct baseline_checker checker;
    int rc = form_check(document, path, err);

    if (rc)
        return rc;
    rc = checker_begin(&checker, "", err);
    if (rc == 0)
        rc = document_check(&checker, document, path, 1, 0, err);
    checker_end(&checker);
    return rc;
}

/* A merge that was not finished: what begins at `at`, and where that is. */
static int conflict_check(const char *at, const char *end, const struct place *place,
                          struct error *err)
{
    static const char *const marks[] = {"<<<<<<<", "=======", ">>>>>>>"};

    for (size_t i = 0; i < 3; i++)
        if (end - at >= 7 && !memcmp(at, marks[i], 7)) {
            error_at(err, place, "N0643", "git left a conflict here");
            return error_hint(err, "take one side whole, or make the file anew: noworse "
                                   "baseline set RUN");
        }
    return 0;
}

/* The key "cases" of the outermost object. Anything that is no such object is left to
 * who reads the head. */
static bool cases_seek(struct cursor *cursor)
{
    static const char key[] = "\"cases\"", mark[] = "\xEF\xBB\xBF";

    /* Some editors put it there, and the reader of JSON passes it over. */
    if (cursor->end - cursor->at >= 3 && !memcmp(cursor->at, mark, 3))
        cursor->at += 3;
    cursor_blanks(cursor);
    if (cursor->at == cursor->end || *cursor->at != '{')
        return false;
    cursor_step(cursor);
    while (cursor->at < cursor->end) {
        const char *start;
        bool is_cases;

        cursor_blanks(cursor);
        start = cursor->at;
        if (start == cursor->end || *start != '"')
            return false;
        cursor_string(cursor);
        is_cases = (size_t)(cursor->at - start) == sizeof key - 1 &&
                   !memcmp(start, key, sizeof key - 1);
        cursor_blanks(cursor);
        if (cursor->at < cursor->end && *cursor->at == ':')
            cursor_step(cursor);
        cursor_blanks(cursor);
        if (is_cases)
            return cursor->at < cursor->end && *cursor->at == '[';
        cursor_value(cursor);
        if (cursor->at < cursor->end && *cursor->at == ',')
            cursor_step(cursor);
    }
    return false;
}

static struct cursor cursor_at_start(const struct baseline_file *file)
{
    return file->fd < 0 ? cursor_of_text(buf_text(&file->text), file->text.length)
                        : cursor_of_file(file->fd);
}

/* The file could not be read to its end. */
static int read_check(const struct cursor *cursor, const char *path, struct error *err)
{
    if (!cursor->read_errno)
        return 0;
    errno = cursor->read_errno;
    return error_errno(err, "N0002", "read", path);
}

/* What is wrong with a text without cases, in the words of JSON and of the schema. */
static int no_cases(const struct baseline_file *file, const char *text, size_t length,
                    struct error *err)
{
    const struct read_options options = {.file = file->path};
    struct document document = DOCUMENT_INIT;
    int rc = document_read(&document, text, length, &options, err);

    if (rc == 0 && baseline_head_check(&document, file->path, err) == 0) {
        struct place place = {file->path, 0, 0, 0};

        error_at(err, &place, "N0642", "expected a list of cases");
    }
    document_release(&document);
    return -1;
}

/* All that stands before the cases is kept in memory: of a file without them, all. */
static bool cases_reach(struct cursor *cursor, const char **text)
{
    *text = cursor->at;
    while (!cases_seek(cursor)) {
        if (!cursor_fill(cursor, text))
            return false;
        cursor->at = *text;
        cursor->line = 1;
        cursor->line_offset = 0;
    }
    cursor_step(cursor);
    return true;
}

int baseline_cases_find(struct baseline_file *file, struct buf *head, struct error *err)
{
    struct cursor cursor = cursor_at_start(file);
    const char *text;
    int rc = 0;

    if (cases_reach(&cursor, &text)) {
        file->cases_at = cursor_offset(&cursor);
        file->cases_line = cursor.line;
        file->cases_line_at = cursor.line_offset;
        buf_append(head, text, (size_t)(cursor.at - text));
    } else {
        const struct place place = cursor_place(&cursor, file->path);

        rc = read_check(&cursor, file->path, err);
        if (rc == 0)
            rc = conflict_check(cursor.at, cursor.end, &place, err);
        if (rc == 0)
            rc = no_cases(file, text, (size_t)(cursor.end - text), err);
    }
    cursor_release(&cursor);
    return rc;
}

/* One walk over the cases. */
struct case_walk {
    const struct baseline_file *file;
    struct baseline_checker checker;
    struct document document;
    double *scores;
    size_t score_capacity;
    struct baseline_grades grades;
    struct buf texts; /* cohort and id of the line, each ended by NUL */
    char digest[65];
};

static unsigned count_of(const struct value *object, const char *key)
{
    const struct value *value = value_member(object, key);

    return value ? (unsigned)value_double(value) : 0;
}

static void text_keep(struct buf *texts, const struct value *value)
{
    if (value)
        buf_append(texts, value->text, value->size);
    buf_append_char(texts, '\0');
}

static void texts_read(struct case_walk *walk, const struct value *root,
                       struct baseline_result *result)
{
    const struct value *id = value_member(root, "id");
    const struct value *digest = value_member(root, "digest");
    const struct value *cohort = value_member(root, "cohort");

    buf_clear(&walk->texts);
    text_keep(&walk->texts, cohort);
    text_keep(&walk->texts, id);
    memcpy(walk->digest, digest->text, 64);
    walk->digest[64] = '\0';
    result->cohort = buf_text(&walk->texts);
    result->id = id ? buf_text(&walk->texts) + cohort->size + 1 : NULL;
    result->digest = walk->digest;
}

static void score_add(struct case_walk *walk, struct baseline_result *result,
                      double score)
{
    MEM_GROW(walk->scores, result->score_count, walk->score_capacity);
    walk->scores[result->score_count++] = score;
    result->score_sum += score;
}

static void scores_read(struct case_walk *walk, const struct value *root,
                        struct baseline_result *result)
{
    const struct value *list = value_member(root, "scores");
    const struct value *item = list ? value_first(list) : NULL;

    for (uint32_t i = 0; list && i < list->size; i++) {
        score_add(walk, result, value_double(item));
        item = value_next(item);
    }
    for (unsigned i = 0; !list && i < result->passed + result->failed; i++)
        score_add(walk, result, i < result->passed);
}

/* What no schema can say. */
static int numbers_check(const struct baseline_file *file, const struct value *root,
                         const struct place *place, struct error *err)
{
    unsigned entry = count_of(root, "entry");
    const struct value *scores = value_member(root, "scores");
    uint64_t asked = (uint64_t)count_of(root, "passed") + count_of(root, "failed") +
                     count_of(root, "unscored");

    if (entry >= file->entry_count)
        return error_at(err, place, "N0642", "entry %u is not in `entries`", entry);
    if (count_of(root, "set") >= file->set_count)
        return error_at(err, place, "N0642", "set %u is not in `sets`",
                        count_of(root, "set"));
    if (asked > file->entries[entry].plan.repeats)
        return error_at(err, place, "N0642",
                        "the case has more repeats than its entry, which has %u",
                        file->entries[entry].plan.repeats);
    if (scores && scores->size > asked)
        return error_at(err, place, "N0642", "the case has more scores than repeats");
    return 0;
}

static int line_read(struct case_walk *walk, const struct place *start,
                     baseline_line_fn *fn, void *context, struct error *err)
{
    const struct baseline_file *file = walk->file;
    const struct value *root = document_root(&walk->document);
    const struct value *weight, *must_pass;
    struct baseline_line line;
    struct baseline_result *result = &line.result;

    if (document_check(&walk->checker, &walk->document, file->path, start->line,
                       start->column - 1, err) ||
        numbers_check(file, root, start, err))
        return -1;
    weight = value_member(root, "weight");
    must_pass = value_member(root, "must_pass");
    line = (struct baseline_line){
        .line = start->line,
        .result = {.entry = (int)count_of(root, "entry"),
                   .graders = &file->sets[count_of(root, "set")].digests,
                   .weight = weight ? value_double(weight) : 1,
                   .must_pass = must_pass && must_pass->type == VALUE_TRUE,
                   .passed = count_of(root, "passed"),
                   .failed = count_of(root, "failed"),
                   .unscored = count_of(root, "unscored")}};
    result->missing = file->entries[result->entry].plan.repeats - result->passed -
                      result->failed - result->unscored;
    texts_read(walk, root, result);
    scores_read(walk, root, result);
    line.scores = walk->scores;
    if (baseline_grades_read(&walk->grades, file, root, start, &line, err))
        return -1;
    return fn(context, &line);
}

static int element_read(struct case_walk *walk, struct cursor *cursor,
                        baseline_line_fn *fn, void *context, struct error *err)
{
    const struct place start = cursor_place(cursor, walk->file->path);
    const struct read_options options = {.file = walk->file->path,
                                         .first_line = start.line};
    const char *text;

    cursor_whole_value(cursor, &text);
    if (read_check(cursor, walk->file->path, err) ||
        conflict_check(text, cursor->end, &start, err))
        return -1;
    if (document_read(&walk->document, text, (size_t)(cursor->at - text), &options,
                      err)) {
        if (err->line == start.line)
            err->column += start.column - 1;
        return -1;
    }
    return line_read(walk, &start, fn, context, err);
}

/* Behind the cases the object ends, and with it the file. */
static int end_check(const struct baseline_file *file, struct cursor *cursor,
                     struct error *err)
{
    struct place place;

    for (const char *c = "]}"; *c; c++) {
        cursor_all_blanks(cursor);
        if (read_check(cursor, file->path, err))
            return -1;
        place = cursor_place(cursor, file->path);
        if (cursor->at == cursor->end)
            return error_at(err, &place, "N0642", "the file ends within its cases");
        if (*cursor->at != *c)
            return error_at(err, &place, "N0642",
                            "expected %c: `cases` is the last key, and a list", *c);
        cursor_step(cursor);
    }
    cursor_all_blanks(cursor);
    place = cursor_place(cursor, file->path);
    return cursor->at == cursor->end
               ? 0
               : error_at(err, &place, "N0642", "expected the end of the file");
}

static int elements_read(struct case_walk *walk, struct cursor *cursor,
                         baseline_line_fn *fn, void *context, struct error *err)
{
    int rc;

    cursor_all_blanks(cursor);
    if (cursor->at < cursor->end && *cursor->at == ']')
        return 0;
    for (;;) {
        cursor_all_blanks(cursor);
        rc = element_read(walk, cursor, fn, context, err);
        if (rc || cursor->at == cursor->end || *cursor->at != ',')
            return rc;
        cursor_step(cursor);
    }
}

/* A file that is replaced stays what it was for who has it open; one that is written to
 * in its place does not. */
static int unchanged_check(const struct baseline_file *file, struct error *err)
{
    const struct stat *then = &file->facts;
    struct stat now;

    if (file->fd < 0 || fstat(file->fd, &now) ||
        (now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == then->st_mtim.tv_nsec))
        return 0;
    error_set(err, ERROR_INPUT, "N0645", "%s changed while it was read", file->path);
    return error_hint(err, "start again when nothing writes to it");
}

int baseline_file_each(const struct baseline_file *file, baseline_line_fn *fn,
                       void *context, struct error *err)
{
    struct case_walk walk = {
        .file = file, .document = DOCUMENT_INIT, .texts = BUF_INIT(BASELINE_BYTES_MAX)};
    struct cursor cursor = cursor_at_start(file);
    int rc = checker_begin(&walk.checker, "/$defs/case", err);

    cursor_go(&cursor, file->cases_at, file->cases_line, file->cases_line_at);
    if (rc == 0)
        rc = elements_read(&walk, &cursor, fn, context, err);
    if (rc == 0)
        rc = end_check(file, &cursor, err);
    if (unchanged_check(file, err))
        rc = -1;
    checker_end(&walk.checker);
    document_release(&walk.document);
    buf_release(&walk.texts);
    cursor_release(&cursor);
    free(walk.scores);
    baseline_grades_release(&walk.grades);
    return rc;
}
