/* gate/drop_words.c - a comparison with the baseline, said in one sentence. */
#include "gate/drop_words.h"

#include "base/mem.h"
#include "gate/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All figures of a comparison, as text. */
struct drop_figures {
    char change[FIGURE_SIZE], lower[FIGURE_SIZE], upper[FIGURE_SIZE]; /* signed */
    char size[FIGURE_SIZE], least[FIGURE_SIZE], most[FIGURE_SIZE];    /* of a drop */
    char margin[FIGURE_SIZE], level[FIGURE_SIZE], cases[FIGURE_SIZE];
    char before[FIGURE_SIZE], now[FIGURE_SIZE];
};

static void rate_text(double rate, bool of_score, char out[FIGURE_SIZE])
{
    char unused[FIGURE_SIZE];

    if (of_score)
        figure_pair(rate, 1, FIGURE_SCORE, out, unused);
    else
        figure_percent(rate, out);
}

/* Without its sign. */
static void size_set(const char *change, char out[FIGURE_SIZE])
{
    snprintf(out, FIGURE_SIZE, "%s", change + strcspn(change, "0123456789"));
}

/* What limits are held to, in points no finer than a hundredth. Rounded down: then it
 * still is on its side of the limits, which are shown in tenths. A judge that tells
 * nothing is said to, and leaves the margin as it is written. */
static double held_of(const struct gate_comparison *of)
{
    const double hundredths = floor(of->margin_held * 1e4 + 1e-6);

    if (!(of->margin_held < of->margin) || of->margin_held <= 0)
        return of->margin;
    return hundredths > 0 ? hundredths / 1e4 : of->margin_held;
}

static void figures_set(const struct gate_comparison *of, struct drop_figures *out)
{
    figure_points(of->difference, out->change);
    figure_lower_points(of->lower, of->margin_held, out->lower);
    figure_upper_points(of->upper, of->margin_held, out->upper);
    size_set(out->change, out->size);
    size_set(of->lower > 0 ? out->lower : out->upper, out->least);
    size_set(of->lower > 0 ? out->upper : out->lower, out->most);
    figure_margin(held_of(of), out->margin);
    figure_percent(of->confidence, out->level);
    figure_count(of->cases, out->cases);
    rate_text(of->baseline, of->of_score, out->before);
    rate_text(of->candidate, of->of_score, out->now);
}

static const char *points_of(const struct gate_comparison *of)
{
    return of->of_score ? "points of score" : "points";
}

/* Two digits are all that such a number is worth. */
static int64_t about(int64_t count)
{
    int64_t unit = 1;

    while (count / unit >= 100)
        unit *= 10;
    return (count + unit - 1) / unit * unit;
}

/* "190 more cases", "6 more groups", in a sentence "of some 40 cases"; NULL: not known.
 */
static char *lacking_words(const struct gate_comparison *of, bool in_a_sentence)
{
    const bool by_groups = of->groups_needed > of->clusters;
    const int64_t lacking = about(by_groups ? of->groups_needed - of->clusters
                                            : of->cases_needed - of->cases);
    const char *plural = lacking == 1 ? "" : "s";
    char more[FIGURE_SIZE], size[FIGURE_SIZE];

    if (of->cases_needed <= of->cases)
        return NULL;
    figure_count(lacking, more);
    figure_count((int64_t)round((double)of->cases / (double)of->clusters), size);
    if (by_groups && in_a_sentence)
        return mem_format("%s more group%s of some %s cases", more, plural, size);
    return mem_format("%s more %s%s", more, by_groups ? "group" : "case", plural);
}

char *settling_words(const struct gate_comparison *of, bool in_a_sentence)
{
    const char *mark = in_a_sentence ? "," : "";
    char *lacking = lacking_words(of, in_a_sentence), *out = NULL;

    if (lacking && of->repeats_needed)
        out = mem_format("%s%s or %u repeats%s", lacking, mark, of->repeats_needed, mark);
    else if (lacking)
        out = mem_text(lacking);
    else if (of->repeats_needed)
        out = mem_format("%u repeats", of->repeats_needed);
    free(lacking);
    return out;
}

/* "; about 190 more cases, or 5 repeats, would settle it" */
static char *would_settle_words(const struct gate_comparison *of)
{
    char *words = settling_words(of, true);
    char *out = words ? mem_format("; %s%s would settle it",
                                   of->cases_needed > of->cases ? "about " : "", words)
                      : mem_text("");

    free(words);
    return out;
}

/* "; the judge shows 0.70 of a true difference, so 5 points are held to 3.5" */
static char *judge_words(const struct gate_comparison *of)
{
    char margin[FIGURE_SIZE], held[FIGURE_SIZE];

    if (isnan(of->margin) || (isnan(of->judge_shows) && !of->is_of_marks))
        return mem_text("");
    if (isnan(of->judge_shows))
        return mem_text("; the judge gives marks, of which no errors are known, so the "
                        "margin is held as it is written");
    if (of->judge_shows <= 0)
        return mem_text("; the judge is no better than a coin, so nothing passes by it");
    figure_margin(of->margin, margin);
    figure_margin(held_of(of), held);
    return mem_format("; the judge shows %.2f of a true difference, so %s points are "
                      "held to %s",
                      of->judge_shows, margin, held);
}

static char *noisy_words(const struct gate_comparison *of, const char *in,
                         const char *since, const struct drop_figures *figures)
{
    char *settling = would_settle_words(of);
    char *judge = judge_words(of);
    char *out = mem_format(
        "the change%s%s is %s %s, but anything from %s to %s fits (%s; %s case%s), "
        "and a drop of more than %s is not allowed%s%s",
        in, since, figures->change, points_of(of), figures->lower, figures->upper,
        figures->level, figures->cases, of->cases == 1 ? "" : "s", figures->margin,
        settling, judge);

    free(settling);
    free(judge);
    return out;
}

static char *unscored_words(const struct gate_comparison *of, const char *in,
                            const char *against)
{
    double mine = isnan(of->unscored) ? 0 : of->unscored;
    double theirs = isnan(of->unscored_baseline) ? 0 : of->unscored_baseline;
    char share[FIGURE_SIZE];

    figure_percent(fmax(mine, theirs), share);
    return mem_format("not compared%s%s: %s of the %s samples have no result", in,
                      against, share, mine >= theirs ? "candidate's" : "baseline's");
}

static char *missing_words(const struct gate_comparison *of, const char *in,
                           const char *since, const struct drop_figures *figures)
{
    char mine[FIGURE_SIZE], theirs[FIGURE_SIZE];

    figure_percent(isnan(of->unscored) ? 0 : of->unscored, mine);
    figure_percent(isnan(of->unscored_baseline) ? 0 : of->unscored_baseline, theirs);
    return mem_format("the change%s%s is %s %s (%s: %s to %s), but samples without a "
                      "result could decide otherwise (%s of the candidate's, %s of the "
                      "baseline's)",
                      in, since, figures->change, points_of(of), figures->level,
                      figures->lower, figures->upper, mine, theirs);
}

/* A drop that is real. who: "multilingual ". */
static char *dropped_words(const struct gate_comparison *of, const char *who,
                           const char *since, const struct drop_figures *figures)
{
    const char *points = points_of(of);
    const char *verdict = strcmp(of->reason, "small_real_drop") == 0
                              ? ": the drop is real, and within the %s allowed"
                          : of->is_beyond_margin
                              ? ", more than the %s allowed"
                              : ": the drop is real, and more than the %s allowed is not "
                                "ruled out";
    char *head = mem_format("%sdropped %s %s%s (%s: %s to %s)", who, figures->size,
                            points, since, figures->level, figures->least, figures->most);
    size_t length = strcspn(verdict, "%");
    char *out = mem_format("%s%.*s%s%s", head, (int)length, verdict, figures->margin,
                           verdict + length + strlen("%s"));

    free(head);
    return out;
}

static char *passed_words(const struct gate_comparison *of, const char *name,
                          const char *in, const char *since,
                          const struct drop_figures *figures)
{
    const char *points = points_of(of);
    const char *more = of->cases == 1 ? "" : "s";

    if (strcmp(of->reason, "improved") == 0)
        return mem_format("%s%sbetter by %s %s%s (%s: %s to %s; %s case%s)",
                          name ? name : "", name ? " is " : "", figures->size, points,
                          since, figures->level, figures->least, figures->most,
                          figures->cases, more);
    return mem_format(
        "no drop larger than %s %s%s%s: %s to %s, a change of %s (%s: %s to "
        "%s; %s case%s)",
        figures->margin, points, in, since, figures->before, figures->now,
        figures->change, figures->level, figures->lower, figures->upper, figures->cases,
        more);
}

/* "; had nothing dropped, this would be seen once in 240 runs at most" */
static char *evidence_words(const struct gate_comparison *of,
                            const struct drop_figures *figures)
{
    double runs = floor(exp(fmin(of->log_evidence, log(10000))) + 1e-6);
    char count[FIGURE_SIZE];
    int64_t unit = 1;

    if (!of->is_early)
        return mem_text("");
    while ((int64_t)runs / unit >= 100)
        unit *= 10;
    figure_count((int64_t)runs / unit * unit, count);
    if (of->verdict == GATE_FAIL)
        return mem_format(
            "; had nothing dropped, this would be seen once in %s runs at most", count);
    return mem_format(
        "; had it dropped by %s, this would be seen once in %s runs at most",
        figures->margin, count);
}

/* Of a comparison with a verdict on its figures. */
static char *decided_words(const struct gate_comparison *of, const char *name,
                           const char *in, const char *since,
                           const struct drop_figures *figures)
{
    bool is_drop = strcmp(of->reason, "regression") == 0 ||
                   strcmp(of->reason, "small_real_drop") == 0;
    char *who = name ? mem_format("%s ", name) : mem_text("");
    char *plain = is_drop ? dropped_words(of, who, since, figures)
                          : passed_words(of, name, in, since, figures);
    char *evidence = evidence_words(of, figures);
    char *judge = judge_words(of);
    char *out = mem_format("%s%s%s", plain, evidence, judge);

    free(who);
    free(plain);
    free(evidence);
    free(judge);
    return out;
}

char *drop_sentence(const struct gate_comparison *comparison, const char *name,
                    bool of_anchor)
{
    const char *since = of_anchor ? " since the anchor" : "";
    const char *against = of_anchor ? " with the anchor" : "";
    const char *reason = comparison->reason;
    char *in = name ? mem_format(" in %s", name) : mem_text("");
    struct drop_figures figures;
    char *out;

    figures_set(comparison, &figures);
    if (strcmp(reason, "no_pairs") == 0)
        out = mem_format("not compared%s%s: no case %s", in, against,
                         isnan(comparison->unscored) ? "pairs with the baseline"
                         : comparison->of_score      ? "has a score on both sides"
                                                     : "has a result on both sides");
    else if (strcmp(reason, "unscored") == 0)
        out = unscored_words(comparison, in, against);
    else if (strcmp(reason, "missing") == 0)
        out = missing_words(comparison, in, since, &figures);
    else if (strcmp(reason, "too_noisy") == 0)
        out = noisy_words(comparison, in, since, &figures);
    else
        out = decided_words(comparison, name, in, since, &figures);
    free(in);
    return out;
}
