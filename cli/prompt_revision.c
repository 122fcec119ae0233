/* cli/prompt_revision.c - a prompt's file as a git revision has it. */
#include "cli/prompt_revision.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/named_file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SAID_BYTES_MAX = 64 * 1024, OPEN_FOLDERS = 16, SAID_WIDTH = 200 };

/* $1: the prompt's folder; $2: the revision; $3: the temporary folder. An index of its
 * own, so that nobody's is touched. */
static const char script[] =
    "set -e\n"
    "exec >\"$3/prefix\" 2>\"$3/said\"\n"
    "cd -- \"$1\"\n"
    "commit=$(git rev-parse --verify --end-of-options \"$2^{commit}\")\n"
    "GIT_INDEX_FILE=$3/index; export GIT_INDEX_FILE\n"
    "git read-tree \"$commit\"\n"
    "git ls-files -z -- . >\"$3/names\"\n"
    "git checkout-index -z --stdin --prefix=\"$3/tree/\" <\"$3/names\"\n"
    "git rev-parse --show-prefix\n";

static int script_run(const char *folder, const char *revision, const char *scratch)
{
    const pid_t process = fork();
    int status = -1;

    if (process == 0) {
        execl("/bin/sh", "sh", "-c", script, "sh", folder, revision, scratch,
              (char *)NULL);
        _exit(127);
    }
    while (process > 0 && waitpid(process, &status, 0) < 0 && errno == EINTR)
        ;
    return process > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static char *first_line(const char *folder, const char *name)
{
    char *path = path_join(folder, name);
    struct buf text = BUF_INIT(SAID_BYTES_MAX);
    struct error ignored;
    char *out;

    file_read(path, &text, &ignored);
    free(path);
    out = buf_detach(&text);
    out[strcspn(out, "\n")] = '\0';
    return out;
}

static int revision_error(const struct prompt_revision *out, const char *path,
                          const char *revision, struct error *err)
{
    char *said = first_line(out->folder, "said");
    char *shown = shown_quoted(said, strlen(said), SAID_WIDTH);
    char *quoted = shown_quoted(revision, strlen(revision), 60);

    error_set(err, ERROR_INPUT, "N0957", "%s is not to be had at %s: git says %s", path,
              quoted, shown);
    free(quoted);
    free(shown);
    free(said);
    return -1;
}

int prompt_revision_open(const char *path, const char *revision,
                         struct prompt_revision *out, struct error *err)
{
    const char *base = getenv("TMPDIR");
    char *folder = path_folder(path);
    const char *name = strrchr(path, '/');
    const struct place none = {path, 0, 0, 0};
    struct file_rules rules = {NULL, false};
    char *prefix = NULL;
    int rc = -1;

    out->folder = mem_format("%s/noworse-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(out->folder)) {
        error_errno(err, "N0957", "make", out->folder);
        free(out->folder);
        out->folder = NULL;
        goto done;
    }
    if (script_run(folder, revision, out->folder)) {
        revision_error(out, path, revision, err);
        goto done;
    }
    prefix = first_line(out->folder, "prefix");
    out->root = path_join(out->folder, "tree");
    out->file = mem_format("%s/%s%s", out->root, prefix, name ? name + 1 : path);
    out->shown = mem_format("%s:%s", revision, path);
    rules.root = out->root;
    if (access(out->file, R_OK) == 0)
        rc = named_file_check(out->file, &rules, &none, err);
    else
        error_set(err, ERROR_INPUT, "N0957", "%s was not there at %s", path, revision);

done:
    free(prefix);
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
