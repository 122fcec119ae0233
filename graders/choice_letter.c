/* graders/choice_letter.c - which letter of a multiple choice an answer gives. */
#include "graders/choice_letter.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct search {
    const struct choice_letters *choices;
    const char *start, *end;
    bool *found;
    int letter;
};

/* Bytes of characters beyond ASCII are parts of words here: "é" is a letter. */
static bool is_word(char byte)
{
    return (unsigned char)byte >= 0x80 || isalnum((unsigned char)byte);
}

static bool has_word(const char *at, const char *end)
{
    while (at < end && !is_word(*at))
        at++;
    return at < end;
}

static const char *line_end(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));

    return found ? found : end;
}

static void found_add(struct search *search, int letter)
{
    search->found[letter] = true;
    if (search->letter == CHOICE_NONE)
        search->letter = letter;
    else if (search->letter != letter)
        search->letter = CHOICE_SEVERAL;
}

static int letter_index(const struct choice_letters *choices, char byte)
{
    const char *at = byte ? strchr(choices->letters, byte) : NULL;

    return at ? (int)(at - choices->letters) : CHOICE_NONE;
}

/* In either case, where that does not count. */
static int letter_of(const struct choice_letters *choices, char byte)
{
    const int own = letter_index(choices, byte);

    if (own != CHOICE_NONE || !choices->any_case)
        return own;
    if (isupper((unsigned char)byte))
        return letter_index(choices, (char)tolower((unsigned char)byte));
    return letter_index(choices, (char)toupper((unsigned char)byte));
}

/* The letter that alone is left of a line without marks; or CHOICE_NONE. */
static int letter_alone(const struct search *search, const char *at, const char *end)
{
    while (at < end && !is_word(*at))
        at++;
    if (at == end || has_word(at + 1, end))
        return CHOICE_NONE;
    return letter_of(search->choices, *at);
}

/* The letter at this place, as a statement ends: in its own case before no other letter,
 * or in either with nothing but marks behind it. */
static int letter_stated(const struct search *search, const char *at)
{
    const int own = at < search->end ? letter_index(search->choices, *at) : CHOICE_NONE;

    if (at == search->end || (at + 1 < search->end && is_word(at[1])))
        return CHOICE_NONE;
    if (own != CHOICE_NONE && !(at + 1 < search->end && at[1] == '\''))
        return own;
    return letter_alone(search, at, line_end(at, search->end));
}

static const char *marks_skip(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n*_`\"'([{<$:", *at) && *at)
        at++;
    return at;
}

/* Behind the word at this place, in either case; NULL: another stands there. */
static const char *word_skip(const char *at, const char *end, const char *word)
{
    const size_t length = strlen(word);

    if ((size_t)(end - at) < length || strncasecmp(at, word, length) != 0 ||
        ((size_t)(end - at) > length && is_word(at[length])))
        return NULL;
    return at + length;
}

static const char *one_skip(const char *at, const char *end, const char *const *words)
{
    for (; *words; words++) {
        const char *behind = word_skip(at, end, *words);

        if (behind)
            return behind;
    }
    return NULL;
}

/* Where the letter of a statement that begins here stands; NULL: none begins. */
static const char *statement_letter(const char *at, const char *end)
{
    static const char *const nouns[] = {"answer", "option", "choice", NULL};
    static const char *const before[] = {"option", "choice", "letter", NULL};
    const char *verb, *more;

    at = one_skip(at, end, nouns);
    if (!at)
        return NULL;
    while (at < end && *at && strchr(" \t*_`", *at))
        at++;
    if (at < end && (*at == ':' || *at == '=')) {
        at++;
    } else {
        verb = word_skip(at, end, "is");
        if (!verb)
            return NULL;
        at = verb;
    }
    at = marks_skip(at, end);
    more = one_skip(at, end, before);
    return more ? marks_skip(more, end) : at;
}

static const char *boxed_letter(const char *at, const char *end)
{
    static const char *const forms[] = {"\\boxed{\\text{", "\\boxed{\\textbf{",
                                        "\\boxed{"};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const size_t length = strlen(forms[i]);

        if ((size_t)(end - at) > length && !memcmp(at, forms[i], length))
            return marks_skip(at + length, end);
    }
    return NULL;
}

static void statements_search(struct search *search)
{
    for (const char *at = search->start; at < search->end; at++) {
        const bool begins = at == search->start || !is_word(at[-1]);
        const char *letter = NULL;
        int stated;

        if (*at == '\\')
            letter = boxed_letter(at, search->end);
        else if (begins && strchr("aocAOC", *at) && *at)
            letter = statement_letter(at, search->end);
        stated = letter ? letter_stated(search, letter) : CHOICE_NONE;
        if (stated != CHOICE_NONE)
            found_add(search, stated);
    }
}

static void last_line_search(struct search *search)
{
    const char *end = search->end;
    const char *at;
    int letter;

    while (end > search->start && !is_word(end[-1]))
        end--;
    at = end;
    while (at > search->start && at[-1] != '\n')
        at--;
    letter = letter_alone(search, at, end);
    if (letter != CHOICE_NONE)
        found_add(search, letter);
}

/* ")", "]", ":" or the end of emphasis; "." only before white space. */
static bool is_marked(const char *at, const char *end)
{
    if (at == end)
        return false;
    if (*at == '.')
        return at + 1 == end || isspace((unsigned char)at[1]) || at[1] == '*';
    return *at && strchr(")]:*`", *at);
}

static void line_starts_search(struct search *search)
{
    for (const char *at = search->start; at < search->end;) {
        const char *end = line_end(at, search->end);
        int letter = CHOICE_NONE;

        while (at < end && *at && strchr(" \t*_`([>#-", *at))
            at++;
        if (at < end && is_marked(at + 1, end))
            letter = letter_of(search->choices, *at);
        if (letter != CHOICE_NONE)
            found_add(search, letter);
        at = end < search->end ? end + 1 : end;
    }
}

/* "A good one", "I think": an article, a pronoun. */
static bool is_other_word(const char *at, const char *end)
{
    static const char *const behind[] = {"is",      "or",    "and", "not", "but",
                                         "because", "since", "as",  NULL};

    return (*at == 'A' || *at == 'I') && end - at > 2 && at[1] == ' ' && is_word(at[2]) &&
           !isupper((unsigned char)at[2]) && !one_skip(at + 2, end, behind);
}

static void words_search(struct search *search)
{
    for (const char *at = search->start; at < search->end; at++) {
        const int letter = letter_index(search->choices, *at);
        const char before = at == search->start ? ' ' : at[-1];
        const char behind = at + 1 == search->end ? ' ' : at[1];

        if (letter != CHOICE_NONE && !is_word(before) && !is_word(behind) &&
            !strchr("'-_", before) && !strchr("'-_", behind) &&
            !is_other_word(at, search->end))
            found_add(search, letter);
    }
}

int choice_letter_find(const struct choice_letters *choices, struct text answer,
                       bool *found)
{
    static void (*const rules[])(struct search * search) = {
        statements_search, last_line_search, line_starts_search, words_search};
    struct search search = {choices, answer.bytes, answer.bytes + answer.length, found,
                            CHOICE_NONE};

    search.letter = letter_alone(&search, search.start, search.end);
    for (size_t i = 0; search.letter == CHOICE_NONE && i < sizeof rules / sizeof *rules;
         i++)
        rules[i](&search);
    return search.letter;
}
