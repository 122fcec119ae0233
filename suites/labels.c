/* suites/labels.c - what people said of answers: JSON Lines, a label a line. */
#include "suites/labels.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "suites/line_reader.h"
#include "values/value.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 8 << 20, SHOWN_MAX = 60 };

struct reading {
    struct labels *out;
    const json_t *categories;
    struct error_list *errors;
    struct line_reader lines;
    struct buf text;
    struct document document;
    unsigned line;
};

static struct place place_of(const struct reading *reading, const struct value *value)
{
    struct place place = {reading->out->path, reading->line, 1, 1};

    if (value)
        document_place(&reading->document, value->offset, reading->line, &place.line,
                       &place.column);
    if (value && value->type == VALUE_STRING)
        place.length = value->as.string.points + 2;
    return place;
}

static int bad_line(struct reading *reading, const struct value *at, const char *what)
{
    struct place place = place_of(reading, at);

    error_list_at(reading->errors, &place, "N0570", "%s", what);
    error_list_last(reading->errors)->excerpt = EXCERPT_HIDDEN;
    return error_hint(error_list_last(reading->errors),
                      "a label is {\"case\": …, \"answer\": …, \"label\": …, "
                      "\"rater\": …}");
}

/* Each member is a known one, and a text; no text but the answer is empty. */
static int members_check(struct reading *reading, const struct value *root)
{
    static const char *const names[] = {"answer", "case", "label", "rater", NULL};
    const struct value *key = value_first(root);

    for (uint32_t i = 0; i < root->size; i++, key = value_next(value_next(key))) {
        const struct value *value = value_next(key);
        const char *const *name = names;

        while (*name && !value_is_text(key, *name))
            name++;
        if (!*name)
            return bad_line(reading, key, "unknown member of a label");
        if (value->type != VALUE_STRING)
            return bad_line(reading, value, "expected a text");
        if (value->size == 0 && strcmp(*name, "answer") != 0)
            return bad_line(reading, value, "expected a text, found an empty one");
    }
    for (const char *const *name = names; *name && strcmp(*name, "rater") != 0; name++)
        if (!value_member(root, *name)) {
            char *what = mem_format("the label has no \"%s\"", *name);
            int rc = bad_line(reading, root, what);

            free(what);
            return rc;
        }
    return 0;
}

static int word_unknown(struct reading *reading, const struct value *word)
{
    const char *words[64] = {"pass", "fail"};
    struct place place = place_of(reading, word);
    char *text = mem_text_n(word->text, word->size);
    char *shown = shown_quoted(word->text, word->size, SHOWN_MAX);
    const char *name, *nearest;
    json_t *ignored;
    size_t count = 2;

    json_object_foreach((json_t *)(uintptr_t)reading->categories, name, ignored)
    {
        if (count < sizeof words / sizeof *words - 1)
            words[count++] = name;
    }
    nearest = nearest_name(text, words);
    error_list_at(reading->errors, &place, "N0571", "expected %s as the label, found %s",
                  count > 2 ? "pass, fail or a category" : "pass or fail", shown);
    error_list_last(reading->errors)->excerpt = EXCERPT_HIDDEN;
    if (nearest)
        error_hint(error_list_last(reading->errors), "did you mean \"%s\"?", nearest);
    free(shown);
    free(text);
    return -1;
}

static int word_read(struct reading *reading, const struct value *word, bool *passes)
{
    const char *name;
    json_t *meaning;

    *passes = value_is_text(word, "pass");
    if (*passes || value_is_text(word, "fail"))
        return 0;
    json_object_foreach((json_t *)(uintptr_t)reading->categories, name, meaning)
    {
        if (!value_is_text(word, name))
            continue;
        *passes = !strcmp(json_string_value(meaning), "pass");
        return 0;
    }
    return word_unknown(reading, word);
}

static int label_read(struct reading *reading)
{
    const struct read_options options = {.file = reading->out->path,
                                         .first_line = reading->line};
    struct labels *out = reading->out;
    const struct value *root, *test, *answer, *rater;
    struct label *label;
    struct error err;
    bool passes;

    if (document_read(&reading->document, buf_text(&reading->text), reading->text.length,
                      &options, &err)) {
        err.excerpt = EXCERPT_HIDDEN;
        return error_list_add(reading->errors, &err);
    }
    root = document_root(&reading->document);
    if (root->type != VALUE_OBJECT)
        return bad_line(reading, root, "expected an object");
    if (members_check(reading, root) ||
        word_read(reading, value_member(root, "label"), &passes))
        return -1;
    test = value_member(root, "case");
    answer = value_member(root, "answer");
    rater = value_member(root, "rater");
    MEM_GROW(out->items, out->count, out->capacity);
    label = &out->items[out->count++];
    *label = (struct label){.test = mem_text_n(test->text, test->size),
                            .answer = mem_text_n(answer->text, answer->size),
                            .answer_length = answer->size,
                            .rater = rater ? mem_text_n(rater->text, rater->size)
                                           : mem_text(""),
                            .passes = passes,
                            .line = reading->line};
    label->case_column = place_of(reading, test).column;
    label->rater_column =
        place_of(reading, rater ? rater : value_member(root, "label")).column;
    return 0;
}

static bool is_blank(const struct buf *text)
{
    return strspn(buf_text(text), " \t\r\n") == text->length;
}

static void lines_read(struct reading *reading)
{
    enum line_step step;
    struct error err;

    for (;;) {
        buf_clear(&reading->text);
        reading->line = reading->lines.number;
        step = line_next(&reading->lines, &reading->text);
        if (step == LINE_END)
            return;
        if (step == LINE_FAILED) {
            error_errno(&err, "N0570", "read", reading->out->path);
            error_list_add(reading->errors, &err);
            return;
        }
        if (reading->out->count == LABELS_MAX) {
            bad_line(reading, NULL, "there are more than a million labels");
            return;
        }
        if (step == LINE_TOO_LONG)
            bad_line(reading, NULL, "a label is larger than 8 MB");
        else if (!is_blank(&reading->text))
            label_read(reading);
    }
}

int labels_load(const char *path, const json_t *categories, struct labels *out,
                struct error_list *errors)
{
    struct reading reading = {.out = out,
                              .categories = categories,
                              .errors = errors,
                              .text = BUF_INIT(LINE_BYTES_MAX),
                              .document = DOCUMENT_INIT};
    const size_t errors_before = errors->error_count;
    struct error err;

    *out = (struct labels){.path = mem_text(path)};
    if (line_reader_open(&reading.lines, out->path, LINE_BYTES_MAX, &err) ||
        file_digest(path, out->digest, &err)) {
        err.kind = ERROR_INPUT;
        error_list_add(errors, &err);
    } else {
        lines_read(&reading);
    }
    line_reader_close(&reading.lines);
    document_release(&reading.document);
    buf_release(&reading.text);
    return errors->error_count == errors_before ? 0 : -1;
}

void labels_release(struct labels *labels)
{
    for (size_t i = 0; i < labels->count; i++) {
        free(labels->items[i].test);
        free(labels->items[i].answer);
        free(labels->items[i].rater);
    }
    free(labels->items);
    free(labels->path);
    *labels = (struct labels){.path = NULL};
}
