/* tests/schemas/test_conformance.c - the official JSON Schema test suite, draft 2020-12.
 *
 * A case that fails must be in known_failures.txt, and one that is there must fail: the
 * list can only shrink.
 */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 8 << 20, LINE_MAX_BYTES = 1024 };

static const char *const suite = SHARED_DATA "/json-schema-test-suite";

struct tally {
    const char *file;
    const char *known; /* the list's text */
    unsigned passed, failed, listed, stale;
};

static bool data_is_there(void)
{
    if (SHARED_DATA[0])
        return true;
    fputs("skipped: NOWORSE_SHARED_DATA is not set, so there is no JSON Schema test "
          "suite\n",
          stderr);
    return false;
}

/* The remotes as the suite wants them served, and the metaschemas. */
static int remote_load(void *context, const char *uri, char **text, size_t *length,
                       struct error *err)
{
    static const struct {
        const char *uri, *folder;
    } places[] = {
        {"http://localhost:1234/", "json-schema-test-suite/remotes/"},
        {"https://json-schema.org/draft/", "json-schema-metaschemas/"},
    };

    (void)context;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t front = strlen(places[i].uri);
        struct buf file = BUF_INIT(FILE_BYTES_MAX);
        char *path;
        int rc;

        if (strncmp(uri, places[i].uri, front) != 0)
            continue;
        path = mem_format("%s/%s%s%s", SHARED_DATA, places[i].folder, uri + front,
                          i == 1 ? ".json" : "");
        rc = file_read(path, &file, err);
        free(path);
        if (rc) {
            buf_release(&file);
            return -1;
        }
        *length = file.length;
        *text = buf_detach(&file);
        return 0;
    }
    return error_set(err, ERROR_INPUT, "N0000", "not a remote of the suite");
}

/* By its own line, or by one for the whole file: "uri-template.json | *". */
static bool is_listed(const struct tally *tally, const char *name)
{
    char *line = mem_format("\n%s\n", name);
    char *whole = mem_format("\n%s | *\n", tally->file);
    bool found = strstr(tally->known, line) || strstr(tally->known, whole);

    free(line);
    free(whole);
    return found;
}

static void result_count(struct tally *tally, const char *group, const char *test,
                         bool good, const char *why)
{
    char *name = mem_format("%s | %s | %s", tally->file, group, test);
    bool listed = is_listed(tally, name);

    if (good && !listed) {
        tally->passed++;
    } else if (good) {
        tally->stale++;
        printf("passes but is listed: %s\n", name);
    } else if (listed) {
        tally->listed++;
    } else {
        tally->failed++;
        printf("fails: %s%s%s\n", name, why[0] ? ": " : "", why);
    }
    free(name);
}

static char *shown_text(const struct value *text)
{
    return mem_text_n(text->text, text->size);
}

static void tests_run(struct tally *tally, const struct value *group,
                      enum schema_formats formats)
{
    const struct value *description = value_member(group, "description");
    const struct value *tests = value_member(group, "tests");
    const struct value *test = tests + 1;
    struct schema_options options = {.load = remote_load, .formats = formats};
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    struct schema *schema = NULL;
    char *name = shown_text(description);

    value_format(&text, value_member(group, "schema"));
    schema_compile(buf_text(&text), text.length, &options, &schema, &err);
    for (uint32_t i = 0; i < tests->size; i++, test = value_next(test)) {
        char *of = shown_text(value_member(test, "description"));
        const struct value *data = value_member(test, "data");
        enum schema_verdict want = value_member(test, "valid")->type == VALUE_TRUE
                                       ? SCHEMA_VALID
                                       : SCHEMA_INVALID;
        bool good = schema && schema_validate(schema, data, scratch) == want;

        /* The error mode must see it the same way, and have something to say. */
        if (good)
            good = schema_explain(schema, data, scratch, 10, &errors) == want &&
                   (errors.count > 0) == (want == SCHEMA_INVALID);
        result_count(tally, name, of, good, schema ? "" : err.message);
        free(of);
    }
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    schema_free(schema);
    buf_release(&text);
    free(name);
}

static void file_run(struct tally *tally, const char *folder, enum schema_formats formats)
{
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    char *path = mem_format("%s/tests/%s/%s", suite, folder, tally->file);
    const struct value *group;

    cr_assert_eq(file_read(path, &text, &err), 0, "%s: %s", path, err.message);
    cr_assert_eq(document_read(&document, buf_text(&text), text.length, NULL, &err), 0,
                 "%s: %s", path, err.message);
    group = document_root(&document) + 1;
    for (uint32_t i = 0; i < document_root(&document)->size;
         i++, group = value_next(group))
        tests_run(tally, group, formats);
    printf("%-40s %5u passed %4u failed %4u known\n", tally->file, tally->passed,
           tally->failed, tally->listed);
    free(path);
    buf_release(&text);
    document_release(&document);
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

static void folder_run(const char *folder, enum schema_formats formats)
{
    struct buf known = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    struct dirent **entries;
    char *path = mem_format("%s/tests/%s", suite, folder);
    unsigned passed = 0, failed = 0, listed = 0, stale = 0;
    int count = scandir(path, &entries, is_json, alphasort);

    cr_assert_gt(count, 0, "%s holds no tests", path);
    buf_append_char(&known, '\n');
    cr_assert_eq(file_read(TESTS_DIR "/known_failures.txt", &known, &err), 0, "%s",
                 err.message);
    for (int i = 0; i < count; i++) {
        struct tally tally = {.file = entries[i]->d_name, .known = buf_text(&known)};

        file_run(&tally, folder, formats);
        passed += tally.passed;
        failed += tally.failed;
        listed += tally.listed;
        stale += tally.stale;
        free(entries[i]);
    }
    free(entries);
    free(path);
    buf_release(&known);
    printf("%s: %u passed, %u failed, %u known to fail\n", folder, passed, failed,
           listed);
    cr_expect_eq(failed, 0, "%u cases fail and are not listed", failed);
    cr_expect_eq(stale, 0, "%u cases pass: take them off the list", stale);
}

Test(conformance, required_cases_of_2020_12_pass)
{
    if (data_is_there())
        folder_run("draft2020-12", FORMATS_ANNOTATED);
}

Test(conformance, optional_cases_of_2020_12_pass_but_for_the_listed)
{
    if (data_is_there())
        folder_run("draft2020-12/optional", FORMATS_ANNOTATED);
}

Test(conformance, format_cases_of_2020_12_pass_but_for_the_listed)
{
    if (data_is_there())
        folder_run("draft2020-12/optional/format", FORMATS_ASSERTED);
}
