/* suites/prompt_messages.c - texts and messages of a prompt, as templates. */
#include "base/mem.h"
#include "suites/prompt_build.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

const char *message_role_name(enum message_role role)
{
    static const char *const names[] = {"system", "user", "assistant", "tool"};

    return names[role];
}

int message_role_find(const char *word, enum message_role *role)
{
    for (enum message_role i = ROLE_SYSTEM; i <= ROLE_TOOL; i++)
        if (!strcmp(message_role_name(i), word)) {
            *role = i;
            return 0;
        }
    return -1;
}

void prompt_parts_add(struct prompt_parts *parts, enum prompt_part_kind kind,
                      enum message_role role, struct template *text)
{
    MEM_GROW(parts->items, parts->count, parts->capacity);
    parts->items[parts->count++] =
        (struct prompt_part){.kind = kind, .role = role, .text = text};
}

void prompt_parts_release(struct prompt_parts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        template_free(parts->items[i].text);
    free(parts->items);
    *parts = (struct prompt_parts){.examples_at = parts_nowhere};
}

/* {{>name}}: a file beside the prompt, with or without its ending. */
static int partial_load(void *context, const char *name, char **text, char **file,
                        struct error *err)
{
    static const char *const endings[] = {"", ".md", ".txt", ".mustache"};
    const struct prompt_build *build = context;
    size_t length;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char *path = mem_format("%s%s", name, endings[i]);
        int rc = named_file_load(build->tree->file, path, build->rules, NULL, text,
                                 &length, file, err);

        free(path);
        if (rc == 0 || strcmp(err->code, "N0241") != 0)
            return rc;
    }
    error_set(err, ERROR_INPUT, "N0234", "there is no file for the partial \"%.80s\"",
              name);
    return error_hint(err, "%.80s.md is looked for beside the prompt", name);
}

static int template_build(const struct prompt_build *build, const char *text,
                          size_t length, const struct template_options *options,
                          struct template **out)
{
    struct prompt_build context = *build;
    struct template_options own = *options;
    struct error err;

    own.mode = TEMPLATE_STRICT;
    own.partial = partial_load;
    own.partial_context = &context;
    if (template_compile(text, length, &own, out, &err))
        return error_list_add(build->errors, &err);
    return 0;
}

int prompt_build_plain(const struct prompt_build *build, const char *file,
                       const char *text, size_t length, unsigned line,
                       struct template **out)
{
    struct place place = {.file = file, .line = line, .column = 1};
    struct template_options options = {.place = &place};

    if (length > 0 && text[length - 1] == '\n')
        length--;
    if (length > 0 && text[length - 1] == '\r')
        length--;
    return template_build(build, text, length, &options, out);
}

static int file_build(const struct prompt_build *build, const char *pointer,
                      const char *path, struct template **out)
{
    struct place place = tree_place(build->tree, pointer);
    char *text = NULL;
    char *joined = NULL;
    size_t length;
    struct error err;
    int rc;

    if (named_file_load(build->tree->file, path, build->rules, &place, &text, &length,
                        &joined, &err))
        return error_list_add(build->errors, &err);
    rc = prompt_build_plain(build, joined, text, length, 1, out);
    free(text);
    free(joined);
    return rc;
}

int prompt_build_text(const struct prompt_build *build, const char *pointer,
                      struct template **out)
{
    const json_t *value = pointer_get(build->tree->root, pointer);
    const char *path = json_string_value(json_object_get(value, "file"));
    struct template_options options = {0};
    struct place place;
    int rc;

    if (path) {
        char *below = mem_format("%s/file", pointer);

        rc = file_build(build, below, path, out);
        free(below);
        return rc;
    }
    options.source = tree_source(build->tree, pointer, &options.source_length, &place);
    options.place = &place;
    if (json_is_string(value))
        return template_build(build, json_string_value(value), json_string_length(value),
                              &options, out);
    place = tree_place(build->tree, pointer);
    return error_list_at(build->errors, &place, "N0244",
                         "expected a text, or {file: path}");
}

static int message_refuse(const struct prompt_build *build, const char *pointer,
                          const char *code, const char *what, const char *hint)
{
    struct place place = tree_place(build->tree, pointer);

    error_list_at(build->errors, &place, code, "%s", what);
    return error_hint(error_list_last(build->errors), "%s", hint);
}

static int word_build(const struct prompt_build *build, const char *pointer,
                      const char *word, struct prompt_parts *parts)
{
    if (!strcmp(word, "examples") && parts->examples_at == parts_nowhere) {
        parts->examples_at = parts->count;
        return 0;
    }
    if (!strcmp(word, "conversation")) {
        for (size_t i = 0; i < parts->count; i++)
            if (parts->items[i].kind == PART_CONVERSATION)
                return message_refuse(build, pointer, "N0245",
                                      "`conversation` stands here twice",
                                      "leave one of them out");
        prompt_parts_add(parts, PART_CONVERSATION, ROLE_USER, NULL);
        return 0;
    }
    if (!strcmp(word, "examples"))
        return message_refuse(build, pointer, "N0245", "`examples` stands here twice",
                              "leave one of them out");
    return message_refuse(build, pointer, "N0244",
                          "a message says who speaks; a bare word is `conversation` or "
                          "`examples`",
                          "- user: \"…\"");
}

/* {role, content}, or {user: …}: who speaks, and the pointer to what is said (the
 * caller's); NULL: it is neither. */
static char *message_read(json_t *message, const char *pointer, enum message_role *role)
{
    const char *word = json_string_value(json_object_get(message, "role"));
    const char *key;
    json_t *value;

    if (word && json_object_size(message) == 2 && json_object_get(message, "content") &&
        message_role_find(word, role) == 0)
        return mem_format("%s/content", pointer);
    if (json_object_size(message) != 1)
        return NULL;
    json_object_foreach(message, key, value)
    {
        if (message_role_find(key, role) == 0 && *role != ROLE_TOOL)
            return mem_format("%s/%s", pointer, key);
    }
    return NULL;
}

static int message_build(const struct prompt_build *build, const char *pointer,
                         struct prompt_parts *parts)
{
    json_t *message = pointer_get(build->tree->root, pointer);
    struct template *text = NULL;
    enum message_role role = ROLE_USER;
    char *below;
    int rc;

    if (json_is_string(message))
        return word_build(build, pointer, json_string_value(message), parts);
    below = message_read(message, pointer, &role);
    if (!below)
        return message_refuse(build, pointer, "N0244",
                              "a message has one speaker and one text",
                              "- user: \"…\", or - {role: user, content: \"…\"}");
    rc = prompt_build_text(build, below, &text);
    free(below);
    if (rc == 0)
        prompt_parts_add(parts, PART_MESSAGE, role, text);
    return rc;
}

int prompt_build_messages(const struct prompt_build *build, const char *pointer,
                          struct prompt_parts *parts)
{
    const json_t *list = pointer_get(build->tree->root, pointer);
    int rc = 0;

    for (size_t i = 0; i < json_array_size(list); i++) {
        char *below = mem_format("%s/%zu", pointer, i);

        if (message_build(build, below, parts))
            rc = -1;
        free(below);
    }
    return rc;
}
