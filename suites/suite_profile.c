/* suites/suite_profile.c - --profile: its keys stand as if they stood in the suite. */
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "suites/suite_loading.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The names of a map's members, ended by NULL; the caller's. */
static const char **names_of(const json_t *map)
{
    const char **names = mem_new(json_object_size(map) + 1, sizeof *names);
    size_t count = 0;
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)map, name, value)
    {
        names[count++] = name;
    }
    return names;
}

/* place NULL: the name stands on the command line. */
static void unknown_tell(struct suite_loading *loading, const struct place *place,
                         const char *what, const char *name, const json_t *known)
{
    const char **names = names_of(known);
    const char *nearest = nearest_name(name, names);
    char *shown = shown_quoted(name, strlen(name), 80);
    struct error err;

    error_set(&err, place ? ERROR_INPUT : ERROR_USAGE, "N0336", "the suite has no %s %s",
              what, shown);
    if (place)
        error_place(&err, place);
    if (nearest)
        error_hint(&err, "did you mean \"%s\"?", nearest);
    else if (names[0])
        error_hint(&err, "it has \"%s\"%s", names[0], names[1] ? " and others" : "");
    else
        error_hint(&err, "it has none: add it, or leave the name out");
    error_list_add(loading->errors, &err);
    free(shown);
    free(names);
}

static void names_check(struct suite_loading *loading, const struct source *list,
                        const char *what, const json_t *known)
{
    for (size_t i = 0; i < json_array_size(list->json); i++) {
        const char *name = json_string_value(json_array_get(list->json, i));
        char *pointer = mem_format("/%zu", i);
        struct place place = source_place(list, pointer);

        if (!json_object_get(known, name))
            unknown_tell(loading, &place, what, name, known);
        free(pointer);
    }
}

void suite_build_profile(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    const char *name = loading->options->profile;
    const json_t *profiles = loading_part(loading, "profiles");

    if (!name || (!profiles && json_object_get(suite->tree.root, "profiles")))
        return; /* what is wrong with them has been told */
    if (json_object_get(profiles, name))
        suite->profile = mem_text(name);
    else if (!loading->options->profile_is_optional)
        unknown_tell(loading, NULL, "profile", name, profiles);
}

static struct source profile_member(struct suite_loading *loading, const char *key)
{
    const struct suite *suite = loading->suite;
    struct source member = {0};

    if (suite->profile) {
        json_t *profiles = loading_part(loading, "profiles");
        json_t *profile = json_object_get(profiles, suite->profile);
        char *pointer = mem_format("/profiles/%s/%s", suite->profile, key);

        member = source_in(&suite->tree, json_object_get(profile, key), pointer);
        free(pointer);
    }
    return member;
}

struct source loading_setting(struct suite_loading *loading, const char *key)
{
    struct source setting = profile_member(loading, key);

    if (!setting.json) {
        char *pointer = mem_format("/%s", key);

        setting = source_in(&loading->suite->tree, loading_part(loading, key), pointer);
        free(pointer);
    }
    return setting;
}

static void sample_build(struct suite_loading *loading)
{
    struct suite_sample *out = &loading->suite->sample;
    struct source sample = profile_member(loading, "sample");

    if (json_is_object(sample.json)) {
        out->cases = (int64_t)json_number_value(json_object_get(sample.json, "cases"));
        out->at_least =
            (int64_t)json_number_value(json_object_get(sample.json, "at_least"));
        out->seed = (int64_t)json_number_value(json_object_get(sample.json, "seed"));
    } else {
        out->cases = (int64_t)json_number_value(sample.json);
    }
    if (sample.json && !out->cases && !out->at_least) {
        struct place place = source_place(&sample, "");

        error_list_at(loading->errors, &place, "N0337",
                      "`sample` does not say how many cases");
        error_hint(error_list_last(loading->errors),
                   "sample: 50, or sample: {cases: 50, at_least: 5, seed: 1}");
    }
    source_release(&sample);
}

static bool list_has(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!strcmp(json_string_value(json_array_get(list, i)), name))
            return true;
    return false;
}

/* What the profile lists is in; without a list, what no cohort keeps for other profiles.
 */
void suite_apply_profile(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    json_t *all = loading_part(loading, "cohorts");
    json_t *profiles = loading_part(loading, "profiles");
    struct source listed = profile_member(loading, "cohorts");
    struct source cohorts = source_in(&suite->tree, all, "/cohorts");

    names_check(loading, &listed, "cohort", all);
    for (size_t i = 0; i < suite->cohort_count; i++) {
        struct cohort *cohort = &suite->cohorts[i];
        const char *name = cohort->parent ? cohort->parent : cohort->name;
        json_t *json = json_object_get(all, name);
        struct source own = source_member(&cohorts, json, name);
        struct source kept =
            source_member(&own, json_object_get(json, "profiles"), "profiles");

        if (profiles || !json_object_get(suite->tree.root, "profiles"))
            names_check(loading, &kept, "profile", profiles);
        if (listed.json)
            cohort->is_left_out = !list_has(listed.json, name);
        else if (kept.json)
            cohort->is_left_out = !suite->profile || !list_has(kept.json, suite->profile);
        source_release(&kept);
        source_release(&own);
    }
    suite->filter = profile_member(loading, "filter");
    sample_build(loading);
    source_release(&cohorts);
    source_release(&listed);
}
