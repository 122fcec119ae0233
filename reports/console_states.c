/* reports/console_states.c - how many cases broke, were fixed, or could not be compared.
 */
#include "reports/console.h"

#include "gate/figure.h"
#include "reports/console_columns.h"

#include <string.h>

enum { NOTE_WIDTH = 1000, TOLD_MAX = 1024 };

struct state_words {
    int64_t count;
    const char *words;
};

/* "31 broke, 4 fixed, 205 the same; not compared: 3 new, 1 changed". */
static void list_append(const struct state_words *rows, size_t count, struct buf *out)
{
    bool has_any = false;

    for (size_t i = 0; i < count; i++) {
        char text[FIGURE_SIZE];

        if (rows[i].count == 0)
            continue;
        figure_count(rows[i].count, text);
        buf_append_format(out, "%s%s %s", has_any ? ", " : "", text, rows[i].words);
        has_any = true;
    }
}

static bool has_any(const struct state_words *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].count)
            return true;
    return false;
}

/* "  cases: " and what there is to tell, on as many lines as it takes; releases it. */
static void told_append(struct buf *out, const char *front, struct buf *told)
{
    buf_append_text(out, front);
    text_append_wrapped(out, buf_text(told), strlen(front), 4);
    buf_append_char(out, '\n');
    buf_release(told);
}

/* Their states, without those in quarantine: the lines are about what gates. */
static void moves_append(const struct gate_scope *all, bool has_repeats, struct buf *out)
{
    const struct case_states *states = &all->states, *held = &all->held;
    const struct gate_comparison *made = &all->comparison;
    const struct state_words moved[] = {
        {made->worse, "worse"},
        {made->better, "better"},
        {made->cases - made->worse - made->better, "the same"}};
    const struct state_words paired[] = {
        {states->newly_failing - held->newly_failing, "broke"},
        {states->fixed - held->fixed, "fixed"},
        {states->flaky - held->flaky, "flaky"},
        {states->still_failing - held->still_failing, "still failing"},
        {states->still_passing - held->still_passing, "still passing"}};
    const struct state_words apart[] = {
        {states->fresh - held->fresh, "new"},
        {states->changed - held->changed, "changed"},
        {states->regraded - held->regraded, "graded differently now"},
        {states->gone, "gone"}};

    if (has_any(paired, sizeof paired / sizeof paired[0])) {
        struct buf told = BUF_INIT(TOLD_MAX);

        if (has_repeats && made->is_made) {
            list_append(moved, sizeof moved / sizeof moved[0], &told);
            buf_append_text(&told, "; ");
        }
        list_append(paired, sizeof paired / sizeof paired[0], &told);
        buf_append_char(out, '\n');
        told_append(out, "  cases: ", &told);
    }
    if (has_any(apart, sizeof apart / sizeof apart[0])) {
        struct buf told = BUF_INIT(TOLD_MAX);

        list_append(apart, sizeof apart / sizeof apart[0], &told);
        told_append(out, "  not compared: ", &told);
    }
}

/* "2 cases, which do not gate (1 broke, 1 still passing); 1 that is over and gates". */
static void quarantine_append(const struct gate_scope *all, struct buf *out)
{
    const struct case_states *states = &all->states, *held = &all->held;
    const struct state_words aside[] = {{held->newly_failing, "broke"},
                                        {held->fixed, "fixed"},
                                        {held->flaky, "flaky"},
                                        {held->still_failing, "still failing"},
                                        {held->still_passing, "still passing"},
                                        {held->fresh, "new"},
                                        {held->changed, "changed"},
                                        {held->regraded, "graded differently now"}};
    struct buf told = BUF_INIT(TOLD_MAX);
    char count[FIGURE_SIZE];

    if (states->quarantined) {
        figure_count(states->quarantined, count);
        buf_append_format(&told, "%s %s", count,
                          states->quarantined == 1 ? "case, which does not gate"
                                                   : "cases, which do not gate");
        if (has_any(aside, sizeof aside / sizeof aside[0])) {
            buf_append_text(&told, " (");
            list_append(aside, sizeof aside / sizeof aside[0], &told);
            buf_append_char(&told, ')');
        }
    }
    if (states->quarantine_expired) {
        figure_count(states->quarantine_expired, count);
        buf_append_format(&told, "%s%s %s", states->quarantined ? "; " : "", count,
                          states->quarantine_expired == 1
                              ? "that is over and gates again"
                              : "that are over and gate again");
    }
    told_append(out, "  quarantine: ", &told);
}

/* Cohorts that are shown alone: what broke there is in the lists, and gates nothing. */
static void unwatched_append(const struct report_input *input, int variant,
                             struct buf *out)
{
    const struct run_plan *plan = input->plan;
    int64_t cases = 0, broke = 0, fixed = 0;
    char count[FIGURE_SIZE];

    for (size_t i = 0; i < plan->cohort_count; i++) {
        const struct gate_scope *scope =
            judgement_scope(input->judgement, variant, (int)i);

        if (plan->cohorts[i].watch)
            continue;
        cases += scope->case_count;
        broke += scope->states.newly_failing;
        fixed += scope->states.fixed;
    }
    if (cases) {
        const struct state_words moved[] = {{broke, "broke"}, {fixed, "fixed"}};

        figure_count(cases, count);
        buf_append_format(out, "  not watched: %s case%s, which do%s not gate", count,
                          cases == 1 ? "" : "s", cases == 1 ? "es" : "");
        if (broke + fixed) {
            buf_append_text(out, " (");
            list_append(moved, sizeof moved / sizeof moved[0], out);
            buf_append_char(out, ')');
        }
        buf_append_char(out, '\n');
    }
}

void console_states(const struct report_input *input, int variant, struct buf *out)
{
    const struct gate_scope *all = judgement_scope(input->judgement, variant, SCOPE_ALL);

    if (!all)
        return;
    moves_append(all, input->plan->repeats > 1, out);
    unwatched_append(input, variant, out);
    if (all->states.quarantined || all->states.quarantine_expired)
        quarantine_append(all, out);
}

void console_notes(const struct report_input *input, struct buf *out)
{
    for (size_t i = 0; i < input->judgement->note_count; i++) {
        const char *note = input->judgement->notes[i];
        struct buf safe = BUF_INIT(64 * 1024);

        text_append_shown(&safe, note, strlen(note), NOTE_WIDTH);
        buf_append_format(out, "%s  note: ", i ? "" : "\n");
        text_append_wrapped(out, buf_text(&safe), 8, 8);
        buf_append_char(out, '\n');
        buf_release(&safe);
    }
}
