/* metrics/mteval.c - texts as BLEU's words: the tokenizers 13a and zh of sacreBLEU. */
#include "metrics/mteval.h"

#include "metrics/text_words.h"

#include <string.h>

/* What sacreBLEU's zh takes for Chinese characters. U+2001 to U+2A6D is no mistake of
 * ours: its tables mean U+20000 to U+2A6D6 there, and write it so that this comes out. */
static const uint32_t chinese[][2] = {
    {0x2001, 0x2a6d}, {0x2e80, 0x2fdf}, {0x2ff0, 0x303f}, {0x3100, 0x312f},
    {0x31a0, 0x31bf}, {0x31c0, 0x31ef}, {0x3200, 0x33ff}, {0x3400, 0x4db5},
    {0x4e00, 0x9fbb}, {0xf900, 0xfa2d}, {0xfa30, 0xfa6a}, {0xfa70, 0xfad9},
    {0xfe10, 0xfe1f}, {0xfe30, 0xfe4f}, {0xff00, 0xffef},
};

static bool is_chinese(uint32_t point)
{
    for (size_t i = 0; i < sizeof chinese / sizeof *chinese; i++)
        if (point >= chinese[i][0] && point <= chinese[i][1])
            return true;
    return false;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* ASCII's marks that always stand alone: all but ' , - . */
static bool is_alone(char byte)
{
    const unsigned char mark = (unsigned char)byte;

    return (mark >= '{' && mark <= '~') || (mark >= '[' && mark <= '`') ||
           (mark >= ' ' && mark <= '&') || (mark >= '(' && mark <= '+') ||
           (mark >= ':' && mark <= '@') || mark == '/';
}

static bool is_stop(char byte)
{
    return byte == '.' || byte == ',';
}

/* Without the white space at its end. */
static size_t length_stripped(const char *text, size_t length)
{
    size_t end = 0;

    for (size_t at = 0; at < length;)
        if (!is_white_space(point_next(text, length, &at)))
            end = at;
    return end;
}

/* Each `from` replaced by `to`, which is not longer, in place. */
static void text_replace(struct buf *text, const char *from, const char *to)
{
    const size_t from_length = strlen(from);
    char *out = memmem(buf_text(text), text->length, from, from_length);
    const char *at = out;
    const char *end = text->data + text->length;

    while (at) {
        const char *next;

        for (const char *byte = to; *byte; byte++)
            *out++ = *byte;
        at += from_length;
        next = memmem(at, (size_t)(end - at), from, from_length);
        memmove(out, at, (size_t)((next ? next : end) - at));
        out += (next ? next : end) - at;
        at = next;
    }
    if (out)
        buf_truncate(text, (size_t)(out - text->data));
}

/* What mteval undoes before it cuts, in its order: "&amp;lt;" ends as "<". */
static void escapes_undo(struct buf *text)
{
    static const char *const undone[][2] = {
        {"<skipped>", ""}, {"-\n", ""},   {"\n", " "},   {"&quot;", "\""},
        {"&amp;", "&"},    {"&lt;", "<"}, {"&gt;", ">"},
    };

    for (size_t i = 0; i < sizeof undone / sizeof *undone; i++)
        text_replace(text, undone[i][0], undone[i][1]);
}

static void spaced_append(struct buf *out, char byte)
{
    const char spaced[] = {' ', byte, ' '};

    buf_append(out, spaced, sizeof spaced);
}

static void marks_part(const struct buf *text, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < text->length; i++)
        if (is_alone(text->data[i]))
            spaced_append(out, text->data[i]);
        else
            buf_append_char(out, text->data[i]);
}

/* "." and "," that follow what is no digit, each with that byte before it: a stop that is
 * itself what another one follows has been taken. All three passes below part bytes as
 * a regular expression's matches do, one after the other and none over another. */
static void stops_part_after(const struct buf *text, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < text->length; i++) {
        buf_append_char(out, text->data[i]);
        if (!is_digit(text->data[i]) && i + 1 < text->length &&
            is_stop(text->data[i + 1]))
            spaced_append(out, text->data[++i]);
    }
}

static void stops_part_before(const struct buf *text, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < text->length; i++) {
        if (!is_stop(text->data[i]) || i + 1 == text->length ||
            is_digit(text->data[i + 1])) {
            buf_append_char(out, text->data[i]);
        } else {
            spaced_append(out, text->data[i]);
            buf_append_char(out, text->data[++i]);
        }
    }
}

static void dashes_part(const struct buf *text, struct buf *out)
{
    buf_clear(out);
    for (size_t i = 0; i < text->length; i++) {
        buf_append_char(out, text->data[i]);
        if (is_digit(text->data[i]) && i + 1 < text->length && text->data[i + 1] == '-')
            spaced_append(out, text->data[++i]);
    }
}

static void words_number(const struct buf *text, struct metric_room *room,
                         struct symbols *out)
{
    size_t start = SIZE_MAX;

    symbols_clear(out, 0);
    for (size_t at = 0, next = 0; at < text->length; at = next) {
        if (!is_white_space(point_next(text->data, text->length, &next))) {
            start = start == SIZE_MAX ? at : start;
            continue;
        }
        if (start != SIZE_MAX)
            symbols_push(
                out, numbering_text(&room->numbering, text->data + start, at - start));
        start = SIZE_MAX;
    }
    if (start != SIZE_MAX)
        symbols_push(out, numbering_text(&room->numbering, text->data + start,
                                         text->length - start));
}

static void chinese_part(const char *text, size_t length, struct buf *out)
{
    buf_clear(out);
    for (size_t at = 0, next = 0; at < length; at = next) {
        const uint32_t point = point_next(text, length, &next);

        if (is_chinese(point))
            buf_append_char(out, ' ');
        buf_append(out, text + at, next - at);
        if (is_chinese(point))
            buf_append_char(out, ' ');
    }
}

static void mteval_words(const char *text, size_t length, const char *language,
                         struct metric_room *room, struct symbols *out)
{
    length = length_stripped(text, length);
    buf_clear(&room->lower);
    if (language && !strcmp(language, "zh")) {
        chinese_part(text, length, &room->lower);
    } else {
        buf_append_char(&room->lower, ' ');
        buf_append(&room->lower, text, length);
        escapes_undo(&room->lower);
        buf_append_char(&room->lower, ' ');
    }
    marks_part(&room->lower, &room->kept);
    stops_part_after(&room->kept, &room->lower);
    stops_part_before(&room->lower, &room->kept);
    dashes_part(&room->kept, &room->lower);
    words_number(&room->lower, room, out);
}

void mteval_read(const struct text_pair *pair, struct metric_room *room)
{
    numbering_clear(&room->numbering, (pair->answer_length + pair->reference_length) / 3);
    mteval_words(pair->reference, pair->reference_length, pair->language, room,
                 &room->reference);
    mteval_words(pair->answer, pair->answer_length, pair->language, room, &room->answer);
}
