/* store/case_filter.c - which cases `--filter` and a gate's `must_pass` name. */
#include "store/case_filter.h"

#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";

enum word_kind { WORD_COHORT, WORD_TAG, WORD_ID_PART, WORD_ID, WORD_UNKNOWN };

static const struct word_key {
    const char *key;
    enum word_kind kind;
} word_keys[] = {{"cohort:", WORD_COHORT}, {"tag:", WORD_TAG}, {"id~", WORD_ID_PART}};

struct filter_word {
    enum word_kind kind;
    bool negated;
    const char *text; /* without "!" and the key; borrowed from the filter */
    size_t length;
};

static bool begins_with(const char *text, size_t length, const char *prefix)
{
    return length >= strlen(prefix) && memcmp(text, prefix, strlen(prefix)) == 0;
}

/* The next word from *at, which moves behind it; false: there is none. */
static bool word_next(const char **at, struct filter_word *word)
{
    const char *text = *at + strspn(*at, blanks);
    size_t length = strcspn(text, blanks);

    *at = text + length;
    if (length == 0)
        return false;
    word->negated = text[0] == '!';
    text += word->negated;
    length -= word->negated;
    word->kind =
        memchr(text, ':', length) || memchr(text, '~', length) ? WORD_UNKNOWN : WORD_ID;
    for (size_t i = 0; i < sizeof word_keys / sizeof *word_keys; i++) {
        if (!begins_with(text, length, word_keys[i].key))
            continue;
        word->kind = word_keys[i].kind;
        text += strlen(word_keys[i].key);
        length -= strlen(word_keys[i].key);
        break;
    }
    word->text = text;
    word->length = length;
    return true;
}

static int word_refuse(const struct filter_word *word, struct error *err)
{
    char *quoted = shown_quoted(word->text, word->length, 60);

    if (word->length == 0)
        error_set(err, ERROR_INPUT, "N0612", "a word of the filter names nothing");
    else
        error_set(err, ERROR_INPUT, "N0612", "unknown word %s in the filter", quoted);
    error_hint(
        err, "known: cohort:NAME, tag:TAG, id~TEXT, an id, cohort/id, and ! before one");
    free(quoted);
    return -1;
}

int case_filter_check(const char *filter, struct error *err)
{
    struct filter_word word;
    bool any = false;

    while (word_next(&filter, &word)) {
        if (word.kind == WORD_UNKNOWN || word.length == 0)
            return word_refuse(&word, err);
        any = true;
    }
    if (any)
        return 0;
    error_set(err, ERROR_INPUT, "N0612", "the filter is empty");
    return error_hint(err, "cohort:NAME names the cases of a cohort");
}

static bool text_is(const struct filter_word *word, const char *text)
{
    return strlen(text) == word->length && memcmp(text, word->text, word->length) == 0;
}

static bool cohort_holds(const struct filter_word *word, const char *cohort)
{
    return strncmp(cohort, word->text, word->length) == 0 &&
           (cohort[word->length] == '\0' || cohort[word->length] == '/');
}

/* The id, or "cohort/id". */
static bool id_holds(const struct filter_word *word, const char *cohort, const char *id)
{
    size_t front = strlen(cohort);
    struct filter_word rest = *word;

    if (text_is(word, id))
        return true;
    if (!begins_with(word->text, word->length, cohort) || word->length <= front ||
        word->text[front] != '/')
        return false;
    rest.text += front + 1;
    rest.length -= front + 1;
    return text_is(&rest, id);
}

static bool tags_hold(const struct filter_word *word, const struct filtered_case *of)
{
    const struct value *tag = of->tags ? value_first(of->tags) : NULL;

    for (size_t i = 0; i < of->cohort_tag_count; i++)
        if (text_is(word, of->cohort_tags[i]))
            return true;
    for (size_t i = 0; tag && i < of->tags->size; i++, tag = value_next(tag))
        if (tag->type == VALUE_STRING && tag->size == word->length &&
            memcmp(tag->text, word->text, word->length) == 0)
            return true;
    return false;
}

static bool word_holds(const struct filter_word *word, const struct filtered_case *of)
{
    switch (word->kind) {
    case WORD_COHORT:
        return cohort_holds(word, of->cohort);
    case WORD_TAG:
        return tags_hold(word, of);
    case WORD_ID_PART:
        return memmem(of->id, strlen(of->id), word->text, word->length) != NULL;
    case WORD_ID:
        return id_holds(word, of->cohort, of->id);
    case WORD_UNKNOWN:
        break;
    }
    return false;
}

bool case_filter_takes(const char *filter, const struct filtered_case *of)
{
    bool asked[WORD_UNKNOWN] = {false}, found[WORD_UNKNOWN] = {false};
    struct filter_word word;

    while (word_next(&filter, &word)) {
        /* Both ways to name an id are of one kind. */
        enum word_kind kind = word.kind == WORD_ID_PART ? WORD_ID : word.kind;
        bool holds = word_holds(&word, of);

        if (word.negated && holds)
            return false;
        if (word.negated || kind == WORD_UNKNOWN)
            continue;
        asked[kind] = true;
        found[kind] = found[kind] || holds;
    }
    for (int kind = 0; kind < WORD_UNKNOWN; kind++)
        if (asked[kind] && !found[kind])
            return false;
    return true;
}

bool case_filter_matches(const char *filter, const char *cohort, const char *id)
{
    const struct filtered_case of = {.cohort = cohort, .id = id};

    return case_filter_takes(filter, &of);
}

bool case_filter_has_tags(const char *filter)
{
    struct filter_word word;

    while (word_next(&filter, &word))
        if (word.kind == WORD_TAG)
            return true;
    return false;
}
