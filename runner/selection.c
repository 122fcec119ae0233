/* runner/selection.c - which part of a suite is asked. */
#include "runner/selection.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "store/case_filter.h"

#include <stdlib.h>
#include <string.h>

static bool list_has(const char *const *list, const char *name)
{
    for (; list && *list; list++)
        if (!strcmp(*list, name))
            return true;
    return false;
}

static bool prompt_is_called(const struct prompt *prompt, const char *name)
{
    size_t length = strlen(prompt->name);

    if (!strcmp(name, prompt->name) || !strcmp(name, prompt->version))
        return true;
    return !strncmp(name, prompt->name, length) && name[length] == '@' &&
           !strcmp(name + length + 1, prompt->version);
}

static bool prompt_is_listed(const struct selection *selection,
                             const struct prompt *prompt)
{
    for (const char *const *name = selection->prompts; name && *name; name++)
        if (prompt_is_called(prompt, *name))
            return true;
    return !selection->prompts;
}

/* One unknown name: an error of usage with the nearest of `known`. */
static void unknown_add(struct error_list *errors, const char *what, const char *name,
                        const char *const *known)
{
    struct error err;
    char *quoted = shown_quoted(name, strlen(name), 80);
    const char *nearest = nearest_name(name, known);

    error_set(&err, ERROR_USAGE, "N0700", "the suite has no %s %s", what, quoted);
    if (nearest)
        error_hint(&err, "did you mean \"%s\"?", nearest);
    else if (known[0])
        error_hint(&err, "it has \"%s\"%s", known[0], known[1] ? " and others" : "");
    error_list_add(errors, &err);
    free(quoted);
}

static void names_check(const char *const *list, const char *what,
                        const char *const *known, struct error_list *errors)
{
    for (; list && *list; list++)
        if (!list_has(known, *list))
            unknown_add(errors, what, *list, known);
}

/* What tells it from others; the front of its digest, where that is its version, says
 * nothing to a person. */
static const char *word_of(const struct prompt *prompt)
{
    const bool is_digest =
        !strncmp(prompt->digest, prompt->version, strlen(prompt->version));

    return is_digest ? prompt->name : prompt->version;
}

static void prompts_check(const struct selection *selection, const struct suite *suite,
                          struct error_list *errors)
{
    const char **known = mem_new(suite->prompt_count + 1, sizeof *known);

    for (size_t i = 0; i < suite->prompt_count; i++)
        known[i] = word_of(&suite->prompts[i]);
    for (const char *const *name = selection->prompts; name && *name; name++) {
        bool found = false;

        for (size_t i = 0; i < suite->prompt_count; i++)
            found = found || prompt_is_called(&suite->prompts[i], *name);
        if (!found)
            unknown_add(errors, "prompt", *name, known);
    }
    free(known);
}

/* A filter that says nothing, or says it wrong. */
static void filter_check(const struct selection *selection, const struct suite *suite,
                         struct error_list *errors)
{
    struct error err;

    if (!selection->filter || case_filter_check(selection->filter, &err) == 0)
        return;
    if (selection->filter == json_string_value(suite->filter.json)) {
        struct place place = source_place(&suite->filter, "");

        error_place(&err, &place);
    } else {
        err.kind = ERROR_USAGE;
    }
    error_list_add(errors, &err);
}

struct selection selection_of(const struct selection *flags, const struct suite *suite)
{
    struct selection selection = *flags;

    if (!selection.filter)
        selection.filter = json_string_value(suite->filter.json);
    if (!selection_is_sampled(&selection)) {
        selection.sample = suite->sample;
        if (flags->sample.seed)
            selection.sample.seed = flags->sample.seed;
    }
    return selection;
}

bool selection_is_sampled(const struct selection *selection)
{
    return selection->sample.cases || selection->sample.at_least;
}

int selection_check(const struct selection *selection, const struct suite *suite,
                    struct error_list *errors)
{
    const char **cohorts = mem_new(2 * suite->cohort_count + 1, sizeof *cohorts);
    const char **models = mem_new(suite->model_count + 1, sizeof *models);

    for (size_t i = 0, count = 0; i < suite->cohort_count; i++) {
        cohorts[count++] = suite->cohorts[i].name;
        if (suite->cohorts[i].parent)
            cohorts[count++] = suite->cohorts[i].parent;
    }
    for (size_t i = 0, count = 0; i < suite->model_count; i++)
        if (suite->models[i].role == MODEL_CANDIDATE)
            models[count++] = suite->models[i].id;
    names_check(selection->cohorts, "cohort", cohorts, errors);
    names_check(selection->models, "model", models, errors);
    prompts_check(selection, suite, errors);
    filter_check(selection, suite, errors);
    free(cohorts);
    free(models);
    return error_list_is_clean(errors) ? 0 : -1;
}

/* The part of "cohort/id" after the cohort, where the text begins with this cohort's
 * name. */
static const char *id_in(const char *text, const struct cohort *cohort)
{
    size_t length = strlen(cohort->name);

    return !strncmp(text, cohort->name, length) && text[length] == '/' ? text + length + 1
                                                                       : NULL;
}

bool selection_has_cohort(const struct selection *selection, const struct cohort *cohort)
{
    if (!selection->cohorts)
        return !cohort->is_left_out;
    return list_has(selection->cohorts, cohort->name) ||
           (cohort->parent && list_has(selection->cohorts, cohort->parent));
}

static bool is_called(const char *name, const struct cohort *cohort, const char *id)
{
    const char *inner = id_in(name, cohort);

    return !strcmp(name, id) || (inner && !strcmp(inner, id));
}

static bool is_named(const struct selection *selection, const struct cohort *cohort,
                     const char *id)
{
    for (const char *const *name = selection->cases; name && *name; name++)
        if (is_called(*name, cohort, id))
            return true;
    return !selection->cases;
}

size_t selection_case_count(const struct selection *selection)
{
    size_t count = 0;

    while (selection->cases && selection->cases[count])
        count++;
    return count;
}

void selection_find(const struct selection *selection, const struct cohort *cohort,
                    const char *id, bool *found)
{
    for (size_t i = 0; selection->cases && selection->cases[i]; i++)
        found[i] = found[i] || is_called(selection->cases[i], cohort, id);
}

bool selection_has_case(const struct selection *selection, const struct cohort *cohort,
                        const struct eval_case *row)
{
    const struct filtered_case of = filtered_case_of(cohort, row);

    return is_named(selection, cohort, row->id) &&
           (!selection->filter || case_filter_takes(selection->filter, &of));
}

struct filtered_case filtered_case_of(const struct cohort *cohort,
                                      const struct eval_case *row)
{
    return (struct filtered_case){.cohort = cohort->name,
                                  .id = row->id,
                                  .cohort_tags = cohort->tags,
                                  .cohort_tag_count = cohort->tag_count,
                                  .tags = row->tags};
}

void selection_variants(const struct selection *selection, const struct suite *suite,
                        bool *out)
{
    for (size_t i = 0; i < suite->variant_count; i++)
        out[i] = false;
    for (size_t i = 0; i < suite->variant_count; i++) {
        const struct variant *variant = &suite->variants[i];

        if (variant->role != VARIANT_CANDIDATE ||
            (selection->models &&
             !list_has(selection->models, suite->models[variant->model].id)) ||
            (variant->prompt != VARIANT_NO_PROMPT &&
             !prompt_is_listed(selection, &suite->prompts[variant->prompt])))
            continue;
        out[i] = true;
        if (variant->baseline != VARIANT_NO_BASELINE)
            out[variant->baseline] = true;
    }
}

bool selection_leaves_cases_out(const struct selection *selection)
{
    return selection->cases || selection->filter || selection_is_sampled(selection);
}

bool selection_is_partial(const struct selection *selection, const struct suite *suite)
{
    bool has_all_cohorts = !selection->cohorts;

    for (size_t i = 0; i < suite->cohort_count; i++)
        has_all_cohorts =
            has_all_cohorts && selection_has_cohort(selection, &suite->cohorts[i]);
    return selection->prompts || selection->models || !has_all_cohorts ||
           selection_leaves_cases_out(selection);
}
