/* suites/case_maker.c - a row of a file becomes a case. */
#include "base/mem.h"
#include "base/shown.h"
#include "suites/case_making.h"
#include "suites/columns.h"

#include <stdlib.h>
#include <string.h>

static const size_t case_bytes_max = (size_t)8 * ROW_BYTES_MAX;

int case_maker_open(struct case_maker *maker, const struct suite *suite,
                    const struct cohort *cohort, struct error *err)
{
    *maker = (struct case_maker){.suite = suite, .cohort = cohort};
    buf_init(&maker->text, case_bytes_max);
    maker->schema = schema_entered(suite->schema, "/$defs/case");
    if (!maker->schema)
        return error_set(err, ERROR_BUG, "N0254", "the suite's schema has no case");
    maker->rules = columns_read(cohort, &maker->rule_count);
    maker->scratch = schema_scratch_new();
    maker->hash = sha256_new();
    maker->told = json_object();
    return 0;
}

void case_maker_close(struct case_maker *maker)
{
    free(maker->rules);
    free(maker->entries);
    schema_free(maker->schema);
    schema_scratch_free(maker->scratch);
    sha256_free(maker->hash);
    buf_release(&maker->text);
    json_decref(maker->told);
    *maker = (struct case_maker){0};
}

int case_mistake(struct case_maker *maker, struct error *err)
{
    if (maker->cohort->held_out) {
        err->excerpt = EXCERPT_HIDDEN;
        err->hint[0] = '\0';
    }
    return error_list_add(maker->errors, err);
}

int case_mistake_once(struct case_maker *maker, struct error *err, const char *word)
{
    char *kind = mem_format("%s %s", err->code, word);
    bool was_told = json_object_get(maker->told, kind) != NULL;

    json_object_set_new(maker->told, kind, json_true());
    free(kind);
    return was_told ? -1 : case_mistake(maker, err);
}

/* The codes of the readers here say nothing of a row's text; what a reader of JSON or
 * YAML says may. */
static void reader_mistake(struct case_maker *maker, struct error *err, const char *plain)
{
    if (maker->cohort->held_out && strncmp(err->code, "N03", 3) != 0)
        snprintf(err->message, sizeof err->message, "%s", plain);
    if (err->severity == SEVERITY_WARNING && !maker->cohort->held_out)
        error_list_warn(maker->errors, err);
    else if (err->severity != SEVERITY_WARNING)
        case_mistake(maker, err);
}

void row_mistake(struct case_maker *maker, struct error *err)
{
    reader_mistake(maker, err, "this row is not valid JSON");
}

void file_mistake(struct case_maker *maker, struct error *err)
{
    reader_mistake(maker, err, "the file cannot be read from here on");
}

/* The row written in the one form and read again. */
static int case_rewrite(struct case_maker *maker, struct eval_case *out)
{
    struct error err;

    if (entries_write(maker))
        return -1;
    if (document_read_copy(&out->document, buf_text(&maker->text), maker->text.length,
                           NULL, &err) == 0)
        return 0;
    err.file[0] = '\0';
    error_place(&err, &out->place);
    row_mistake(maker, &err);
    return -1;
}

int case_make(struct case_maker *maker, const struct row_file *file,
              const struct row *row, const struct found_row *found, struct eval_case *out)
{
    maker->file = file;
    maker->row = row;
    eval_case_clear(out);
    out->place = (struct place){file->path, row->line, row->column, 1};
    out->offset = row->offset;
    out->length = row->length;
    if (!maker->cohort->load.json) /* else a part of it stands in other files */
        out->row_hash = row->hash;
    if (entries_read(maker))
        return -1;
    if (entries_are_case(maker))
        document_copy(&out->document, &row->document);
    else if (case_rewrite(maker, out))
        return -1;
    eval_case_fill(out, found, maker->hash, &maker->text);
    return 0;
}

void case_maker_finish(struct case_maker *maker)
{
    for (size_t i = 0; i < maker->rule_count; i++) {
        const struct column_rule *rule = &maker->rules[i];
        char *pointer;
        char *shown;
        struct place place;

        if (rule->was_seen)
            continue;
        pointer = mem_format("/%s", rule->ours);
        place = source_place(&maker->cohort->columns, pointer);
        shown = shown_quoted(rule->theirs, strlen(rule->theirs), 80);
        error_list_at(maker->errors, &place, "N0308", "no row has a column or key %s",
                      shown);
        error_hint(error_list_last(maker->errors),
                   "`columns` is ours: theirs, as in {question: text}");
        free(shown);
        free(pointer);
    }
}
