/* tests/suites/suite_folder.c - suites in folders: of the tests, or made for one case. */
#include "tests/suites/suite_folder.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const size_t file_bytes_max = (size_t)64 * 1024 * 1024;

static void file_put(const char *path, const char *text, size_t length)
{
    struct error err;

    cr_assert_eq(file_write(path, text, length, &err), 0, "%s", err.message);
}

char *suite_folder_make(const char *suite, const json_t *files)
{
    char *folder = mem_text("/tmp/noworse-suite-XXXXXX");
    const char *path;
    json_t *text;

    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    file_put("suite.yaml", suite, strlen(suite));
    json_object_foreach((json_t *)(uintptr_t)files, path, text)
    {
        file_put(path, json_string_value(text), json_string_length(text));
    }
    return folder;
}

static int entry_remove(const char *path, const struct stat *info, int type,
                        struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

void suite_folder_remove(char *folder)
{
    cr_assert_eq(chdir("/"), 0);
    nftw(folder, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

static void cohort_read(const struct suite *suite, const struct cohort *cohort,
                        struct error_list *errors)
{
    struct dataset *dataset = NULL;
    struct eval_case row = EVAL_CASE_INIT;
    enum dataset_step step = DATASET_FAILED;
    struct error err;

    cr_assert_eq(dataset_open(suite, cohort, &dataset, &err), 0, "%s", err.message);
    do {
        step = dataset_next(dataset, &row, errors);
    } while (step == DATASET_CASE || step == DATASET_BAD_ROW);
    eval_case_release(&row);
    dataset_free(dataset);
}

char *suite_told(const char *path)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct suite *suite = NULL;
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);

    if (suite_load(path, NULL, &suite, &errors) == 0)
        for (size_t i = 0; i < suite->cohort_count; i++)
            cohort_read(suite, &suite->cohorts[i], &errors);
    error_list_print(&errors, stream, COLOR_OFF);
    fclose(stream);
    suite_free(suite);
    error_list_release(&errors);
    return text;
}

char *text_load(const char *path)
{
    struct buf text = BUF_INIT(file_bytes_max);
    struct error err;

    if (file_read(path, &text, &err)) {
        buf_release(&text);
        return NULL;
    }
    return buf_detach(&text);
}
