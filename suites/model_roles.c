/* suites/model_roles.c - models that graders ask. */
#include "base/shown.h"
#include "suites/suite.h"

#include <stdlib.h>
#include <string.h>

static const char *role_word(enum model_role role)
{
    return role == MODEL_EMBEDDER ? "embed" : "judge";
}

static int unknown_tell(const struct suite *suite, enum model_role role, const char *id,
                        struct error *err)
{
    char *shown = shown_quoted(id, strlen(id), 60);
    const struct suite_model *other = NULL;

    for (size_t i = 0; i < suite->model_count; i++)
        if (!strcmp(suite->models[i].id, id))
            other = &suite->models[i];
    error_set(err, ERROR_INPUT, "N0294", "no model with `role: %s` has the id %s",
              role_word(role), shown);
    free(shown);
    if (other && other->role == MODEL_CANDIDATE)
        return error_hint(err,
                          "it is a candidate: add {id: NAME, like: %.60s, role: %s} to "
                          "`models`",
                          id, role_word(role));
    return error_hint(err, "add `role: %s` to the model's map in `models` or `define`",
                      role_word(role));
}

/* The only one of those in `models`, or of those in `define`; *count of them. */
static const struct suite_model *only_one(const struct suite *suite, enum model_role role,
                                          bool is_defined, size_t *count)
{
    const struct suite_model *found = NULL;

    *count = 0;
    for (size_t i = 0; i < suite->model_count; i++)
        if (suite->models[i].role == role && suite->models[i].is_defined == is_defined) {
            found = &suite->models[i];
            ++*count;
        }
    return found;
}

const struct suite_model *suite_role_model(const struct suite *suite,
                                           enum model_role role, const char *id,
                                           struct error *err)
{
    const struct suite_model *found = NULL;
    size_t count = 0;

    for (size_t i = 0; id && i < suite->model_count; i++)
        if (suite->models[i].role == role && !strcmp(suite->models[i].id, id))
            return &suite->models[i];
    if (id) {
        unknown_tell(suite, role, id, err);
        return NULL;
    }
    found = only_one(suite, role, false, &count);
    if (!found)
        found = only_one(suite, role, true, &count);
    if (count == 1)
        return found;
    if (found) {
        error_set(err, ERROR_INPUT, "N0294", "%zu models have `role: %s`", count,
                  role_word(role));
        error_hint(err, "say which: model: %.60s", found->id);
    } else {
        error_set(err, ERROR_INPUT, "N0294", "no model has `role: %s`", role_word(role));
        error_hint(err, "add {id: %s, model: vendor/name, role: %s} to `models`",
                   role_word(role), role_word(role));
    }
    return NULL;
}
