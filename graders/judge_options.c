/* graders/judge_options.c - the options of `judge`, compiled. */
#include "graders/judge_options.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/judge_question.h"
#include "graders/judge_words.h"
#include "statistics/judge_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const json_t *option(const json_t *options, const char *key)
{
    return json_object_get(options, key);
}

static bool is_word(const json_t *options, const char *key, const char *word)
{
    const char *text = json_string_value(option(options, key));

    return text && !strcmp(text, word);
}

static int refuse(const struct grader_context *context, const char *key, const char *code,
                  const char *message, const char *cure, struct error_list *errors)
{
    char *pointer = mem_format("/%s", key);
    struct place place = source_key_place(context->source, pointer);

    free(pointer);
    error_list_at(errors, &place, code, "%s", message);
    return error_hint(error_list_last(errors), "%s", cure);
}

/* Another model judges otherwise, whatever its id; so does another prompt of ours. */
static void model_digest(const struct suite_model *model, struct sha256 *digest)
{
    const json_t *params = option(model->source.json, "params");
    char *text = params ? json_dumps(params, JSON_SORT_KEYS | JSON_COMPACT) : NULL;

    sha256_add_text(digest, "judge prompt 1");
    sha256_add_text(digest, model->id);
    sha256_add_text(digest, model->provider);
    sha256_add_text(digest, model->name);
    sha256_add_text(digest, text);
    free(text);
}

static int model_add(struct judge *judge, const char *id, const char *pointer,
                     const struct grader_context *context, struct error_list *errors)
{
    static const struct suite nothing = {.models = NULL};
    const struct suite *suite = context->suite ? context->suite : &nothing;
    const struct suite_model *model;
    struct error err = ERROR_INIT;

    model = suite_role_model(suite, MODEL_JUDGE, id, &err);
    if (!model) {
        struct place place = source_place(context->source, pointer);

        error_place(&err, &place);
        return error_list_add(errors, &err);
    }
    judge->models =
        mem_resize(judge->models, judge->model_count + 2, sizeof *judge->models);
    judge->models[judge->model_count++] = model->id;
    judge->models[judge->model_count] = NULL;
    model_digest(model, context->digest);
    return 0;
}

/* One that is named twice would be asked once, and its vote counted twice. */
static int panel_check(const json_t *panel, const struct grader_context *context,
                       struct error_list *errors)
{
    if (panel && json_array_size(panel) < 2)
        return refuse(context, "panel", "N0562", "a panel is of two models or more",
                      "name one under `model`", errors);
    for (size_t i = 1; i < json_array_size(panel); i++)
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_array_get(panel, i), json_array_get(panel, j)))
                return refuse(context, "panel", "N0562", "a panel names each model once",
                              "for several votes of each: votes: 3", errors);
    return 0;
}

static int models_compile(struct judge *judge, const json_t *options,
                          const struct grader_context *context, struct error_list *errors)
{
    const json_t *panel = option(options, "panel");
    const char *id = json_string_value(option(options, "model"));
    int rc = 0;

    if (panel && id)
        return refuse(context, "panel", "N0562",
                      "expected `model` or `panel`, found both",
                      "name all of them under `panel`", errors);
    if (panel_check(panel, context, errors))
        return -1;
    for (size_t i = 0; i < json_array_size(panel); i++) {
        char *pointer = mem_format("/panel/%zu", i);

        rc |= model_add(judge, json_string_value(json_array_get(panel, i)), pointer,
                        context, errors);
        free(pointer);
    }
    if (!panel)
        rc = model_add(judge, id, id ? "/model" : "", context, errors);
    return rc;
}

static int categories_compile(struct judge *judge, const json_t *labels,
                              const struct grader_context *context,
                              struct error_list *errors)
{
    const char *name;
    json_t *value;
    size_t passing = 0;
    bool is_taken = false;

    judge->mode = JUDGE_CATEGORIES;
    judge->labels = mem_new(json_object_size(labels) + 1, sizeof *judge->labels);
    json_object_foreach((json_t *)(uintptr_t)labels, name, value)
    {
        struct judge_label *label = &judge->labels[judge->label_count++];

        *label = (struct judge_label){mem_text(name),
                                      !strcmp(json_string_value(value), "pass")};
        passing += label->passes;
        is_taken |= judge_word_is_unclear(name);
    }
    if (is_taken)
        return refuse(context, "categories", "N0567",
                      "\"unclear\" is what a judge says who cannot tell",
                      "call the category something else", errors);
    if (passing && passing < judge->label_count)
        return 0;
    return refuse(context, "categories", "N0567",
                  "expected a category that passes and one that fails",
                  "write categories: {polite: pass, rude: fail}", errors);
}

static int scale_compile(struct judge *judge, const json_t *options,
                         const struct grader_context *context, struct error_list *errors)
{
    const json_t *scale = option(options, "scale");
    const json_t *pass = option(options, "pass");

    judge->low = json_number_value(json_array_get(scale, 0));
    judge->high = json_number_value(json_array_get(scale, 1));
    if (!(judge->low < judge->high))
        return refuse(context, "scale", "N0563",
                      "expected the lowest mark before the highest",
                      "write scale: [1, 5]", errors);
    if (judge->low == 0 && judge->high == 1)
        return 0;
    judge->mode = JUDGE_SCALE;
    if (!pass)
        return refuse(context, "scale", "N0564", "a scale needs `pass`",
                      "say from which mark on an answer passes: pass: 4", errors);
    judge->pass = json_number_value(pass);
    if (judge->pass > judge->low && judge->pass <= judge->high)
        return 0;
    return refuse(context, "pass", "N0564",
                  "expected a mark above the lowest and up to the highest of the scale",
                  "every answer would pass, or none", errors);
}

static int pair_compile(struct judge *judge, const json_t *options,
                        const struct grader_context *context, struct error_list *errors)
{
    const json_t *pass = option(options, "pass");

    judge->mode = JUDGE_PAIR;
    judge->high = 1;
    judge->pass = pass ? json_number_value(pass) : 0.5;
    judge->is_against_baseline = is_word(options, "against", "baseline");
    if (judge->pass > 0 && judge->pass <= 1)
        return 0;
    return refuse(context, "pass", "N0564",
                  "expected a share above 0 and up to 1: a win is 1, a tie 0.5",
                  "pass: 1 wants a win", errors);
}

/* Two keys that cannot stand together; the first is told. */
static int clash_check(const json_t *options, const char *key, const char *other,
                       const struct grader_context *context, struct error_list *errors)
{
    char *message;
    int rc;

    if (!option(options, key) || !option(options, other))
        return 0;
    message = mem_format("`%s` and `%s` cannot stand together", key, other);
    rc = refuse(context, key, "N0565", message, "leave one of them out", errors);
    free(message);
    return rc;
}

static int clashes_check(const json_t *options, const struct grader_context *context,
                         struct error_list *errors)
{
    static const char *const clashes[][2] = {
        {"scale", "categories"},    {"scale", "against"},    {"categories", "against"},
        {"criteria", "categories"}, {"criteria", "against"}, {"pass", "categories"},
    };
    /* Of the baseline its answer is there alone. */
    static const char *const parts[] = {"reference", "trace"};
    int rc = 0;

    for (size_t i = 0; i < sizeof clashes / sizeof *clashes; i++)
        rc |= clash_check(options, clashes[i][0], clashes[i][1], context, errors);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (is_word(options, "against", "baseline"))
            rc |= clash_check(options, parts[i], "against", context, errors);
    return rc;
}

static int mode_compile(struct judge *judge, const json_t *options,
                        const struct grader_context *context, struct error_list *errors)
{
    const json_t *categories = option(options, "categories");
    int rc = 0;

    judge->high = judge->pass = 1;
    if (categories)
        rc = categories_compile(judge, categories, context, errors);
    else if (option(options, "against"))
        rc = pair_compile(judge, options, context, errors);
    else if (option(options, "scale"))
        rc = scale_compile(judge, options, context, errors);
    if (rc == 0 && judge->mode == JUDGE_YES_NO && option(options, "pass"))
        rc = refuse(context, "pass", "N0564", "yes passes and no fails: there is no mark",
                    "leave it out, or add a scale: [1, 5]", errors);
    return rc;
}

static int votes_compile(struct judge *judge, const json_t *options,
                         const struct grader_context *context, struct error_list *errors)
{
    const json_t *votes = option(options, "votes");
    const bool has_marks = judge->mode == JUDGE_SCALE || judge->mode == JUDGE_PAIR;

    judge->votes = votes ? (unsigned)json_integer_value(votes) : 1;
    judge->is_median = option(options, "aggregate")
                           ? is_word(options, "aggregate", "median")
                           : judge->mode == JUDGE_SCALE;
    if (judge->is_median && !has_marks)
        return refuse(context, "aggregate", "N0565",
                      "a median is of marks, and these verdicts have none",
                      "leave it out: the majority decides", errors);
    return 0;
}

/* suites/grader_items.c has made one item for each criterion, and says which. */
static int criteria_compile(struct judge *judge, const json_t *options,
                            const struct grader_context *context,
                            struct error_list *errors)
{
    const json_t *criteria = option(options, "criteria");
    const char *own = json_string_value(option(options, "criterion"));
    const char *name;
    json_t *value;

    if (!criteria)
        return 0;
    if (!own)
        return refuse(
            context, "criteria", "N0566",
            "each criterion is a grade of its own, which a nested grader has not",
            "ask one question here, or move the judge out of `not`, `all`, `any`",
            errors);
    judge->criteria = mem_new(json_object_size(criteria), sizeof *judge->criteria);
    json_object_foreach((json_t *)(uintptr_t)criteria, name, value)
    {
        if (!strcmp(name, own))
            judge->criterion = judge->criterion_count;
        judge->criteria[judge->criterion_count++] =
            (struct judge_criterion){mem_text(name), mem_text(json_string_value(value))};
    }
    return 0;
}

static void context_compile(struct judge *judge, const json_t *options)
{
    const json_t *what = option(options, "context");

    judge->context_var = mem_text(json_string_value(what));
    judge->context_trace = mem_text(json_string_value(json_object_get(what, "trace")));
}

/* Labels are of a grader's grades, which a nested one has not. */
static int calibrated_compile(struct judge *judge, const json_t *options,
                              const struct grader_context *context,
                              struct error_list *errors)
{
    const json_t *demand = option(options, "calibrated");
    const json_t *min_j = json_object_get(demand, "min_j");
    const char *against = json_string_value(option(options, "against"));

    if (!demand)
        return 0;
    if (against && !strcmp(against, "baseline"))
        return refuse(context, "calibrated", "N0574",
                      "a judge that compares with the baseline cannot be calibrated",
                      "labels are of an answer alone: leave `calibrated` out, or compare "
                      "with the reference",
                      errors);
    if (context->depth)
        return refuse(
            context, "calibrated", "N0574",
            "a judge inside another grader cannot be calibrated",
            "labels are compared with a grade of its own: move the judge out of "
            "`not`, `all`, `any`",
            errors);
    judge->is_calibrated = true;
    judge->demand.min_j = min_j ? json_number_value(min_j) : JUDGE_YOUDEN_MIN;
    judge->demand.max_age_days =
        json_number_value(json_object_get(demand, "max_age_days"));
    return 0;
}

int judge_compile(const json_t *options, const struct grader_context *context,
                  void **state, struct error_list *errors)
{
    struct judge *judge = mem_new(1, sizeof *judge);
    const struct rubric *preset = NULL;
    int rc;

    *state = judge;
    rc = clashes_check(options, context, errors);
    rc |= judge_question_compile(options, context, &judge->question, &preset, errors);
    rc |= models_compile(judge, options, context, errors);
    rc |= criteria_compile(judge, options, context, errors);
    rc |= calibrated_compile(judge, options, context, errors);
    if (rc)
        return -1;
    if (mode_compile(judge, options, context, errors) ||
        votes_compile(judge, options, context, errors))
        return -1;
    context_compile(judge, options);
    if (preset && preset->needs_context && !option(options, "context"))
        return refuse(context, "preset", "N0565", "this preset needs `context`",
                      "say what the judge sees besides: context: VARIABLE", errors);
    if (option(options, "reference") || (preset && preset->needs_reference) ||
        (judge->mode == JUDGE_PAIR && !judge->is_against_baseline))
        judge->needs_reference = true;
    judge->schema = judge_schema_make(judge);
    return 0;
}

void judge_free(void *state)
{
    struct judge *judge = state;

    if (!judge)
        return;
    for (size_t i = 0; i < judge->label_count; i++)
        free(judge->labels[i].name);
    for (size_t i = 0; i < judge->criterion_count; i++) {
        free(judge->criteria[i].name);
        free(judge->criteria[i].question);
    }
    free(judge->labels);
    free(judge->criteria);
    free(judge->question);
    free(judge->models);
    free(judge->context_var);
    free(judge->context_trace);
    json_decref(judge->schema);
    free(judge);
}

size_t judge_ballots(const struct judge *judge)
{
    return judge->model_count * judge->votes;
}
