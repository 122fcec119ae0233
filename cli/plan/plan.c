/* cli/plan/plan.c - noworse plan: what a run would cost, take and see; sends nothing. */
#include "base/mem.h"
#include "cli/commands.h"
#include "cli/mistakes.h"
#include "cli/named_suites.h"
#include "cli/plan/outlook.h"

#include <limits.h>
#include <stdlib.h>

struct plan_args {
    struct suite_args suite;
    int color;
    bool json;
};

/* NULL: it could not be made, which is among the errors. */
static json_t *outlook_tell(struct opened_suite *opened, const struct plan_args *args,
                            enum color color)
{
    struct outlook outlook;
    struct error err;
    json_t *json = NULL;

    if (outlook_make(opened, args->suite.state, &outlook, &err)) {
        error_list_add(&opened->errors, &err);
        if (!args->json)
            mistakes_tell(&opened->errors, color);
        return NULL;
    }
    if (args->json) {
        json = outlook_to_json(&outlook, opened);
    } else {
        mistakes_tell(&opened->errors, color); /* warnings */
        outlook_print(&outlook, opened, stdout);
    }
    outlook_release(&outlook);
    return json;
}

static void suite_plan(struct opened_suite *opened, const struct plan_args *args,
                       json_t *suites)
{
    const enum color color = color_for(args->color, stderr);
    json_t *json = NULL;

    if (error_list_is_clean(&opened->errors))
        json = outlook_tell(opened, args, color);
    else if (!args->json)
        mistakes_tell(&opened->errors, color);
    if (!args->json)
        return;
    if (!json)
        json = json_object();
    json_object_set_new(json, "path", json_string(opened->path));
    json_object_set_new(json, "ok", json_boolean(error_list_is_clean(&opened->errors)));
    json_object_set_new(json, "mistakes", mistakes_to_json(&opened->errors));
    json_array_append_new(suites, json);
}

static enum exit_code suites_plan(const struct plan_args *args, const struct texts *paths)
{
    struct opened_suite *opened = mem_new(paths->count, sizeof *opened);
    struct suite_args suite = args->suite;
    enum exit_code code = EXIT_CODE_OK;
    json_t *suites = json_array();

    suite.profile_is_optional = paths->count > 1;
    for (size_t i = 0; i < paths->count; i++)
        opened_suite_open(&opened[i], paths->items[i], &suite, PREPARE_CHECK);
    profile_check(opened, paths->count, &suite);
    for (size_t i = 0; i < paths->count; i++) {
        suite_plan(&opened[i], args, suites);
        code = exit_code_worse(code, exit_code_for_errors(&opened[i].errors));
        opened_suite_close(&opened[i]);
    }
    if (args->json) {
        json_t *all =
            json_pack("{s:s, s:O}", "schema", "noworse/plan/1", "suites", suites);

        json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
        putchar('\n');
        json_decref(all);
    }
    json_decref(suites);
    free(opened);
    return code;
}

static enum exit_code plan_run(const void *given, const struct texts *operands)
{
    const struct plan_args *args = given;
    struct error_list errors = ERROR_LIST_INIT;
    struct named_suites named;
    enum exit_code code;

    if (named_suites_find(operands, args->suite.root, &named, &errors)) {
        mistakes_tell(&errors, color_for(args->color, stderr));
        code = exit_code_for_errors(&errors);
    } else {
        code = suites_plan(args, &named.paths);
    }
    named_suites_release(&named);
    error_list_release(&errors);
    return code;
}

static const struct option plan_options[] = {
    SUITE_OPTIONS(struct plan_args, suite),
    {"state", 0, OPTION_TEXT, offsetof(struct plan_args, suite.state), "DIR",
     "where runs and replies are kept; default: .noworse below the root", NULL},
    {"max-cost", 0, OPTION_USD, offsetof(struct plan_args, suite.max_cost), "USD",
     "each suite may cost so much at most; where its budget says less, that holds", NULL},
    {"json", 0, OPTION_FLAG, offsetof(struct plan_args, json), NULL,
     "the result as one JSON object", NULL},
    COLOR_OPTION(struct plan_args, color),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_plan = {
    .name = "plan",
    .operands = "[SUITE…]",
    .summary = "what a run would ask, cost and take, and the smallest drop it can see; "
               "sends nothing",
    .details =
        "Calls, money, tokens and minutes under the suite's limits; how many replies are "
        "kept already;\nthe smallest drop that is found 4 times in 5, and how often an "
        "unchanged candidate passes.\nExit code 0: no mistake; 2: there are some; 4: the "
        "selection matches no case.",
    .options = plan_options,
    .args_size = sizeof(struct plan_args),
    .operands_max = UINT_MAX,
    .run = plan_run,
};
