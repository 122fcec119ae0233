/* tests/simulator/test_script.c - every case in cases/script_errors.json: all mistakes of
 * a script, each at its place. */
#include "simulator/simulator.h"

#include "base/buf.h"
#include "base/file.h"
#include "values/value.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "line:column code message (hint)" of each mistake. */
static json_t *mistakes_of(const json_t *lines)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct simulator_script *script = NULL;
    struct buf text = BUF_INIT(1 << 20);
    json_t *got = json_array();
    json_t *line;
    size_t i;

    json_array_foreach(lines, i, line)
    {
        buf_append_text(&text, json_string_value(line));
        buf_append_char(&text, '\n');
    }
    options.script_text = buf_text(&text);
    options.script_name = "test.jsonl";
    if (simulator_script_load(&options, &script, &errors) == 0)
        simulator_script_free(script);
    error_list_sort(&errors);
    for (i = 0; i < errors.count; i++) {
        const struct error *err = &errors.items[i];
        cr_expect_str_eq(err->file, "test.jsonl");
        json_array_append_new(got, json_sprintf("%u:%u %s %s%s%s%s", err->line,
                                                err->column, err->code, err->message,
                                                *err->hint ? " (" : "", err->hint,
                                                *err->hint ? ")" : ""));
    }
    error_list_release(&errors);
    buf_release(&text);
    return got;
}

Test(script, each_mistake_is_told_at_its_place)
{
    json_error_t why;
    json_t *cases = json_load_file(CASES_DIR "/script_errors.json", 0, &why);
    json_t *row;
    size_t i;

    cr_assert_not_null(cases, "%s", why.text);
    json_array_foreach(cases, i, row)
    {
        json_t *got = mistakes_of(json_object_get(row, "script"));
        char *got_text = json_dumps(got, JSON_INDENT(1));
        char *want_text = json_dumps(json_object_get(row, "want"), JSON_INDENT(1));
        cr_expect_str_eq(got_text, want_text, "%s:\n  want %s\n  got  %s",
                         json_string_value(json_object_get(row, "name")), want_text,
                         got_text);
        free(got_text);
        free(want_text);
        json_decref(got);
    }
    cr_assert_gt(i, 20);
    json_decref(cases);
}

Test(script, a_file_that_is_not_there_is_an_error)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct simulator_script *script = NULL;

    options.script = "no/such/script.jsonl";
    cr_assert_eq(simulator_script_load(&options, &script, &errors), -1);
    cr_assert_eq(errors.error_count, 1);
    cr_assert_str_eq(errors.items[0].code, "N0002");
    error_list_release(&errors);
}

/* The example of the manual is the file that this test serves in
 * test_simulator_answers.c. */
Test(script, the_manual_shows_the_example_as_it_is)
{
    struct buf manual = BUF_INIT(1 << 20), example = BUF_INIT(1 << 20);
    struct error err;

    cr_assert_eq(file_read(PROJECT_DIR "/docs/simulator.md", &manual, &err), 0);
    cr_assert_eq(file_read(TESTS_DIR "/example.jsonl", &example, &err), 0);
    cr_assert_not_null(strstr(buf_text(&manual), buf_text(&example)));
    buf_release(&manual);
    buf_release(&example);
}
