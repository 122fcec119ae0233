/* cli/pager.c - a long text on a terminal, a page at a time. */
#include "cli/pager.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether a program of that name can be run; a text that went to what is not there would
 * be lost. */
static bool program_is_there(const char *name, size_t length)
{
    const char *folders = memchr(name, '/', length) ? "" : getenv("PATH");
    bool is_there = false;

    do {
        const size_t size = folders ? strcspn(folders, ":") : 0;
        char *path = mem_format("%.*s%s%.*s", (int)size, folders ? folders : "",
                                size ? "/" : "", (int)length, name);

        is_there = access(path, X_OK) == 0;
        free(path);
        if (!folders || folders[size] == '\0')
            break;
        folders += size + 1;
    } while (!is_there);
    return is_there;
}

/* Of a plain command its program; of what only a shell can tell it is taken for granted.
 */
static bool command_is_there(const char *command)
{
    const char *first = command + strspn(command, " ");
    const size_t length = strcspn(first, " ");

    if (strcspn(first, "\"'\\$`=(){}[];&|<>*?~#\t\n") < length)
        return true;
    return length > 0 && program_is_there(first, length);
}

/* An empty one is none. */
static const char *pager_name(void)
{
    const char *name = getenv("NOWORSE_PAGER");

    if (!name)
        name = getenv("PAGER");
    if (!name)
        name = "less";
    return strcmp(name, "cat") != 0 && command_is_there(name) ? name : "";
}

static void pager_become(const char *name, int input)
{
    dup2(input, STDIN_FILENO);
    close(input);
    signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", name, (char *)NULL);
    _exit(127);
}

/* Where it cannot be started, standard output will do. */
static struct pager pager_start(const char *name)
{
    struct pager pager = {stdout, 0};
    int ends[2];

    if (pipe2(ends, O_CLOEXEC))
        return pager;
    pager.process = fork();
    if (pager.process == 0)
        pager_become(name, ends[0]);
    close(ends[0]);
    if (pager.process > 0)
        pager.out = fdopen(ends[1], "w");
    if (pager.process > 0 && pager.out)
        return pager;
    close(ends[1]);
    return (struct pager){stdout, 0};
}

struct pager pager_open(bool wanted)
{
    const char *name = pager_name();

    if (!wanted || *name == '\0' || !isatty(STDOUT_FILENO))
        return (struct pager){stdout, 0};
    setenv("LESS", "FRX", 0);
    fflush(stdout);
    signal(SIGINT, SIG_IGN); /* Ctrl-C is the pager's */
    return pager_start(name);
}

void pager_close(struct pager *pager)
{
    if (pager->out == stdout)
        return;
    fclose(pager->out); /* one that was left early is no failure */
    while (waitpid(pager->process, NULL, 0) < 0 && errno == EINTR)
        ;
    signal(SIGINT, SIG_DFL);
}
