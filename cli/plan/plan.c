/* cli/plan/plan.c - noworse plan: what a run would cost, take and see; sends nothing. */
#include "cli/commands.h"
#include "cli/looking.h"
#include "cli/mistakes.h"
#include "cli/plan/outlook.h"
#include "cli/unpaired.h"

#include <limits.h>

struct plan_args {
    struct suite_args suite;
    int color;
    bool json;
};

static void opened_tell(const void *given, struct opened_suite *opened, json_t *json)
{
    const struct plan_args *args = given;
    struct outlook outlook;
    struct error err;
    bool is_made = false;

    if (error_list_is_clean(&opened->errors)) {
        is_made = outlook_make(opened, args->suite.state, &outlook, &err) == 0;
        if (!is_made)
            error_list_add(&opened->errors, &err);
    }
    if (!json)
        mistakes_tell(&opened->errors, color_for(args->color, stderr));
    if (!is_made)
        return;
    if (json) {
        json_t *told = outlook_to_json(&outlook, opened);

        json_object_update(json, told);
        json_decref(told);
    } else {
        outlook_print(&outlook, opened, stdout);
    }
    outlook_release(&outlook);
}

static enum exit_code plan_run(const void *given, const struct texts *operands)
{
    const struct plan_args *args = given;
    const struct looking looking = {.suite = &args->suite,
                                    .json = args->json,
                                    .schema = "noworse/plan/1",
                                    .color = args->color,
                                    .look = pairs_check,
                                    .tell = opened_tell,
                                    .args = args};

    return suites_look(&looking, operands);
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
