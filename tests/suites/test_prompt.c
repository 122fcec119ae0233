/* tests/suites/test_prompt.c - prompt files in; messages, or the exact mistake, out. */
#include "base/file.h"
#include "base/mem.h"
#include "suites/prompt.h"
#include "tests/suites/suite_cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A new folder, which is the current one from here on; each test is a process of its own.
 */
static char *folder_enter(void)
{
    char *folder = mem_text("/tmp/noworse-prompt-XXXXXX");

    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    return folder;
}

static void folder_leave(char *folder)
{
    char *command = mem_format("rm -rf '%s'", folder);

    cr_assert_eq(chdir("/"), 0);
    cr_assert_eq(system(command), 0);
    free(command);
    free(folder);
}

static void file_put(const char *path, const char *text)
{
    struct error err = ERROR_INIT;

    cr_assert_eq(file_write(path, text, strlen(text), &err), 0, "%s", err.message);
}

static json_t *error_json(const struct error *err)
{
    return json_sprintf("%s%s:%u:%u+%u %s %s%s%s",
                        err->severity == SEVERITY_WARNING ? "warning " : "", err->file,
                        err->line, err->column, err->length, err->code, err->message,
                        err->hint[0] ? " | " : "", err->hint);
}

static json_t *messages_json(const struct messages *messages)
{
    json_t *list = json_array();

    for (size_t i = 0; i < messages->count; i++) {
        const struct message *message = &messages->items[i];

        json_array_append_new(list, json_pack("{s:s%}", message_role_name(message->role),
                                              message->text, message->length));
    }
    return list;
}

/* "messages", or "undefined" with the error. */
static void rendering_add(const struct prompt *prompt, const json_t *row, json_t *got)
{
    const json_t *conversation = json_object_get(row, "conversation");
    struct document vars = DOCUMENT_INIT;
    struct document spoken = DOCUMENT_INIT;
    struct messages messages = MESSAGES_INIT;
    struct template_undefined undefined;
    struct template_scope scope = {.count = 2};
    struct error err = ERROR_INIT;

    if (json_object_get(row, "vars"))
        cr_assert_eq(document_from_json(&vars, json_object_get(row, "vars"), &err), 0);
    if (conversation)
        cr_assert_eq(document_from_json(&spoken, conversation, &err), 0);
    scope.objects[0] = document_root(&vars);
    scope.objects[1] = document_root(&prompt->vars);
    if (prompt_render(prompt, &scope, document_root(&spoken), &messages, &undefined,
                      &err))
        json_object_set_new(got, "rendering", error_json(&err));
    else
        json_object_set_new(got, "messages", messages_json(&messages));
    messages_release(&messages);
    document_release(&vars);
    document_release(&spoken);
}

/* The members of the prompt that the case asks for. */
static void members_add(const struct prompt *prompt, const json_t *want, json_t *got)
{
    const struct {
        const char *key;
        json_t *value;
    } members[] = {
        {"name", json_string(prompt->name)},
        {"version", json_string(prompt->version)},
        {"author", json_string(prompt->author)},
        {"created", json_string(prompt->created)},
        {"rationale", json_string(prompt->rationale)},
        {"is_text", json_boolean(prompt->is_text)},
        {"response_schema", json_incref(prompt->response_schema)},
        {"tools", json_incref(prompt->tools)},
    };

    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        if (json_object_get(want, members[i].key))
            json_object_set(got, members[i].key, members[i].value);
        json_decref(members[i].value);
    }
}

static int row_load(const json_t *row, const struct file_rules *rules,
                    struct prompt *prompt, struct error_list *errors)
{
    struct tree suite = TREE_INIT;
    int rc;

    if (suite_case_text(row, "load"))
        return prompt_load(suite_case_text(row, "load"), rules, prompt, errors);
    cr_assert_eq(tree_load(&suite, "s.suite.yaml", errors), 0);
    rc = prompt_from_tree(&suite, "/prompt", "prompt", rules, prompt, errors);
    tree_release(&suite);
    return rc;
}

static json_t *prompt_case(const json_t *row, const struct file_rules *rules)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct prompt prompt = PROMPT_INIT;
    json_t *got = json_object();
    json_t *list = json_array();

    if (row_load(row, rules, &prompt, &errors) == 0) {
        members_add(&prompt, json_object_get(row, "want"), got);
        rendering_add(&prompt, row, got);
    }
    error_list_sort(&errors);
    for (size_t i = 0; i < errors.count; i++)
        json_array_append_new(list, error_json(&errors.items[i]));
    if (errors.count)
        json_object_set(got, "errors", list);
    json_decref(list);
    prompt_release(&prompt);
    error_list_release(&errors);
    return got;
}

Test(prompt, files_are_read_and_rendered_as_the_cases_say)
{
    json_t *cases = suite_cases_load("prompt.json");

    for (size_t i = 0; i < json_array_size(cases); i++) {
        json_t *row = json_array_get(cases, i);
        char *folder = folder_enter();
        char *root = mem_format("%s/root", folder);
        struct file_rules rules = {.root = root};
        const char *path;
        json_t *text;
        json_t *got;

        file_put("root/.keep", "");
        file_put("outside.md", "outside\n");
        cr_assert_eq(chdir("root"), 0);
        json_object_foreach(json_object_get(row, "files"), path, text)
            file_put(path, json_string_value(text));
        got = prompt_case(row, &rules);
        expect_json(suite_case_text(row, "name"), got, json_object_get(row, "want"));
        json_decref(got);
        free(root);
        folder_leave(folder);
    }
    json_decref(cases);
}

/* The digest of p.prompt.yaml with this text, beside what is there. */
static void digest_of(const char *text, char out[65])
{
    struct error_list errors = ERROR_LIST_INIT;
    struct file_rules rules = {.root = NULL};
    struct prompt prompt = PROMPT_INIT;

    file_put("p.prompt.yaml", text);
    cr_assert_eq(prompt_load("p.prompt.yaml", &rules, &prompt, &errors), 0);
    snprintf(out, 65, "%s", prompt.digest);
    prompt_release(&prompt);
    error_list_release(&errors);
}

static void expect_other(const char *base, const char *text)
{
    char digest[65];

    digest_of(text, digest);
    cr_expect_str_neq(digest, base, "%s", text);
}

Test(prompt, the_digest_is_of_what_can_change_a_reply)
{
    char *folder = folder_enter();
    char base[65];
    char same[65];

    file_put("part.md", "one");
    digest_of("text: '{{>part}} {{x}}'\nvars: {x: 1, y: 2}\n", base);
    digest_of("author: a\ncreated: b\nrationale: c\nversion: v1\nprompt: other\n"
              "vars: {y: 2, x: 1.0}\ntext: \"{{>part}} {{x}}\"\n",
              same);
    cr_expect_str_eq(same, base);
    digest_of("messages: [user: '{{>part}} {{x}}']\nvars: {x: 1, y: 2}\n", same);
    cr_expect_str_eq(same, base);
    expect_other(base, "text: '{{>part}} {{x}}.'\nvars: {x: 1, y: 2}\n");
    expect_other(base, "text: '{{>part}} {{x}}'\nvars: {x: 1, y: 3}\n");
    expect_other(base, "messages: [system: '{{>part}} {{x}}']\nvars: {x: 1, y: 2}\n");
    expect_other(base, "text: '{{>part}} {{x}}'\nvars: {x: 1, y: 2}\ntools: []\n");
    expect_other(base, "text: '{{>part}} {{x}}'\nvars: {x: 1, y: 2}\n"
                       "response_schema: {}\n");
    file_put("part.md", "two");
    expect_other(base, "text: '{{>part}} {{x}}'\nvars: {x: 1, y: 2}\n");
    folder_leave(folder);
}

Test(prompt, a_link_that_leads_outside_the_root_is_refused)
{
    char *folder = folder_enter();
    char *root = mem_format("%s/root", folder);
    struct file_rules rules = {.root = root};
    char *joined = NULL;
    struct error err = ERROR_INIT;

    file_put("secret.md", "secret");
    file_put("root/s.yaml", "");
    cr_assert_eq(symlink("../secret.md", "root/link.md"), 0);
    cr_expect_eq(named_file_find("root/s.yaml", "link.md", &rules, NULL, &joined, &err),
                 -1);
    cr_expect_str_eq(err.code, "N0240");
    cr_expect_str_eq(err.message, "\"root/link.md\" is outside the root");
    rules.allow_outside = true;
    cr_expect_eq(named_file_find("root/s.yaml", "link.md", &rules, NULL, &joined, &err),
                 0);
    free(joined);
    free(root);
    folder_leave(folder);
}
