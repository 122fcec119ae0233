/* metrics/syllables.c - how many syllables an English word has. */
#include "metrics/syllables.h"

#include <stdbool.h>
#include <string.h>

struct spelling {
    const char *letters;
    size_t length;
};

static char letter_at(const struct spelling *word, size_t at)
{
    return at < word->length ? word->letters[at] : '\0';
}

static bool is_one_of(char letter, const char *set)
{
    return letter && strchr(set, letter);
}

static bool is_vowel_at(const struct spelling *word, size_t at)
{
    const char letter = letter_at(word, at);

    if (letter == 'y')
        return !(is_one_of(letter_at(word, at + 1), "aeiou") &&
                 (at == 0 || is_one_of(letter_at(word, at - 1), "aeiou")));
    if (letter == 'u' && at > 0 && letter_at(word, at - 1) == 'q')
        return false;
    return is_one_of(letter, "aeiou");
}

static bool has_at(const struct spelling *word, size_t at, const char *piece)
{
    const size_t length = strlen(piece);

    return at <= word->length && length <= word->length - at &&
           !memcmp(word->letters + at, piece, length);
}

static bool ends_with(const struct spelling *word, const char *piece)
{
    const size_t length = strlen(piece);

    return length <= word->length && has_at(word, word->length - length, piece);
}

static int vowel_runs(const struct spelling *word)
{
    bool was_vowel = false;
    int count = 0;

    for (size_t i = 0; i < word->length; i++) {
        const bool is_vowel = is_vowel_at(word, i);

        count += is_vowel && !was_vowel;
        was_vowel = is_vowel;
    }
    return count;
}

static const char consonants[] = "bcdfghjklmnpqrstvwxz";

/* Letters that make a run of vowels two syllables, or take one back. */
static const struct piece {
    const char *letters;
    const char *not_after, *after; /* the letter before; NULL: any */
    int change;
} pieces[] = {
    {"ia", "tscgx", NULL, 1},    {"iat", NULL, "tscg", 1},    {"io", "tscgxn", NULL, 1},
    {"eo", NULL, NULL, 1},       {"eop", NULL, "p", -1},      {"eon", NULL, "g", -1},
    {"eor", NULL, "g", -1},      {"ua", "qg", NULL, 1},       {"uo", "qg", NULL, 1},
    {"iu", NULL, NULL, 1},       {"ya", NULL, consonants, 1}, {"yo", NULL, consonants, 1},
    {"yi", NULL, consonants, 1}, {"iet", NULL, "rudsc", 1},   {"eing", NULL, NULL, 1},
    {"oing", NULL, NULL, 1},     {"uing", "qg", NULL, 1},     {"oet", NULL, NULL, 1},
    {"oem", NULL, NULL, 1},      {"uen", "q", NULL, 1},       {"ient", NULL, "lrp", 1},
    {"ience", NULL, "rcd", 1},   {"creat", NULL, NULL, 1},    {"react", NULL, NULL, 1},
    {"eate", NULL, "n", 1},      {"idea", NULL, NULL, 1},     {"ically", NULL, NULL, -1},
    {"terest", NULL, NULL, -1},  {"usiness", NULL, NULL, -1},
};

static int pieces_count(const struct spelling *word)
{
    int change = 0;

    for (size_t at = 0; at < word->length; at++) {
        const char before = at ? letter_at(word, at - 1) : '\0';

        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            const struct piece *piece = &pieces[i];

            if (*piece->letters != letter_at(word, at) ||
                (piece->not_after && is_one_of(before, piece->not_after)) ||
                (piece->after && !is_one_of(before, piece->after)))
                continue;
            if (has_at(word, at, piece->letters))
                change += piece->change;
        }
    }
    return change;
}

/* -ly, -ment and their like leave a silent e before them silent. */
static bool suffix_drop(struct spelling *word)
{
    static const char *const suffixes[] = {"fully", "ments", "ment", "ness",
                                           "less",  "ful",   "ly",   NULL};

    for (size_t i = 0; suffixes[i]; i++) {
        const size_t length = strlen(suffixes[i]);

        if (word->length >= length + 4 && ends_with(word, suffixes[i])) {
            word->length -= length;
            return true;
        }
    }
    return false;
}

/* The letter so many from the end; from 1. */
static char letter_back(const struct spelling *word, size_t back)
{
    return back <= word->length ? word->letters[word->length - back] : '\0';
}

/* "-le" after a consonant is a syllable: "table". */
static bool is_loud_le(const struct spelling *word, size_t back, const char *not_after)
{
    return letter_back(word, back) == 'l' &&
           is_one_of(letter_back(word, back + 1), consonants) &&
           !is_one_of(letter_back(word, back + 1), not_after);
}

/* Whether the e of a word that ends with -es or -ed is heard. */
static bool is_loud_inflection(const struct spelling *word)
{
    const char before = letter_back(word, 3);

    if (is_loud_le(word, 3, "lrw"))
        return true;
    if (letter_back(word, 1) == 'd')
        return is_one_of(before, "td");
    return is_one_of(before, "sxzcg") ||
           (before == 'h' && is_one_of(letter_back(word, 4), "cs"));
}

static int silent_count(struct spelling word)
{
    const bool had_suffix = suffix_drop(&word);

    if (letter_back(&word, 1) == 'e')
        return is_one_of(letter_back(&word, 2), consonants) && !is_loud_le(&word, 2, "l");
    return !had_suffix && is_one_of(letter_back(&word, 1), "ds") &&
           letter_back(&word, 2) == 'e' && is_one_of(letter_back(&word, 3), consonants) &&
           !is_loud_inflection(&word);
}

/* Endings that are a syllable more than their vowels. */
static int endings_count(const struct spelling *word)
{
    static const char *const endings[] = {"ier", "iers", "iest", "uel", "uels",
                                          "sm",  "sms",  "thm",  "thms"};
    int count = 0;

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        count += word->length > strlen(endings[i]) + 1 && ends_with(word, endings[i]);
    return count;
}

/* How long the first part of a compound is whose last e is silent; 0: it is none. */
static size_t compound_cut(const struct spelling *word, unsigned *syllables)
{
    static const char *const firsts[] = {"every", "some",  "there", "where", "fore",
                                         "home",  "time",  "base",  "life",  "line",
                                         "name",  "type",  "side",  "note",  "fire",
                                         "pipe",  "white", "safe",  "frame"};

    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        const size_t length = strlen(firsts[i]);

        if (has_at(word, 0, firsts[i]) && word->length >= length + 2 &&
            !is_vowel_at(word, length)) {
            *syllables = i == 0 ? 2 : 1;
            return length;
        }
    }
    return 0;
}

unsigned syllables_count(const char *letters, size_t length)
{
    struct spelling word = {letters, length};
    unsigned first = 0;
    const size_t cut = compound_cut(&word, &first);
    int count;

    word.letters += cut;
    word.length -= cut;
    count = vowel_runs(&word) + pieces_count(&word) + endings_count(&word) -
            silent_count(word);
    if (word.length > 4 && ends_with(&word, "n't") &&
        is_one_of(letter_at(&word, word.length - 4), consonants) &&
        letter_at(&word, word.length - 4) != 'r')
        count++;
    return first + (count > 1 ? (unsigned)count : 1);
}
