/* tests/values/test_document_random.c - the reader against strtod, jansson and itself.
 */
#include "base/mem.h"
#include "base/random.h"
#include "base/utf8.h"
#include "values/string_hash.h"
#include "values/value.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 24 };

static unsigned below(struct random *random, unsigned limit)
{
    return (unsigned)(random_next(random) % limit);
}

/* A copy with nothing behind it, so that the sanitizers see a byte read too far. */
static int read_exact(struct document *document, const char *text, size_t length,
                      const struct read_options *options, char **copy)
{
    struct error err = ERROR_INIT;

    *copy = malloc(length ? length : 1);
    memcpy(*copy, text, length);
    return document_read(document, *copy, length, options, &err);
}

static void digits_append(struct buf *out, struct random *random, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        buf_append_char(out, (char)('0' + below(random, below(random, 4) ? 10 : 1)));
}

/* Of any size, or next to where two doubles meet. */
static void number_append(struct buf *out, struct random *random)
{
    if (below(random, 3) == 0) {
        union {
            uint64_t bits;
            double number;
        } any = {.bits = random_next(random)};
        unsigned kind = below(random, 3);

        if (kind)
            any.number =
                (double)(int64_t)random_next(random) / pow(10, below(random, 30));
        if (isfinite(any.number)) {
            buf_append_format(out, "%.*e", (int)below(random, 24), any.number);
            return;
        }
    }
    if (below(random, 2))
        buf_append_char(out, '-');
    buf_append_format(out, "%u", below(random, below(random, 2) ? 10 : 1000000000) + 1);
    if (below(random, 2))
        digits_append(out, random, below(random, 22));
    if (below(random, 2)) {
        buf_append_char(out, '.');
        digits_append(out, random, 1 + below(random, 24));
    }
    if (below(random, 3) == 0)
        buf_append_format(out, "%c%s%u", below(random, 2) ? 'e' : 'E',
                          below(random, 2) ? "-" : "+",
                          below(random, below(random, 2) ? 30 : 360));
}

Test(document_random, the_nearest_double_is_that_of_strtod)
{
    struct random random = {.state = 20260317};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (int i = 0; i < 200000; i++) {
        const struct value *value;
        char *copy;

        buf_clear(&text);
        number_append(&text, &random);
        cr_assert_eq(read_exact(&document, text.data, text.length, NULL, &copy), 0, "%s",
                     text.data);
        value = document_root(&document);
        cr_assert_eq(value->size, text.length);
        cr_assert_eq(value_double(value), strtod(text.data, NULL), "%s: %.17g", text.data,
                     value_double(value));
        if (value->type == VALUE_INTEGER)
            cr_assert_eq(value->as.integer, strtoll(text.data, NULL, 10), "%s",
                         text.data);
        free(copy);
    }
    document_release(&document);
    buf_release(&text);
}

static void double_check(struct document *document, char *text)
{
    char *copy;

    cr_assert_eq(read_exact(document, text, strlen(text), NULL, &copy), 0);
    cr_assert_eq(value_double(document_root(document)), strtod(text, NULL), "%s", text);
    free(copy);
    free(text);
}

/* Halfway: to the even one; a digit more decides, and so does what no digit shows. */
Test(document_random, halfway_between_two_doubles_is_rounded_to_the_even)
{
    static const char *const ends[] = {".0", ".1", "e0", "0e-1", ".000001"};
    struct random random = {.state = 5};
    struct document document = DOCUMENT_INIT;

    for (int i = 0; i < 100000; i++) {
        uint64_t whole = ((uint64_t)1 << 53) + 2 * (random_next(&random) >> 12) + 1;

        double_check(&document,
                     mem_format("%llu%s", (unsigned long long)whole, ends[i % 5]));
        whole = 1000000000000000000u + random_next(&random) % 9000000000000000000u;
        double_check(&document, mem_format("%llue-%u", (unsigned long long)whole,
                                           20 + below(&random, 8)));
    }
    document_release(&document);
}

/* Numbers of one double, or of neighbours, as both their texts say. */
Test(document_random, numbers_that_differ_in_a_digit_differ)
{
    struct random random = {.state = 3};
    struct document document = DOCUMENT_INIT;

    for (int i = 0; i < 50000; i++) {
        unsigned long long digits =
            (random_next(&random) >> (1 + below(&random, 60))) | 1;
        unsigned exponent = below(&random, below(&random, 2) ? 20 : 330);
        char *text = mem_format("[%llue-%u, %llue-%u, %llu0e-%u]", digits, exponent,
                                digits + 1, exponent, digits, exponent + 1);
        const struct value *a, *b, *c;
        struct error err = ERROR_INIT;

        cr_assert_eq(document_read(&document, text, strlen(text), NULL, &err), 0, "%s",
                     text);
        a = value_element(document_root(&document), 0);
        b = value_element(document_root(&document), 1);
        c = value_element(document_root(&document), 2);
        cr_assert_eq(value_compare_numbers(a, b), -1, "%s", text);
        cr_assert_eq(value_compare_numbers(b, c), 1, "%s", text);
        cr_assert_eq(value_compare_numbers(a, c), 0, "%s", text);
        free(text);
    }
    document_release(&document);
}

static void blanks_append(struct buf *out, struct random *random)
{
    static const char *const blanks[] = {"", "", " ", "\n", "\r\n\t"};

    buf_append_text(out, blanks[below(random, 5)]);
    if (below(random, 4) == 0)
        for (unsigned i = below(random, 40); i > 0; i--)
            buf_append_char(out, ' ');
}

static void string_append(struct buf *out, struct random *random, unsigned serial)
{
    static const char *const parts[] = {"a",
                                        "é",
                                        "中文",
                                        "😀",
                                        "\\n",
                                        "\\u00e9",
                                        "\\ud83d\\ude00",
                                        "\\\"",
                                        "word ",
                                        "sixteen characters"};

    buf_append_format(out, "\"%u", serial);
    for (unsigned i = below(random, 6); i > 0; i--)
        buf_append_text(out, parts[below(random, below(random, 2) ? 10 : 1)]);
    for (unsigned i = below(random, 40); i > 0; i--)
        buf_append_char(out, 'x');
    buf_append_char(out, '"');
}

static void value_append(struct buf *out, struct random *random, int depth)
{
    static const char *const scalars[] = {"true", "false", "null", "0", "-1",
                                          "12.5", "1e3",   "[]",   "{}"};
    unsigned kind = below(random, depth > 0 ? 4 : 2);
    unsigned members = below(random, below(random, 8) ? 6 : 60);

    blanks_append(out, random);
    if (kind == 0) {
        buf_append_text(out, scalars[below(random, 9)]);
    } else if (kind == 1) {
        string_append(out, random, below(random, 100));
    } else {
        buf_append_char(out, kind == 2 ? '{' : '[');
        for (unsigned i = 0; i < members; i++) {
            buf_append_text(out, i ? "," : "");
            if (kind == 2) {
                blanks_append(out, random);
                string_append(out, random, i + 100);
                blanks_append(out, random);
                buf_append_char(out, ':');
            }
            value_append(out, random, depth - 1 - (int)below(random, 2));
        }
        blanks_append(out, random);
        buf_append_char(out, kind == 2 ? '}' : ']');
    }
    blanks_append(out, random);
}

/* What every value promises, as value.h tells it. */
static void promises_check(const struct document *document)
{
    for (size_t i = 0; i < document->count; i++) {
        const struct value *value = &document->values[i];
        char first = document->text[value->offset];

        cr_assert_leq(i + value->span, document->count);
        switch (value->type) {
        case VALUE_STRING:
            cr_assert_eq(first, '"');
            cr_assert_eq(value->as.string.points, utf8_count(value->text, value->size));
            cr_assert_eq(value->as.string.hash, string_hash(value->text, value->size));
            break;
        case VALUE_OBJECT:
            cr_assert_eq(first, '{');
            break;
        case VALUE_ARRAY:
            cr_assert_eq(first, '[');
            break;
        default:
            cr_assert_eq(value->span, 1);
            cr_assert(strchr("tfn-0123456789", first));
        }
    }
}

Test(document_random, what_is_read_is_what_jansson_reads)
{
    struct random random = {.state = 7};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (int i = 0; i < 1500; i++) {
        json_t *theirs, *ours;
        char *copy;

        buf_clear(&text);
        value_append(&text, &random, 4);
        cr_assert_eq(read_exact(&document, text.data, text.length, NULL, &copy), 0, "%s",
                     text.data);
        theirs = json_loadb(text.data, text.length, JSON_DECODE_ANY, NULL);
        ours = value_to_json(document_root(&document));
        cr_assert(json_equal(theirs, ours), "%s", text.data);
        promises_check(&document);
        json_decref(theirs);
        json_decref(ours);
        free(copy);
    }
    document_release(&document);
    buf_release(&text);
}

/* Cut off, or with a byte changed: one of us would be wrong to read it. */
Test(document_random, what_is_refused_is_what_jansson_refuses)
{
    struct random random = {.state = 11};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(TEXT_MAX);
    int refused = 0;

    for (int i = 0; i < 20000; i++) {
        static const struct read_options options = {.duplicates = DUPLICATES_LAST_WINS};
        size_t length;
        json_t *theirs;
        char *copy;
        int rc;

        buf_clear(&text);
        value_append(&text, &random, 2);
        length = text.length;
        if (below(&random, 2))
            length = random_next(&random) % text.length;
        else
            text.data[random_next(&random) % length] = "\"\\{}[],: \n\x01\x80\xff"
                                                       "0a"[below(&random, 15)];
        rc = read_exact(&document, text.data, length, &options, &copy);
        theirs = json_loadb(text.data, length, JSON_DECODE_ANY, NULL);
        cr_assert_eq(rc == 0, theirs != NULL, "%.*s", (int)length, text.data);
        if (rc == 0)
            promises_check(&document);
        refused += rc != 0;
        json_decref(theirs);
        free(copy);
    }
    cr_expect_gt(refused, 10000);
    document_release(&document);
    buf_release(&text);
}

static void members_append(struct buf *out, unsigned count, unsigned first,
                           unsigned second)
{
    buf_append_char(out, '{');
    for (unsigned i = 0; i < count; i++)
        buf_append_format(out, "%s\"key %u\": [%u]", i ? ", " : "",
                          i == second ? first : i, i);
    buf_append_char(out, '}');
}

Test(document_random, equal_keys_are_found_wherever_they_stand)
{
    static const struct read_options last = {.duplicates = DUPLICATES_LAST_WINS};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (unsigned count = 2; count < 40; count++) {
        for (unsigned second = 1; second < count; second++) {
            unsigned first = second / 2;
            char *copy, *key = mem_format("key %u", first);

            buf_clear(&text);
            members_append(&text, count, first, second);
            cr_assert_eq(read_exact(&document, text.data, text.length, NULL, &copy), -1,
                         "%s", text.data);
            free(copy);
            cr_assert_eq(read_exact(&document, text.data, text.length, &last, &copy), 0);
            cr_assert_eq(document_root(&document)->size, count - 1, "%s", text.data);
            cr_assert_eq(
                value_element(value_member(document_root(&document), key), 0)->as.integer,
                second, "%s", text.data);
            promises_check(&document);
            free(copy);
            free(key);
        }
    }
    document_release(&document);
    buf_release(&text);
}

/* Pair by pair this would take some minutes. */
Test(document_random, equal_keys_among_very_many_are_found_soon, .timeout = 20)
{
    static const struct read_options last = {.duplicates = DUPLICATES_LAST_WINS};
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(TEXT_MAX);
    struct error err = ERROR_INIT;

    members_append(&text, 400000, 3, 399999);
    cr_expect_eq(document_read(&document, text.data, text.length, NULL, &err), -1);
    cr_expect_eq(document_read(&document, text.data, text.length, &last, &err), 0);
    cr_expect_eq(document_root(&document)->size, 399999);
    document_release(&document);
    buf_release(&text);
}

Test(document_random, an_empty_text_may_be_nowhere)
{
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;

    cr_expect_eq(document_read(&document, NULL, 0, NULL, &err), -1);
    cr_expect_str_eq(err.message, "expected a value, found the end of the text");
    document_release(&document);
}
