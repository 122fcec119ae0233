/* tests/providers/test_prices.c - what models cost: every case in cases/cost.json, and
 * the table itself. */
#include "base/mem.h"
#include "providers/cost.h"
#include "schemas/schema.h"
#include "suites/checked.h"
#include "tests/providers/provider_case.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

ParameterizedTestParameters(prices, cases)
{
    json_t *cases = provider_cases_load("cost");
    size_t count = json_array_size(cases);
    size_t *indexes = cr_calloc(count, sizeof *indexes);

    for (size_t i = 0; i < count; i++)
        indexes[i] = i;
    json_decref(cases);
    return cr_make_param_array(size_t, indexes, count);
}

static json_t *amount_json(int64_t amount)
{
    char text[48];

    if (amount == MONEY_UNKNOWN)
        return json_null();
    snprintf(text, sizeof text, "%lld.%012lld", (long long)(amount / MONEY_DOLLAR),
             (long long)(amount % MONEY_DOLLAR));
    return json_string(text);
}

static json_t *text_json(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *count_json(int64_t count)
{
    return count < 0 ? json_null() : json_integer(count);
}

static int64_t usage_count(const json_t *usage, const char *key)
{
    const json_t *count = json_object_get(usage, key);

    return count ? json_integer_value(count) : UNKNOWN_COUNT;
}

static void reply_make(struct reply *reply, const json_t *row)
{
    const json_t *usage = json_object_get(row, "usage");
    const char *failure = json_string_value(json_object_get(row, "failure"));
    const json_t *vendor = json_object_get(row, "vendor");

    reply_init(reply);
    for (int i = 0; failure && i < FAILURE_COUNT; i++)
        if (strcmp(failure_facts[i].name, failure) == 0 && i != FAILURE_NONE)
            reply_fail(reply, (enum failure)i, "it failed");
    reply->usage = (struct usage){.input_total = usage_count(usage, "input"),
                                  .input_cached = usage_count(usage, "cached"),
                                  .input_cache_write = usage_count(usage, "written"),
                                  .output_total = usage_count(usage, "output"),
                                  .output_reasoning = UNKNOWN_COUNT};
    if (vendor)
        reply->cost_usd = json_number_value(vendor);
    reply->is_other_tier = json_is_true(json_object_get(row, "other_tier"));
    reply->model_served = mem_text(json_string_value(json_object_get(row, "served")));
}

/* Shaped like "want": what it asks for is told. */
static json_t *case_run(const struct model_price *price, const json_t *row)
{
    const json_t *want = json_object_get(row, "want");
    size_t bytes = (size_t)json_integer_value(json_object_get(row, "bytes"));
    int64_t day = price_day_parse(json_string_value(json_object_get(row, "day")));
    int64_t most = cost_at_most(price, bytes, day);
    json_t *got = json_object();
    struct reply reply;
    struct cost cost;

    reply_make(&reply, row);
    if (json_object_get(want, "cost")) {
        cost = cost_of_reply(price, &reply, day);
        json_object_set_new(got, "cost", amount_json(cost.amount));
        json_object_set_new(got, "source", text_json(cost_source_name(cost.source)));
    } else if (json_object_get(want, "call")) {
        cost = cost_of_call(price, &reply, most, day);
        json_object_set_new(got, "call", amount_json(cost.amount));
        json_object_set_new(got, "source", text_json(cost_source_name(cost.source)));
        json_object_set_new(got, "estimate", json_boolean(cost.is_estimate));
        json_object_set_new(
            got, "call_tokens",
            count_json(tokens_of_call(&reply, tokens_at_most(price, bytes))));
    } else {
        json_object_set_new(got, "at_most", amount_json(most));
        json_object_set_new(got, "tokens", count_json(tokens_at_most(price, bytes)));
    }
    reply_release(&reply);
    return got;
}

static json_t *model_run(const struct prices *table, const json_t *row)
{
    json_t *model = json_object_get(row, "model");
    const char *name = json_string_value(json_object_get(model, "model"));
    const char *provider = json_string_value(json_object_get(model, "provider"));
    const char *slash = strchr(name, '/');
    char *text = json_dumps(model, 0);
    struct tree tree = TREE_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct suite_model made;
    struct model_price price;
    json_t *got;

    cr_assert_eq(tree_parse(&tree, "m.yaml", text, strlen(text), &errors), 0);
    made = (struct suite_model){
        .id = mem_text("m"),
        .provider =
            provider ? mem_text(provider) : mem_text_n(name, (size_t)(slash - name)),
        .name = mem_text(slash ? slash + 1 : name),
        .source = {tree.root, &tree, mem_text(""), tree_place(&tree, "")}};
    got = model_price_compile(&made, table, &price, &errors)
              ? json_pack("{s:s}", "error", errors.items[0].code)
              : case_run(&price, row);
    free(made.id);
    free(made.provider);
    free(made.name);
    source_release(&made.source);
    tree_release(&tree);
    error_list_release(&errors);
    free(text);
    return got;
}

ParameterizedTest(size_t *index, prices, cases)
{
    json_t *cases = provider_cases_load("cost");
    json_t *row = json_array_get(cases, *index);
    struct prices *table = prices_shipped();
    json_t *got = model_run(table, row);
    char *got_text = json_dumps(got, JSON_SORT_KEYS);
    char *want_text = json_dumps(json_object_get(row, "want"), JSON_SORT_KEYS);

    cr_expect_str_eq(got_text, want_text, "%s\n  want %s\n  got  %s",
                     json_string_value(json_object_get(row, "name")), want_text,
                     got_text);
    free(got_text);
    free(want_text);
    json_decref(got);
    json_decref(cases);
    prices_free(table);
}

Test(prices, our_own_table_is_what_a_suite_may_name)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct prices *table = NULL, *shipped = prices_shipped();

    cr_expect_eq(prices_load(PROJECT_DIR "/providers/prices.json", &table, &errors), 0);
    error_list_print(&errors, stderr, COLOR_OFF);
    cr_assert_not_null(table);
    cr_expect_gt(prices_count(table), 80);
    cr_expect_eq(prices_count(table), prices_count(shipped));
    cr_expect_str_eq(prices_as_of(table), prices_as_of(shipped));
    prices_free(table);
    prices_free(shipped);
    error_list_release(&errors);
}

Test(prices, days_are_those_of_the_calendar)
{
    cr_expect_eq(price_day_parse("1970-01-01"), 0);
    cr_expect_eq(price_day_parse("2000-02-29"), 11016);
    cr_expect_eq(price_day_parse("2026-11-21"), price_day(1795219200000));
    cr_expect_eq(price_day(1795219200000 - 1), price_day(1795219200000) - 1);
    cr_expect_eq(price_day_parse("2026-02-29"), -1);
    cr_expect_eq(price_day_parse("2100-02-29"), -1);
    cr_expect_eq(price_day_parse("2026-04-31"), -1);
    cr_expect_eq(price_day_parse("2026-1-01"), -1);
    cr_expect_eq(price_day_parse(""), -1);
    cr_expect_eq(price_day_parse("2026-11-21 "), -1);
}
