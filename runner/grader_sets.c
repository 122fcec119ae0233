/* runner/grader_sets.c - which compiled graders judge a case, compiled once for each
 * distinct set. */
#include "runner/grader_sets.h"

#include "base/mem.h"
#include "suites/grader_items.h"

#include <stdlib.h>
#include <string.h>

/* An entry of the suite, compiled for one response_schema. */
struct compiled_item {
    const struct grader_item *item; /* borrowed from the suite, or from a kept list */
    const json_t *response_schema;  /* borrowed; NULL: none */
    struct grading *grading;        /* owned; NULL: it has a mistake */
    int plan_grader;
};

/* What a case gets that neither brings nor skips graders. */
struct plain_set {
    int cohort;
    const json_t *response_schema;
    struct grader_set *set;
};

struct grader_sets {
    const struct suite *suite;
    struct run_plan *plan;
    bool allow_exec;
    struct shared_plugins *shared;  /* borrowed */
    struct secrets *secrets;        /* borrowed */
    const char *only;               /* NULL: all graders judge */
    struct compiled_item *compiled; /* of the suite's own entries */
    size_t compiled_count, compiled_capacity;
    struct grader_set **sets; /* owned, as `gradings` and `plan_graders` in them */
    size_t set_count, set_capacity;
    struct grader_list *
        *row_lists; /* owned: what cases brought, which gradings point into */
    size_t row_list_count, row_list_capacity;
    struct grading **row_gradings; /* owned */
    size_t row_grading_count, row_grading_capacity;
    json_t *by_key; /* "cohort model text" → index into sets; -1: it has a mistake */
    struct plain_set *plain; /* the same, quickly, for cases that bring nothing */
    size_t plain_count, plain_capacity;
    json_t *numbers;   /* "cohort text" → its number */
    json_t *plan_rows; /* "digest name" → index into the plan's graders */
};

void grader_sets_each_model(const struct grader_sets *sets,
                            void (*fn)(void *context, const char *id), void *context)
{
    for (size_t i = 0; i < sets->set_count; i++)
        for (size_t j = 0; j < sets->sets[i]->count; j++)
            grading_each_model(sets->sets[i]->gradings[j], fn, context);
}

bool grader_sets_ask(const struct grader_sets *sets)
{
    for (size_t i = 0; i < sets->set_count; i++)
        for (size_t j = 0; j < sets->sets[i]->count; j++)
            if (grading_asks(sets->sets[i]->gradings[j]))
                return true;
    return false;
}

const struct grading *grader_sets_uses_baseline(const struct grader_sets *sets)
{
    for (size_t i = 0; i < sets->set_count; i++)
        if (sets->sets[i]->uses_baseline)
            return sets->sets[i]->uses_baseline;
    return NULL;
}

struct grader_sets *grader_sets_new(const struct suite *suite, struct run_plan *plan,
                                    bool allow_exec, struct shared_plugins *shared,
                                    struct secrets *secrets, const char *only)
{
    struct grader_sets *sets = mem_new(1, sizeof *sets);

    sets->suite = suite;
    sets->plan = plan;
    sets->allow_exec = allow_exec;
    sets->shared = shared;
    sets->secrets = secrets;
    sets->only = only;
    sets->by_key = json_object();
    sets->numbers = json_object();
    sets->plan_rows = json_object();
    return sets;
}

void grader_sets_free(struct grader_sets *sets)
{
    if (!sets)
        return;
    for (size_t i = 0; i < sets->set_count; i++) {
        free(sets->sets[i]->gradings);
        free(sets->sets[i]->plan_graders);
        free(sets->sets[i]);
    }
    for (size_t i = 0; i < sets->compiled_count; i++)
        grading_free(sets->compiled[i].grading);
    for (size_t i = 0; i < sets->row_grading_count; i++)
        grading_free(sets->row_gradings[i]);
    for (size_t i = 0; i < sets->row_list_count; i++) {
        grader_list_release(sets->row_lists[i]);
        free(sets->row_lists[i]);
    }
    free(sets->compiled);
    free(sets->sets);
    free(sets->row_lists);
    free(sets->row_gradings);
    free(sets->plain);
    json_decref(sets->by_key);
    json_decref(sets->numbers);
    json_decref(sets->plan_rows);
    free(sets);
}

static int plan_grader_add(struct run_plan *plan, const struct grading *grading)
{
    struct plan_grader *row;

    plan->graders =
        mem_resize(plan->graders, plan->grader_count + 1, sizeof *plan->graders);
    row = &plan->graders[plan->grader_count];
    *row = (struct plan_grader){.name = mem_text(grading_name(grading)),
                                .type = mem_text(grading_type(grading)),
                                .digest = mem_text(grading_digest(grading)),
                                .required = grading_is_required(grading),
                                .uses_baseline = grading_uses_baseline(grading),
                                .weight = grading_weight(grading)};
    return (int)plan->grader_count++;
}

/* The plan's row for a grader of this name and digest; added where it is new. */
static int plan_grader_index(struct grader_sets *sets, const struct grading *grading)
{
    char *key = mem_format("%s %s", grading_digest(grading), grading_name(grading));
    const json_t *known = json_object_get(sets->plan_rows, key);
    int index =
        known ? (int)json_integer_value(known) : plan_grader_add(sets->plan, grading);

    if (!known)
        json_object_set_new_nocheck(sets->plan_rows, key, json_integer(index));
    free(key);
    return index;
}

static struct grading *item_compile(const struct grader_sets *sets,
                                    const struct grader_item *item,
                                    const json_t *response_schema,
                                    struct error_list *errors)
{
    struct grader_context context = {.suite = sets->suite,
                                     .source = &item->source,
                                     .response_schema = response_schema,
                                     .allow_exec = sets->allow_exec,
                                     .shared = sets->shared,
                                     .secrets = sets->secrets};
    struct grading *grading = NULL;

    grading_compile(item, &sets->suite->answer, &context, &grading, errors);
    return grading;
}

static const struct compiled_item *suite_item(struct grader_sets *sets,
                                              const struct grader_item *item,
                                              const json_t *response_schema,
                                              struct error_list *errors)
{
    struct compiled_item *made;

    for (size_t i = 0; i < sets->compiled_count; i++)
        if (sets->compiled[i].item == item &&
            sets->compiled[i].response_schema == response_schema)
            return &sets->compiled[i];
    MEM_GROW(sets->compiled, sets->compiled_count, sets->compiled_capacity);
    made = &sets->compiled[sets->compiled_count++];
    *made = (struct compiled_item){item, response_schema,
                                   item_compile(sets, item, response_schema, errors), -1};
    if (made->grading)
        made->plan_grader = plan_grader_index(sets, made->grading);
    return made;
}

static bool is_passed_over(const struct grader_sets *sets, const char *name)
{
    return sets->only && strcmp(sets->only, name) != 0;
}

static void set_add(struct grader_set *set, const struct grading *grading,
                    int plan_grader)
{
    set->gradings = mem_resize(set->gradings, set->count + 1, sizeof *set->gradings);
    set->plan_graders =
        mem_resize(set->plan_graders, set->count + 1, sizeof *set->plan_graders);
    set->gradings[set->count] = grading;
    set->plan_graders[set->count++] = plan_grader;
    set->is_foreign = set->is_foreign || grading_is_foreign(grading);
    set->has_required = set->has_required || grading_is_required(grading);
    if (!set->needs_reference && grading_uses_reference(grading))
        set->needs_reference = grading;
    if (!set->uses_baseline && grading_uses_baseline(grading))
        set->uses_baseline = grading;
}

static bool row_skips(const struct eval_case *row, const char *name)
{
    const struct value *skipped =
        row->skip_graders ? value_first(row->skip_graders) : NULL;

    for (uint32_t i = 0; skipped && i < row->skip_graders->size; i++) {
        if (value_is_text(skipped, name))
            return true;
        skipped = value_next(skipped);
    }
    return false;
}

static bool cohort_skips(const struct cohort *cohort, const char *name)
{
    for (size_t i = 0; i < cohort->skip_grader_count; i++)
        if (!strcmp(cohort->skip_graders[i], name))
            return true;
    return false;
}

/* Adds the entries of a list of the suite that neither cohort nor row skips. */
static int list_add(struct grader_sets *sets, struct grader_set *set,
                    const struct grader_list *list, const struct cohort *cohort,
                    const json_t *response_schema, const struct eval_case *row,
                    struct error_list *errors)
{
    int rc = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct compiled_item *item;

        if (is_passed_over(sets, list->items[i].name) ||
            cohort_skips(cohort, list->items[i].name) ||
            row_skips(row, list->items[i].name))
            continue;
        item = suite_item(sets, &list->items[i], response_schema, errors);
        if (item->grading)
            set_add(set, item->grading, item->plan_grader);
        else
            rc = -1;
    }
    return rc;
}

static int row_add(struct grader_sets *sets, struct grader_set *set,
                   const struct eval_case *row, const json_t *response_schema,
                   struct error_list *errors)
{
    struct grader_list *list;
    int rc;

    if (!row->graders)
        return 0;
    list = mem_new(1, sizeof *list);
    MEM_GROW(sets->row_lists, sets->row_list_count, sets->row_list_capacity);
    sets->row_lists[sets->row_list_count++] = list;
    rc = grader_list_from_row(sets->suite, row, list, errors);
    for (size_t i = 0; rc == 0 && i < list->count; i++) {
        struct grading *grading;

        if (is_passed_over(sets, list->items[i].name))
            continue;
        grading = item_compile(sets, &list->items[i], response_schema, errors);
        if (!grading)
            return -1;
        MEM_GROW(sets->row_gradings, sets->row_grading_count, sets->row_grading_capacity);
        sets->row_gradings[sets->row_grading_count++] = grading;
        set_add(set, grading, plan_grader_index(sets, grading));
    }
    return rc;
}

static int set_make(struct grader_sets *sets, int cohort, const json_t *response_schema,
                    const struct eval_case *row, struct error_list *errors)
{
    const struct cohort *of = &sets->suite->cohorts[cohort];
    struct grader_set *set = mem_new(1, sizeof *set);
    int rc = list_add(sets, set, &sets->suite->graders, of, response_schema, row, errors);

    MEM_GROW(sets->sets, sets->set_count, sets->set_capacity);
    sets->sets[sets->set_count++] = set;
    if (list_add(sets, set, &of->graders, of, response_schema, row, errors))
        rc = -1;
    if (row_add(sets, set, row, response_schema, errors))
        rc = -1;
    return rc ? -1 : (int)sets->set_count - 1;
}

/* Without the response_schema: what sets of one number have in common. */
static void key_format(struct buf *key, int cohort, const struct eval_case *row)
{
    buf_append_format(key, "%d", cohort);
    if (row->graders) {
        buf_append_char(key, ' ');
        value_format_canonical(key, row->graders);
    }
    if (row->skip_graders) {
        buf_append_text(key, " -");
        value_format_canonical(key, row->skip_graders);
    }
}

static struct grader_set *plain_find(const struct grader_sets *sets, int cohort,
                                     const json_t *response_schema)
{
    for (size_t i = 0; i < sets->plain_count; i++)
        if (sets->plain[i].cohort == cohort &&
            sets->plain[i].response_schema == response_schema)
            return sets->plain[i].set;
    return NULL;
}

static unsigned number_find(struct grader_sets *sets, const char *key)
{
    json_t *known = json_object_get(sets->numbers, key);

    if (!known) {
        known = json_integer((json_int_t)json_object_size(sets->numbers));
        json_object_set_new_nocheck(sets->numbers, key, known);
    }
    return (unsigned)json_integer_value(known);
}

static struct grader_set *set_find(struct grader_sets *sets, int cohort,
                                   const json_t *response_schema,
                                   const struct eval_case *row, struct error_list *errors)
{
    struct buf key = BUF_INIT(DOCUMENT_BYTES_MAX);
    json_t *known;
    unsigned number;
    int index;

    key_format(&key, cohort, row);
    number = number_find(sets, buf_text(&key));
    buf_append_format(&key, " %p", (const void *)response_schema);
    known = json_object_get(sets->by_key, buf_text(&key));
    if (known) {
        index = (int)json_integer_value(known);
    } else {
        index = set_make(sets, cohort, response_schema, row, errors);
        if (index >= 0) {
            sets->sets[index]->number = number;
            sets->sets[index]->response_schema = response_schema;
        }
        json_object_set_new_nocheck(sets->by_key, buf_text(&key), json_integer(index));
    }
    buf_release(&key);
    return index < 0 ? NULL : sets->sets[index];
}

int grader_sets_find(struct grader_sets *sets, int cohort, const json_t *response_schema,
                     const struct eval_case *row, struct grader_set **out,
                     struct error_list *errors)
{
    bool is_plain = !row->graders && !row->skip_graders;
    struct grader_set *set = is_plain ? plain_find(sets, cohort, response_schema) : NULL;

    if (!set) {
        set = set_find(sets, cohort, response_schema, row, errors);
        if (!set)
            return -1;
        if (is_plain) {
            MEM_GROW(sets->plain, sets->plain_count, sets->plain_capacity);
            sets->plain[sets->plain_count++] =
                (struct plain_set){cohort, response_schema, set};
        }
    }
    *out = set;
    return 0;
}

static const struct grading *judge_find(const struct grader_sets *sets, int plan_grader)
{
    for (size_t i = 0; i < sets->set_count; i++)
        for (size_t j = 0; j < sets->sets[i]->count; j++)
            if (sets->sets[i]->plan_graders[j] == plan_grader)
                return sets->sets[i]->gradings[j];
    return NULL;
}

void grader_sets_each_judge(const struct grader_sets *sets,
                            void (*fn)(void *context, const struct grading *grading,
                                       int plan_grader),
                            void *context)
{
    for (size_t i = 0; i < sets->plan->grader_count; i++) {
        const struct grading *grading = NULL;

        if (!strcmp(sets->plan->graders[i].type, "judge"))
            grading = judge_find(sets, (int)i);
        if (grading)
            fn(context, grading, (int)i);
    }
}

int grader_sets_record(const struct grader_sets *sets, struct run_file *file,
                       const json_t *const *response_schemas, struct error *err)
{
    for (size_t i = 0; i < sets->set_count; i++) {
        const struct grader_set *set = sets->sets[i];

        for (size_t k = 0; k < sets->plan->variant_count; k++)
            if (response_schemas[k] == set->response_schema &&
                run_file_add_grader_set(file, set->number, (int)k, set->plan_graders,
                                        set->count, err))
                return -1;
    }
    return 0;
}
