/* tests/values/test_json_inert.c - what a terminal may obey is escaped in JSON. */
#include "values/json_inert.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

Test(json_inert, escapes)
{
    static const struct {
        const char *raw, *written;
    } cases[] = {
        {"\"\"", "\"\""},
        {"\"Gr\u00fc\u00dfe \u6771 \U0001f600\"",
         "\"Gr\u00fc\u00dfe \u6771 \U0001f600\""},
        {"\"\u00a0\u2029\u202f\u2065\u206a\"", "\"\u00a0\u2029\u202f\u2065\u206a\""},
        {"\"a\xc2\x9b"
         "2J\x7f\"",
         "\"a\\u009B2J\\u007F\""},
        {"\"\xc2\x80\xc2\x9f\u202a\u202e\u2066\u2069\"",
         "\"\\u0080\\u009F\\u202A\\u202E\\u2066\\u2069\""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        json_t *value = json_loads(cases[i].raw, JSON_DECODE_ANY, NULL);
        json_t *again;

        cr_assert_eq(json_inert_dump(value, JSON_ENCODE_ANY, out), 0);
        fclose(out);
        cr_expect_str_eq(text, cases[i].written);
        again = json_loads(text, JSON_DECODE_ANY, NULL);
        cr_expect(json_equal(value, again));
        json_decref(value);
        json_decref(again);
        free(text);
    }
}

Test(json_inert, tells_a_full_disk)
{
    FILE *full = fopen("/dev/full", "w");
    json_t *value = json_string("x");

    cr_assert_not_null(full);
    setvbuf(full, NULL, _IONBF, 0);
    cr_expect_eq(json_inert_dump(value, JSON_ENCODE_ANY, full), -1);
    json_decref(value);
    fclose(full);
}
