/* cli/state_folder.c - the folder in which a project's runs and replies are kept. */
#include "cli/state_folder.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <unistd.h>

char *state_folder(const char *state, const char *root)
{
    return state ? mem_text(state) : path_join(root, ".noworse");
}

int state_make(const char *state, struct error *err)
{
    const bool is_new = access(state, F_OK) != 0;
    char *ignore = path_join(state, ".gitignore");
    int rc = file_make_folders(state, err);

    if (rc == 0 && is_new)
        rc = file_write(ignore, "*\n", 2, err);
    free(ignore);
    return rc;
}
