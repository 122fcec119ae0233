/* graders/judge_votes.c - what the votes of a judge come to. */
#include "graders/judge_votes.h"

#include "base/mem.h"
#include "base/shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_SHOWN_MAX = 200 };

struct ballot {
    bool counts, passes, is_flipped;
    double mark, score;
    const struct judge_vote *told; /* the one whose reason is told */
};

struct tally {
    struct ballot *ballots; /* owned */
    size_t count, counted, passed, flipped;
};

static struct ballot ballot_of(const struct judge *judge, const struct judge_vote *vote)
{
    const struct judge_vote *other = vote + 1;
    struct ballot ballot = {.counts = vote->said == JUDGE_SAID_VERDICT, .told = vote};

    ballot.mark = vote->mark;
    ballot.score = vote->score;
    ballot.passes = vote->passes;
    if (judge->mode != JUDGE_PAIR)
        return ballot;
    if (ballot.counts && other->said != JUDGE_SAID_VERDICT)
        ballot.told = other;
    ballot.counts = ballot.counts && other->said == JUDGE_SAID_VERDICT;
    /* Both prefer the same, or it is a tie. */
    if (vote->score != other->score) {
        ballot.is_flipped = ballot.counts && fabs(vote->score - other->score) == 1;
        ballot.score = ballot.mark = 0.5;
    }
    ballot.passes = ballot.score >= judge->pass;
    return ballot;
}

static struct tally tally_of(const struct judge *judge, const struct judge_vote *votes)
{
    const size_t step = judge->mode == JUDGE_PAIR ? 2 : 1;
    struct tally tally = {.count = judge_ballots(judge)};

    tally.ballots = mem_new(tally.count, sizeof *tally.ballots);
    for (size_t i = 0; i < tally.count; i++) {
        struct ballot *ballot = &tally.ballots[i];

        *ballot = ballot_of(judge, &votes[i * step]);
        tally.counted += ballot->counts;
        tally.passed += ballot->counts && ballot->passes;
        tally.flipped += ballot->is_flipped;
    }
    return tally;
}

static int by_size(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

/* Of those that count; at least one does. */
static double median_of(const struct tally *tally, bool of_marks)
{
    double *values = mem_new(tally->counted, sizeof *values);
    size_t count = 0;
    double median;

    for (size_t i = 0; i < tally->count; i++)
        if (tally->ballots[i].counts)
            values[count++] = of_marks ? tally->ballots[i].mark : tally->ballots[i].score;
    qsort(values, count, sizeof *values, by_size);
    median = (values[(count - 1) / 2] + values[count / 2]) / 2;
    free(values);
    return median;
}

static json_t *vote_json(const struct judge *judge, const struct judge_vote *vote,
                         size_t index)
{
    static const char *const problems[] = {NULL, NULL, "no verdict", "not reached"};
    const size_t orders = judge->mode == JUDGE_PAIR ? 2 : 1;
    json_t *row =
        json_pack("{s:s}", "model", judge->models[index / orders / judge->votes]);

    if (orders == 2)
        json_object_set_new(row, "order", json_string(index % 2 ? "second" : "first"));
    if (vote->served)
        json_object_set_new(row, "served", json_string(vote->served));
    if (problems[vote->said])
        json_object_set_new(row, "problem", json_string(problems[vote->said]));
    if (vote->word)
        json_object_set_new(row, "verdict", json_string(vote->word));
    if (vote->said == JUDGE_SAID_VERDICT && judge->mode == JUDGE_SCALE)
        json_object_set_new(row, "mark", json_real(vote->mark));
    if (vote->reason)
        json_object_set_new(row, "reason", json_string(vote->reason));
    if (vote->was_repaired)
        json_object_set_new(row, "asked_again", json_true());
    return row;
}

static void details_keep(const struct judge *judge, const struct judge_vote *votes,
                         const struct tally *tally, struct grade *grade)
{
    const size_t count = tally->count * (judge->mode == JUDGE_PAIR ? 2 : 1);
    json_t *rows = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(rows, vote_json(judge, &votes[i], i));
    grade_detail(grade, "votes", rows);
    if (judge->mode == JUDGE_PAIR) {
        grade_detail(grade, "pairs", json_integer((json_int_t)tally->counted));
        grade_detail(grade, "flips", json_integer((json_int_t)tally->flipped));
    }
}

static char *reason_shown(const struct judge_vote *vote)
{
    const char *reason = vote->reason ? vote->reason : "";

    return shown_quoted(reason, strlen(reason), REASON_SHOWN_MAX);
}

/* Why a ballot does not count. */
static char *problem_told(const struct judge_vote *vote)
{
    char *shown = reason_shown(vote);
    char *told;

    if (vote->said == JUDGE_SAID_UNCLEAR)
        told = mem_format("the judge could not tell: %s", shown);
    else if (vote->said == JUDGE_NOT_REACHED)
        told = mem_format("the judge was not reached: %s", shown);
    else
        told = mem_format("no verdict in the judge's reply: %s", shown);
    free(shown);
    return told;
}

static void without_outcome(const struct tally *tally, struct grade *grade)
{
    char *told = NULL;

    for (size_t i = 0; !told && i < tally->count; i++)
        if (!tally->ballots[i].counts)
            told = problem_told(tally->ballots[i].told);
    if (tally->count == 1)
        grade_unscored(grade, "%s", told);
    else if (tally->counted * 2 <= tally->count)
        grade_unscored(grade, "only %zu of %zu votes have a verdict; %s", tally->counted,
                       tally->count, told);
    else
        grade_unscored(grade, "%zu of %zu votes pass and as many fail", tally->passed,
                       tally->counted);
    free(told);
}

/* What the outcome is called, in the words of the mode. */
static char *outcome_told(const struct judge *judge, const struct tally *tally,
                          const struct ballot *told)
{
    const char *other = judge->is_against_baseline ? "baseline" : "reference";

    switch (judge->mode) {
    case JUDGE_SCALE:
        return mem_format("%.4g on a scale from %g to %g, passes from %g on",
                          median_of(tally, true), judge->low, judge->high, judge->pass);
    case JUDGE_PAIR:
        if (told->score == 0.5)
            return mem_format(
                "a tie with the %s%s", other,
                told->is_flipped ? ", the judge prefers what stands in one place" : "");
        return mem_format("%s than the %s", told->score > 0.5 ? "better" : "worse",
                          other);
    case JUDGE_YES_NO:
    case JUDGE_CATEGORIES:
        break;
    }
    return shown_quoted(told->told->word, strlen(told->told->word), REASON_SHOWN_MAX);
}

static void outcome_grade(const struct judge *judge, const struct tally *tally,
                          bool passes, struct grade *grade)
{
    const size_t agree = passes ? tally->passed : tally->counted - tally->passed;
    const struct ballot *told = tally->ballots;
    char *outcome, *reason;
    char share[64] = "";

    for (size_t i = 0; i < tally->count; i++)
        if (tally->ballots[i].counts && tally->ballots[i].passes == passes) {
            told = &tally->ballots[i];
            break;
        } else if (tally->ballots[i].counts && !told->counts) {
            told = &tally->ballots[i];
        }
    outcome = outcome_told(judge, tally, told);
    reason = reason_shown(told->told);
    if (tally->count > 1)
        snprintf(share, sizeof share, " (%zu of %zu votes)", agree, tally->count);
    if (passes)
        grade_pass_with(grade, "%s%s: %s", outcome, share, reason);
    else
        grade_fail(grade, "%s%s: %s", outcome, share, reason);
    if (judge->mode == JUDGE_SCALE || judge->mode == JUDGE_PAIR)
        grade->score = median_of(tally, false);
    if (tally->count > 1)
        grade_detail(grade, "agreement",
                     json_real((double)agree / (double)tally->counted));
    if (judge->mode == JUDGE_SCALE)
        grade_detail(grade, "mark", json_real(median_of(tally, true)));
    free(outcome);
    free(reason);
}

void judge_votes_grade(const struct judge *judge, const struct judge_vote *votes,
                       struct grade *grade)
{
    struct tally tally = tally_of(judge, votes);

    details_keep(judge, votes, &tally, grade);
    if (tally.counted * 2 <= tally.count ||
        (!judge->is_median && tally.passed * 2 == tally.counted))
        without_outcome(&tally, grade);
    else
        outcome_grade(judge, &tally,
                      judge->is_median ? median_of(&tally, true) >= judge->pass
                                       : tally.passed * 2 > tally.counted,
                      grade);
    free(tally.ballots);
}

void judge_tie_grade(const struct judge *judge, struct grade *grade)
{
    static const char told[] = "a tie with the %s: it is the same answer";
    const char *other = judge->is_against_baseline ? "baseline" : "reference";

    if (judge->pass <= 0.5)
        grade_pass_with(grade, told, other);
    else
        grade_fail(grade, told, other);
    grade->score = 0.5;
}
