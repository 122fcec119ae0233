/* tests/schemas/test_conformance.c - the official JSON Schema test suite, all drafts.
 *
 * A case that fails must be in known_failures.txt, and one that is there must fail: the
 * list can only shrink. Without SHARED_DATA the copy of Debian's package
 * libtest-json-schema-acceptance-perl is run, where it is installed; it is older, so its
 * required cases alone.
 */
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema_files.h"
#include "tests/schemas/official_suite.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 8 << 20 };

struct tally {
    const char *folder; /* "draft7/optional" */
    const char *file;
    const char *known; /* the list's text */
    unsigned passed, failed, listed, stale;
};

/* The suite's folder, or NULL where there are no such cases. */
static const char *suite_find(const char *below)
{
    bool older;
    const char *suite = official_suite_find(&older);

    if (suite && older && *below) {
        puts("skipped: its optional cases");
        return NULL;
    }
    return suite;
}

/* By its own line, or by one for the whole file: "draft7/optional/content.json | *". */
static bool is_listed(const struct tally *tally, const char *name)
{
    char *line = mem_format("\n%s\n", name);
    char *whole = mem_format("\n%s/%s | *\n", tally->folder, tally->file);
    bool found = strstr(tally->known, line) || strstr(tally->known, whole);

    free(line);
    free(whole);
    return found;
}

static void result_count(struct tally *tally, const char *group, const char *test,
                         bool good, const char *why)
{
    char *name = mem_format("%s/%s | %s | %s", tally->folder, tally->file, group, test);
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
                      const struct schema_options *options)
{
    const struct value *description = value_member(group, "description");
    const struct value *tests = value_member(group, "tests");
    const struct value *test = tests + 1;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    struct schema *schema = NULL;
    char *name = shown_text(description);

    value_format(&text, value_member(group, "schema"));
    schema_compile(buf_text(&text), text.length, options, &schema, &err);
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

static void file_run(struct tally *tally, const char *path,
                     const struct schema_options *options)
{
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    const struct value *group;

    cr_assert_eq(file_read(path, &text, &err), 0, "%s: %s", path, err.message);
    cr_assert_eq(document_read(&document, buf_text(&text), text.length, NULL, &err), 0,
                 "%s: %s", path, err.message);
    group = document_root(&document) + 1;
    for (uint32_t i = 0; i < document_root(&document)->size;
         i++, group = value_next(group))
        tests_run(tally, group, options);
    buf_release(&text);
    document_release(&document);
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

/* Each file of the folder; adds to what is in `sum`. */
static void files_run(const char *suite, struct tally *sum,
                      const struct schema_options *options)
{
    struct dirent **entries;
    char *path = mem_format("%s/tests/%s", suite, sum->folder);
    int count = scandir(path, &entries, is_json, alphasort);

    cr_assert_gt(count, 0, "%s holds no tests", path);
    for (int i = 0; i < count; i++) {
        char *file = mem_format("%s/%s", path, entries[i]->d_name);

        sum->file = entries[i]->d_name;
        file_run(sum, file, options);
        free(file);
        free(entries[i]);
    }
    free(entries);
    free(path);
}

/* The folder of each draft, as "draft7" + "/optional". */
static void folders_run(const char *below, enum schema_formats formats)
{
    static const char *const drafts[] = {"draft4", "draft6", "draft7", "draft2019-09",
                                         "draft2020-12"};
    const char *suite = suite_find(below);
    struct buf known = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    char *remotes;

    if (!suite)
        return;
    remotes = mem_format("%s/remotes", suite);
    buf_append_char(&known, '\n');
    cr_assert_eq(file_read(TESTS_DIR "/known_failures.txt", &known, &err), 0, "%s",
                 err.message);
    for (size_t i = 0; i < sizeof drafts / sizeof *drafts; i++) {
        struct schema_files files = {.remotes = remotes};
        struct schema_options options = {.draft = drafts[i],
                                         .formats = formats,
                                         .load = schema_files_load,
                                         .load_context = &files};
        char *folder = mem_format("%s%s", drafts[i], below);
        struct tally sum = {.folder = folder, .known = buf_text(&known)};

        files_run(suite, &sum, &options);
        printf("%s: %u passed, %u failed, %u known to fail\n", folder, sum.passed,
               sum.failed, sum.listed);
        cr_expect_eq(sum.failed, 0, "%s: %u cases fail and are not listed", folder,
                     sum.failed);
        cr_expect_eq(sum.stale, 0, "%s: %u cases pass: take them off the list", folder,
                     sum.stale);
        free(folder);
    }
    free(remotes);
    buf_release(&known);
}

Test(conformance, required_cases_pass)
{
    folders_run("", FORMATS_ANNOTATED);
}

Test(conformance, optional_cases_pass_but_for_the_listed)
{
    folders_run("/optional", FORMATS_ANNOTATED);
}

Test(conformance, format_cases_pass_but_for_the_listed)
{
    folders_run("/optional/format", FORMATS_ASSERTED);
}
