/* schemas/format_idn.c - host names of every script: IDNA2008, RFC 5890 to 5893.
 *
 * libidn2 judges a label as a registry would: the code points, the contextual rules, the
 * form. Left to us: A-labels, the separators, and the Bidi rule for a name as a whole.
 */
#include "base/utf8.h"
#include "schemas/format.h"

#include <idn2.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

/* A label of 63 bytes decodes to at most 59 characters; one that is not in NFC yet takes
 * at most some three times their bytes. */
enum { WIDE_LABEL_MAX = 1023 };

struct idn_name {
    size_t length; /* of the form in ASCII */
    bool is_bidi, breaks_bidi;
};

enum {
    LEFT = 1u << UC_BIDI_L,
    RIGHT = 1u << UC_BIDI_R | 1u << UC_BIDI_AL,
    NUMBER = 1u << UC_BIDI_EN,
    ARABIC_NUMBER = 1u << UC_BIDI_AN,
    MARK = 1u << UC_BIDI_NSM,
    NEUTRAL = 1u << UC_BIDI_ES | 1u << UC_BIDI_CS | 1u << UC_BIDI_ET | 1u << UC_BIDI_ON |
              1u << UC_BIDI_BN | MARK,
};

/* RFC 5893, section 2. It holds for each label of a name, once one has a character that
 * is written from right to left. */
static void bidi_note(struct idn_name *name, const char *label, size_t length)
{
    unsigned first = 0, last = 0, all = 0;
    bool good;

    for (size_t i = 0; i < length;) {
        uint32_t point = 0;
        size_t size = utf8_decode(label + i, length - i, &point);
        unsigned class = 1u << uc_bidi_category(point);

        i += size ? size : 1;
        first = first ? first : class;
        last = class == MARK ? last : class;
        all |= class;
    }
    if (first & RIGHT)
        good = !(all & ~(unsigned)(RIGHT | NUMBER | ARABIC_NUMBER | NEUTRAL)) &&
               last & (RIGHT | NUMBER | ARABIC_NUMBER) &&
               !(all & NUMBER && all & ARABIC_NUMBER);
    else
        good = first & LEFT && !(all & ~(unsigned)(LEFT | NUMBER | NEUTRAL)) &&
               last & (LEFT | NUMBER);
    name->is_bidi |= (all & (RIGHT | ARABIC_NUMBER)) != 0;
    name->breaks_bidi |= !good;
}

/* `ascii`: the A-label that it must be the same as, or NULL. */
static bool wide_label_check(struct idn_name *name, const char *label, const char *ascii)
{
    uint8_t *made = NULL;
    int rc = idn2_register_u8((const uint8_t *)label, (const uint8_t *)ascii, &made,
                              ascii ? 0 : IDN2_NFC_INPUT);

    if (rc == IDN2_MALLOC)
        abort(); /* base/mem.h */
    if (rc == IDN2_OK) {
        name->length += strlen((const char *)made);
        bidi_note(name, label, strlen(label));
    }
    idn2_free(made);
    return rc == IDN2_OK;
}

static bool ascii_label_check(struct idn_name *name, const char *label, size_t length)
{
    char lower[HOST_LABEL_MAX + 1];
    char *wide = NULL;
    bool good;

    if (!host_label_is_good(label, length))
        return false;
    if (!host_label_is_encoded(label, length)) {
        name->length += length;
        bidi_note(name, label, length);
        return true;
    }
    for (size_t i = 0; i <= length; i++)
        lower[i] =
            label[i] >= 'A' && label[i] <= 'Z' ? (char)(label[i] | 0x20) : label[i];
    good = idn2_to_unicode_8z8z(lower, &wide, 0) == IDN2_OK && strcmp(lower, wide) != 0 &&
           wide_label_check(name, wide, lower);
    idn2_free(wide);
    return good;
}

static bool label_check(struct idn_name *name, const char *text, size_t length)
{
    char label[WIDE_LABEL_MAX + 1];

    if (length == 0 || length > WIDE_LABEL_MAX || memchr(text, 0, length))
        return false;
    memcpy(label, text, length);
    label[length] = 0;
    for (size_t i = 0; i < length; i++)
        if (label[i] & 0x80)
            return wide_label_check(name, label, NULL);
    return ascii_label_check(name, label, length);
}

/* Four characters stand for the dot: RFC 3490, section 3.1. */
static size_t separator_length(const char *text, size_t length)
{
    if (text[0] == '.')
        return 1;
    return length >= 3 && (!memcmp(text, "\u3002", 3) || !memcmp(text, "\uff0e", 3) ||
                           !memcmp(text, "\uff61", 3))
               ? 3
               : 0;
}

bool idn_name_is_good(const char *text, size_t length)
{
    struct idn_name name = {0};
    size_t from = 0;

    for (size_t i = 0; i <= length;) {
        size_t size = i < length ? separator_length(text + i, length - i) : 1;

        if (size == 0) {
            i++;
            continue;
        }
        if (!label_check(&name, text + from, i - from) || name.length > HOST_MAX)
            return false;
        name.length++; /* the dot */
        i += size;
        from = i;
    }
    return !(name.is_bidi && name.breaks_bidi);
}

bool format_idn_hostname(const char *text, size_t length)
{
    return host_kind_of(text, length) == HOST_PLAIN || idn_name_is_good(text, length);
}
