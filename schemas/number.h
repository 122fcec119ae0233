/* schemas/number.h - JSON's numbers, exactly: a value is its decimal text. */
#ifndef NOWORSE_SCHEMAS_NUMBER_H
#define NOWORSE_SCHEMAS_NUMBER_H

#include "schemas/value.h"

/* The length of the number (RFC 8259, section 6) at the start of the text, with type,
 * flags, size, text and payload of *out set; 0: none is there, and *bad is the offset of
 * the byte that is wrong (length where the text ends early). */
size_t number_read(const char *text, size_t length, struct value *out, size_t *bad);

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
