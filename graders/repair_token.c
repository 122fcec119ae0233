/* graders/repair_token.c - numbers, words and bare keys that are nearly JSON's. */
#include "graders/repair_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES_MAX = 64, HEX_DIGITS_MAX = 15 };

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '$';
}

static size_t run_length(const struct repair_reader *reader, const char *others)
{
    size_t end = reader->at;

    while (end < reader->length &&
           (is_word_byte(reader->text[end]) ||
            (reader->text[end] && strchr(others, reader->text[end]))))
        end++;
    return end - reader->at;
}

static bool is_word(const char *bytes, size_t length, const char *word)
{
    return strlen(word) == length && !strncasecmp(bytes, word, length);
}

/* The JSON word for a literal of other languages; NULL: it is none. */
static const char *word_meant(const char *bytes, size_t length, enum repair_kind *kind)
{
    static const struct {
        const char *word, *json;
        enum repair_kind kind;
    } words[] = {
        {"true", "true", REPAIR_LITERAL},     {"false", "false", REPAIR_LITERAL},
        {"null", "null", REPAIR_LITERAL},     {"none", "null", REPAIR_LITERAL},
        {"nan", "null", REPAIR_NOT_A_NUMBER}, {"infinity", "null", REPAIR_NOT_A_NUMBER},
        {"inf", "null", REPAIR_NOT_A_NUMBER}, {"undefined", "null", REPAIR_NOT_A_NUMBER},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(bytes, length, words[i].word)) {
            *kind = words[i].kind;
            return words[i].json;
        }
    return NULL;
}

int repair_word(struct repair_reader *reader)
{
    const char *word = reader->text + reader->at;
    const size_t length = run_length(reader, "");
    enum repair_kind kind = REPAIR_LITERAL;
    const char *json = word_meant(word, length, &kind);

    if (!json && reader->at + length == reader->length && length > 0) {
        reader->cut = CUT_TOKEN;
        return 0;
    }
    if (!json)
        return -1;
    if (strlen(json) == length && !memcmp(word, json, length)) {
        repair_copy(reader, length);
        return 0;
    }
    repair_note(reader, kind, reader->at);
    repair_replace(reader, length, json);
    return 0;
}

int repair_bare_key(struct repair_reader *reader)
{
    const size_t length = run_length(reader, "-");

    if (length == 0)
        return -1;
    if (reader->at + length == reader->length) {
        reader->cut = CUT_TOKEN;
        return 0;
    }
    repair_note(reader, REPAIR_BARE_KEY, reader->at);
    repair_replace(reader, 0, "\"");
    repair_copy(reader, length);
    repair_replace(reader, 0, "\"");
    return 0;
}

static size_t digits_end(const char *text, size_t length, size_t at)
{
    while (at < length && isdigit((unsigned char)text[at]))
        at++;
    return at;
}

static bool is_json_number(const char *text, size_t length)
{
    size_t at = length > 0 && text[0] == '-';
    size_t end = digits_end(text, length, at);

    if (end == at || (text[at] == '0' && end > at + 1))
        return false;
    if (end < length && text[end] == '.') {
        at = end + 1;
        end = digits_end(text, length, at);
        if (end == at)
            return false;
    }
    if (end < length && (text[end] == 'e' || text[end] == 'E')) {
        at = end + 1;
        at += at < length && (text[at] == '+' || text[at] == '-');
        end = digits_end(text, length, at);
        if (end == at)
            return false;
    }
    return end == length;
}

/* 0x1F in decimal; a short number, so that nothing is rounded. */
static bool hex_mend(const char *digits, struct buf *out)
{
    const size_t length = strlen(digits);

    if (length == 0 || length > HEX_DIGITS_MAX ||
        strspn(digits, "0123456789abcdefABCDEF") != length)
        return false;
    buf_append_format(out, "%llu", strtoull(digits, NULL, 16));
    return true;
}

/* One point with a digit beside it; "...", "1..5" and "1.2.3" are no numbers. */
static bool is_point_clear(const char *token)
{
    const char *point = strchr(token, '.');

    if (!point)
        return true;
    return !strchr(point + 1, '.') &&
           (isdigit((unsigned char)point[1]) ||
            (point > token && isdigit((unsigned char)point[-1])));
}

/* Zeros where JSON wants digits and some other language does not. */
static bool number_mend(const char *token, struct buf *out)
{
    if (!is_point_clear(token))
        return false;
    if (*token == '-')
        buf_append_char(out, '-');
    token += *token == '-' || *token == '+';
    if (token[0] == '0' && (token[1] == 'x' || token[1] == 'X'))
        return hex_mend(token + 2, out);
    if (*token == '.')
        buf_append_char(out, '0');
    for (; *token; token++)
        if (*token != '.' || isdigit((unsigned char)token[1]))
            buf_append_char(out, *token);
    return is_json_number(buf_text(out), out->length);
}

int repair_number(struct repair_reader *reader)
{
    const char *text = reader->text + reader->at;
    const size_t length = run_length(reader, "+-.");
    const size_t sign = *text == '-' || *text == '+';
    char token[NUMBER_BYTES_MAX + 1];
    struct buf mended = BUF_INIT(2 * NUMBER_BYTES_MAX);
    enum repair_kind kind = REPAIR_NUMBER;
    const char *json;
    int rc = 0;

    /* At the end of a text that is cut, 12 may be the beginning of 1200. */
    if (reader->at + length == reader->length && reader->depth > 0) {
        reader->cut = CUT_TOKEN;
        return 0;
    }
    if (is_json_number(text, length)) {
        repair_copy(reader, length);
        return 0;
    }
    json = word_meant(text + sign, length - sign, &kind);
    if (!json || kind != REPAIR_NOT_A_NUMBER) {
        kind = REPAIR_NUMBER;
        snprintf(token, sizeof token, "%.*s", (int)(length < sizeof token ? length : 0),
                 text);
        json = token[0] && number_mend(token, &mended) ? buf_text(&mended) : NULL;
    }
    if (json) {
        repair_note(reader, kind, reader->at);
        repair_replace(reader, length, json);
    } else if (reader->at + length == reader->length) {
        reader->cut = CUT_TOKEN;
    } else {
        rc = -1;
    }
    buf_release(&mended);
    return rc;
}
