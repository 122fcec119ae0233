/* cli/diff/prompt_revision.c - a prompt's file as a git revision has it. */
#include "cli/diff/prompt_revision.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "runner/git.h"
#include "suites/named_file.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16, REVISION_WIDTH = 60, MKDTEMP_LETTERS = 6 };

/* A folder that nobody else can read, by its absolute path. */
static int scratch_make(struct prompt_revision *out, struct error *err)
{
    const char *base = getenv("TMPDIR");
    char *made =
        mem_format("%s/noworse-%*s", base && *base ? base : "/tmp", MKDTEMP_LETTERS, "");

    memset(made + strlen(made) - MKDTEMP_LETTERS, 'X', MKDTEMP_LETTERS);
    if (mkdtemp(made))
        out->folder = realpath(made, NULL);
    if (!out->folder)
        error_errno(err, "N0957", "make", made);
    free(made);
    return out->folder ? 0 : -1;
}

static int gone_error(const char *path, const char *revision, struct error *err)
{
    char *quoted = shown_quoted(revision, strlen(revision), REVISION_WIDTH);

    error_set(err, ERROR_INPUT, "N0957", "%s was not there at %s", path, quoted);
    free(quoted);
    return -1;
}

int prompt_revision_open(const char *path, const char *revision,
                         struct prompt_revision *out, struct error *err)
{
    char *folder = path_folder(path);
    const struct place none = {path, 0, 0, 0};
    struct file_rules rules = {NULL, false};
    char *commit = NULL;
    int rc = -1;

    if (git_commit(folder, revision, &commit, err) || scratch_make(out, err))
        goto done;
    out->root = path_join(out->folder, "tree");
    out->file = path_join(out->root, path_name(path));
    out->shown = mem_format("%s:%s", revision, path);
    rules.root = out->root;
    rc = git_folder_write(folder, commit, out->root, err);
    if (rc > 0 || (rc == 0 && access(out->file, R_OK) != 0))
        rc = gone_error(path, revision, err);
    if (rc == 0)
        rc = named_file_check(out->file, &rules, &none, err);

done:
    free(commit);
    free(folder);
    return rc;
}

static int entry_remove(const char *path, const struct stat *status, int kind,
                        struct FTW *ftw)
{
    (void)status;
    (void)kind;
    (void)ftw;
    remove(path);
    return 0;
}

void prompt_revision_close(struct prompt_revision *revision)
{
    if (revision->folder)
        nftw(revision->folder, entry_remove, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    free(revision->folder);
    free(revision->root);
    free(revision->file);
    free(revision->shown);
}
