/* graders/contains.c - the answer has the reference in it. */
#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/builtin_graders.h"
#include "graders/text_rule.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

struct phrase {
    char *text;        /* as it was written */
    struct buf folded; /* what is looked for */
};

struct phrases {
    struct phrase *items;
    size_t count, capacity;
};

struct contains {
    unsigned ignore;
    bool whole_words;
    struct phrases any, all;
};

static int phrase_add(struct contains *own, struct phrases *phrases, const json_t *text,
                      const struct grader_context *context, const char *pointer,
                      struct error_list *errors)
{
    const struct folding folding = {.ignore = own->ignore};
    struct place place = source_place(context->source, pointer);
    struct phrase *phrase;

    MEM_GROW(phrases->items, phrases->count, phrases->capacity);
    phrase = &phrases->items[phrases->count++];
    phrase->text = mem_text_n(json_string_value(text), json_string_length(text));
    buf_init(&phrase->folded, SCRATCH_TEXT_MAX);
    folding_apply(folding, phrase->text, json_string_length(text), &phrase->folded);
    if (phrase->folded.length)
        return 0;
    return error_list_at(
        errors, &place, "N0504",
        "expected a text to look for, found none that is left to compare");
}

static int list_compile(struct contains *own, struct phrases *phrases, const char *key,
                        const struct grader_context *context, struct error_list *errors)
{
    const json_t *list = json_object_get(context->source->json, key);
    int rc = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        char *pointer = mem_format("/%s/%zu", key, i);

        rc |= phrase_add(own, phrases, json_array_get(list, i), context, pointer, errors);
        free(pointer);
    }
    if (list)
        rc |= literal_alone(context, key, errors);
    return rc;
}

static int contains_compile(const json_t *options, const struct grader_context *context,
                            void **state, struct error_list *errors)
{
    struct contains *own = mem_new(1, sizeof *own);

    *state = own;
    own->ignore = folding_ignore(json_object_get(options, "ignore"), 0);
    own->whole_words = json_is_true(json_object_get(options, "whole_words"));
    if (json_is_string(options))
        return phrase_add(own, &own->all, options, context, "", errors);
    return list_compile(own, &own->any, "any", context, errors) |
           list_compile(own, &own->all, "all", context, errors);
}

static bool contains_uses_reference(const void *state)
{
    const struct contains *own = state;

    return own->any.count + own->all.count == 0;
}

static int contains_check(const void *state, const struct value *reference,
                          struct error *err)
{
    const struct contains *own = state;

    return reference_check_filled(reference, (struct folding){.ignore = own->ignore},
                                  err);
}

struct haystack {
    struct text text;
    const struct buf *breaks; /* NULL: not only whole words */
};

static bool phrase_is_there(const struct haystack *haystack, const struct phrase *phrase)
{
    const struct text needle = {buf_text(&phrase->folded), phrase->folded.length};

    return text_find(haystack->text, haystack->breaks, needle, 0) != SIZE_MAX;
}

static void any_fail(const struct contains *own, struct grade *grade)
{
    struct buf list = BUF_INIT(4096);

    for (size_t i = 0; i < own->any.count; i++) {
        const char *text = own->any.items[i].text;
        char *shown = shown_quoted(text, strlen(text), SHOWN_MAX);

        buf_append_format(&list, "%s%s", i ? ", " : "", shown);
        free(shown);
    }
    grade_fail(grade,
               own->any.count == 1 ? "%s is not in the answer"
                                   : "none of %s is in the answer",
               buf_text(&list));
    buf_release(&list);
}

static void literals_grade(const struct contains *own, const struct haystack *haystack,
                           struct grade *grade)
{
    bool any = own->any.count == 0;

    for (size_t i = 0; i < own->all.count; i++) {
        const struct phrase *phrase = &own->all.items[i];
        char *shown;

        if (phrase_is_there(haystack, phrase))
            continue;
        shown = shown_quoted(phrase->text, strlen(phrase->text), SHOWN_MAX);
        grade_fail(grade, "%s is not in the answer", shown);
        free(shown);
        return;
    }
    for (size_t i = 0; i < own->any.count && !any; i++)
        any = phrase_is_there(haystack, &own->any.items[i]);
    if (any)
        grade_pass(grade);
    else
        any_fail(own, grade);
}

static void reference_grade(const struct contains *own, const struct haystack *haystack,
                            struct grade_scratch *scratch, const struct value *reference,
                            struct grade *grade)
{
    const struct folding folding = {.ignore = own->ignore};
    struct error err = ERROR_INIT;
    char *shown;

    if (contains_check(own, reference, &err)) {
        grade_unscored(grade, "%s", err.message);
        return;
    }
    for (const struct value *at = reference_first(reference); at;
         at = reference_next(reference, at)) {
        struct text text = value_text(at, &scratch->value);
        struct text needle;

        folding_apply(folding, text.bytes, text.length, &scratch->reference);
        needle = (struct text){buf_text(&scratch->reference), scratch->reference.length};
        if (text_find(haystack->text, haystack->breaks, needle, 0) != SIZE_MAX) {
            grade_pass(grade);
            return;
        }
    }
    shown = reference_shown(reference);
    if (reference_next(reference, reference_first(reference)))
        grade_fail(grade, "expected %s in the answer", shown);
    else
        grade_fail(grade, "%s is not in the answer", shown);
    free(shown);
}

static enum grade_step contains_grade(const void *state, struct grade_scratch *scratch,
                                      const struct sample *sample,
                                      struct grade_turn *turn, struct grade *grade)
{
    const struct contains *own = state;
    struct haystack haystack = {.breaks = own->whole_words ? &scratch->breaks : NULL};

    (void)turn;
    folding_apply((struct folding){.ignore = own->ignore}, sample->answer,
                  sample->answer_length, &scratch->answer);
    haystack.text = (struct text){buf_text(&scratch->answer), scratch->answer.length};
    if (own->whole_words)
        words_break(haystack.text.bytes, haystack.text.length, &scratch->breaks);
    if (contains_uses_reference(own))
        reference_grade(own, &haystack, scratch, sample->reference, grade);
    else
        literals_grade(own, &haystack, grade);
    return GRADE_DONE;
}

static void phrases_release(struct phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        free(phrases->items[i].text);
        buf_release(&phrases->items[i].folded);
    }
    free(phrases->items);
}

static void contains_free(void *state)
{
    struct contains *own = state;

    if (!own)
        return;
    phrases_release(&own->any);
    phrases_release(&own->all);
    free(own);
}

const struct grader_type grader_contains = {
    .name = "contains",
    .summary = "the answer has the reference in it",
    .compile = contains_compile,
    .uses_reference = contains_uses_reference,
    .check_reference = contains_check,
    .grade = contains_grade,
    .free = contains_free,
};
