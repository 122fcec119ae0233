/* store/baseline_write.c - a run's results as a baseline's file. */
#include "base/clock.h"
#include "base/mem.h"
#include "store/baseline_file.h"
#include "values/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PENDING_BYTES = 64 * 1024, TOO_LARGE = 1 };

struct writing {
    struct buf *out; /* what is not in `file` yet */
    FILE *file;
    uint64_t length; /* of what is */
    json_t *sets;    /* "[0,2]" → its number, in order of use */
    int entry;
    bool has_case;
};

static void text_put(struct buf *out, const char *text)
{
    if (text)
        json_quote(out, text, strlen(text));
    else
        buf_append_text(out, "null");
}

static void key_put(struct buf *out, const char *before, const char *key,
                    const char *text)
{
    buf_append_format(out, "%s\"%s\": ", before, key);
    text_put(out, text);
}

/* The fewest digits that give the same number back. */
static void number_put(struct buf *out, double number)
{
    char text[32];

    if (!isfinite(number)) {
        buf_append_text(out, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (!islessgreater(strtod(text, NULL), number))
            break;
    }
    buf_append_text(out, text);
}

static void amount_put(struct buf *out, const char *key, double number)
{
    buf_append_format(out, ", \"%s\": ", key);
    number_put(out, number);
}

static unsigned set_number(struct writing *writing, const char *graders)
{
    json_t *known = json_object_get(writing->sets, graders);

    if (!known) {
        known = json_integer((json_int_t)json_object_size(writing->sets));
        json_object_set_new_nocheck(writing->sets, graders, known);
    }
    return (unsigned)json_integer_value(known);
}

static void pending_write(struct writing *writing)
{
    fwrite(buf_text(writing->out), 1, writing->out->length, writing->file);
    writing->length += writing->out->length;
    buf_clear(writing->out);
}

/* 1 for each that passed and 0 for each that failed: what is not written. */
static bool scores_are_plain(unsigned passed, unsigned failed, const double *scores,
                             unsigned count)
{
    unsigned ones = 0;

    if (count != passed + failed)
        return false;
    for (unsigned i = 0; i < count; i++) {
        if (islessgreater(scores[i], 0) && islessgreater(scores[i], 1))
            return false;
        ones += scores[i] > 0;
    }
    return ones == passed;
}

static void counts_put(struct buf *out, unsigned passed, unsigned failed,
                       unsigned unscored)
{
    buf_append_format(out, ", \"passed\": %u, \"failed\": %u", passed, failed);
    if (unscored)
        buf_append_format(out, ", \"unscored\": %u", unscored);
}

static void scores_put(struct buf *out, const double *scores, unsigned count)
{
    buf_append_text(out, ", \"scores\": [");
    for (unsigned i = 0; i < count; i++) {
        buf_append_text(out, i ? ", " : "");
        number_put(out, scores[i]);
    }
    buf_append_char(out, ']');
}

static bool scores_are_same(const struct baseline_grade *grade,
                            const struct baseline_line *line)
{
    if (grade->score_count != line->result.score_count)
        return false;
    for (unsigned i = 0; i < grade->score_count; i++)
        if (islessgreater(grade->scores[i], line->scores[i]))
            return false;
    return true;
}

/* Whether it is what a reader takes where nothing is written: what the case came to, and
 * of several graders scores of 1 and 0, for the case's are a mean of theirs. */
static bool is_default(const struct baseline_grade *grade,
                       const struct baseline_line *line)
{
    const struct baseline_result *result = &line->result;

    if (grade->passed != result->passed || grade->failed != result->failed ||
        grade->unscored != result->unscored)
        return false;
    return result->grade_count == 1 ? scores_are_same(grade, line)
                                    : scores_are_plain(grade->passed, grade->failed,
                                                       grade->scores, grade->score_count);
}

static void grades_put(struct buf *out, const struct baseline_line *line)
{
    bool has_one = false;

    for (size_t i = 0; i < line->result.grade_count; i++) {
        const struct baseline_grade *grade = &line->result.grades[i];

        if (is_default(grade, line))
            continue;
        buf_append_format(out, "%s{\"grader\": %d", has_one ? ", " : ", \"grades\": [",
                          grade->grader);
        has_one = true;
        counts_put(out, grade->passed, grade->failed, grade->unscored);
        if (!scores_are_plain(grade->passed, grade->failed, grade->scores,
                              grade->score_count))
            scores_put(out, grade->scores, grade->score_count);
        buf_append_char(out, '}');
    }
    if (has_one)
        buf_append_char(out, ']');
}

static int line_write(void *context, const struct baseline_line *line)
{
    struct writing *writing = context;
    const struct baseline_result *result = &line->result;
    struct buf *out = writing->out;

    buf_append_format(out, "%s\n    {\"entry\": %d", writing->has_case ? "," : "",
                      writing->entry);
    writing->has_case = true;
    key_put(out, ", ", "cohort", result->cohort);
    if (result->id)
        key_put(out, ", ", "id", result->id);
    key_put(out, ", ", "digest", result->digest);
    buf_append_format(out, ", \"set\": %u", set_number(writing, line->graders));
    if (islessgreater(line->result.weight, 1))
        amount_put(out, "weight", line->result.weight);
    if (result->must_pass)
        buf_append_text(out, ", \"must_pass\": true");
    counts_put(out, result->passed, result->failed, result->unscored);
    if (!scores_are_plain(result->passed, result->failed, line->scores,
                          result->score_count))
        scores_put(out, line->scores, result->score_count);
    grades_put(out, line);
    buf_append_char(out, '}');
    if (out->length >= PENDING_BYTES)
        pending_write(writing);
    return writing->length > BASELINE_BYTES_MAX ? TOO_LARGE : 0;
}

/* The sets are numbered as the cases come, and stand before them. */
static int set_note(void *context, const struct baseline_line *line)
{
    set_number(context, line->graders);
    return 0;
}

static void head_write(struct buf *out, const struct run_plan *plan,
                       const struct run_info *info)
{
    char ended[CLOCK_TEXT_SIZE];

    clock_format(info->ended_ms, ended);
    buf_append_text(out, "{\n  \"schema\": \"noworse/baseline/1\",\n");
    key_put(out, "  ", "suite", plan->suite);
    key_put(out, ",\n  \"run\": {", "id", info->id);
    key_put(out, ", ", "ended", ended);
    key_put(out, ", ", "version", info->version);
    key_put(out, ", ", "commit", info->commit);
    key_put(out, ", ", "suite_digest", plan->suite_digest);
    buf_append_text(out, "},\n  \"graders\": [");
    for (size_t i = 0; i < plan->grader_count; i++) {
        const struct plan_grader *grader = &plan->graders[i];

        key_put(out, i ? ",\n    {" : "\n    {", "name", grader->name);
        key_put(out, ", ", "type", grader->type);
        key_put(out, ", ", "digest", grader->digest);
        buf_append_format(out, ", \"required\": %s", grader->required ? "true" : "false");
        amount_put(out, "weight", grader->weight);
        buf_append_char(out, '}');
    }
    buf_append_text(out, "\n  ],\n");
}

static void prompt_write(struct buf *out, const struct plan_entry *entry)
{
    if (!entry->prompt_name) {
        buf_append_text(out, ", \"prompt\": null");
        return;
    }
    key_put(out, ", \"prompt\": {", "name", entry->prompt_name);
    key_put(out, ", ", "version", entry->prompt_version);
    key_put(out, ", ", "digest", entry->prompt_digest);
    buf_append_char(out, '}');
}

static void entry_write(struct buf *out, const struct baseline_entry *entry)
{
    const struct plan_entry *plan = &entry->plan;

    key_put(out, "\n    {", "name", plan->name);
    prompt_write(out, plan);
    key_put(out, ", \"model\": {", "id", plan->model_id);
    key_put(out, ", ", "provider", plan->model_provider);
    key_put(out, ", ", "name", plan->model_name);
    buf_append_text(out, ", \"served\": [");
    for (size_t i = 0; i < plan->served_count; i++) {
        buf_append_text(out, i ? ", " : "");
        text_put(out, plan->served[i]);
    }
    buf_append_format(out, "]}, \"repeats\": %u", plan->repeats);
    amount_put(out, "cost_usd", plan->cost_usd);
    amount_put(out, "input_tokens", entry->input_tokens);
    amount_put(out, "output_tokens", entry->output_tokens);
    amount_put(out, "latency_p95_ms", plan->latency_p95_ms);
    buf_append_text(out, ", \"cohorts\": [");
    for (size_t i = 0; i < plan->cohort_count; i++) {
        key_put(out, i ? ",\n      {" : "\n      {", "name", plan->cohorts[i].cohort);
        amount_put(out, "cost_usd", plan->cohorts[i].cost_usd);
        amount_put(out, "latency_p95_ms", plan->cohorts[i].latency_p95_ms);
        buf_append_char(out, '}');
    }
    buf_append_text(out, "\n    ]}");
}

static int entries_write(struct run_file *run, const struct run_plan *plan,
                         const int *variants, size_t count, struct buf *out,
                         struct error *err)
{
    buf_append_text(out, "  \"entries\": [");
    for (size_t i = 0; i < count; i++) {
        struct baseline_entry entry;

        if (run_file_entry(run, plan, variants[i], &entry, err))
            return -1;
        buf_append_text(out, i ? "," : "");
        entry_write(out, &entry);
        baseline_entry_release(&entry);
    }
    buf_append_text(out, "\n  ],\n");
    return 0;
}

static void sets_write(struct buf *out, json_t *sets)
{
    const char *graders;
    json_t *number;
    bool has_one = false;

    buf_append_text(out, "  \"sets\": [");
    json_object_foreach(sets, graders, number)
    {
        buf_append_format(out, "%s%s", has_one ? ", " : "", graders);
        has_one = true;
    }
    buf_append_text(out, "],\n  \"by_grader\": true,\n");
}

static int name_compare(const void *a, const void *b, void *plan)
{
    const struct run_plan *of = plan;

    return strcmp(of->variants[*(const int *)a].name, of->variants[*(const int *)b].name);
}

static int lines_each(struct run_file *run, const struct run_plan *plan,
                      const int *variants, size_t count, enum line_detail detail,
                      baseline_line_fn *fn, struct writing *writing, struct error *err)
{
    int rc = 0;

    for (size_t i = 0; i < count && rc == 0; i++) {
        writing->entry = (int)i;
        rc = run_file_each_line(run, plan, variants[i], detail, fn, writing, err);
    }
    return rc;
}

static int parts_write(struct run_file *run, const struct run_plan *plan,
                       const int *variants, size_t count, struct writing *writing,
                       struct error *err)
{
    int rc =
        lines_each(run, plan, variants, count, LINES_OF_CASES, set_note, writing, err);

    if (rc)
        return rc;
    sets_write(writing->out, writing->sets);
    if (entries_write(run, plan, variants, count, writing->out, err))
        return -1;
    buf_append_text(writing->out, "  \"cases\": [");
    rc = lines_each(run, plan, variants, count, LINES_WITH_GRADES, line_write, writing,
                    err);
    buf_append_text(writing->out, "\n  ]\n}\n");
    pending_write(writing);
    return rc;
}

int baseline_write(struct run_file *run, const struct run_plan *plan, const int *variants,
                   size_t count, FILE *out, uint64_t *length, struct error *err)
{
    struct buf pending = BUF_INIT(BASELINE_BYTES_MAX);
    struct writing writing = {.out = &pending, .file = out, .sets = json_object()};
    int *sorted = mem_new(count, sizeof *sorted);
    struct run_info info;
    int rc = run_file_info(run, &info, err);

    if (rc == 0) {
        memcpy(sorted, variants, count * sizeof *sorted);
        qsort_r(sorted, count, sizeof *sorted, name_compare, (void *)(uintptr_t)plan);
        head_write(&pending, plan, &info);
        rc = parts_write(run, plan, sorted, count, &writing, err);
        run_info_release(&info);
    }
    if (rc == TOO_LARGE || writing.length > BASELINE_BYTES_MAX)
        rc = error_set(err, ERROR_INPUT, "N0641",
                       "a baseline may take 1 GiB, and this run has more cases");
    *length = writing.length;
    json_decref(writing.sets);
    buf_release(&pending);
    free(sorted);
    return rc;
}
