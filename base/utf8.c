/* utf8.c - UTF-8: checking, counting, cutting. */
#include "base/utf8.h"

#include <string.h>

static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    if (lead >= 0xf0 && lead <= 0xf4)
        return 4;
    return 0;
}

size_t utf8_decode(const char *text, size_t length, uint32_t *point)
{
    static const unsigned char lead_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t size;
    uint32_t value;

    if (length == 0)
        return 0;
    size = sequence_length((unsigned char)text[0]);
    if (size == 0 || size > length)
        return 0;
    value = (unsigned char)text[0] & lead_bits[size];
    for (size_t i = 1; i < size; i++) {
        unsigned char next = (unsigned char)text[i];

        if ((next & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (next & 0x3f);
    }
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    *point = value;
    return size;
}

size_t utf8_encode(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return 0;
    if (point < 0x10000) {
        out[0] = (char)(0xe0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3f));
        out[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3f));
    out[2] = (char)(0x80 | (point >> 6 & 0x3f));
    out[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

size_t utf8_check(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length) {
        uint64_t word;
        uint32_t point;
        size_t size;

        if (length - i >= sizeof word) {
            memcpy(&word, text + i, sizeof word);
            if (!(word & 0x8080808080808080u)) {
                i += sizeof word;
                continue;
            }
        }
        size = utf8_decode(text + i, length - i, &point);
        if (size == 0)
            return i;
        i += size;
    }
    return length;
}

size_t utf8_offset(const char *text, size_t length, size_t index)
{
    size_t i = 0;

    while (i < length && index > 0) {
        uint32_t point;
        size_t size = utf8_decode(text + i, length - i, &point);

        i += size ? size : 1;
        index--;
    }
    return i;
}

size_t utf8_count(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; count++) {
        uint32_t point;
        size_t size = utf8_decode(text + i, length - i, &point);

        i += size ? size : 1;
    }
    return count;
}

size_t utf8_cut(const char *text, size_t length)
{
    size_t back = 0;

    while (back < 3 && back < length &&
           ((unsigned char)text[length - 1 - back] & 0xc0) == 0x80)
        back++;
    if (back < length) {
        unsigned char lead = (unsigned char)text[length - 1 - back];

        if (lead >= 0xc0 && sequence_length(lead) > back + 1)
            return length - 1 - back;
    }
    return length;
}
