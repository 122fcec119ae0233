/* suites/secrets.c - values that must never be written anywhere. */
#include "suites/secrets.h"

#include "base/mem.h"
#include "base/shown.h"
#include "base/utf8.h"
#include "values/pointer.h"
#include "values/value.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* JSON in a string of JSON, and once more. */
enum { JSON_LEVELS_MAX = 3 };

static const size_t encoded_bytes_max = 4 * 1024 * 1024;

void secrets_release(struct secrets *secrets)
{
    for (size_t i = 0; i < secrets->count; i++)
        free(secrets->items[i].text);
    free(secrets->items);
    *secrets = (struct secrets)SECRETS_INIT;
}

static size_t pair_hash(const char *text)
{
    uint16_t pair;

    memcpy(&pair, text, sizeof pair);
    return (pair * 0x9e3779b1u) / (UINT32_MAX / SECRET_PAIRS + 1);
}

/* Wu, Manber 1994, A fast algorithm for multi-pattern searching: the pairs of bytes of
 * which the first bytes of a secret are made. */
static void pairs_keep(struct secrets *secrets, const char *text)
{
    for (unsigned at = 0; at + 2 <= SECRET_LENGTH_MIN; at++) {
        unsigned char *nearest = &secrets->nearest[pair_hash(text + at)];
        unsigned char found = (unsigned char)(SECRET_LENGTH_MIN - 1 - at);

        if (*nearest == 0 || *nearest > found)
            *nearest = found;
    }
}

/* Takes the text. */
static void secret_keep(struct secrets *secrets, char *text)
{
    size_t length = strlen(text);
    size_t at = 0;

    for (size_t i = 0; i < secrets->count; i++)
        if (!strcmp(secrets->items[i].text, text))
            length = 0;
    if (length < SECRET_LENGTH_MIN) {
        free(text);
        return;
    }
    MEM_GROW(secrets->items, secrets->count, secrets->capacity);
    while (at < secrets->count && secrets->items[at].length >= length)
        at++;
    memmove(secrets->items + at + 1, secrets->items + at,
            (secrets->count - at) * sizeof *secrets->items);
    secrets->items[at] = (struct secret){text, length};
    secrets->count++;
    pairs_keep(secrets, text);
}

/* RFC 4648: the letters of the value's base64 that do not depend on what stands around
 * it, where `before` bytes (0 to 2) stand before it in their group of three. */
static char *base64_text(const char *value, size_t before, const char *last_letters)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    struct buf out = BUF_INIT(encoded_bytes_max);
    size_t bits = 8 * (before + strlen(value));

    for (size_t bit = (8 * before + 5) / 6 * 6; bit + 6 <= bits; bit += 6) {
        size_t byte = bit / 8 - before;
        unsigned two = (unsigned)(unsigned char)value[byte] << 8;
        unsigned letter;

        two |= (unsigned char)value[byte + 1]; /* the NUL at the end: not used */
        letter = two >> (10 - bit % 8) & 63;
        buf_append_char(&out, letter < 62 ? letters[letter] : last_letters[letter - 62]);
    }
    return buf_detach(&out);
}

/* RFC 3986, 2.1, and application/x-www-form-urlencoded. Programs differ in what they
 * leave as it is and in the letters of the digits. */
static const struct percent_form {
    const char *kept, *digits, *blank;
} percent_forms[] = {
    {"-._~", "0123456789ABCDEF", "%20"},
    {"-._~", "0123456789abcdef", "%20"},
    {"-._~/", "0123456789ABCDEF", "%20"},
    {"-._~/", "0123456789abcdef", "%20"},
    {"-._~!*'()", "0123456789ABCDEF", "%20"},
    {"-._*", "0123456789ABCDEF", "+"},
    {"-._!*()", "0123456789abcdef", "+"},
    {"-._~:/?#[]@!$&'()*+,;=", "0123456789ABCDEF", "%20"},
};

static char *percent_text(const char *value, const struct percent_form *form)
{
    struct buf out = BUF_INIT(encoded_bytes_max);

    for (const char *at = value; *at; at++) {
        const unsigned byte = (unsigned char)*at;

        if (byte == ' ')
            buf_append_text(&out, form->blank);
        else if (isalnum((int)byte) || strchr(form->kept, *at))
            buf_append_char(&out, *at);
        else
            buf_append_format(&out, "%%%c%c", form->digits[byte >> 4],
                              form->digits[byte & 15]);
    }
    return buf_detach(&out);
}

/* RFC 6901: as a key that it is stands in a path of a value. */
static char *pointer_text(const char *value)
{
    struct buf out = BUF_INIT(encoded_bytes_max);

    char *text;

    pointer_push(&out, value, strlen(value));
    text = mem_text(buf_text(&out) + 1);
    buf_release(&out);
    return text;
}

/* RFC 8259, section 7: as it stands in a string of JSON; some write "\/" for "/". */
static char *json_text(const char *value, bool escapes_slash)
{
    struct buf quoted = BUF_INIT(encoded_bytes_max), out = BUF_INIT(encoded_bytes_max);
    const char *at;

    json_quote(&quoted, value, strlen(value));
    at = buf_text(&quoted);
    for (size_t i = 1; i + 1 < quoted.length; i++) {
        if (at[i] == '/' && escapes_slash)
            buf_append_char(&out, '\\');
        buf_append_char(&out, at[i]);
    }
    buf_release(&quoted);
    return buf_detach(&out);
}

void secrets_add(struct secrets *secrets, const char *value)
{
    char *once, *twice;

    if (strlen(value) < SECRET_LENGTH_MIN)
        return;
    secret_keep(secrets, mem_text(value));
    for (size_t before = 0; before < 3; before++) {
        secret_keep(secrets, base64_text(value, before, "+/"));
        secret_keep(secrets, base64_text(value, before, "-_"));
    }
    for (size_t i = 0; i < sizeof percent_forms / sizeof *percent_forms; i++)
        secret_keep(secrets, percent_text(value, &percent_forms[i]));
    secret_keep(secrets, pointer_text(value));
    secret_keep(secrets, json_text(value, true));
    once = json_text(value, false);
    twice = json_text(once, false); /* JSON in a string of JSON: arguments of a tool */
    secret_keep(secrets, once);
    secret_keep(secrets, twice);
}

/* How many bytes of a secret begin the text; 0: none do. A message that quotes a value
 * ends in "…" where it was cut, and so does what is left of a secret in it. */
static size_t secret_bytes(const struct secrets *secrets, const char *text, size_t length)
{
    static const char cut[] = "…";

    for (size_t i = 0; i < secrets->count; i++) {
        const struct secret *secret = &secrets->items[i];
        size_t same = 0;

        while (same < secret->length && same < length && text[same] == secret->text[same])
            same++;
        if (same == secret->length)
            return same;
        if (same >= SECRET_LENGTH_MIN && length - same >= sizeof cut - 1 &&
            !memcmp(text + same, cut, sizeof cut - 1))
            return same;
    }
    return 0;
}

/* Where the next secret begins, at or after `from`; length: there is none. */
static size_t secret_next(const struct secrets *secrets, const char *text, size_t length,
                          size_t from, size_t *bytes)
{
    const char *const end = text + length, *at = text + from;

    /* The last two bytes that may belong to a secret's first ones say how far away the
     * next of these can begin. */
    while (end - at >= SECRET_LENGTH_MIN) {
        unsigned nearest = secrets->nearest[pair_hash(at + SECRET_LENGTH_MIN - 2)];

        if (nearest == 1 && (*bytes = secret_bytes(secrets, at, (size_t)(end - at))) > 0)
            return (size_t)(at - text);
        at += nearest == 0 ? SECRET_LENGTH_MIN - 1 : nearest == 1 ? 1 : nearest - 1;
    }
    return length;
}

int secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                 struct buf *out)
{
    size_t begin = 0, at, bytes;

    while ((at = secret_next(secrets, text, length, begin, &bytes)) < length) {
        buf_append(out, text + begin, at - begin);
        buf_append_text(out, "***");
        begin = at + bytes;
    }
    buf_append(out, text + begin, length - begin);
    return buf_is_over(out) ? -1 : 0;
}

bool secrets_are_in(const struct secrets *secrets, const char *text, size_t length)
{
    size_t bytes;

    return secrets->count > 0 && secret_next(secrets, text, length, 0, &bytes) < length;
}

static bool point_read(const char *digits, size_t length, uint32_t *out)
{
    *out = 0;
    if (length < 4)
        return false;
    for (size_t i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)digits[i]))
            return false;
        *out = *out << 4 | (uint32_t)(isdigit((unsigned char)digits[i])
                                          ? digits[i] - '0'
                                          : (digits[i] | 0x20) - 'a' + 10);
    }
    return *out < 0xd800 || *out > 0xdfff; /* half of a character says nothing */
}

/* What a backslash and what follows it stand for. How many bytes that are. */
static size_t escape_take(const char *text, size_t length, struct buf *out)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char *letter;
    char bytes[4];
    uint32_t point;

    if (length < 2) {
        buf_append_char(out, *text);
        return 1;
    }
    if (text[1] == 'u' && point_read(text + 2, length - 2, &point)) {
        buf_append(out, bytes, utf8_encode(point, bytes));
        return 6;
    }
    letter = text[1] ? strchr(letters, text[1]) : NULL;
    buf_append_char(out, letter ? meant[letter - letters] : text[1]);
    return 2;
}

static void unescape(const char *text, size_t length, struct buf *out)
{
    size_t at = 0;

    buf_clear(out);
    while (at < length) {
        const char *escape = memchr(text + at, '\\', length - at);
        size_t plain = escape ? (size_t)(escape - text) - at : length - at;

        buf_append(out, text + at, plain);
        at += plain;
        if (escape)
            at += escape_take(escape, length - at, out);
    }
}

bool secrets_are_in_json(const struct secrets *secrets, const char *text, size_t length)
{
    struct buf rooms[] = {BUF_INIT(length + 4), BUF_INIT(length + 4)};
    bool are_in = secrets_are_in(secrets, text, length);

    for (int level = 0; secrets->count && !are_in && level < JSON_LEVELS_MAX &&
                        memchr(text, '\\', length);
         level++) {
        struct buf *room = &rooms[level % 2];

        unescape(text, length, room);
        text = buf_text(room);
        length = room->length;
        are_in = buf_is_over(room) || secrets_are_in(secrets, text, length);
    }
    buf_release(&rooms[0]);
    buf_release(&rooms[1]);
    return are_in;
}

/* How vendors' keys begin, and how many characters of [A-Za-z0-9_-] must follow. */
static const struct key_form {
    const char *front;
    size_t rest_min;
} key_forms[] = {
    {"sk-", 16},       {"sk_live_", 16},    {"sk_test_", 16}, {"rk_live_", 16},
    {"AKIA", 16},      {"ASIA", 16},        {"AIza", 30},     {"ghp_", 30},
    {"gho_", 30},      {"github_pat_", 20}, {"glpat-", 16},   {"xoxb-", 16},
    {"xoxp-", 16},     {"hf_", 20},         {"gsk_", 20},     {"xai-", 20},
    {"pplx-", 20},     {"r8_", 20},         {"nvapi-", 20},   {"ya29.", 20},
    {"Bearer sk", 10}, {"-----BEGIN", 0},
};

static size_t key_length(const char *text, size_t length)
{
    size_t count = 0;

    while (count < length &&
           (isalnum((unsigned char)text[count]) || strchr("_-.", text[count])))
        count++;
    return count;
}

/* "Bearer abc…": a word of 20 characters and more that has a digit in it. */
static bool is_bearer(const char *text, size_t length)
{
    static const char front[] = "Bearer ";
    size_t rest;

    if (length < sizeof front - 1 || strncasecmp(text, front, sizeof front - 1) != 0)
        return false;
    text += sizeof front - 1;
    rest = key_length(text, length - (sizeof front - 1));
    for (size_t i = 0; rest >= 20 && i < rest; i++)
        if (isdigit((unsigned char)text[i]))
            return true;
    return false;
}

bool secret_is_likely(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof key_forms / sizeof *key_forms; i++) {
        size_t front = strlen(key_forms[i].front);

        for (size_t at = 0; at + front <= length; at++) {
            bool begins = at == 0 || !isalnum((unsigned char)text[at - 1]);

            if (begins && !memcmp(text + at, key_forms[i].front, front) &&
                key_length(text + at + front, length - at - front) >=
                    key_forms[i].rest_min)
                return true;
        }
    }
    return is_bearer(text, length);
}

char *secret_shown(const char *text, size_t length)
{
    static const char bearer[] = "Bearer ";
    struct buf out = BUF_INIT(256);
    size_t front;

    if (length > sizeof bearer - 1 && !strncasecmp(text, bearer, sizeof bearer - 1)) {
        text += sizeof bearer - 1;
        length -= sizeof bearer - 1;
    }
    front = utf8_offset(text, length, 4);

    shown_append(&out, text, front, 8);
    buf_append_format(&out, "… (%zu characters)", utf8_count(text, length));
    return buf_detach(&out);
}
