/* graders/number_text.c - numbers as people and models write them. */
#include "graders/number_text.h"

#include "base/utf8.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unictype.h>

/* Longer ones are no numbers that anyone compares. */
enum { DIGITS_MAX = 340, EXPONENT_DIGITS_MAX = 4 };

struct number_locale {
    const char *names;     /* between blanks */
    char point;            /* the decimal mark */
    const char *groups[4]; /* marks between thousands */
};

static const struct number_locale locales[] = {
    {" C en ja zh ko he th ", '.', {",", NULL}},
    {" de es it nl pt da id tr el ", ',', {".", NULL}},
    {" fr sv nb fi pl cs ru uk hu bg ", ',', {" ", "\xc2\xa0", "\xe2\x80\xaf", NULL}},
    {" de-CH ", '.', {"'", "\xe2\x80\x99", NULL}},
};

const char number_locale_names[] =
    "C, en, de, es, it, nl, pt, da, id, tr, el, fr, sv, nb, fi, "
    "pl, cs, ru, uk, hu, bg, ja, zh, ko, he, th, de-CH";

const struct number_locale *number_locale_find(const char *name)
{
    char word[16];
    const int length = snprintf(word, sizeof word, " %s ", name);

    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++)
        if (length < (int)sizeof word && !strchr(name, ' ') &&
            strstr(locales[i].names, word))
            return &locales[i];
    return NULL;
}

static bool is_digit(const char *text, size_t length, size_t at)
{
    return at < length && text[at] >= '0' && text[at] <= '9';
}

static size_t digits_count(const char *text, size_t length, size_t at)
{
    size_t count = 0;

    while (is_digit(text, length, at + count))
        count++;
    return count;
}

/* The length of the mark between thousands that stands here with exactly three digits
 * behind it; 0: none. */
static size_t group_length(const struct number_locale *locale, const char *text,
                           size_t length, size_t at)
{
    for (size_t i = 0; locale->groups[i]; i++) {
        const size_t size = strlen(locale->groups[i]);

        if (length - at > size && !memcmp(text + at, locale->groups[i], size) &&
            digits_count(text, length, at + size) == 3)
            return size;
    }
    return 0;
}

/* Whether the character before this offset makes what follows a part of a word. */
static bool is_inside_word(const char *text, size_t at)
{
    uint32_t point = 0;

    for (size_t size = 1; size <= 4 && size <= at; size++)
        if (utf8_decode(text + at - size, size, &point) == size)
            return point == '_' || uc_is_general_category_withtable(
                                       point, UC_CATEGORY_MASK_LC | UC_CATEGORY_MASK_Lm |
                                                  UC_CATEGORY_MASK_N);
    return false;
}

struct scan {
    const struct number_locale *locale;
    const char *text;
    size_t length, at;
    struct found_number *out;
    size_t used;
};

static void put(struct scan *scan, const char *bytes, size_t length)
{
    if (length > sizeof scan->out->text - 1 - scan->used) {
        scan->out->is_readable = false;
        return;
    }
    memcpy(scan->out->text + scan->used, bytes, length);
    scan->used += length;
    scan->out->text[scan->used] = '\0';
}

static void whole_part(struct scan *scan)
{
    size_t count = digits_count(scan->text, scan->length, scan->at);
    size_t begin = scan->at;
    size_t group;

    while (count > 1 && scan->text[begin] == '0') { /* JSON has no 007 */
        begin++;
        count--;
    }
    put(scan, count ? scan->text + begin : "0", count ? count : 1);
    scan->at = begin + count;
    if (count == 0 || count > 3 || scan->text[begin] == '0')
        return;
    while ((group = group_length(scan->locale, scan->text, scan->length, scan->at))) {
        put(scan, scan->text + scan->at + group, 3);
        scan->at += group + 3;
    }
}

static void fraction_part(struct scan *scan)
{
    size_t count;

    if (scan->at == scan->length || scan->text[scan->at] != scan->locale->point)
        return;
    count = digits_count(scan->text, scan->length, scan->at + 1);
    if (count == 0)
        return;
    put(scan, ".", 1);
    put(scan, scan->text + scan->at + 1, count);
    scan->at += 1 + count;
}

static void exponent_part(struct scan *scan)
{
    size_t at = scan->at;
    size_t count;

    if (at == scan->length || (scan->text[at] | 0x20) != 'e')
        return;
    at++;
    if (at < scan->length && (scan->text[at] == '+' || scan->text[at] == '-'))
        at++;
    count = digits_count(scan->text, scan->length, at);
    if (count == 0)
        return;
    if (count > EXPONENT_DIGITS_MAX)
        scan->out->is_readable = false;
    put(scan, scan->text + scan->at, at + count - scan->at);
    scan->at = at + count;
}

/* A digit of another kind directly behind: "2½", "5²". Its length; 0: there is none. */
static size_t other_digit(const char *text, size_t length, size_t at)
{
    uint32_t point = 0;
    const size_t size = at < length && (text[at] & 0x80)
                            ? utf8_decode(text + at, length - at, &point)
                            : 0;

    return size && uc_is_general_category_withtable(point, UC_CATEGORY_MASK_N) ? size : 0;
}

/* "0x1F": the length of what stands behind its 0; 0: it is none. */
static size_t hex_rest(const struct scan *scan)
{
    const char *text = scan->text + scan->at;
    const size_t left = scan->length - scan->at;
    size_t size = 1;

    if (strcmp(scan->out->text + (scan->out->text[0] == '-'), "0") != 0 || left < 2 ||
        (text[0] | 0x20) != 'x')
        return 0;
    while (size < left && isxdigit((unsigned char)text[size]))
        size++;
    return size > 1 ? size : 0;
}

/* A mark and more digits that belong to no rule: "12,50" in C, "1.2.3", "1_000". */
static void rest_part(struct scan *scan)
{
    size_t size = hex_rest(scan);

    scan->out->is_readable &= size == 0;
    scan->at += size;
    while (scan->at < scan->length && strchr(".,'_", scan->text[scan->at]) &&
           is_digit(scan->text, scan->length, scan->at + 1)) {
        scan->out->is_readable = false;
        scan->at++;
        scan->at += digits_count(scan->text, scan->length, scan->at);
    }
    while ((size = other_digit(scan->text, scan->length, scan->at))) {
        scan->out->is_readable = false;
        scan->at += size;
    }
}

/* Where the number at these digits begins, its sign and a leading decimal mark included;
 * `digits` where there is neither. */
static size_t number_start(const struct number_locale *locale, const char *text,
                           size_t digits, size_t from, bool *negative)
{
    size_t start = digits;

    *negative = false;
    if (start > from && text[start - 1] == locale->point &&
        !is_inside_word(text, start - 1))
        start--;
    if (start > from && (text[start - 1] == '-' || text[start - 1] == '+') &&
        !is_inside_word(text, start - 1)) {
        start--;
        *negative = text[start] == '-';
    } else if (start >= from + 3 && !memcmp(text + start - 3, "\xe2\x88\x92", 3) &&
               !is_inside_word(text, start - 3)) {
        start -= 3;
        *negative = true;
    }
    return start;
}

/* "RMA-123": the hyphen joins the digits to a word. "3-5" are two numbers. */
static bool is_joined(const char *text, size_t digits)
{
    if (is_inside_word(text, digits))
        return true;
    return digits > 1 && text[digits - 1] == '-' && is_inside_word(text, digits - 1) &&
           !(text[digits - 2] >= '0' && text[digits - 2] <= '9');
}

bool number_find(const struct number_locale *locale, const char *text, size_t length,
                 size_t from, struct found_number *out)
{
    for (size_t at = from; at < length; at++) {
        struct scan scan = {locale, text, length, at, out, 0};
        bool negative;

        if (!is_digit(text, length, at))
            continue;
        if (is_joined(text, at)) {
            at += digits_count(text, length, at) - 1;
            continue;
        }
        *out = (struct found_number){.is_readable = true};
        out->start = number_start(locale, text, at, from, &negative);
        put(&scan, "-", negative);
        if (at > out->start && text[at - 1] == locale->point)
            scan.at = at - 1;
        whole_part(&scan);
        fraction_part(&scan);
        exponent_part(&scan);
        rest_part(&scan);
        out->end = scan.at;
        if (!out->is_readable || scan.used > DIGITS_MAX) {
            out->is_readable = false;
            out->text[0] = '\0';
        }
        return true;
    }
    return false;
}
