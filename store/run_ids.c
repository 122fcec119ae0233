/* store/run_ids.c - the run files of a folder, by their ids. */
#include "store/run_ids.h"

#include "base/mem.h"
#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

void run_ids_release(struct run_ids *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        free(ids->items[i]);
    free(ids->items);
}

static int id_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int run_ids_load(struct run_ids *ids, const char *folder, struct error *err)
{
    DIR *stream = opendir(folder);
    const struct dirent *entry;

    if (!stream)
        return errno == ENOENT ? 0 : error_errno(err, "N0601", "read", folder);
    while ((entry = readdir(stream))) {
        size_t length = strlen(entry->d_name);

        if (length <= strlen(RUN_ENDING) || !path_has_ending(entry->d_name, RUN_ENDING))
            continue;
        MEM_GROW(ids->items, ids->count, ids->capacity);
        ids->items[ids->count++] = mem_text_n(entry->d_name, length - strlen(RUN_ENDING));
    }
    closedir(stream);
    if (ids->count)
        qsort(ids->items, ids->count, sizeof *ids->items, id_compare);
    return 0;
}
