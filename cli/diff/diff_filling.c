/* cli/diff/diff_filling.c - the cases of both sides, on their way to the pairs. */
#include "base/mem.h"
#include "cli/diff/diff_parts.h"
#include "reports/visible.h"
#include "store/case_graders.h"

#include <stdlib.h>
#include <string.h>

struct side_walk {
    struct diff_sides *sides;
    enum pair_side side;
    const struct texts *cases;
    bool by_digest;               /* held-out cases: a side does not tell their ids */
    struct case_graders *graders; /* of a run's variant */
    struct error *err;
};

/* --case takes an id, or cohort/id. */
static bool case_is_named(const struct texts *names, const char *cohort, const char *id)
{
    const size_t front = strlen(cohort);

    for (size_t i = 0; id && i < names->count; i++) {
        const char *name = names->items[i];

        if (!strcmp(name, id) || (!strncmp(name, cohort, front) && name[front] == '/' &&
                                  !strcmp(name + front + 1, id)))
            return true;
    }
    return names->count == 0;
}

/* id: NULL where the side does not tell it. */
static int case_add(struct side_walk *walk, const char *cohort, const char *id,
                    struct pair_case *row)
{
    const struct run_plan *plan = walk->sides->plan;
    const int place = diff_plan_cohort(plan, cohort);
    const char *key = id;

    if (place < 0 || !case_is_named(walk->cases, cohort, id))
        return 0;
    row->is_hidden = !visible_cohort(plan, place);
    /* The aggregate of one case is that case: held-out ones cannot be asked for. */
    if (row->is_hidden && walk->cases->count)
        return 0;
    if (!id || (row->is_hidden && walk->by_digest))
        key = row->digest;
    return case_pairs_add(walk->sides->pairs, walk->side, place, key, row, walk->err);
}

static int outcome_add(void *context, const struct case_outcome *outcome)
{
    struct side_walk *walk = context;
    const struct diff_run *run = &walk->sides->runs[walk->side];
    struct pair_case row = {.number = outcome->number,
                            .passed = outcome->passed,
                            .failed = outcome->failed,
                            .unscored = outcome->unscored,
                            .missing = outcome->missing,
                            .score_sum = outcome->score_sum,
                            .score_count = outcome->score_count,
                            .cost_usd = outcome->cost_usd,
                            .cost_count = outcome->cost_count,
                            .latencies_ms = outcome->latencies_ms,
                            .latency_count = outcome->latency_count,
                            .digest = outcome->digest,
                            .weight = outcome->weight,
                            .must_pass = outcome->must_pass,
                            .group = outcome->group,
                            .quarantine = outcome->quarantine};
    const struct grader_digests *graders;

    if (outcome->variant != walk->sides->variants[walk->side])
        return 0;
    graders = case_graders_of(walk->graders, outcome->number, walk->err);
    if (!graders)
        return -1;
    row.pass_graders = graders->pass;
    row.score_graders = graders->score;
    return case_add(walk, run->plan->cohorts[outcome->cohort].name, outcome->id, &row);
}

static int line_add(void *context, const struct baseline_line *line)
{
    struct side_walk *walk = context;
    const struct baseline_result *result = &line->result;
    struct pair_case row = {.number = line->line,
                            .passed = result->passed,
                            .failed = result->failed,
                            .unscored = result->unscored,
                            .missing = result->missing,
                            .score_sum = result->score_sum,
                            .score_count = result->score_count,
                            .digest = result->digest,
                            .weight = result->weight,
                            .must_pass = result->must_pass,
                            .pass_graders = result->graders->pass,
                            .score_graders = result->graders->score,
                            .quarantine = -1};

    if (result->entry != walk->sides->variants[walk->side])
        return 0;
    return case_add(walk, result->cohort, result->id, &row);
}

/* No digest of graders is the other one's. */
static const char *alike_or_other(enum pairing pairing)
{
    return pairing == PAIRING_GRADERS ? "" : NULL;
}

/* What was copied into the run as its variant's baseline. */
static int partner_add(void *context, const struct case_outcome *outcome)
{
    struct side_walk *walk = context;
    const struct diff_run *run = &walk->sides->runs[PAIR_NEW];
    const struct case_partner *from = &outcome->baseline;
    struct pair_case row = {.number = outcome->number,
                            .passed = from->passed,
                            .failed = from->failed,
                            .unscored = from->unscored,
                            .missing = from->missing,
                            .score_sum = from->score_sum,
                            .score_count = from->score_count,
                            .cost_usd = from->cost_usd,
                            .cost_count = from->cost_count,
                            .latencies_ms = from->latencies_ms,
                            .latency_count = from->latency_count,
                            .digest =
                                from->pairing == PAIRING_CHANGED ? NULL : outcome->digest,
                            .weight = outcome->weight,
                            .pass_graders = alike_or_other(from->pairing),
                            .score_graders = alike_or_other(from->score_pairing),
                            .quarantine = outcome->quarantine};

    if (outcome->variant != walk->sides->variants[PAIR_NEW] ||
        from->pairing == PAIRING_NEW || from->pairing == PAIRING_NONE)
        return 0;
    return case_add(walk, run->plan->cohorts[outcome->cohort].name, outcome->id, &row);
}

static int gone_add(void *context, const struct gone_case *gone)
{
    struct side_walk *walk = context;
    struct pair_case row = {.number = INT64_MAX,
                            .passed = gone->passed,
                            .failed = gone->failed,
                            .unscored = gone->unscored,
                            .digest = "",
                            .weight = 1,
                            .quarantine = -1};

    if (gone->is_anchor || gone->variant != walk->sides->variants[PAIR_NEW])
        return 0;
    return case_add(walk, gone->cohort_name, gone->id, &row);
}

static int partners_fill(struct side_walk *walk)
{
    struct run_file *run = walk->sides->runs[PAIR_NEW].file;

    return run_file_each_outcome(run, partner_add, walk, walk->err) ||
           run_file_each_gone(run, gone_add, walk, walk->err);
}

static int outcomes_fill(struct side_walk *walk)
{
    const struct diff_run *run = &walk->sides->runs[walk->side];
    int rc = case_graders_open(run->file, run->plan, walk->sides->variants[walk->side],
                               &walk->graders, walk->err);

    if (rc == 0)
        rc = run_file_each_outcome(run->file, outcome_add, walk, walk->err);
    case_graders_close(walk->graders);
    return rc;
}

int diff_pairs_fill(struct diff_sides *sides, const struct diff_scope *scope,
                    struct error *err)
{
    if (case_pairs_new(&sides->pairs, err))
        return -1;
    for (int side = PAIR_OLD; side <= PAIR_NEW; side++) {
        const struct diff_run *run = &sides->runs[side];
        struct side_walk walk = {.sides = sides,
                                 .side = (enum pair_side)side,
                                 .cases = scope->cases,
                                 .by_digest = sides->runs[PAIR_OLD].from.baseline ||
                                              sides->runs[PAIR_NEW].from.baseline,
                                 .err = err};
        int rc;

        if (run->from.baseline)
            rc = baseline_file_each(run->from.baseline, line_add, &walk, err);
        else if (run->file)
            rc = outcomes_fill(&walk);
        else
            rc = partners_fill(&walk);
        if (rc)
            return -1;
    }
    return 0;
}
