/* graders/json_reference.c - the answer's JSON is the reference's. */
#include "base/mem.h"
#include "graders/builtin_graders.h"
#include "graders/json_compare.h"
#include "graders/json_differences.h"
#include "graders/nested.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

static const size_t pointer_bytes_max = 64 * 1024;

struct json_state {
    struct compare_rules rules;
    char **pointers; /* owned: the fields', in the order of `nested`, then the ignored */
    struct nested nested; /* the fields' graders */
    bool is_partial;      /* `pass` is below 1: no difference decides alone */
};

static int field_add(struct json_state *own, const char *field, const json_t *item,
                     const struct grader_context *context, struct error_list *errors)
{
    static const char *const keys[] = {"name", "weight", NULL};
    struct grader_context below = *context;
    struct buf pointer = BUF_INIT(pointer_bytes_max);
    int rc;

    below.field = field;
    buf_append_text(&pointer, "/fields");
    pointer_push(&pointer, field, strlen(field));
    rc = nested_add(&own->nested, item, buf_text(&pointer), keys, &below, errors);
    buf_release(&pointer);
    return rc;
}

static int json_compile(const json_t *options, const struct grader_context *context,
                        void **state, struct error_list *errors)
{
    const json_t *fields = json_object_get(options, "fields");
    const json_t *ignore = json_object_get(options, "ignore");
    const json_t *pass = json_object_get(options, "pass");
    const char *extra = json_string_value(json_object_get(options, "extra"));
    const char *arrays = json_string_value(json_object_get(options, "arrays"));
    struct json_state *own = mem_new(1, sizeof *own);
    const char *key;
    json_t *item;
    int rc = 0;

    *state = own;
    own->is_partial = pass && json_number_value(pass) < 1;
    own->pointers = mem_new(json_object_size(fields) + json_array_size(ignore) + 1,
                            sizeof *own->pointers);
    own->rules = (struct compare_rules){
        .allow_extra = extra && !strcmp(extra, "allow"),
        .arrays_are_sets = arrays && !strcmp(arrays, "set"),
        .skipped = (const char *const *)own->pointers,
    };
    json_object_foreach((json_t *)(uintptr_t)fields, key, item)
    {
        own->pointers[own->rules.skipped_count++] = mem_text(key);
        rc |= field_add(own, key, item, context, errors);
    }
    for (size_t i = 0; i < json_array_size(ignore); i++)
        own->pointers[own->rules.skipped_count++] =
            mem_text(json_string_value(json_array_get(ignore, i)));
    return rc ? -1 : 0;
}

static struct grading *const *json_parts(const void *state, size_t *count)
{
    const struct json_state *own = state;

    *count = own->nested.count;
    return own->nested.items;
}

/* What the fields' graders said, with their weights. */
struct fields_tally {
    size_t failed, unscored, unreadable;
    double right, weights;
};

static struct fields_tally fields_count(const struct json_state *own,
                                        const struct grade *grades)
{
    struct fields_tally tally = {0};

    for (size_t i = 0; i < own->nested.count; i++) {
        const double weight = grading_weight(own->nested.items[i]);

        tally.failed += grades[i].verdict == VERDICT_FAIL;
        tally.unscored += grades[i].verdict == VERDICT_UNSCORED;
        tally.unreadable += grades[i].is_unreadable;
        tally.weights += weight;
        if (grades[i].verdict != VERDICT_UNSCORED)
            tally.right += weight * grades[i].score;
    }
    return tally;
}

/* The first that is. */
static void unscored_tell(const struct json_findings *findings, struct grade *grade)
{
    size_t at = 0;

    while (findings->grades[at].verdict != VERDICT_UNSCORED)
        at++;
    grade_unscored(grade, "%s: %s", findings->pointers[at],
                   findings->grades[at].reason ? findings->grades[at].reason
                                               : "not scored");
}

/* For gates on fields: those that do not pass. */
static void fields_keep(const struct json_findings *findings, struct grade *grade)
{
    json_t *list = NULL;

    for (size_t i = 0; i < findings->count; i++) {
        if (findings->grades[i].verdict == VERDICT_PASS)
            continue;
        list = list ? list : json_object();
        json_object_set_new(list, findings->pointers[i],
                            json_string(verdict_name(findings->grades[i].verdict)));
    }
    if (list)
        grade_detail(grade, "fields", list);
}

static void findings_grade(const struct json_state *own,
                           const struct json_findings *findings, struct grade *grade)
{
    const struct comparison *comparison = findings->comparison;
    const struct fields_tally tally = fields_count(own, findings->grades);
    const bool differs = comparison->total + tally.failed > 0;
    const double all = (double)comparison->places + tally.weights;
    const double right = (double)comparison->right + tally.right;

    if (comparison->is_over) {
        grade_unscored(grade, "the answer is too large to be compared");
        return;
    }
    if (tally.unscored && (own->is_partial || !differs)) {
        unscored_tell(findings, grade);
        return;
    }
    if (differs) {
        char *told = json_findings_told(findings);
        bool more;

        grade_fail(grade, "%s", told);
        grade->is_unreadable = !own->is_partial && comparison->total == 0 &&
                               tally.unreadable == tally.failed;
        grade_detail(grade, "errors", json_findings_list(findings, &more));
        if (more)
            grade_detail(grade, "more_errors", json_true());
        free(told);
    } else {
        grade_pass(grade);
    }
    grade->score = all > 0 ? right / all : 1.0;
}

static enum grade_step json_grade(const void *state, struct grade_scratch *scratch,
                                  const struct sample *sample, struct grade_turn *turn,
                                  struct grade *grade)
{
    const struct json_state *own = state;
    struct grade *grades = NULL;
    struct comparison comparison;
    struct json_findings findings = {.sample = sample,
                                     .comparison = &comparison,
                                     .fields = own->nested.items,
                                     .pointers = own->pointers,
                                     .count = own->nested.count};

    if (own->nested.count &&
        nested_grade(&own->nested, scratch, sample, turn, &grades) == GRADE_ASK)
        return GRADE_ASK;
    json_compare(sample->reference, sample->answer_value, &own->rules, &comparison);
    findings.grades = grades;
    findings_grade(own, &findings, grade);
    fields_keep(&findings, grade);
    comparison_release(&comparison);
    nested_grades_free(grades, own->nested.count);
    return GRADE_DONE;
}

static void json_free(void *state)
{
    struct json_state *own = state;

    if (!own)
        return;
    for (size_t i = 0; i < own->rules.skipped_count; i++)
        free(own->pointers[i]);
    free(own->pointers);
    nested_release(&own->nested);
    free(own);
}

const struct grader_type grader_json = {
    .name = "json",
    .summary = "the answer's JSON is the reference's",
    .needs_reference = true,
    .reads_json = true,
    .judges_itself = true,
    .compile = json_compile,
    .parts = json_parts,
    .grade = json_grade,
    .forget = nested_forget,
    .free = json_free,
};
