/* sha256.c - SHA-256, by libcrypto.
 *
 * By its old functions: the new ones (EVP) read a configuration and fetch the algorithm
 * first, 2 ms at the start of each command, and cost 1 to 3 us more for each short text.
 */
#define OPENSSL_API_COMPAT 10100 /* where they were not yet called deprecated */
#include "base/sha256.h"

#include "base/mem.h"

#include <endian.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct sha256 {
    SHA256_CTX context;
};

struct sha256 *sha256_new(void)
{
    struct sha256 *hash = mem_new(1, sizeof *hash);

    sha256_clear(hash);
    return hash;
}

void sha256_free(struct sha256 *hash)
{
    free(hash);
}

void sha256_clear(struct sha256 *hash)
{
    SHA256_Init(&hash->context);
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
    SHA256_Update(&hash->context, bytes, length);
}

void sha256_add_number(struct sha256 *hash, uint64_t number)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
    sha256_add(hash, bytes, sizeof bytes);
}

void sha256_add_field(struct sha256 *hash, const void *bytes, size_t length)
{
    sha256_add_number(hash, bytes ? length : UINT64_MAX);
    if (bytes)
        sha256_add(hash, bytes, length);
}

void sha256_add_text(struct sha256 *hash, const char *text)
{
    sha256_add_field(hash, text, text ? strlen(text) : 0);
}

void sha256_end(struct sha256 *hash, uint8_t out[SHA256_BYTES])
{
    SHA256_Final(out, &hash->context);
}

/* Four bytes as eight digits, all at once: a digit a byte. */
static uint64_t eight_digits(uint32_t four)
{
    uint64_t digits = four;
    uint64_t letters;

    digits = (digits | digits << 16) & 0x0000ffff0000ffffu;
    digits = (digits | digits << 8) & 0x00ff00ff00ff00ffu;
    digits = (digits >> 4 & 0x000f000f000f000fu) | (digits & 0x000f000f000f000fu) << 8;
    letters = (digits + 0x0606060606060606u) >> 4 & 0x0101010101010101u;
    return digits + 0x3030303030303030u + letters * ('a' - '0' - 10);
}

void sha256_hex(const uint8_t bytes[SHA256_BYTES], char out[SHA256_HEX_SIZE])
{
    for (size_t i = 0; i < SHA256_BYTES / 4; i++) {
        uint32_t four;
        uint64_t digits;

        memcpy(&four, bytes + 4 * i, sizeof four);
        digits = htole64(eight_digits(le32toh(four)));
        memcpy(out + 8 * i, &digits, sizeof digits);
    }
    out[2 * SHA256_BYTES] = '\0';
}

void sha256_end_hex(struct sha256 *hash, char out[SHA256_HEX_SIZE])
{
    uint8_t bytes[SHA256_BYTES];

    sha256_end(hash, bytes);
    sha256_hex(bytes, out);
}

void sha256_begin_with(struct sha256 *hash, const struct sha256 *front)
{
    *hash = *front;
}

void sha256_peek_hex(const struct sha256 *hash, char out[SHA256_HEX_SIZE])
{
    struct sha256 copy = *hash;

    sha256_end_hex(&copy, out);
}

void sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_BYTES])
{
    SHA256_CTX context;

    SHA256_Init(&context); /* SHA256() goes by way of EVP */
    SHA256_Update(&context, bytes, length);
    SHA256_Final(out, &context);
}

void sha256_hex_of(const void *bytes, size_t length, char out[SHA256_HEX_SIZE])
{
    uint8_t digest[SHA256_BYTES];

    sha256_of(bytes, length, digest);
    sha256_hex(digest, out);
}
