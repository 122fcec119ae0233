/* graders/pii_key.c - keys, by how vendors' keys begin and how random the rest is. */
#include "graders/pii_find.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum { KEY_MAX = 4096, TOKEN_PART_MIN = 10 };
static const double bits_min = 3.0; /* a word of a language has fewer a character */

/* How many characters of [A-Za-z0-9_-] must follow at least. */
static const struct key_form {
    const char *front;
    size_t rest_min;
} key_forms[] = {
    {"sk-", 20},         {"sk_live_", 16}, {"sk_test_", 16}, {"rk_live_", 16},
    {"AKIA", 16},        {"ASIA", 16},     {"AIza", 35},     {"ghp_", 36},
    {"gho_", 36},        {"ghu_", 36},     {"ghs_", 36},     {"ghr_", 36},
    {"github_pat_", 22}, {"glpat-", 20},   {"xoxb-", 20},    {"xoxp-", 20},
    {"xoxa-", 20},       {"hf_", 30},      {"gsk_", 40},     {"xai-", 40},
    {"pplx-", 40},       {"r8_", 30},      {"nvapi-", 40},   {"npm_", 36},
    {"dop_v1_", 40},     {"shpat_", 32},   {"whsec_", 24},
};

static bool is_key_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static size_t run_length(const char *text, size_t length)
{
    size_t count = 0;

    while (count < length && count < KEY_MAX && is_key_char(text[count]))
        count++;
    return count;
}

/* Shannon's, of the bytes as they are, in bits a byte. */
static double bits_of(const char *text, size_t length)
{
    size_t counts[256] = {0};
    double bits = 0.0;

    for (size_t i = 0; i < length; i++)
        counts[(unsigned char)text[i]]++;
    for (size_t i = 0; i < 256; i++)
        if (counts[i]) {
            const double share = (double)counts[i] / (double)length;

            bits -= share * log2(share);
        }
    return bits;
}

/* Nobody's key: "sk-your-api-key-goes-here", "AKIA…EXAMPLE", "sk-xxxxxxxx". */
static bool is_placeholder(const char *text, size_t length)
{
    static const char *const words[] = {"example",     "your",       "xxxx",
                                        "placeholder", "1234567890", NULL};

    for (size_t i = 0; words[i]; i++)
        for (size_t at = 0; at + strlen(words[i]) <= length; at++)
            if (!strncasecmp(text + at, words[i], strlen(words[i])))
                return true;
    return false;
}

static bool looks_random(const char *text, size_t length)
{
    bool has_digit = false;

    for (size_t i = 0; i < length; i++)
        has_digit = has_digit || isdigit((unsigned char)text[i]);
    return has_digit && bits_of(text, length) >= bits_min &&
           !is_placeholder(text, length);
}

/* Three parts of base64url, the first two of which begin as JSON does: RFC 7519. */
static size_t token_end(const char *text, size_t length)
{
    size_t end = 0;

    for (int part = 0; part < 3; part++) {
        const size_t size = run_length(text + end, length - end);

        if (size < TOKEN_PART_MIN || (part < 2 && strncmp(text + end, "eyJ", 3) != 0))
            return 0;
        end += size;
        if (part < 2 && (end >= length || text[end++] != '.'))
            return 0;
    }
    return end;
}

/* "-----BEGIN RSA PRIVATE KEY-----": the line is enough. RFC 7468. */
static size_t pem_end(const char *text, size_t length)
{
    static const char front[] = "-----BEGIN ";
    static const char end[] = "PRIVATE KEY-----";
    const char *found;
    const size_t line = length < 80 ? length : 80;

    if (length < sizeof front || memcmp(text, front, sizeof front - 1) != 0)
        return 0;
    found = memmem(text, line, end, sizeof end - 1);
    return found ? (size_t)(found - text) + sizeof end - 1 : 0;
}

size_t pii_key_end(const char *text, size_t length, size_t at)
{
    const char *start = text + at;
    const size_t left = length - at;

    if (*start == '-')
        return pem_end(start, left) ? at + pem_end(start, left) : 0;
    if (left > 3 && !memcmp(start, "eyJ", 3))
        return token_end(start, left) ? at + token_end(start, left) : 0;
    for (size_t i = 0; i < sizeof key_forms / sizeof *key_forms; i++) {
        const struct key_form *form = &key_forms[i];
        size_t front, rest;

        if (*start != *form->front) /* most words: this is all that is done for them */
            continue;
        front = strlen(form->front);
        if (left <= front || memcmp(start, form->front, front) != 0)
            continue;
        rest = run_length(start + front, left - front);
        if (rest >= form->rest_min && looks_random(start + front, rest))
            return at + front + rest;
    }
    return 0;
}
