/* reports/console.c - what a person reads at the end of a run: the verdict first. */
#include "reports/console.h"

#include "base/shown.h"
#include "gate/figure.h"
#include "reports/builtin_reports.h"
#include "reports/console_columns.h"
#include "reports/judge_flips.h"
#include "reports/judged_rates.h"
#include "store/run_file_continue.h"
#include "store/run_file_ledger.h"

#include <stdlib.h>
#include <string.h>

/* Rows are short and there is one a cohort and candidate. */
enum { CONSOLE_BYTES_MAX = 64 * 1024 * 1024, RUN_ID_SHOWN = 10, SENTENCE_WIDTH = 4000 };

const char *console_paint(const struct report_input *input, enum gate_verdict verdict)
{
    static const char *const paints[] = {
        [GATE_PASS] = "\x1b[32m",         [GATE_FAIL] = "\x1b[31m",
        [GATE_INCONCLUSIVE] = "\x1b[33m", [GATE_INCOMPLETE] = "\x1b[33m",
        [GATE_NOT_GATED] = NULL,
    };

    return input->color == COLOR_ON ? paints[verdict] : NULL;
}

static void verdict_line(const struct report_input *input, struct buf *out)
{
    static const char *const words[] = {
        [GATE_PASS] = "PASS",
        [GATE_FAIL] = "FAIL",
        [GATE_INCONCLUSIVE] = "INCONCLUSIVE",
        [GATE_INCOMPLETE] = "INCOMPLETE",
        [GATE_NOT_GATED] = "NOT GATED",
    };
    const struct judgement *judgement = input->judgement;
    const char *word = words[judgement->verdict];
    const char *paint = console_paint(input, judgement->verdict);
    const char *sentence = judgement->sentence ? judgement->sentence : "";
    struct buf safe = BUF_INIT(64 * 1024);

    if (paint)
        buf_append_text(out, paint);
    buf_append_text(out, word);
    if (paint)
        buf_append_text(out, "\x1b[0m");
    buf_append_text(out, "  ");
    text_append_shown(&safe, sentence, strlen(sentence), SENTENCE_WIDTH);
    text_append_wrapped(out, buf_text(&safe), strlen(word) + 2, strlen(word) + 2);
    buf_append_char(out, '\n');
    buf_release(&safe);
}

/* What a killed run leaves behind: nobody knows whether it was billed. */
static int uncertain_line(const struct report_input *input, struct buf *out,
                          struct error *err)
{
    char text[FIGURE_SIZE];
    int64_t count;
    double usd;

    if (run_file_uncertain(input->run, &count, &usd, err))
        return -1;
    if (count == 0)
        return 0;
    figure_count(count, text);
    buf_append_format(out,
                      "\n  uncertain: %s call%s %s in flight when the run was killed%s",
                      text, count == 1 ? "" : "s", count == 1 ? "was" : "were",
                      input->info->status == RUN_RUNNING ? ", or still under way" : "");
    buf_append_text(out, "; perhaps billed");
    if (usd > 0)
        buf_append_format(out, ": up to $%.4f", usd);
    buf_append_char(out, '\n');
    return 0;
}

static void count_append(struct buf *out, int64_t count, const char *noun)
{
    char text[FIGURE_SIZE];

    figure_count(count, text);
    buf_append_format(out, "%s %s%s", text, noun, count == 1 ? "" : "s");
}

/* What graders asked, and what of the cost that was. */
static int graders_line(const struct report_input *input, bool has_cost, struct buf *out,
                        struct error *err)
{
    char text[MONEY_TEXT_SIZE];
    struct ledger ledger;

    if (run_file_graders_ledger(input->run, &ledger, err))
        return -1;
    if (ledger.requests == 0)
        return 0;
    buf_append_text(out, has_cost ? "  graders: " : "\n  graders: ");
    count_append(out, ledger.requests, "call");
    if (ledger.tokens) {
        buf_append_text(out, ", ");
        count_append(out, ledger.tokens, "token");
    }
    if (ledger.cost) {
        money_format(ledger.cost, text);
        buf_append_format(out, ", %s of the cost", text);
    }
    if (ledger.unknown_calls == ledger.requests) {
        buf_append_text(out, ", of unknown cost");
    } else if (ledger.unknown_calls) {
        buf_append_text(out, ledger.cost ? " and " : ", ");
        count_append(out, ledger.unknown_calls, "call");
        buf_append_text(out, " of unknown cost");
    }
    buf_append_char(out, '\n');
    return 0;
}

/* What it cost, where that is known and it was not free. */
static int cost_line(const struct report_input *input, const struct ledger *ledger,
                     struct buf *out, struct error *err)
{
    char text[MONEY_TEXT_SIZE];

    if (ledger->cost == 0)
        return graders_line(input, false, out, err);
    money_format(ledger->cost, text);
    buf_append_format(out, "\n  cost: %s", text);
    if (ledger->estimated) {
        money_format(ledger->estimated, text);
        buf_append_format(out, ", %s of it perhaps billed", text);
    }
    if (ledger->unknown_calls) {
        buf_append_text(out, ", and ");
        count_append(out, ledger->unknown_calls, "call");
        buf_append_text(out, " of unknown cost");
    }
    if (input->plan->prices_as_of) {
        buf_append_text(out, " (prices of ");
        shown_append(out, input->plan->prices_as_of, strlen(input->plan->prices_as_of),
                     20);
        buf_append_char(out, ')');
    }
    buf_append_char(out, '\n');
    return graders_line(input, true, out, err);
}

static int console_write(const struct report_input *input, FILE *out, struct error *err)
{
    struct buf text = BUF_INIT(CONSOLE_BYTES_MAX);
    struct ledger ledger;
    int rc = -1;

    verdict_line(input, &text);
    if (console_unscored(input, &text, err) ||
        run_file_ledger(input->run, &ledger, err) || /* it counts calls for the next */
        uncertain_line(input, &text, err) || cost_line(input, &ledger, &text, err))
        goto done;
    console_table(input, &text);
    judged_rates_append(input, &text);
    if (console_worst(input, &text, err) || console_errors(input, &text, err) ||
        judge_flips_append(input, &text, err))
        goto done;
    console_notes(input, &text);
    if (console_next(input, &text, err))
        goto done;
    fwrite(buf_text(&text), 1, text.length, out);
    rc = 0;

done:
    buf_release(&text);
    return rc;
}

const struct report_type report_console = {
    .name = "console",
    .ending = NULL,
    .summary = "what a person reads: verdict, cohorts, worst failures, what to do next",
    .write = console_write,
};
