/* suites/prompt_examples.c - few-shot examples, from a list or from a file's rows. */
#include "base/mem.h"
#include "base/path.h"
#include "suites/prompt_build.h"

#include <stdlib.h>
#include <string.h>

enum { EXAMPLE_BYTES_MAX = 1024 * 1024 };

/* How one side of a row is read: a key, or a template over the row. */
struct example_side {
    enum message_role role;
    const char *key;           /* borrowed from the tree */
    struct template *template; /* owned; NULL: the key's value */
};

struct example_file {
    const struct prompt_build *build;
    const char *path; /* as errors name it */
    struct example_side sides[2];
    struct prompt_parts *parts;
};

static int side_read(const struct prompt_build *build, const char *pointer,
                     enum message_role role, const char *word, struct example_side *side)
{
    *side = (struct example_side){.role = role, .key = word};
    return strstr(word, "{{") ? prompt_build_text(build, pointer, &side->template) : 0;
}

static int value_append(const struct example_file *file, const struct value *row,
                        const char *key, const struct place *place, struct buf *out)
{
    const struct value *value = value_member(row, key);

    if (!value)
        return error_list_at(file->build->errors, place, "N0246",
                             "the example has no \"%.80s\"", key);
    if (value->type == VALUE_STRING)
        buf_append(out, value->text, value->size);
    else
        value_format(out, value);
    return 0;
}

static int side_append(const struct example_file *file, const struct example_side *side,
                       const struct value *row, const struct place *place)
{
    struct template_scope scope = {.objects = {row}, .count = 1};
    struct buf text = BUF_INIT(EXAMPLE_BYTES_MAX);
    struct template_undefined undefined;
    struct error err;
    int rc = 0;

    if (!side->template) {
        rc = value_append(file, row, side->key, place, &text);
    } else if (template_render(side->template, &scope, &text, &undefined, &err)) {
        error_hint(&err, "the first row without it: %.150s:%u", place->file, place->line);
        rc = error_list_add(file->build->errors, &err);
    }
    if (rc == 0 && buf_is_over(&text))
        rc = error_list_at(file->build->errors, place, "N0246",
                           "the example is larger than %d bytes", EXAMPLE_BYTES_MAX);
    if (rc == 0)
        prompt_parts_add(file->parts, PART_MESSAGE, side->role,
                         template_literal(buf_text(&text), text.length));
    buf_release(&text);
    return rc;
}

static int row_append(const struct example_file *file, const char *line, size_t length,
                      unsigned number)
{
    struct read_options options = {.file = file->path, .first_line = number};
    struct place place = {.file = file->path, .line = number, .column = 1};
    struct document document = DOCUMENT_INIT;
    struct error err;
    int rc = -1;

    if (document_read(&document, line, length, &options, &err))
        error_list_add(file->build->errors, &err);
    else if (file->parts->count + 2 > PROMPT_PARTS_MAX)
        error_list_at(file->build->errors, &place, "N0246", "more than %d messages",
                      PROMPT_PARTS_MAX);
    else if (side_append(file, &file->sides[0], document_root(&document), &place) == 0 &&
             side_append(file, &file->sides[1], document_root(&document), &place) == 0)
        rc = 0;
    document_release(&document);
    return rc;
}

/* One mistake ends the file: the next rows would have it too. */
static int rows_append(const struct example_file *file, const char *text)
{
    unsigned number = 1;

    while (*text) {
        size_t length = strcspn(text, "\n");

        if (strspn(text, " \t\r") < length && row_append(file, text, length, number))
            return -1;
        text += length + (text[length] == '\n');
        number++;
    }
    return 0;
}

static int file_build(const struct prompt_build *build, const json_t *examples,
                      struct prompt_parts *parts)
{
    const char *path = json_string_value(json_object_get(examples, "file"));
    const char *user = json_string_value(json_object_get(examples, "user"));
    const char *assistant = json_string_value(json_object_get(examples, "assistant"));
    struct place place = tree_place(build->tree, "/examples/file");
    struct example_file file = {.build = build, .parts = parts};
    char *text = NULL;
    char *joined = NULL;
    size_t length;
    struct error err;
    int rc = -1;

    if (!path_has_ending(path, ".jsonl") && !path_has_ending(path, ".ndjson"))
        return error_list_at(build->errors, &place, "N0246",
                             "examples are read from JSON lines: a file that ends in "
                             ".jsonl");
    if (named_file_load(build->tree->file, path, build->rules, &place, &text, &length,
                        &joined, &err))
        return error_list_add(build->errors, &err);
    file.path = joined;
    if (!side_read(build, "/examples/user", ROLE_USER, user, &file.sides[0]) &&
        !side_read(build, "/examples/assistant", ROLE_ASSISTANT, assistant,
                   &file.sides[1]))
        rc = rows_append(&file, text);
    template_free(file.sides[0].template);
    template_free(file.sides[1].template);
    free(text);
    free(joined);
    return rc;
}

int prompt_build_examples(const struct prompt_build *build, struct prompt_parts *parts)
{
    const json_t *examples = json_object_get(build->tree->root, "examples");
    struct place place = tree_place(build->tree, "/examples");
    int rc;

    if (json_is_object(examples))
        return file_build(build, examples, parts);
    rc = prompt_build_messages(build, "/examples", parts);
    for (size_t i = 0; i < parts->count; i++)
        if (parts->items[i].kind == PART_CONVERSATION ||
            parts->examples_at != parts_nowhere)
            return error_list_at(build->errors, &place, "N0246",
                                 "examples are messages, not `conversation` or "
                                 "`examples`");
    return rc;
}
