/* graders/grading.c - one entry of a suite's `graders`, compiled. */
#include "graders/grading.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/grade_scratch.h"
#include "graders/reference_rule.h"
#include "suites/suite_unsupported.h"
#include "values/pointer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NESTED_TOTAL_MAX = 1000, SHOWN_MAX = 60 };
static const size_t pointer_bytes_max = 64 * 1024;

struct grading {
    const struct grader_type *type;
    void *state;
    char *name;
    bool is_required;
    enum grader_when when;
    double weight;
    double pass; /* NaN: the grader decides */
    char *field; /* NULL: all */
    struct answer_part part;
    bool picks_part; /* else the reply as it is */
    struct reference_rule reference;
    struct place place; /* file borrowed */
    char digest[SHA256_HEX_SIZE];
};

/* All that it has are graders. */
static bool is_combination(const struct grader_type *type)
{
    return type->parts && !type->judges_itself;
}

static const struct grader_type *type_find(const char *name,
                                           const struct grader_context *context)
{
    for (size_t i = 0; context->plugins && context->plugins[i]; i++)
        if (!strcmp(context->plugins[i]->name, name))
            return context->plugins[i];
    return grader_find(name);
}

static int type_unknown(const struct grader_item *item, struct error_list *errors)
{
    const struct unsupported *later = unsupported_find("grader type", item->type);
    const char *names[32] = {NULL};
    const char *nearest;
    char *shown = shown_quoted(item->type, strlen(item->type), SHOWN_MAX);

    for (size_t i = 0; i < 31 && grader_types[i]; i++)
        names[i] = grader_types[i]->name;
    nearest = nearest_name(item->type, names);
    if (later || strchr(item->type, '.')) {
        error_list_at(errors, &item->source.place, "N0501",
                      "the grader %s is not supported yet by this version", shown);
        error_hint(error_list_last(errors), "%s",
                   later ? later->cure : "plug-ins come later");
    } else {
        error_list_at(errors, &item->source.place, "N0112", "unknown grader %s", shown);
        if (nearest)
            error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    }
    free(shown);
    return -1;
}

static int literal_refuse(const struct source *source, const struct buf *pointer,
                          const json_t *text, struct error_list *errors)
{
    struct place place = source_place(source, buf_text(pointer));
    char *shown =
        shown_quoted(json_string_value(text), json_string_length(text), SHOWN_MAX);

    error_list_at(errors, &place, "N0503",
                  "a grader's text is not a template: %s would stay as it is", shown);
    error_hint(error_list_last(errors),
               "to compare with a variable: reference: {var: name}");
    free(shown);
    return -1;
}

/* Refuses "{{" in every text of the options but in a schema, whose texts are not ours,
 * and in graders below, which are asked themselves. */
static int literals_check(const struct source *source, struct buf *pointer,
                          const json_t *json, struct error_list *errors)
{
    const char *key;
    json_t *value;
    int rc = 0;

    if (json_is_string(json) && strstr(json_string_value(json), "{{"))
        return literal_refuse(source, pointer, json, errors);
    for (size_t i = 0; i < json_array_size(json); i++) {
        pointer_push_index(pointer, i);
        rc |= literals_check(source, pointer, json_array_get(json, i), errors);
        pointer_pop(pointer);
    }
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        if (!strcmp(key, "schema"))
            continue;
        pointer_push(pointer, key, strlen(key));
        rc |= literals_check(source, pointer, value, errors);
        pointer_pop(pointer);
    }
    return rc;
}

static int pointer_compile(const struct source *source, const char *key, char **out,
                           struct error_list *errors)
{
    const char *text = json_string_value(json_object_get(source->json, key));
    struct error err = ERROR_INIT;
    char *pointer;
    struct place place;

    if (!text)
        return 0;
    *out = mem_text(text);
    if (!pointer_check(text, &err))
        return 0;
    pointer = mem_format("/%s", key);
    place = source_place(source, pointer);
    free(pointer);
    error_place(&err, &place);
    return error_list_add(errors, &err);
}

/* The answer rule that holds for a grader: its own, else the one from above. */
static struct source own_answer(const struct source *source)
{
    const json_t *rule = json_object_get(source->json, "answer");
    struct source own = {.json = rule, .tree = source->tree};

    if (rule) {
        own.pointer = mem_format("%s/answer", source->pointer ? source->pointer : "");
        own.place = source_place(source, "/answer");
    }
    return own;
}

/* A grader made of graders hands the rule on to them, unless it picks a part itself:
 * then they judge that part. */
static int common_keys_compile(struct grading *grading, struct grader_context *context,
                               struct error_list *errors)
{
    const struct source *source = context->source;
    const json_t *pass = json_object_get(source->json, "pass");
    const json_t *reference = json_object_get(source->json, "reference");
    const char *repair = json_string_value(json_object_get(source->json, "repair"));
    struct answer_part *part = &grading->part;
    struct source own = own_answer(source);
    int rc = 0;

    if (reference)
        rc |= reference_rule_compile(&grading->reference, reference, source, "/reference",
                                     errors);
    rc |= pointer_compile(source, "at", &part->at, errors);
    rc |= pointer_compile(source, "trace", &part->trace, errors);
    grading->picks_part =
        own.json || part->at || part->trace || !grading->type->judges_reply;
    if (own.json || part->at || part->trace || !is_combination(grading->type)) {
        rc |= answer_rule_compile(part, own.json ? &own : context->answer, errors);
        context->answer = NULL;
    }
    part->reads_json = grading->type->reads_json;
    part->repairs_json =
        grading->type->repairs_json && repair && strcmp(repair, "off") != 0;
    grading->pass = NAN;
    if (pass && !is_combination(grading->type) && !grading->type->applies_pass)
        grading->pass = json_number_value(pass);
    source_release(&own);
    return rc;
}

static void digest_json(struct sha256 *hash, const json_t *json)
{
    char *text =
        json ? json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

    sha256_add_text(hash, text);
    free(text);
}

static int type_compile(struct grading *grading, struct grader_context *context,
                        struct error_list *errors)
{
    struct buf pointer = BUF_INIT(pointer_bytes_max);
    const json_t *options = context->source->json;
    int rc = 0;

    sha256_add_text(context->digest, grading->type->name);
    digest_json(context->digest, options);
    digest_json(context->digest, context->answer ? context->answer->json : NULL);
    if (!grading->type->parts)
        rc = literals_check(context->source, &pointer, options, errors);
    rc |= common_keys_compile(grading, context, errors);
    rc |= grading->type->compile(options, context, &grading->state, errors);
    buf_release(&pointer);
    return rc ? -1 : 0;
}

int grading_compile(const struct grader_item *item, const struct source *answer,
                    const struct grader_context *context, struct grading **out,
                    struct error_list *errors)
{
    const struct grader_type *type = type_find(item->type, context);
    struct grader_context own = *context;
    struct grading *grading;
    size_t nested_left = NESTED_TOTAL_MAX;
    int rc;

    if (!type)
        return type_unknown(item, errors);
    own.source = &item->source;
    own.answer = answer && answer->json ? answer : NULL;
    own.digest = sha256_new();
    own.field = NULL;
    if (own.depth == 0)
        own.nested_left = &nested_left;
    grading = mem_new(1, sizeof *grading);
    grading->type = type;
    grading->field = mem_text(context->field);
    grading->name = mem_text(item->name);
    grading->is_required = item->required;
    grading->when = item->when;
    grading->weight = item->weight;
    grading->reference = (struct reference_rule)REFERENCE_RULE_INIT;
    grading->place = item->source.place;
    rc = type_compile(grading, &own, errors);
    sha256_end_hex(own.digest, grading->digest);
    sha256_free(own.digest);
    if (rc)
        grading_free(grading);
    else
        *out = grading;
    return rc;
}

void grading_free(struct grading *grading)
{
    if (!grading)
        return;
    grading->type->free(grading->state);
    answer_part_release(&grading->part);
    reference_rule_release(&grading->reference);
    free(grading->name);
    free(grading->field);
    free(grading);
}

const char *grading_name(const struct grading *grading)
{
    return grading->name;
}

const char *grading_type(const struct grading *grading)
{
    return grading->type->name;
}

bool grading_is_required(const struct grading *grading)
{
    return grading->is_required;
}

double grading_weight(const struct grading *grading)
{
    return grading->weight;
}

struct place grading_place(const struct grading *grading)
{
    return grading->place;
}

const char *grading_digest(const struct grading *grading)
{
    return grading->digest;
}

/* Whether it compares with something, wherever that comes from. */
static bool compares(const struct grading *grading)
{
    const struct grader_type *type = grading->type;

    return type->uses_reference ? type->uses_reference(grading->state)
                                : type->needs_reference;
}

bool grading_uses_reference(const struct grading *grading)
{
    size_t count = 0;
    struct grading *const *parts = NULL;

    if (grading->reference.kind == REFERENCE_VAR ||
        grading->reference.kind == REFERENCE_VALUE)
        return false;
    if (!grading->type->parts || (grading->type->judges_itself && compares(grading)))
        return compares(grading) || grading->type->shows_reference;
    parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        if (grading_uses_reference(parts[i]))
            return true;
    return false;
}

/* What it compares with; NULL where it compares with nothing, or (*lacking) where that is
 * not there. A grader made of graders without a rule of its own hands on what there is.
 */
static const struct value *reference_for(const struct grading *grading,
                                         const struct value *reference,
                                         const struct value *vars, bool *lacking,
                                         struct error *err)
{
    const struct value *found;
    const bool has_reference = reference != NULL;

    *lacking = false;
    if (grading->field && reference)
        reference = value_at(reference, grading->field);
    if (is_combination(grading->type) && grading->reference.kind == REFERENCE_WHOLE)
        return reference;
    if (!is_combination(grading->type) && !compares(grading))
        return grading->type->shows_reference ? reference : NULL;
    found = reference_rule_pick(&grading->reference, reference, vars, err);
    *lacking = !found;
    if (!found && grading->field && has_reference && !reference)
        error_set(err, ERROR_INPUT, "N0520", "the case's reference has nothing at \"%s\"",
                  grading->field);
    return found;
}

int grading_check_case(const struct grading *grading, const struct value *reference,
                       const struct value *vars, struct error *err)
{
    bool lacking;
    const struct value *found = reference_for(grading, reference, vars, &lacking, err);
    size_t count = 0;
    struct grading *const *parts = NULL;

    if (lacking)
        return -1;
    if (grading->type->check_vars && grading->type->check_vars(grading->state, vars, err))
        return -1;
    if (found && grading->type->check_reference &&
        grading->type->check_reference(grading->state, found, err))
        return -1;
    if (grading->type->parts)
        parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        if (grading_check_case(parts[i], found, vars, err))
            return -1;
    return 0;
}

bool grading_asks(const struct grading *grading)
{
    struct grading *const *parts = NULL;
    size_t count = 0;
    bool asks = grading->type->asks;

    if (grading->type->parts)
        parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        asks |= grading_asks(parts[i]);
    return asks;
}

void grading_each_model(const struct grading *grading,
                        void (*fn)(void *context, const char *id), void *context)
{
    const char *const *ids =
        grading->type->models ? grading->type->models(grading->state) : NULL;
    struct grading *const *parts = NULL;
    size_t count = 0;

    for (; ids && *ids; ids++)
        fn(context, *ids);
    if (grading->type->parts)
        parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        grading_each_model(parts[i], fn, context);
}

enum grader_when grading_when(const struct grading *grading)
{
    if (grading->when != WHEN_UNSET)
        return grading->when;
    return grading_asks(grading) ? WHEN_PASSED : WHEN_ALWAYS;
}

static void pass_apply(const struct grading *grading, struct grade *grade)
{
    char *reason;

    if (isnan(grading->pass) || grade->verdict == VERDICT_UNSCORED ||
        grade->is_unreadable)
        return;
    if (grade->score >= grading->pass && grade->verdict == VERDICT_PASS)
        return;
    if (grade->score >= grading->pass) {
        const double score = grade->score;

        grade_pass(grade);
        grade->score = score;
    } else if (grade->verdict == VERDICT_PASS || !grade->reason) {
        const double score = grade->score;

        grade_fail(grade, "the score %.4g is below %.4g", score, grading->pass);
        grade->score = score;
    } else {
        reason = grade->reason;
        grade->reason = mem_format("%s; the score %.4g is below %.4g", reason,
                                   grade->score, grading->pass);
        grade->verdict = VERDICT_FAIL;
        free(reason);
    }
}

/* Beside what the grader itself keeps. */
static void reading_keep(const struct json_reading *reading, struct grade *grade)
{
    char *told = reading ? json_reading_told(reading) : NULL;

    if (told)
        grade_detail(grade, "read", json_string(told));
    if (grade->is_unreadable)
        grade_detail(grade, "unreadable", json_true());
    free(told);
}

enum grade_step grading_grade(const struct grading *grading,
                              struct grade_scratch *scratch, const struct sample *sample,
                              struct grade_turn *turn, struct grade *grade)
{
    enum grade_step step = GRADE_DONE;
    struct error err = ERROR_INIT;
    struct sample given = *sample;
    struct sample part;
    bool lacking = false;
    int rc = 0;

    if (grading->field)
        rc = answer_field_pick(grading->field, scratch, &given, grade);
    if (!given.answer)
        given.answer = "";
    part = given;
    if (!rc && grading->picks_part)
        rc = answer_part_pick(&grading->part, scratch, &given, &part, grade);
    if (!rc) {
        part.reference =
            reference_for(grading, sample->reference, sample->vars, &lacking, &err);
        scratch->level++;
        if (lacking)
            grade_unscored(grade, "%s", err.message);
        else
            step = grading->type->grade(grading->state, scratch, &part, turn, grade);
        scratch->level--;
    }
    if (step == GRADE_ASK)
        return step;
    grading_forget(grading, turn->memory);
    turn->memory = NULL;
    reading_keep(part.reading, grade);
    pass_apply(grading, grade);
    return GRADE_DONE;
}

void grading_forget(const struct grading *grading, void *memory)
{
    if (memory && grading->type->forget)
        grading->type->forget(memory);
}

static double score_counted(const struct grade *grade)
{
    if (grade->is_not_asked)
        return 0.0;
    return grade->verdict == VERDICT_UNSCORED ? NAN : grade->score;
}

struct sample_result grading_combine(const struct grading *const *gradings,
                                     const struct grade *grades, size_t count)
{
    struct sample_result result = {VERDICT_UNSCORED, 0.0};
    bool failed = false;
    bool unscored = false;
    size_t required = 0;
    double sum = 0.0;
    double weights = 0.0;

    for (size_t i = 0; i < count; i++) {
        if (gradings[i]->is_required) {
            required++;
            failed |= grades[i].verdict == VERDICT_FAIL;
            unscored |= grades[i].verdict == VERDICT_UNSCORED;
        }
        sum += gradings[i]->weight * score_counted(&grades[i]);
        weights += gradings[i]->weight;
    }
    if (failed)
        result.verdict = VERDICT_FAIL;
    else if (required && !unscored)
        result.verdict = VERDICT_PASS;
    result.score = weights > 0 ? sum / weights : NAN;
    return result;
}
