/* cli/check.c - noworse check: finds every mistake, sends nothing. */
#include "cli/commands.h"
#include "cli/looking.h"
#include "cli/mistakes.h"
#include "cli/ungated.h"
#include "cli/unpaired.h"

#include <limits.h>

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

static void opened_look(struct opened_suite *opened)
{
    gates_check(opened);
    pairs_check(opened);
}

static void opened_tell(const void *given, struct opened_suite *opened, json_t *json)
{
    const struct check_args *args = given;
    const struct run_plan *plan = opened->prepared.plan;

    if (args->strict)
        strict_apply(&opened->errors);
    if (json && plan) {
        json_object_set_new(json, "suite", json_string(plan->suite));
        json_object_set_new(json, "cases", json_integer(plan->case_count));
        json_object_set_new(json, "calls", json_integer(plan->sample_count));
    }
    if (json)
        return;
    mistakes_tell(&opened->errors, color_for(args->color, stderr));
    if (!plan || !error_list_is_clean(&opened->errors))
        return;
    printf("%s: ", plan->suite);
    calls_print(&opened->prepared, stdout);
    puts("; no mistake found");
}

static enum exit_code check_run(const void *given, const struct texts *operands)
{
    const struct check_args *args = given;
    const struct looking looking = {.suite = &args->suite,
                                    .json = args->json,
                                    .schema = "noworse/check/1",
                                    .color = args->color,
                                    .look = opened_look,
                                    .tell = opened_tell,
                                    .args = args};

    return suites_look(&looking, operands);
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
