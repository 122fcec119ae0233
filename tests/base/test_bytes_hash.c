/* tests/base/test_bytes_hash.c - bytes that differ have another hash. */
#include "base/bytes_hash.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

enum { TEXT_BYTES = 40 };

Test(bytes_hash, each_bit_at_each_place_of_each_length_counts)
{
    uint8_t bytes[TEXT_BYTES] = {0};

    for (size_t length = 1; length <= TEXT_BYTES; length++) {
        uint64_t before = bytes_hash(bytes, length);

        for (size_t bit = 0; bit < length * 8; bit++) {
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            cr_expect_neq(bytes_hash(bytes, length), before, "%zu of %zu", bit, length);
            bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
    }
}

Test(bytes_hash, zeros_at_the_end_count)
{
    static const uint8_t zeros[TEXT_BYTES];

    for (size_t a = 0; a < TEXT_BYTES; a++)
        for (size_t b = 0; b < a; b++)
            cr_expect_neq(bytes_hash(zeros, a), bytes_hash(zeros, b), "%zu %zu", a, b);
}

Test(bytes_hash, two_words_that_change_places_count)
{
    cr_expect_neq(bytes_hash("abcdefghABCDEFGH", 16), bytes_hash("ABCDEFGHabcdefgh", 16));
}

/* Run files hold it. */
Test(bytes_hash, it_is_the_same_on_every_machine_and_at_every_address)
{
    static const char text[] = "xthe quick brown fox";

    cr_expect_eq(bytes_hash(text + 1, sizeof text - 2), UINT64_C(0x5a1d1fec16d3f8bd),
                 "%" PRIx64, bytes_hash(text + 1, sizeof text - 2));
}
