/* cli/baseline/baseline_show.c - noworse baseline show: what a baseline holds. */
#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "cli/baseline/baseline_parts.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"
#include "gate/figure.h"
#include "suites/suite.h"

#include <glob.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    ID_SHOWN = 10,
    COMMIT_SHOWN = 8,
    NAME_COLUMNS = 100,
    COLUMNS_MAX = 32,
    DAY_MS = 24 * 60 * 60 * 1000
};

struct show_args {
    bool json;
};

/* A suite is named by its own file, a baseline by its. The caller's; NULL: *errors. */
static char *baseline_path(const char *operand, struct error_list *errors)
{
    struct tree tree = TREE_INIT;
    char *path = NULL;
    const char *suite;

    if (is_baseline_word(operand))
        return mem_text(operand);
    if (tree_load(&tree, operand, errors) == 0) {
        suite = json_string_value(json_object_get(tree.root, "suite"));
        path = suite_baseline_path(tree.root, suite ? suite : "", operand);
    }
    tree_release(&tree);
    return path;
}

/* Whole days since the run ended; -1: not known. */
static int64_t age_days(const struct baseline_file *file)
{
    struct tm parts = {.tm_isdst = 0};
    int64_t ended;

    if (!strptime(file->ended, "%Y-%m-%dT%H:%M:%S", &parts))
        return -1;
    ended = (int64_t)timegm(&parts) * 1000;
    return (clock_system()->wall_ms(clock_system()) - ended) / DAY_MS;
}

/* A file that somebody wrote: nothing in it steers a terminal. */
static void text_print(const char *before, const char *text, size_t columns)
{
    struct buf safe = BUF_INIT(4096);

    shown_append(&safe, text, strlen(text), columns);
    printf("%s%s", before, buf_text(&safe));
    buf_release(&safe);
}

static void head_print(const struct baseline_file *file)
{
    int64_t days = age_days(file);

    printf("%s", file->path);
    text_print(": suite ", file->suite, NAME_COLUMNS);
    printf(", run %.*s of %.10s", ID_SHOWN, file->run_id, file->ended);
    if (days >= 0)
        printf(" (%" PRId64 " day%s ago)", days, days == 1 ? "" : "s");
    if (file->commit)
        text_print(", commit ", file->commit, COMMIT_SHOWN);
    text_print(", noworse ", file->version, NAME_COLUMNS);
    puts(file->by_grader ? "" : ", without results by grader");
}

static void scope_print(const struct baseline_scope *scope)
{
    const char *name = scope->cohort ? scope->cohort : "all";
    const char *hidden = scope->cohort && scope->is_held_out ? " (held out)" : "";
    char cases[FIGURE_SIZE], mean[FIGURE_SIZE], lower[FIGURE_SIZE], upper[FIGURE_SIZE];
    struct buf label = BUF_INIT(4096);
    struct rate rate;

    figure_count(scope->cases, cases);
    shown_append(&label, name, strlen(name), NAME_COLUMNS);
    buf_append_text(&label, hidden);
    printf("    %-*s %8s cases", COLUMNS_MAX, buf_text(&label), cases);
    buf_release(&label);
    if (baseline_scope_rate(scope, &rate)) {
        figure_percent(rate.mean, mean);
        figure_percent(rate.interval.lower, lower);
        figure_percent(rate.interval.upper, upper);
        printf("  %6s  [%s to %s]", mean, lower, upper);
    } else {
        printf("  nothing scored");
    }
    if (scope->unscored)
        printf("  (%" PRId64 " samples unscored)", scope->unscored);
    putchar('\n');
}

static void entries_print(const struct baseline_file *file,
                          const struct baseline_figures *figures)
{
    for (size_t i = 0; i < file->entry_count; i++) {
        const struct baseline_entry *entry = &file->entries[i];

        text_print("  ", entry->plan.name, NAME_COLUMNS);
        printf(": %u repeat%s", entry->plan.repeats, entry->plan.repeats == 1 ? "" : "s");
        for (size_t k = 0; k < entry->plan.served_count; k++)
            text_print(k ? ", " : ", served as ", entry->plan.served[k], NAME_COLUMNS);
        putchar('\n');
        for (size_t k = 0; k < figures->count; k++)
            if (figures->scopes[k].entry == (int)i)
                scope_print(&figures->scopes[k]);
    }
}

static json_t *number_json(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *scope_json(const struct baseline_scope *scope)
{
    struct rate rate;
    bool is_known = baseline_scope_rate(scope, &rate);

    return json_pack("{s:s?, s:b, s:I, s:I, s:o, s:o, s:o}", "cohort", scope->cohort,
                     "held_out", scope->cohort && scope->is_held_out, "cases",
                     (json_int_t)scope->cases, "unscored", (json_int_t)scope->unscored,
                     "pass_rate", is_known ? number_json(rate.mean) : json_null(),
                     "lower", is_known ? number_json(rate.interval.lower) : json_null(),
                     "upper", is_known ? number_json(rate.interval.upper) : json_null());
}

static json_t *file_json(const struct baseline_file *file,
                         const struct baseline_figures *figures)
{
    json_t *entries = json_array();

    for (size_t i = 0; i < file->entry_count; i++) {
        json_t *scopes = json_array();

        for (size_t k = 0; k < figures->count; k++)
            if (figures->scopes[k].entry == (int)i)
                json_array_append_new(scopes, scope_json(&figures->scopes[k]));
        json_array_append_new(
            entries,
            json_pack("{s:s, s:i, s:o, s:o}", "name", file->entries[i].plan.name,
                      "repeats", (int)file->entries[i].plan.repeats, "cost_usd",
                      number_json(file->entries[i].plan.cost_usd), "scopes", scopes));
    }
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s?, s:s}, s:I, s:o}", "path", file->path,
                     "suite", file->suite, "run", "id", file->run_id, "ended",
                     file->ended, "commit", file->commit, "version", file->version,
                     "age_days", (json_int_t)age_days(file), "entries", entries);
}

/* suite: that names the path; NULL: a person did. */
static enum exit_code path_show(const char *path, const char *suite, json_t *list)
{
    struct baseline_figures figures = {.count = 0};
    struct baseline_file *file = NULL;
    struct error err;
    int rc = baseline_file_load(path, &file, &err);

    if (rc && suite && access(path, F_OK))
        error_hint(&err,
                   "make it: noworse run %s --baseline none --advisory --repeats 5, "
                   "then noworse baseline set latest",
                   suite);
    if (rc == 0)
        rc = baseline_file_each(file, baseline_figures_add, &figures, &err);
    if (rc == 0 && list)
        json_array_append_new(list, file_json(file, &figures));
    else if (rc == 0) {
        head_print(file);
        entries_print(file, &figures);
    }
    baseline_figures_release(&figures);
    baseline_file_free(file);
    return rc ? error_tell(&err) : EXIT_CODE_OK;
}

static enum exit_code operand_show(const char *operand, json_t *list)
{
    struct error_list errors = ERROR_LIST_INIT;
    char *path = baseline_path(operand, &errors);
    enum exit_code code;

    if (path) {
        code = path_show(path, strcmp(path, operand) ? operand : NULL, list);
    } else {
        mistakes_tell(&errors, color_for(COLOR_AUTO, stderr));
        code = exit_code_for_errors(&errors);
    }
    error_list_release(&errors);
    free(path);
    return code;
}

/* All of the folder's. */
static enum exit_code folder_show(json_t *list)
{
    enum exit_code code = EXIT_CODE_OK;
    struct error err;
    glob_t found;

    if (glob("baselines/*.json", 0, NULL, &found) != 0) {
        error_set(&err, ERROR_USAGE, "N0980", "there is no baselines/*.json here");
        error_hint(&err, "name a baseline or a suite, or make one: noworse baseline set "
                         "RUN");
        return error_tell(&err);
    }
    for (size_t i = 0; i < found.gl_pathc; i++)
        code = exit_code_worse(code, path_show(found.gl_pathv[i], NULL, list));
    globfree(&found);
    return code;
}

static enum exit_code show_run(const void *given, const struct texts *operands)
{
    const struct show_args *args = given;
    json_t *list = args->json ? json_array() : NULL;
    enum exit_code code =
        operands->count ? operand_show(operands->items[0], list) : folder_show(list);

    if (list && code == EXIT_CODE_OK) {
        json_dumpf(list, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(list);
    return code;
}

static const struct option show_options[] = {
    {"json", 0, OPTION_FLAG, offsetof(struct show_args, json), NULL,
     "as JSON, an object for each file", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_baseline_show = {
    .name = "show",
    .of = "baseline",
    .operands = "[FILE|SUITE]",
    .summary = "what a baseline holds: entries, cases, pass rates, age",
    .details = "Without FILE or SUITE: all of baselines/*.json here. Pass rates are with "
               "their 95% intervals.",
    .options = show_options,
    .args_size = sizeof(struct show_args),
    .operands_min = 0,
    .operands_max = 1,
    .run = show_run,
};
