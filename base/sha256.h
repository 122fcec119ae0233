/* sha256.h - SHA-256 (FIPS 180-4), by libcrypto. */
#ifndef NOWORSE_BASE_SHA256_H
#define NOWORSE_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_HEX_SIZE = 65 };

struct sha256; /* a digest under way */

struct sha256 *sha256_new(void);
void sha256_free(struct sha256 *hash);
void sha256_clear(struct sha256 *hash); /* begins anew */
void sha256_add(struct sha256 *hash, const void *bytes, size_t length);

/* The length (8 bytes, little endian) and then the bytes: so that no two lists of fields
 * have the same digest. NULL is told apart from "". */
void sha256_add_field(struct sha256 *hash, const void *bytes, size_t length);
void sha256_add_text(struct sha256 *hash,
                     const char *text); /* sha256_add_field of a text */

void sha256_add_number(struct sha256 *hash, uint64_t number); /* 8 bytes, likewise */

/* Begins anew with all that was added to another. */
void sha256_begin_with(struct sha256 *hash, const struct sha256 *front);

/* The digest of what was added until now; more may follow. */
void sha256_peek_hex(const struct sha256 *hash, char out[SHA256_HEX_SIZE]);

/* Ends the digest; begin anew with sha256_clear(). */
void sha256_end(struct sha256 *hash, uint8_t out[SHA256_BYTES]);
void sha256_end_hex(struct sha256 *hash, char out[SHA256_HEX_SIZE]);

/* A digest as 64 lower-case digits and NUL. */
void sha256_hex(const uint8_t bytes[SHA256_BYTES], char out[SHA256_HEX_SIZE]);

/* All in one. */
void sha256_of(const void *bytes, size_t length, uint8_t out[SHA256_BYTES]);
void sha256_hex_of(const void *bytes, size_t length, char out[SHA256_HEX_SIZE]);

#endif
