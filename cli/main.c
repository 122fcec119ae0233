/* cli/main.c - noworse: a command is found and run. */
#include "base/file.h"
#include "cli/command.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* `noworse help NAME`, `noworse help NAME PART`. */
static enum exit_code help_run(char *const *names)
{
    const struct command *command = names[0] ? command_find(commands, names[0]) : NULL;
    const struct command *part = NULL;

    if (command && command->parts && names[1])
        part = command_find(command->parts, names[1]);
    if (command)
        command_help(part ? part : command, stdout);
    else
        commands_help(stdout);
    return EXIT_CODE_OK;
}

static enum exit_code main_run(char *const *argv)
{
    const char *first = argv[0] && argv[1] ? argv[1] : "--help";
    const struct command *command = command_find(commands, first);

    if (command)
        return command_run(command, argv + 2);
    if (!strcmp(first, "--version") || !strcmp(first, "-V")) {
        puts("noworse " NOWORSE_VERSION);
        return EXIT_CODE_OK;
    }
    if (!strcmp(first, "help"))
        return help_run(argv + 2);
    if (strcmp(first, "--help") != 0 && strcmp(first, "-h") != 0)
        return command_unknown(commands, NULL, first);
    commands_help(stdout);
    return EXIT_CODE_OK;
}

/* A standard stream that was closed by whoever started us is not to become a file or a
 * socket of ours, into which messages would then go. Standard output stays one that
 * cannot be written, so that this is told. */
static void streams_keep(void)
{
    static const int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};

    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) != fd)
            _exit(EXIT_CODE_INCOMPLETE);
}

int main(int argc, char **argv)
{
    enum exit_code code;

    (void)argc;
    streams_keep();
    /* A closed pipe, and a limit of file sizes, is an error of the write that met it. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    /* While no run goes on there is nothing to tell. */
    signal(SIGUSR1, SIG_IGN);
    code = main_run(argv);
    /* Whoever reads may have read enough (`| head`): the code is the verdict's still. */
    if ((fflush(stdout) || ferror(stdout)) && !file_reader_has_left(STDOUT_FILENO)) {
        fputs("noworse: standard output could not be written\n", stderr);
        code = exit_code_worse(code, EXIT_CODE_INCOMPLETE);
    }
    return (int)code;
}
