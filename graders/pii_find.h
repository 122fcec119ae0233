/* graders/pii_find.h - personal data and keys in a text, found by their form.
 *
 * - email: an address with a name, an @ and a domain that ends in letters. The domains
 * that are kept for examples (RFC 2606: example.com, .example, .test, .invalid,
 * .localhost) are nobody's.
 * - card: 13 to 19 digits in the groups that cards are printed in, with a vendor's first
 *   digits (ISO/IEC 7812) and the right check digit (Luhn's).
 * - iban: a country with its length (SWIFT's IBAN registry), and the right check digits
 *   (ISO 7064, mod 97-10).
 * - key: how vendors' keys begin, followed by enough characters that look random, in at
 *   least 3 bits each (Shannon); a private key in PEM; a signed token (JWT).
 * One pass; each byte is looked at a bounded number of times.
 */
#ifndef NOWORSE_GRADERS_PII_FIND_H
#define NOWORSE_GRADERS_PII_FIND_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum pii_kind { PII_KEY, PII_EMAIL, PII_CARD, PII_IBAN, PII_KINDS };
const char *pii_kind_name(enum pii_kind kind); /* "key" */

struct pii {
    enum pii_kind kind;
    size_t start, end; /* bytes of the text */
};

/* The first one at or after `from` whose kind is in the set (1 << kind). False: none. */
bool pii_find(const char *text, size_t length, size_t from, unsigned kinds,
              struct pii *out);

/* Appends what may be shown of it: "j…@e….com", "card …1111", "IBAN DE…", "sk-a… (51
 * characters)". */
void pii_mask(const char *text, const struct pii *pii, struct buf *out);

/* Pieces, each for what begins at `at`: its end, or 0. */
size_t pii_key_end(const char *text, size_t length, size_t at);
size_t pii_card_end(const char *text, size_t length, size_t at);
size_t pii_iban_end(const char *text, size_t length, size_t at);

#endif
