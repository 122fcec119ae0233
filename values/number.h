/* values/number.h - JSON's numbers, exactly: a value is its decimal text. */
#ifndef NOWORSE_VALUES_NUMBER_H
#define NOWORSE_VALUES_NUMBER_H

#include "values/value.h"

/* 1e0 to 1e22: the powers of ten that are doubles. */
extern const double number_powers[];

/* The length of the number (RFC 8259, section 6) at the start of the text, with type,
 * flags, size, text and payload of *out set; 0: none is there, and *bad is the offset of
 * the byte that is wrong (length where the text ends early). */
size_t number_read_any(const char *text, size_t length, struct value *out, size_t *bad);

/* Past the digits, which are put behind those of *mantissa. */
static inline const char *number_digits_skip(const char *at, const char *end,
                                             uint64_t *mantissa)
{
    uint64_t number = *mantissa;

    for (; at < end && *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    *mantissa = number;
    return at;
}

/* Whether the number is no longer than 18 bytes and as JSON writes it, its fraction from
 * its point on, where no exponent follows. */
static inline bool number_is_short(const char *whole, const char *point, const char *at)
{
    return at - whole <= 18 && point > whole && (*whole != '0' || point == whole + 1) &&
           at[-1] != '.';
}

/* The flags of a number that ends with a fraction: whether all its digits are 0. */
static inline uint8_t number_fraction_flags(const char *end)
{
    while (end[-1] == '0')
        end--;
    return end[-1] == '.' ? VALUE_INTEGRAL : 0;
}

/* number_read_any(), but what is short is done here: most numbers are. */
static inline size_t number_read(const char *text, size_t length, struct value *out,
                                 size_t *bad)
{
    const char *end = text + length;
    const char *whole = text + (length > 0 && *text == '-');
    uint64_t mantissa = 0;
    const char *point = number_digits_skip(whole, end, &mantissa);
    const char *at = point;

    if (at < end && *at == '.')
        at = number_digits_skip(at + 1, end, &mantissa);
    if (!number_is_short(whole, point, at) || mantissa >> 53 ||
        (at < end && (*at | 0x20) == 'e'))
        return number_read_any(text, length, out, bad);
    out->text = text;
    out->size = (uint32_t)(at - text);
    if (at == point) {
        out->type = VALUE_INTEGER;
        out->flags = VALUE_INTEGRAL;
        out->as.integer = whole > text ? -(int64_t)mantissa : (int64_t)mantissa;
    } else {
        /* Both are exact, so that one division rounds once. */
        double number = (double)mantissa / number_powers[at - point - 1];

        out->type = VALUE_DOUBLE;
        out->flags = number_fraction_flags(at);
        out->as.number = whole > text ? -number : number;
    }
    return out->size;
}

/* A number as 0.d1d2d3... times 10^point, d1 and the last digit not 0. No digits: zero.
 * Exponents beyond +-10^15 are taken as that. */
struct decimal {
    bool negative;
    const char *digits; /* borrowed: from d1; may have a '.' in it, which is skipped */
    size_t count;       /* digits, without the '.' */
    int64_t point;
};

struct decimal decimal_of(const struct value *number);
int decimal_compare(const struct decimal *a, const struct decimal *b);

/* The next digit, 0 to 9; *at begins as decimal.digits; to be called count times. */
unsigned decimal_digit(const char **at);

enum number_multiple { MULTIPLE_NO, MULTIPLE_YES, MULTIPLE_UNDECIDED };

/* Whether number / divisor is an integer; the divisor is above 0. UNDECIDED where the
 * divisor has more than 18 digits or an exponent is beyond what decimals hold. */
enum number_multiple number_is_multiple(const struct value *number,
                                        const struct value *divisor);

#endif
