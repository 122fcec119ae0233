/* suites/prompt_file.c - a prompt, from its file or from a suite. */
#include "base/mem.h"
#include "base/path.h"
#include "base/sha256.h"
#include "suites/case_keys.h"
#include "suites/checked.h"
#include "suites/prompt_build.h"
#include "values/pointer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION_DIGITS = 8, NAME_MAX_LENGTH = 100, CANONICAL_MAX = 64 * 1024 * 1024 };

/* Examples go where the list says so, else before the last user message. */
static void examples_place(struct prompt_parts *parts, struct prompt_parts *examples)
{
    struct prompt_parts all = {.examples_at = parts_nowhere};
    size_t at = parts->examples_at;

    for (size_t i = parts->count; at == parts_nowhere && i > 0; i--)
        if (parts->items[i - 1].kind == PART_MESSAGE &&
            parts->items[i - 1].role == ROLE_USER)
            at = i - 1;
    if (at == parts_nowhere)
        at = parts->count;
    all.capacity = parts->count + examples->count;
    all.items = mem_new(all.capacity + 1, sizeof *all.items);
    for (size_t i = 0; i < at; i++)
        all.items[all.count++] = parts->items[i];
    for (size_t i = 0; i < examples->count; i++)
        all.items[all.count++] = examples->items[i];
    for (size_t i = at; i < parts->count; i++)
        all.items[all.count++] = parts->items[i];
    free(parts->items);
    free(examples->items);
    *parts = all;
    *examples = (struct prompt_parts){.examples_at = parts_nowhere};
}

/* The place of `- examples` in the list at a pointer. */
static int examples_refuse(const struct prompt_build *build, const char *pointer,
                           const char *what)
{
    const json_t *list = pointer_get(build->tree->root, pointer);
    struct place place = tree_place(build->tree, pointer);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        char *below = mem_format("%s/%zu", pointer, i);

        if (word && !strcmp(word, "examples"))
            place = tree_place(build->tree, below);
        free(below);
    }
    return error_list_at(build->errors, &place, "N0246", "%s", what);
}

static int parts_build(const struct prompt_build *build, struct prompt *prompt)
{
    const json_t *root = build->tree->root;
    struct prompt_parts parts = {.examples_at = parts_nowhere};
    struct prompt_parts examples = {.examples_at = parts_nowhere};
    bool has_examples = json_object_get(root, "examples") != NULL;
    struct template *text = NULL;

    if (prompt->part_count == 1) { /* the text below a front matter */
        parts.items = prompt->parts;
        parts.count = parts.capacity = 1;
        prompt->parts = NULL;
        prompt->part_count = 0;
    } else if (json_object_get(root, "text")) {
        if (prompt_build_text(build, "/text", &text))
            goto done;
        prompt_parts_add(&parts, PART_MESSAGE, ROLE_USER, text);
    } else if (prompt_build_messages(build, "/messages", &parts)) {
        goto done;
    }
    prompt->is_text = !json_object_get(root, "messages") && !has_examples;
    if (parts.examples_at != parts_nowhere && !has_examples) {
        examples_refuse(build, "/messages",
                        "`- examples` stands here, and there is no `examples:`");
        goto done;
    }
    if (has_examples) {
        if (prompt_build_examples(build, &examples))
            goto done;
        examples_place(&parts, &examples);
    }
    prompt->parts = parts.items;
    prompt->part_count = parts.count;
    return 0;

done:
    prompt_parts_release(&parts);
    prompt_parts_release(&examples);
    return -1;
}

/* A file of JSON or YAML, or what stands there itself; *out is a new reference. */
static int part_load(const struct prompt_build *build, const char *key, json_t **out)
{
    json_t *value = json_object_get(build->tree->root, key);
    const char *path = json_string_value(value);
    char *pointer = mem_format("/%s", key);
    struct place place = tree_place(build->tree, pointer);
    struct document document = DOCUMENT_INIT;
    struct read_options options = {0};
    char *text = NULL;
    char *joined = NULL;
    size_t length;
    struct error err;
    int rc = -1;

    free(pointer);
    *out = path ? NULL : json_incref(value);
    if (!path)
        return 0;
    if (named_file_load(build->tree->file, path, build->rules, &place, &text, &length,
                        &joined, &err)) {
        error_list_add(build->errors, &err);
        goto done;
    }
    options.file = joined;
    if (path_has_ending(path, ".yaml") || path_has_ending(path, ".yml")) {
        struct tree tree = TREE_INIT;

        rc = tree_parse(&tree, joined, text, length, build->errors);
        *out = rc ? NULL : json_incref(tree.root);
        tree_release(&tree);
    } else if (document_read(&document, text, length, &options, &err)) {
        error_list_add(build->errors, &err);
    } else {
        *out = value_to_json(document_root(&document));
        rc = 0;
    }

done:
    document_release(&document);
    free(text);
    free(joined);
    return rc;
}

/* A variable's value, {file: path} read; a new reference, NULL with an error. */
static json_t *variable_load(const struct prompt_build *build, const char *name,
                             json_t *value)
{
    const char *path = json_string_value(json_object_get(value, "file"));
    struct buf pointer = BUF_INIT(TREE_BYTES_MAX);
    struct place place;
    char *text = NULL;
    size_t length;
    struct error err;
    json_t *made = NULL;

    buf_append_text(&pointer, "/vars");
    pointer_push(&pointer, name, strlen(name));
    place = tree_key_place(build->tree, buf_text(&pointer));
    if (variable_is_reserved(name)) {
        error_list_at(build->errors, &place, "N0247",
                      "\"%s\" is a reserved name: no variable can have it", name);
        error_hint(error_list_last(build->errors), "call it something else");
    } else if (!path || json_object_size(value) != 1) {
        made = json_incref(value);
    } else {
        place = tree_place(build->tree, buf_text(&pointer));
        if (named_file_load(build->tree->file, path, build->rules, &place, &text, &length,
                            NULL, &err))
            error_list_add(build->errors, &err);
        else
            made = json_stringn(text, length);
    }
    free(text);
    buf_release(&pointer);
    return made;
}

static int vars_load(const struct prompt_build *build, struct document *out)
{
    json_t *vars = json_object();
    const char *name;
    json_t *value;
    struct error err;
    int rc = 0;

    json_object_foreach(json_object_get(build->tree->root, "vars"), name, value)
    {
        json_t *made = variable_load(build, name, value);

        if (!made || json_object_set_new(vars, name, made))
            rc = -1;
    }
    if (rc == 0 && document_from_json(out, vars, &err))
        rc = error_list_add(build->errors, &err);
    json_decref(vars);
    return rc;
}

static void json_add_digest(const json_t *json, struct sha256 *hash)
{
    struct document document = DOCUMENT_INIT;
    struct buf text = BUF_INIT(CANONICAL_MAX);
    struct error err;

    if (json && document_from_json(&document, json, &err) == 0)
        value_format_canonical(&text, document_root(&document));
    sha256_add_field(hash, json ? buf_text(&text) : NULL, text.length);
    buf_release(&text);
    document_release(&document);
}

/* Of all that can change a reply; then the version, where none was given. */
static void digest_make(struct prompt *prompt)
{
    struct sha256 *hash = sha256_new();
    struct buf vars = BUF_INIT(CANONICAL_MAX);

    for (size_t i = 0; i < prompt->part_count; i++) {
        const struct prompt_part *part = &prompt->parts[i];

        sha256_add_text(hash, part->kind == PART_CONVERSATION
                                  ? "conversation"
                                  : message_role_name(part->role));
        if (part->text)
            template_add_digest(part->text, hash);
    }
    if (document_root(&prompt->vars) && document_root(&prompt->vars)->size > 0)
        value_format_canonical(&vars, document_root(&prompt->vars));
    sha256_add_field(hash, vars.length ? buf_text(&vars) : NULL, vars.length);
    json_add_digest(prompt->response_schema, hash);
    json_add_digest(prompt->tools, hash);
    sha256_end_hex(hash, prompt->digest);
    sha256_free(hash);
    buf_release(&vars);
    if (!prompt->version)
        prompt->version = mem_text_n(prompt->digest, VERSION_DIGITS);
}

/* The file's name up to the first dot, in the letters that names have. */
static char *name_of_file(const char *path)
{
    const char *file = path_name(path);
    size_t length = strcspn(file, ".");
    char *name = mem_text_n(file, length > NAME_MAX_LENGTH ? NAME_MAX_LENGTH : length);

    for (char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '_' && *at != '-')
            *at = '-';
    if (!isalnum((unsigned char)name[0])) {
        free(name);
        return mem_text("prompt");
    }
    return name;
}

static char *text_of(const struct tree *tree, const char *key)
{
    return mem_text(json_string_value(json_object_get(tree->root, key)));
}

/* What a schema says badly: one of two keys. */
static int text_require(const struct prompt_build *build, bool has_body)
{
    const json_t *root = build->tree->root;
    bool has_text = json_object_get(root, "text");
    bool has_messages = json_object_get(root, "messages");
    struct place place = tree_key_place(build->tree, has_text ? "/text" : "/messages");

    if (has_body && (has_text || has_messages))
        return error_list_at(build->errors, &place, "N0243",
                             "the text stands below the front matter, and here too");
    if (has_text && has_messages)
        return error_list_at(build->errors, &place, "N0243",
                             "a prompt has `text` or `messages`, not both");
    if (has_text || has_messages || has_body)
        return 0;
    place = tree_place(build->tree, "");
    error_list_at(build->errors, &place, "N0243",
                  "a prompt needs `text` or `messages`, and has neither");
    return error_hint(error_list_last(build->errors), "text: \"…{{name}}…\"");
}

static int tree_build(const struct prompt_build *build, struct prompt *out)
{
    bool has_body = out->part_count > 0;
    int wrong = tree_check(build->tree, "prompt", NULL, build->errors);

    if (!json_is_object(build->tree->root))
        return -1;
    if (text_require(build, has_body) || wrong)
        return -1;
    wrong = parts_build(build, out);
    wrong |= vars_load(build, &out->vars);
    wrong |= part_load(build, "response_schema", &out->response_schema);
    wrong |= part_load(build, "tools", &out->tools);
    out->name = text_of(build->tree, "prompt");
    out->version = text_of(build->tree, "version");
    out->author = text_of(build->tree, "author");
    out->created = text_of(build->tree, "created");
    out->rationale = text_of(build->tree, "rationale");
    return wrong ? -1 : 0;
}

static int body_add(const struct prompt_build *build, struct prompt *prompt,
                    const char *text, size_t length, unsigned line)
{
    struct template *body = NULL;

    if (prompt_build_plain(build, build->tree->file, text, length, line, &body))
        return -1;
    prompt->parts = mem_new(1, sizeof *prompt->parts);
    prompt->parts[0] =
        (struct prompt_part){.kind = PART_MESSAGE, .role = ROLE_USER, .text = body};
    prompt->part_count = 1;
    prompt->is_text = true;
    return 0;
}

/* The line "---" behind the first, or NULL; *line: its number. */
static const char *front_matter_end(const char *text, unsigned *line)
{
    const char *at = text;

    *line = 1;
    while ((at = strchr(at, '\n'))) {
        at++;
        (*line)++;
        if (!strncmp(at, "---", 3) && strchr("\r\n", at[3]))
            return at;
    }
    return NULL;
}

static int front_matter_load(struct prompt_build *build, struct prompt *prompt,
                             const char *text, size_t length)
{
    struct place place = {.file = prompt->path, .line = 1, .column = 1, .length = 3};
    unsigned line;
    const char *end = front_matter_end(text, &line);
    const char *body;

    if (!end) {
        error_list_at(build->errors, &place, "N0243", "the front matter is not closed");
        return error_hint(error_list_last(build->errors), "close it with a line \"---\"");
    }
    /* The first "---" begins a document of YAML: lines count as they stand. */
    if (tree_parse(&prompt->tree, prompt->path, text, (size_t)(end - text),
                   build->errors))
        return -1;
    body = end + strcspn(end, "\n");
    body += *body == '\n';
    if (body_add(build, prompt, body, length - (size_t)(body - text), line + 1))
        return -1;
    return tree_build(build, prompt);
}

static int plain_load(struct prompt_build *build, struct prompt *prompt)
{
    char *text = NULL;
    size_t length;
    struct error err;
    int rc;

    if (named_file_load("", prompt->path, build->rules, NULL, &text, &length, NULL, &err))
        return error_list_add(build->errors, &err);
    if (path_has_ending(prompt->path, ".prompt.md") && !strncmp(text, "---", 3) &&
        strchr("\r\n", text[3])) {
        rc = front_matter_load(build, prompt, text, length);
    } else {
        prompt->tree = (struct tree){.file = mem_text(prompt->path)};
        rc = body_add(build, prompt, text, length, 1);
    }
    free(text);
    return rc;
}

/* The same form for all: an object of variables, a name, a digest. */
static int prompt_finish(const struct prompt_build *build, struct prompt *prompt,
                         char *name)
{
    if (!prompt->name)
        prompt->name = mem_text(name);
    free(name);
    if (!document_root(&prompt->vars) && vars_load(build, &prompt->vars))
        return -1;
    digest_make(prompt);
    return 0;
}

int prompt_load(const char *path, const struct file_rules *rules, struct prompt *out,
                struct error_list *errors)
{
    struct prompt prompt = PROMPT_INIT;
    struct prompt_build build = {.tree = &prompt.tree, .rules = rules, .errors = errors};
    int rc;

    prompt.path = mem_text(path);
    if (path_has_ending(path, ".yaml") || path_has_ending(path, ".yml"))
        rc = tree_load(&prompt.tree, path, errors) ? -1 : tree_build(&build, &prompt);
    else
        rc = plain_load(&build, &prompt);
    if (rc == 0)
        rc = prompt_finish(&build, &prompt, name_of_file(path));
    if (rc)
        prompt_release(&prompt);
    else
        *out = prompt;
    return rc;
}

int prompt_from_tree(const struct tree *tree, const char *pointer, const char *name,
                     const struct file_rules *rules, struct prompt *out,
                     struct error_list *errors)
{
    struct prompt prompt = PROMPT_INIT;
    struct prompt_build build = {.tree = tree, .rules = rules, .errors = errors};
    struct prompt_build no_vars = {.tree = &prompt.tree, .errors = errors};
    struct prompt_parts parts = {.examples_at = parts_nowhere};
    struct template *text = NULL;
    int rc;

    if (json_is_array(pointer_get(tree->root, pointer))) {
        rc = prompt_build_messages(&build, pointer, &parts);
        if (rc == 0 && parts.examples_at != parts_nowhere)
            rc = examples_refuse(&build, pointer,
                                 "`- examples` needs a prompt file with `examples:`");
    } else {
        rc = prompt_build_text(&build, pointer, &text);
        if (rc == 0)
            prompt_parts_add(&parts, PART_MESSAGE, ROLE_USER, text);
        prompt.is_text = true;
    }
    prompt.parts = parts.items;
    prompt.part_count = parts.count;
    if (rc == 0)
        rc = prompt_finish(&no_vars, &prompt, mem_text(name));
    if (rc)
        prompt_release(&prompt);
    else
        *out = prompt;
    return rc;
}

void prompt_release(struct prompt *prompt)
{
    for (size_t i = 0; i < prompt->part_count; i++)
        template_free(prompt->parts[i].text);
    free(prompt->parts);
    free(prompt->name);
    free(prompt->version);
    free(prompt->path);
    free(prompt->author);
    free(prompt->created);
    free(prompt->rationale);
    document_release(&prompt->vars);
    json_decref(prompt->response_schema);
    json_decref(prompt->tools);
    tree_release(&prompt->tree);
    *prompt = (struct prompt)PROMPT_INIT;
}
