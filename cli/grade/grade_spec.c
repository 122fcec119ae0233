/* cli/grade/grade_spec.c - a grader from the command line: the name of a type, a file, or
 * YAML. */
#include "cli/grade/grade_parts.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/shared_plugins.h"
#include "suites/checked.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void model_count(void *context, const char *id)
{
    (void)id;
    ++*(size_t *)context;
}

static int asking_refuse(const struct grade_spec *spec, struct error_list *errors)
{
    struct place place = grading_place(spec->grading);
    size_t count = 0;

    grading_each_model(spec->grading, model_count, &count);
    if (!count)
        return 0;
    error_list_at(errors, &place, "N0990",
                  "`noworse grade` asks no model, and this grader does");
    return error_hint(error_list_last(errors), "use it in a suite, with `noworse run`");
}

int grade_spec_compile(struct grade_spec *spec, const char *text,
                       const struct grade_allowed *allowed, struct error_list *errors)
{
    struct grader_context context = {.suite = &spec->suite, .allow_exec = allowed->exec};

    models_make(spec);
    if (allowed->plugins)
        context.shared = spec->shared = shared_plugins_new(allowed->plugins);
    if (tree_make(&spec->tree, text, errors) || item_check(spec, errors))
        return -1;
    if (spec->list.count != 1) {
        struct place place = tree_place(&spec->tree, "");

        return error_list_at(errors, &place, "N0990",
                             "`noworse grade` asks no model, and `criteria` do");
    }
    context.source = &spec->list.items[0].source;
    if (grading_compile(&spec->list.items[0], NULL, &context, &spec->grading, errors))
        return -1;
    return asking_refuse(spec, errors);
}

void grade_spec_release(struct grade_spec *spec)
{
    grading_free(spec->grading);
    shared_plugins_free(spec->shared);
    if (spec->list.items)
        grader_list_release(&spec->list);
    tree_release(&spec->tree);
}
