/* cli/grade/grade_spec.c - a grader from the command line: one of a suite, the name of a
 * type, a file, or YAML. */
#include "base/clock.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "cli/grade/grade_parts.h"
#include "cli/suite_cache.h"
#include "suites/checked.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_MAX = 100, SHOWN_MAX = 60 };

/* Their names are for digests alone. */
static void models_make(struct grade_spec *spec)
{
    static const enum model_role roles[] = {MODEL_JUDGE, MODEL_EMBEDDER};

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        snprintf(spec->names[i], sizeof spec->names[i], "model-%zu", i);
        spec->models[i] = (struct suite_model){.id = spec->names[i],
                                               .role = roles[i],
                                               .provider = spec->names[i],
                                               .name = spec->names[i]};
    }
    spec->suite.models = spec->models;
    spec->suite.model_count = sizeof roles / sizeof *roles;
}

static int suite_open(struct grade_spec *spec, const struct grade_args *args,
                      struct error_list *errors)
{
    const struct suite_options options = {.root = args->suite.root,
                                          .allow_outside = args->suite.allow_outside,
                                          .baseline = "none"};

    if (!args->suite_file) {
        models_make(spec);
        return 0;
    }
    if (suite_load(args->suite_file, &options, &spec->loaded, errors))
        return -1;
    spec->suite = *spec->loaded;
    return 0;
}

static int tree_make(struct tree *tree, const char *text, struct error_list *errors)
{
    if (!grader_find(text) && access(text, F_OK) == 0)
        return tree_load(tree, text, errors);
    return tree_parse(tree, "--grader", text, strlen(text), errors);
}

/* One item, checked as the suite's loader does. */
static int item_check(struct grade_spec *spec, struct error_list *errors)
{
    struct tree *tree = &spec->tree;
    struct source where = {.json = tree->root, .tree = tree, .pointer = mem_text("")};
    int rc;

    where.place = tree_place(tree, "");
    if (json_is_string(tree->root) || json_is_object(tree->root)) {
        rc = grader_item_check(&spec->suite, &tree->root, &where, errors);
        if (!rc)
            rc = tree_check(tree, "suite", "/$defs/grader_item", errors);
        if (!rc)
            rc = grader_list_of_one(&spec->suite, &where, &spec->list, errors);
    } else {
        rc = error_list_at(errors, &where.place, "N0991",
                           "expected one grader: its name, or a map with its type");
        error_hint(error_list_last(errors),
                   "several are one as `all`: {all: [exact, {length: …}]}");
    }
    source_release(&where);
    return rc;
}

/* The item of this name, or the criteria of the judge that has it: `style` is
 * `style.polite` and `style.short`. */
static bool is_meant(const struct grader_item *item, const char *name)
{
    const size_t length = strlen(name);

    return !strncmp(item->name, name, length) &&
           (!item->name[length] ||
            (item->name[length] == '.' && !strcmp(item->type, "judge")));
}

static size_t items_pick(struct grade_spec *spec, const struct grader_list *list,
                         const char *name)
{
    size_t count = 0;

    spec->items = mem_resize(spec->items, list->count + 1, sizeof *spec->items);
    for (size_t i = 0; i < list->count; i++)
        if (!name || is_meant(&list->items[i], name))
            spec->items[count++] = list->items[i];
    return count;
}

/* The suite's graders, then those of each cohort: the first list that has it. */
static size_t items_of_suite(struct grade_spec *spec, const char *name)
{
    const struct suite *suite = spec->loaded;
    size_t count = items_pick(spec, &suite->graders, name);

    for (size_t i = 0; i < suite->cohort_count && !count; i++)
        count = items_pick(spec, &suite->cohorts[i].graders, name);
    return count;
}

static void names_add(const struct grader_list *list, const char **names, size_t *count)
{
    for (size_t i = 0; i < list->count && *count < NAMES_MAX; i++)
        names[(*count)++] = list->items[i].name;
}

/* A bare word that is no type and no file was meant to be a grader of the suite. */
static int name_check(const struct grade_spec *spec, const char *text,
                      struct error_list *errors)
{
    const struct suite *suite = spec->loaded;
    const char *names[NAMES_MAX + 1] = {NULL};
    const char *nearest;
    struct error err;
    size_t count = 0;
    char *shown;

    if (!suite || strpbrk(text, "{}[]:\"'\n ") || grader_type_is_known(text) ||
        access(text, F_OK) == 0)
        return 0;
    names_add(&suite->graders, names, &count);
    for (size_t i = 0; i < suite->cohort_count; i++)
        names_add(&suite->cohorts[i].graders, names, &count);
    nearest = nearest_name(text, names);
    if (!nearest)
        nearest = nearest_name(text, suite_grader_types);
    shown = shown_quoted(text, strlen(text), SHOWN_MAX);
    error_set(&err, ERROR_INPUT, "N0996",
              "%s is no grader of the suite, no type of grader and no file", shown);
    if (nearest)
        error_hint(&err, "did you mean \"%s\"?", nearest);
    free(shown);
    return error_list_add(errors, &err);
}

/* What judges here is asked for: the line passes where it does. */
static int items_make(struct grade_spec *spec, const char *text,
                      struct error_list *errors)
{
    size_t count = spec->loaded ? items_of_suite(spec, text) : 0;

    if (!count) {
        if (name_check(spec, text, errors) || tree_make(&spec->tree, text, errors) ||
            item_check(spec, errors))
            return -1;
        count = items_pick(spec, &spec->list, NULL);
    }
    for (size_t i = 0; i < count; i++)
        spec->items[i].required = true;
    spec->suite.graders = (struct grader_list){.items = spec->items, .count = count};
    return 0;
}

static void replies_open(struct grade_spec *spec, const struct grade_args *args)
{
    struct suite_args suite = args->suite;

    if (!suite.state && spec->loaded->project)
        suite.state = spec->loaded->project->runs_dir;
    spec->replies = suite_cache_open(spec->loaded, &suite, &spec->notes);
}

static bool asks_model(const struct prepared *prepared)
{
    for (size_t i = 0; i < prepared->suite->model_count; i++)
        if (prepared->models[i].is_asked)
            return true;
    return false;
}

int grade_spec_prepare(struct grade_spec *spec, const struct grade_args *args,
                       struct error_list *errors)
{
    const struct clock *clock = clock_system();
    const struct prepare_options options = {.purpose = PREPARE_RUN,
                                            .allow_exec = args->suite.allow_exec,
                                            .plugins = args->suite.plugins,
                                            .cache = (enum cache_mode)args->suite.cache,
                                            .now_ms = clock->wall_ms(clock),
                                            .max_cost = args->suite.max_cost};

    if (suite_open(spec, args, errors) || items_make(spec, args->grader, errors))
        return -1;
    snprintf(spec->cohort_name, sizeof spec->cohort_name, "grade");
    spec->cohort = (struct cohort){.name = spec->cohort_name, .vars = DOCUMENT_INIT};
    spec->suite.cohorts = &spec->cohort;
    spec->suite.cohort_count = 1;
    if (prepare_grading(&spec->suite, &options, &spec->prepared, &spec->set, errors))
        return -1;
    if (asks_model(&spec->prepared))
        replies_open(spec, args);
    return 0;
}

void grade_spec_release(struct grade_spec *spec)
{
    prepared_release(&spec->prepared);
    reply_cache_close(spec->replies);
    error_list_release(&spec->notes);
    free(spec->items);
    if (spec->list.items)
        grader_list_release(&spec->list);
    tree_release(&spec->tree);
    suite_free(spec->loaded);
}
