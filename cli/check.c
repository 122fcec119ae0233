/* cli/check.c - noworse check: finds every mistake, sends nothing. */
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/named_suites.h"
#include "cli/opening.h"
#include "cli/ungated.h"

#include <limits.h>
#include <stdlib.h>

struct check_args {
    struct suite_args suite;
    int color;
    bool json, strict;
};

static void strict_apply(struct error_list *errors)
{
    for (size_t i = 0; i < errors->count; i++)
        errors->items[i].severity = SEVERITY_ERROR;
    errors->error_count += errors->warning_count;
    errors->warning_count = 0;
}

/* A warning: the same suite may be run to be looked at alone. */
static void gates_check(struct opened_suite *opened)
{
    struct error err;
    int gated = is_gated(opened, &err);

    if (gated == 0)
        error_list_warn(&opened->errors, &err);
    else if (gated < 0)
        error_list_add(&opened->errors, &err);
}

static json_t *opened_to_json(struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    json_t *json = json_object();

    json_object_set_new(json, "path", json_string(opened->path));
    json_object_set_new(json, "ok", json_boolean(error_list_is_clean(&opened->errors)));
    if (plan) {
        json_object_set_new(json, "suite", json_string(plan->suite));
        json_object_set_new(json, "cases", json_integer(plan->case_count));
        json_object_set_new(json, "calls", json_integer(plan->sample_count));
    }
    json_object_set_new(json, "mistakes", mistakes_to_json(&opened->errors));
    return json;
}

static void opened_tell(struct opened_suite *opened, enum color color)
{
    const struct run_plan *plan = opened->prepared.plan;

    mistakes_tell(&opened->errors, color);
    if (!plan || !error_list_is_clean(&opened->errors))
        return;
    printf("%s: ", plan->suite);
    calls_print(plan, stdout);
    puts("; no mistake found");
}

static void opened_check(struct opened_suite *opened, const struct check_args *args,
                         json_t *suites, enum exit_code *code)
{
    if (args->strict)
        strict_apply(&opened->errors);
    *code = exit_code_worse(*code, exit_code_for_errors(&opened->errors));
    if (args->json)
        json_array_append_new(suites, opened_to_json(opened));
    else
        opened_tell(opened, color_for(args->color, stderr));
    opened_suite_close(opened);
}

static enum exit_code suites_check(const struct check_args *args,
                                   const struct texts *operands)
{
    struct opened_suite *opened = mem_new(operands->count, sizeof *opened);
    struct suite_args suite = args->suite;
    enum exit_code code = EXIT_CODE_OK;
    json_t *suites = json_array();

    suite.profile_is_optional = operands->count > 1;
    for (size_t i = 0; i < operands->count; i++)
        if (opened_suite_open(&opened[i], operands->items[i], &suite, PREPARE_CHECK) == 0)
            gates_check(&opened[i]);
    profile_check(opened, operands->count, &suite);
    for (size_t i = 0; i < operands->count; i++)
        opened_check(&opened[i], args, suites, &code);
    if (args->json) {
        json_t *all =
            json_pack("{s:s, s:O}", "schema", "noworse/check/1", "suites", suites);

        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(all);
    }
    json_decref(suites);
    free(opened);
    return code;
}

static enum exit_code check_run(const void *given, const struct texts *operands)
{
    const struct check_args *args = given;
    struct error_list errors = ERROR_LIST_INIT;
    struct named_suites named;
    enum exit_code code;

    if (named_suites_find(operands, args->suite.root, &named, &errors)) {
        mistakes_tell(&errors, color_for(args->color, stderr));
        code = exit_code_for_errors(&errors);
    } else {
        code = suites_check(args, &named.paths);
    }
    named_suites_release(&named);
    error_list_release(&errors);
    return code;
}

static const struct option check_options[] = {
    SUITE_OPTIONS(struct check_args, suite),
    {"strict", 0, OPTION_FLAG, offsetof(struct check_args, strict), NULL,
     "warnings are errors", NULL},
    {"json", 0, OPTION_FLAG, offsetof(struct check_args, json), NULL,
     "the result as one JSON object", NULL},
    COLOR_OPTION(struct check_args, color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_check = {
    .name = "check",
    .operands = "[SUITE…]",
    .summary = "finds every mistake in a suite and its data; sends nothing",
    .details =
        "Reads the suite, its prompts and every case, compiles graders and providers, "
        "and renders\nevery prompt. Exit code 0: no mistake; 2: there are some; 4: the "
        "selection matches no case.",
    .options = check_options,
    .args_size = sizeof(struct check_args),
    .operands_max = UINT_MAX,
    .run = check_run,
};
