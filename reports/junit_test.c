/* reports/junit_test.c - one testcase of a JUnit file: made, measured, counted, written.
 */
#include "reports/junit.h"

#include "base/mem.h"
#include "reports/junit_text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Some readers count entities, so what would need one goes into CDATA too. */
static void content_write(struct xml_writer *xml, const char *text)
{
    if (strpbrk(text, "\n\t<>&\""))
        xml_cdata(xml, text);
    else
        xml_text(xml, text);
}

static void attribute_write(struct xml_writer *xml, const char *name, const char *value,
                            size_t max)
{
    char *line = junit_line(value, max);

    xml_attribute(xml, name, line);
    free(line);
}

static const char *relative_path(const char *path)
{
    while (path[0] == '.' && path[1] == '/')
        path += 2;
    return path;
}

const char *junit_gate_file(const struct junit *junit, int cohort, unsigned *line)
{
    const struct run_plan *plan = junit->input->plan;

    *line = 1;
    if (cohort == SCOPE_ALL || !plan->cohorts[cohort].file)
        return junit->file;
    *line = plan->cohorts[cohort].line;
    return plan->cohorts[cohort].file;
}

char *junit_test_name(const struct junit *junit, const char *name, int variant,
                      const char *class_name)
{
    const struct run_plan *plan = junit->input->plan;
    const size_t used = strlen(class_name) + 1;
    size_t candidates = 0;
    char *bracket;
    char *whole;
    char *out;

    for (size_t i = 0; i < plan->variant_count; i++)
        candidates += !plan->variants[i].is_baseline;
    bracket =
        candidates > 1 ? mem_format(" [%s]", plan->variants[variant].name) : mem_text("");
    whole = mem_format("%s%s", name, bracket);
    out = junit_name(whole, used < JUNIT_NAME_MAX ? JUNIT_NAME_MAX - used : 0);
    free(bracket);
    free(whole);
    return out;
}

void junit_test_begin(struct junit *junit, const struct junit_test *test)
{
    const bool is_usable = isfinite(test->seconds) && test->seconds > 0;

    xml_begin(&junit->test, "testcase");
    xml_attribute(&junit->test, "name", test->name);
    xml_attribute(&junit->test, "classname", test->class_name);
    if (junit->profile == JUNIT_DEFAULT && test->file) {
        attribute_write(&junit->test, "file", relative_path(test->file), 4096);
        if (test->line > 0)
            xml_attribute_format(&junit->test, "line", "%u", test->line);
    }
    xml_attribute_format(&junit->test, "time", "%.3f", is_usable ? test->seconds : 0.0);
}

static void count(struct junit *junit, enum junit_result result)
{
    struct junit_counts *counts = &junit->suites[junit->current].counts;

    counts->tests++;
    counts->failures += result == JUNIT_FAILURE;
    counts->errors += result == JUNIT_ERROR;
    counts->skipped += result == JUNIT_SKIPPED;
}

/* Writes or counts what is closed. */
static void test_deliver(struct junit *junit, enum junit_result result)
{
    if (junit->out)
        xml_raw(junit->out, buf_text(&junit->test.text), junit->test.text.length);
    else
        count(junit, result);
}

void junit_test_end(struct junit *junit, enum junit_result result)
{
    xml_end(&junit->test);
    test_deliver(junit, result);
    buf_clear(&junit->test.text);
}

void junit_test_end_if_room(struct junit *junit, enum junit_result result)
{
    const size_t max = result == JUNIT_PASSED ? JUNIT_GREEN_MAX : JUNIT_FILE_MAX;
    size_t length;

    xml_end(&junit->test);
    length = junit->test.text.length;
    if (junit->written + length <= max) {
        junit->written += length;
        test_deliver(junit, result);
    } else if (!junit->out) {
        junit->left_out++;
        junit->left_out_red += result == JUNIT_FAILURE || result == JUNIT_ERROR;
    }
    buf_clear(&junit->test.text);
}

void junit_property(struct xml_writer *xml, const char *name, const char *value)
{
    xml_begin(xml, "property");
    attribute_write(xml, "name", name, JUNIT_NAME_MAX);
    attribute_write(xml, "value", value, JUNIT_NAME_MAX);
    xml_end(xml);
}

bool junit_has_case_properties(const struct junit *junit)
{
    return junit->profile == JUNIT_DEFAULT;
}

/* Appends the legal form of the text where all outputs have room for it. -1: not. */
static int block_append(struct junit *junit, const char *text, size_t length,
                        struct buf *out)
{
    if (length > junit->outputs_left)
        return -1;
    junit->outputs_left -= length;
    junit_text_append(out, text, length, JUNIT_BLOCK);
    return 0;
}

/* The message first, then what else there is to say; the caller's. */
static char *outcome_text(struct junit *junit, const struct junit_outcome *outcome,
                          const struct junit_test *test)
{
    const char *text = outcome->text ? outcome->text : outcome->message;
    struct buf cut = BUF_INIT(JUNIT_CONTENT_MAX + 256);
    struct buf out = BUF_INIT(4 * JUNIT_CONTENT_MAX + 8192);
    char *file = junit_line(relative_path(test->file ? test->file : ""), 4096);

    text_append_ends(&cut, text, strlen(text), 0, JUNIT_CONTENT_MAX);
    if (block_append(junit, buf_text(&cut), cut.length, &out)) {
        char *message = junit_line(outcome->message, JUNIT_MESSAGE_MAX);

        buf_append_text(&out, message);
        free(message);
    }
    if (*file)
        buf_append_format(&out, "\n  at %s:%u", file, test->line ? test->line : 1);
    buf_release(&cut);
    free(file);
    return buf_detach(&out);
}

/* "noworse.json_schema": dotted, so that no reader takes it for a data type. */
static void type_write(struct xml_writer *xml, const char *cause)
{
    char *type = mem_format("noworse.%s", cause);

    for (char *at = type; *at; at++)
        if (!isalnum((unsigned char)*at) && !strchr("_-.", *at))
            *at = '_';
    attribute_write(xml, "type", type, JUNIT_MESSAGE_MAX);
    free(type);
}

void junit_outcome_write(struct junit *junit, const struct junit_outcome *outcome,
                         const struct junit_test *test)
{
    const bool is_flaky = strcmp(outcome->element, "flakyFailure") == 0;
    char *text = outcome_text(junit, outcome, test);

    xml_begin(&junit->test, outcome->element);
    if (strcmp(outcome->element, "skipped") != 0)
        type_write(&junit->test, outcome->cause);
    attribute_write(&junit->test, "message", outcome->message, JUNIT_MESSAGE_MAX);
    if (is_flaky)
        xml_begin(&junit->test, "stackTrace");
    content_write(&junit->test, text);
    if (is_flaky)
        xml_end(&junit->test);
    if (outcome->output)
        junit_output_write(junit, outcome->output, outcome->output_length);
    xml_end(&junit->test);
    free(text);
}

void junit_output_write(struct junit *junit, const char *text, size_t length)
{
    struct buf out = BUF_INIT(4 * length + 16);

    if (length > 0 && block_append(junit, text, length, &out) == 0) {
        xml_begin(&junit->test, "system-out");
        content_write(&junit->test, buf_text(&out));
        xml_end(&junit->test);
    }
    buf_release(&out);
}
