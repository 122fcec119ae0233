/* graders/json_schema.c - the answer is JSON and fits a JSON Schema. */
#include "base/mem.h"
#include "graders/builtin_graders.h"
#include "graders/grade_scratch.h"
#include "graders/json_reading.h"
#include "graders/schema_share.h"
#include "graders/schema_source.h"
#include "graders/schema_told.h"

#include <stdlib.h>
#include <string.h>

enum { ERRORS_DEFAULT = 10, SHARE_ERRORS_MAX = 1000 };

struct json_schema {
    struct schema *schema;
    bool scores_share;
    enum schema_repair { REPAIR_OFF, REPAIR_REPORTED, REPAIR_ACCEPTED } repair;
    size_t max_errors;
};

static enum schema_repair repair_read(const json_t *options)
{
    const char *word = json_string_value(json_object_get(options, "repair"));

    if (word && !strcmp(word, "accept"))
        return REPAIR_ACCEPTED;
    return word && !strcmp(word, "report") ? REPAIR_REPORTED : REPAIR_OFF;
}

static int json_schema_compile(const json_t *options,
                               const struct grader_context *context, void **state,
                               struct error_list *errors)
{
    const json_t *max_errors = json_object_get(options, "max_errors");
    const char *score = json_string_value(json_object_get(options, "score"));
    struct json_schema *own = mem_new(1, sizeof *own);

    *state = own;
    own->repair = repair_read(options);
    own->scores_share = score && !strcmp(score, "share");
    own->max_errors = ERRORS_DEFAULT;
    if (json_integer_value(max_errors) > 0)
        own->max_errors = (size_t)json_integer_value(max_errors);
    if (own->max_errors > SHARE_ERRORS_MAX)
        own->max_errors = SHARE_ERRORS_MAX;
    return schema_source_compile(options, context, &own->schema, errors);
}

/* What the grade keeps beside its reason. */
static void errors_keep(const struct json_schema *own, const struct schema_errors *errors,
                        const struct sample *sample, struct grade *grade)
{
    bool more;

    grade_detail(grade, "errors",
                 schema_errors_json(errors, own->max_errors, sample, &more));
    if (more)
        grade_detail(grade, "more_errors", json_true());
}

static void invalid_grade(const struct json_schema *own, struct grade_scratch *scratch,
                          const struct sample *sample, struct grade *grade)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    char *told;

    schema_explain(own->schema, sample->answer_value, scratch_schema(scratch),
                   own->scores_share ? SHARE_ERRORS_MAX : own->max_errors, &errors);
    told = schema_errors_told(&errors, own->max_errors);
    grade_fail(grade, "%s", told);
    errors_keep(own, &errors, sample, grade);
    if (own->scores_share)
        grade->score = schema_share(sample->answer_value, &errors);
    free(told);
    schema_errors_release(&errors);
}

static void value_grade(const struct json_schema *own, struct grade_scratch *scratch,
                        const struct sample *sample, struct grade *grade)
{
    switch (schema_validate(own->schema, sample->answer_value, scratch_schema(scratch))) {
    case SCHEMA_VALID:
        grade_pass(grade);
        break;
    case SCHEMA_UNDECIDED:
        grade_unscored(grade, "the schema could not be decided: a limit was reached");
        break;
    case SCHEMA_INVALID:
        invalid_grade(own, scratch, sample, grade);
        break;
    }
}

/* `accept`: the repaired answer's grade stands, and says that it is one. */
static void accepted_tell(const struct sample *sample, struct grade *grade,
                          const char *repairs)
{
    const char *cut =
        json_reading_is_cut(sample->reading) && sample->finish == FINISH_LENGTH
            ? ", cut off by the token limit"
            : "";
    const double score = grade->score;
    char *reason = grade->reason;

    if (grade->verdict == VERDICT_UNSCORED)
        return;
    grade->reason = NULL;
    if (grade->verdict == VERDICT_PASS)
        grade_pass_with(grade, "valid after repair: %s%s", repairs, cut);
    else
        grade_fail(grade, "%s; after repair: %s%s", reason, repairs, cut);
    grade->score = score;
    free(reason);
}

/* `report`: it fails, and the reason says what would make JSON of it and whether that
 * fits. */
static void reported_tell(const struct sample *sample, struct grade *grade,
                          const char *repairs)
{
    const size_t count = sample->reading->repair->count;
    char *reason = grade->reason;
    const char *fits = grade->verdict == VERDICT_PASS ? "which fits the schema"
                       : grade->verdict == VERDICT_FAIL
                           ? "which does not fit the schema: "
                           : "which cannot be decided";

    grade->reason = NULL;
    grade_detail(grade, "fits_when_repaired",
                 json_boolean(grade->verdict == VERDICT_PASS));
    grade_unreadable(grade, "%s: %s (%zu repair%s would make it JSON, %s%s)",
                     !json_reading_is_cut(sample->reading) ? "not JSON"
                     : sample->finish == FINISH_LENGTH
                         ? "the answer was cut off by the token limit"
                         : "the answer is cut off",
                     repairs, count, count == 1 ? "" : "s", fits,
                     grade->verdict == VERDICT_FAIL && reason ? reason : "");
    free(reason);
}

static enum grade_step json_schema_grade(const void *state, struct grade_scratch *scratch,
                                         const struct sample *sample,
                                         struct grade_turn *turn, struct grade *grade)
{
    const struct json_schema *own = state;
    char *repairs;

    (void)turn;
    value_grade(own, scratch, sample, grade);
    if (!sample->reading || !sample->reading->is_repaired)
        return GRADE_DONE;
    repairs = repairs_told(sample);
    grade_detail(grade, "repairs", repairs_json(sample));
    grade_detail(grade, "repair_count",
                 json_integer((json_int_t)sample->reading->repair->count));
    if (own->repair == REPAIR_ACCEPTED)
        accepted_tell(sample, grade, repairs);
    else
        reported_tell(sample, grade, repairs);
    free(repairs);
    return GRADE_DONE;
}

static void json_schema_free(void *state)
{
    struct json_schema *own = state;

    if (!own)
        return;
    schema_free(own->schema);
    free(own);
}

const struct grader_type grader_json_schema = {
    .name = "json_schema",
    .summary = "the answer is JSON and fits a JSON Schema",
    .reads_json = true,
    .repairs_json = true,
    .compile = json_schema_compile,
    .grade = json_schema_grade,
    .free = json_schema_free,
};
