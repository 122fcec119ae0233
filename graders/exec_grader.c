/* graders/exec_grader.c - a program of your own judges. */
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "graders/builtin_graders.h"
#include "graders/grader_file.h"
#include "graders/plugin_reply.h"
#include "providers/program_command.h"
#include "suites/named_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double timeout_default_s = 10;

struct exec_grader {
    struct program_command program;
    double timeout_s;
    double pass; /* NaN: the program decides */
    bool picks_reference;
};

static void exec_grader_free(void *state)
{
    struct exec_grader *own = state;

    if (!own)
        return;
    program_command_release(&own->program);
    free(own);
}

static void on_secret(void *secrets, const char *value)
{
    if (secrets)
        secrets_add(secrets, value);
}

/* Paths are relative to the file that names them: it starts there. */
static int folder_find(struct exec_grader *own, const struct grader_context *context,
                       struct error_list *errors)
{
    const char *from = grader_file_from(context);
    char *folder = path_folder(from ? from : "");
    struct error err = ERROR_INIT;
    int rc = path_resolve(folder, &own->program.folder, &err);

    free(folder);
    if (!rc)
        return 0;
    error_place(&err, &context->source->place);
    return error_list_add(errors, &err);
}

/* The program, and what else of its words is a file of the suite's (`python3 grade.py`):
 * another content is another grader. What the machine has, as the interpreter, is not
 * looked at: digests are compared between machines. */
static int files_digest(const struct exec_grader *own,
                        const struct grader_context *context, struct error_list *errors)
{
    struct file_rules rules = {.root = NULL};
    struct error err = ERROR_INIT;
    int rc = 0;

    if (context->suite)
        rules = suite_file_rules(context->suite);
    rules.allow_outside = false;
    for (char **word = own->program.words; *word && !rc; word++) {
        char digest[SHA256_HEX_SIZE];
        char *path = NULL;

        if (word == own->program.words && !strchr(*word, '/'))
            continue;
        if (named_file_find(grader_file_from(context), *word, &rules, NULL, &path, &err))
            continue;
        rc = file_digest(path, digest, &err);
        if (rc) {
            error_place(&err, &context->source->place);
            error_list_add(errors, &err);
        } else {
            sha256_add_text(context->digest, digest);
        }
        free(path);
    }
    return rc;
}

static int exec_grader_compile(const json_t *options,
                               const struct grader_context *context, void **state,
                               struct error_list *errors)
{
    const json_t *pass = json_object_get(options, "pass");
    const json_t *timeout = json_object_get(options, "timeout_s");
    struct exec_grader *own = mem_new(1, sizeof *own);
    const size_t before = errors->error_count;

    *state = own;
    if (!json_object_get(options, "command")) {
        error_list_at(errors, &context->source->place, "N0518", "exec needs `command`");
        return error_hint(error_list_last(errors),
                          "exec: {command: [python3, grade.py]}");
    }
    own->pass = pass ? json_number_value(pass) : NAN;
    own->picks_reference = json_object_get(options, "reference") != NULL;
    own->timeout_s = timeout ? json_number_value(timeout) : timeout_default_s;
    if (folder_find(own, context, errors))
        return -1;
    program_command_read(&own->program, context->source, context->allow_exec, on_secret,
                         context->secrets, errors);
    if (errors->error_count > before)
        return -1;
    return files_digest(own, context, errors);
}

/* Else it is given the case's whole reference where there is one. */
static bool exec_grader_uses_reference(const void *state)
{
    return ((const struct exec_grader *)state)->picks_reference;
}

static enum grade_step exec_grader_grade(const void *state, struct grade_scratch *scratch,
                                         const struct sample *sample,
                                         struct grade_turn *turn, struct grade *grade)
{
    const struct exec_grader *own = state;
    struct grade_request *request = turn->request;

    (void)scratch;
    if (turn->step > 0) {
        if (turn->reply->grade)
            plugin_reply_grade(turn->reply->grade, own->pass, grade);
        else
            plugin_failure_grade(turn->reply->failure, grade);
        return GRADE_DONE;
    }
    plugin_line_append(&request->line, sample);
    if (buf_is_over(&request->line)) {
        grade_unscored(grade, "the answer is too long for a program");
        return GRADE_DONE;
    }
    request->kind = ASK_PLUGIN;
    request->program = &own->program;
    request->timeout_s = own->timeout_s;
    return GRADE_ASK;
}

const struct grader_type grader_exec = {
    .name = "exec",
    .summary = "a program of your own judges, a JSON line at a time",
    .asks = true,
    .is_free = true,
    .shows_reference = true,
    .applies_pass = true,
    .compile = exec_grader_compile,
    .uses_reference = exec_grader_uses_reference,
    .grade = exec_grader_grade,
    .free = exec_grader_free,
};
