/* cli/list_models.c - noworse list models: the price table. */
#include "cli/list_models.h"

#include "base/clock.h"
#include "providers/prices.h"

#include <stdio.h>
#include <string.h>

enum { PRICE_SIZE = 24 };

/* A price of one token as USD a million: as few digits as it has. */
static const char *price_text(int64_t price, char out[PRICE_SIZE])
{
    size_t length;

    if (price == MONEY_UNKNOWN)
        return "-";
    length = (size_t)snprintf(out, PRICE_SIZE, "%lld.%06lld",
                              (long long)(price / 1000000), (long long)(price % 1000000));
    while (out[length - 1] == '0')
        out[--length] = '\0';
    if (out[length - 1] == '.')
        out[--length] = '\0';
    return out;
}

static void model_print(const struct price_row *row, int64_t day)
{
    const struct price_period *period = price_row_on(row, day);
    char texts[4][PRICE_SIZE], name[80];

    if (!period)
        return;
    snprintf(name, sizeof name, "%s/%s", row->provider, row->model);
    printf("%-44s %8s %8s %8s %8s", name, price_text(period->prices.input, texts[0]),
           price_text(period->prices.cached, texts[1]),
           price_text(period->prices.write, texts[2]),
           price_text(period->prices.output, texts[3]));
    if (period->long_above)
        printf("  above %lld tokens: %s, %s", (long long)period->long_above,
               price_text(period->longer.input, texts[0]),
               price_text(period->longer.output, texts[1]));
    putchar('\n');
}

void models_print(void)
{
    const struct clock *clock = clock_system();
    struct prices *prices = prices_shipped();

    printf("%-44s %8s %8s %8s %8s\n", "USD a million tokens", "input", "cached",
           "written", "output");
    for (size_t i = 0; i < prices_count(prices); i++)
        model_print(prices_row(prices, i), price_day(clock->wall_ms(clock)));
    printf("as of %s; a suite's own `price` or `prices` goes before it\n",
           prices_as_of(prices));
    prices_free(prices);
}

void models_print_json(void)
{
    struct prices *prices = prices_shipped();
    json_t *table = prices_json(prices);
    json_t *models = json_object_get(table, "models");
    json_t *rows = json_array();
    json_t *all = json_pack("{s:s, s:s, s:s, s:o}", "schema", "noworse/list/1", "list",
                            "models", "as_of", prices_as_of(prices), "rows", rows);
    const char *name;
    json_t *model;

    json_object_foreach(models, name, model)
    {
        json_t *row = json_pack("{s:s}", "name", name);

        json_object_update(row, model);
        json_array_append_new(rows, row);
    }
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    putchar('\n');
    json_decref(all);
    json_decref(table);
    prices_free(prices);
}
