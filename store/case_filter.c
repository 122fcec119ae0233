/* store/case_filter.c - which cases a gate's `must_pass` names. */
#include "store/case_filter.h"

#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";

enum word_kind { WORD_COHORT, WORD_ID_PART, WORD_ID, WORD_UNKNOWN };

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
    if (begins_with(text, length, "cohort:"))
        word->kind = WORD_COHORT;
    else if (begins_with(text, length, "id~"))
        word->kind = WORD_ID_PART;
    else if (memchr(text, ':', length) || memchr(text, '~', length))
        word->kind = WORD_UNKNOWN;
    else
        word->kind = WORD_ID;
    if (word->kind == WORD_COHORT || word->kind == WORD_ID_PART) {
        size_t key = word->kind == WORD_COHORT ? strlen("cohort:") : strlen("id~");

        text += key;
        length -= key;
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
    error_hint(err, "known: cohort:NAME, id~TEXT, an id, cohort/id, and ! before one");
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

static bool word_holds(const struct filter_word *word, const char *cohort, const char *id)
{
    switch (word->kind) {
    case WORD_COHORT:
        return cohort_holds(word, cohort);
    case WORD_ID_PART:
        return memmem(id, strlen(id), word->text, word->length) != NULL;
    case WORD_ID:
        return id_holds(word, cohort, id);
    case WORD_UNKNOWN:
        break;
    }
    return false;
}

bool case_filter_matches(const char *filter, const char *cohort, const char *id)
{
    bool cohort_asked = false, cohort_found = false;
    bool id_asked = false, id_found = false;
    struct filter_word word;

    while (word_next(&filter, &word)) {
        bool holds = word_holds(&word, cohort, id);

        if (word.negated && holds)
            return false;
        if (word.negated)
            continue;
        if (word.kind == WORD_COHORT) {
            cohort_asked = true;
            cohort_found |= holds;
        } else {
            id_asked = true;
            id_found |= holds;
        }
    }
    return (!cohort_asked || cohort_found) && (!id_asked || id_found);
}
