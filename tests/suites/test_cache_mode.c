/* tests/suites/test_cache_mode.c - whose word about the cache holds. */
#include "suites/cache_mode.h"

#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Words; NULL: not said. */
struct said {
    const char *line, *suite, *model, *provider, *want;
};

static const struct said rows[] = {
    {NULL, NULL, NULL, "openai", "use"},
    {NULL, "off", NULL, "openai", "off"},
    {NULL, "off", "use", "openai", "use"},
    {NULL, NULL, NULL, "http", "off"},
    {NULL, "use", NULL, "exec", "off"},
    {NULL, "refresh", "use", "http", "use"},
    {NULL, "only", NULL, "exec", "only"}, /* nothing may be sent */
    {"use", "off", NULL, "openai", "use"},
    {"use", NULL, "off", "openai", "off"},
    {"use", NULL, NULL, "http", "off"},
    {"refresh", NULL, NULL, "openai", "refresh"},
    {"refresh", NULL, "use", "http", "refresh"},
    {"refresh", NULL, "only", "openai", "only"},
    {"off", "use", "use", "openai", "off"},
    {"off", "only", "only", "openai", "off"},
    {"only", NULL, "off", "exec", "only"},
    {"only", "refresh", "use", "openai", "only"},
};

static enum cache_mode mode_of(const char *word)
{
    for (int i = 0; word && cache_words[i]; i++)
        if (!strcmp(cache_words[i], word))
            return (enum cache_mode)i;
    return CACHE_UNSET;
}

Test(cache_mode, the_word_that_holds_is_the_nearest_but_off_and_only_hold_for_all)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct said *row = &rows[i];
        json_t *map = json_pack("{ss?}", "cache", row->model);
        struct suite suite = {.cache = row->suite};
        struct suite_model model = {.source = {.json = map}};

        model.provider = mem_text(row->provider);
        cr_expect_eq(cache_mode_for(mode_of(row->line), &suite, &model),
                     mode_of(row->want), "row %zu", i);
        free(model.provider);
        json_decref(map);
    }
}
