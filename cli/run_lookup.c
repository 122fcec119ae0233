/* cli/run_lookup.c - RUN on the command line. */
#include "cli/run_lookup.h"

#include "base/mem.h"
#include "base/path.h"
#include "cli/opening.h"

#include <stdlib.h>

int run_lookup(const char *run, const char *state, struct run_file **out,
               struct error *err)
{
    char *here = NULL;
    char *root = NULL;
    char *folder = NULL;
    char *path = NULL;
    int rc = -1;

    if (path_resolve(".", &here, err))
        return -1;
    root = path_find_above(here, ".git");
    folder = state_folder(state, root ? root : here);
    if (run_file_find(folder, run, &path, err) == 0)
        rc = run_file_open(path, out, err);
    free(path);
    free(folder);
    free(root);
    free(here);
    return rc;
}
