/* cli/named_suites.c - the suites of a command: its operands, else what the project file
 * lists. */
#include "cli/named_suites.h"

#include "base/mem.h"
#include "base/path.h"
#include "suites/project.h"

#include <stdlib.h>

static int none_named(struct error_list *errors)
{
    struct error err;

    error_set(&err, ERROR_USAGE, "N0942", "no suite is named");
    error_hint(&err, "name suite files, or list them as `suites` in " PROJECT_FILE);
    return error_list_add(errors, &err);
}

static char *root_of(const char *here, const char *given)
{
    struct error ignored;
    char *root = NULL;

    if (given && path_resolve(given, &root, &ignored))
        return NULL;
    if (!root)
        root = path_find_above(here, ".git");
    return root ? root : mem_text(here);
}

/* As a person would name them from here. */
static void files_show(struct named_suites *out, const char *here)
{
    for (size_t i = 0; i < out->file_count; i++) {
        char *shown = path_below(here, out->files[i]);

        free(out->files[i]);
        out->files[i] = shown;
        texts_add(&out->paths, shown);
    }
}

int named_suites_find(const struct texts *operands, const char *root,
                      struct named_suites *out, struct error_list *errors)
{
    struct project *project = NULL;
    char *here = NULL, *top = NULL, *path = NULL;
    struct error err;
    int rc = -1;

    *out = (struct named_suites){.files = NULL};
    for (size_t i = 0; i < operands->count; i++)
        texts_add(&out->paths, operands->items[i]);
    if (operands->count > 0)
        return 0;
    if (path_resolve(".", &here, &err)) {
        error_list_add(errors, &err);
        goto done;
    }
    top = root_of(here, root);
    path = top ? project_find(here, top) : NULL;
    if (!path) {
        none_named(errors);
        goto done;
    }
    if (project_load(path, top, &project, errors) ||
        project_suites(project, top, &out->files, &out->file_count, errors))
        goto done;
    files_show(out, here);
    rc = out->file_count ? 0 : none_named(errors);

done:
    project_free(project);
    free(path);
    free(top);
    free(here);
    return rc;
}

void named_suites_release(struct named_suites *named)
{
    for (size_t i = 0; i < named->file_count; i++)
        free(named->files[i]);
    free(named->files);
    texts_release(&named->paths);
    *named = (struct named_suites){.files = NULL};
}
