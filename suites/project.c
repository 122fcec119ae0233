/* suites/project.c - noworse.yaml: what holds for all suites at and below its folder. */
#include "suites/project.h"

#include "base/mem.h"
#include "base/money.h"
#include "base/path.h"
#include "suites/checked.h"
#include "suites/suite_loading.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *project_find(const char *folder, const char *root)
{
    char *found = path_find_above(folder, PROJECT_FILE);
    char *path = NULL;

    if (found && path_is_inside(root, found))
        path = path_join(found, PROJECT_FILE);
    free(found);
    return path;
}

static int64_t count_read(const json_t *map, const char *key)
{
    return (int64_t)json_number_value(json_object_get(map, key));
}

static void budget_read(struct project *project)
{
    const json_t *budget = json_object_get(project->tree.root, "budget");
    const json_t *cost = json_object_get(budget, "cost_usd");
    int64_t amount = money_from_usd(json_number_value(cost));

    project->budget = (struct project_budget){
        .cost = cost && amount < 1 ? 1 : amount,
        .requests = count_read(budget, "requests"),
        .tokens = count_read(budget, "tokens"),
        .minutes = json_number_value(json_object_get(budget, "minutes"))};
}

static void settings_read(struct project *project, const struct file_rules *rules,
                          struct error_list *errors)
{
    const json_t *root = project->tree.root;
    const json_t *runs = json_object_get(root, "runs");
    const char *prices = json_string_value(json_object_get(root, "prices"));
    const char *dir = json_string_value(json_object_get(runs, "dir"));
    const char *junit = json_string_value(
        json_object_get(json_object_get(root, "reports"), "junit_cases"));
    struct place place = tree_place(&project->tree, "/prices");
    struct error err;

    if (prices && named_file_find(project->tree.file, prices, rules, &place,
                                  &project->prices, &err))
        error_list_add(errors, &err);
    place = tree_place(&project->tree, "/runs/dir");
    if (dir && named_file_locate(project->tree.file, dir, rules, &place,
                                 &project->runs_dir, &err))
        error_list_add(errors, &err);
    project->keep_days = (unsigned)count_read(runs, "keep_days");
    project->junit_is_strict = junit && strcmp(junit, "strict") == 0;
}

/* One mistake, and not one for each key that a suite has and a project has not. */
static int suite_refuse_here(const struct tree *tree, struct error_list *errors)
{
    static const char *const parts[] = {"model", "models",  "prompt", "prompts",
                                        "cases", "cohorts", "graders"};
    struct place place = tree_key_place(tree, "/suite");
    bool is_suite = false;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        is_suite |= json_object_get(tree->root, parts[i]) != NULL;
    if (!is_suite || !json_object_get(tree->root, "suite"))
        return 0;
    error_list_at(errors, &place, "N0255",
                  PROJECT_FILE " is the project's file, and this one holds a suite");
    error_hint(error_list_last(errors), "rename it: a suite is called NAME.suite.yaml");
    return -1;
}

int project_load(const char *path, const char *root, struct project **out,
                 struct error_list *errors)
{
    const struct file_rules rules = {.root = root};
    struct project *project = mem_new(1, sizeof *project);
    size_t before = errors->error_count;

    project->folder = path_folder(path);
    if (tree_load(&project->tree, path, errors) == 0 &&
        suite_refuse_here(&project->tree, errors) == 0 &&
        tree_check(&project->tree, "project", NULL, errors) == 0) {
        budget_read(project);
        settings_read(project, &rules, errors);
    }
    if (errors->error_count > before) {
        project_free(project);
        return -1;
    }
    *out = project;
    return 0;
}

void project_free(struct project *project)
{
    if (!project)
        return;
    tree_release(&project->tree);
    free(project->folder);
    free(project->prices);
    free(project->runs_dir);
    free(project);
}

int project_suites(const struct project *project, const char *root, char ***files,
                   size_t *count, struct error_list *errors)
{
    struct suite_loading loading = {.rules = {.root = root}, .errors = errors};
    const json_t *globs = json_object_get(project->tree.root, "suites");
    int rc = 0;

    *files = NULL;
    *count = 0;
    for (size_t i = 0; i < json_array_size(globs); i++) {
        char *pointer = mem_format("/suites/%zu", i);
        struct source source =
            source_in(&project->tree, json_array_get(globs, i), pointer);

        if (suite_find_files(&loading, &source, files, count))
            rc = -1;
        source_release(&source);
        free(pointer);
    }
    return rc;
}

bool project_allows_exec(const struct project *project, const char *folder)
{
    const json_t *folders = json_object_get(project->tree.root, "allow_exec");
    bool allows = false;

    for (size_t i = 0; i < json_array_size(folders) && !allows; i++) {
        char *path =
            path_join(project->folder, json_string_value(json_array_get(folders, i)));
        char *resolved = realpath(path, NULL);

        allows = resolved && path_is_inside(resolved, folder);
        free(resolved);
        free(path);
    }
    return allows;
}

/* "host" fits any port of it, "host:port" that one. */
static bool host_fits(const char *allowed, const char *host)
{
    size_t length = strlen(allowed);

    return strncasecmp(allowed, host, length) == 0 &&
           (host[length] == '\0' || host[length] == ':');
}

bool project_allows_host(const struct project *project, const char *endpoint)
{
    const json_t *hosts = json_object_get(project->tree.root, "hosts");
    const char *scheme = strstr(endpoint, "://");
    const char *host = scheme ? scheme + strlen("://") : endpoint;

    if (!hosts)
        return true;
    for (size_t i = 0; i < json_array_size(hosts); i++)
        if (host_fits(json_string_value(json_array_get(hosts, i)), host))
            return true;
    return false;
}
