/* metrics/text_words.c - texts as words, the same in every language. */
#include "metrics/text_words.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uniwbrk.h>

enum { ARTICLES_MAX = 13 };

/* Words that squad_words_read() leaves out. */
struct articles {
    const char *language;
    const char *words[ARTICLES_MAX];
};

static const struct articles articles[] = {
    {"en", {"a", "an", "the"}},
    {"es", {"un", "una", "unos", "unas", "el", "la", "los", "las"}},
    {"vi", {"của", "là", "cái", "chiếc", "những"}},
    {"de",
     {"ein", "eine", "einen", "einem", "eines", "einer", "der", "die", "das", "den",
      "dem", "des"}},
};

static bool is_joiner(uint32_t point)
{
    return point == 0x200c || point == 0x200d;
}

/* Letter or digit. */
static bool is_letter(uint32_t point)
{
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9') ||
               (point >= 'A' && point <= 'Z');
    return uc_is_general_category_withtable(point,
                                            UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N);
}

static bool is_mark(uint32_t point)
{
    return point >= 0x300 && uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M);
}

static bool is_punctuation(uint32_t point)
{
    if (point < 0x80)
        return point > ' ' && point < 0x7f && !is_letter(point);
    return uc_is_general_category_withtable(point, UC_CATEGORY_MASK_P);
}

/* Whether all is ASCII and I is the upper case of i. */
static bool is_plain(const char *text, size_t length, const char *language)
{
    if (language && (!strcmp(language, "tr") || !strcmp(language, "az")))
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return false;
    return true;
}

static void lower_append(const char *text, size_t length, const char *language,
                         struct buf *out)
{
    const bool plain = is_plain(text, length, language);
    size_t made_length = length;
    uint8_t *made;

    buf_clear(out);
    if (plain) {
        buf_append(out, text, length);
        for (size_t i = 0; i < length; i++)
            if (out->data[i] >= 'A' && out->data[i] <= 'Z')
                out->data[i] = (char)(out->data[i] + ('a' - 'A'));
        return;
    }
    made = u8_tolower((const uint8_t *)text, length, language, NULL, NULL, &made_length);
    if (!made)
        abort(); /* for want of memory alone, as base/mem.h has it */
    buf_append(out, made, made_length);
    free(made);
}

/* breaks->data[i]: whether a word boundary stands before byte i. Within ASCII none stands
 * between two letters or digits, so that it is not asked. */
static void breaks_find(const struct buf *text, struct buf *breaks)
{
    buf_clear(breaks);
    if (is_plain(buf_text(text), text->length, NULL) ||
        buf_reserve(breaks, text->length + 1))
        return;
    u8_wordbreaks((const uint8_t *)text->data, text->length, breaks->data);
    breaks->length = text->length;
}

static bool is_break(const struct buf *breaks, size_t at)
{
    return at < breaks->length && breaks->data[at];
}

/* A word under way: where it began, and whether it has a letter or digit. */
struct word {
    size_t start;
    bool has_letter;
};

static void word_end(struct metric_room *room, struct word *word, const char *text,
                     size_t end, struct symbols *out)
{
    if (word->has_letter)
        symbols_push(
            out, numbering_text(&room->numbering, text + word->start, end - word->start));
    word->has_letter = false;
}

static void words_of(const char *text, size_t length, const char *language,
                     struct metric_room *room, struct symbols *out)
{
    struct word word = {0, false};
    const char *lower;

    lower_append(text, length, language, &room->lower);
    breaks_find(&room->lower, &room->breaks);
    symbols_clear(out, 0);
    lower = buf_text(&room->lower);
    for (size_t at = 0, next = 0; at < room->lower.length; at = next) {
        const uint32_t point = point_next(lower, room->lower.length, &next);
        const bool letter = is_letter(point);

        if (is_break(&room->breaks, at))
            word_end(room, &word, lower, at, out);
        if (!letter && !is_mark(point) && !is_joiner(point)) {
            word_end(room, &word, lower, at, out);
            word.start = next;
        } else if (letter && !word.has_letter) {
            word.has_letter = true;
            word.start = at;
        }
    }
    word_end(room, &word, lower, room->lower.length, out);
}

static const char *const *articles_of(const char *language)
{
    static const char *const none[1];

    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (!strcmp(articles[i].language, language ? language : "en"))
            return articles[i].words;
    return none;
}

static bool is_article(const char *const *list, const char *text, size_t length)
{
    for (; *list; list++)
        if (**list == *text && strlen(*list) == length && !memcmp(*list, text, length))
            return true;
    return false;
}

static void punctuation_drop(const struct buf *text, struct buf *out)
{
    buf_clear(out);
    for (size_t at = 0, next = 0; at < text->length; at = next) {
        const uint32_t point = point_next(text->data, text->length, &next);

        if (is_punctuation(point))
            continue;
        if (next == at + 1)
            buf_append_char(out, text->data[at]);
        else
            buf_append(out, text->data + at, next - at);
    }
}

/* A text cut at white space, and within that into runs of letters and what is between
 * them: a run that is an article is left out. */
struct squad_cut {
    struct metric_room *room;
    struct symbols *out;
    const char *const *articles;
    const char *text;
    size_t token, run; /* where they began; none: SIZE_MAX */
};

static void token_end(struct squad_cut *cut, size_t end)
{
    if (cut->token < end)
        symbols_push(cut->out, numbering_text(&cut->room->numbering,
                                              cut->text + cut->token, end - cut->token));
    cut->token = SIZE_MAX;
}

static void run_end(struct squad_cut *cut, size_t end)
{
    if (cut->run < end &&
        is_article(cut->articles, cut->text + cut->run, end - cut->run)) {
        token_end(cut, cut->run);
        cut->token = SIZE_MAX;
    }
    cut->run = SIZE_MAX;
}

static void squad_words_of(const char *text, size_t length, const char *language,
                           struct metric_room *room, struct symbols *out)
{
    struct squad_cut cut = {room, out, articles_of(language), NULL, SIZE_MAX, SIZE_MAX};
    bool was_word = false;

    lower_append(text, length, language, &room->lower);
    punctuation_drop(&room->lower, &room->kept);
    breaks_find(&room->kept, &room->breaks);
    symbols_clear(out, 0);
    cut.text = buf_text(&room->kept);
    for (size_t at = 0, next = 0; at < room->kept.length; at = next) {
        const uint32_t point = point_next(cut.text, room->kept.length, &next);
        const bool is_space = is_white_space(point);
        const bool is_word = is_letter(point) || is_mark(point);

        if (!is_word || (was_word && is_break(&room->breaks, at))) {
            run_end(&cut, at);
            if (is_word || is_space)
                token_end(&cut, at);
        }
        if (is_word && cut.run == SIZE_MAX)
            cut.run = at;
        if (!is_space && cut.token == SIZE_MAX)
            cut.token = at;
        was_word = is_word;
    }
    run_end(&cut, room->kept.length);
    token_end(&cut, room->kept.length);
}

void words_read(const struct text_pair *pair, struct metric_room *room)
{
    numbering_clear(&room->numbering, (pair->answer_length + pair->reference_length) / 3);
    words_of(pair->reference, pair->reference_length, pair->language, room,
             &room->reference);
    words_of(pair->answer, pair->answer_length, pair->language, room, &room->answer);
}

void squad_words_read(const struct text_pair *pair, struct metric_room *room)
{
    numbering_clear(&room->numbering, (pair->answer_length + pair->reference_length) / 3);
    squad_words_of(pair->reference, pair->reference_length, pair->language, room,
                   &room->reference);
    squad_words_of(pair->answer, pair->answer_length, pair->language, room,
                   &room->answer);
}
