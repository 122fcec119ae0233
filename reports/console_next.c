/* reports/console_next.c - what to type next. */
#include "reports/console.h"
#include "reports/console_columns.h"
#include "reports/visible.h"

#include <string.h>

enum {
    RUN_ID_SHOWN = 10, /* characters: its millisecond */
    NAME_COLUMNS_MAX = 200,
    COMMAND_COLUMNS_MAX = 4000
};

static void name_append(const char *name, struct buf *out)
{
    text_append_shown(out, name, strlen(name), NAME_COLUMNS_MAX);
}

static void run_append(const struct report_input *input, struct buf *out)
{
    const char *name = input->name ? input->name : input->info->id;

    text_append_shown(out, name, input->name ? strlen(name) : RUN_ID_SHOWN,
                      NAME_COLUMNS_MAX);
}

static bool is_candidate(const struct plan_variant *variant)
{
    return !variant->is_baseline &&
           (variant->baseline >= 0 || variant->baseline_entry >= 0);
}

/* Of the candidates that are compared the first that the verdict is about; NULL: nothing
 * is compared. *count: how many there are. */
static const struct plan_variant *worst_candidate(const struct report_input *input,
                                                  size_t *count)
{
    const struct judgement *judgement = input->judgement;
    const struct run_plan *plan = input->plan;
    const struct plan_variant *first = NULL, *worst = NULL;

    *count = 0;
    for (size_t i = 0; i < plan->variant_count; i++) {
        if (!is_candidate(&plan->variants[i]))
            continue;
        ++*count;
        first = first ? first : &plan->variants[i];
        for (size_t k = 0; k < judgement->scope_count && !worst; k++)
            if (judgement->scopes[k].variant == (int)i &&
                judgement->scopes[k].verdict == judgement->verdict)
                worst = &plan->variants[i];
    }
    return worst ? worst : first;
}

static void variant_append(const struct plan_variant *variant, struct buf *out)
{
    if (variant->prompt_name) {
        buf_append_text(out, " --prompt ");
        name_append(variant->prompt_name, out);
        buf_append_char(out, '@');
        name_append(variant->prompt_version, out);
    }
    buf_append_text(out, " --model ");
    name_append(variant->model_id, out);
}

static void look_lines(const struct report_input *input, struct buf *out)
{
    size_t count;
    const struct plan_variant *variant = worst_candidate(input, &count);

    buf_append_text(out, variant ? "  look:      noworse diff "
                                 : "  look:      noworse report ");
    run_append(input, out);
    if (variant && count > 1)
        variant_append(variant, out);
    buf_append_text(out, variant ? "\n" : " -o report.json\n");
    if (variant || input->info->status != RUN_FINISHED || input->plan->is_partial)
        return;
    buf_append_text(out, "  keep:      noworse baseline set ");
    run_append(input, out);
    buf_append_text(out, "   (later runs can then be compared with it)\n");
}

static void again_lines(const struct report_input *input, struct buf *out)
{
    if (input->info->status == RUN_SPENT)
        buf_append_text(out, "  larger:    budget: in the suite, and --max-cost where "
                             "it is given (the lower holds)\n");
    buf_append_text(out, "  again:     ");
    if (input->again) {
        text_append_shown(out, input->again, strlen(input->again), COMMAND_COLUMNS_MAX);
    } else {
        buf_append_text(out, "noworse run ");
        name_append(input->plan->suite_path ? input->plan->suite_path : "SUITE", out);
    }
    buf_append_char(out, '\n');
}

/* What stays as it is, however often the suite is run. */
static bool is_lasting(const char *reason)
{
    static const char *const lasting[] = {"paired", "no_pairs", "quarantined", "no_cases",
                                          "judge",  "cost",     "undefined"};

    for (size_t i = 0; reason && i < sizeof lasting / sizeof lasting[0]; i++)
        if (!strcmp(reason, lasting[i]))
            return true;
    return false;
}

/* Something is unscored or missing, and that is why there is no verdict. */
static bool is_for_the_unscored(const struct judgement *judgement, bool *some_missing)
{
    bool found = false;

    *some_missing = false;
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        *some_missing |= scope->missing > 0;
        for (size_t k = 0; k < scope->check_count; k++)
            found |= scope->checks[k].verdict == GATE_INCOMPLETE &&
                     !is_lasting(scope->checks[k].reason);
    }
    return found;
}

/* Whether the same run once more could end better. */
static int run_is_worth_again(const struct report_input *input, bool *worth,
                              struct error *err)
{
    const struct judgement *judgement = input->judgement;
    bool some_missing;

    *worth = judgement->verdict == GATE_INCOMPLETE;
    if (!*worth || judgement->status != RUN_FINISHED)
        return 0;
    *worth = is_for_the_unscored(judgement, &some_missing);
    return *worth && !some_missing ? visible_unscored_may_change(input, worth, err) : 0;
}

int console_next(const struct report_input *input, struct buf *out, struct error *err)
{
    bool worth;

    if (run_is_worth_again(input, &worth, err))
        return -1;
    for (size_t i = 0; input->written && input->written[i]; i++)
        buf_append_format(out, "%s  %s\n", i ? "" : "\n", input->written[i]);
    if (!input->written || !input->written[0])
        buf_append_char(out, '\n');
    if (worth)
        again_lines(input, out);
    else
        look_lines(input, out);
    return 0;
}
