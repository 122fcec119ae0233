/* suites/suite_cohorts.c - cohorts: their files or cases, constants, graders and gates.
 */
#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/case_keys.h"
#include "suites/cohort_split.h"
#include "suites/dataset.h"
#include "suites/grader_items.h"
#include "suites/suite_loading.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { PIN_FRONT = 7 }; /* "sha256:" */

/* A list of names as texts. */
static char **names_copy(const json_t *list, size_t *count)
{
    char **names;

    *count = json_array_size(list);
    if (!*count)
        return NULL;
    names = mem_new(*count, sizeof *names);
    for (size_t i = 0; i < *count; i++)
        names[i] = mem_text(json_string_value(json_array_get(list, i)));
    return names;
}

static struct source member(const struct source *source, const char *key)
{
    return source_member(source, json_object_get(source->json, key), key);
}

/* The file's ending must be one that is read. */
static void files_check(struct suite_loading *loading, const struct cohort *cohort,
                        const struct place *place)
{
    for (size_t i = 0; i < cohort->file_count; i++) {
        struct error err;

        if (dataset_type_for(cohort->files[i]))
            continue;
        error_at(&err, place, "N0285", "the ending of \"%s\" is none that is read",
                 path_name(cohort->files[i]));
        if (path_has_ending(cohort->files[i], ".json"))
            error_hint(&err, "an object a line: jq -c '.[]' cases.json >cases.jsonl");
        else
            error_hint(&err, "expected .jsonl, .csv, .tsv or .yaml");
        error_list_add(loading->errors, &err);
    }
}

static void files_add(struct suite_loading *loading, const struct source *cases,
                      struct cohort *cohort)
{
    struct place place = source_place(cases, "");

    if (json_is_string(cases->json))
        suite_find_files(loading, cases, &cohort->files, &cohort->file_count);
    for (size_t i = 0; i < json_array_size(cases->json); i++) {
        char index[24];
        struct source path;

        snprintf(index, sizeof index, "%zu", i);
        path = source_member(cases, json_array_get(cases->json, i), index);
        suite_find_files(loading, &path, &cohort->files, &cohort->file_count);
        source_release(&path);
    }
    files_check(loading, cohort, &place);
}

static void key_refuse(struct suite_loading *loading, const struct source *source,
                       const char *key, const char *code, const char *message,
                       const char *cure)
{
    struct source found = member(source, key);
    struct place place = source_key_place(&found, "");

    if (found.json && !json_is_false(found.json)) {
        error_list_at(loading->errors, &place, code, "%s", message);
        error_hint(error_list_last(loading->errors), "%s", cure);
    }
    source_release(&found);
}

/* cases: a path, paths, or cases; not both. */
static void cases_read(struct suite_loading *loading, const struct source *source,
                       struct cohort *cohort)
{
    struct source cases = member(source, "cases");
    size_t map_count = 0;
    size_t count = json_array_size(cases.json);

    for (size_t i = 0; i < count; i++)
        map_count += json_is_object(json_array_get(cases.json, i));
    if (map_count > 0 && map_count < count) {
        struct place place = source_place(&cases, "");

        error_list_at(loading->errors, &place, "N0296",
                      "`cases` is a list of paths or a list of cases, not of both");
        error_hint(error_list_last(loading->errors),
                   "put the cases into a file of their own, or into another cohort");
    } else if (map_count > 0) {
        key_refuse(loading, source, "held_out", "N0287",
                   "a cohort whose cases stand in the suite file cannot be held out",
                   "move the cases into a file: cases: cohorts/….jsonl");
        key_refuse(loading, source, "pin", "N0297",
                   "`pin` is of a file, and these cases stand in the suite file",
                   "leave it out");
        cohort->inline_cases = cases;
        return;
    } else {
        files_add(loading, &cases, cohort);
    }
    source_release(&cases);
}

static void pin_check(struct suite_loading *loading, const struct source *source,
                      struct cohort *cohort)
{
    struct place place = source_place(source, "/pin");
    char digest[SHA256_HEX_SIZE];
    struct error err;

    if (!cohort->pin || !cohort->file_count)
        return;
    if (cohort->file_count > 1) {
        error_list_at(loading->errors, &place, "N0297",
                      "`pin` is of one file, and this cohort has %zu",
                      cohort->file_count);
        error_hint(error_list_last(loading->errors),
                   "make a cohort of each file, or join the files");
    } else if (file_digest(cohort->files[0], digest, &err)) {
        error_list_add(loading->errors, &err);
    } else if (strcmp(digest, cohort->pin + PIN_FRONT) != 0) {
        error_list_at(loading->errors, &place, "N0286",
                      "%s is not the file that was pinned", cohort->files[0]);
        error_hint(error_list_last(loading->errors),
                   "if the change is meant: pin: \"sha256:%s\"", digest);
    }
}

static void gate_read(struct suite_loading *loading, const struct source *source,
                      struct cohort *cohort)
{
    struct source gate = member(source, "gate");

    cohort->gate_is_none = json_is_string(gate.json);
    if (json_is_object(gate.json))
        cohort->gate = suite_resolve_gate(loading, &gate, GATE_OF_COHORT);
    if (!cohort->watch && gate.json && !cohort->gate_is_none)
        key_refuse(loading, source, "gate", "N0288",
                   "`watch: false` says that the cohort never blocks, and `gate` that it "
                   "does",
                   "keep one of the two");
    source_release(&gate);
}

/* The names that may be skipped: the suite's graders, and the cohort's own. */
static void skips_check(struct suite_loading *loading, const struct source *source,
                        const struct cohort *cohort)
{
    const struct grader_list *lists[] = {&loading->suite->graders, &cohort->graders};

    for (size_t i = 0; i < cohort->skip_grader_count; i++) {
        const char *name = cohort->skip_graders[i];
        char *pointer = mem_format("/skip_graders/%zu", i);
        struct place place = source_place(source, pointer);

        if (!grader_list_find(lists[0], name) && !grader_list_find(lists[1], name)) {
            char *shown = shown_quoted(name, strlen(name), 80);

            error_list_at(loading->errors, &place, "N0293",
                          "no grader of the suite is named %s", shown);
            error_hint(error_list_last(loading->errors),
                       "a grader's name is its type, unless it has a `name`");
            free(shown);
        }
        free(pointer);
    }
}

static bool list_has_required(const struct grader_list *list, const struct cohort *cohort)
{
    for (size_t i = 0; i < list->count; i++) {
        bool is_skipped = false;

        for (size_t j = 0; j < cohort->skip_grader_count; j++)
            is_skipped =
                is_skipped || !strcmp(cohort->skip_graders[j], list->items[i].name);
        if (list->items[i].required && !is_skipped)
            return true;
    }
    return false;
}

/* Whether cases that stand in the suite file bring graders: of those in files only their
 * rows know. */
static bool cases_may_grade(const struct cohort *cohort)
{
    if (!cohort->inline_cases.json)
        return true;
    for (size_t i = 0; i < json_array_size(cohort->inline_cases.json); i++)
        if (json_object_get(json_array_get(cohort->inline_cases.json, i), "graders"))
            return true;
    return false;
}

static void required_check(struct suite_loading *loading, const struct cohort *cohort)
{
    const struct suite *suite = loading->suite;
    size_t count = suite->graders.count + cohort->graders.count;

    if (list_has_required(&suite->graders, cohort) ||
        list_has_required(&cohort->graders, cohort) ||
        (!count && cases_may_grade(cohort)))
        return;
    error_list_at(loading->errors, &cohort->place, "N0291",
                  count ? "no required grader judges cohort \"%s\": it could never fail"
                        : "no grader judges cohort \"%s\"",
                  cohort->name);
    error_hint(error_list_last(loading->errors),
               count ? "leave `required: false` out of one, or add a grader"
                     : "add graders: [exact]");
}

/* Names of variables on the left side of `columns` and in `load`. */
static void variables_check(struct suite_loading *loading, const struct source *map)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)map->json, name, value)
    {
        const char *word = !strncmp(name, "vars.", 5) ? name + 5 : name;
        struct source entry = source_member(map, value, name);
        struct place place = source_key_place(&entry, "");

        if (variable_is_reserved(word) && !case_key_find(name)) {
            error_list_at(loading->errors, &place, "N0295",
                          "\"%s\" is a reserved name: no variable can have it", word);
            error_hint(error_list_last(loading->errors), "call it something else");
        }
        source_release(&entry);
    }
}

static void load_check(struct suite_loading *loading, const struct source *load)
{
    const char *name;
    json_t *value;

    json_object_foreach((json_t *)(uintptr_t)load->json, name, value)
    {
        struct source entry = source_member(load, value, name);
        struct place place = source_place(&entry, "");
        char *folder = path_folder(load->tree->file);
        char *joined = path_join(folder, json_string_value(value));
        char *resolved = NULL;
        struct error err;

        if (path_resolve(joined, &resolved, &err) ||
            (!loading->rules.allow_outside &&
             !path_is_inside(loading->rules.root, resolved))) {
            error_list_at(loading->errors, &place, "N0300",
                          resolved ? "the folder %s is outside the root"
                                   : "there is no folder %s",
                          joined);
            error_hint(error_list_last(loading->errors),
                       resolved ? "--allow-outside reads it"
                                : "paths are relative to the file that names them");
        }
        source_release(&entry);
        free(folder);
        free(joined);
        free(resolved);
    }
}

static void cohort_read(struct suite_loading *loading, const struct source *source,
                        struct cohort *cohort)
{
    const json_t *json = source->json;
    struct source vars = member(source, "vars");
    struct source graders = member(source, "graders");
    json_t *watch = json_object_get(json, "watch");

    cohort->held_out = json_is_true(json_object_get(json, "held_out"));
    cohort->must_pass = json_is_true(json_object_get(json, "must_pass"));
    cohort->watch = !watch || json_is_true(watch);
    cohort->weight = json_number_value(json_object_get(json, "weight"));
    cohort->pin = mem_text(json_string_value(json_object_get(json, "pin")));
    cohort->owner = mem_text(json_string_value(json_object_get(json, "owner")));
    cohort->tags = names_copy(json_object_get(json, "tags"), &cohort->tag_count);
    cohort->skip_graders =
        names_copy(json_object_get(json, "skip_graders"), &cohort->skip_grader_count);
    cohort->columns = member(source, "columns");
    cohort->load = member(source, "load");
    cases_read(loading, source, cohort);
    pin_check(loading, source, cohort);
    variables_check(loading, &cohort->columns);
    variables_check(loading, &cohort->load);
    load_check(loading, &cohort->load);
    suite_load_vars(loading, &vars, &cohort->vars);
    grader_list_build(loading->suite, &graders, &loading->suite->graders,
                      &cohort->graders, loading->errors);
    suite_resolve_grader_gates(loading, &cohort->graders);
    gate_read(loading, source, cohort);
    if (loading->sound) {
        skips_check(loading, source, cohort);
        required_check(loading, cohort);
    }
    source_release(&vars);
    source_release(&graders);
}

static struct cohort *cohort_add(struct suite *suite, const char *name,
                                 const struct place *place)
{
    size_t count = suite->cohort_count++;

    suite->cohorts =
        mem_resize(suite->cohorts, suite->cohort_count, sizeof *suite->cohorts);
    suite->cohorts[count] = (struct cohort){
        .name = mem_text(name), .place = *place, .vars = DOCUMENT_INIT, .watch = true};
    return &suite->cohorts[count];
}

static void child_make(struct cohort *cohort, const char *parent, const char *split,
                       const struct split_values *values, size_t at)
{
    const struct split_value *value = &values->items[at];

    free(cohort->name);
    cohort->name = split_name(parent, value->text);
    cohort->parent = mem_text(parent);
    cohort->split = mem_text(split);
    cohort->value = mem_text(value->text);
    cohort->weight *= (double)value->cases / (double)values->cases;
}

/* The last cohort becomes the first of its children; each has all that it has, and a part
 * of its weight. */
static void cohort_split(struct suite_loading *loading, const struct source *source,
                         const char *name, const struct place *place)
{
    struct suite *suite = loading->suite;
    const char *split = json_string_value(json_object_get(source->json, "split"));
    struct split_values values;

    split_values_read(loading, &suite->cohorts[suite->cohort_count - 1], source, &values);
    for (size_t i = 0; i < values.count; i++) {
        if (i > 0)
            cohort_read(loading, source, cohort_add(suite, name, place));
        child_make(&suite->cohorts[suite->cohort_count - 1], name, split, &values, i);
    }
    split_values_release(&values);
}

/* `cases` of the suite: one cohort of that name. */
static void cases_build(struct suite_loading *loading)
{
    struct suite *suite = loading->suite;
    struct place place = tree_key_place(&suite->tree, "/cases");
    json_t *only =
        json_pack("{s:O}", "cases", json_object_get(suite->tree.root, "cases"));
    struct source source = source_in(&suite->tree, only, "");

    cohort_read(loading, &source, cohort_add(suite, "cases", &place));
    source_release(&source);
    json_decref(only); /* what is kept of it stands in the tree */
}

static void cohorts_build(struct suite_loading *loading, json_t *cohorts)
{
    struct suite *suite = loading->suite;
    struct source all = source_in(&suite->tree, cohorts, "/cohorts");
    const char *name;
    json_t *json;

    json_object_foreach(cohorts, name, json)
    {
        struct source source = source_member(&all, json, name);
        struct place place = source_key_place(&source, "");

        cohort_read(loading, &source, cohort_add(suite, name, &place));
        if (loading->sound && json_object_get(json, "split"))
            cohort_split(loading, &source, name, &place);
        source_release(&source);
    }
    source_release(&all);
}

void suite_build_cohorts(struct suite_loading *loading)
{
    json_t *root = loading->suite->tree.root;
    json_t *cohorts = loading_part(loading, "cohorts");

    if (json_object_get(root, "cases") && json_object_get(root, "cohorts")) {
        struct place place = tree_key_place(&loading->suite->tree, "/cases");
        struct place other = tree_key_place(&loading->suite->tree, "/cohorts");

        error_list_at(loading->errors, &place, "N0271",
                      "`cases` and `cohorts` cannot stand together");
        error_hint(error_list_last(loading->errors),
                   "`cohorts` is at line %u; make the cases a cohort there", other.line);
        return;
    }
    if (loading_part(loading, "cases"))
        cases_build(loading);
    else if (cohorts)
        cohorts_build(loading, cohorts);
}
