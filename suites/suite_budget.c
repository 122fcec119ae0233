/* suites/suite_budget.c - `budget` and `prices`. */
#include "suites/suite_loading.h"

#include "suites/named_file.h"

#include <string.h>

/* Read twice, an amount that is written is the same: what is below a picodollar is a
 * limit all the same, and not none. */
static int64_t cost_read(const json_t *cost)
{
    int64_t amount = money_from_usd(json_number_value(cost));

    return cost && amount < 1 ? 1 : amount;
}

/* An integer for JSON Schema is 5.0 too. */
static int64_t count_read(const json_t *count)
{
    return (int64_t)json_number_value(count);
}

static void prices_find(struct suite_loading *loading)
{
    const struct tree *tree = &loading->suite->tree;
    const char *path = json_string_value(loading_part(loading, "prices"));
    struct place place = tree_place(tree, "/prices");
    struct error err;

    if (path && named_file_find(tree->file, path, &loading->rules, &place,
                                &loading->suite->prices, &err))
        error_list_add(loading->errors, &err);
}

void suite_build_budget(struct suite_loading *loading)
{
    struct suite_budget *budget = &loading->suite->budget;
    const json_t *map;

    budget->source = loading_setting(loading, "budget");
    map = budget->source.json;
    budget->cost = cost_read(json_object_get(map, "cost_usd"));
    budget->requests = count_read(json_object_get(map, "requests"));
    budget->tokens = count_read(json_object_get(map, "tokens"));
    budget->minutes = json_number_value(json_object_get(map, "minutes"));
    if (json_object_get(map, "at_limit"))
        budget->judge_complete =
            strcmp(json_string_value(json_object_get(map, "at_limit")),
                   "judge_complete") == 0;
    prices_find(loading);
}
