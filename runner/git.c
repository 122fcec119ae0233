/* runner/git.c - what a file was at another commit, through the git program. */
#include "runner/git.h"

#include "base/mem.h"
#include "base/shown.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORD_BYTES_MAX = 4096, SHOWN_COLUMNS = 60, NOT_FOUND = 127 };

/* Ours, with what keeps git from asking and from fetching. */
static char **environment_make(void)
{
    static const char *const ours[] = {"GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1",
                                       "LC_ALL=C"};
    enum { OURS = sizeof ours / sizeof *ours };
    size_t count = 0;
    char **made;

    while (environ[count])
        count++;
    made = mem_new(count + OURS + 1, sizeof *made);
    for (size_t i = 0; i < OURS; i++)
        made[i] = (char *)(uintptr_t)ours[i];
    memcpy(made + OURS, environ, count * sizeof *made);
    return made;
}

static int output_read(int fd, struct buf *out)
{
    char piece[16384];
    ssize_t got;

    while ((got = read(fd, piece, sizeof piece)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || buf_append(out, piece, (size_t)got))
            return -1;
    }
    return 0;
}

static int child_start(const char *const *argv, int output, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    char **environment = environment_make();
    int code;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    code = posix_spawnp(pid, "git", &actions, NULL, (char *const *)(uintptr_t)argv,
                        environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return code;
}

/* Runs git; its exit status, or -1 with *err: it cannot be run. What it writes is
 * appended. */
static int git_run(const char *const *argv, struct buf *out, struct error *err)
{
    int status = 0, ends[2];
    int code, rc;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC))
        return error_errno(err, "N0795", "run", "git");
    code = child_start(argv, ends[1], &pid);
    close(ends[1]);
    if (code) {
        close(ends[0]);
        error_set(err, ERROR_INPUT, "N0795", "cannot run git: %s", strerror(code));
        return error_hint(err, "install git, or name a file: --baseline FILE");
    }
    rc = output_read(ends[0], out);
    close(ends[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (rc)
        return error_set(err, ERROR_INPUT, "N0795", "git wrote more than was expected");
    return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_FOUND;
}

/* The one word that git answers; *word is the caller's, NULL where it failed. */
static int word_ask(const char *const *argv, char **word, struct error *err)
{
    struct buf out = BUF_INIT(WORD_BYTES_MAX);
    int status = git_run(argv, &out, err);

    *word = NULL;
    if (status == 0) {
        *word = buf_detach(&out);
        (*word)[strcspn(*word, "\r\n")] = '\0';
    }
    buf_release(&out);
    return status < 0 ? -1 : 0;
}

/* 1: shallow; 0: whole. */
static int shallow_ask(const char *folder, struct error *err)
{
    const char *const argv[] = {
        "git", "-C", folder, "rev-parse", "--is-shallow-repository", NULL};
    char *word;
    int rc;

    if (word_ask(argv, &word, err))
        return -1;
    if (!word) {
        error_set(err, ERROR_INPUT, "N0795", "git knows no repository at %s", folder);
        return error_hint(err, "name a file: --baseline FILE");
    }
    rc = !strcmp(word, "true");
    free(word);
    return rc;
}

static int fetch_hint(struct error *err, bool is_shallow, const char *otherwise)
{
    return error_hint(err, "%s",
                      is_shallow ? "this clone is shallow: git fetch --unshallow (in CI: "
                                   "fetch the whole history, fetch-depth: 0)"
                                 : otherwise);
}

int git_commit(const char *folder, const char *ref, char **commit, struct error *err)
{
    char *peeled = mem_format("%s^{commit}", ref);
    const char *const argv[] = {
        "git",  "-C", folder, "rev-parse", "--verify", "--quiet", "--end-of-options",
        peeled, NULL};
    int is_shallow = shallow_ask(folder, err);
    int rc = is_shallow < 0 ? -1 : word_ask(argv, commit, err);

    if (rc == 0 && !*commit) {
        char *quoted = shown_quoted(ref, strlen(ref), SHOWN_COLUMNS);

        rc = error_set(err, ERROR_INPUT, "N0795", "git knows no commit %s", quoted);
        fetch_hint(err, is_shallow,
                   "fetch it first (git fetch origin), or correct the name");
        free(quoted);
    }
    free(peeled);
    return rc;
}

int git_merge_base(const char *folder, const char *ref, char **commit, struct error *err)
{
    char *of_ref;
    int rc = git_commit(folder, ref, &of_ref, err);

    if (rc == 0) {
        const char *const argv[] = {"git",  "-C",   folder, "merge-base",
                                    of_ref, "HEAD", NULL};

        rc = word_ask(argv, commit, err);
        free(of_ref);
    }
    if (rc == 0 && !*commit) {
        char *quoted = shown_quoted(ref, strlen(ref), SHOWN_COLUMNS);
        int is_shallow = shallow_ask(folder, err);

        rc = -1;
        if (is_shallow >= 0) {
            error_set(err, ERROR_INPUT, "N0795", "%s and HEAD have no commit in common",
                      quoted);
            fetch_hint(err, is_shallow, "name a commit of this history");
        }
        free(quoted);
    }
    return rc;
}

int git_file(const char *folder, const char *commit, const char *path, struct buf *out,
             struct error *err)
{
    char *object = path[0] == '/' ? mem_format("%s:%s", commit, path)
                                  : mem_format("%s:./%s", commit, path);
    const char *const argv[] = {"git", "-C", folder, "cat-file", "blob", object, NULL};
    int status = git_run(argv, out, err);

    free(object);
    if (status < 0)
        return -1;
    return status != 0;
}
