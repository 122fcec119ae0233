/* graders/pii_find.c - personal data and keys in a text. */
#include "graders/pii_find.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LOCAL_MAX = 64, DOMAIN_MAX = 253, KEY_SHOWN = 4, CARD_SHOWN = 4 };

const char *pii_kind_name(enum pii_kind kind)
{
    static const char *const names[] = {"key", "email", "card", "iban"};

    return names[kind];
}

static bool is_local(char c)
{
    return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

static bool is_domain(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '.';
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    const size_t size = strlen(end);

    return length >= size && !strncasecmp(text + length - size, end, size) &&
           (length == size || end[0] == '.' || text[length - size - 1] == '.');
}

static bool is_for_examples(const char *domain, size_t length)
{
    static const char *const ends[] = {"example.com", "example.net", "example.org",
                                       ".example",    ".test",       ".invalid",
                                       ".localhost",  NULL};

    for (size_t i = 0; ends[i]; i++)
        if (ends_with(domain, length, ends[i]))
            return true;
    return false;
}

/* The domain's length: labels of letters, digits and "-", the last one of two letters and
 * more; 0: it is none. A full stop behind it ends a sentence. */
static size_t domain_length(const char *text, size_t length)
{
    size_t end = 0;
    size_t label;

    while (end < length && end < DOMAIN_MAX && is_domain(text[end]))
        end++;
    while (end > 0 && (text[end - 1] == '.' || text[end - 1] == '-'))
        end--;
    for (label = end; label > 0 && text[label - 1] != '.'; label--)
        if (!isalpha((unsigned char)text[label - 1]))
            return 0;
    if (label == 0 || end - label < 2 || memmem(text, end, "..", 2) || text[0] == '.')
        return 0;
    return end;
}

/* `at` is an "@": the address around it. */
static bool email_around(const char *text, size_t length, size_t at, size_t from,
                         struct pii *out)
{
    const char *domain = text + at + 1;
    const size_t size = domain_length(domain, length - at - 1);
    size_t start = at;

    while (start > from && at - start < LOCAL_MAX && is_local(text[start - 1]))
        start--;
    while (start < at && text[start] == '.')
        start++;
    if (start == at || text[at - 1] == '.' || size == 0 || is_for_examples(domain, size))
        return false;
    *out = (struct pii){PII_EMAIL, start, at + 1 + size};
    return true;
}

/* Keys hold "-" and "_": one may begin where such a run begins, so that each run is
 * looked at once. */
static bool begins_key(const char *text, size_t at)
{
    return (isalpha((unsigned char)text[at]) || text[at] == '-') &&
           (at == 0 || !strchr("-_", text[at - 1]) || !text[at - 1]);
}

/* The end of one that begins at `at`, where a word or a number begins; 0: none. */
static size_t end_of(const char *text, size_t length, size_t at, unsigned kinds,
                     enum pii_kind *kind)
{
    const char c = text[at];
    size_t end = 0;

    if ((kinds & 1u << PII_CARD) && isdigit((unsigned char)c)) {
        *kind = PII_CARD;
        end = pii_card_end(text, length, at);
    }
    if (!end && (kinds & 1u << PII_IBAN) && isupper((unsigned char)c)) {
        *kind = PII_IBAN;
        end = pii_iban_end(text, length, at);
    }
    if (!end && (kinds & 1u << PII_KEY) && begins_key(text, at)) {
        *kind = PII_KEY;
        end = pii_key_end(text, length, at);
    }
    return end;
}

bool pii_find(const char *text, size_t length, size_t from, unsigned kinds,
              struct pii *out)
{
    for (size_t at = from; at < length; at++) {
        enum pii_kind kind = PII_KEY;
        size_t end = 0;

        if (text[at] == '@' && (kinds & 1u << PII_EMAIL) &&
            email_around(text, length, at, from, out))
            return true;
        if (at == 0 || !isalnum((unsigned char)text[at - 1]))
            end = end_of(text, length, at, kinds, &kind);
        if (end) {
            *out = (struct pii){kind, at, end};
            return true;
        }
    }
    return false;
}

static void email_mask(const char *text, const struct pii *pii, struct buf *out)
{
    const char *at = memchr(text + pii->start, '@', pii->end - pii->start);
    size_t dot = pii->end;

    while (text[dot - 1] != '.')
        dot--;
    buf_append_format(out, "email %c…@%c….%.*s", text[pii->start], at[1],
                      (int)(pii->end - dot), text + dot);
}

/* The last four digits, without what stands between them. */
static void card_mask(const char *text, const struct pii *pii, struct buf *out)
{
    char digits[CARD_SHOWN + 1] = "";
    size_t left = CARD_SHOWN;

    for (size_t at = pii->end; at > pii->start && left > 0; at--)
        if (isdigit((unsigned char)text[at - 1]))
            digits[--left] = text[at - 1];
    buf_append_format(out, "card …%s", digits + left);
}

void pii_mask(const char *text, const struct pii *pii, struct buf *out)
{
    const char *start = text + pii->start;
    const size_t length = pii->end - pii->start;

    switch (pii->kind) {
    case PII_EMAIL:
        email_mask(text, pii, out);
        break;
    case PII_CARD:
        card_mask(text, pii, out);
        break;
    case PII_IBAN:
        buf_append_format(out, "IBAN %.2s…", start);
        break;
    case PII_KEY:
    case PII_KINDS:
        buf_append_format(out, "key %.*s… (%zu characters)", KEY_SHOWN, start, length);
        break;
    }
}
