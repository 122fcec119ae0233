/* graders/text_rule.c - what graders share that compare a text with a text. */
#include "graders/text_rule.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "graders/answer_part.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, REFERENCES_SHOWN_MAX = 3 };

struct text_rule {
    const struct text_rule_kind *kind;
    struct folding folding;
    char *literal; /* as it was written; NULL: the reference */
    size_t literal_length;
    struct buf folded; /* the literal */
};

int literal_alone(const struct grader_context *context, const char *key,
                  struct error_list *errors)
{
    struct place place;

    if (!json_object_get(context->source->json, "reference"))
        return 0;
    place = source_key_place(context->source, "/reference");
    error_list_at(errors, &place, "N0505",
                  "`%s` says what to compare with, and so does `reference`", key);
    return error_hint(error_list_last(errors), "leave one of them out");
}

static int literal_set(struct text_rule *rule, const json_t *literal,
                       const struct grader_context *context, struct error_list *errors)
{
    struct place place = source_place(context->source, "");

    rule->literal_length = json_string_length(literal);
    rule->literal = mem_text_n(json_string_value(literal), rule->literal_length);
    folding_apply(rule->folding, rule->literal, rule->literal_length, &rule->folded);
    if (rule->folded.length || rule->kind->allows_empty)
        return 0;
    return error_list_at(
        errors, &place, "N0504",
        "expected a text to look for, found none that is left to compare");
}

int text_rule_compile(const struct text_rule_kind *kind, const json_t *options,
                      const struct grader_context *context, void **state,
                      struct error_list *errors)
{
    struct text_rule *rule = mem_new(1, sizeof *rule);

    *state = rule;
    rule->kind = kind;
    rule->folding.trim = kind->trim;
    rule->folding.ignore = folding_ignore(json_object_get(options, "ignore"), 0);
    buf_init(&rule->folded, SCRATCH_TEXT_MAX);
    return json_is_string(options) ? literal_set(rule, options, context, errors) : 0;
}

bool text_rule_uses_reference(const void *state)
{
    const struct text_rule *rule = state;

    return !rule->literal;
}

const struct value *reference_first(const struct value *reference)
{
    return reference->type == VALUE_ARRAY ? value_first(reference) : reference;
}

const struct value *reference_next(const struct value *reference, const struct value *at)
{
    const struct value *next = value_next(at);

    return reference->type == VALUE_ARRAY && next < value_next(reference) ? next : NULL;
}

char *reference_shown(const struct value *reference)
{
    struct buf room = BUF_INIT(SCRATCH_TEXT_MAX);
    struct buf out = BUF_INIT(64 * 1024);
    size_t count = 0;

    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at)) {
        struct text text = value_text(at, &room);
        char *shown = shown_quoted(text.bytes, text.length, SHOWN_MAX);

        if (count++ < REFERENCES_SHOWN_MAX)
            buf_append_format(&out, "%s%s", out.length ? ", " : "", shown);
        free(shown);
    }
    buf_release(&room);
    if (count > REFERENCES_SHOWN_MAX)
        buf_append_format(&out, " and %zu others", count - REFERENCES_SHOWN_MAX);
    if (count > 1) {
        char *list = buf_detach(&out);
        char *whole = mem_format("one of %s", list);

        free(list);
        return whole;
    }
    return count ? buf_detach(&out) : mem_text("one of none");
}

int reference_check_filled(const struct value *reference, struct folding folding,
                           struct error *err)
{
    struct buf room = BUF_INIT(SCRATCH_TEXT_MAX);
    struct buf folded = BUF_INIT(SCRATCH_TEXT_MAX);
    const struct value *at = reference_first(reference);
    int rc = 0;

    if (!at)
        rc = error_set(err, ERROR_INPUT, "N0521", "the reference is an empty list");
    for (; at && !rc; at = reference_next(reference, at)) {
        struct text text = value_text(at, &room);

        folding_apply(folding, text.bytes, text.length, &folded);
        if (folded.length == 0)
            rc = error_set(err, ERROR_INPUT, "N0504",
                           "the reference is empty: every answer would fit it");
    }
    buf_release(&folded);
    buf_release(&room);
    return rc;
}

int text_rule_check(const void *state, const struct value *reference, struct error *err)
{
    const struct text_rule *rule = state;

    if (reference->type == VALUE_ARRAY && !value_first(reference))
        return error_set(err, ERROR_INPUT, "N0521", "the reference is an empty list");
    return rule->kind->allows_empty
               ? 0
               : reference_check_filled(reference, rule->folding, err);
}

static bool reference_holds(const struct text_rule *rule, struct grade_scratch *scratch,
                            struct text answer, const struct value *reference)
{
    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at)) {
        struct text text = value_text(at, &scratch->value);

        folding_apply(rule->folding, text.bytes, text.length, &scratch->reference);
        if (rule->kind->holds(answer, (struct text){buf_text(&scratch->reference),
                                                    scratch->reference.length}))
            return true;
    }
    return false;
}

static char *answer_shown(const struct text_rule *rule, const struct sample *sample)
{
    struct text text =
        text_trimmed(sample->answer, sample->answer_length, rule->kind->trim);
    size_t start = 0;
    char *end, *shown;

    if (rule->kind->shows_end && utf8_count(text.bytes, text.length) > SHOWN_MAX)
        start = utf8_offset(text.bytes, text.length,
                            utf8_count(text.bytes, text.length) - SHOWN_MAX);
    shown = shown_quoted(text.bytes + start, text.length - start, 2 * SHOWN_MAX);
    if (!start)
        return shown;
    end = mem_format("…%s", shown);
    free(shown);
    return end;
}

enum grade_step text_rule_grade(const void *state, struct grade_scratch *scratch,
                                const struct sample *sample, struct grade_turn *turn,
                                struct grade *grade)
{
    const struct text_rule *rule = state;
    struct error err = ERROR_INIT;
    struct text answer;
    char *wanted, *got;
    bool holds;

    (void)turn;
    if (!rule->literal && text_rule_check(state, sample->reference, &err)) {
        grade_unscored(grade, "%s", err.message);
        return GRADE_DONE;
    }
    folding_apply(rule->folding, sample->answer, sample->answer_length, &scratch->answer);
    answer = (struct text){buf_text(&scratch->answer), scratch->answer.length};
    holds = rule->literal
                ? rule->kind->holds(
                      answer, (struct text){buf_text(&rule->folded), rule->folded.length})
                : reference_holds(rule, scratch, answer, sample->reference);
    if (holds) {
        grade_pass(grade);
        return GRADE_DONE;
    }
    wanted = rule->literal ? shown_quoted(rule->literal, rule->literal_length, SHOWN_MAX)
                           : reference_shown(sample->reference);
    got = answer_shown(rule, sample);
    grade_fail(grade, "%s %s, got %s", rule->kind->expected, wanted, got);
    free(got);
    free(wanted);
    return GRADE_DONE;
}

void text_rule_free(void *state)
{
    struct text_rule *rule = state;

    if (!rule)
        return;
    free(rule->literal);
    buf_release(&rule->folded);
    free(rule);
}
