/* tests/schemas/suite_runner.c - the official JSON Schema test suite, folder by folder.
 *
 * usage: suite_runner [DIR…] [--remotes DIR] [--format annotate|assert]
 *
 * Runs each .json file right in each DIR (so optional/ only where it is named); without a
 * DIR the required cases of all drafts, from where official_suite.h finds them. Ends
 * with "N passed, N failed, N skipped". The draft of schemas without "$schema" is that in
 * the folder's path: …/draft7/optional. A test passes where the fast mode and the error
 * mode both give its verdict, and the error mode has an error to tell exactly where the
 * instance is invalid. Ends with 0, with 1 where a test failed, with 2 for a wrong
 * command line.
 */
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema_files.h"
#include "tests/schemas/official_suite.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 << 20, ERRORS_MAX = 10 };

struct runner {
    struct schema_files files;
    enum schema_formats formats;
    struct schema_scratch *scratch;
    const char *file; /* of the tests under way */
    const char *draft;
    unsigned passed, failed, skipped;
};

/* The draft that a component of the path names, as schema_options spells it; NULL: one
 * that the engine does not know, or none. */
static const char *draft_find(const char *path)
{
    static const char *const drafts[] = {"draft2020-12", "draft2019-09", "draft7",
                                         "draft6",       "draft4",       NULL};

    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        for (size_t i = 0; drafts[i]; i++)
            if (strcspn(at, "/") == strlen(drafts[i]) &&
                !strncmp(at, drafts[i], strlen(drafts[i])))
                return drafts[i] + strlen("draft");
    }
    return NULL;
}

static const char *text_of(const struct value *object, const char *key, char **text)
{
    const struct value *value = value_member(object, key);

    *text = value && value->type == VALUE_STRING ? mem_text_n(value->text, value->size)
                                                 : mem_text("?");
    return *text;
}

static const char *const verdict_names[] = {"valid", "invalid", "undecided"};

/* What is wrong with how the test ended; NULL: nothing. */
static const char *test_judge(struct runner *runner, const struct schema *schema,
                              const struct value *data, enum schema_verdict want)
{
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    enum schema_verdict fast = schema_validate(schema, data, runner->scratch);
    enum schema_verdict told =
        schema_explain(schema, data, runner->scratch, ERRORS_MAX, &errors);
    bool has_error = errors.count > 0;

    schema_errors_release(&errors);
    if (fast != want)
        return verdict_names[fast];
    if (told != want)
        return "the error mode disagrees";
    if (has_error != (want == SCHEMA_INVALID))
        return has_error ? "an error of a valid instance" : "no error is told";
    return NULL;
}

static void tests_run(struct runner *runner, const struct value *group,
                      const struct value *tests, const struct schema *schema,
                      const char *refused)
{
    const struct value *test = tests + 1;
    char *of, *name;

    text_of(group, "description", &of);
    for (uint32_t i = 0; i < tests->size; i++, test = value_next(test)) {
        const struct value *data = value_member(test, "data");
        const struct value *valid = value_member(test, "valid");
        const char *wrong = refused;

        text_of(test, "description", &name);
        if (!data || !valid)
            wrong = "no test: it lacks data or valid";
        else if (schema)
            wrong = test_judge(runner, schema, data,
                               valid->type == VALUE_TRUE ? SCHEMA_VALID : SCHEMA_INVALID);
        if (wrong)
            printf("%s | %s | %s: %s\n", runner->file, of, name, wrong);
        *(wrong ? &runner->failed : &runner->passed) += 1;
        free(name);
    }
    free(of);
}

static void group_run(struct runner *runner, const struct value *group)
{
    struct schema_options options = {.draft = runner->draft,
                                     .formats = runner->formats,
                                     .load = schema_files_load,
                                     .load_context = &runner->files};
    const struct value *tests = value_member(group, "tests");
    const struct value *given = value_member(group, "schema");
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    struct schema *schema = NULL;

    if (!tests || tests->type != VALUE_ARRAY || !given) {
        printf("%s: a group lacks its schema or tests\n", runner->file);
        runner->failed++;
        return;
    }
    value_format(&text, given);
    schema_compile(buf_text(&text), text.length, &options, &schema, &err);
    tests_run(runner, group, tests, schema, err.message);
    schema_free(schema);
    buf_release(&text);
}

static unsigned tests_count(const struct value *groups)
{
    const struct value *group = groups + 1;
    unsigned count = 0;

    for (uint32_t i = 0; i < groups->size; i++, group = value_next(group)) {
        const struct value *tests = value_member(group, "tests");

        count += tests && tests->type == VALUE_ARRAY ? tests->size : 0;
    }
    return count;
}

static void file_run(struct runner *runner, const char *path)
{
    struct document document = DOCUMENT_INIT;
    struct read_options reading = {.file = path};
    struct buf text = BUF_INIT(FILE_BYTES_MAX);
    struct error err = ERROR_INIT;
    const struct value *groups, *group;

    runner->file = path;
    if (file_read(path, &text, &err) ||
        document_read(&document, buf_text(&text), text.length, &reading, &err)) {
        error_print(&err, stdout, COLOR_OFF);
        runner->failed++;
        goto done;
    }
    groups = document_root(&document);
    if (groups->type != VALUE_ARRAY) {
        printf("%s: no list of groups of tests\n", path);
        runner->failed++;
    } else if (!runner->draft) {
        runner->skipped += tests_count(groups);
    } else {
        group = groups + 1;
        for (uint32_t i = 0; i < groups->size; i++, group = value_next(group))
            group_run(runner, group);
    }

done:
    buf_release(&text);
    document_release(&document);
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 5 && !strcmp(entry->d_name + length - 5, ".json");
}

/* 0; 2: there is nothing to run. */
static int folder_run(struct runner *runner, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_json, alphasort);

    if (count <= 0) {
        fprintf(stderr, "%s holds no .json file\n", folder);
        if (count == 0)
            free(entries);
        return 2;
    }
    runner->draft = draft_find(folder);
    if (!runner->draft)
        printf("%s: skipped: its path names no draft that this engine knows\n", folder);
    for (int i = 0; i < count; i++) {
        char *path = mem_format("%s/%s", folder, entries[i]->d_name);

        file_run(runner, path);
        free(path);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

/* The required cases of all drafts; 2: there is no suite. */
static int required_run(struct runner *runner)
{
    static const char *const drafts[] = {"draft4", "draft6", "draft7", "draft2019-09",
                                         "draft2020-12"};
    bool older;
    const char *suite = official_suite_find(&older);
    char *remotes;
    int rc = suite ? 0 : 2;

    remotes = mem_format("%s/remotes", suite ? suite : "");
    if (!runner->files.remotes)
        runner->files.remotes = remotes;
    for (size_t i = 0; i < sizeof drafts / sizeof *drafts && rc == 0; i++) {
        char *folder = mem_format("%s/tests/%s", suite, drafts[i]);

        rc = folder_run(runner, folder);
        free(folder);
    }
    free(remotes);
    return rc;
}

/* An option at argv[0] with its value at argv[1]. */
static int option_take(struct runner *runner, char *const *argv)
{
    if (!strcmp(argv[0], "--remotes") && argv[1]) {
        runner->files.remotes = argv[1];
        return 0;
    }
    if (!strcmp(argv[0], "--format") && argv[1] &&
        (!strcmp(argv[1], "assert") || !strcmp(argv[1], "annotate"))) {
        runner->formats = argv[1][1] == 's' ? FORMATS_ASSERTED : FORMATS_ANNOTATED;
        return 0;
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct runner runner = {.formats = FORMATS_ANNOTATED};
    int folders = 0;
    int rc = 0;

    /* The options first, wherever they stand; the folders are moved to the front. */
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            argv[folders++] = argv[i];
        else if (option_take(&runner, argv + i) == 0)
            i++;
        else
            rc = 2;
    }
    if (rc) {
        fputs("usage: suite_runner [DIR…] [--remotes DIR] [--format annotate|assert]\n",
              stderr);
        return 2;
    }
    runner.scratch = schema_scratch_new();
    if (folders == 0)
        rc = required_run(&runner);
    for (int i = 0; i < folders && rc == 0; i++)
        rc = folder_run(&runner, argv[i]);
    schema_scratch_free(runner.scratch);
    if (rc)
        return rc;
    printf("%u passed, %u failed, %u skipped\n", runner.passed, runner.failed,
           runner.skipped);
    return runner.failed > 0;
}
