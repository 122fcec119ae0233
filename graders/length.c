/* graders/length.c - the answer's length is within bounds. */
#include "base/mem.h"
#include "base/utf8.h"
#include "graders/builtin_graders.h"
#include "graders/folding.h"
#include "graders/grade_scratch.h"

#include <stdlib.h>
#include <unigbrk.h>

enum { UNBOUNDED = -1 };

struct length {
    int64_t min_chars, max_chars, min_words, max_words, max_tokens;
};

static int64_t bound(const json_t *options, const char *key)
{
    const json_t *value = json_object_get(options, key);

    return value ? json_integer_value(value) : UNBOUNDED;
}

static int bounds_check(int64_t min, int64_t max, const char *what,
                        const struct grader_context *context, struct error_list *errors)
{
    if (min == UNBOUNDED || max == UNBOUNDED || min <= max)
        return 0;
    return error_list_at(errors, &context->source->place, "N0509",
                         "min_%s is %lld, above max_%s, which is %lld: nothing can pass",
                         what, (long long)min, what, (long long)max);
}

static int length_compile(const json_t *options, const struct grader_context *context,
                          void **state, struct error_list *errors)
{
    struct length *own = mem_new(1, sizeof *own);

    *state = own;
    own->min_chars = bound(options, "min_chars");
    own->max_chars = bound(options, "max_chars");
    own->min_words = bound(options, "min_words");
    own->max_words = bound(options, "max_words");
    own->max_tokens = bound(options, "max_tokens");
    if (own->min_chars == UNBOUNDED && own->max_chars == UNBOUNDED &&
        own->min_words == UNBOUNDED && own->max_words == UNBOUNDED &&
        own->max_tokens == UNBOUNDED)
        return error_list_at(
            errors, &context->source->place, "N0513",
            "expected one of min_chars, max_chars, min_words, max_words, "
            "max_tokens");
    return bounds_check(own->min_chars, own->max_chars, "chars", context, errors) |
           bounds_check(own->min_words, own->max_words, "words", context, errors);
}

/* As a person counts them: grapheme clusters (UAX 29). libunistring's u8_grapheme_next()
 * knows no emoji sequences and flags, so all breaks are found at once. */
static int64_t chars_count(struct grade_scratch *scratch)
{
    const size_t length = scratch->answer.length;
    int64_t count = 0;

    buf_clear(&scratch->breaks);
    if (length == 0 || buf_reserve(&scratch->breaks, length))
        return 0;
    u8_grapheme_breaks((const uint8_t *)scratch->answer.data, length,
                       scratch->breaks.data);
    for (size_t i = 1; i < length; i++)
        count += scratch->breaks.data[i];
    return count + 1;
}

/* False: outside, and the grade says so. */
static bool is_within(int64_t count, int64_t min, int64_t max, const char *what,
                      struct grade *grade)
{
    if (min != UNBOUNDED && count < min)
        grade_fail(grade, "%lld %s, expected at least %lld", (long long)count, what,
                   (long long)min);
    else if (max != UNBOUNDED && count > max)
        grade_fail(grade, "%lld %s, expected at most %lld", (long long)count, what,
                   (long long)max);
    else
        return true;
    return false;
}

static bool words_within(const struct length *own, struct grade_scratch *scratch,
                         struct grade *grade)
{
    const char *text = buf_text(&scratch->answer);
    const size_t length = scratch->answer.length;

    if (own->min_words == UNBOUNDED && own->max_words == UNBOUNDED)
        return true;
    words_break(text, length, &scratch->breaks);
    return is_within((int64_t)words_count(text, length, &scratch->breaks), own->min_words,
                     own->max_words, "words", grade);
}

static enum grade_step length_grade(const void *state, struct grade_scratch *scratch,
                                    const struct sample *sample, struct grade_turn *turn,
                                    struct grade *grade)
{
    const struct length *own = state;
    const int64_t tokens = sample->usage ? sample->usage->output_total : UNKNOWN_COUNT;
    struct text text = text_trimmed(sample->answer, sample->answer_length, TRIM_BOTH);

    (void)turn;
    text_repair(text.bytes, text.length, &scratch->answer);
    if ((own->min_chars != UNBOUNDED || own->max_chars != UNBOUNDED) &&
        !is_within(chars_count(scratch), own->min_chars, own->max_chars, "characters",
                   grade))
        return GRADE_DONE;
    if (!words_within(own, scratch, grade))
        return GRADE_DONE;
    if (own->max_tokens != UNBOUNDED && tokens == UNKNOWN_COUNT)
        grade_unscored(grade, "the reply does not say how many tokens it has");
    else if (own->max_tokens == UNBOUNDED ||
             is_within(tokens, UNBOUNDED, own->max_tokens, "tokens", grade))
        grade_pass(grade);
    return GRADE_DONE;
}

const struct grader_type grader_length = {
    .name = "length",
    .summary = "the answer's length is within bounds",
    .compile = length_compile,
    .grade = length_grade,
    .free = free,
};
