/* store/run_files_old.c - run files that are older than a project keeps them. */
#include "store/run_files_old.h"

#include "base/mem.h"
#include "store/run_file.h"
#include "store/run_ids.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_old(const char *path, int64_t before_ms)
{
    struct run_file *file;
    struct run_info info;
    struct error ignored;
    bool is_it = false;

    if (run_file_open(path, &file, &ignored))
        return false;
    if (run_file_info(file, &info, &ignored) == 0) {
        is_it = run_status_is_over(info.status) && info.ended_ms > 0 &&
                info.ended_ms < before_ms;
        run_info_release(&info);
    }
    run_file_close(file);
    return is_it;
}

int run_files_remove_old(const char *folder, int64_t before_ms, size_t *removed,
                         struct error *err)
{
    struct run_ids ids = {NULL, 0, 0};

    *removed = 0;
    if (run_ids_load(&ids, folder, err))
        return -1;
    for (size_t i = 0; i < ids.count; i++) {
        char *path = mem_format("%s/%s" RUN_ENDING, folder, ids.items[i]);

        if (is_old(path, before_ms)) {
            run_file_remove(path);
            (*removed)++;
        }
        free(path);
    }
    run_ids_release(&ids);
    return 0;
}
