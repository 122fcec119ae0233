/* cli/run_lookup.c - RUN on the command line. */
#include "cli/run_lookup.h"

#include "base/mem.h"
#include "base/path.h"
#include "cli/opening.h"
#include "cli/state_folder.h"
#include "suites/project.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where the runs of the current folder are kept. */
static char *folder_here(const char *state, const char *here)
{
    char *root = path_find_above(here, ".git");
    const char *top = root ? root : here;
    char *path = state ? NULL : project_find(here, top);
    struct error_list ignored = ERROR_LIST_INIT;
    struct project *project = NULL;
    char *folder;

    if (path)
        project_load(path, top, &project, &ignored);
    folder = project && project->runs_dir ? mem_text(project->runs_dir)
                                          : state_folder(state, top);
    project_free(project);
    error_list_release(&ignored);
    free(path);
    free(root);
    return folder;
}

/* In quotes, where a shell would not take it as one word. */
static char *shell_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789/._-+:=@%,";

    if (text[strspn(text, plain)] == '\0' || strchr(text, '\''))
        return mem_text(text);
    return mem_format("'%s'", text);
}

char *run_word(const struct run_file *file, const char *id)
{
    struct error ignored;
    char *here = NULL;
    char *folder = NULL;
    char *found = NULL;
    char *path = NULL;
    char *word = NULL;

    if (!run_file_path(file) || path_resolve(".", &here, &ignored) ||
        path_resolve(run_file_path(file), &path, &ignored))
        goto done;
    folder = folder_here(NULL, here);
    if (run_file_find(folder, id, &found, &ignored) == 0 && !strcmp(found, path))
        goto done;
    free(found);
    found = path_below(here, path);
    word = shell_word(found);

done:
    free(found);
    free(folder);
    free(path);
    free(here);
    return word;
}

bool is_baseline_word(const char *word)
{
    struct stat facts;

    return path_has_ending(word, ".json") ||
           (stat(word, &facts) == 0 && S_ISFIFO(facts.st_mode));
}

int run_lookup(const char *run, const char *state, struct run_file **out,
               struct error *err)
{
    char *here = NULL;
    char *folder = NULL;
    char *path = NULL;
    int rc = -1;

    if (path_resolve(".", &here, err))
        return -1;
    folder = folder_here(state, here);
    if (run_file_find(folder, run, &path, err) == 0)
        rc = run_file_open(path, out, err);
    free(path);
    free(folder);
    free(here);
    return rc;
}
