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

enum git_heard { HEARD_OUTPUT, HEARD_ERRORS };
enum {
    LIST_BYTES_MAX = 1 << 20,
    WORD_BYTES_MAX = 4096,
    SHOWN_COLUMNS = 60,
    SAID_COLUMNS = 200,
    NOT_FOUND = 127
};

/* What a hook of git is given, and what would lead git away from the folder. */
static bool is_of_hook(const char *variable)
{
    return !strncmp(variable, "GIT_DIR=", 8) || !strncmp(variable, "GIT_WORK_TREE=", 14);
}

/* Ours, with what keeps git from asking and from fetching: objects that a partial clone
 * lacks, it would. index: "GIT_INDEX_FILE=…", or one of the others. */
static char **environment_make(const char *index)
{
    const char *const ours[] = {"GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1",
                                "GIT_ALLOW_PROTOCOL=none", "LC_ALL=C", index};
    enum { OURS = sizeof ours / sizeof *ours };
    size_t count = 0, kept = OURS;
    char **made;

    while (environ[count])
        count++;
    made = mem_new(count + OURS + 1, sizeof *made);
    for (size_t i = 0; i < OURS; i++)
        made[i] = (char *)(uintptr_t)ours[i];
    for (size_t i = 0; i < count; i++)
        if (!is_of_hook(environ[i]))
            made[kept++] = environ[i];
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

static int child_start(const char *const *argv, enum git_heard heard, const char *index,
                       int output, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    char **environment = environment_make(index);
    int code;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, heard == HEARD_ERRORS ? 2 : 1);
    code = posix_spawnp(pid, "git", &actions, NULL, (char *const *)(uintptr_t)argv,
                        environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    return code;
}

static int git_missing(int code, struct error *err)
{
    error_set(err, ERROR_INPUT, "N0795", "cannot run git: %s", strerror(code));
    return error_hint(err,
                      "install git (a baseline may also be a file: --baseline FILE)");
}

/* Its exit status, or -1. */
static int child_wait(pid_t pid, struct error *err)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    /* Where a child is a copy of the whole process it cannot say why it did not begin. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
        return git_missing(ENOENT, err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : NOT_FOUND;
}

/* Runs git; its exit status, or -1 with *err: it cannot be run. What is heard of it is
 * appended. index: as environment_make() takes it. */
static int git_run_with(const char *const *argv, enum git_heard heard, const char *index,
                        struct buf *out, struct error *err)
{
    int ends[2];
    int code, rc, status;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC))
        return error_errno(err, "N0795", "run", "git");
    code = child_start(argv, heard, index, ends[1], &pid);
    close(ends[1]);
    if (code) {
        close(ends[0]);
        return git_missing(code, err);
    }
    rc = output_read(ends[0], out);
    close(ends[0]);
    status = child_wait(pid, err);
    if (rc)
        return error_set(err, ERROR_INPUT, "N0795", "git wrote more than was expected");
    return status;
}

static int git_run(const char *const *argv, enum git_heard heard, struct buf *out,
                   struct error *err)
{
    return git_run_with(argv, heard, "LC_ALL=C", out, err);
}

/* The first line that git answers; *word is the caller's, NULL where it failed. */
static int word_ask(const char *const *argv, char **word, struct error *err)
{
    struct buf out = BUF_INIT(WORD_BYTES_MAX);
    int status = git_run(argv, HEARD_OUTPUT, &out, err);

    *word = NULL;
    if (status == 0) {
        *word = buf_detach(&out);
        (*word)[strcspn(*word, "\r\n")] = '\0';
    }
    buf_release(&out);
    return status < 0 ? -1 : 0;
}

/* In git's own words: there is none, or it is not to be trusted. Returns -1. */
static int no_repository(const char *folder, const char *const *argv, struct error *err)
{
    struct buf said = BUF_INIT(WORD_BYTES_MAX);
    char *quoted;

    if (git_run(argv, HEARD_ERRORS, &said, err) < 0) {
        buf_release(&said);
        return -1;
    }
    quoted =
        shown_quoted(buf_text(&said), strcspn(buf_text(&said), "\r\n"), SAID_COLUMNS);
    error_set(err, ERROR_INPUT, "N0795", "git has no repository for %s: %s", folder,
              quoted);
    if (strstr(buf_text(&said), "dubious ownership"))
        error_hint(err, "where its owner is to be trusted: git config --global --add "
                        "safe.directory FOLDER");
    else
        error_hint(err, "name a file: --baseline FILE");
    free(quoted);
    buf_release(&said);
    return -1;
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
    if (!word)
        return no_repository(folder, argv, err);
    rc = !strcmp(word, "true");
    free(word);
    return rc;
}

/* *commit: the caller's, NULL where git knows none. */
static int commit_ask(const char *folder, const char *ref, char **commit,
                      struct error *err)
{
    char *peeled = mem_format("%s^{commit}", ref);
    const char *const argv[] = {
        "git",  "-C", folder, "rev-parse", "--verify", "--quiet", "--end-of-options",
        peeled, NULL};
    int rc = word_ask(argv, commit, err);

    /* "^main" is what is not reached from it. */
    if (rc == 0 && *commit && (*commit)[0] == '^') {
        free(*commit);
        *commit = NULL;
    }
    free(peeled);
    return rc;
}

static int shallow_hint(struct error *err, bool is_shallow, const char *otherwise)
{
    return error_hint(err, "%s",
                      is_shallow ? "this clone is shallow: git fetch --unshallow (in CI: "
                                   "fetch the whole history, fetch-depth: 0)"
                                 : otherwise);
}

/* A CI checkout has no branch but the remote's. */
static int unknown_error(const char *folder, const char *ref, int is_shallow,
                         struct error *err)
{
    char *quoted = shown_quoted(ref, strlen(ref), SHOWN_COLUMNS);
    char *remote = mem_format("origin/%s", ref);
    char *commit = NULL;
    struct error ignored;

    commit_ask(folder, remote, &commit, &ignored);
    error_set(err, ERROR_INPUT, "N0795", "git knows no commit %s", quoted);
    if (commit)
        error_hint(err, "there is origin/%.*s here: name that", SHOWN_COLUMNS, ref);
    else
        shallow_hint(err, is_shallow,
                     "fetch it first (git fetch origin), or correct the name");
    free(commit);
    free(remote);
    free(quoted);
    return -1;
}

int git_commit(const char *folder, const char *ref, char **commit, struct error *err)
{
    const int is_shallow = shallow_ask(folder, err);

    if (is_shallow < 0 || commit_ask(folder, ref, commit, err))
        return -1;
    return *commit ? 0 : unknown_error(folder, ref, is_shallow, err);
}

int git_merge_base(const char *folder, const char *ref, char **commit, struct error *err)
{
    char *head = NULL, *of_ref = NULL;
    char *quoted = shown_quoted(ref, strlen(ref), SHOWN_COLUMNS);
    int is_shallow = shallow_ask(folder, err);
    int rc = -1;

    *commit = NULL;
    if (is_shallow < 0 || commit_ask(folder, "HEAD", &head, err) ||
        commit_ask(folder, ref, &of_ref, err))
        goto done;
    if (!head) {
        error_set(err, ERROR_INPUT, "N0795",
                  "nothing is committed here yet: HEAD and %s "
                  "have not parted",
                  quoted);
        error_hint(err, "commit first, or name a file: --baseline FILE");
    } else if (!of_ref) {
        unknown_error(folder, ref, is_shallow, err);
    } else {
        const char *const argv[] = {"git",  "-C", folder, "merge-base",
                                    of_ref, head, NULL};

        rc = word_ask(argv, commit, err);
        if (rc == 0 && !*commit) {
            rc = error_set(err, ERROR_INPUT, "N0795",
                           "%s and HEAD have no commit in common", quoted);
            shallow_hint(err, is_shallow, "name a commit of this history");
        }
    }

done:
    free(of_ref);
    free(head);
    free(quoted);
    return rc;
}

/* 1: objects that were not fetched may be missing (git clone --filter). */
static int partial_ask(const char *folder, struct error *err)
{
    const char *const argv[] = {
        "git",    "-C",           folder,
        "config", "--get-regexp", "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
        NULL};
    char *remote;
    int rc = word_ask(argv, &remote, err);

    if (rc == 0)
        rc = remote != NULL;
    free(remote);
    return rc;
}

/* path: "" is the folder itself. 0: the commit has no such file or folder; -1: it has, or
 * may have, and what is in it was never fetched. A tree that is missing makes git fail,
 * where a path that is not in it does not. */
static int absent_ask(const char *folder, const char *commit, const char *path,
                      struct error *err)
{
    const char *const argv[] = {
        "git", "-C", folder, "ls-tree", commit, "--", path[0] ? path : ".", NULL};
    const int is_partial = partial_ask(folder, err);
    struct buf found = BUF_INIT(LIST_BYTES_MAX);
    int status;

    if (is_partial <= 0)
        return is_partial;
    status = git_run(argv, HEARD_OUTPUT, &found, err);
    if (status > 0 || (status == 0 && found.length)) {
        error_set(err, ERROR_INPUT, "N0795", "git has not fetched %s:./%s", commit, path);
        if (path[0])
            error_hint(err,
                       "this clone is partial; fetch it: git -C %s cat-file -e %s:./%s",
                       folder, commit, path);
        else
            error_hint(err,
                       "this clone is partial; fetch it: git -C %s archive %s "
                       ">/dev/null",
                       folder, commit);
        status = -1;
    }
    buf_release(&found);
    return status;
}

static char *object_name(const char *commit, const char *path)
{
    return path[0] == '/' ? mem_format("%s:%s", commit, path)
                          : mem_format("%s:./%s", commit, path);
}

int git_file(const char *folder, const char *commit, const char *path, struct buf *out,
             struct error *err)
{
    char *object = object_name(commit, path);
    const char *const argv[] = {"git", "-C", folder, "cat-file", "blob", object, NULL};
    int status = git_run(argv, HEARD_OUTPUT, out, err);

    if (status > 0 && path[0] != '/' && absent_ask(folder, commit, path, err))
        status = -1;
    free(object);
    return status < 0 ? -1 : status != 0;
}

int git_file_copy(const char *folder, const char *commit, const char *path, int to,
                  struct error *err)
{
    char *object = object_name(commit, path);
    const char *const argv[] = {"git", "-C", folder, "cat-file", "blob", object, NULL};
    pid_t pid;
    int code = child_start(argv, HEARD_OUTPUT, "LC_ALL=C", to, &pid);
    int status = code ? git_missing(code, err) : child_wait(pid, err);

    if (status > 0 && path[0] != '/' && absent_ask(folder, commit, path, err))
        status = -1;
    free(object);
    return status < 0 ? -1 : status != 0;
}

/* By an index of its own, so that nobody's is touched. 1: the commit has no such folder.
 */
static int tree_write(const char *folder, const char *top, const char *commit,
                      const char *into, struct error *err)
{
    char *tree = mem_format("%s:./", commit);
    char *prefix = mem_format("--prefix=%s/", into);
    char *index = mem_format("GIT_INDEX_FILE=%s.index", into);
    const char *const reading[] = {"git", "-C", folder, "read-tree", tree, NULL};
    const char *const writing[] = {"git",   "-C",   top, "checkout-index",
                                   "--all", prefix, NULL};
    struct buf said = BUF_INIT(WORD_BYTES_MAX);
    int rc = git_run_with(reading, HEARD_OUTPUT, index, &said, err);

    if (rc == 0 && git_run_with(writing, HEARD_OUTPUT, index, &said, err))
        rc = error_set(err, ERROR_SYSTEM, "N0795", "git could not write files to %s",
                       into);
    unlink(index + strlen("GIT_INDEX_FILE="));
    buf_release(&said);
    free(tree);
    free(prefix);
    free(index);
    return rc > 0 ? 1 : rc;
}

int git_folder_write(const char *folder, const char *commit, const char *into,
                     struct error *err)
{
    const char *const argv[] = {"git", "-C", folder, "rev-parse", "--show-toplevel",
                                NULL};
    char *top;
    int rc = word_ask(argv, &top, err);

    if (rc || !top)
        return rc ? rc : 1;
    rc = tree_write(folder, top, commit, into, err);
    if (rc > 0 && absent_ask(folder, commit, "", err))
        rc = -1;
    free(top);
    return rc;
}
