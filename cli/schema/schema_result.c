/* cli/schema/schema_result.c - what became of an instance, on standard output. */
#include "cli/schema/schema_result.h"

#include "base/shown.h"
#include "cli/command.h"
#include "graders/place_finder.h"
#include "schemas/schema_output.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 20, LINE_COLUMNS_MAX = 2000, OUTPUT_BYTES_MAX = 256 << 20 };

const char *const result_form_words[] = {"text", "flag", "basic", NULL};

/* Pointers and names hold what a model or a stranger wrote. */
static void shown_print(const char *before, const char *text, const char *after)
{
    struct buf shown = BUF_INIT(LINE_BYTES_MAX);

    shown_append(&shown, text, strlen(text), LINE_COLUMNS_MAX);
    printf("%s%s%s", before, buf_text(&shown), after);
    buf_release(&shown);
}

/* A byte order mark has no column. */
static struct place_finder places_begin(const struct document *document)
{
    const size_t root = document_root(document)->offset;
    const size_t mark = root >= 3 && !memcmp(document->text, "\xef\xbb\xbf", 3) ? 3 : 0;

    return (struct place_finder){document->text + mark, document->length - mark, 0, 1, 1};
}

static void error_print_text(const struct schema_result *result,
                             const struct schema_error *error,
                             struct place_finder *finder)
{
    place_find(finder, error->offset - (size_t)(finder->text - result->document->text));
    shown_print("", result->name, "");
    printf(":%u:%u: ", finder->line, finder->column);
    if (error->instance[0])
        shown_print("", error->instance, ": ");
    puts(error->message);
    shown_print("   = schema: ", error->keyword_location, "\n");
    if (error->hint)
        printf("   = %s\n", error->hint);
}

static enum exit_code text_tell(struct schema_result *result)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct place_finder finder = places_begin(result->document);
    enum schema_verdict verdict =
        schema_explain(result->schema, document_root(result->document), result->scratch,
                       result->errors_max, &errors);

    for (size_t i = 0; i < errors.count; i++)
        error_print_text(result, &errors.items[i], &finder);
    if (errors.more)
        shown_print("", result->name, ": there are more errors, see --all\n");
    schema_errors_release(&errors);
    switch (verdict) {
    case SCHEMA_VALID:
        shown_print("", result->name, ": valid\n");
        return EXIT_CODE_OK;
    case SCHEMA_INVALID:
        return EXIT_CODE_GATE_FAILED;
    case SCHEMA_UNDECIDED:
        break;
    }
    shown_print("", result->name,
                ": could not be decided: a pattern, the depth or the work reached its "
                "limit\n");
    return EXIT_CODE_INCOMPLETE;
}

enum exit_code schema_result_tell(struct schema_result *result)
{
    struct buf line = BUF_INIT(OUTPUT_BYTES_MAX);
    enum schema_verdict verdict;

    if (result->form == RESULT_TEXT)
        return text_tell(result);
    verdict =
        schema_output(result->schema, document_root(result->document), result->scratch,
                      result->form == RESULT_FLAG ? OUTPUT_FLAG : OUTPUT_BASIC, &line);
    if (verdict == SCHEMA_UNDECIDED)
        schema_result_none(result);
    else
        puts(buf_text(&line));
    buf_release(&line);
    if (verdict == SCHEMA_UNDECIDED)
        return EXIT_CODE_INCOMPLETE;
    return verdict == SCHEMA_VALID ? EXIT_CODE_OK : EXIT_CODE_GATE_FAILED;
}

void schema_result_none(struct schema_result *result)
{
    if (result->form != RESULT_TEXT)
        puts("null");
}

static void no_json_print(const struct schema_result *result, const struct error *err)
{
    struct buf text = BUF_INIT(LINE_BYTES_MAX);

    switch (result->form) {
    case RESULT_TEXT:
        shown_print("", result->name, "");
        if (err->line)
            printf(":%u:%u", err->line, err->column);
        printf(": %s\n", err->message);
        if (err->hint[0])
            printf("   = %s\n", err->hint);
        break;
    case RESULT_FLAG:
        puts("{\"valid\":false}");
        break;
    case RESULT_BASIC:
        json_quote(&text, err->message, strlen(err->message));
        printf("{\"valid\":false,\"errors\":[{\"keywordLocation\":\"\","
               "\"instanceLocation\":\"\",\"error\":%s}]}\n",
               buf_text(&text));
        break;
    }
    buf_release(&text);
}

enum exit_code schema_result_no_json(struct schema_result *result,
                                     const struct error *err)
{
    /* Too deep or too large, says docs/errors.md: that is no verdict. */
    if (!strcmp(err->code, "N0154") || !strcmp(err->code, "N0156")) {
        schema_result_none(result);
        error_tell(err);
        return EXIT_CODE_INCOMPLETE;
    }
    no_json_print(result, err);
    return EXIT_CODE_GATE_FAILED;
}
