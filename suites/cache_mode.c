/* suites/cache_mode.c - whether a model's replies are kept and used again. */
#include "suites/cache_mode.h"

#include <string.h>

const char *const cache_words[] = {"use", "refresh", "off", "only", NULL};

static enum cache_mode mode_of(const char *word)
{
    for (int i = 0; word && cache_words[i]; i++)
        if (!strcmp(word, cache_words[i]))
            return (enum cache_mode)i;
    return CACHE_UNSET;
}

static bool is_own_program(const struct suite_model *model)
{
    return !strcmp(model->provider, "http") || !strcmp(model->provider, "exec");
}

enum cache_mode cache_mode_for(enum cache_mode said, const struct suite *suite,
                               const struct suite_model *model)
{
    enum cache_mode own =
        mode_of(json_string_value(json_object_get(model->source.json, "cache")));
    enum cache_mode all = said != CACHE_UNSET ? said : mode_of(suite->cache);

    if (said == CACHE_OFF || said == CACHE_ONLY)
        return said;
    if (own != CACHE_UNSET)
        return said == CACHE_REFRESH && own == CACHE_USE ? CACHE_REFRESH : own;
    if (is_own_program(model) && all != CACHE_ONLY)
        return CACHE_OFF;
    return all == CACHE_UNSET ? CACHE_USE : all;
}
