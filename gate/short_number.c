/* gate/short_number.c - scores and weights in few bytes. */
#include "gate/short_number.h"

enum { MILLION = 1000000 };

static uint64_t bits_of(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

bool weight_is_millionths(double weight)
{
    const double count = nearbyint(weight * 1e6);

    return count <= UINT32_MAX && !islessgreater(count / 1e6, weight);
}

bool weight_is_short(double weight)
{
    const uint64_t bits = bits_of(weight);

    return bits >= SHORT_LEAST_BITS && (bits - SHORT_LEAST_BITS) >> 56 == 0;
}

/* The lower `count` bytes of a word, the highest first. */
static size_t low_bytes_write(uint8_t *out, uint64_t word, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] = (uint8_t)(word >> 8 * (count - 1 - i));
    return count;
}

void short_weight_write(uint8_t *out, double weight)
{
    low_bytes_write(out, bits_of(weight) - SHORT_LEAST_BITS, SHORT_WEIGHT_BYTES);
}

/* One whose quotient has all its bits again, the sign of a zero included. */
static bool is_millionths(double score, uint32_t *out)
{
    if (!(score >= 0 && score <= 1))
        return false;
    *out = (uint32_t)(score * MILLION + 0.5);
    return bits_of((double)*out / MILLION) == bits_of(score);
}

static size_t millionths_write(uint8_t *out, uint32_t count)
{
    if (count % (MILLION / 1000)) {
        out[0] = SHORT_MILLIONTHS;
        return 1 + low_bytes_write(out + 1, count, 3);
    }
    count /= MILLION / 1000;
    if (count % 10)
        return low_bytes_write(out, (SHORT_THOUSANDTHS << 8) + count, 2);
    out[0] = (uint8_t)(count / 10);
    return 1;
}

size_t short_score_write(uint8_t *out, double score)
{
    const uint64_t bits = bits_of(score);
    const uint64_t above = bits - SHORT_LEAST_BITS; /* wraps where it is below */
    uint32_t count;

    if (is_millionths(score, &count))
        return millionths_write(out, count);
    if (above >> 55 == 0)
        return low_bytes_write(out, above + ((uint64_t)SHORT_DOUBLE << 48), 7);
    if (isnan(score)) {
        out[0] = SHORT_NAN;
        return 1;
    }
    out[0] = bits >> 56 == 0x3f ? SHORT_SMALL : SHORT_ANY;
    return 1 + low_bytes_write(out + 1, bits, out[0] == SHORT_SMALL ? 7 : 8);
}

struct short_rare short_score_read_rare(const uint8_t *bytes)
{
    const uint8_t *rest = bytes + 1;

    if (bytes[0] == SHORT_NAN)
        return (struct short_rare){(double)NAN, 1};
    if (bytes[0] < SHORT_MILLIONTHS)
        return (struct short_rare){
            (double)((bytes[0] - SHORT_THOUSANDTHS) << 8 | rest[0]) / 1000, 2};
    if (bytes[0] == SHORT_MILLIONTHS)
        return (struct short_rare){
            (double)(rest[0] << 16 | rest[1] << 8 | rest[2]) / MILLION, 4};
    if (bytes[0] == SHORT_SMALL)
        return (struct short_rare){
            short_of_bits(short_bytes(rest) >> 8 | UINT64_C(0x3f) << 56), 8};
    return (struct short_rare){short_of_bits(short_bytes(rest)), 9};
}
