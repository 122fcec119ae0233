/* store/baseline_read.c - a baseline's file: what stands before its cases. */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"
#include "store/baseline_text.h"
#include "values/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *text_of(const json_t *object, const char *key)
{
    return mem_text(json_string_value(json_object_get(object, key)));
}

static double amount_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void run_read(const json_t *run, struct baseline_file *file)
{
    file->run_id = text_of(run, "id");
    file->ended = text_of(run, "ended");
    file->version = text_of(run, "version");
    file->commit = text_of(run, "commit");
    file->suite_digest = text_of(run, "suite_digest");
}

static void graders_read(const json_t *list, struct baseline_file *file)
{
    file->grader_count = json_array_size(list);
    file->graders = mem_new(file->grader_count, sizeof *file->graders);
    for (size_t i = 0; i < file->grader_count; i++) {
        const json_t *grader = json_array_get(list, i);

        file->graders[i] = (struct plan_grader){
            .name = text_of(grader, "name"),
            .type = text_of(grader, "type"),
            .digest = text_of(grader, "digest"),
            .required = json_is_true(json_object_get(grader, "required")),
            .weight = amount_of(grader, "weight")};
    }
}

static int set_read(const json_t *list, const struct baseline_file *file,
                    struct baseline_set *set)
{
    set->count = json_array_size(list);
    set->graders = mem_new(set->count, sizeof *set->graders);
    for (size_t i = 0; i < set->count; i++) {
        uint64_t index = (uint64_t)json_integer_value(json_array_get(list, i));

        if (index >= file->grader_count)
            return -1;
        set->graders[i] = (int)index;
    }
    grader_digests_make(file->graders, set->graders, set->count, &set->digests);
    return 0;
}

static int sets_read(const json_t *list, struct baseline_file *file, struct error *err)
{
    size_t count = json_array_size(list);

    file->sets = mem_new(count, sizeof *file->sets);
    for (size_t i = 0; i < count; i++) {
        file->set_count++;
        if (set_read(json_array_get(list, i), file, &file->sets[i])) {
            struct place place = {file->path, 0, 0, 0};

            error_at(err, &place, "N0642",
                     "set %zu names a grader that is not in `graders`", i);
            return error_hint(err, "make the file anew: noworse baseline set RUN");
        }
    }
    return 0;
}

static void entry_read(const json_t *entry, struct baseline_entry *out)
{
    const json_t *prompt = json_object_get(entry, "prompt");
    const json_t *model = json_object_get(entry, "model");
    const json_t *served = json_object_get(model, "served");
    const json_t *cohorts = json_object_get(entry, "cohorts");

    out->plan = (struct plan_entry){
        .name = text_of(entry, "name"),
        .prompt_name = text_of(prompt, "name"),
        .prompt_version = text_of(prompt, "version"),
        .prompt_digest = text_of(prompt, "digest"),
        .model_id = text_of(model, "id"),
        .model_provider = text_of(model, "provider"),
        .model_name = text_of(model, "name"),
        .repeats = (unsigned)json_integer_value(json_object_get(entry, "repeats")),
        .cost_usd = amount_of(entry, "cost_usd"),
        .latency_p95_ms = amount_of(entry, "latency_p95_ms"),
        .cohort_count = json_array_size(cohorts)};
    out->plan.cohorts = mem_new(out->plan.cohort_count, sizeof *out->plan.cohorts);
    for (size_t i = 0; i < out->plan.cohort_count; i++) {
        const json_t *cohort = json_array_get(cohorts, i);

        out->plan.cohorts[i] =
            (struct plan_figures){text_of(cohort, "name"), amount_of(cohort, "cost_usd"),
                                  amount_of(cohort, "latency_p95_ms")};
    }
    out->input_tokens = amount_of(entry, "input_tokens");
    out->output_tokens = amount_of(entry, "output_tokens");
    out->plan.served_count = json_array_size(served);
    out->plan.served = mem_new(out->plan.served_count, sizeof *out->plan.served);
    for (size_t i = 0; i < out->plan.served_count; i++)
        out->plan.served[i] = mem_text(json_string_value(json_array_get(served, i)));
}

static int head_read(const json_t *head, struct baseline_file *file, struct error *err)
{
    const json_t *entries = json_object_get(head, "entries");

    file->suite = text_of(head, "suite");
    run_read(json_object_get(head, "run"), file);
    graders_read(json_object_get(head, "graders"), file);
    if (sets_read(json_object_get(head, "sets"), file, err))
        return -1;
    file->by_grader = json_is_true(json_object_get(head, "by_grader"));
    file->entry_count = json_array_size(entries);
    file->entries = mem_new(file->entry_count, sizeof *file->entries);
    for (size_t i = 0; i < file->entry_count; i++)
        entry_read(json_array_get(entries, i), &file->entries[i]);
    return 0;
}

/* The document with no case in it. */
static int head_parse(struct baseline_file *file, struct error *err)
{
    const struct read_options options = {.file = file->path};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(BASELINE_BYTES_MAX);
    json_t *json = NULL;
    int rc = -1;

    if (baseline_cases_find(file, &text, err))
        goto done;
    buf_append_text(&text, "]}");
    if (document_read(&document, buf_text(&text), text.length, &options, err) ||
        baseline_head_check(&document, file->path, err))
        goto done;
    json = value_to_json(document_root(&document));
    rc = head_read(json, file, err);

done:
    json_decref(json);
    document_release(&document);
    buf_release(&text);
    return rc;
}

static int file_take(int fd, struct buf *text, const char *path,
                     struct baseline_file **out, struct error *err)
{
    struct baseline_file *file = mem_new(1, sizeof *file);

    file->path = mem_text(path);
    file->fd = fd;
    if (fd >= 0 && fstat(fd, &file->facts)) {
        error_errno(err, "N0002", "read", path);
        baseline_file_free(file);
        return -1;
    }
    file->text = *text;
    *text = (struct buf)BUF_INIT(text->limit);
    if (head_parse(file, err)) {
        baseline_file_free(file);
        return -1;
    }
    *out = file;
    return 0;
}

int baseline_file_parse(struct buf *text, const char *path, struct baseline_file **out,
                        struct error *err)
{
    return file_take(-1, text, path, out, err);
}

int baseline_file_take(int fd, const char *path, struct baseline_file **out,
                       struct error *err)
{
    struct buf none = BUF_INIT(0);

    return file_take(fd, &none, path, out, err);
}

/* What is no regular file, a pipe say, can be read once. */
int baseline_file_load(const char *path, struct baseline_file **out, struct error *err)
{
    struct buf text = BUF_INIT(BASELINE_BYTES_MAX);
    int fd = -1;
    int rc = file_open_regular(path, BASELINE_BYTES_MAX, &fd, err);

    if (rc > 0)
        rc = file_read(path, &text, err);
    if (rc < 0 && !strcmp(err->code, "N0003")) {
        error_set(err, ERROR_INPUT, "N0641",
                  "%s is larger than 1 GiB, which a baseline may take", path);
        error_hint(err, "split the suite");
    }
    if (rc == 0)
        rc = file_take(fd, &text, path, out, err);
    buf_release(&text);
    return rc;
}

void baseline_file_free(struct baseline_file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->grader_count; i++) {
        free(file->graders[i].name);
        free(file->graders[i].type);
        free(file->graders[i].digest);
    }
    for (size_t i = 0; i < file->set_count; i++)
        free(file->sets[i].graders);
    for (size_t i = 0; i < file->entry_count; i++)
        baseline_entry_release(&file->entries[i]);
    free(file->graders);
    free(file->sets);
    free(file->entries);
    free(file->path);
    free(file->suite);
    free(file->suite_digest);
    free(file->version);
    free(file->run_id);
    free(file->ended);
    free(file->commit);
    buf_release(&file->text);
    if (file->fd >= 0)
        close(file->fd);
    free(file);
}
