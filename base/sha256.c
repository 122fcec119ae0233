/* sha256.c - SHA-256, by libcrypto. */
#include "base/sha256.h"

#include "base/mem.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct sha256 {
    EVP_MD_CTX *context;
    EVP_MD *digest;
};

static void must(int ok)
{
    if (ok != 1)
        abort();
}

struct sha256 *sha256_new(void)
{
    struct sha256 *hash = mem_new(1, sizeof *hash);

    hash->context = EVP_MD_CTX_new();
    hash->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(hash->context && hash->digest);
    sha256_clear(hash);
    return hash;
}

void sha256_free(struct sha256 *hash)
{
    if (!hash)
        return;
    EVP_MD_CTX_free(hash->context);
    EVP_MD_free(hash->digest);
    free(hash);
}

void sha256_clear(struct sha256 *hash)
{
    must(EVP_DigestInit_ex2(hash->context, hash->digest, NULL));
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t length)
{
    must(EVP_DigestUpdate(hash->context, bytes, length));
}

void sha256_add_field(struct sha256 *hash, const void *bytes, size_t length)
{
    uint64_t size = bytes ? length : UINT64_MAX;
    uint8_t head[8];

    for (size_t i = 0; i < sizeof head; i++)
        head[i] = (uint8_t)(size >> (8 * i));
    sha256_add(hash, head, sizeof head);
    if (bytes)
        sha256_add(hash, bytes, length);
}

void sha256_add_text(struct sha256 *hash, const char *text)
{
    sha256_add_field(hash, text, text ? strlen(text) : 0);
}

void sha256_end(struct sha256 *hash, uint8_t out[SHA256_BYTES])
{
    must(EVP_DigestFinal_ex(hash->context, out, NULL));
}

static void hex_write(const uint8_t bytes[SHA256_BYTES], char out[SHA256_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < SHA256_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * SHA256_BYTES] = '\0';
}

void sha256_end_hex(struct sha256 *hash, char out[SHA256_HEX_SIZE])
{
    uint8_t bytes[SHA256_BYTES];

    sha256_end(hash, bytes);
    hex_write(bytes, out);
}

void sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_BYTES])
{
    must(EVP_Digest(bytes, length, out, NULL, EVP_sha256(), NULL));
}

void sha256_hex_of(const void *bytes, size_t length, char out[SHA256_HEX_SIZE])
{
    uint8_t digest[SHA256_BYTES];

    sha256_of(bytes, length, digest);
    hex_write(digest, out);
}
