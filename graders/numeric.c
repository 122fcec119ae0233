/* graders/numeric.c - the number in the answer is the reference. */
#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "graders/builtin_graders.h"
#include "graders/grade_scratch.h"
#include "graders/number_text.h"
#include "graders/text_rule.h"
#include "values/number.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

enum { SHOWN_MAX = 60 };

struct unit {
    char *name;
    double factor;
};

struct numeric {
    struct document literal;              /* the short form's number; or empty */
    double tolerance, relative, min, max; /* NaN: not given */
    enum find_number { FIND_ONLY, FIND_FIRST, FIND_LAST } find;
    const struct number_locale *locale;
    bool percent, compares;
    struct unit *units; /* longest name first */
    size_t unit_count;
};

/* A number that was read: exactly, unless a unit or "%" scaled it. */
struct reading {
    struct found_number found;
    struct value exact; /* its text is found.text, or the value's own */
    double number;
    bool is_scaled;
};

static double option(const json_t *options, const char *key)
{
    const json_t *value = json_object_get(options, key);

    return value ? json_number_value(value) : NAN;
}

static int longest_first(const void *a, const void *b)
{
    const size_t left = strlen(((const struct unit *)a)->name);
    const size_t right = strlen(((const struct unit *)b)->name);

    return (left < right) - (left > right);
}

static int units_compile(struct numeric *own, const json_t *units,
                         const struct grader_context *context, struct error_list *errors)
{
    struct place place = source_place(context->source, "/units");
    const char *name;
    json_t *factor;
    int rc = 0;

    own->units = mem_new(json_object_size(units) + 1, sizeof *own->units);
    json_object_foreach((json_t *)(uintptr_t)units, name, factor)
    {
        own->units[own->unit_count++] =
            (struct unit){mem_text(name), json_number_value(factor)};
        if (!*name || !(json_number_value(factor) > 0))
            rc = error_list_at(errors, &place, "N0511",
                               "expected a unit's name and a factor above 0");
    }
    qsort(own->units, own->unit_count, sizeof *own->units, longest_first);
    return rc;
}

static int bounds_compile(struct numeric *own, const json_t *options,
                          const struct grader_context *context, struct error_list *errors)
{
    own->tolerance = option(options, "tolerance");
    own->relative = option(options, "relative");
    own->min = option(options, "min");
    own->max = option(options, "max");
    own->compares = (isnan(own->min) && isnan(own->max)) ||
                    json_object_get(options, "reference") || !isnan(own->tolerance) ||
                    !isnan(own->relative);
    if (!(own->min > own->max))
        return 0;
    return error_list_at(errors, &context->source->place, "N0509",
                         "min is %.17g, above max, which is %.17g: nothing can pass",
                         own->min, own->max);
}

static int locale_compile(struct numeric *own, const char *name,
                          const struct grader_context *context, struct error_list *errors)
{
    struct place place = source_place(context->source, "/locale");
    char *shown;

    own->locale = number_locale_find(name);
    if (own->locale)
        return 0;
    shown = shown_quoted(name, strlen(name), SHOWN_MAX);
    error_list_at(errors, &place, "N0502", "the locale %s is not supported", shown);
    error_hint(error_list_last(errors), "supported: %s", number_locale_names);
    free(shown);
    return -1;
}

static int numeric_compile(const json_t *options, const struct grader_context *context,
                           void **state, struct error_list *errors)
{
    const char *find = json_string_value(json_object_get(options, "find"));
    const char *locale = json_string_value(json_object_get(options, "locale"));
    struct numeric *own = mem_new(1, sizeof *own);
    struct error err = ERROR_INIT;
    int rc = 0;

    *state = own;
    own->literal = (struct document)DOCUMENT_INIT;
    own->percent = json_is_true(json_object_get(options, "percent"));
    if (find)
        own->find = !strcmp(find, "first")  ? FIND_FIRST
                    : !strcmp(find, "last") ? FIND_LAST
                                            : FIND_ONLY;
    if (json_is_number(options) && document_from_json(&own->literal, options, &err))
        rc = error_list_add(errors, &err);
    rc |= locale_compile(own, locale ? locale : "C", context, errors);
    rc |= bounds_compile(own, options, context, errors);
    rc |= units_compile(own, json_object_get(options, "units"), context, errors);
    return rc;
}

static bool numeric_uses_reference(const void *state)
{
    const struct numeric *own = state;

    return own->compares && !document_root(&own->literal);
}

/* Where a unit may begin: marks of emphasis around the number and blanks in its line are
 * passed over. */
static size_t unit_start(const char *text, size_t length, size_t at)
{
    static const char no_break_space[] = "\xc2\xa0", narrow[] = "\xe2\x80\xaf";

    while (at < length && strchr("*_`", text[at]) && text[at])
        at++;
    for (;;) {
        if (at < length && (text[at] == ' ' || text[at] == '\t'))
            at++;
        else if (length - at >= 2 && !memcmp(text + at, no_break_space, 2))
            at += 2;
        else if (length - at >= 3 && !memcmp(text + at, narrow, 3))
            at += 3;
        else
            return at;
    }
}

/* Whether a unit is still going on: letters and signs of every script, "/" and what
 * raises to a power; a command of TeX, but for its closing bracket. */
static bool is_of_unit(const char *text, size_t length, size_t at)
{
    uint32_t point = 0;

    if (at >= length || !utf8_decode(text + at, length - at, &point))
        return false;
    if (point == '\\')
        return at + 1 < length && text[at + 1] != ')' && text[at + 1] != ']';
    return point == '%' || point == '/' || point == '^' || point == 0x2030 ||
           uc_is_general_category_withtable(
               point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M | UC_CATEGORY_MASK_Sc |
                          UC_CATEGORY_MASK_No) ||
           point == 0xb0 || point == 0xb7;
}

static bool has_unit(struct text text, size_t at, const char *name)
{
    const size_t size = strlen(name);
    const size_t behind = at + size;

    return size <= text.length - at && !memcmp(text.bytes + at, name, size) &&
           !is_of_unit(text.bytes, text.length, behind) &&
           !(behind < text.length && text.bytes[behind] >= '0' &&
             text.bytes[behind] <= '9');
}

static bool is_percent(struct text text, size_t at)
{
    return has_unit(text, at, "%") || has_unit(text, at, "percent") ||
           has_unit(text, at, "per cent") || has_unit(text, at, "pct");
}

/* The unit or "%" behind the number makes it larger or smaller. False: there are units,
 * and this is another one. */
static bool scale(const struct numeric *own, struct text text, struct reading *reading)
{
    const size_t at = unit_start(text.bytes, text.length, reading->found.end);

    reading->is_scaled = own->percent && is_percent(text, at);
    if (reading->is_scaled) {
        reading->number /= 100;
        return true;
    }
    for (size_t i = 0; i < own->unit_count; i++)
        if (has_unit(text, at, own->units[i].name)) {
            reading->number *= own->units[i].factor;
            reading->is_scaled = true;
            return true;
        }
    return !own->unit_count || !is_of_unit(text.bytes, text.length, at);
}

static const char other_unit[] = "the number in %s has a unit that is not listed";

/* NULL: read; else what is wrong, with one %s for the text. */
static const char *text_read(const struct numeric *own, enum find_number find,
                             struct text text, struct reading *out)
{
    struct found_number next;
    size_t count = 0;
    size_t at = 0;
    size_t bad;

    while (number_find(own->locale, text.bytes, text.length, at, &next)) {
        if (count++ == 0 || find == FIND_LAST)
            out->found = next;
        if (find == FIND_FIRST || (find == FIND_ONLY && count > 1))
            break;
        at = next.end;
    }
    if (count == 0)
        return "no number in %s";
    if (find == FIND_ONLY && count > 1)
        return "more than one number in %s";
    if (!out->found.is_readable ||
        !number_read(out->found.text, strlen(out->found.text), &out->exact, &bad))
        return "the number in %s cannot be read";
    out->number = value_double(&out->exact);
    return scale(own, text, out) ? NULL : other_unit;
}

/* A JSON number is itself, a string is read as text. */
static const char *value_read(const struct numeric *own, enum find_number find,
                              const struct value *value, struct reading *out)
{
    if (value_is_number(value)) {
        *out = (struct reading){.exact = *value, .number = value_double(value)};
        return NULL;
    }
    if (value->type == VALUE_STRING)
        return text_read(own, find, (struct text){value->text, value->size}, out);
    return "expected a number, found %s";
}

static int reference_read(const struct numeric *own, const struct value *reference,
                          struct reading *out, struct error *err)
{
    const char *problem = value_read(own, FIND_ONLY, reference, out);
    char *shown;

    if (!problem)
        return 0;
    shown = reference_shown(reference);
    error_set(err, ERROR_INPUT, "N0521",
              problem == other_unit ? "the reference %s has a unit that is not listed"
                                    : "expected a number as the reference, found %s",
              shown);
    free(shown);
    return -1;
}

static int numeric_check(const void *state, const struct value *reference,
                         struct error *err)
{
    struct reading reading;

    return reference_read(state, reference, &reading, err);
}

/* Numbers as people write them are no binary fractions: 1.1 is within 0.1 of 1.0. */
static bool is_within(const struct numeric *own, const struct reading *got,
                      const struct reading *wanted)
{
    const double a = got->number;
    const double b = wanted->number;
    double room = 0.0;

    if (isnan(own->tolerance) && isnan(own->relative) && !got->is_scaled &&
        !wanted->is_scaled)
        return value_compare_numbers(&got->exact, &wanted->exact) == 0;
    if (own->tolerance > room)
        room = own->tolerance;
    if (own->relative * fabs(b) > room)
        room = own->relative * fabs(b);
    return fabs(a - b) <= room + 4 * DBL_EPSILON * fmax(fabs(a), fabs(b));
}

static char *reading_shown(const struct reading *reading)
{
    if (reading->is_scaled)
        return mem_format("%.10g", reading->number);
    return mem_format("%.*s", reading->exact.size > 40 ? 40 : (int)reading->exact.size,
                      reading->exact.text);
}

static void differs(const struct numeric *own, const struct reading *got,
                    const struct reading *wanted, struct grade *grade)
{
    char *a = reading_shown(got);
    char *b = reading_shown(wanted);

    if (own->tolerance > 0 && own->relative > 0)
        grade_fail(grade, "%s is not within %.10g, nor %.10g of it, of %s", a,
                   own->tolerance, own->relative, b);
    else if (own->tolerance > 0)
        grade_fail(grade, "%s is not within %.10g of %s", a, own->tolerance, b);
    else if (own->relative > 0)
        grade_fail(grade, "%s is not within %.10g%% of %s", a, own->relative * 100, b);
    else
        grade_fail(grade, "expected %s, got %s", b, a);
    free(a);
    free(b);
}

static void bounds_grade(const struct numeric *own, const struct reading *got,
                         struct grade *grade)
{
    char *shown = reading_shown(got);

    if (got->number < own->min)
        grade_fail(grade, "%s is below %.10g", shown, own->min);
    else if (got->number > own->max)
        grade_fail(grade, "%s is above %.10g", shown, own->max);
    else
        grade_pass(grade);
    free(shown);
}

static void answer_unreadable(const struct sample *sample, const char *problem,
                              struct grade *grade)
{
    char *shown = shown_quoted(sample->answer, sample->answer_length, SHOWN_MAX);
    char *before = mem_text_n(problem, (size_t)(strstr(problem, "%s") - problem));

    grade_unreadable(grade, "%s%s%s", before, shown, strstr(problem, "%s") + 2);
    free(before);
    free(shown);
}

static enum grade_step numeric_grade(const void *state, struct grade_scratch *scratch,
                                     const struct sample *sample, struct grade_turn *turn,
                                     struct grade *grade)
{
    const struct numeric *own = state;
    const struct value *literal = document_root(&own->literal);
    const struct text text = {sample->answer, sample->answer_length};
    struct reading got = {0};
    struct reading wanted = {0};
    struct error err = ERROR_INIT;
    const char *problem;

    (void)turn;
    (void)scratch;
    if (own->compares &&
        reference_read(own, literal ? literal : sample->reference, &wanted, &err)) {
        grade_unscored(grade, "%s", err.message);
        return GRADE_DONE;
    }
    problem = sample->answer_value
                  ? value_read(own, own->find, sample->answer_value, &got)
                  : text_read(own, own->find, text, &got);
    if (problem)
        answer_unreadable(sample, problem, grade);
    else if (own->compares && !is_within(own, &got, &wanted))
        differs(own, &got, &wanted, grade);
    else
        bounds_grade(own, &got, grade);
    return GRADE_DONE;
}

static void numeric_free(void *state)
{
    struct numeric *own = state;

    if (!own)
        return;
    for (size_t i = 0; i < own->unit_count; i++)
        free(own->units[i].name);
    free(own->units);
    document_release(&own->literal);
    free(own);
}

const struct grader_type grader_numeric = {
    .name = "numeric",
    .summary = "the number in the answer is the reference",
    .compile = numeric_compile,
    .uses_reference = numeric_uses_reference,
    .check_reference = numeric_check,
    .grade = numeric_grade,
    .free = numeric_free,
};
