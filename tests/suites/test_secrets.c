/* tests/suites/test_secrets.c - what is masked, and what looks like a key. */
#include "suites/secrets.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void expect_masked(const char *text, const char *want)
{
    struct secrets secrets = SECRETS_INIT;
    struct buf out = BUF_INIT(1024);

    secrets_add(&secrets, "hunter2/key?");
    secrets_add(&secrets, "abc"); /* too short to be masked */
    cr_expect_eq(secrets_mask(&secrets, text, strlen(text), &out), 0);
    cr_expect_str_eq(buf_text(&out), want);
    cr_expect_eq(secrets_are_in(&secrets, text, strlen(text)),
                 strstr(want, "***") != NULL);
    buf_release(&out);
    secrets_release(&secrets);
}

Test(secrets, a_value_is_masked_wherever_it_stands)
{
    expect_masked("key hunter2/key?, hunter2/key?!", "key ***, ***!");
}

Test(secrets, the_shortest_value_is_found_at_the_very_end)
{
    struct secrets secrets = SECRETS_INIT;

    secrets_add(&secrets, "a1b2");
    cr_expect(secrets_are_in(&secrets, "a1b2", 4));
    cr_expect(secrets_are_in(&secrets, "a1b a1b2", 8));
    cr_expect_not(secrets_are_in(&secrets, "a1b2", 3));
    cr_expect_not(secrets_are_in(&secrets, "", 0));
    secrets_release(&secrets);
}

/* Of few letters, so that fronts overlap and share their pairs. */
Test(secrets, several_values_are_found_where_a_plain_search_finds_them)
{
    static const char *const values[] = {"aaba", "abab", "bbaac", "cabba"};
    const size_t count = sizeof values / sizeof *values;
    struct secrets secrets = SECRETS_INIT;
    uint32_t state = 7;
    int found = 0;

    for (size_t i = 0; i < count; i++)
        secrets_add(&secrets, values[i]);
    for (int turn = 0; turn < 20000; turn++) {
        char text[16] = "";
        bool wanted = false;

        for (size_t i = 0; i < 4 + (size_t)turn % 10; i++) {
            state = state * 1664525u + 1013904223u;
            text[i] = "abc"[(state >> 16) % 3];
        }
        for (size_t i = 0; i < count; i++)
            wanted = wanted || strstr(text, values[i]);
        cr_assert_eq(secrets_are_in(&secrets, text, strlen(text)), wanted, "%s", text);
        found += wanted;
    }
    cr_expect(found > 1000 && found < 19000);
    secrets_release(&secrets);
}

Test(secrets, a_value_is_masked_in_base64_whatever_stands_before_it)
{
    expect_masked("aHVudGVyMi9rZXk/", "***");          /* hunter2/key? */
    expect_masked("aHVudGVyMi9rZXk_", "***");          /* the other alphabet */
    expect_masked("dTpodW50ZXIyL2tleT8=", "dTp***8="); /* u:hunter2/key? */
    expect_masked("dXM6aHVudGVyMi9rZXk/", "dXM6***");  /* us:hunter2/key? */
    expect_masked("YTpodW50ZXIyL2tleT9i", "YTp***9i"); /* a:hunter2/key?b */
}

static void expect_masked_whole(const char *value, const char *text)
{
    struct secrets secrets = SECRETS_INIT;
    struct buf out = BUF_INIT(1024);

    secrets_add(&secrets, value);
    cr_expect_eq(secrets_mask(&secrets, text, strlen(text), &out), 0);
    cr_expect_str_eq(buf_text(&out), "***", "%s", text);
    buf_release(&out);
    secrets_release(&secrets);
}

/* As libraries of Python, Java, .NET, JavaScript and curl write a query or an address. */
Test(secrets, a_value_is_masked_in_every_usual_percent_encoding)
{
    static const char *const texts[] = {
        "a%2Fb%2Bc%3D%3D%20d%28", "a%2fb%2bc%3d%3d%20d%28", "a/b%2Bc%3D%3D%20d%28",
        "a/b%2bc%3d%3d%20d%28",   "a%2Fb%2Bc%3D%3D%20d(",   "a%2Fb%2Bc%3D%3D+d%28",
        "a%2fb%2bc%3d%3d+d(",     "a/b+c==%20d(",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_masked_whole("a/b+c== d(", texts[i]);
}

Test(secrets, a_value_is_masked_percent_encoded)
{
    expect_masked("?k=hunter2%2Fkey%3F&x", "?k=***&x");
}

Test(secrets, a_value_is_masked_in_a_json_pointer)
{
    expect_masked("/keys/hunter2~1key?/0", "/keys/***/0");
}

Test(secrets, a_value_is_masked_as_json_writes_it)
{
    struct secrets secrets = SECRETS_INIT;
    struct buf out = BUF_INIT(1024);
    const char text[] =
        "{\"a\": \"say \\\"hi\\\"\", \"b\": \"{\\\"say \\\\\\\"hi\\\\\\\"\\\"}\"}";

    secrets_add(&secrets, "say \"hi\"");
    cr_expect_eq(secrets_mask(&secrets, text, strlen(text), &out), 0);
    cr_expect_str_eq(buf_text(&out), "{\"a\": \"***\", \"b\": \"{\\\"***\\\"}\"}");
    buf_release(&out);
    secrets_release(&secrets);
    expect_masked("hunter2\\/key?", "***");
}

static void expect_in_json(const char *text, bool want)
{
    struct secrets secrets = SECRETS_INIT;

    secrets_add(&secrets, "hunter2/key+?");
    cr_expect_eq(secrets_are_in_json(&secrets, text, strlen(text)), want, "%s", text);
    secrets_release(&secrets);
}

Test(secrets, a_value_is_found_in_json_however_it_is_escaped)
{
    expect_in_json("hunter2/key+?", true);
    expect_in_json("{\"a\": \"hunter2\\/key\\u002B?\"}", true);
    expect_in_json("\\u0068unter2/key\\u002b?", true);
    expect_in_json("{\\\"a\\\": \\\"hunter2\\\\/key\\\\u002B?\\\"}", true);
    expect_in_json("a\\nhunter2/key", false);
    expect_in_json("hunter2/key\\u002", false);
    expect_in_json("hunter2/key\\", false);
    expect_in_json("\\ud83d\\ude00", false);
}

Test(secrets, what_is_left_of_a_value_that_was_cut_is_masked)
{
    expect_masked("got \"my hunter2/k…\"", "got \"my ***…\"");
    expect_masked("got \"my hunt…\"", "got \"my ***…\"");
    expect_masked("hunter, hun…", "hunter, hun…");
}

Test(secrets, a_short_value_takes_no_words_with_it)
{
    expect_masked("the abc", "the abc");
}

Test(secrets, keys_of_vendors_are_recognized_and_words_are_not)
{
    static const char *const keys[] = {
        "sk-proj-a1b2c3d4e5f6g7h8i9j0", "Bearer 1234567890abcdefghij",
        "AKIAIOSFODNN7EXAMPLE", "key: ghp_0123456789012345678901234567890123",
        "-----BEGIN PRIVATE KEY-----"};
    static const char *const words[] = {"ask-me-anything-about-your-order",
                                        "Bearer ${TOKEN}",
                                        "risk-adjusted-return-of-the-portfolio",
                                        "openai/gpt-4.1-mini",
                                        "sk-learn",
                                        "https://example.com/v1/chat?x=1"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_expect(secret_is_likely(keys[i], strlen(keys[i])), "%s", keys[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_expect_not(secret_is_likely(words[i], strlen(words[i])), "%s", words[i]);
}

Test(secrets, of_a_key_four_characters_and_the_length_are_shown)
{
    char *shown = secret_shown("Bearer sk-abcdefgh", 18);

    cr_expect_str_eq(shown, "sk-a… (11 characters)");
    free(shown);
}
