/* tests/reports/test_word_diff.c - two texts, word by word. */
#include "reports/word_diff.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "reports/words.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct text {
    const char *bytes;
    size_t length;
};

static struct text text_of(const char *literal)
{
    return (struct text){literal, strlen(literal)};
}

/* What `git diff --word-diff` would print. */
static void marked(struct text a, struct text b, long work, struct buf *out)
{
    struct word_diff diff;
    size_t at = 0;

    word_diff_make(a.bytes, a.length, b.bytes, b.length, work, &diff);
    for (size_t i = 0; i < diff.count; i++) {
        const struct word_change *change = &diff.changes[i];

        buf_append(out, a.bytes + at, change->old_at - at);
        if (change->old_length)
            buf_append_format(out, "[-%.*s-]", (int)change->old_length,
                              a.bytes + change->old_at);
        if (change->new_length)
            buf_append_format(out, "{+%.*s+}", (int)change->new_length,
                              b.bytes + change->new_at);
        at = change->old_at + change->old_length;
    }
    buf_append(out, a.bytes + at, a.length - at);
    if (diff.is_coarse)
        buf_append_text(out, " (coarse)");
    word_diff_release(&diff);
}

static const struct {
    const char *a, *b, *want;
} cases[] = {
    {"", "", ""},
    {"same", "same", "same"},
    {"", "new", "{+new+}"},
    {"old", "", "[-old-]"},
    {"one two three", "one 2 three", "one [-two-]{+2+} three"},
    {"{\"rma\": \"RMA-004417\", \"amount\": 12.5}",
     "{\"rma\": \"RMA-004417\", \"amount\": \"12,50\"}",
     "{\"rma\": \"RMA-004417\", \"amount\": [-12.5-]{+\"12,50\"+}}"},
    {"Quote amounts as plain numbers.", "Quote amounts the way the customer would.",
     "Quote amounts [-as plain numbers-]{+the way the customer would+}."},
    {"a b c", "a c", "a [-b -]c"},
    {"a c", "a b c", "a {+b +}c"},
    {"返金は十日以内です", "返金は三日以内です", "返金は[-十-]{+三+}日以内です"},
    {"caf\u00e9 noir", "cafe\u0301 noir", "[-caf\u00e9-]{+cafe\u0301+} noir"},
    {"Größe 4", "Große 4", "[-Größe-]{+Große+} 4"},
    {"3.5%", "3.6%", "[-3.5-]{+3.6+}%"},
    {"end. 5", "end, 5", "end[-.-]{+,+} 5"},
    {"one\ntwo\n", "one\n\ntwo\n", "one[-\n-]{+\n\n+}two\n"},
    {"\xff\xfe x", "\xff\xfd x", "\xff[-\xfe-]{+\xfd+} x"},
};

Test(word_diff, changes_are_whole_words_numbers_and_characters)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = BUF_INIT(10000);

        marked(text_of(cases[i].a), text_of(cases[i].b), WORD_DIFF_WORK, &out);
        cr_expect_str_eq(buf_text(&out), cases[i].want);
        buf_release(&out);
    }
}

/* Applying the changes to the old text gives the new one, and taking them back the old.
 */
static void expect_sound(struct text a, struct text b, const struct word_diff *diff)
{
    struct buf forth = BUF_INIT(1 << 24);
    struct buf back = BUF_INIT(1 << 24);
    size_t old_at = 0, new_at = 0;

    for (size_t i = 0; i < diff->count; i++) {
        const struct word_change *change = &diff->changes[i];

        cr_assert(change->old_at >= old_at && change->new_at >= new_at);
        buf_append(&forth, a.bytes + old_at, change->old_at - old_at);
        buf_append(&forth, b.bytes + change->new_at, change->new_length);
        buf_append(&back, b.bytes + new_at, change->new_at - new_at);
        buf_append(&back, a.bytes + change->old_at, change->old_length);
        old_at = change->old_at + change->old_length;
        new_at = change->new_at + change->new_length;
        cr_assert(old_at <= a.length && new_at <= b.length);
    }
    buf_append(&forth, a.bytes + old_at, a.length - old_at);
    buf_append(&back, b.bytes + new_at, b.length - new_at);
    cr_assert(forth.length == b.length && !memcmp(buf_text(&forth), b.bytes, b.length));
    cr_assert(back.length == a.length && !memcmp(buf_text(&back), a.bytes, a.length));
    buf_release(&forth);
    buf_release(&back);
}

static void random_text(struct random *random, size_t words, struct buf *out)
{
    static const char *const pieces[] = {"a",  "b",    "ab", " ",     "  ",   "\n",
                                         ".",  "12.5", "é",  "日",    "\xe6", "\x80",
                                         "{+", "-]",   "_x", "\u0301"};

    for (size_t i = 0; i < words; i++)
        buf_append_text(out,
                        pieces[random_next(random) % (sizeof pieces / sizeof pieces[0])]);
}

Test(word_diff, applied_it_gives_the_new_text_and_taken_back_the_old_one)
{
    struct random random = {.state = 20261121};

    for (int i = 0; i < 4000; i++) {
        struct buf a = BUF_INIT(10000), b = BUF_INIT(10000);
        struct word_diff diff;
        struct text old_text, new_text;

        random_text(&random, random_next(&random) % 40, &a);
        random_text(&random, random_next(&random) % 40, &b);
        old_text = (struct text){buf_text(&a), a.length};
        new_text = (struct text){buf_text(&b), b.length};
        word_diff_make(old_text.bytes, old_text.length, new_text.bytes, new_text.length,
                       i % 3 ? WORD_DIFF_WORK : (long)(random_next(&random) % 200),
                       &diff);
        expect_sound(old_text, new_text, &diff);
        cr_expect(i % 3 == 0 || !diff.is_coarse);
        word_diff_release(&diff);
        buf_release(&a);
        buf_release(&b);
    }
}

/* The words that both texts keep, as many as can be: by the table of all pairs. */
static size_t longest_common(const struct word_list *a, const struct word_list *b)
{
    size_t *row = mem_new(b->count + 1, sizeof *row);
    size_t found;

    for (size_t i = 0; i < a->count; i++) {
        size_t corner = 0;

        for (size_t j = 0; j < b->count; j++) {
            const size_t above = row[j + 1];

            if (a->numbers[i] == b->numbers[j])
                row[j + 1] = corner + 1;
            else if (row[j] > above)
                row[j + 1] = row[j];
            corner = above;
        }
    }
    found = row[b->count];
    free(row);
    return found;
}

static size_t words_in(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t at = 0; at < length; count++)
        at += word_length(text + at, length - at);
    return count;
}

Test(word_diff, no_list_of_changes_is_shorter)
{
    struct random random = {.state = 7};

    for (int i = 0; i < 500; i++) {
        char a[64], b[64];
        const size_t a_length = random_next(&random) % 60;
        const size_t b_length = random_next(&random) % 60;
        struct word_list old_words = {NULL, NULL, 0}, new_words = {NULL, NULL, 0};
        struct word_diff diff;
        size_t removed = 0;

        for (size_t j = 0; j < 60; j++) { /* no blanks, so none are joined */
            a[j] = ".,;:"[random_next(&random) % 4];
            b[j] = ".,;:"[random_next(&random) % 4];
        }
        words_cut(a, a_length, b, b_length, &old_words, &new_words);
        word_diff_make(a, a_length, b, b_length, WORD_DIFF_WORK, &diff);
        for (size_t j = 0; j < diff.count; j++)
            removed += words_in(a + diff.changes[j].old_at, diff.changes[j].old_length);
        cr_expect_eq(a_length - removed, longest_common(&old_words, &new_words));
        word_diff_release(&diff);
        word_list_release(&old_words);
        word_list_release(&new_words);
    }
}

enum { LARGE = 1 << 20 };

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* What is different throughout, and what meets in the hash. */
Test(word_diff, a_megabyte_against_a_megabyte_ends_soon_and_says_that_it_is_coarse)
{
    char *a = mem_new(LARGE, 1), *b = mem_new(LARGE, 1);
    struct random random = {.state = 3};
    const double began = cpu_seconds();
    struct word_diff diff;

    for (size_t i = 0; i < LARGE; i++) {
        a[i] = ".,;:!?+*"[random_next(&random) % 8];
        b[i] = ".,;:!?+*"[random_next(&random) % 8];
    }
    memcpy(a, "front", 5);
    memcpy(b, "front", 5);
    word_diff_make(a, LARGE, b, LARGE, WORD_DIFF_WORK, &diff);
    cr_expect(diff.is_coarse);
    cr_assert(diff.count > 0);
    cr_expect(diff.changes[0].old_at >= 5, "what begins alike is no change");
    expect_sound((struct text){a, LARGE}, (struct text){b, LARGE}, &diff);
    cr_expect_lt(cpu_seconds() - began, 20);
    word_diff_release(&diff);
    free(a);
    free(b);
}

Test(word_diff, one_change_in_a_megabyte_is_found_exactly)
{
    char *a = mem_new(LARGE, 1), *b = mem_new(LARGE, 1);
    struct word_diff diff;

    for (size_t i = 0; i < LARGE; i++)
        a[i] = b[i] = "word "[i % 5];
    b[LARGE / 2 / 5 * 5] = 'W';
    word_diff_make(a, LARGE, b, LARGE, WORD_DIFF_WORK, &diff);
    cr_expect_not(diff.is_coarse);
    cr_assert_eq(diff.count, 1);
    cr_expect_eq(diff.changes[0].old_at, LARGE / 2 / 5 * 5);
    cr_expect_eq(diff.changes[0].new_length, 4);
    word_diff_release(&diff);
    free(a);
    free(b);
}
