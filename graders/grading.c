/* graders/grading.c - one entry of a suite's `graders`, compiled. */
#include "graders/grading.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/grade_scratch.h"
#include "graders/option_form.h"
#include "graders/reference_rule.h"
#include "graders/type_lookup.h"
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

static void digest_options(struct sha256 *hash, const char *type, const json_t *options)
{
    json_t *form = option_form(type, options);

    digest_json(hash, form);
    json_decref(form);
}

/* The rule from above; `text` is as none. */
static void digest_answer(struct sha256 *hash, const struct source *answer)
{
    const char *word = answer ? json_string_value(answer->json) : NULL;

    digest_json(hash,
                answer && (!word || strcmp(word, "text") != 0) ? answer->json : NULL);
}

static int type_compile(struct grading *grading, struct grader_context *context,
                        struct error_list *errors)
{
    struct buf pointer = BUF_INIT(pointer_bytes_max);
    const json_t *options = context->source->json;
    int rc = 0;

    sha256_add_text(context->digest, grading->type->name);
    digest_options(context->digest, grading->type->name, options);
    digest_answer(context->digest, context->answer);
    if (!grading->type->parts)
        rc = literals_check(context->source, &pointer, options, errors);
    rc |= common_keys_compile(grading, context, errors);
    rc |= grading->type->compile(options, context, &grading->state, errors);
    buf_release(&pointer);
    return rc ? -1 : 0;
}

/* Whether it compares with something, wherever that comes from. */
static bool compares(const struct grading *grading)
{
    const struct grader_type *type = grading->type;

    return type->uses_reference ? type->uses_reference(grading->state)
                                : type->needs_reference;
}

/* Options that would be passed over: a person who wrote them expects them to count. */
static int unused_check(const struct grading *grading, const struct source *source,
                        struct error_list *errors)
{
    const bool takes_reference = is_combination(grading->type) || compares(grading) ||
                                 grading->type->shows_reference;
    struct place place;

    if (grading->part.trace && json_object_get(source->json, "answer")) {
        place = source_place(source, "/trace");
        error_list_at(
            errors, &place, "N0523",
            "either `trace` or `answer` says which part is judged, and both are here");
        return error_hint(error_list_last(errors), "leave one of them out");
    }
    if (takes_reference || !json_object_get(source->json, "reference"))
        return 0;
    place = source_place(source, "/reference");
    error_list_at(errors, &place, "N0522",
                  "`%.100s` compares nothing with a reference here", grading->type->name);
    return error_hint(error_list_last(errors), "%s",
                      !strcmp(grading->type->name, "regex")
                          ? "add group: 1, which is then compared with it"
                      : grading->type->uses_reference
                          ? "add what is compared with it, or leave it out"
                          : "leave it out");
}

static int field_check(const struct grading *grading, struct error_list *errors)
{
    if (!grading->field || !grading_uses_baseline(grading))
        return 0;
    error_list_at(errors, &grading->place, "N0565",
                  "a field of the answer cannot be compared with the baseline's");
    return error_hint(error_list_last(errors),
                      "put the grader beside the one with `fields`, with `at`");
}

int grading_compile(const struct grader_item *item, const struct source *answer,
                    const struct grader_context *context, struct grading **out,
                    struct error_list *errors)
{
    const struct grader_type *type = grader_type_find(item, context, errors);
    struct grader_context own = *context;
    struct grading *grading;
    size_t nested_left = NESTED_TOTAL_MAX;
    int rc;

    if (!type)
        return -1;
    own.type = type;
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
    if (rc == 0)
        rc = unused_check(grading, own.source, errors) | field_check(grading, errors);
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

bool grading_uses_baseline(const struct grading *grading)
{
    const struct grader_type *type = grading->type;
    struct grading *const *parts = NULL;
    size_t count = 0;
    bool uses = type->uses_baseline && type->uses_baseline(grading->state);

    if (type->parts)
        parts = type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        uses |= grading_uses_baseline(parts[i]);
    return uses;
}

bool grading_is_foreign(const struct grading *grading)
{
    struct grading *const *parts = NULL;
    size_t count = 0;
    bool is_foreign = grading->type->is_foreign;

    if (grading->type->parts)
        parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        is_foreign |= grading_is_foreign(parts[i]);
    return is_foreign;
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

static bool costs_money(const struct grading *grading)
{
    struct grading *const *parts = NULL;
    size_t count = 0;
    bool costs = grading->type->asks && !grading->type->is_free;

    if (grading->type->parts)
        parts = grading->type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        costs |= costs_money(parts[i]);
    return costs;
}

const struct calibration_demand *grading_calibrated(const struct grading *grading)
{
    return grading->type->calibrated ? grading->type->calibrated(grading->state) : NULL;
}

enum grader_when grading_when(const struct grading *grading)
{
    if (grading->when != WHEN_UNSET)
        return grading->when;
    return costs_money(grading) ? WHEN_PASSED : WHEN_ALWAYS;
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

/* There is no part to judge: for some graders what was expected counts all the same. */
static void unread_keep(const struct grading *grading, const struct sample *sample,
                        struct grade *grade)
{
    struct error ignored = ERROR_INIT;
    bool lacking = false;
    const struct value *reference;

    if (!grading->type->keep_unread || !grade->is_unreadable)
        return;
    reference =
        reference_for(grading, sample->reference, sample->vars, &lacking, &ignored);
    if (reference && !lacking)
        grading->type->keep_unread(grading->state, reference, grade);
}

/* What is judged of a sample, and what it is compared with. -1: the grade says why there
 * is none. */
static int part_pick(const struct grading *grading, struct grade_scratch *scratch,
                     const struct sample *sample, struct sample *part,
                     struct grade *grade)
{
    struct error err = ERROR_INIT;
    struct sample given = *sample;
    bool lacking = false;
    int rc = 0;

    if (grading->field)
        rc = answer_field_pick(grading->field, scratch, &given, grade);
    if (!given.answer)
        given.answer = "";
    *part = given;
    if (!rc && grading->picks_part)
        rc = answer_part_pick(&grading->part, scratch, &given, part, grade);
    if (rc) {
        unread_keep(grading, sample, grade);
        return -1;
    }
    if (grading->picks_part && part->baseline_answer && grading->type->uses_baseline &&
        grading->type->uses_baseline(grading->state))
        answer_part_pick_baseline(&grading->part, scratch, part);
    part->reference =
        reference_for(grading, sample->reference, sample->vars, &lacking, &err);
    if (lacking)
        grade_unscored(grade, "%s", err.message);
    return lacking ? -1 : 0;
}

enum grade_step grading_grade(const struct grading *grading,
                              struct grade_scratch *scratch, const struct sample *sample,
                              struct grade_turn *turn, struct grade *grade)
{
    enum grade_step step = GRADE_DONE;
    struct sample part;

    if (part_pick(grading, scratch, sample, &part, grade) == 0) {
        scratch->level++;
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

static void part_foresee(const struct grading *grading, const struct sample *part,
                         const struct foreseeing *how)
{
    const struct grader_type *type = grading->type;
    struct grading *const *parts = NULL;
    size_t count = 0;

    for (size_t i = 0; type->foresee; i++) {
        messages_clear(&how->request->messages);
        how->request->lacking = 0;
        how->request->number = i;
        if (!type->foresee(grading->state, part, i, how->request))
            break;
        how->ask(how->context, how->request);
    }
    if (type->parts)
        parts = type->parts(grading->state, &count);
    for (size_t i = 0; i < count; i++)
        grading_foresee(parts[i], part, how);
}

void grading_foresee(const struct grading *grading, const struct sample *sample,
                     const struct foreseeing *how)
{
    struct grade ignored = GRADE_INIT;
    struct error err;
    struct sample part = *sample;
    bool lacking;
    int rc = 0;

    if (!grading_asks(grading))
        return;
    if (how->has_answer) {
        rc = part_pick(grading, how->scratch, sample, &part, &ignored);
    } else {
        part.answer = NULL;
        part.reference =
            reference_for(grading, sample->reference, sample->vars, &lacking, &err);
    }
    if (rc == 0) {
        how->scratch->level++;
        part_foresee(grading, &part, how);
        how->scratch->level--;
    }
    grade_release(&ignored);
}
