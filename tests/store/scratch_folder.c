/* tests/store/scratch_folder.c - a folder for one test, gone after it. */
#include "tests/store/scratch_folder.h"

#include "base/file.h"
#include "base/mem.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *scratch_folder_new(void)
{
    const char *temporary = getenv("TMPDIR");
    char *folder = mem_format("%s/noworse-store-XXXXXX", temporary ? temporary : "/tmp");

    cr_assert(mkdtemp(folder), "no scratch folder");
    return folder;
}

static void files_remove(const char *folder, int levels)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;

    while (stream && (entry = readdir(stream))) {
        char *path = mem_format("%s/%s", folder, entry->d_name);

        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlink(path) && levels > 0) {
            files_remove(path, levels - 1);
            rmdir(path);
        }
        free(path);
    }
    if (stream)
        closedir(stream);
}

void scratch_folder_free(char *folder)
{
    files_remove(folder, 2);
    rmdir(folder);
    free(folder);
}

void scratch_write(const char *folder, const char *name, const void *bytes, size_t length)
{
    char *path = mem_format("%s/%s", folder, name);
    struct error err = ERROR_INIT;

    cr_assert_eq(file_write(path, bytes, length, &err), 0, "%s", err.message);
    free(path);
}
