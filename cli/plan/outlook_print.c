/* cli/plan/outlook_print.c - what a run will ask, cost and take, for people. */
#include "base/shown.h"
#include "cli/plan/outlook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS_MAX = 40 };

static void name_print(const char *name, FILE *stream)
{
    struct buf shown = BUF_INIT(4096);

    shown_append(&shown, name, strlen(name), NAME_COLUMNS_MAX);
    fputs(buf_text(&shown), stream);
    buf_release(&shown);
}

static void count_print(double count, FILE *stream)
{
    char text[SHOWN_COUNT_SIZE];

    shown_count((int64_t)ceil(count), text);
    fputs(text, stream);
}

static void usd_print(double usd, FILE *stream)
{
    if (usd >= 0.1 || usd <= 0)
        fprintf(stream, "$%.2f", usd);
    else
        fprintf(stream, "$%.4f", usd);
}

/* "4", "2.6": never smaller than it is. */
static void points_print(double share, FILE *stream)
{
    const double points = share * 100;

    if (points >= 10)
        fprintf(stream, "%.0f", ceil(points - 1e-9));
    else
        fprintf(stream, "%g", ceil(points * 10 - 1e-9) / 10);
}

static void model_print(const struct suite_model *model, FILE *stream)
{
    name_print(model->name ? model->name : model->id, stream);
}

static void answers_print(const struct outlook *outlook, const struct suite *suite,
                          FILE *stream)
{
    const char *front = ": ";

    count_print((double)outlook->answers.calls, stream);
    fputs(outlook->answers.calls == 1 ? " call" : " calls", stream);
    for (size_t i = 0; i < outlook->model_count; i++) {
        if (!outlook->models[i].calls || suite->models[i].role != MODEL_CANDIDATE)
            continue;
        if (outlook->models[i].calls == outlook->answers.calls) {
            fputs(" to ", stream);
        } else {
            fputs(front, stream);
            count_print((double)outlook->models[i].calls, stream);
            fputs(" to ", stream);
        }
        model_print(&suite->models[i], stream);
        front = ", ";
    }
}

/* "and at most 2,520 to the judge"; several by their names. */
static void graders_print(const struct outlook *outlook, const struct suite *suite,
                          FILE *stream)
{
    const char *front = " and at most ";

    for (size_t i = 0; i < outlook->model_count; i++) {
        const struct suite_model *model = &suite->models[i];

        if (!outlook->models[i].calls || model->role == MODEL_CANDIDATE)
            continue;
        fputs(front, stream);
        count_print((double)outlook->models[i].calls, stream);
        fputs(" to ", stream);
        if (model->role == MODEL_JUDGE &&
            outlook->models[i].calls == outlook->graders.calls)
            fputs("the judge", stream);
        else
            model_print(model, stream);
        front = ", ";
    }
}

static void calls_line(const struct outlook *outlook, const struct opened_suite *opened,
                       FILE *stream)
{
    name_print(opened->prepared.plan->suite, stream);
    fputs(": ", stream);
    answers_print(outlook, opened->suite, stream);
    graders_print(outlook, opened->suite, stream);
    fputc('\n', stream);
}

static const char *likely_word(enum usage_source source)
{
    static const char *const words[] = {
        [USAGE_GUESSED] = "likely (a guess: no earlier run tells)",
        [USAGE_OF_BASELINE] = "likely (as the baseline)",
        [USAGE_OF_RUN] = "likely (as the last run)",
    };

    return words[source];
}

static void money_line(const struct outlook *outlook, const struct opened_suite *opened,
                       FILE *stream)
{
    const int64_t cap = opened->prepared.budget.cost;
    const char *as_of = opened->prepared.plan->prices_as_of;
    const bool is_bounded = outlook->cost_most != MONEY_UNKNOWN;

    if (!outlook_to_send(outlook)) {
        fputs("  money    nothing: every reply is here already\n", stream);
        return;
    }
    fputs("  money    ", stream);
    if (is_bounded) {
        usd_print(money_to_usd(outlook->cost_most), stream);
        fputs(" at most, ", stream);
    }
    if (isnan(outlook->likely_usd)) {
        fputs(is_bounded ? "likely: unknown" : "unknown: no price for every model",
              stream);
    } else {
        usd_print(outlook->likely_usd, stream);
        fprintf(stream, " %s", likely_word(outlook->usd_from));
    }
    if (as_of)
        fprintf(stream, "; prices of %s", as_of);
    if (cap) {
        fputs("; cap ", stream);
        usd_print(money_to_usd(cap), stream);
    }
    fputs("\n  tokens   ", stream);
    if (outlook->tokens_most != UNKNOWN_COUNT) {
        count_print((double)outlook->tokens_most, stream);
        fputs(" at most, ", stream);
    }
    count_print(outlook->likely_tokens, stream);
    fprintf(stream, " %s\n", likely_word(outlook->tokens_from));
}

static void time_line(const struct outlook *outlook, FILE *stream)
{
    static const char *const words[] = {
        [PACE_UNKNOWN] = "",
        [PACE_REQUESTS] = "requests/min",
        [PACE_TOKENS] = "tokens/min",
        [PACE_LATENCY] = "calls at a time, with the last run's latency",
    };

    fputs("  time     ", stream);
    if (isnan(outlook->minutes)) {
        fputs("unknown: the suite has no limits a minute, and nothing was asked before\n",
              stream);
        return;
    }
    if (outlook->minutes < 1)
        fputs("less than a minute", stream);
    else
        fprintf(stream, "about %.0f min", ceil(outlook->minutes));
    if (outlook->pace != PACE_UNKNOWN) {
        fputs(" at ", stream);
        count_print(outlook->pace_limit, stream);
        fprintf(stream, " %s", words[outlook->pace]);
    }
    fputc('\n', stream);
}

static void cache_line(const struct outlook *outlook, FILE *stream)
{
    fputs("  cache    ", stream);
    count_print((double)(outlook->answers.cached + outlook->graders.cached), stream);
    fputs(" of ", stream);
    count_print((double)(outlook->answers.calls + outlook->graders.calls), stream);
    fputs(" replies are here already\n", stream);
}

static const char *sight_name(const struct sight *sight, const struct run_plan *plan)
{
    return sight->cohort < 0 ? "all" : plan->cohorts[sight->cohort].name;
}

static void cures_print(const struct sight *sight, FILE *stream)
{
    if (!sight->cases_more && !sight->repeats_more)
        return;
    fputs(" (too few cases for the ", stream);
    points_print(sight->margin, stream);
    fputs(" allowed: ", stream);
    if (sight->cases_more) {
        count_print((double)sight->cases_more, stream);
        fputs(" more", stream);
    }
    if (sight->repeats_more)
        fprintf(stream, "%srepeats %u", sight->cases_more ? ", or " : "",
                sight->repeats_more);
    fputc(')', stream);
}

static void sees_line(const struct outlook *outlook, const struct run_plan *plan,
                      FILE *stream)
{
    for (size_t i = 0; i < outlook->sight_count; i++) {
        const struct sight *sight = &outlook->sights[i];

        fputs(i ? "           " : "  sees     ", stream);
        name_print(sight_name(sight, plan), stream);
        if (sight->drop > 0) {
            fputs(": a drop of ", stream);
            points_print(sight->drop, stream);
            fputs(" points or more", stream);
        } else {
            fputs(": no drop", stream);
        }
        cures_print(sight, stream);
        fputc('\n', stream);
    }
}

/* "7 times in 10": the noise is not known better than that. */
static void chance_print(double chance, FILE *stream)
{
    if (chance > 0.95)
        fputs("nearly always", stream);
    else if (chance < 0.05)
        fputs("hardly ever", stream);
    else
        fprintf(stream, "about %.0f times in 10", round(chance * 10));
}

/* Rounded down, as the verdict will say it. */
static void held_print(const struct sight *sight, FILE *stream)
{
    if (sight->held < sight->margin)
        fprintf(stream, ", held to %g for what the judge shows",
                floor(sight->held * 1e4 + 1e-6) / 100);
}

static void passes_line(const struct outlook *outlook, const struct run_plan *plan,
                        FILE *stream)
{
    const struct sight *all = &outlook->sights[0];
    double together = all->pass_chance;
    size_t required = 0;

    for (size_t i = 1; i < outlook->sight_count; i++)
        if (outlook->sights[i].is_required) {
            together *= outlook->sights[i].pass_chance;
            required++;
        }
    fputs("  passes   ", stream);
    if (all->judge_shows <= 0) {
        fputs("never: a judge that is no better than a coin lets nothing pass\n", stream);
        return;
    }
    for (size_t i = 0; i < outlook->sight_count; i++) {
        const struct sight *sight = &outlook->sights[i];

        if (!sight->is_required || sight->can_pass)
            continue;
        fputs("never when nothing has changed: ", stream);
        name_print(sight_name(sight, plan), stream);
        fprintf(stream, " takes %llu %s at a margin of ",
                (unsigned long long)sight->fewest,
                sight->clusters < sight->cases ? "groups of cases" : "cases");
        points_print(sight->margin, stream);
        fputs(" points", stream);
        held_print(sight, stream);
        fputc('\n', stream);
        return;
    }
    chance_print(all->pass_chance, stream);
    fputs(" when nothing has changed, at the margin of ", stream);
    points_print(all->margin, stream);
    fputs(" points", stream);
    held_print(all, stream);
    if (required) {
        fprintf(stream, "; with the %zu required cohort%s ", required,
                required == 1 ? "" : "s");
        chance_print(together, stream);
    }
    fputc('\n', stream);
}

static void times_usd_print(const struct outlook *outlook, double times, FILE *stream)
{
    const double sent = (double)outlook_to_send(outlook);
    const double all = (double)(outlook->answers.calls + outlook->graders.calls);

    if (isnan(outlook->likely_usd) || sent <= 0)
        return;
    fputs(", about ", stream);
    usd_print(outlook->likely_usd / sent * all * times, stream);
}

static void target_line(const struct outlook *outlook, const struct run_plan *plan,
                        FILE *stream)
{
    const struct sight *all = &outlook->sights[0];

    fputs("  2 points ", stream);
    if (all->drop > 0 && all->drop <= SIGHT_TARGET) {
        fputs("are seen\n", stream);
        return;
    }
    if (all->target_cases) {
        count_print((double)all->target_cases, stream);
        fputs(" cases", stream);
        times_usd_print(outlook, (double)all->target_cases / (double)all->cases, stream);
        fputs("; ", stream);
    }
    if (all->target_repeats) {
        fprintf(stream, "%s%u repeats", all->target_cases ? "or " : "",
                all->target_repeats);
        times_usd_print(outlook, (double)all->target_repeats / plan->repeats, stream);
    } else {
        fputs("no number of repeats up to 10 would do", stream);
    }
    fputc('\n', stream);
}

static void noise_line(const struct sight *all, FILE *stream)
{
    static const char *const words[] = {
        [NOISE_ASSUMED] = "assumed: neither a baseline nor an earlier run has repeats",
        [NOISE_OF_BASELINE] = "from the baseline's repeats",
        [NOISE_OF_RUN] = "from the last run's repeats",
    };

    fprintf(stream, "  noise    %.3g %s", all->v0, words[all->source]);
    if (all->clusters < all->cases)
        fprintf(stream, "; a case counts as %.2g, for its group", 1 / all->design_effect);
    fputc('\n', stream);
}

void outlook_print(const struct outlook *outlook, const struct opened_suite *opened,
                   FILE *stream)
{
    const struct run_plan *plan = opened->prepared.plan;

    calls_line(outlook, opened, stream);
    money_line(outlook, opened, stream);
    time_line(outlook, stream);
    cache_line(outlook, stream);
    if (!outlook->sight_count) {
        fputs("  sees     no drop: that takes a baseline and a max_drop\n", stream);
        return;
    }
    sees_line(outlook, plan, stream);
    passes_line(outlook, plan, stream);
    target_line(outlook, plan, stream);
    noise_line(&outlook->sights[0], stream);
    if (outlook->false_alarm > 0)
        fprintf(stream,
                "  alarm    %zu candidates: up to %.0f%% that one of them fails though "
                "nothing has changed\n",
                outlook->candidates, ceil(100 * outlook->false_alarm));
}
