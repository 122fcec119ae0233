/* graders/pii_number.c - numbers of cards and accounts, by their check digits. */
#include "graders/pii_find.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { CARD_MIN = 13, CARD_MAX = 19, GROUP_MAX = 6, IBAN_MIN = 15, IBAN_MAX = 33 };

/* Luhn's check digit: every second digit from the right but one is doubled, and its
 * digits added up. ISO/IEC 7812-1, annex B. */
static bool luhn_holds(const char *digits, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++) {
        unsigned digit = (unsigned)(digits[count - 1 - i] - '0');

        if (i % 2)
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

/* Whose cards begin so, and how long their numbers are. */
static const struct issuer {
    unsigned first, last; /* the first four digits */
    size_t min, max;
} issuers[] = {
    {4000, 4999, 13, 19}, {5100, 5599, 16, 16}, {2221, 2720, 16, 16},
    {3400, 3499, 15, 15}, {3700, 3799, 15, 15}, {6011, 6011, 16, 19},
    {6440, 6599, 16, 19}, {3528, 3589, 16, 19}, {3000, 3059, 14, 19},
    {3600, 3699, 14, 19}, {3800, 3999, 16, 19}, {6200, 6299, 16, 19},
    {5018, 5018, 13, 19}, {5020, 5038, 13, 19}, {6304, 6304, 13, 19},
    {6759, 6763, 13, 19},
};

static bool is_card(const char *digits, size_t count)
{
    unsigned first = 0;
    bool is_alike = true;

    for (size_t i = 0; i < 4; i++)
        first = first * 10 + (unsigned)(digits[i] - '0');
    for (size_t i = 1; i < count; i++)
        is_alike = is_alike && digits[i] == digits[0];
    if (is_alike || !luhn_holds(digits, count))
        return false;
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
        if (first >= issuers[i].first && first <= issuers[i].last &&
            count >= issuers[i].min && count <= issuers[i].max)
            return true;
    return false;
}

/* Behind it there is no more of the number, nor a part of a word or a fraction. */
static bool ends_number(const char *text, size_t length, size_t at)
{
    if (at >= length)
        return true;
    if (isalnum((unsigned char)text[at]) || text[at] == '_')
        return false;
    return !(strchr(".,-", text[at]) && text[at] && at + 1 < length &&
             isdigit((unsigned char)text[at + 1]));
}

/* A number of a card as far as it has been read. */
struct card {
    char digits[CARD_MAX];
    size_t count, group; /* in all; since the last separator */
    char separator;      /* 0: none yet */
};

/* The bytes of a blank or hyphen between groups, *kind being ' ' or '-'; 0: none is
 * there. Models like to write those at which no line breaks. */
static size_t between(const char *text, size_t length, size_t at, char *kind)
{
    static const struct {
        const char *bytes;
        char kind;
    } marks[] = {{" ", ' '},      {"-", '-'},      {"\u00a0", ' '},
                 {"\u202f", ' '}, {"\u2010", '-'}, {"\u2011", '-'}};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const size_t size = strlen(marks[i].bytes);

        if (size <= length - at && !memcmp(text + at, marks[i].bytes, size)) {
            *kind = marks[i].kind;
            return size;
        }
    }
    return 0;
}

/* Cards are printed in groups, the first of four, with one kind of separator. */
static size_t parts_groups(const struct card *card, const char *text, size_t length,
                           size_t at, char *kind)
{
    const size_t size = between(text, length, at, kind);

    if (size == 0 || at + size >= length || !isdigit((unsigned char)text[at + size]) ||
        card->group == 0 || card->group > GROUP_MAX)
        return 0;
    return (card->separator ? *kind == card->separator : card->count == 4) ? size : 0;
}

static bool is_whole(const struct card *card)
{
    return card->count >= CARD_MIN && is_card(card->digits, card->count);
}

static bool is_fraction(const char *text, size_t at)
{
    const char before = at > 1 ? text[at - 1] : ' ';

    return (before == '.' || before == ',' || before == '-') &&
           isdigit((unsigned char)text[at - 2]);
}

size_t pii_card_end(const char *text, size_t length, size_t at)
{
    struct card card = {.count = 0};
    size_t end = at;
    size_t size;

    if (is_fraction(text, at))
        return 0;
    for (; end < length && card.count < CARD_MAX; end += size) {
        char kind = 0;

        size = 1;
        if (isdigit((unsigned char)text[end])) {
            card.digits[card.count++] = text[end];
            card.group++;
            continue;
        }
        size = parts_groups(&card, text, length, end, &kind);
        if (size == 0)
            break;
        if (is_whole(&card))
            return end;
        card.separator = kind;
        card.group = 0;
    }
    return is_whole(&card) && ends_number(text, length, end) ? end : 0;
}

/* SWIFT's IBAN registry: country and length. */
static const char iban_lengths[] =
    "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28"
    "EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26"
    "IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28"
    "NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25"
    "SV28TL23TN24TR26UA29VA22VG24XK20YE30";

static size_t iban_length(const char *country)
{
    for (const char *at = iban_lengths; *at; at += 4)
        if (at[0] == country[0] && at[1] == country[1])
            return (size_t)((at[2] - '0') * 10 + at[3] - '0');
    return 0;
}

/* ISO 7064: the first four behind the rest, letters as 10 to 35; modulo 97 it is 1. */
static bool mod97_holds(const char *letters, size_t count)
{
    unsigned rest = 0;

    for (size_t i = 0; i < count; i++) {
        const char c = letters[(i + 4) % count];

        if (isdigit((unsigned char)c))
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else
            rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    return rest == 1;
}

/* How long it is to be; 0: none begins here. */
static size_t iban_wanted(const char *text, size_t length, size_t at)
{
    if (at + IBAN_MIN > length || !isupper((unsigned char)text[at + 1]) ||
        !isdigit((unsigned char)text[at + 2]) || !isdigit((unsigned char)text[at + 3]))
        return 0;
    return iban_length(text + at);
}

size_t pii_iban_end(const char *text, size_t length, size_t at)
{
    const size_t wanted = iban_wanted(text, length, at);
    char letters[IBAN_MAX + 1];
    size_t count = 0;
    size_t end = at;
    bool is_behind_blank = false;
    size_t size;

    for (; end < length && count < wanted; end += size) {
        const char c = text[end];
        char kind = 0;

        size = 1;
        if (isdigit((unsigned char)c) || isupper((unsigned char)c)) {
            letters[count++] = c;
            is_behind_blank = false;
            continue;
        }
        size = between(text, length, end, &kind);
        if (size == 0 || kind != ' ' || count % 4 != 0 || is_behind_blank)
            break;
        is_behind_blank = true;
    }
    if (count == 0 || count < wanted ||
        (end < length && isalnum((unsigned char)text[end])))
        return 0;
    return mod97_holds(letters, count) ? end : 0;
}
