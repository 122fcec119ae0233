/* graders/judge_words.c - what a judge may say: the verdicts of each mode, as words. */
#include "graders/judge_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char unclear[] = "unclear";

bool judge_word_is_unclear(const char *word)
{
    return strcasecmp(word, unclear) == 0;
}

/* Whether each mark is a word of its own. */
static bool marks_are_listed(const struct judge *judge)
{
    return judge->mode == JUDGE_SCALE && floor(judge->low) == judge->low &&
           floor(judge->high) == judge->high &&
           judge->high - judge->low < JUDGE_MARKS_MAX;
}

/* All words but "unclear"; NULL: any number on the scale. */
static json_t *words_make(const struct judge *judge)
{
    json_t *words;

    switch (judge->mode) {
    case JUDGE_YES_NO:
        return json_pack("[s, s]", "yes", "no");
    case JUDGE_PAIR:
        return json_pack("[s, s, s]", "first", "second", "tie");
    case JUDGE_SCALE:
    case JUDGE_CATEGORIES:
        break;
    }
    if (judge->mode == JUDGE_SCALE && !marks_are_listed(judge))
        return NULL;
    words = json_array();
    for (size_t i = 0; i < judge->label_count; i++)
        json_array_append_new(words, json_string(judge->labels[i].name));
    for (int i = 0; judge->mode == JUDGE_SCALE && i <= (int)(judge->high - judge->low);
         i++)
        json_array_append_new(words, json_sprintf("%.0f", judge->low + i));
    return words;
}

static json_t *verdict_schema(const struct judge *judge)
{
    json_t *words = words_make(judge);

    if (!words)
        return json_pack(
            "{s:s, s:o}", "type", "string", "description",
            json_sprintf("a number from %g to %g, or unclear", judge->low, judge->high));
    json_array_append_new(words, json_string(unclear));
    return json_pack("{s:s, s:o}", "type", "string", "enum", words);
}

/* The reason comes first: a model that has to say why before it says what errs less. */
static json_t *opinion_schema(const struct judge *judge)
{
    return json_pack("{s:s, s:{s:{s:s}, s:o}, s:[s, s], s:b}", "type", "object",
                     "properties", "reason", "type", "string", "verdict",
                     verdict_schema(judge), "required", "reason", "verdict",
                     "additionalProperties", 0);
}

json_t *judge_schema_make(const struct judge *judge)
{
    json_t *properties;
    json_t *required;

    if (!judge->criterion_count)
        return opinion_schema(judge);
    properties = json_object();
    required = json_array();
    for (size_t i = 0; i < judge->criterion_count; i++) {
        json_object_set_new(properties, judge->criteria[i].name, opinion_schema(judge));
        json_array_append_new(required, json_string(judge->criteria[i].name));
    }
    return json_pack("{s:s, s:o, s:o, s:b}", "type", "object", "properties", properties,
                     "required", required, "additionalProperties", 0);
}

void judge_words_append(const struct judge *judge, struct buf *out)
{
    json_t *words = words_make(judge);

    if (!words)
        buf_append_format(out, "a number from %g to %g in quotes", judge->low,
                          judge->high);
    for (size_t i = 0; i < json_array_size(words); i++) {
        const char *word = json_string_value(json_array_get(words, i));

        if (i)
            buf_append_text(out, ", ");
        json_quote(out, word, strlen(word));
    }
    buf_append_format(out, " or \"%s\"", unclear);
    json_decref(words);
}

static bool word_is(const char *word, const char *wanted)
{
    return strcasecmp(word, wanted) == 0;
}

static bool mark_read(const struct judge *judge, const char *word, struct judge_mark *out)
{
    char *end;
    const double mark = strtod(word, &end);

    /* strtod() knows more than JSON's numbers: hexadecimal, "nan", blanks in front. */
    if (!*word || *end || strspn(word, "+-.0123456789eE") != strlen(word))
        return false;
    if (!(mark >= judge->low && mark <= judge->high) ||
        (marks_are_listed(judge) && floor(mark) != mark))
        return false;
    *out = (struct judge_mark){mark, (mark - judge->low) / (judge->high - judge->low),
                               mark >= judge->pass};
    return true;
}

static bool side_read(const struct judge *judge, const char *word, unsigned order,
                      struct judge_mark *out)
{
    const char *candidate = order == 0 ? "first" : "second";
    double score = 0.5;

    if (word_is(word, "first") || word_is(word, "second"))
        score = word_is(word, candidate) ? 1 : 0;
    else if (!word_is(word, "tie"))
        return false;
    *out = (struct judge_mark){score, score, score >= judge->pass};
    return true;
}

static bool label_read(const struct judge *judge, const char *word,
                       struct judge_mark *out)
{
    for (int exactly = 1; exactly >= 0; exactly--)
        for (size_t i = 0; i < judge->label_count; i++) {
            const struct judge_label *label = &judge->labels[i];

            if (exactly ? strcmp(word, label->name) != 0 : !word_is(word, label->name))
                continue;
            *out = (struct judge_mark){label->passes, label->passes, label->passes};
            return true;
        }
    return false;
}

bool judge_word_read(const struct judge *judge, const char *word, unsigned order,
                     struct judge_mark *out)
{
    switch (judge->mode) {
    case JUDGE_YES_NO:
        *out = word_is(word, "yes") ? (struct judge_mark){1, 1, true}
                                    : (struct judge_mark){0, 0, false};
        return out->passes || word_is(word, "no");
    case JUDGE_SCALE:
        return mark_read(judge, word, out);
    case JUDGE_CATEGORIES:
        return label_read(judge, word, out);
    case JUDGE_PAIR:
        return side_read(judge, word, order, out);
    }
    return false;
}
