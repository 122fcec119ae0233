/* graders/regex.c - the pattern matches the answer. */
#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/builtin_graders.h"
#include "graders/pcre.h"
#include "graders/text_rule.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, NO_GROUP = -1, UNBOUNDED = -1 };

struct regex {
    struct pcre *pcre;
    const char *shown; /* the pattern, for reasons; borrowed from pcre */
    enum pcre_use use;
    bool counts;
    int64_t min, max; /* matches; UNBOUNDED */
    int group;        /* equals the reference; NO_GROUP */
};

static int count_compile(struct regex *own, const json_t *count,
                         const struct grader_context *context, struct error_list *errors)
{
    const json_t *min = json_object_get(count, "min");
    const json_t *max = json_object_get(count, "max");
    struct place place;

    own->counts = count != NULL;
    own->min = min ? json_integer_value(min) : UNBOUNDED;
    own->max = max ? json_integer_value(max) : UNBOUNDED;
    if (own->max == UNBOUNDED || own->min <= own->max)
        return 0;
    place = source_place(context->source, "/count");
    return error_list_at(errors, &place, "N0509",
                         "min is %lld, above max, which is %lld: nothing can pass",
                         (long long)own->min, (long long)own->max);
}

static int group_compile(struct regex *own, const json_t *group,
                         const struct grader_context *context, struct error_list *errors)
{
    struct place place;

    own->group = group ? pcre_group(own->pcre, group) : NO_GROUP;
    if (!group)
        return 0;
    place = source_place(context->source, "/group");
    if (own->group == NO_GROUP) {
        error_list_at(errors, &place, "N0507", "the pattern has no such group");
        return error_hint(error_list_last(errors), "it has %u, counted from 1",
                          pcre_group_count(own->pcre));
    }
    if (own->counts)
        return error_list_at(
            errors, &place, "N0505",
            "`group` looks at one match, `count` at all of them: use one");
    return 0;
}

static int regex_compile(const json_t *options, const struct grader_context *context,
                         void **state, struct error_list *errors)
{
    const bool is_short = json_is_string(options);
    const json_t *pattern = is_short ? options : json_object_get(options, "pattern");
    struct regex *own = mem_new(1, sizeof *own);
    int rc;

    *state = own;
    own->group = NO_GROUP;
    own->use =
        json_is_true(json_object_get(options, "full")) ? PCRE_WHOLE : PCRE_ANYWHERE;
    if (!json_is_string(pattern))
        return error_list_at(errors, &context->source->place, "N0518",
                             "expected a pattern");
    if (pcre_compile(pattern, own->use, context->source, is_short ? "" : "/pattern",
                     &own->pcre, errors))
        return -1;
    own->shown = pcre_shown(own->pcre);
    rc = count_compile(own, json_object_get(options, "count"), context, errors);
    return group_compile(own, json_object_get(options, "group"), context, errors) | rc;
}

static bool regex_uses_reference(const void *state)
{
    const struct regex *own = state;

    return own->group != NO_GROUP;
}

/* Counts as far as the bounds need it: one beyond max, or up to min. */
static enum pcre_result matches_count(const struct regex *own,
                                      struct grade_scratch *scratch, struct text answer,
                                      int64_t *count)
{
    const int64_t enough = own->max == UNBOUNDED ? own->min : own->max + 1;
    struct pcre_from from = {0};
    struct span span;

    *count = 0;
    while (*count < enough) {
        enum pcre_result result =
            pcre_match(own->pcre, scratch, answer.bytes, answer.length, from);

        if (result != MATCH_FOUND)
            return result;
        ++*count;
        if (!pcre_span(scratch, 0, &span))
            return MATCH_LIMIT;
        from = (struct pcre_from){span.end, span.end == span.start};
    }
    return MATCH_FOUND;
}

static void count_grade(const struct regex *own, struct grade_scratch *scratch,
                        struct text answer, struct grade *grade)
{
    int64_t count;

    if (matches_count(own, scratch, answer, &count) == MATCH_LIMIT)
        grade_unscored(grade, "%s took too many steps", own->shown);
    else if (own->max != UNBOUNDED && count > own->max)
        grade_fail(grade, "more than %lld matches for %s", (long long)own->max,
                   own->shown);
    else if (count < own->min)
        grade_fail(grade, "%lld matches for %s, expected at least %lld", (long long)count,
                   own->shown, (long long)own->min);
    else
        grade_pass(grade);
}

static bool is_in_reference(struct grade_scratch *scratch, struct text found,
                            const struct value *reference)
{
    const struct folding folding = {.trim = TRIM_BOTH};

    folding_apply(folding, found.bytes, found.length, &scratch->answer);
    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at)) {
        struct text text = value_text(at, &scratch->value);

        folding_apply(folding, text.bytes, text.length, &scratch->reference);
        if (scratch->reference.length == scratch->answer.length &&
            !memcmp(buf_text(&scratch->reference), buf_text(&scratch->answer),
                    scratch->answer.length))
            return true;
    }
    return false;
}

static void group_grade(const struct regex *own, struct grade_scratch *scratch,
                        struct text answer, const struct value *reference,
                        struct grade *grade)
{
    struct text found;
    struct span span;
    char *wanted, *got;

    if (!pcre_span(scratch, (unsigned)own->group, &span)) {
        grade_unreadable(grade, "group %d of %s took no part in the match", own->group,
                         own->shown);
        return;
    }
    found = (struct text){answer.bytes + span.start, span.end - span.start};
    if (is_in_reference(scratch, found, reference)) {
        grade_pass(grade);
        return;
    }
    wanted = reference_shown(reference);
    got = shown_quoted(found.bytes, found.length, SHOWN_MAX);
    grade_fail(grade, "expected %s, got %s", wanted, got);
    free(got);
    free(wanted);
}

static enum grade_step regex_grade(const void *state, struct grade_scratch *scratch,
                                   const struct sample *sample, struct grade_turn *turn,
                                   struct grade *grade)
{
    const struct regex *own = state;
    struct text answer = {sample->answer, sample->answer_length};
    enum pcre_result result;

    (void)turn;
    if (own->use == PCRE_WHOLE)
        answer = text_trimmed(answer.bytes, answer.length, TRIM_BOTH);
    if (own->counts) {
        count_grade(own, scratch, answer, grade);
        return GRADE_DONE;
    }
    result = pcre_match(own->pcre, scratch, answer.bytes, answer.length,
                        (struct pcre_from){0});
    if (result == MATCH_LIMIT)
        grade_unscored(grade, "%s took too many steps", own->shown);
    else if (result == MATCH_NONE && own->group != NO_GROUP)
        grade_unreadable(grade, "no match for %s", own->shown);
    else if (result == MATCH_NONE)
        grade_fail(grade, "no match for %s", own->shown);
    else if (own->group != NO_GROUP)
        group_grade(own, scratch, answer, sample->reference, grade);
    else
        grade_pass(grade);
    return GRADE_DONE;
}

static void regex_free(void *state)
{
    struct regex *own = state;

    if (!own)
        return;
    pcre_free(own->pcre);
    free(own);
}

const struct grader_type grader_regex = {
    .name = "regex",
    .summary = "the pattern matches the answer",
    .compile = regex_compile,
    .uses_reference = regex_uses_reference,
    .grade = regex_grade,
    .free = regex_free,
};
