/* gate/judged.c - what the judges of a run said. */
#include "gate/judged.h"

#include "base/mem.h"
#include "base/shown.h"
#include "gate/group_numbers.h"
#include "gate/scope_values.h"
#include "limits/judge_trust.h"
#include "statistics/judge_correction.h"
#include "statistics/ppi_mean.h"
#include "store/judge_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SENTENCE_BYTES_MAX = 4096 };

struct scores {
    double *items; /* owned */
    size_t count, capacity;
};

/* One judge and one variant. */
struct sums {
    int64_t passed, failed, unscored;
    struct case_kinds kinds;                /* of cases that it passed or failed */
    unsigned case_passed, case_failed;      /* of the case that is being added */
    struct scores labels, labelled, others; /* of repeat 1 */
};

struct judged {
    const struct run_plan *plan; /* borrowed */
    struct sums *sums;           /* owned; judge by judge, in each variant by variant */
    bool *in_cohort;             /* owned; judge by judge */
    bool *gives_marks;           /* owned; by judge */
    char **strangers; /* owned; by judge: a model that served and that its calibration
                         does not know; NULL */
    struct group_numbers groups;
    int64_t number; /* of the case that is being added; -1: none */
    int32_t group;  /* its */
    bool has_groups;
    json_t **truths; /* owned; by judge: key → true where people pass it */
};

static struct sums *sums_of(const struct judged *judged, size_t judge, int variant)
{
    return &judged->sums[judge * judged->plan->variant_count + (size_t)variant];
}

static json_t *truths_of(const struct plan_judge *judge)
{
    json_t *truths = json_object();

    for (size_t i = 0; i < judge->passed_count; i++)
        json_object_set_new(truths, judge->passed[i], json_true());
    for (size_t i = 0; i < judge->failed_count; i++)
        json_object_set_new(truths, judge->failed[i], json_false());
    return truths;
}

struct judged *judged_new(const struct run_plan *plan)
{
    struct judged *judged = mem_new(1, sizeof *judged);

    judged->plan = plan;
    judged->number = -1;
    judged->sums = mem_new(plan->judge_count * plan->variant_count, sizeof *judged->sums);
    judged->in_cohort =
        mem_new(plan->judge_count * plan->cohort_count, sizeof *judged->in_cohort);
    judged->gives_marks = mem_new(plan->judge_count, sizeof *judged->gives_marks);
    judged->strangers = mem_new(plan->judge_count, sizeof *judged->strangers);
    judged->truths = mem_new(plan->judge_count, sizeof *judged->truths);
    for (size_t i = 0; i < plan->judge_count; i++)
        judged->truths[i] = truths_of(&plan->judges[i]);
    return judged;
}

void judged_free(struct judged *judged)
{
    if (!judged)
        return;
    for (size_t i = 0; i < judged->plan->judge_count * judged->plan->variant_count; i++) {
        case_kinds_release(&judged->sums[i].kinds);
        free(judged->sums[i].labels.items);
        free(judged->sums[i].labelled.items);
        free(judged->sums[i].others.items);
    }
    for (size_t i = 0; i < judged->plan->judge_count; i++) {
        free(judged->strangers[i]);
        json_decref(judged->truths[i]);
    }
    group_numbers_release(&judged->groups);
    free(judged->sums);
    free(judged->in_cohort);
    free(judged->gives_marks);
    free(judged->strangers);
    free(judged->truths);
    free(judged);
}

/* The case is whole: its share of passes. */
static void case_close(struct sums *sums, int32_t group)
{
    const struct case_outcome outcome = {.passed = sums->case_passed,
                                         .failed = sums->case_failed,
                                         .score_sum = sums->case_passed,
                                         .score_count =
                                             sums->case_passed + sums->case_failed,
                                         .weight = 1};

    if (outcome.score_count)
        case_kinds_add(&sums->kinds, &outcome, NULL, group);
    sums->case_passed = sums->case_failed = 0;
}

static void cases_close(const struct judged *judged)
{
    for (size_t i = 0; i < judged->plan->judge_count * judged->plan->variant_count; i++)
        case_close(&judged->sums[i], judged->group);
}

static void score_add(struct scores *scores, double score)
{
    MEM_GROW(scores->items, scores->count, scores->capacity);
    scores->items[scores->count++] = score;
}

/* Whether people labelled this very answer to this very case. */
static void label_look(const struct judged *judged, size_t judge, struct sums *sums,
                       const struct sample_view *view, double score)
{
    const char *cohort = judged->plan->cohorts[view->test.cohort].name;
    char key[JUDGE_KEY_SIZE];
    const json_t *truth;

    if (judged->plan->repeats > 1 || !json_object_size(judged->truths[judge]))
        return;
    judge_answer_key(cohort, view->test.id, view->answer ? view->answer : "",
                     view->answer_length, key);
    truth = json_object_get(judged->truths[judge], key);
    if (!truth) {
        score_add(&sums->others, score);
        return;
    }
    score_add(&sums->labels, json_is_true(truth));
    score_add(&sums->labelled, score);
}

static void served_look(const struct judged *judged, size_t judge, const char *details)
{
    json_t *root = NULL;
    const json_t *votes;

    if (details && judged->plan->judges[judge].model_count && !judged->strangers[judge])
        root = json_loads(details, 0, NULL);
    votes = json_object_get(root, "votes");
    for (size_t i = 0; i < json_array_size(votes); i++) {
        const json_t *vote = json_array_get(votes, i);
        const char *model = json_string_value(json_object_get(vote, "model"));
        const char *served = json_string_value(json_object_get(vote, "served"));

        if (model && served && !judged->strangers[judge] &&
            !judge_knows_served(&judged->plan->judges[judge], model, served))
            judged->strangers[judge] = mem_text(served);
    }
    json_decref(root);
}

static void grade_add(struct judged *judged, size_t judge, const struct sample_view *view,
                      const struct grade_record *grade)
{
    struct sums *sums = sums_of(judged, judge, view->variant);

    judged->in_cohort[judge * judged->plan->cohort_count + (size_t)view->test.cohort] =
        true;
    served_look(judged, judge, grade->details);
    if (grade->verdict == VERDICT_UNSCORED) {
        sums->unscored++;
        return;
    }
    if (grade->score > 0 && grade->score < 1)
        judged->gives_marks[judge] = true;
    ++*(grade->verdict == VERDICT_PASS ? &sums->passed : &sums->failed);
    ++*(grade->verdict == VERDICT_PASS ? &sums->case_passed : &sums->case_failed);
    label_look(judged, judge, sums, view, grade->verdict == VERDICT_PASS);
}

void judged_groups_from(struct judged *judged, const struct group_source *source)
{
    judged->groups.source = *source;
}

static int case_begin(struct judged *judged, const struct case_record *test,
                      struct error *err)
{
    if (test->number == judged->number)
        return 0;
    cases_close(judged);
    judged->number = test->number;
    judged->has_groups = judged->has_groups || test->group;
    return group_number(&judged->groups, test->group, &judged->group, err);
}

int judged_add(struct judged *judged, const struct sample_view *view, struct error *err)
{
    if (case_begin(judged, &view->test, err))
        return -1;
    for (size_t i = 0; i < judged->plan->judge_count; i++)
        for (size_t k = 0; k < view->grade_count; k++)
            if (view->grades[k].grader == (int)judged->plan->judges[i].grader &&
                !view->grades[k].is_not_asked)
                grade_add(judged, i, view, &view->grades[k]);
    return 0;
}

bool judged_has(const struct judged *judged, size_t judge, int cohort)
{
    const struct run_plan *plan = judged->plan;
    const bool *in_cohort = &judged->in_cohort[judge * plan->cohort_count];

    if (cohort != SCOPE_ALL)
        return in_cohort[cohort];
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (in_cohort[i] && plan->cohorts[i].watch)
            return true;
    return false;
}

bool judged_is_known(const struct judged *judged, size_t judge)
{
    return judge_is_known(&judged->plan->judges[judge]) && !judged->strangers[judge];
}

bool judged_gives_marks(const struct judged *judged, size_t judge)
{
    return judged->gives_marks[judge];
}

char *judged_lack(const struct judged *judged, size_t judge, int64_t began_ms)
{
    const struct plan_judge *of = &judged->plan->judges[judge];
    struct buf out = BUF_INIT(SENTENCE_BYTES_MAX);
    bool lacks;

    buf_append_format(&out, "judge %s ", judged->plan->graders[of->grader].name);
    lacks = judge_lacks(of, began_ms, &out);
    if (!lacks && !isnan(of->min_j) && judged->strangers[judge]) {
        buf_append_text(&out, "was calibrated as another model than the \"");
        shown_append(&out, judged->strangers[judge], strlen(judged->strangers[judge]),
                     60);
        buf_append_text(&out, "\" that answered");
        lacks = true;
    }
    if (!lacks) {
        buf_release(&out);
        return NULL;
    }
    buf_append_text(&out, ": ");
    judge_cure(judged->plan, of, &out);
    return buf_detach(&out);
}

/* Only where a random part of the outputs can be thought of as labelled each by itself.
 */
bool judged_labelled(const struct judged *judged, size_t judge, int variant,
                     struct ppi_scores *out)
{
    const struct sums *sums = sums_of(judged, judge, variant);

    *out = (struct ppi_scores){
        .labels = sums->labels.items,
        .judged = sums->labelled.items,
        .labelled = sums->labels.count,
        .others = sums->others.items,
        .other_count = sums->others.count,
    };
    return !judged->has_groups && out->labelled >= PPI_LABELS_MIN &&
           out->other_count >= 2;
}

static int labelled_make(const struct judged *judged, double level,
                         struct judged_rate *out, struct error *err)
{
    struct ppi_scores scores;
    struct ppi_mean found;
    const bool is_enough = judged_labelled(judged, out->judge, out->variant, &scores);

    out->labelled = (int64_t)scores.labelled;
    if (!is_enough)
        return 0;
    if (ppi_mean(&scores, level, &found, err))
        return -1;
    out->by_labels = fmin(fmax(found.estimate, 0), 1);
    out->by_labels_lower = found.range.lower;
    out->by_labels_upper = found.range.upper;
    return 0;
}

/* A judge that is no better than a coin corrects nothing. */
static void correct(const struct plan_judge *judge, const struct rate *rate, double level,
                    struct judged_rate *out)
{
    const struct judge_calibration calibration = {judge->tp, judge->tp + judge->fn,
                                                  judge->tn, judge->tn + judge->fp};
    struct corrected_rate found;
    struct error ignored;

    if (corrected_rate(rate->mean * rate->n_eff, rate->n_eff, &calibration, level, &found,
                       &ignored))
        return;
    out->corrected = found.estimate;
    out->corrected_lower = found.range.lower;
    out->corrected_upper = found.range.upper;
}

static int rate_find(const struct sums *sums, double level, struct rate *out,
                     struct error *err)
{
    struct scope_cases scope = {.count = 0};
    struct scope_values values;
    const struct rate_walk walk = scope_rate_walk(&values);
    int rc;

    scope_cases_add(&scope, &sums->kinds, 0);
    scope_rates_open(&values, &scope, MEASURED_PASS, MISSING_LEFT_OUT);
    rc = rate_of_walk(&walk, level, out, err);
    scope_values_release(&values);
    scope_cases_release(&scope);
    return rc;
}

static int rate_make(const struct judged *judged, size_t judge, int variant, double level,
                     struct judged_rate *out, struct error *err)
{
    const struct sums *sums = sums_of(judged, judge, variant);
    const double none = (double)NAN;
    struct rate rate;

    *out = (struct judged_rate){.judge = (unsigned)judge,
                                .variant = variant,
                                .passed = sums->passed,
                                .failed = sums->failed,
                                .unscored = sums->unscored,
                                .rate = none,
                                .lower = none,
                                .upper = none,
                                .corrected = none,
                                .corrected_lower = none,
                                .corrected_upper = none,
                                .by_labels = none,
                                .by_labels_lower = none,
                                .by_labels_upper = none,
                                .change_by_labels = none,
                                .change_lower = none,
                                .change_upper = none};
    if (!sums->kinds.kind_count)
        return 0;
    if (rate_find(sums, level, &rate, err))
        return -1;
    out->rate = rate.mean;
    out->lower = rate.interval.lower;
    out->upper = rate.interval.upper;
    correct(&judged->plan->judges[judge], &rate, level, out);
    return labelled_make(judged, level, out, err);
}

int judged_rates(const struct judged *judged, double level, struct judged_rate **out,
                 size_t *count, struct error *err)
{
    const struct run_plan *plan = judged->plan;

    cases_close(judged);
    *count = 0;
    *out = mem_new(plan->judge_count * plan->variant_count, sizeof **out);
    for (size_t i = 0; i < plan->judge_count; i++)
        for (size_t k = 0; k < plan->variant_count; k++) {
            if (!judged_is_known(judged, i))
                continue;
            if (rate_make(judged, i, (int)k, level, &(*out)[*count], err))
                return -1;
            if (!isnan((*out)[*count].rate))
                ++*count;
        }
    return 0;
}
