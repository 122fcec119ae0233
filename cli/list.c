/* cli/list.c - noworse list: what there is, from the program's own tables. */
#include "cli/commands.h"
#include "cli/list_models.h"
#include "graders/grader.h"
#include "graders/rubrics.h"
#include "providers/provider.h"
#include "reports/report.h"
#include "suites/dataset.h"

#include "base/nearest.h"
#include "base/shown.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct list_args {
    bool json;
};

/* One table: the row at an index, or false past its end; or a form of its own. */
struct listed_table {
    const char *name;
    bool (*row)(size_t index, const char **name, const char **summary);
    void (*print)(void);
    void (*print_json)(void);
};

static bool grader_row(size_t index, const char **name, const char **summary)
{
    const struct grader_type *type = grader_types[index];

    if (type)
        *name = type->name, *summary = type->summary;
    return type != NULL;
}

static bool provider_row(size_t index, const char **name, const char **summary)
{
    const struct provider_type *type = provider_types[index];

    if (type)
        *name = type->name, *summary = type->summary;
    return type != NULL;
}

static bool report_row(size_t index, const char **name, const char **summary)
{
    const struct report_type *type = report_types[index];

    if (type)
        *name = type->name, *summary = type->summary;
    return type != NULL;
}

static bool dataset_row(size_t index, const char **name, const char **summary)
{
    const struct dataset_type *type = dataset_types[index];

    if (type)
        *name = type->name, *summary = type->summary;
    return type != NULL;
}

static bool rubric_row(size_t index, const char **name, const char **summary)
{
    *name = rubrics[index].name;
    *summary = rubrics[index].summary;
    return *name != NULL;
}

static bool command_row(size_t index, const char **name, const char **summary)
{
    const struct command *command = commands[index];

    if (command)
        *name = command->name, *summary = command->summary;
    return command != NULL;
}

static const struct listed_table tables[] = {
    {"graders", grader_row, NULL, NULL},
    {"providers", provider_row, NULL, NULL},
    {"models", NULL, models_print, models_print_json},
    {"reports", report_row, NULL, NULL},
    {"datasets", dataset_row, NULL, NULL},
    {"rubrics", rubric_row, NULL, NULL},
    {"commands", command_row, NULL, NULL},
    {NULL, NULL, NULL, NULL}};

static const struct listed_table *table_find(const char *name, struct error *err)
{
    const char *names[sizeof tables / sizeof tables[0]] = {NULL};
    char *quoted;
    const char *nearest;

    for (size_t i = 0; tables[i].name; i++) {
        if (!strcmp(tables[i].name, name))
            return &tables[i];
        names[i] = tables[i].name;
    }
    quoted = shown_quoted(name, strlen(name), 60);
    nearest = nearest_name(name, names);
    error_set(err, ERROR_USAGE, "N0908", "there is no list %s", quoted);
    error_hint(err, "graders, providers, models, reports, datasets, rubrics or commands");
    if (nearest)
        error_hint(err, "did you mean %s?", nearest);
    free(quoted);
    return NULL;
}

static void table_print(const struct listed_table *table)
{
    const char *name, *summary;

    for (size_t i = 0; table->row(i, &name, &summary); i++)
        printf("%-16s %s\n", name, summary);
}

static void table_print_json(const struct listed_table *table)
{
    const char *name, *summary;
    json_t *rows = json_array();
    json_t *all = json_pack("{s:s, s:s, s:o}", "schema", "noworse/list/1", "list",
                            table->name, "rows", rows);

    for (size_t i = 0; table->row(i, &name, &summary); i++)
        json_array_append_new(rows,
                              json_pack("{s:s, s:s}", "name", name, "summary", summary));
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

/* The text of one, to copy it into a file of one's own. */
static enum exit_code rubric_print(const char *name)
{
    const struct rubric *rubric = rubric_find(name);
    const char *nearest = nearest_name(name, rubric_names);
    struct error err;
    char *quoted;

    if (rubric) {
        fputs(rubric_text(rubric), stdout);
        return EXIT_CODE_OK;
    }
    quoted = shown_quoted(name, strlen(name), 60);
    error_set(&err, ERROR_USAGE, "N0908", "there is no rubric %s", quoted);
    error_hint(&err, "`noworse list rubrics` names them");
    if (nearest)
        error_hint(&err, "did you mean %s?", nearest);
    free(quoted);
    return error_tell(&err);
}

static enum exit_code list_run(const void *given, const struct texts *operands)
{
    const struct list_args *args = given;
    struct error err;
    const struct listed_table *table = table_find(operands->items[0], &err);

    if (!table)
        return error_tell(&err);
    if (operands->count > 1 && table->row != rubric_row) {
        error_set(&err, ERROR_USAGE, "N0908", "the list %s has nothing more to print",
                  table->name);
        error_hint(&err, "noworse list %s", table->name);
        return error_tell(&err);
    }
    if (operands->count > 1)
        return rubric_print(operands->items[1]);
    if (table->print)
        (args->json ? table->print_json : table->print)();
    else if (args->json)
        table_print_json(table);
    else
        table_print(table);
    return EXIT_CODE_OK;
}

static const struct option list_options[] = {
    {"json", 0, OPTION_FLAG, offsetof(struct list_args, json), NULL, "as one JSON object",
     NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_list = {
    .name = "list",
    .operands = "graders|providers|models|reports|datasets|rubrics|commands [RUBRIC]",
    .summary = "what there is: graders, providers, models and prices, reports, rubrics",
    .options = list_options,
    .args_size = sizeof(struct list_args),
    .operands_min = 1,
    .operands_max = 2,
    .run = list_run,
};
