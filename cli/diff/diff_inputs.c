/* cli/diff/diff_inputs.c - what a case was asked about, read again. */
#include "cli/diff/diff_inputs.h"

#include "base/mem.h"
#include "suites/dataset.h"

#include <stdlib.h>
#include <string.h>

enum { INPUT_BYTES_MAX = 16 * 1024 * 1024 };

struct diff_inputs {
    struct run_file *run;        /* borrowed */
    const struct run_plan *plan; /* borrowed */
    enum pair_side side;
    struct suite *suite;
    struct dataset **datasets; /* one for each cohort of the suite; NULL: not open */
};

struct diff_inputs *diff_inputs_open(struct run_file *run, const struct run_plan *plan,
                                     enum pair_side side)
{
    const struct suite_options options = {.baseline = "none"};
    struct error_list errors = ERROR_LIST_INIT;
    struct diff_inputs *inputs;
    int rc;

    if (!run)
        return NULL;
    inputs = mem_new(1, sizeof *inputs);
    rc = suite_load(plan->suite_path, &options, &inputs->suite, &errors);

    error_list_release(&errors);
    if (rc) {
        free(inputs);
        return NULL;
    }
    inputs->run = run;
    inputs->plan = plan;
    inputs->side = side;
    inputs->datasets = mem_new(inputs->suite->cohort_count, sizeof *inputs->datasets);
    return inputs;
}

void diff_inputs_close(struct diff_inputs *inputs)
{
    if (!inputs)
        return;
    for (size_t i = 0; i < inputs->suite->cohort_count; i++)
        dataset_free(inputs->datasets[i]);
    free(inputs->datasets);
    suite_free(inputs->suite);
    free(inputs);
}

/* The cohort's cases, opened when first asked for; NULL: there are none any more. */
static struct dataset *dataset_named(struct diff_inputs *inputs, const char *name)
{
    struct error ignored;

    for (size_t i = 0; i < inputs->suite->cohort_count; i++) {
        const struct cohort *cohort = &inputs->suite->cohorts[i];

        if (strcmp(cohort->name, name) != 0 || cohort->held_out)
            continue;
        if (!inputs->datasets[i] &&
            dataset_open(inputs->suite, cohort, &inputs->datasets[i], &ignored))
            inputs->datasets[i] = NULL;
        return inputs->datasets[i];
    }
    return NULL;
}

static void value_append(struct buf *out, const struct value *value)
{
    if (value->type == VALUE_STRING)
        buf_append(out, value->text, value->size);
    else
        value_format(out, value);
}

/* A text alone as it is, several variables by their names; of a conversation its JSON. */
static char *input_text(const struct eval_case *row)
{
    struct buf out = BUF_INIT(INPUT_BYTES_MAX);
    const struct value *key = value_first(row->vars);

    for (uint32_t i = 0; i < row->vars->size; i++) {
        const struct value *value = value_next(key);

        if (row->vars->size > 1) {
            buf_append_text(&out, i ? " · " : "");
            value_append(&out, key);
            buf_append_text(&out, ": ");
        }
        value_append(&out, value);
        key = value_next(value);
    }
    if (out.length == 0 && row->messages)
        value_format(&out, row->messages);
    if (out.length)
        return buf_detach(&out);
    buf_release(&out);
    return NULL;
}

char *diff_input_read(void *context, const struct case_pair *pair)
{
    struct diff_inputs *inputs = context;
    struct eval_case row = EVAL_CASE_INIT;
    struct case_record planned;
    struct found_row found;
    struct dataset *dataset;
    struct error ignored;
    char *out = NULL;

    if (!pair->sides[inputs->side].is_there ||
        run_file_case(inputs->run, pair->sides[inputs->side].number, &planned, &ignored))
        return NULL;
    dataset = dataset_named(inputs, inputs->plan->cohorts[planned.cohort].name);
    found = (struct found_row){.source = planned.source,
                               .offset = planned.offset,
                               .length = planned.length,
                               .hash = planned.row_hash,
                               .line = planned.line,
                               .id = planned.id,
                               .digest = planned.digest};
    if (dataset && dataset_read_at(dataset, &found, &row, &ignored) == 0 &&
        !strcmp(row.digest, planned.digest))
        out = input_text(&row);
    eval_case_release(&row);
    return out;
}
