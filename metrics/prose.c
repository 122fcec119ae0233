/* metrics/prose.c - a text as sentences, words, syllables and letters. */
#include "metrics/prose.h"

#include "base/utf8.h"
#include "metrics/syllables.h"
#include "metrics/text_words.h"

#include <string.h>
#include <uninorm.h>

enum {
    WORD_LETTERS_MAX = 64, /* of one part; what is longer is no English word */
    VOWEL_BREAK = '~',
    LONG_LETTERS = 6,
    POLYSYLLABLES = 3,
    DASH = 0x2014,
    ELLIPSIS = 0x2026,
    APOSTROPHE = 0x2019
};

/* A word under way. */
struct word {
    char letters[WORD_LETTERS_MAX]; /* of its last part, for syllables_count() */
    size_t length;
    size_t letter_count, latin_count, strokes, capitals;
    unsigned syllables, parts;
    bool is_marked, begins_capital;
};

struct counting {
    struct prose *out;
    struct word word;
    size_t sentence_words;
    bool ended;   /* by a mark; white space makes it the end of a sentence */
    bool is_open; /* white space came, and what follows decides */
    unsigned line_ends;
};

static bool is_listed(const char *letters, size_t length, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (strlen(list[i]) == length && !memcmp(list[i], letters, length))
            return true;
    return false;
}

static void part_end(struct word *word)
{
    bool has_vowel = false;

    while (word->length && word->letters[word->length - 1] == '\'')
        word->length--;
    for (size_t i = 0; i < word->length; i++)
        has_vowel |= strchr("aeiouy", word->letters[i]) != NULL;
    if (word->length == 0)
        return;
    word->parts++;
    word->syllables +=
        has_vowel ? syllables_count(word->letters, word->length) : (unsigned)word->length;
}

/* Three syllables by an ending alone. */
static bool is_inflected(const struct word *word)
{
    const char *end = word->letters + word->length;

    return word->syllables == POLYSYLLABLES && word->length > 2 && end[-2] == 'e' &&
           (end[-1] == 'd' || end[-1] == 's');
}

static void word_end(struct counting *counting)
{
    static const char *const english[] = {
        "the",  "and",    "that",    "with",  "you",   "this", "from", "they",  "which",
        "of",   "their",  "would",   "there", "been",  "were", "what", "when",  "your",
        "to",   "can",    "has",     "more",  "could", "than", "who",  "these", "them",
        "into", "about",  "if",      "how",   "it",    "by",   "not",  "other", "is",
        "are",  "should", "because", "it's",  "don't", NULL};
    struct word *word = &counting->word;
    struct prose *out = counting->out;

    part_end(word);
    if (word->letter_count) {
        if (word->syllables == 0)
            word->syllables = 1;
        out->words++;
        out->syllables += word->syllables;
        out->letters += word->letter_count;
        out->latin_letters += word->latin_count;
        out->strokes += word->strokes;
        out->marked_words += word->is_marked;
        out->long_words += word->letter_count > LONG_LETTERS;
        out->polysyllables += word->syllables >= POLYSYLLABLES;
        out->hard_words += word->syllables >= POLYSYLLABLES && word->parts == 1 &&
                           !(word->begins_capital && counting->sentence_words) &&
                           !is_inflected(word);
        out->english_words +=
            word->parts == 1 && is_listed(word->letters, word->length, english);
        counting->sentence_words++;
    }
    *word = (struct word){0};
}

static void sentence_end(struct counting *counting)
{
    word_end(counting);
    counting->out->sentences += counting->sentence_words > 0;
    counting->sentence_words = 0;
    counting->ended = counting->is_open = false;
}

/* A letter as the one from a to z that it is without marks; 0: there is none. */
static char letter_plain(uint32_t point)
{
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

    while (point >= 0x80) {
        if (uc_canonical_decomposition(point, parts) < 1)
            return '\0';
        point = parts[0];
    }
    point |= 0x20;
    return point >= 'a' && point <= 'z' ? (char)point : '\0';
}

/* The last letter has a mark: a vowel is then one by itself. */
static void mark_add(struct word *word)
{
    const size_t last = word->length - 1;

    word->is_marked = true;
    if (word->length == 0 || word->length + 2 > WORD_LETTERS_MAX ||
        !strchr("aeiouy", word->letters[last]))
        return;
    word->letters[last + 1] = word->letters[last];
    word->letters[last] = word->letters[last + 2] = VOWEL_BREAK;
    word->length += 2;
}

static void letter_add(struct word *word, uint32_t point)
{
    const char plain = letter_plain(point);
    const bool is_capital = uc_is_upper(point);

    word->begins_capital |= word->letter_count == 0 && is_capital;
    word->capitals += is_capital;
    word->letter_count++;
    word->strokes++;
    word->latin_count += uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L) &&
                         !strcmp(uc_script(point)->name, "Latin");
    if (plain && word->length < WORD_LETTERS_MAX)
        word->letters[word->length++] = plain;
    if (point >= 0x80)
        mark_add(word);
}

/* Whether the dot behind this word ends no sentence. */
static bool is_shortened(const struct word *word)
{
    static const char *const titles[] = {"mr",  "mrs", "ms", "dr", "prof",
                                         "st",  "vs",  "jr", "sr", "no",
                                         "fig", "e",   "g",  "eg", NULL};

    if (word->letter_count == 1 && word->capitals == 1 && word->letters[0] != 'i')
        return true;
    return word->letter_count == word->length &&
           is_listed(word->letters, word->length, titles) &&
           (word->letters[0] != 'n' || word->capitals);
}

/* Marks that may stand between the end of a sentence and the white space. */
static bool is_closing(uint32_t point)
{
    return (point < 0x80 && strchr("\"')]*_`", (int)point)) || point == 0x201d ||
           point == APOSTROPHE || point == 0xbb;
}

/* A line that begins here is a sentence of its own: a list's item, a heading. */
static bool is_item(const char *text, size_t length)
{
    size_t digits = 0;

    while (digits < length && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    if (digits)
        return digits + 1 < length && (text[digits] == '.' || text[digits] == ')') &&
               text[digits + 1] == ' ';
    return length > 1 && ((strchr("-*+|>", text[0]) && text[0] && text[1] == ' ') ||
                          text[0] == '#' || text[0] == '|');
}

static void blank_take(struct counting *counting, const char *text, size_t length)
{
    if (*text == '\n')
        counting->line_ends++;
    if (counting->ended) {
        counting->is_open = true;
        counting->ended = false;
    }
    if (counting->line_ends > 1 ||
        (counting->line_ends && length > 1 && is_item(text + 1, length - 1)))
        sentence_end(counting);
    else
        word_end(counting);
}

static void mark_take(struct counting *counting, uint32_t point)
{
    struct word *word = &counting->word;

    if (point == '.' || point == '!' || point == '?' || point == ELLIPSIS) {
        counting->ended = point != '.' || !is_shortened(word);
    } else if ((point == '\'' || point == APOSTROPHE) && word->length) {
        if (word->length < WORD_LETTERS_MAX)
            word->letters[word->length++] = '\'';
    } else if (point == DASH) {
        word_end(counting);
    } else if (word->letter_count && !is_closing(point)) {
        part_end(word); /* a hyphen, a slash: parts of one word */
        word->length = 0;
        counting->ended = false;
    }
}

static void point_take(struct counting *counting, uint32_t point, const char *text,
                       size_t length)
{
    struct word *word = &counting->word;
    const bool is_letter = uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L);
    const bool is_digit = uc_is_general_category_withtable(point, UC_CATEGORY_MASK_N);

    if (is_white_space(point)) {
        blank_take(counting, text, length);
        return;
    }
    counting->line_ends = 0;
    if (!is_letter && !is_digit) {
        if (!uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M))
            mark_take(counting, point);
        else if (word->letter_count)
            mark_add(word);
        return;
    }
    if (counting->is_open && !uc_is_lower(point))
        sentence_end(counting);
    counting->is_open = counting->ended = false;
    if (is_letter)
        letter_add(word, point);
    else
        word->strokes++;
}

void prose_count(const char *text, size_t length, struct prose *out)
{
    struct counting counting = {.out = out};

    *out = (struct prose){0};
    for (size_t at = 0; at < length;) {
        uint32_t point = ' ';
        const size_t size = utf8_decode(text + at, length - at, &point);

        point_take(&counting, size ? point : ' ', text + at, length - at);
        if (point == '-' && length - at > 1 && text[at + 1] == '-')
            word_end(&counting);
        at += size ? size : 1;
    }
    sentence_end(&counting);
}
