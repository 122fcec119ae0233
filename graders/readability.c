/* graders/readability.c - the answer is easy enough to read. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "graders/builtin_graders.h"
#include "metrics/reading_ease.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, NAMES_MAX = 400 };
static const double rounding = 1e-9;

struct readability {
    const struct readability_formula *formula;
    double pass;
};

static void formula_hint(const char *name, struct error_list *errors)
{
    const char *names[16] = {NULL};
    struct buf all = BUF_INIT(NAMES_MAX);
    const char *nearest;

    for (size_t i = 0; readability_formulas[i].name; i++) {
        names[i] = readability_formulas[i].name;
        buf_append_format(&all, "%s%s", i ? ", " : "", names[i]);
    }
    nearest = nearest_name(name, names);
    if (nearest)
        error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    else
        error_hint(error_list_last(errors), "one of %s", buf_text(&all));
    buf_release(&all);
}

static int readability_compile(const json_t *options,
                               const struct grader_context *context, void **state,
                               struct error_list *errors)
{
    const json_t *pass = json_object_get(options, "pass");
    const json_t *formula = json_object_get(options, "formula");
    struct readability *own = mem_new(1, sizeof *own);
    struct place place = source_place(context->source, "/formula");
    char *shown;

    *state = own;
    if (!pass && !json_is_number(options)) {
        error_list_at(errors, &context->source->place, "N0518",
                      "readability needs `pass`: a value of its formula");
        return error_hint(error_list_last(errors), "readability: 60");
    }
    own->pass = json_number_value(pass ? pass : options);
    own->formula = readability_find(formula ? json_string_value(formula) : "flesch");
    if (own->formula)
        return 0;
    shown =
        shown_quoted(json_string_value(formula), json_string_length(formula), SHOWN_MAX);
    error_list_at(errors, &place, "N0539", "%s is no formula of readability", shown);
    formula_hint(json_string_value(formula), errors);
    free(shown);
    return -1;
}

static void details_keep(const struct readability *own, const struct prose *prose,
                         double value, struct grade *grade)
{
    grade_detail(grade, own->formula->name, json_real(value));
    grade_detail(grade, "sentences", json_integer((json_int_t)prose->sentences));
    grade_detail(grade, "words", json_integer((json_int_t)prose->words));
    grade_detail(grade, "syllables", json_integer((json_int_t)prose->syllables));
}

static enum grade_step readability_grade(const void *state, struct grade_scratch *scratch,
                                         const struct sample *sample,
                                         struct grade_turn *turn, struct grade *grade)
{
    const struct readability *own = state;
    const struct readability_formula *formula = own->formula;
    struct prose prose;
    const char *refusal;
    double value;

    (void)scratch;
    (void)turn;
    prose_count(sample->answer, sample->answer_length, &prose);
    refusal = readability_refusal(formula, &prose);
    if (refusal) {
        grade_unscored(grade, "%s says nothing of this answer: %s", formula->name,
                       refusal);
        return GRADE_DONE;
    }
    value = formula->value(&prose);
    if (formula->grows ? value >= own->pass - rounding : value <= own->pass + rounding)
        grade_pass(grade);
    else
        grade_fail(grade, "%s %.1f is %s %.10g: %.1f words a sentence, %.2f %s a word",
                   formula->name, value, formula->grows ? "below" : "above", own->pass,
                   (double)prose.words / (double)prose.sentences,
                   (double)(formula->counts_letters ? prose.letters : prose.syllables) /
                       (double)prose.words,
                   formula->counts_letters ? "letters" : "syllables");
    grade->score = readability_share(formula, value);
    details_keep(own, &prose, value, grade);
    return GRADE_DONE;
}

const struct grader_type grader_readability = {
    .name = "readability",
    .summary = "the answer is easy enough to read",
    .applies_pass = true,
    .compile = readability_compile,
    .grade = readability_grade,
    .free = free,
};
