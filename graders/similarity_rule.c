/* graders/similarity_rule.c - what graders share that measure how alike the answer and
 * the reference are. */
#include "graders/similarity_rule.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/text_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, DIGITS_MIN = 2, DIGITS_MAX = 17, SHARE_TEXT_MAX = 32 };
enum { WORK_BYTES_MAX = 64 * 1024 * 1024 }; /* of the answer, over all references */
static const double rounding = 1e-9;

struct similarity {
    const struct similarity_kind *kind;
    double pass;
    struct folding folding;
    char *language; /* NULL: not said */
};

static int pass_set(struct similarity *own, const json_t *options,
                    const struct grader_context *context, struct error_list *errors)
{
    const json_t *pass = json_object_get(options, "pass");
    struct place place = source_place(context->source, pass ? "/pass" : "");

    if (!pass && !json_is_number(options)) {
        error_list_at(errors, &place, "N0518", "%s needs `pass`: a score from 0 to 1",
                      own->kind->name);
        return error_hint(error_list_last(errors), "%s: 0.5", own->kind->name);
    }
    own->pass = json_number_value(pass ? pass : options);
    if (own->pass >= 0 && own->pass <= 1)
        return 0;
    error_list_at(errors, &place, "N0535", "%s is from 0 to 1; `pass` is %g",
                  own->kind->name, own->pass);
    if (own->pass > 1 && own->pass <= 100)
        error_hint(error_list_last(errors), "%g of 100 is %g", own->pass,
                   own->pass / 100);
    return -1;
}

/* Two or three lower-case letters, as ISO 639 has them. */
static bool is_language(const char *text)
{
    const size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");

    return !text[letters] && (letters == 2 || letters == 3);
}

static int language_set(struct similarity *own, const json_t *options,
                        const struct grader_context *context, struct error_list *errors)
{
    const json_t *language = json_object_get(options, "language");
    struct place place = source_place(context->source, "/language");
    char *shown;

    if (!language)
        return 0;
    own->language = mem_text(json_string_value(language));
    for (size_t i = 0; own->kind->languages_refused && own->kind->languages_refused[i];
         i++)
        if (!strcmp(own->language, own->kind->languages_refused[i])) {
            error_list_at(errors, &place, "N0536", "%s has no words for \"%s\"",
                          own->kind->name, own->language);
            return error_hint(error_list_last(errors), "chrf compares characters");
        }
    if (is_language(own->language))
        return 0;
    shown = shown_quoted(own->language, json_string_length(language), SHOWN_MAX);
    error_list_at(errors, &place, "N0536",
                  "expected a language as two or three letters, such as \"en\", found %s",
                  shown);
    free(shown);
    return -1;
}

static bool has_own_case(const char *language)
{
    return language && (!strcmp(language, "tr") || !strcmp(language, "az") ||
                        !strcmp(language, "lt"));
}

int similarity_compile(const struct similarity_kind *kind, const json_t *options,
                       const struct grader_context *context, void **state,
                       struct error_list *errors)
{
    struct similarity *own = mem_new(1, sizeof *own);
    int rc;

    *state = own;
    own->kind = kind;
    rc = pass_set(own, options, context, errors);
    rc |= language_set(own, options, context, errors);
    own->folding.trim = TRIM_BOTH;
    own->folding.ignore = folding_ignore(json_object_get(options, "ignore"), 0);
    own->folding.language = has_own_case(own->language) ? own->language : NULL;
    return rc;
}

/* -1 and *err: there is nothing in it to compare with, or too much. */
static int reference_refused(const struct similarity *own,
                             const struct likeness *likeness, struct error *err)
{
    if (likeness->limit)
        return error_set(err, ERROR_INPUT, "N0521", "%s", likeness->limit);
    if (own->kind->unit && likeness->reference_units == 0)
        return error_set(err, ERROR_INPUT, "N0537",
                         "the reference has no %s: every answer would have the score 0",
                         own->kind->unit);
    return 0;
}

int similarity_check(const void *state, const struct value *reference, struct error *err)
{
    const struct similarity *own = state;
    struct metric_room *room = metric_room_new();
    struct buf value = BUF_INIT(SCRATCH_TEXT_MAX), folded = BUF_INIT(SCRATCH_TEXT_MAX);
    const struct value *at = reference_first(reference);
    int rc = 0;

    if (!at)
        rc = error_set(err, ERROR_INPUT, "N0521", "the reference is an empty list");
    for (; at && !rc; at = reference_next(reference, at)) {
        struct text text = value_text(at, &value);
        struct text_pair pair = {.answer = "", .language = own->language};
        struct likeness likeness;

        folding_apply(own->folding, text.bytes, text.length, &folded);
        pair.reference = buf_text(&folded);
        pair.reference_length = folded.length;
        likeness_measure(own->kind->metric, &pair, room, &likeness);
        rc = reference_refused(own, &likeness, err);
    }
    buf_release(&folded);
    buf_release(&value);
    metric_room_free(room);
    return rc;
}

/* The best of the references. */
struct best {
    struct likeness likeness;
    size_t index, count;
};

/* The answer is read again for each of the references. */
static int work_check(const struct grade_scratch *scratch, const struct value *reference,
                      struct error *err)
{
    size_t count = 0;

    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at))
        count++;
    if (count <= 1 || scratch->answer.length <= WORK_BYTES_MAX / count)
        return 0;
    return error_set(err, ERROR_INPUT, "N0521",
                     "the answer, once for each of %zu references, is more than 64 MiB",
                     count);
}

/* -1: one of them is of no use, or too much work, and *err says so. */
static int best_find(const struct similarity *own, struct grade_scratch *scratch,
                     const struct value *reference, struct best *best, struct error *err)
{
    struct text_pair pair = {buf_text(&scratch->answer), scratch->answer.length, NULL, 0,
                             own->language};

    *best = (struct best){.likeness = {.score = -1}};
    if (work_check(scratch, reference, err))
        return -1;
    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at)) {
        struct text text = value_text(at, &scratch->value);
        struct likeness likeness;

        folding_apply(own->folding, text.bytes, text.length, &scratch->reference);
        pair.reference = buf_text(&scratch->reference);
        pair.reference_length = scratch->reference.length;
        likeness_measure(own->kind->metric, &pair, scratch_metrics(scratch), &likeness);
        if (reference_refused(own, &likeness, err))
            return -1;
        if (likeness.score > best->likeness.score) {
            best->likeness = likeness;
            best->index = best->count;
        }
        best->count++;
    }
    return best->count
               ? 0
               : error_set(err, ERROR_INPUT, "N0521", "the reference is an empty list");
}

/* "0.41 is below 0.5": with as many digits as tell the two apart. */
static void below_fail(const struct similarity *own, const struct best *best,
                       struct grade *grade)
{
    char score[SHARE_TEXT_MAX], pass[SHARE_TEXT_MAX];
    int digits = DIGITS_MIN;

    do {
        snprintf(score, sizeof score, "%.*g", digits, best->likeness.score);
        snprintf(pass, sizeof pass, "%.*g", digits, own->pass);
    } while (!strcmp(score, pass) && digits++ < DIGITS_MAX);
    snprintf(pass, sizeof pass, "%.*g", DIGITS_MAX - 2, own->pass);
    if (best->count > 1)
        grade_fail(grade, "%s %s is below %s (best of %zu references)", own->kind->name,
                   score, pass, best->count);
    else
        grade_fail(grade, "%s %s is below %s", own->kind->name, score, pass);
}

static void details_keep(const struct best *best, struct grade *grade)
{
    if (!isnan(best->likeness.precision)) {
        grade_detail(grade, "precision", json_real(best->likeness.precision));
        grade_detail(grade, "recall", json_real(best->likeness.recall));
    }
    if (best->count > 1)
        grade_detail(grade, "reference", json_integer((json_int_t)best->index));
}

enum grade_step similarity_grade(const void *state, struct grade_scratch *scratch,
                                 const struct sample *sample, struct grade_turn *turn,
                                 struct grade *grade)
{
    const struct similarity *own = state;
    struct error err = ERROR_INIT;
    struct best best;

    (void)turn;
    folding_apply(own->folding, sample->answer, sample->answer_length, &scratch->answer);
    if (best_find(own, scratch, sample->reference, &best, &err)) {
        grade_unscored(grade, "%s", err.message);
        return GRADE_DONE;
    }
    if (fabs(best.likeness.score - own->pass) < rounding)
        best.likeness.score = own->pass;
    if (best.likeness.score >= own->pass)
        grade_pass(grade);
    else
        below_fail(own, &best, grade);
    grade->score = best.likeness.score;
    details_keep(&best, grade);
    return GRADE_DONE;
}

void similarity_free(void *state)
{
    struct similarity *own = state;

    if (own)
        free(own->language);
    free(own);
}
