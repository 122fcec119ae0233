/* providers/program_command.c - a program that a suite names. */
#include "providers/program_command.h"

#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void program_command_release(struct program_command *program)
{
    for (size_t i = 0; program->words && program->words[i]; i++)
        free(program->words[i]);
    free(program->words);
    free(program->folder);
    header_lines_release(&program->environment);
    *program = (struct program_command){.words = NULL};
}

static bool is_named(const json_t *names, const char *name, size_t length)
{
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *item = json_string_value(json_array_get(names, i));

        if (item && strlen(item) == length && !strncmp(item, name, length))
            return true;
    }
    return false;
}

static bool is_harmless(const char *name, size_t length)
{
    static const char *const names[] = {"PATH", "HOME", "LANG", "TZ", "TMPDIR"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == length && !strncmp(names[i], name, length))
            return true;
    return !strncmp(name, "LC_", 3);
}

static void environment_read(struct program_command *program, const json_t *names,
                             void (*on_secret)(void *context, const char *value),
                             void *context)
{
    for (char **entry = environ; *entry; entry++) {
        size_t length = strcspn(*entry, "=");
        bool named = is_named(names, *entry, length);

        if (!(*entry)[length] || (!named && !is_harmless(*entry, length)))
            continue;
        header_lines_take(&program->environment, mem_text(*entry));
        if (named && !is_harmless(*entry, length))
            on_secret(context, *entry + length + 1);
    }
    if (!program->environment.items)
        program->environment.items = mem_new(1, sizeof *program->environment.items);
}

/* Whether execvp() would find the program from `folder`, with our PATH. */
static bool program_is_there(const char *program, const char *folder)
{
    const char *path = getenv("PATH");
    char *file;
    bool found = false;

    if (strchr(program, '/')) {
        file = path_join(folder, program);
        found = access(file, X_OK) == 0;
        free(file);
        return found;
    }
    while (path && *path && !found) {
        size_t length = strcspn(path, ":");

        file = mem_format("%.*s/%s", (int)length, path, program);
        found = length && access(file, X_OK) == 0;
        free(file);
        path += length + (path[length] == ':');
    }
    return found;
}

void program_command_read(struct program_command *program, const struct source *source,
                          bool allow_exec,
                          void (*on_secret)(void *context, const char *value),
                          void *context, struct error_list *errors)
{
    const json_t *command = json_object_get(source->json, "command");
    size_t count = json_array_size(command);
    struct place place = source_place(source, "/command/0");

    program->words = mem_new(count + 1, sizeof *program->words);
    for (size_t i = 0; i < count; i++)
        program->words[i] = mem_text(json_string_value(json_array_get(command, i)));
    environment_read(program, json_object_get(source->json, "env"), on_secret, context);
    if (!count)
        return;
    if (!allow_exec) {
        error_list_at(errors, &place, "N0451",
                      "this suite runs a program, \"%.100s\", which nobody allowed",
                      program->words[0]);
        error_hint(error_list_last(errors), "read what it does, then say --allow-exec");
    } else if (!program_is_there(program->words[0], program->folder)) {
        error_list_at(errors, &place, "N0452", "\"%.100s\" is no program that can be run",
                      program->words[0]);
        error_hint(error_list_last(errors), "looked for from folder \"%.150s\"",
                   program->folder);
    }
}

static bool lists_are_equal(char *const *a, char *const *b)
{
    while (*a && *b && !strcmp(*a, *b))
        a++, b++;
    return !*a && !*b;
}

bool program_command_equal(const struct program_command *a,
                           const struct program_command *b)
{
    return lists_are_equal(a->words, b->words) && !strcmp(a->folder, b->folder) &&
           lists_are_equal(a->environment.items, b->environment.items);
}
