/* providers/exec.c - a program of the team's own in place of a vendor: no shell, a small
 * environment. */
#include "base/mem.h"
#include "base/path.h"
#include "providers/builtin_providers.h"
#include "providers/model_options.h"
#include "providers/program_command.h"
#include "providers/reading.h"
#include "providers/standard_document.h"
#include "providers/vendor_error.h"

#include <stdlib.h>
#include <string.h>

enum exec_input { INPUT_BY_PROMPT, INPUT_TEXT, INPUT_JSON };

struct exec {
    struct program_command program;
    enum exec_input input;
    bool output_is_json;
    struct buf description;
    struct secrets secrets;
};

static void exec_free(void *state)
{
    struct exec *exec = state;

    if (!exec)
        return;
    program_command_release(&exec->program);
    buf_release(&exec->description);
    secrets_release(&exec->secrets);
    free(exec);
}

static void on_secret(void *options, const char *value)
{
    model_secret_add(options, value);
}

static void folder_compile(struct exec *exec, const struct model_options *options)
{
    const char *written =
        json_string_value(json_object_get(options->model->source.json, "cwd"));
    struct place place = model_value_place(options, "cwd");
    char *from = place.file ? path_folder(place.file) : NULL;
    char *joined = written
                       ? path_join(from ? from : options->context->suite->folder, written)
                       : mem_text(options->context->suite->folder);
    struct error err = ERROR_INIT;

    if (path_resolve(joined, &exec->program.folder, &err)) {
        error_place(&err, &place);
        error_list_add(options->errors, &err);
        exec->program.folder = mem_text(joined);
    } else if (written && !options->context->suite->allow_outside &&
               options->context->suite->root &&
               !path_is_inside(options->context->suite->root, exec->program.folder)) {
        error_list_at(options->errors, &place, "N0453",
                      "cwd \"%.100s\" is outside of \"%.100s\"", written,
                      options->context->suite->root);
        error_hint(error_list_last(options->errors), "--allow-outside allows it");
    }
    free(from);
    free(joined);
}

static bool is_word(const struct suite_model *model, const char *key, const char *word)
{
    const char *text = json_string_value(json_object_get(model->source.json, key));

    return text && !strcmp(text, word);
}

static void description_make(struct exec *exec)
{
    struct buf *out = &exec->description;

    buf_append_text(out, "[\"exec\"");
    for (size_t i = 0; exec->program.words[i]; i++) {
        buf_append_char(out, ',');
        json_quote(out, exec->program.words[i], strlen(exec->program.words[i]));
    }
    buf_append_format(out, ",%d,%d]", (int)exec->input, (int)exec->output_is_json);
}

static int exec_compile(const struct provider_context *context, void **state,
                        struct error_list *errors)
{
    static const char *const keys[] = {"command", "env", "cwd", "input", "output", NULL};
    struct exec *exec = mem_new(1, sizeof *exec);
    struct model_options options = {context, context->model, errors, SECRETS_INIT};
    size_t before = errors->error_count;

    buf_init(&exec->description, REQUEST_BYTES_MAX);
    model_keys_check(&options, keys);
    folder_compile(exec, &options);
    program_command_read(&exec->program, &context->model->source, context->allow_exec,
                         on_secret, &options, errors);
    if (!exec->program.words[0]) {
        struct place place = source_place(&context->model->source, "");

        error_list_at(errors, &place, "N0450",
                      "a model of provider exec needs a command, a list");
    }
    if (is_word(context->model, "input", "text"))
        exec->input = INPUT_TEXT;
    else if (is_word(context->model, "input", "json"))
        exec->input = INPUT_JSON;
    exec->output_is_json = is_word(context->model, "output", "json");
    exec->secrets = options.secrets;
    if (errors->error_count != before) {
        exec_free(exec);
        return -1;
    }
    description_make(exec);
    *state = exec;
    return 0;
}

static struct provider_facts exec_facts(const void *state)
{
    const struct exec *exec = state;

    return (struct provider_facts){.endpoint = exec->program.words[0],
                                   .is_loopback = true};
}

static int exec_build(const void *state, const struct call *call, struct request *request,
                      struct error *err)
{
    const struct exec *exec = state;
    const struct messages *messages = call->messages;
    bool is_text =
        exec->input == INPUT_TEXT || (exec->input == INPUT_BY_PROMPT && call->is_text);

    if (is_text && messages->count != 1 && exec->input == INPUT_TEXT) {
        error_set(err, ERROR_INPUT, "N0454",
                  "input: text is for a prompt of one text, and here are %zu messages",
                  messages->count);
        return error_hint(err, "input: json sends them all");
    }
    if (is_text && messages->count == 1)
        buf_append(&request->body, messages->items[0].text, messages->items[0].length);
    else
        standard_document_append(&request->body, call);
    if (buf_is_over(&request->body))
        return error_set(err, ERROR_INPUT, "N0431", "the request is over %d bytes",
                         REQUEST_BYTES_MAX);
    request->command = (const char *const *)exec->program.words;
    request->environment = (const char *const *)exec->program.environment.items;
    request->folder = exec->program.folder;
    return 0;
}

static void failure_read(const struct exec *exec, const struct response *response,
                         struct reply *reply)
{
    size_t length = response->errors_length;
    char front[80];

    while (length && (unsigned char)response->errors[length - 1] <= ' ')
        length--;
    if (response->status < 0)
        snprintf(front, sizeof front, "ended by signal %d (%s)%s", -response->status,
                 strsignal(-response->status), length ? ": " : "");
    else
        snprintf(front, sizeof front, "exit code %d%s", response->status,
                 length ? ": " : "");
    reply_fail_text(reply, FAILURE_PROGRAM, front, response->errors, length,
                    &exec->secrets);
}

static void exec_read(const void *state, const struct response *response,
                      struct reply *reply)
{
    const struct exec *exec = state;
    struct error err = ERROR_INIT;
    const struct value *root;

    reply->status = response->status;
    if (response->status != 0) {
        failure_read(exec, response, reply);
    } else if (!exec->output_is_json || response->length == 0) {
        reply_set_text(reply, response->body ? response->body : "", response->length);
    } else {
        root = body_read(response, reply, &err);
        if (!root)
            reply_fail(reply, FAILURE_UNREADABLE, "the output is not JSON: %s",
                       err.message);
        else
            reply_places_read(&standard_places, root, FAILURE_PROGRAM, &exec->secrets,
                              reply);
    }
}

static void exec_describe(const void *state, struct buf *out)
{
    const struct exec *exec = state;

    buf_append(out, buf_text(&exec->description), exec->description.length);
}

const struct provider_type provider_exec = {
    .name = "exec",
    .summary =
        "a program of your own: prompt on standard input, answer on standard output",
    .transport = TRANSPORT_PROGRAM,
    .compile = exec_compile,
    .facts = exec_facts,
    .build = exec_build,
    .read = exec_read,
    .describe = exec_describe,
    .free = exec_free,
};
