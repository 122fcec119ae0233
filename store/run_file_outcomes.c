/* store/run_file_outcomes.c - what the repeats of each case and variant add up to. */
#include "base/mem.h"
#include "store/grader_partners.h"
#include "store/run_file_order.h"
#include "store/run_file_partners.h"

#include <math.h>
#include <stdlib.h>

/* One variant of the case that is read; latencies owned, kept from case to case. */
struct variant_outcome {
    struct case_outcome outcome;
    double *latencies;
    size_t latency_capacity;
    struct grader_outcomes graders;
};

/* In the results of a plan with gates of graders. */
enum { GRADES_COLUMN = 9 };

/* Walks side by side, all in order of cases: memory does not grow with them. */
struct outcome_walk {
    struct run_file *file;
    sqlite3_stmt *cases, *results;
    struct partner_walk partners;
    struct grader_partner_walk grader_partners;
    struct grader_walk graders;  /* its plan is NULL where none has a gate */
    const struct run_plan *plan; /* borrowed */
    unsigned rounds;             /* repeats that count */
    bool is_decided;             /* only cases whose samples are all there count */
    bool has_result;             /* results stands on a row, of: */
    int64_t result_case, result_variant;
    struct variant_outcome *variants; /* owned; of the case that is read */
    char digest[65];
};

static int result_next(struct outcome_walk *walk, struct error *err)
{
    int code = sqlite3_step(walk->results);

    walk->has_result = code == SQLITE_ROW;
    if (walk->has_result) {
        walk->result_case = sqlite3_column_int64(walk->results, 0);
        walk->result_variant = sqlite3_column_int64(walk->results, 1);
    }
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return 0;
    return database_error(walk->file, "read", err);
}

static bool result_belongs(const struct outcome_walk *walk,
                           const struct case_outcome *outcome)
{
    return walk->has_result && walk->result_case == outcome->number &&
           walk->result_variant == outcome->variant;
}

static void cached_add(struct case_outcome *outcome, int64_t stored_ms)
{
    if (!stored_ms)
        return;
    outcome->cached++;
    if (!outcome->oldest_cached_ms || stored_ms < outcome->oldest_cached_ms)
        outcome->oldest_cached_ms = stored_ms;
    if (stored_ms > outcome->newest_cached_ms)
        outcome->newest_cached_ms = stored_ms;
}

static int result_add(struct outcome_walk *walk, struct variant_outcome *of,
                      struct error *err)
{
    struct case_outcome *outcome = &of->outcome;
    sqlite3_stmt *row = walk->results;
    double score = column_number(row, 4);
    double latency = column_number(row, 6);
    double cost = column_number(row, 7);
    int64_t repeat = sqlite3_column_int64(row, 2);
    enum verdict verdict;

    if (verdict_parse(column_text(row, 3), &verdict))
        return database_damaged(walk->file, "a sample with an unknown verdict", err);
    if (repeat < 1 || repeat > (int64_t)walk->plan->repeats)
        return database_damaged(walk->file, "a repeat outside of the plan", err);
    if (repeat > (int64_t)walk->rounds)
        return 0;
    if (walk->graders.plan &&
        grader_walk_sample(&walk->graders, row, GRADES_COLUMN, &of->graders, err))
        return -1;
    outcome->missing--;
    cached_add(outcome, sqlite3_column_int64(row, 8)); /* 0 for NULL */
    outcome->passed += verdict == VERDICT_PASS;
    outcome->failed += verdict == VERDICT_FAIL;
    outcome->unscored += verdict == VERDICT_UNSCORED;
    if (!isnan(score)) {
        outcome->score_sum += score;
        outcome->score_count++;
    }
    if (!isnan(cost)) {
        outcome->cost_usd += cost;
        outcome->cost_count++;
    }
    if (!isnan(latency) && sqlite3_column_type(row, 5) == SQLITE_NULL) {
        MEM_GROW(of->latencies, outcome->latency_count, of->latency_capacity);
        of->latencies[outcome->latency_count++] = latency;
    }
    return 0;
}

static int variant_read(struct outcome_walk *walk, const struct case_record *test,
                        int variant, struct error *err)
{
    struct variant_outcome *of = &walk->variants[variant];
    int rc = 0;

    of->outcome = (struct case_outcome){
        .number = test->number,
        .cohort = test->cohort,
        .variant = variant,
        .id = test->id,
        .digest = test->digest,
        .weight = test->weight,
        .must_pass = test->must_pass,
        .group = test->group,
        .quarantine = run_plan_quarantine(walk->plan, test->cohort, test->id),
        .missing = walk->rounds};
    if (walk->graders.plan)
        rc = grader_walk_case(&walk->graders, variant, test->grader_set, walk->rounds,
                              &of->graders, err);
    while (rc == 0 && result_belongs(walk, &of->outcome)) {
        rc = result_add(walk, of, err);
        if (rc == 0)
            rc = result_next(walk, err);
    }
    of->outcome.latencies_ms = of->latencies;
    of->outcome.graders = of->graders.list;
    of->outcome.grader_count = of->graders.count;
    return rc;
}

struct case_partner case_partner_of(const struct case_outcome *outcome)
{
    return (struct case_partner){.pairing = PAIRING_PAIRED,
                                 .score_pairing = PAIRING_PAIRED,
                                 .passed = outcome->passed,
                                 .failed = outcome->failed,
                                 .unscored = outcome->unscored,
                                 .missing = outcome->missing,
                                 .score_sum = outcome->score_sum,
                                 .score_count = outcome->score_count,
                                 .cost_usd = outcome->cost_usd,
                                 .cost_count = outcome->cost_count,
                                 .latencies_ms = outcome->latencies_ms,
                                 .latency_count = outcome->latency_count};
}

static int case_outcomes(struct outcome_walk *walk, const struct case_record *test,
                         run_file_outcome_fn *fn, void *context, struct error *err)
{
    const struct run_plan *plan = walk->plan;
    unsigned missing = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < plan->variant_count; i++) {
        rc = variant_read(walk, test, (int)i, err);
        missing += walk->variants[i].outcome.missing;
    }
    if (walk->is_decided && missing)
        return rc;
    for (size_t i = 0; rc == 0 && i < plan->variant_count; i++) {
        struct case_outcome *outcome = &walk->variants[i].outcome;
        int baseline = plan->variants[i].baseline;

        if (baseline >= 0) {
            outcome->baseline = case_partner_of(&walk->variants[baseline].outcome);
            grader_walk_pair(&walk->graders, &walk->variants[baseline].graders,
                             &walk->variants[i].graders);
        }
        rc = partner_walk_fill(&walk->partners, &plan->variants[i], outcome, err);
        if (rc == 0)
            rc = grader_partner_walk_fill(&walk->grader_partners, &plan->variants[i],
                                          outcome, &walk->variants[i].graders, err);
        if (rc == 0)
            rc = fn(context, outcome);
    }
    return rc;
}

static int outcomes_walk(struct outcome_walk *walk, run_file_outcome_fn *fn,
                         void *context, struct error *err)
{
    struct case_record test;
    int code = SQLITE_DONE;
    int rc = result_next(walk, err);

    while (rc == 0 && (code = sqlite3_step(walk->cases)) == SQLITE_ROW) {
        rc = outcome_case_read(walk->file, walk->cases, walk->digest, &test, err);
        if (rc == 0 && (size_t)test.cohort >= walk->plan->cohort_count)
            rc = database_damaged(walk->file, "a case of no cohort", err);
        if (rc == 0)
            rc = case_outcomes(walk, &test, fn, context, err);
    }
    if (rc == 0 && code != SQLITE_DONE)
        rc = database_error(walk->file, "read", err);
    if (rc == 0 && walk->has_result)
        rc = database_damaged(walk->file, "a sample of no case or variant", err);
    if (rc == 0 && !walk->is_decided)
        rc = partner_walk_check(&walk->partners, err) ||
                     grader_partner_walk_check(&walk->grader_partners, err)
                 ? -1
                 : 0;
    return rc;
}

static int rounds_count(struct run_file *file, const struct run_plan *plan,
                        unsigned *rounds, struct error *err)
{
    int64_t whole = plan->case_count * (int64_t)plan->variant_count;
    sqlite3_stmt *counts = NULL;
    int code, rc = -1;

    *rounds = 0;
    if (database_prepare(file,
                         file->schema < 3 ? run_file_walk_rounds_2 : run_file_walk_rounds,
                         &counts, err))
        return -1;
    while ((code = sqlite3_step(counts)) == SQLITE_ROW && *rounds < plan->repeats &&
           sqlite3_column_int64(counts, 0) == (int64_t)*rounds + 1 &&
           sqlite3_column_int64(counts, 1) == whole)
        ++*rounds;
    rc =
        code == SQLITE_ROW || code == SQLITE_DONE ? 0 : database_error(file, "read", err);
    sqlite3_finalize(counts);
    return rc;
}

int run_file_complete_rounds(struct run_file *file, unsigned *rounds, struct error *err)
{
    struct run_plan *plan;
    int rc;

    if (run_file_plan(file, &plan, err))
        return -1;
    rc = rounds_count(file, plan, rounds, err);
    run_plan_free(plan);
    return rc;
}

/* What counts: all, but of a run that is judged by what is complete of it. */
static int extent_set(struct outcome_walk *walk, struct error *err)
{
    struct run_info info;
    bool are_complete_ones;

    walk->rounds = walk->plan->repeats;
    if (run_file_info(walk->file, &info, err))
        return -1;
    are_complete_ones = info.status == RUN_SPENT_JUDGED;
    walk->is_decided = info.status == RUN_DECIDED;
    run_info_release(&info);
    return are_complete_ones ? rounds_count(walk->file, walk->plan, &walk->rounds, err)
                             : 0;
}

static void walk_end(struct outcome_walk *walk)
{
    sqlite3_finalize(walk->cases);
    sqlite3_finalize(walk->results);
    partner_walk_end(&walk->partners);
    grader_partner_walk_end(&walk->grader_partners);
    for (size_t i = 0; i < walk->plan->variant_count; i++) {
        free(walk->variants[i].latencies);
        grader_outcomes_release(&walk->variants[i].graders);
    }
    grader_walk_end(&walk->graders);
    free(walk->variants);
}

/* The statements of the walk: more columns where graders have gates. */
static int walk_prepare(struct outcome_walk *walk, struct error *err)
{
    const bool is_graded = walk->plan->grader_gate_count > 0;
    const char *results = run_file_walk_results;

    if (is_graded)
        results = run_file_walk_results_graded;
    else if (walk->file->schema < 2)
        results = run_file_walk_results_1;
    for (size_t i = 0; is_graded && i < walk->plan->variant_count; i++)
        grader_outcomes_init(&walk->variants[i].graders, walk->plan);
    if (is_graded && grader_walk_begin(&walk->graders, walk->file, walk->plan, err))
        return -1;
    return database_prepare(walk->file, run_file_judged_cases, &walk->cases, err) ||
                   database_prepare(walk->file, results, &walk->results, err)
               ? -1
               : 0;
}

int run_file_each_outcome(struct run_file *file, run_file_outcome_fn *fn, void *context,
                          struct error *err)
{
    struct outcome_walk walk = {.file = file};
    struct run_plan *plan;
    int rc = -1;

    if (run_file_plan(file, &plan, err))
        return -1;
    walk.plan = plan;
    walk.variants = mem_new(plan->variant_count, sizeof *walk.variants);
    if (extent_set(&walk, err) || walk_prepare(&walk, err) ||
        partner_walk_begin(&walk.partners, file, plan, err) ||
        grader_partner_walk_begin(&walk.grader_partners, file, plan, err))
        goto done;
    rc = outcomes_walk(&walk, fn, context, err);

done:
    walk_end(&walk);
    run_plan_free(plan);
    return rc;
}

struct outcome_reader {
    struct outcome_walk walk;
};

int outcome_reader_new(struct run_file *file, const struct run_plan *plan,
                       struct outcome_reader **out, struct error *err)
{
    struct outcome_reader *reader = mem_new(1, sizeof *reader);

    reader->walk =
        (struct outcome_walk){.file = file, .plan = plan, .rounds = plan->repeats};
    reader->walk.variants = mem_new(plan->variant_count, sizeof *reader->walk.variants);
    if (database_prepare(file, run_file_judged_case, &reader->walk.cases, err) ||
        database_prepare(
            file, file->schema < 2 ? run_file_case_results_1 : run_file_case_results,
            &reader->walk.results, err) ||
        partner_walk_prepare(&reader->walk.partners, file, plan, err)) {
        outcome_reader_free(reader);
        return -1;
    }
    *out = reader;
    return 0;
}

void outcome_reader_free(struct outcome_reader *reader)
{
    if (!reader)
        return;
    walk_end(&reader->walk);
    free(reader);
}

static int one_case_read(struct outcome_walk *walk, int64_t number,
                         run_file_outcome_fn *fn, void *context, struct error *err)
{
    struct case_record test;
    int code;

    sqlite3_bind_int64(walk->cases, 1, number);
    sqlite3_bind_int64(walk->results, 1, number);
    code = sqlite3_step(walk->cases);
    if (code == SQLITE_DONE)
        return database_damaged(walk->file, "a case that is not there", err);
    if (code != SQLITE_ROW)
        return database_error(walk->file, "read", err);
    if (outcome_case_read(walk->file, walk->cases, walk->digest, &test, err) ||
        result_next(walk, err) || partner_walk_go(&walk->partners, number, err))
        return -1;
    return case_outcomes(walk, &test, fn, context, err);
}

int outcome_reader_read(struct outcome_reader *reader, int64_t number,
                        run_file_outcome_fn *fn, void *context, struct error *err)
{
    int rc = one_case_read(&reader->walk, number, fn, context, err);

    sqlite3_reset(reader->walk.cases);
    sqlite3_reset(reader->walk.results);
    partner_walk_rest(&reader->walk.partners);
    return rc;
}
