/* cli/command.c - a command found, its options read, its help printed. */
#include "cli/command.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_COLUMN = 12, NAMES_MAX = 63 };

/* "schema " before the name of a part, nothing before others. */
struct front {
    const char *text, *gap;
};

static struct front front_of(const char *of)
{
    return (struct front){of ? of : "", of ? " " : ""};
}

const struct command *command_find(const struct command *const *table, const char *name)
{
    for (size_t i = 0; table[i]; i++)
        if (!strcmp(table[i]->name, name))
            return table[i];
    return NULL;
}

/* What other tools call it. */
static const char *command_elsewhere(const char *given)
{
    static const char *const words[][2] = {
        {"init", "demo"},      {"new", "demo"},
        {"eval", "run"},       {"test", "run"},
        {"validate", "check"}, {"lint", "check"},
        {"compare", "diff"},   {"view", "report"},
        {"show", "report"},    {"calibrate", "judge calibrate"},
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i][0], given))
            return words[i][1];
    return NULL;
}

enum exit_code command_unknown(const struct command *const *table, const char *of,
                               const char *given)
{
    const char *names[NAMES_MAX + 1] = {NULL};
    struct front front = front_of(of);
    char *full = mem_format("%s%s%s", front.text, front.gap, given);
    char *quoted = shown_quoted(full, strlen(full), 60);
    const char *nearest;
    struct error err;

    for (size_t i = 0; i < NAMES_MAX && table[i]; i++)
        names[i] = table[i]->name;
    nearest = of ? NULL : command_elsewhere(given);
    if (!nearest)
        nearest = nearest_name(given, names);
    error_set(&err, ERROR_USAGE, "N0900", "unknown command %s", quoted);
    if (nearest)
        error_hint(&err, "did you mean %s%s%s?", front.text, front.gap, nearest);
    else
        error_hint(&err, "see: noworse %s%s--help", front.text, front.gap);
    free(quoted);
    free(full);
    return error_tell(&err);
}

enum exit_code error_tell(const struct error *err)
{
    error_print(err, stderr, isatty(STDERR_FILENO) ? COLOR_ON : COLOR_OFF);
    return exit_code_for_error(err);
}

static void rows_print(const struct command *const *table, FILE *stream)
{
    for (size_t i = 0; table[i]; i++)
        fprintf(stream, "  %-*s%s\n", NAME_COLUMN, table[i]->name, table[i]->summary);
}

static void parts_help(const struct command *command, FILE *stream)
{
    fprintf(stream, "noworse %s - %s\n\nusage: noworse %s COMMAND [options]\n\n",
            command->name, command->summary, command->name);
    rows_print(command->parts, stream);
    fprintf(stream, "\n  noworse %s COMMAND --help     what a command takes\n",
            command->name);
}

void command_help(const struct command *command, FILE *stream)
{
    struct front front = front_of(command->of);

    if (command->parts) {
        parts_help(command, stream);
        return;
    }
    fprintf(stream, "noworse %s%s%s - %s\n\nusage: noworse %s%s%s [options]%s%s\n",
            front.text, front.gap, command->name, command->summary, front.text, front.gap,
            command->name, command->operands[0] ? " " : "", command->operands);
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
    rows_print(commands, stream);
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
    struct front front = front_of(command->of);

    if (operands->count >= command->operands_min &&
        operands->count <= command->operands_max)
        return 0;
    if (operands->count < command->operands_min)
        error_set(err, ERROR_USAGE, "N0904", "noworse %s%s%s needs %s", front.text,
                  front.gap, command->name, command->operands);
    else
        error_set(err, ERROR_USAGE, "N0904", "noworse %s%s%s takes %s, and no more",
                  front.text, front.gap, command->name,
                  command->operands[0] ? command->operands : "no operand");
    return error_hint(err, "see: noworse %s%s%s --help", front.text, front.gap,
                      command->name);
}

static enum exit_code parts_run(const struct command *command, char *const *argv)
{
    const struct command *part;
    struct error err;

    if (!argv[0]) {
        error_set(&err, ERROR_USAGE, "N0904", "noworse %s needs a command of its own",
                  command->name);
        error_hint(&err, "see: noworse %s --help", command->name);
        return error_tell(&err);
    }
    if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h")) {
        command_help(command, stdout);
        return EXIT_CODE_OK;
    }
    part = command_find(command->parts, argv[0]);
    return part ? command_run(part, argv + 1)
                : command_unknown(command->parts, command->name, argv[0]);
}

enum exit_code command_run(const struct command *command, char *const *argv)
{
    struct texts operands = {NULL, 0};
    struct error err;
    enum exit_code code;
    void *args;

    if (command->parts)
        return parts_run(command, argv);
    args = mem_new(1, command->args_size);
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
