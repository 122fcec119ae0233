/* graders/label.c - the answer is one of the labels, and the reference's.
 *
 * Which label an answer gives: the answer as a whole, ends trimmed, is a label or an
 * alias; else exactly one label occurs in it as whole words, where a label within a
 * longer one ("positive" in "very positive") does not count. None or several: the answer
 * cannot be read, and the reason says which. Where all labels are letters, as of a
 * multiple choice, the rules of choice_letter.h come between the two, and only aliases
 * are looked for as words.
 */
#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/builtin_graders.h"
#include "graders/choice_letter.h"
#include "graders/text_rule.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, NO_LABEL = CHOICE_NONE, SEVERAL_LABELS = CHOICE_SEVERAL };

/* A way to say a label: itself, or an alias. */
struct word {
    struct buf folded;
    int label;
};

struct label {
    struct folding folding;
    char **names;
    size_t count;
    struct word *words; /* longest first */
    size_t word_count, word_capacity;
    char *letters; /* the labels, where each is one letter or digit; else NULL */
};

static int word_add(struct label *own, const json_t *text, int label,
                    const struct place *place, struct error_list *errors)
{
    struct buf folded = BUF_INIT(SCRATCH_TEXT_MAX);
    char *shown =
        shown_quoted(json_string_value(text), json_string_length(text), SHOWN_MAX);
    int rc = 0;

    folding_apply(own->folding, json_string_value(text), json_string_length(text),
                  &folded);
    if (folded.length == 0)
        rc = error_list_at(
            errors, place, "N0504",
            "expected a word for a label, found none that is left to compare");
    for (size_t i = 0; !rc && i < own->word_count; i++)
        if (!strcmp(buf_text(&own->words[i].folded), buf_text(&folded)))
            rc = error_list_at(errors, place, "N0510", "%s stands for two labels", shown);
    free(shown);
    if (rc) {
        buf_release(&folded);
        return rc;
    }
    MEM_GROW(own->words, own->word_count, own->word_capacity);
    own->words[own->word_count++] = (struct word){folded, label};
    return 0;
}

static int label_index(const struct label *own, const char *name)
{
    for (size_t i = 0; i < own->count; i++)
        if (!strcmp(own->names[i], name))
            return (int)i;
    return NO_LABEL;
}

static int aliases_compile(struct label *own, const json_t *aliases,
                           const struct grader_context *context,
                           struct error_list *errors)
{
    const char *name;
    json_t *list;
    int rc = 0;

    json_object_foreach((json_t *)(uintptr_t)aliases, name, list)
    {
        const int label = label_index(own, name);
        struct place place = source_place(context->source, "/aliases");

        if (label == NO_LABEL) {
            char *shown = shown_quoted(name, strlen(name), SHOWN_MAX);

            rc = error_list_at(errors, &place, "N0510",
                               "%s has aliases and is none of the labels", shown);
            free(shown);
            continue;
        }
        for (size_t i = 0; i < json_array_size(list); i++)
            rc |= word_add(own, json_array_get(list, i), label, &place, errors);
    }
    return rc;
}

static int longest_first(const void *a, const void *b)
{
    const struct word *left = a;
    const struct word *right = b;

    return (left->folded.length < right->folded.length) -
           (left->folded.length > right->folded.length);
}

/* Labels such as A, B, C: their letters, in order; else NULL. */
static char *letters_of(const struct label *own)
{
    char *letters = mem_new(own->count + 1, 1);

    for (size_t i = 0; i < own->count; i++) {
        const char *name = own->names[i];

        if (name[0] && !name[1] && isalnum((unsigned char)name[0])) {
            letters[i] = name[0];
            continue;
        }
        free(letters);
        return NULL;
    }
    return letters;
}

static int label_compile(const json_t *options, const struct grader_context *context,
                         void **state, struct error_list *errors)
{
    const bool is_short = json_is_array(options);
    const json_t *labels = is_short ? options : json_object_get(options, "labels");
    struct label *own = mem_new(1, sizeof *own);
    int rc = 0;

    *state = own;
    own->folding.trim = TRIM_BOTH;
    own->folding.ignore = folding_ignore(json_object_get(options, "ignore"), IGNORE_CASE);
    own->names = mem_new(json_array_size(labels) + 1, sizeof *own->names);
    for (size_t i = 0; i < json_array_size(labels); i++) {
        char *pointer = mem_format("%s/%zu", is_short ? "" : "/labels", i);
        struct place place = source_place(context->source, pointer);
        const json_t *label = json_array_get(labels, i);

        own->names[own->count++] =
            mem_text_n(json_string_value(label), json_string_length(label));
        rc |= word_add(own, label, (int)i, &place, errors);
        free(pointer);
    }
    if (own->count == 0)
        rc = error_list_at(errors, &context->source->place, "N0518", "expected labels");
    own->letters = letters_of(own);
    rc |= aliases_compile(own, json_object_get(options, "aliases"), context, errors);
    if (own->word_count)
        qsort(own->words, own->word_count, sizeof *own->words, longest_first);
    return rc;
}

/* The label that the folded text is as a whole. */
static int label_of_whole(const struct label *own, const struct buf *folded)
{
    for (size_t i = 0; i < own->word_count; i++)
        if (own->words[i].folded.length == folded->length &&
            !memcmp(buf_text(&own->words[i].folded), buf_text(folded), folded->length))
            return own->words[i].label;
    return NO_LABEL;
}

/* The word that stands at this offset between word boundaries; the longest. */
static const struct word *word_at(const struct label *own, const struct buf *text,
                                  const struct buf *breaks, size_t at)
{
    for (size_t i = 0; i < own->word_count; i++) {
        const struct buf *word = &own->words[i].folded;

        if (!(own->letters && word->length == 1) && word->length <= text->length - at &&
            breaks->data[at + word->length] &&
            !memcmp(word->data, text->data + at, word->length))
            return &own->words[i];
    }
    return NULL;
}

/* found[label] counts where it occurs; the label, or NO_LABEL, or SEVERAL_LABELS. */
static int label_within(const struct label *own, struct grade_scratch *scratch,
                        bool *found)
{
    const struct buf *text = &scratch->answer;
    int label = NO_LABEL;

    words_break(buf_text(text), text->length, &scratch->breaks);
    for (size_t at = 0; at < text->length;) {
        const struct word *word =
            scratch->breaks.data[at] ? word_at(own, text, &scratch->breaks, at) : NULL;

        at += word ? word->folded.length : 1;
        if (!word)
            continue;
        found[word->label] = true;
        label = label == NO_LABEL || label == word->label ? word->label : SEVERAL_LABELS;
    }
    return label;
}

static int label_of_answer(const struct label *own, struct grade_scratch *scratch,
                           const struct sample *sample, bool *found)
{
    const struct choice_letters choices = {own->letters,
                                           own->folding.ignore & IGNORE_CASE};
    const struct text answer = {sample->answer, sample->answer_length};
    int label;

    folding_apply(own->folding, sample->answer, sample->answer_length, &scratch->answer);
    label = label_of_whole(own, &scratch->answer);
    if (label == NO_LABEL && own->letters)
        label = choice_letter_find(&choices, answer, found);
    return label == NO_LABEL ? label_within(own, scratch, found) : label;
}

/* -1 and *err: it is none of the labels. */
static int reference_label(const struct label *own, const struct value *reference,
                           int *label, struct error *err)
{
    struct buf room = BUF_INIT(SCRATCH_TEXT_MAX);
    struct buf folded = BUF_INIT(SCRATCH_TEXT_MAX);
    struct text text = value_text(reference, &room);

    folding_apply(own->folding, text.bytes, text.length, &folded);
    *label = label_of_whole(own, &folded);
    if (*label == NO_LABEL) {
        char *shown = shown_quoted(text.bytes, text.length, SHOWN_MAX);

        error_set(err, ERROR_INPUT, "N0521", "the reference %s is none of the labels",
                  shown);
        free(shown);
    }
    buf_release(&folded);
    buf_release(&room);
    return *label == NO_LABEL ? -1 : 0;
}

static int label_check(const void *state, const struct value *reference,
                       struct error *err)
{
    int label;

    return reference_label(state, reference, &label, err);
}

static void several_fail(const struct label *own, const bool *found, const char *answer,
                         struct grade *grade)
{
    struct buf list = BUF_INIT(2048);

    for (size_t i = 0; i < own->count; i++) {
        char *shown = shown_quoted(own->names[i], strlen(own->names[i]), SHOWN_MAX);

        if (found[i])
            buf_append_format(&list, "%s%s", list.length ? ", " : "", shown);
        free(shown);
    }
    grade_unreadable(grade, "several labels in %s: %s", answer, buf_text(&list));
    buf_release(&list);
}

/* For gates on labels: what was expected, and what was found (null: none, or several). */
static void labels_keep(const struct label *own, int wanted, int found,
                        struct grade *grade)
{
    grade_detail(grade, "expected", json_string(own->names[wanted]));
    grade_detail(grade, "found",
                 found >= 0 ? json_string(own->names[found]) : json_null());
}

static void label_judge(const struct label *own, struct grade_scratch *scratch,
                        const struct sample *sample, int wanted, struct grade *grade)
{
    bool *found = mem_new(own->count, sizeof *found);
    char *answer = shown_quoted(sample->answer, sample->answer_length, SHOWN_MAX);
    const int label = label_of_answer(own, scratch, sample, found);

    if (label == NO_LABEL) {
        grade_unreadable(grade, "no label in %s", answer);
    } else if (label == SEVERAL_LABELS) {
        several_fail(own, found, answer, grade);
    } else if (label == wanted) {
        grade_pass(grade);
    } else {
        char *expected =
            shown_quoted(own->names[wanted], strlen(own->names[wanted]), SHOWN_MAX);
        char *got = shown_quoted(own->names[label], strlen(own->names[label]), SHOWN_MAX);

        grade_fail(grade, "expected %s, got %s", expected, got);
        free(got);
        free(expected);
    }
    labels_keep(own, wanted, label, grade);
    free(answer);
    free(found);
}

static enum grade_step label_grade(const void *state, struct grade_scratch *scratch,
                                   const struct sample *sample, struct grade_turn *turn,
                                   struct grade *grade)
{
    struct error err = ERROR_INIT;
    int wanted;

    (void)turn;
    if (reference_label(state, sample->reference, &wanted, &err))
        grade_unscored(grade, "%s", err.message);
    else
        label_judge(state, scratch, sample, wanted, grade);
    return GRADE_DONE;
}

/* An answer that cannot be read is one that misses its label: it lowers recall. */
static void label_keep_unread(const void *state, const struct value *reference,
                              struct grade *grade)
{
    struct error ignored = ERROR_INIT;
    int wanted;

    if (!reference_label(state, reference, &wanted, &ignored))
        labels_keep(state, wanted, NO_LABEL, grade);
}

static void label_free(void *state)
{
    struct label *own = state;

    if (!own)
        return;
    for (size_t i = 0; i < own->count; i++)
        free(own->names[i]);
    for (size_t i = 0; i < own->word_count; i++)
        buf_release(&own->words[i].folded);
    free(own->letters);
    free(own->names);
    free(own->words);
    free(own);
}

const struct grader_type grader_label = {
    .name = "label",
    .summary = "the answer is one of the labels, and the reference's",
    .needs_reference = true,
    .compile = label_compile,
    .check_reference = label_check,
    .grade = label_grade,
    .keep_unread = label_keep_unread,
    .free = label_free,
};
