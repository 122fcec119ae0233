/* tests/base/test_sha256.c - FIPS 180-4's examples, and fields. */
#include "base/sha256.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(sha256, gives_the_standards_examples)
{
    char hex[SHA256_HEX_SIZE];

    sha256_hex_of("", 0, hex);
    cr_expect_str_eq(hex,
                     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    sha256_hex_of("abc", 3, hex);
    cr_expect_str_eq(hex,
                     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

Test(sha256, piecewise_is_the_same_and_begins_anew)
{
    struct sha256 *hash = sha256_new();
    char first[SHA256_HEX_SIZE], second[SHA256_HEX_SIZE];

    sha256_add(hash, "a", 1);
    sha256_add(hash, "bc", 2);
    sha256_end_hex(hash, first);
    sha256_clear(hash);
    sha256_add(hash, "abc", 3);
    sha256_end_hex(hash, second);
    cr_expect_str_eq(first, second);
    sha256_free(hash);
}

Test(sha256, a_look_at_it_changes_nothing)
{
    struct sha256 *hash = sha256_new();
    char early[SHA256_HEX_SIZE], whole[SHA256_HEX_SIZE], want[SHA256_HEX_SIZE];

    sha256_add(hash, "a", 1);
    sha256_peek_hex(hash, early);
    sha256_add(hash, "bc", 2);
    sha256_end_hex(hash, whole);
    sha256_hex_of("a", 1, want);
    cr_expect_str_eq(early, want);
    sha256_hex_of("abc", 3, want);
    cr_expect_str_eq(whole, want);
    sha256_free(hash);
}

static void fields_digest(const char *a, const char *b, char out[SHA256_HEX_SIZE])
{
    struct sha256 *hash = sha256_new();

    sha256_add_text(hash, a);
    sha256_add_text(hash, b);
    sha256_end_hex(hash, out);
    sha256_free(hash);
}

Test(sha256, fields_cannot_run_into_each_other)
{
    char one[SHA256_HEX_SIZE], other[SHA256_HEX_SIZE];

    fields_digest("ab", "c", one);
    fields_digest("a", "bc", other);
    cr_expect_str_neq(one, other);
    fields_digest("", NULL, one);
    fields_digest(NULL, "", other);
    cr_expect_str_neq(one, other);
}

Test(sha256, every_byte_has_its_two_digits)
{
    uint8_t bytes[SHA256_BYTES];
    char hex[SHA256_HEX_SIZE], want[SHA256_HEX_SIZE];

    for (unsigned first = 0; first < 256; first += SHA256_BYTES) {
        for (unsigned i = 0; i < SHA256_BYTES; i++) {
            bytes[i] = (uint8_t)(first + i);
            snprintf(want + 2 * i, 3, "%02x", (first + i) & 255u);
        }
        sha256_hex(bytes, hex);
        cr_expect_str_eq(hex, want);
    }
}
