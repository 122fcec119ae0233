/* graders/folding.c - texts made equal in what does not count, and words in them. */
#include "graders/folding.h"

#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <uniwbrk.h>

enum { ACCENT_CLASS_FIRST = 202, ACCENT_CLASS_LAST = 240 };

unsigned folding_ignore(const json_t *list, unsigned otherwise)
{
    static const char *const names[] = {"case", "space", "punctuation", "accents"};
    unsigned flags = 0;

    if (!list)
        return otherwise;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));

        for (unsigned flag = 0; name && flag < 4; flag++)
            if (!strcmp(names[flag], name))
                flags |= 1u << flag;
    }
    return flags;
}

/* Eight bytes at a time. */
static bool is_ascii(const char *text, size_t length)
{
    uint64_t bytes, all = 0;
    size_t i = 0;

    for (; i + sizeof bytes <= length; i += sizeof bytes) {
        memcpy(&bytes, text + i, sizeof bytes);
        all |= bytes;
    }
    for (; i < length; i++)
        all |= (unsigned char)text[i];
    return !(all & 0x8080808080808080u);
}

static bool is_space(uint32_t point)
{
    return uc_is_property_white_space(point);
}

/* Length of the character that ends at `end`; 1 for a byte that is part of none. */
static size_t last_length(const char *text, size_t end, uint32_t *point)
{
    for (size_t size = 1; size <= 4 && size <= end; size++)
        if (utf8_decode(text + end - size, size, point) == size)
            return size;
    *point = 0xfffd;
    return 1;
}

struct text text_trimmed(const char *bytes, size_t length, unsigned trim)
{
    size_t start = 0;
    uint32_t point;

    while (trim & TRIM_START && start < length) {
        size_t size = utf8_decode(bytes + start, length - start, &point);

        if (size == 0 || !is_space(point))
            break;
        start += size;
    }
    while (trim & TRIM_END && start < length) {
        size_t size = last_length(bytes + start, length - start, &point);

        if (!is_space(point))
            break;
        length -= size;
    }
    return (struct text){length ? bytes + start : bytes, length - start};
}

void text_repair(const char *bytes, size_t length, struct buf *out)
{
    buf_clear(out);
    while (length) {
        size_t good = utf8_check(bytes, length);

        buf_append(out, bytes, good);
        if (good < length) {
            buf_append_text(out, "\xef\xbf\xbd");
            good++;
        }
        bytes += good;
        length -= good;
    }
}

/* libunistring fails on well-formed text only for want of memory, which stops the program
 * (base/mem.h). */
static uint8_t *there(uint8_t *text)
{
    if (!text)
        abort();
    return text;
}

/* Leaves out what is ignored, one character after the other. */
static void filter_append(struct buf *out, unsigned ignore, const char *text,
                          size_t length)
{
    bool was_space = false;

    if (!(ignore & ~(unsigned)IGNORE_CASE)) {
        buf_append(out, text, length);
        return;
    }
    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        size_t size = utf8_decode(text + at, length - at, &point);
        bool space = ignore & IGNORE_SPACE && is_space(point);
        int class = point < 0x300 ? 0 : uc_combining_class(point);

        if (space) {
            if (!was_space)
                buf_append_char(out, ' ');
        } else if (ignore & IGNORE_PUNCTUATION &&
                   uc_is_general_category_withtable(point, UC_CATEGORY_MASK_P)) {
            space = was_space; /* "a - b" is "a b" */
        } else if (!(ignore & IGNORE_ACCENTS) || class < ACCENT_CLASS_FIRST ||
                   class > ACCENT_CLASS_LAST) {
            buf_append(out, text + at, size);
        }
        was_space = space;
        at += size ? size : 1;
    }
}

/* Whether the text is in form C without a look at Unicode's tables: all of it is of
 * ranges in which nothing composes or decomposes further. Most texts are, and normalizing
 * is by far the slowest step. */
static bool is_composed(const char *text, size_t length)
{
    static const uint32_t ranges[][2] = {
        {0, 0x2ff},       {0x400, 0x482},   {0x2010, 0x2027}, {0x20ac, 0x20ac},
        {0x3001, 0x3029}, {0x3041, 0x3096}, {0x309b, 0x30ff}, {0x4e00, 0x9fff},
        {0xac00, 0xd7a3}, {0xff01, 0xff9d}, {0xfffd, 0xfffd}};

    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        size_t range = 0;

        at += utf8_decode(text + at, length - at, &point);
        while (range < sizeof ranges / sizeof *ranges && point > ranges[range][1])
            range++;
        if (range == sizeof ranges / sizeof *ranges || point < ranges[range][0])
            return false;
    }
    return true;
}

static void normalized_append(struct buf *out, uninorm_t form, const char *text,
                              size_t length)
{
    size_t made_length;
    uint8_t *made =
        there(u8_normalize(form, (const uint8_t *)text, length, NULL, &made_length));

    buf_append(out, made, made_length);
    free(made);
}

static void cases_append(struct buf *out, uninorm_t form, const char *language,
                         const char *text, size_t length)
{
    size_t made_length;
    uint8_t *made = there(
        u8_casefold((const uint8_t *)text, length, language, form, NULL, &made_length));

    buf_append(out, made, made_length);
    free(made);
}

static void unicode_append(struct buf *out, struct folding folding, const char *text,
                           size_t length)
{
    const unsigned ignore = folding.ignore;
    struct buf whole = BUF_INIT(out->limit);
    struct buf folded = BUF_INIT(out->limit);
    struct buf kept = BUF_INIT(out->limit);
    uninorm_t form = UNINORM_NFC;

    text_repair(text, length, &whole);
    if (ignore & IGNORE_ACCENTS)
        form = UNINORM_NFD;
    else if (is_composed(buf_text(&whole), whole.length))
        form = NULL;
    if (ignore & IGNORE_CASE)
        cases_append(&folded, form, folding.language, buf_text(&whole), whole.length);
    else if (form)
        normalized_append(&folded, form, buf_text(&whole), whole.length);
    else
        buf_append(&folded, buf_text(&whole), whole.length);
    filter_append(&kept, ignore, buf_text(&folded), folded.length);
    if (is_composed(buf_text(&kept), kept.length))
        buf_append(out, buf_text(&kept), kept.length);
    else
        normalized_append(out, UNINORM_NFC, buf_text(&kept), kept.length);
    buf_release(&kept);
    buf_release(&folded);
    buf_release(&whole);
}

static void ascii_append(struct buf *out, unsigned ignore, const char *text,
                         size_t length)
{
    const size_t start = out->length;

    if (ignore & (IGNORE_SPACE | IGNORE_PUNCTUATION))
        filter_append(out, ignore, text, length);
    else
        buf_append(out, text, length);
    for (size_t i = start; ignore & IGNORE_CASE && i < out->length; i++)
        if (out->data[i] >= 'A' && out->data[i] <= 'Z')
            out->data[i] = (char)(out->data[i] + ('a' - 'A'));
}

void folding_apply(struct folding folding, const char *text, size_t length,
                   struct buf *out)
{
    struct text trimmed = text_trimmed(text, length, folding.trim);

    buf_clear(out);
    if (is_ascii(trimmed.bytes, trimmed.length) && !folding.language)
        ascii_append(out, folding.ignore, trimmed.bytes, trimmed.length);
    else
        unicode_append(out, folding, trimmed.bytes, trimmed.length);
    /* What was left out may have had blanks before it: "Paris !". */
    trimmed = text_trimmed(buf_text(out), out->length, folding.trim);
    if (out->length) {
        memmove(out->data, trimmed.bytes, trimmed.length);
        buf_truncate(out, trimmed.length);
    }
}

void words_break(const char *text, size_t length, struct buf *out)
{
    buf_clear(out);
    if (buf_reserve(out, length + 1))
        return;
    if (length)
        u8_wordbreaks((const uint8_t *)text, length, out->data);
    out->data[0] = 1;
    out->data[length] = 1;
    out->length = length + 1;
}

size_t words_count(const char *text, size_t length, const struct buf *breaks)
{
    bool counted = false;
    size_t count = 0;

    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        size_t size = utf8_decode(text + at, length - at, &point);

        if (breaks->data[at])
            counted = false;
        if (!counted && uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L |
                                                                    UC_CATEGORY_MASK_N)) {
            counted = true;
            count++;
        }
        at += size ? size : 1;
    }
    return count;
}

size_t text_find(struct text text, const struct buf *breaks, struct text needle,
                 size_t from)
{
    while (from <= text.length && needle.length <= text.length - from) {
        const char *found =
            memmem(text.bytes + from, text.length - from, needle.bytes, needle.length);
        size_t at;

        if (!found)
            break;
        at = (size_t)(found - text.bytes);
        if (!breaks || (breaks->data[at] && breaks->data[at + needle.length]))
            return at;
        from = at + 1;
    }
    return SIZE_MAX;
}
