/* cli/baseline/baseline_set.c - noworse baseline set: a run's results, to be committed.
 */
#include "base/mem.h"
#include "base/new_file.h"
#include "base/path.h"
#include "base/shown.h"
#include "cli/baseline/baseline_parts.h"
#include "cli/mistakes.h"
#include "cli/run_lookup.h"
#include "gate/figure.h"
#include "suites/suite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct set_args {
    const char *state;
    struct texts entries;
    const char *out;
    const char *regrade;
    const char *plugins;
    bool allow_exec, yes;
};

/* A program that runs by itself must not choose what it is judged by. */
static int ci_check(struct error *err)
{
    const char *ci = getenv("CI");

    if (!ci || !*ci || !strcmp(ci, "false") || !strcmp(ci, "0"))
        return 0;
    error_set(err, ERROR_USAGE, "N0971", "a baseline is not set by CI (CI=%.20s)", ci);
    return error_hint(err, "set it where a person looks at it, and commit the file");
}

static int run_check(const struct run_info *info, struct error *err)
{
    if (info->status == RUN_FINISHED)
        return 0;
    error_set(err, ERROR_INPUT, "N0972", "run %s did not finish (%s): it is no baseline",
              info->id, run_status_name(info->status));
    return error_hint(err, info->status == RUN_DECIDED
                               ? "it stopped early; one of the whole suite: noworse run "
                                 "SUITE --fresh, without stop_early"
                               : "the same noworse run goes on with it");
}

static bool variant_is_named(const struct plan_variant *variant,
                             const struct texts *names, bool *is_used)
{
    bool found = false;

    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i], variant->name) ||
            !strcmp(names->items[i], variant->label))
            found = is_used[i] = true;
    return found;
}

/* By default the candidates; of no candidate all. */
static int variants_choose(struct baseline_new *made, const struct texts *names,
                           struct error *err)
{
    const struct run_plan *plan = made->plan;
    bool *is_used = mem_new(names->count, sizeof *is_used);
    int rc = 0;

    made->variants = mem_new(plan->variant_count, sizeof *made->variants);
    for (size_t i = 0; i < plan->variant_count; i++)
        if (names->count ? variant_is_named(&plan->variants[i], names, is_used)
                         : !plan->variants[i].is_baseline)
            made->variants[made->count++] = (int)i;
    for (size_t i = 0; i < names->count && rc == 0; i++)
        if (!is_used[i]) {
            char *quoted = shown_quoted(names->items[i], strlen(names->items[i]), 60);

            rc = error_set(err, ERROR_USAGE, "N0973", "the run has no entry %s", quoted);
            error_hint(err, "it has %s%s", plan->variants[0].name,
                       plan->variant_count > 1 ? " and others: noworse report RUN" : "");
            free(quoted);
        }
    free(is_used);
    return rc;
}

/* Where the suite's own file says, else beside it; the caller's; NULL with *err set.
 * *unnamed: what the suite should say, where it names no baseline's file; the caller's.
 */
static char *path_find(const struct run_plan *plan, char **unnamed, struct error *err)
{
    struct error_list ignored = ERROR_LIST_INIT;
    struct tree tree = TREE_INIT;
    char *name, *path = NULL;
    const json_t *baseline;

    if (access(plan->suite_path, R_OK) ||
        tree_load(&tree, plan->suite_path, &ignored) != 0) {
        error_set(err, ERROR_INPUT, "N0974",
                  "the suite %s is not there: where its baseline goes is not known",
                  plan->suite_path);
        error_hint(err, "say it: --out FILE, or go where the run was started");
    } else {
        baseline = json_object_get(tree.root, "baseline");
        name = suite_baseline_name(tree.root, plan->suite);
        path = suite_baseline_path(tree.root, plan->suite, plan->suite_path);
        if (!json_is_string(baseline) && !json_object_get(baseline, "file"))
            *unnamed = mem_format("\"baseline: %s\" in the suite", name);
        free(name);
    }
    tree_release(&tree);
    error_list_release(&ignored);
    return path;
}

static bool answer_is_yes(const char *path)
{
    char answer[16] = "";

    fprintf(stderr, "replace %s? [y/N] ", path);
    fflush(stderr);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int line_pass(void *context, const struct baseline_line *line)
{
    (void)context;
    (void)line;
    return 0;
}

/* NULL: it cannot be read, which is told, and is no reason to keep it. */
static struct baseline_file *replaced_load(const char *path)
{
    struct baseline_file *was = NULL;
    struct error unread = ERROR_INIT;

    if (baseline_file_load(path, &was, &unread) == 0 &&
        baseline_file_each(was, line_pass, NULL, &unread) == 0)
        return was;
    unread.severity = SEVERITY_WARNING;
    error_print(&unread, stderr, color_for(COLOR_AUTO, stderr));
    baseline_file_free(was);
    return NULL;
}

/* What stands there now: told, with what it is replaced by. 1: the person said no. */
static int replace_ask(const struct baseline_new *made, const char *path,
                       const struct baseline_figures *figures,
                       const struct set_args *args, struct error *err)
{
    const bool is_there = access(path, F_OK) == 0;
    struct baseline_file *was = is_there ? replaced_load(path) : NULL;
    int rc = 0;

    if (is_there)
        rc = baseline_replaced_tell(made, was, figures, err);
    if (rc == 0)
        rc = baseline_worth_tell(made, was, figures, err);
    if (rc == 0 && is_there && !args->yes && isatty(STDIN_FILENO) && !answer_is_yes(path))
        rc = 1;
    baseline_file_free(was);
    return rc;
}

static void written_tell(const struct baseline_new *made, const char *path,
                         uint64_t length, const char *unnamed)
{
    char cases[FIGURE_SIZE], size[FIGURE_SIZE];

    figure_count(made->plan->case_count, cases);
    figure_count((int64_t)(length + 1023) / 1024, size);
    printf("wrote %s: %zu entr%s, %s cases, %s KiB\n", path, made->count,
           made->count == 1 ? "y" : "ies", cases, size);
    if (unnamed)
        printf("  use it:    %s\n", unnamed);
    printf("  commit it: git add %s\n", path);
}

/* A case at a time; what is there stays until all is written. */
static int file_replace(const struct baseline_new *made, const char *path,
                        uint64_t *length, struct error *err)
{
    struct new_file file;

    if (new_file_begin(&file, path, "N0004", err))
        return -1;
    return new_file_end(&file,
                        baseline_write(made->run, made->plan, made->variants, made->count,
                                       file.stream, length, err),
                        err);
}

static int baseline_save(const struct baseline_new *made, const char *path,
                         const char *unnamed, const struct set_args *args,
                         struct error *err)
{
    struct baseline_figures figures = {.count = 0};
    uint64_t length = 0;
    int rc = baseline_new_figures(made, &figures, err);

    if (rc == 0)
        rc = replace_ask(made, path, &figures, args, err);
    if (rc == 0)
        rc = file_replace(made, path, &length, err);
    if (rc == 0)
        written_tell(made, path, length, unnamed);
    baseline_figures_release(&figures);
    return rc < 0 ? -1 : 0;
}

static int run_set(struct run_file *run, const struct set_args *args, struct error *err)
{
    struct baseline_new made = {.run = run};
    char *path = NULL, *unnamed = NULL;
    int rc = -1;

    if (run_file_info(run, &made.info, err))
        return -1;
    if (run_check(&made.info, err) || run_file_plan(run, &made.plan, err) ||
        variants_choose(&made, &args->entries, err))
        goto done;
    if (args->out) {
        path = mem_text(args->out);
        unnamed = mem_format("noworse run SUITE --baseline %s", path);
    } else {
        path = path_find(made.plan, &unnamed, err);
    }
    if (path)
        rc = baseline_save(&made, path, unnamed, args, err);

done:
    free(unnamed);
    free(path);
    free(made.variants);
    run_plan_free(made.plan);
    run_info_release(&made.info);
    return rc;
}

static enum exit_code set_run(const void *given, const struct texts *operands)
{
    const struct set_args *args = given;
    enum exit_code code = EXIT_CODE_OK;
    struct run_file *run, *regraded;
    struct run_info info;
    struct error err;
    int rc;

    if (ci_check(&err) || run_lookup(operands->items[0], args->state, &run, &err))
        return error_tell(&err);
    rc = run_file_info(run, &info, &err);
    if (rc == 0) {
        rc = run_check(&info, &err);
        run_info_release(&info);
    }
    if (rc == 0 && args->regrade) {
        rc = baseline_regrade(run, args->regrade, args->state, args->allow_exec,
                              args->plugins, &regraded, &code);
        run_file_close(run);
        if (rc)
            return code;
        run = regraded;
    }
    if (rc == 0)
        rc = run_set(run, args, &err);
    run_file_close(run);
    return rc ? error_tell(&err) : EXIT_CODE_OK;
}

static const struct option set_options[] = {
    {"entry", 0, OPTION_TEXTS, offsetof(struct set_args, entries), "NAME",
     "keep this variant; may be given again; default: the candidates", NULL},
    {"out", 0, OPTION_TEXT, offsetof(struct set_args, out), "FILE",
     "instead of the suite's baseline, else baselines/SUITE.json beside it", NULL},
    {"regrade", 0, OPTION_TEXT, offsetof(struct set_args, regrade), "SUITE",
     "grade the run's answers by this suite's graders of today, without a call", NULL},
    {"allow-exec", 0, OPTION_FLAG, offsetof(struct set_args, allow_exec), NULL,
     "with --regrade: the suite may name programs (provider exec)", NULL},
    {"plugins", 0, OPTION_TEXT, offsetof(struct set_args, plugins), "DIR",
     "with --regrade: graders may be loaded from the shared objects of this folder",
     NULL},
    {"yes", 0, OPTION_FLAG, offsetof(struct set_args, yes), NULL,
     "replace what is there without asking on the terminal", NULL},
    STATE_OPTION(struct set_args, state),
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_baseline_set = {
    .name = "set",
    .of = "baseline",
    .operands = "RUN",
    .summary = "writes a finished run as the suite's baseline, to be committed",
    .details =
        "RUN is a path, a run's id, a unique prefix of one, or latest. The file holds "
        "results by case,\nwithout answers; held-out cases without a name. CI writes "
        "none.",
    .options = set_options,
    .args_size = sizeof(struct set_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = set_run,
};
