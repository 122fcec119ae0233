/* cli/command.c - a command found, its options read, its help printed. */
#include "cli/command.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_COLUMN = 12 };

const struct command *command_find(const char *name)
{
    for (size_t i = 0; commands[i]; i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    return NULL;
}

enum exit_code error_tell(const struct error *err)
{
    error_print(err, stderr, isatty(STDERR_FILENO) ? COLOR_ON : COLOR_OFF);
    return exit_code_for_error(err);
}

void command_help(const struct command *command, FILE *stream)
{
    fprintf(stream, "noworse %s - %s\n\nusage: noworse %s [options]%s%s\n", command->name,
            command->summary, command->name, command->operands[0] ? " " : "",
            command->operands);
    if (command->details)
        fprintf(stream, "\n%s\n", command->details);
    fputs("\noptions:\n", stream);
    options_print(command->options, stream);
    fprintf(stream, "%-28s%s\n", "  -h, --help", "this text");
}

void commands_help(FILE *stream)
{
    fputs(
        "noworse - proves that a prompt or model change is no worse, before it ships\n\n"
        "usage: noworse COMMAND [options]\n\n",
        stream);
    for (size_t i = 0; commands[i]; i++)
        fprintf(stream, "  %-*s%s\n", NAME_COLUMN, commands[i]->name,
                commands[i]->summary);
    fputs("\n  noworse COMMAND --help     what a command takes\n"
          "  noworse explain CODE       an error code, or exit-codes\n"
          "  noworse --version\n",
          stream);
}

static bool help_is_asked(char *const *argv)
{
    for (; *argv && strcmp(*argv, "--") != 0; argv++)
        if (!strcmp(*argv, "--help") || !strcmp(*argv, "-h"))
            return true;
    return false;
}

static int operands_check(const struct command *command, const struct texts *operands,
                          struct error *err)
{
    if (operands->count >= command->operands_min &&
        operands->count <= command->operands_max)
        return 0;
    if (operands->count < command->operands_min)
        error_set(err, ERROR_USAGE, "N0904", "noworse %s needs %s", command->name,
                  command->operands);
    else
        error_set(err, ERROR_USAGE, "N0904", "noworse %s takes %s, and no more",
                  command->name, command->operands[0] ? command->operands : "no operand");
    return error_hint(err, "see: noworse %s --help", command->name);
}

enum exit_code command_run(const struct command *command, char *const *argv)
{
    void *args = mem_new(1, command->args_size);
    struct texts operands = {NULL, 0};
    struct error err;
    enum exit_code code;

    if (command->defaults)
        memcpy(args, command->defaults, command->args_size);
    if (help_is_asked(argv)) {
        command_help(command, stdout);
        code = EXIT_CODE_OK;
    } else if (options_parse(command->options, argv, args, &operands, &err) ||
               operands_check(command, &operands, &err)) {
        code = error_tell(&err);
    } else {
        code = command->run(args, &operands);
    }
    options_release(command->options, args);
    texts_release(&operands);
    free(args);
    return code;
}
