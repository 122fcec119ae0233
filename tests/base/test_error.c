/* tests/base/test_error.c - errors to the letter. */
#include "base/error_list.h"
#include "base/file.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sample_path = "test_error_sample.yaml";

/* What error_print() writes; the caller's. */
static char *printed(const struct error *err)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    error_print(err, stream, COLOR_OFF);
    fclose(stream);
    return text;
}

/* Tests run side by side, each in a process of its own: so a folder of its own too. */
static char folder[] = "/tmp/noworse-error-XXXXXX";

static void sample_write(const char *text)
{
    struct error err;

    cr_assert(mkdtemp(folder) && chdir(folder) == 0);
    cr_assert_eq(file_write(sample_path, text, strlen(text), &err), 0);
}

static void sample_remove(void)
{
    unlink(sample_path);
    rmdir(folder);
}

Test(error, the_caret_form_marks_the_very_word, .fini = sample_remove)
{
    struct place place = {sample_path, 2, 5, 10};
    struct error err;
    char *text;

    sample_write("graders:\n  - jsonschema: {file: x}\n");
    cr_assert_eq(error_at(&err, &place, "N0112", "unknown grader \"%s\"", "jsonschema"),
                 -1);
    error_hint(&err, "did you mean \"json_schema\"?");
    text = printed(&err);
    cr_assert_str_eq(text, "error[N0112]: unknown grader \"jsonschema\"\n"
                           "  --> test_error_sample.yaml:2:5\n"
                           "  |\n"
                           "2 |   - jsonschema: {file: x}\n"
                           "  |     ^^^^^^^^^^ did you mean \"json_schema\"?\n");
    free(text);
}

Test(error, columns_count_characters_and_escapes_widen_the_indent, .fini = sample_remove)
{
    struct place place = {sample_path, 1, 5, 1};
    struct error err;
    char *text;

    sample_write("ä\x1b"
                 "bcX\n");
    error_at(&err, &place, "N0001", "here");
    text = printed(&err);
    cr_assert_str_eq(text, "error[N0001]: here\n"
                           "  --> test_error_sample.yaml:1:5\n"
                           "  |\n"
                           "1 | ä\\x1bbcX\n"
                           "  |        ^\n");
    free(text);
}

Test(error, a_hidden_excerpt_quotes_nothing, .fini = sample_remove)
{
    struct place place = {sample_path, 1, 1, 3};
    struct error err;
    char *text;

    sample_write("secret\n");
    error_at(&err, &place, "N0001", "bad row");
    error_hint(&err, "mend it");
    err.excerpt = EXCERPT_HIDDEN;
    text = printed(&err);
    cr_assert_str_eq(text, "error[N0001]: bad row\n"
                           "  --> test_error_sample.yaml:1:1\n"
                           "   = mend it\n");
    free(text);
}

Test(error, without_a_place_it_is_two_lines)
{
    struct error err;
    char *text;

    error_set(&err, ERROR_USAGE, "N0901", "unknown option \"--x\"");
    error_hint(&err, "see --help");
    text = printed(&err);
    cr_assert_str_eq(text, "error[N0901]: unknown option \"--x\"\n   = see --help\n");
    free(text);
}

Test(error, a_long_path_loses_its_front)
{
    char path[400];
    struct place place = {path, 0, 0, 0};
    struct error err;

    memset(path, 'a', sizeof path - 1);
    strncpy(path + 380, "/the_end.suite.yaml", 20);
    error_at(&err, &place, "N0001", "x");
    cr_assert_eq(strlen(err.file), sizeof err.file - 1);
    cr_assert_eq(strncmp(err.file, "...a", 4), 0);
    cr_assert_str_eq(err.file + strlen(err.file) - 19, "/the_end.suite.yaml");
}

Test(error, a_long_message_is_cut_between_characters)
{
    char long_text[1000];
    struct error err;

    for (size_t i = 0; i + 2 < sizeof long_text; i += 2)
        memcpy(long_text + i, "ä", 3);
    error_set(&err, ERROR_INPUT, "N0001", "%s", long_text);
    cr_assert_eq(strlen(err.message) % 2, 0);
    cr_assert_geq(strlen(err.message), sizeof err.message - 3);
}

Test(error, a_lower_place_is_kept)
{
    struct place inner = {"inner", 1, 2, 3};
    struct place outer = {"outer", 9, 9, 9};
    struct error err;

    error_at(&err, &inner, "N0001", "x");
    error_place(&err, &outer);
    cr_assert_str_eq(err.file, "inner");
}

static void list_add_at(struct error_list *list, const char *file, unsigned line)
{
    struct place place = {file, line, 1, 1};

    error_list_at(list, &place, "N0001", "line %u", line);
}

Test(error_list, is_sorted_by_file_and_line_and_warnings_come_last)
{
    struct error_list list = ERROR_LIST_INIT;
    struct error warning;

    error_set(&warning, ERROR_INPUT, "N0002", "mild");
    error_list_warn(&list, &warning);
    list_add_at(&list, "b", 1);
    list_add_at(&list, "a", 9);
    list_add_at(&list, "a", 2);
    error_list_sort(&list);
    cr_assert_str_eq(list.items[0].message, "line 2");
    cr_assert_str_eq(list.items[1].message, "line 9");
    cr_assert_str_eq(list.items[2].file, "b");
    cr_assert_eq(list.items[3].severity, SEVERITY_WARNING);
    cr_assert_eq(list.error_count, 3);
    cr_assert_eq(list.warning_count, 1);
    error_list_release(&list);
}

Test(error_list, the_same_mistake_is_kept_once)
{
    struct error_list list = ERROR_LIST_INIT;

    list_add_at(&list, "a", 2);
    list_add_at(&list, "a", 2);
    cr_assert_eq(list.error_count, 1);
    error_list_release(&list);
}

Test(error_list, tells_of_many_that_are_the_same_in_a_file_the_first)
{
    static const char *const files[] = {"a", "a", "a", "a", "b", "b", "b"};
    struct error_list list = ERROR_LIST_INIT;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    for (unsigned i = 0; i < 7; i++) {
        struct place place = {files[i], i + 1, 1, 1};

        error_list_at(&list, &place, "N0001", "the same");
    }
    error_list_print(&list, stream, COLOR_OFF);
    fclose(stream);
    cr_assert_str_eq(
        text,
        "error[N0001]: the same\n  --> a:1:1\n   and 3 more like this in a\n\n"
        "error[N0001]: the same\n  --> b:5:1\n\n"
        "error[N0001]: the same\n  --> b:6:1\n\n"
        "error[N0001]: the same\n  --> b:7:1\n\n",
        "%s", text);
    free(text);
    error_list_release(&list);
}

Test(error_list, shows_twenty_and_counts_the_rest)
{
    struct error_list list = ERROR_LIST_INIT;
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    for (unsigned i = 1; i <= 300; i++)
        list_add_at(&list, "a", i);
    error_list_print(&list, stream, COLOR_OFF);
    fclose(stream);
    cr_assert_eq(list.count, ERRORS_KEPT_MAX);
    cr_assert_not_null(strstr(text, "line 20\n"));
    cr_assert_null(strstr(text, "line 21\n"));
    cr_assert_not_null(strstr(text, "and 280 more\n"));
    free(text);
    error_list_release(&list);
}
