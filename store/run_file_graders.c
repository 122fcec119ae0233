/* store/run_file_graders.c - what graders that have a gate made of cases. */
#include "store/run_file_graders.h"

#include "base/mem.h"
#include "store/gated_graders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t fields_max(const struct run_plan *plan)
{
    size_t most = 0;

    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (plan->grader_gates[i].field_count > most)
            most = plan->grader_gates[i].field_count;
    return most;
}

void grader_outcomes_init(struct grader_outcomes *outcomes, const struct run_plan *plan)
{
    const size_t gates = plan->grader_gate_count;

    *outcomes = (struct grader_outcomes){
        .list = mem_new(gates, sizeof *outcomes->list),
        .labels = mem_new(gates * plan->repeats, sizeof *outcomes->labels),
        .fields = mem_new(gates * fields_max(plan), sizeof *outcomes->fields)};
}

void grader_outcomes_release(struct grader_outcomes *outcomes)
{
    free(outcomes->list);
    free(outcomes->labels);
    free(outcomes->fields);
}

int grader_walk_begin(struct grader_walk *walk, struct run_file *file,
                      const struct run_plan *plan, struct error *err)
{
    static const struct document empty = DOCUMENT_INIT;

    *walk = (struct grader_walk){.plan = plan, .file = file, .details = empty};
    walk->of_variants = mem_new(plan->variant_count, sizeof *walk->of_variants);
    for (size_t i = 0; i < plan->variant_count; i++) {
        walk->of_variants[i].number = -1;
        walk->of_variants[i].graders =
            mem_new(plan->grader_gate_count, sizeof *walk->of_variants->graders);
    }
    if (grades_reader_open(&walk->reader, file, plan, err))
        return -1;
    return database_prepare(
        file, "SELECT graders FROM grader_sets WHERE number = ? AND variant = ?",
        &walk->sets, err);
}

void grader_walk_end(struct grader_walk *walk)
{
    if (!walk->plan)
        return;
    for (size_t i = 0; i < walk->plan->variant_count; i++)
        free(walk->of_variants[i].graders);
    free(walk->of_variants);
    grades_reader_close(&walk->reader);
    document_release(&walk->details);
    sqlite3_finalize(walk->sets);
}

static int set_read(struct grader_walk *walk, int variant, int64_t number,
                    struct error *err)
{
    struct gated_set *set = &walk->of_variants[variant];
    const char *list = "[]"; /* a set that is not there is none */
    int code, rc = 0;

    sqlite3_bind_int64(walk->sets, 1, number);
    sqlite3_bind_int(walk->sets, 2, variant);
    code = sqlite3_step(walk->sets);
    if (code == SQLITE_ROW)
        list = column_text(walk->sets, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        rc = database_error(walk->file, "read", err);
    else if (gated_graders_parse(walk->plan, list, set->graders))
        rc = database_damaged(walk->file, "a set of graders that the plan has not", err);
    sqlite3_reset(walk->sets);
    set->number = rc ? -1 : number;
    return rc;
}

static void outcome_begin(const struct run_plan *plan, size_t gate, int grader,
                          unsigned rounds, struct grader_outcomes *out)
{
    const struct plan_grader_gate *row = &plan->grader_gates[gate];
    struct graded_field *fields = out->fields + gate * fields_max(plan);

    if (row->field_count)
        memset(fields, 0, row->field_count * sizeof *fields);
    out->list[out->count++] = (struct grader_outcome){
        .gate = (int)gate,
        .grader = grader,
        .missing = rounds,
        .labels = row->label_count ? out->labels + gate * plan->repeats : NULL,
        .fields = row->field_count ? fields : NULL};
}

int grader_walk_case(struct grader_walk *walk, int variant, int64_t set, unsigned rounds,
                     struct grader_outcomes *out, struct error *err)
{
    const struct gated_set *gated = &walk->of_variants[variant];

    out->count = 0;
    if (gated->number != set && set_read(walk, variant, set, err))
        return -1;
    for (size_t i = 0; i < walk->plan->grader_gate_count; i++)
        if (gated->graders[i] >= 0)
            outcome_begin(walk->plan, i, gated->graders[i], rounds, out);
    return 0;
}

static const struct grade_record *grade_of(const struct grades_reader *reader, int grader)
{
    for (size_t i = 0; i < reader->count; i++)
        if (reader->list[i].grader == grader)
            return &reader->list[i];
    return NULL;
}

static int text_index(char *const *list, size_t count, const struct value *text)
{
    for (size_t i = 0; text && text->type == VALUE_STRING && i < count; i++)
        if (value_is_text(text, list[i]))
            return (int)i;
    return -1;
}

/* Of a scored sample. */
static void label_add(const struct plan_grader_gate *gate, const struct value *details,
                      struct graded_label *out)
{
    out->expected =
        text_index(gate->labels, gate->label_count, value_member(details, "expected"));
    out->found =
        text_index(gate->labels, gate->label_count, value_member(details, "found"));
}

/* Those that do not pass are told; of what could not be read nothing passes. */
static void fields_add(const struct plan_grader_gate *gate, enum verdict verdict,
                       const struct value *details, struct graded_field *out)
{
    const struct value *told = value_member(details, "fields");
    const bool is_unreadable = !told && value_member(details, "unreadable");

    for (size_t i = 0; i < gate->field_count; i++) {
        const struct value *word = value_member(told, gate->fields[i]);

        if (is_unreadable || (word && value_is_text(word, "fail")))
            out[i].failed++;
        else if (word || verdict == VERDICT_UNSCORED)
            out[i].unscored++;
        else
            out[i].passed++;
    }
}

static const struct value *details_read(struct grader_walk *walk,
                                        const struct grade_record *grade)
{
    struct error ignored;

    if (!grade || !grade->details ||
        document_read(&walk->details, grade->details, strlen(grade->details), NULL,
                      &ignored))
        return NULL;
    return document_root(&walk->details);
}

static void grade_add(struct grader_walk *walk, struct grader_outcome *out,
                      struct grader_outcomes *all, const struct grade_record *grade)
{
    const struct plan_grader_gate *gate = &walk->plan->grader_gates[out->gate];
    const size_t at = (size_t)out->gate;
    enum verdict verdict = grade ? grade->verdict : VERDICT_UNSCORED;
    const struct value *details =
        out->labels || out->fields ? details_read(walk, grade) : NULL;

    out->missing--;
    if (grade && grade->is_not_asked)
        return;
    if (out->fields)
        fields_add(gate, verdict, details, all->fields + at * fields_max(walk->plan));
    if (out->labels && verdict != VERDICT_UNSCORED)
        label_add(gate, details,
                  &all->labels[at * walk->plan->repeats + out->passed + out->failed]);
    out->passed += verdict == VERDICT_PASS;
    out->failed += verdict == VERDICT_FAIL;
    out->unscored += verdict == VERDICT_UNSCORED;
    if (verdict == VERDICT_UNSCORED || !isfinite(grade->score))
        return;
    out->score_sum += grade->score;
    out->score_count++;
}

int grader_walk_sample(struct grader_walk *walk, sqlite3_stmt *row, int at,
                       struct grader_outcomes *out, struct error *err)
{
    if (out->count == 0)
        return 0;
    if (grades_read(&walk->reader, 0, row, at, err))
        return -1;
    for (size_t i = 0; i < out->count; i++)
        grade_add(walk, &out->list[i], out, grade_of(&walk->reader, out->list[i].grader));
    return 0;
}

static const struct grader_outcome *outcome_of(const struct grader_outcomes *outcomes,
                                               int gate)
{
    for (size_t i = 0; i < outcomes->count; i++)
        if (outcomes->list[i].gate == gate)
            return &outcomes->list[i];
    return NULL;
}

void grader_walk_pair(const struct grader_walk *walk,
                      const struct grader_outcomes *baseline, struct grader_outcomes *out)
{
    const struct plan_grader *graders;

    if (!walk->plan)
        return;
    graders = walk->plan->graders;
    for (size_t i = 0; i < out->count; i++) {
        struct grader_outcome *own = &out->list[i];
        const struct grader_outcome *other = outcome_of(baseline, own->gate);
        enum pairing pairing = PAIRING_GRADERS;

        if (!other) {
            own->baseline = (struct case_partner){.pairing = PAIRING_GRADERS,
                                                  .score_pairing = PAIRING_GRADERS};
            continue;
        }
        if (strcmp(graders[own->grader].digest, graders[other->grader].digest) == 0)
            pairing = PAIRING_PAIRED;
        own->baseline = (struct case_partner){.pairing = pairing,
                                              .score_pairing = pairing,
                                              .passed = other->passed,
                                              .failed = other->failed,
                                              .unscored = other->unscored,
                                              .missing = other->missing,
                                              .score_sum = other->score_sum,
                                              .score_count = other->score_count};
    }
}
