/* store/judge_file.c - how well a judge agrees with people, as a file. */
#include "store/judge_file.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "providers/http_date.h"
#include "schemas/schema.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void judge_answer_key(const char *cohort, const char *case_id, const char *answer,
                      size_t length, char out[JUDGE_KEY_SIZE])
{
    struct sha256 *hash = sha256_new();
    char digest[SHA256_HEX_SIZE];

    sha256_add_text(hash, cohort);
    sha256_add_text(hash, case_id);
    sha256_add_field(hash, answer, length);
    sha256_end_hex(hash, digest);
    sha256_free(hash);
    memcpy(out, digest, JUDGE_KEY_SIZE - 1);
    out[JUDGE_KEY_SIZE - 1] = '\0';
}

char *judge_file_name(const char *suite, const char *grader)
{
    return mem_format("judges/%s.%s.json", suite, grader);
}

void judge_file_release(struct judge_file *file)
{
    for (size_t i = 0; i < file->model_count; i++) {
        for (size_t k = 0; k < file->models[i].served_count; k++)
            free(file->models[i].served[k]);
        free(file->models[i].served);
        free(file->models[i].id);
    }
    free(file->models);
    free(file->suite);
    free(file->grader);
    free(file->grader_digest);
    free(file->version);
    free(file->labels_file);
    free(file->labels_digest);
    free(file->answers);
    *file = (struct judge_file){.suite = NULL};
}

/* Writing. */

static void text_put(struct buf *out, const char *before, const char *text)
{
    buf_append_text(out, before);
    if (text)
        json_quote(out, text, strlen(text));
    else
        buf_append_text(out, "null");
}

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int model_compare(const void *a, const void *b)
{
    return strcmp(((const struct plan_judge_model *)a)->id,
                  ((const struct plan_judge_model *)b)->id);
}

static int answer_compare(const void *a, const void *b)
{
    return strcmp(((const struct judge_file_answer *)a)->key,
                  ((const struct judge_file_answer *)b)->key);
}

static void sort(struct judge_file *file)
{
    for (size_t i = 0; i < file->model_count; i++)
        qsort(file->models[i].served, file->models[i].served_count, sizeof(char *),
              text_compare);
    qsort(file->models, file->model_count, sizeof *file->models, model_compare);
    qsort(file->answers, file->answer_count, sizeof *file->answers, answer_compare);
}

static void models_put(struct buf *out, const struct judge_file *file)
{
    buf_append_text(out, ",\n  \"models\": [");
    for (size_t i = 0; i < file->model_count; i++) {
        const struct plan_judge_model *model = &file->models[i];

        text_put(out, i ? ",\n    {\"id\": " : "\n    {\"id\": ", model->id);
        buf_append_text(out, ", \"served\": [");
        for (size_t k = 0; k < model->served_count; k++)
            text_put(out, k ? ", " : "", model->served[k]);
        buf_append_text(out, "]}");
    }
    buf_append_text(out, "\n  ]");
}

/* Of counts that have none they are left at 0: there is no such file. */
static void figures_put(struct buf *out, const struct judge_counts *counts)
{
    struct judge_report report = {.youden = 0};
    struct error ignored;

    judge_report(counts, 0.95, &report, &ignored);
    buf_append_format(
        out,
        ",\n  \"figures\": {\"sensitivity\": %.4f, \"specificity\": %.4f, \"j\": %.4f, "
        "\"j_lower\": %.4f}",
        report.sensitivity, report.specificity, report.youden, report.youden_range.lower);
}

static void answers_put(struct buf *out, const struct judge_file *file)
{
    buf_append_text(out, ",\n  \"answers\": [");
    for (size_t i = 0; i < file->answer_count; i++) {
        const struct judge_file_answer *answer = &file->answers[i];

        buf_append_format(
            out, "%s\n    {\"key\": \"%s\", \"people\": \"%s\", \"judge\": \"%s\"}",
            i ? "," : "", answer->key, answer->passes ? "pass" : "fail",
            verdict_name(answer->verdict));
    }
    buf_append_text(out, "\n  ]\n}\n");
}

void judge_file_format(struct judge_file *file, struct buf *out)
{
    const struct judge_counts *counts = &file->counts;
    char when[CLOCK_TEXT_SIZE];

    sort(file);
    clock_format(file->calibrated_ms, when);
    buf_append_text(out, "{\n  \"schema\": \"noworse/judge/1\"");
    text_put(out, ",\n  \"suite\": ", file->suite);
    text_put(out, ",\n  \"grader\": ", file->grader);
    text_put(out, ",\n  \"grader_digest\": ", file->grader_digest);
    text_put(out, ",\n  \"calibrated\": ", when);
    text_put(out, ",\n  \"version\": ", file->version);
    models_put(out, file);
    text_put(out, ",\n  \"labels\": {\"file\": ", file->labels_file);
    text_put(out, ", \"digest\": ", file->labels_digest);
    buf_append_format(out, ", \"labels\": %lld, \"raters\": %lld}",
                      (long long)file->labels, (long long)file->raters);
    buf_append_format(out,
                      ",\n  \"counts\": {\"tp\": %lld, \"fn\": %lld, \"fp\": %lld, "
                      "\"tn\": %lld, \"split\": %lld, \"unjudged_pass\": %lld, "
                      "\"unjudged_fail\": %lld}",
                      (long long)counts->tp, (long long)counts->fn, (long long)counts->fp,
                      (long long)counts->tn, (long long)file->split,
                      (long long)file->unjudged_pass, (long long)file->unjudged_fail);
    figures_put(out, counts);
    answers_put(out, file);
}

/* Reading; the form has been checked. */

static char *text_of(const struct value *object, const char *key)
{
    const struct value *text = value_member(object, key);

    return text && text->type == VALUE_STRING ? mem_text_n(text->text, text->size) : NULL;
}

static int64_t count_of(const struct value *object, const char *key)
{
    const struct value *count = value_member(object, key);

    return count && count->type == VALUE_INTEGER ? count->as.integer : 0;
}

static void models_read(const struct value *list, struct judge_file *out)
{
    const struct value *model = value_first(list);

    out->models = mem_new(list->size, sizeof *out->models);
    for (; out->model_count < list->size; model = value_next(model)) {
        struct plan_judge_model *row = &out->models[out->model_count++];
        const struct value *served = value_member(model, "served");
        const struct value *name = value_first(served);

        row->id = text_of(model, "id");
        row->served = mem_new(served->size, sizeof *row->served);
        for (; row->served_count < served->size; name = value_next(name))
            row->served[row->served_count++] = mem_text_n(name->text, name->size);
    }
}

static void answers_read(const struct value *list, struct judge_file *out)
{
    const struct value *answer = value_first(list);

    out->answers = mem_new(list->size, sizeof *out->answers);
    for (; out->answer_count < list->size; answer = value_next(answer)) {
        struct judge_file_answer *row = &out->answers[out->answer_count++];
        const struct value *verdict = value_member(answer, "judge");

        memcpy(row->key, value_member(answer, "key")->text, JUDGE_KEY_SIZE - 1);
        row->passes = value_is_text(value_member(answer, "people"), "pass");
        row->verdict = value_is_text(verdict, "pass")   ? VERDICT_PASS
                       : value_is_text(verdict, "fail") ? VERDICT_FAIL
                                                        : VERDICT_UNSCORED;
    }
}

static void root_read(const struct value *root, struct judge_file *out)
{
    const struct value *labels = value_member(root, "labels");
    const struct value *counts = value_member(root, "counts");
    char *when = text_of(root, "calibrated");

    out->suite = text_of(root, "suite");
    out->grader = text_of(root, "grader");
    out->grader_digest = text_of(root, "grader_digest");
    out->version = text_of(root, "version");
    internet_time_read(when, &out->calibrated_ms);
    models_read(value_member(root, "models"), out);
    out->labels_file = text_of(labels, "file");
    out->labels_digest = text_of(labels, "digest");
    out->labels = count_of(labels, "labels");
    out->raters = count_of(labels, "raters");
    out->counts = (struct judge_counts){count_of(counts, "tp"), count_of(counts, "fn"),
                                        count_of(counts, "fp"), count_of(counts, "tn")};
    out->split = count_of(counts, "split");
    out->unjudged_pass = count_of(counts, "unjudged_pass");
    out->unjudged_fail = count_of(counts, "unjudged_fail");
    answers_read(value_member(root, "answers"), out);
    free(when);
}

static int form_refuse(const struct schema *schema, struct schema_scratch *scratch,
                       const struct document *document, const char *path,
                       struct error *err)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct place place = {path, 0, 0, 0};

    schema_explain(schema, document_root(document), scratch, 1, &errors);
    if (errors.count)
        document_place(document, errors.items[0].offset, 1, &place.line, &place.column);
    error_at(err, &place, "N0577", "%s",
             errors.count ? errors.items[0].message : "it is too large to be checked");
    error_hint(err, "make it anew: noworse judge calibrate SUITE --labels FILE");
    schema_errors_release(&errors);
    return -1;
}

static int form_check(const struct document *document, const char *path,
                      struct error *err)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema *schema = NULL;
    size_t length = 0;
    const char *text = schema_own("judge", &length);
    int rc = schema_compile(text, length, NULL, &schema, err);

    if (rc)
        err->kind = ERROR_BUG;
    else if (schema_validate(schema, document_root(document), scratch) != SCHEMA_VALID)
        rc = form_refuse(schema, scratch, document, path, err);
    schema_free(schema);
    schema_scratch_free(scratch);
    return rc;
}

/* A file that two branches changed may come out of a merge with the counts of one and the
 * answers of the other: then it says nothing of the judge. */
static int counts_check(const struct judge_file *file, const struct document *document,
                        const char *path, struct error *err)
{
    const struct value *counts = value_member(document_root(document), "counts");
    struct judge_counts found = {0, 0, 0, 0};
    int64_t unjudged[2] = {0, 0}; /* that people pass; that they fail */
    struct place place = {path, 0, 0, 0};

    for (size_t i = 0; i < file->answer_count; i++) {
        const struct judge_file_answer *answer = &file->answers[i];

        if (answer->verdict == VERDICT_UNSCORED)
            unjudged[!answer->passes]++;
        else if (answer->passes)
            ++*(answer->verdict == VERDICT_PASS ? &found.tp : &found.fn);
        else
            ++*(answer->verdict == VERDICT_PASS ? &found.fp : &found.tn);
    }
    if (found.tp == file->counts.tp && found.fn == file->counts.fn &&
        found.fp == file->counts.fp && found.tn == file->counts.tn &&
        unjudged[0] == file->unjudged_pass && unjudged[1] == file->unjudged_fail)
        return 0;
    document_place(document, counts->offset, 1, &place.line, &place.column);
    error_at(err, &place, "N0577", "the counts are not those of its %zu answers",
             file->answer_count);
    error_hint(err, "make it anew: noworse judge calibrate SUITE --labels FILE");
    return -1;
}

int judge_file_load(const char *path, struct judge_file *out, struct error *err)
{
    const struct read_options options = {.file = path};
    struct buf text = BUF_INIT(JUDGE_FILE_BYTES_MAX);
    struct document document = DOCUMENT_INIT;
    int rc;

    *out = (struct judge_file){.suite = NULL};
    if (access(path, F_OK))
        return 1;
    rc = file_read(path, &text, err);
    if (rc == 0)
        rc = document_read(&document, buf_text(&text), text.length, &options, err);
    if (rc == 0)
        rc = form_check(&document, path, err);
    if (rc == 0) {
        root_read(document_root(&document), out);
        rc = counts_check(out, &document, path, err);
    }
    document_release(&document);
    buf_release(&text);
    return rc;
}
