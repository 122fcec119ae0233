/* cli/diff/diff_suite.c - two variants of a suite, run now and compared. */
#include "base/clock.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/diff/diff_command.h"
#include "cli/diff/prompt_revision.h"
#include "cli/mistakes.h"
#include "gate/gate.h"
#include "transport/transport.h"

#include <stdlib.h>
#include <string.h>

/* What the two sides are; the texts are argv's, the suite's or the revisions'. */
struct asked {
    struct suite_versus_side sides[2];
    struct prompt_revision revisions[2];
    char *path; /* of the prompt whose revisions are compared */
    char *name; /* of it: "refund@v8" */
};

static void asked_release(struct asked *asked)
{
    prompt_revision_close(&asked->revisions[VERSUS_OLD]);
    prompt_revision_close(&asked->revisions[VERSUS_NEW]);
    free(asked->path);
    free(asked->name);
}

static int usage_error(const char *what, struct error *err)
{
    error_set(err, ERROR_USAGE, "N0956", "%s", what);
    return error_hint(err, "noworse diff SUITE --prompt v7 --prompt v8, or --model A "
                           "--model B, or --prompt-rev REF");
}

static int args_check(const struct diff_args *args, struct error *err)
{
    const struct suite_args *suite = &args->run.suite;
    const size_t revisions = args->revisions.count;

    if (suite->prompts.count > 2 || suite->models.count > 2 || revisions > 2)
        return usage_error("two variants are compared, and more were named", err);
    if (revisions && suite->prompts.count > 1)
        return usage_error("--prompt-rev compares revisions of one prompt", err);
    if (!revisions && suite->prompts.count < 2 && suite->models.count < 2)
        return usage_error("a suite is run with two variants, and it was not said which",
                           err);
    return 0;
}

/* The one prompt that is a file, and that --prompt names where it is given; -1: none, or
 * several. */
static int prompt_find(const struct suite *suite, const char *word)
{
    int found = -1;

    for (size_t i = 0; i < suite->prompt_count; i++) {
        const struct prompt *prompt = &suite->prompts[i];

        if (!prompt->path || (word && strcmp(word, prompt->version) != 0 &&
                              strcmp(word, prompt->name) != 0))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static int prompt_take(const char *suite_path, const struct suite_args *args,
                       struct asked *asked, struct error_list *errors)
{
    const struct suite_options options = {
        .root = args->root, .allow_outside = args->allow_outside, .baseline = "none"};
    const char *word = args->prompts.count ? args->prompts.items[0] : NULL;
    struct suite *suite;
    struct error err;
    int index;

    if (suite_load(suite_path, &options, &suite, errors))
        return -1;
    index = prompt_find(suite, word);
    if (index < 0) {
        usage_error("--prompt-rev needs one prompt that is a file: say which by --prompt",
                    &err);
        error_list_add(errors, &err);
    } else {
        asked->path = mem_text(suite->prompts[index].path);
        asked->name = mem_format("%s@%s", suite->prompts[index].name,
                                 suite->prompts[index].version);
    }
    suite_free(suite);
    return index < 0 ? -1 : 0;
}

static int revision_take(struct asked *asked, enum versus side, const char *revision,
                         struct error_list *errors)
{
    struct prompt_revision *from = &asked->revisions[side];
    struct error err;

    if (prompt_revision_open(asked->path, revision, from, &err))
        return error_list_add(errors, &err);
    asked->sides[side].file = from->file;
    asked->sides[side].root = from->root;
    asked->sides[side].version = revision;
    asked->sides[side].shown = from->shown;
    return 0;
}

/* The new side without a revision of its own is the working tree. */
static int revisions_take(const char *suite, const struct diff_args *args,
                          struct asked *asked, struct error_list *errors)
{
    const struct texts *revisions = &args->revisions;

    if (revisions->count == 0)
        return 0;
    if (prompt_take(suite, &args->run.suite, asked, errors))
        return -1;
    for (size_t i = 0; i < revisions->count; i++)
        if (revision_take(asked, (enum versus)i, revisions->items[i], errors))
            return -1;
    asked->sides[VERSUS_NEW].prompt = revisions->count == 1 ? asked->name : NULL;
    return 0;
}

static const char *word_of(const struct texts *words, enum versus side)
{
    if (words->count == 0)
        return NULL;
    return words->items[words->count > 1 ? (size_t)side : 0];
}

/* More than one pair cannot be told as one: found before anything is sent. */
static void pair_check(struct opened_suite *opened)
{
    const struct run_plan *plan = opened->prepared.plan;
    size_t candidates = 0;
    struct error err;

    for (size_t i = 0; plan && i < plan->variant_count; i++)
        candidates += !plan->variants[i].is_baseline;
    if (candidates < 2)
        return;
    error_set(&err, ERROR_USAGE, "N0950", "the suite has %zu variants of that kind",
              candidates);
    error_hint(&err, "say which: --prompt ID, --model ID");
    error_list_add(&opened->errors, &err);
}

/* How the run ended, where it has no verdict. */
static enum exit_code ending_code(struct run_file *file)
{
    const struct verdict_options plain = {false, false};
    struct judgement judgement = {.verdict = GATE_INCOMPLETE};
    struct run_info info;
    struct error err;
    enum exit_code code = EXIT_CODE_OK;

    if (run_file_info(file, &info, &err))
        return error_tell(&err);
    judgement.status = info.status;
    if (!run_status_is_judged(info.status))
        code = exit_code_for_judgement(&judgement, info.signal, &plain);
    run_info_release(&info);
    return code;
}

static enum exit_code opened_compare(struct opened_suite *opened,
                                     const struct run_args *run,
                                     const struct diff_args *args)
{
    const struct texts none = {NULL, 0};
    const struct diff_scope scope = {&none, &none, &none, &none};
    struct diff_source run_now = {.state = run->suite.state};
    const struct clock *clock = clock_system();
    struct command_use use = {.started_us = clock->steady_us(clock)};
    enum exit_code code = suite_ask(opened, run, &use);
    struct error err;

    if (code == EXIT_CODE_OK &&
        (run_file_set_verdict(opened->file, gate_verdict_name(GATE_NOT_GATED), &err) ||
         run_file_settle(opened->file, &err)))
        code = error_tell(&err);
    if (code != EXIT_CODE_OK)
        return code;
    run_now.run = opened->file; /* another, where an earlier run was gone on with */
    code = diff_sources_tell(&run_now, &run_now, &scope, args);
    return exit_code_worse(code, ending_code(opened->file));
}

static enum exit_code asked_compare(const char *suite, const struct diff_args *args,
                                    const struct asked *asked)
{
    struct run_args run = args->run;
    struct opened_suite opened;
    enum exit_code code;

    if (run.suite.cache != CACHE_ONLY)
        transport_expect();
    run.suite.prompts = (struct texts){NULL, 0};
    run.suite.models = (struct texts){NULL, 0};
    run.suite.versus = asked->sides;
    if (opened_suite_open(&opened, suite, &run.suite, PREPARE_RUN) == 0)
        pair_check(&opened);
    code = exit_code_for_errors(&opened.errors);
    mistakes_tell(&opened.errors, color_for(args->run.telling.color, stderr));
    if (code == EXIT_CODE_OK)
        code = opened_compare(&opened, &run, args);
    else
        opened_suite_discard(&opened);
    if (opened.path)
        opened_suite_close(&opened);
    return code;
}

enum exit_code diff_suite_run(const char *suite, const struct diff_args *args)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct asked asked = {.path = NULL};
    struct error err;
    enum exit_code code;

    if (args_check(args, &err))
        return error_tell(&err);
    for (int side = VERSUS_OLD; side <= VERSUS_NEW; side++) {
        if (args->revisions.count == 0)
            asked.sides[side].prompt =
                word_of(&args->run.suite.prompts, (enum versus)side);
        asked.sides[side].model = word_of(&args->run.suite.models, (enum versus)side);
    }
    if (revisions_take(suite, args, &asked, &errors)) {
        mistakes_tell(&errors, color_for(args->run.telling.color, stderr));
        code = exit_code_for_errors(&errors);
    } else {
        code = asked_compare(suite, args, &asked);
    }
    error_list_release(&errors);
    asked_release(&asked);
    return code;
}
