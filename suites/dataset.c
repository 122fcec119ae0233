/* suites/dataset.c - a cohort's cases, streamed. */
#include "suites/dataset.h"

#include "base/mem.h"
#include "suites/case_making.h"
#include "suites/cohort_split.h"
#include "suites/row_reader.h"

#include <stdlib.h>
#include <string.h>

struct dataset {
    const struct suite *suite;   /* borrowed */
    const struct cohort *cohort; /* borrowed */
    struct case_maker maker;
    struct row row;
    struct row_file file; /* pass 1: the one that is read */
    unsigned next;        /* of the files */
    bool is_open;
    size_t case_count;     /* rows that were found, good or bad */
    bool has_bad_rows;     /* or a bad file: what they hold is not known */
    struct row_file again; /* pass 2: the one that was read last */
    unsigned again_source;
    bool again_is_open;
};

int dataset_open(const struct suite *suite, const struct cohort *cohort,
                 struct dataset **out, struct error *err)
{
    struct dataset *dataset = mem_new(1, sizeof *dataset);

    dataset->suite = suite;
    dataset->cohort = cohort;
    dataset->row = (struct row)ROW_INIT;
    if (case_maker_open(&dataset->maker, suite, cohort, err)) {
        dataset_free(dataset);
        return -1;
    }
    *out = dataset;
    return 0;
}

void dataset_free(struct dataset *dataset)
{
    if (!dataset)
        return;
    row_file_close(&dataset->file);
    row_file_close(&dataset->again);
    case_maker_close(&dataset->maker);
    row_release(&dataset->row);
    free(dataset);
}

static unsigned source_count(const struct dataset *dataset)
{
    return dataset->cohort->inline_cases.json ? 1 : (unsigned)dataset->cohort->file_count;
}

static int source_open(struct dataset *dataset, unsigned source, struct row_file *file,
                       struct error_list *errors)
{
    const struct cohort *cohort = dataset->cohort;
    const struct source *inlined = &cohort->inline_cases;

    if (inlined->json) {
        row_file_from_list(file, inlined->tree, inlined->pointer, inlined->json);
        return 0;
    }
    return row_file_open(file, dataset_type_for(cohort->files[source])->reader,
                         cohort->files[source], errors);
}

/* The row in hand as a case. */
static enum dataset_step row_take(struct dataset *dataset, struct eval_case *row)
{
    dataset->case_count++;
    if (case_make(&dataset->maker, &dataset->file, &dataset->row, NULL, row))
        return DATASET_BAD_ROW;
    row->source = dataset->next - 1;
    return case_check(&dataset->maker, row) ? DATASET_BAD_ROW : DATASET_CASE;
}

/* A child of `split` has those with its value; the file's others are its siblings'. */
static bool is_of_cohort(const struct cohort *cohort, const struct eval_case *row)
{
    char *value = cohort->value ? split_value_of(cohort->split, row) : NULL;
    bool is = !cohort->value || (value && !strcmp(value, cohort->value));

    free(value);
    return is;
}

static enum dataset_step file_begin(struct dataset *dataset)
{
    struct error_list found = ERROR_LIST_INIT;
    unsigned source = dataset->next++;

    row_file_close(&dataset->file);
    dataset->is_open = source_open(dataset, source, &dataset->file, &found) == 0;
    if (!dataset->is_open) {
        dataset->case_count++; /* what is unreadable is not empty */
        dataset->has_bad_rows = true;
    }
    for (size_t i = 0; i < found.count; i++)
        file_mistake(&dataset->maker, &found.items[i]);
    error_list_release(&found);
    return dataset->is_open ? DATASET_CASE : DATASET_BAD_ROW;
}

enum dataset_step dataset_next(struct dataset *dataset, struct eval_case *row,
                               struct error_list *errors)
{
    dataset->maker.errors = errors;
    for (;;) {
        struct error err = ERROR_INIT;
        enum row_step step = ROW_END;
        enum dataset_step taken;

        dataset->row.hash = 0;
        if (dataset->is_open)
            step = dataset->file.reader->next(&dataset->file, &dataset->row, &err);
        switch (step) {
        case ROW_READ:
            taken = row_take(dataset, row);
            if (taken == DATASET_CASE && !is_of_cohort(dataset->cohort, row))
                break;
            return taken;
        case ROW_BAD:
            dataset->case_count++;
            dataset->has_bad_rows = true;
            row_mistake(&dataset->maker, &err);
            return DATASET_BAD_ROW;
        case ROW_FAILED:
            error_list_add(errors, &err);
            return DATASET_FAILED;
        case ROW_END:
            dataset->is_open = false;
            if (dataset->next == source_count(dataset)) {
                if (dataset->case_count && !dataset->has_bad_rows)
                    case_maker_finish(&dataset->maker);
                dataset->case_count = 0;
                dataset->has_bad_rows = false;
                return DATASET_END;
            }
            if (file_begin(dataset) == DATASET_BAD_ROW)
                return DATASET_BAD_ROW;
        }
    }
}

/* The file of pass 2 stays open until another is asked for. */
static int again_open(struct dataset *dataset, unsigned source, struct error *err)
{
    struct error_list errors = ERROR_LIST_INIT;

    if (dataset->again_is_open && dataset->again_source == source)
        return 0;
    row_file_close(&dataset->again);
    dataset->again_is_open = source_open(dataset, source, &dataset->again, &errors) == 0;
    dataset->again_source = source;
    if (!dataset->again_is_open)
        *err = errors.items[0];
    error_list_release(&errors);
    return dataset->again_is_open ? 0 : -1;
}

int dataset_read_at(struct dataset *dataset, const struct found_row *found,
                    struct eval_case *row, struct error *err)
{
    struct error_list errors = ERROR_LIST_INIT;
    int rc = -1;

    if (again_open(dataset, found->source, err))
        return -1;
    dataset->row.hash = 0;
    dataset->row.offset = found->offset;
    dataset->row.length = found->length;
    dataset->row.line = found->line;
    dataset->row.column = 1;
    if (dataset->again.reader->read_at(&dataset->again, &dataset->row, err)) {
        err->excerpt = dataset->cohort->held_out ? EXCERPT_HIDDEN : err->excerpt;
        return -1;
    }
    dataset->maker.errors = &errors;
    rc = case_make(&dataset->maker, &dataset->again, &dataset->row, found, row);
    row->source = found->source;
    if (rc && errors.count)
        *err = errors.items[0];
    else if (rc)
        error_set(err, ERROR_INPUT, "N0313", "%s has changed since its rows were checked",
                  dataset->again.path);
    error_list_release(&errors);
    return rc;
}
