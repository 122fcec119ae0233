/* runner/case_pass.c - pass 1: every selected case is read, checked and rendered once. */
#include "runner/case_pass.h"

#include "base/bytes_hash.h"
#include "base/mem.h"
#include "base/shown.h"
#include "runner/asking.h"
#include "runner/case_sample.h"
#include "runner/judged_digest.h"
#include "runner/shared_mistakes.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct case_pass {
    struct prepared *prepared;
    bool *filter_found; /* by cohort, then the suite: its must_pass named a case */
    bool *names_found;  /* of those that --case gives */
    struct case_sample *sample; /* NULL: no case is left to chance */
    bool is_drawn;              /* and a case was not */
    struct error_list *errors;
    struct eval_case row;
    unsigned grader_set; /* of the row */
    struct asking asking;
    struct shared_mistakes mistakes;
    struct sha256 *cases;  /* over the names of all cases, in order */
    struct sha256 *judged; /* over what is in them, and how they count */
    struct sha256 **asked; /* of each variant: over its model and the hashes of its
                              requests, in order */
    struct place unused;   /* the first reference that no grader uses */
    int64_t unused_count;
    struct place blank; /* the first case of which a prompt has nothing to ask */
    int64_t blank_count;
};

/* A request that cannot be built for this case. */
static void request_mistake(struct case_pass *pass, int cohort, struct error *err)
{
    error_place(err, &pass->row.place);
    if (prepared_cohort(pass->prepared, cohort)->held_out)
        err->excerpt = EXCERPT_HIDDEN;
    error_list_add(pass->errors, err);
}

/* Not of a program or an interface of one's own, which may be asked without a prompt. */
static void blank_note(struct case_pass *pass, const struct variant *variant)
{
    const struct messages *messages = &pass->asking.messages;

    if (variant->prompt == VARIANT_NO_PROMPT)
        return;
    for (size_t i = 0; i < messages->count; i++)
        for (size_t at = 0; at < messages->items[i].length; at++)
            if (!isspace((unsigned char)messages->items[i].text[at]))
                return;
    if (pass->blank_count++ == 0)
        pass->blank = pass->row.place;
}

static void variant_check(struct case_pass *pass, int cohort, int variant)
{
    const struct variant *of = prepared_variant(pass->prepared, variant);
    const struct template_undefined *undefined = &pass->asking.undefined;
    struct error err = ERROR_INIT;

    if (!pass->prepared->models[of->model].state)
        return; /* told already */
    if (asking_build(&pass->asking, pass->prepared, cohort, variant, 1, &pass->row,
                     &err)) {
        if (undefined->name[0])
            shared_mistakes_add(&pass->mistakes, "N0131", undefined->name,
                                &undefined->place, &pass->row.place,
                                pass->prepared->plan->case_count);
        else
            request_mistake(pass, cohort, &err);
        return;
    }
    blank_note(pass, of);
    sha256_add_number(pass->asked[variant],
                      bytes_hash(buf_text(&pass->asking.request.body),
                                 pass->asking.request.body.length));
}

/* What other tools call the reference, where the case has it as a variable; NULL. */
static const char *reference_elsewhere(const struct eval_case *row)
{
    static const char *const names[] = {
        "expected", "expected_output", "ideal", "target", "gold", "label"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!row->reference && value_member(row->vars, names[i]))
            return names[i];
    return NULL;
}

/* What a grader lacks in this case; of a held-out cohort nothing is quoted. */
static void reference_mistake(struct case_pass *pass, int cohort,
                              const struct grading *grading, const struct error *err)
{
    bool is_quoted = !prepared_cohort(pass->prepared, cohort)->held_out;
    const char *other = strstr(err->message, "no reference to compare")
                            ? reference_elsewhere(&pass->row)
                            : NULL;
    struct place place = grading_place(grading);
    char *subject;

    if (!is_quoted)
        subject =
            mem_format("grader \"%s\": what it compares with is missing or of no use",
                       grading_name(grading));
    else if (other)
        subject = mem_format("grader \"%s\": %s, but \"%s\": call it "
                             "reference, or say columns: {reference: %s}",
                             grading_name(grading), err->message, other, other);
    else
        subject = mem_format("grader \"%s\": %s", grading_name(grading), err->message);
    shared_mistakes_add(&pass->mistakes, "N0706", subject, &place, &pass->row.place,
                        pass->prepared->plan->case_count);
    free(subject);
}

static void graders_check(struct case_pass *pass, int cohort, int variant)
{
    struct grader_set *set;
    struct error err = ERROR_INIT;

    if (grader_sets_find(pass->prepared->sets, pass->prepared->cohorts[cohort],
                         prepared_response_schema(pass->prepared, variant), &pass->row,
                         &set, pass->errors))
        return;
    pass->grader_set = set->number;
    if (pass->prepared->only_grader ? !set->count : !set->has_required)
        shared_mistakes_add(&pass->mistakes,
                            pass->prepared->only_grader ? "N0576" : "N0705", "",
                            &prepared_cohort(pass->prepared, cohort)->place,
                            &pass->row.place, pass->prepared->plan->case_count);
    for (size_t i = 0; i < set->count; i++)
        if (grading_check_case(set->gradings[i], pass->row.reference, pass->row.vars,
                               &err))
            reference_mistake(pass, cohort, set->gradings[i], &err);
    if (pass->row.reference && set->count > 0 && !pass->prepared->only_grader &&
        !set->needs_reference && pass->unused_count++ == 0)
        pass->unused = pass->row.place;
}

static const char *filter_of(const struct source *gate)
{
    return json_string_value(json_object_get(gate->json, "must_pass"));
}

/* Whether a gate's filter that looks at tags names the case: tags are known here alone,
 * so what it names is marked, and the plan's gate has no filter then (plan_of_suite.c).
 * Of any filter, that it names something. */
static bool filters_ask(struct case_pass *pass, int cohort)
{
    const struct cohort *of = prepared_cohort(pass->prepared, cohort);
    const char *filters[] = {filter_of(&pass->prepared->suite->gate),
                             filter_of(&of->gate)};
    bool *found[] = {&pass->filter_found[pass->prepared->cohort_count],
                     &pass->filter_found[cohort]};
    const struct filtered_case row = filtered_case_of(of, &pass->row);
    bool asks = false;

    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        bool is_marked = filters[i] && case_filter_has_tags(filters[i]);

        if (!filters[i] || (*found[i] && !is_marked) ||
            !case_filter_takes(filters[i], &row))
            continue;
        *found[i] = true;
        asks = asks || is_marked;
    }
    return asks;
}

/* What nobody left out should be there. */
static void filters_tell(struct case_pass *pass)
{
    const struct prepared *prepared = pass->prepared;

    for (size_t i = 0; i <= prepared->cohort_count && !prepared->plan->is_partial; i++) {
        const struct source *gate = i < prepared->cohort_count
                                        ? &prepared_cohort(prepared, (int)i)->gate
                                        : &prepared->suite->gate;
        struct place place;

        if (pass->filter_found[i] || !filter_of(gate))
            continue;
        place = source_place(gate, "/must_pass");
        error_list_at(pass->errors, &place, "N0794", "`must_pass` names no case");
        error_hint(error_list_last(pass->errors),
                   case_filter_has_tags(filter_of(gate))
                       ? "no case here has such a tag, nor has its cohort"
                       : "a case is named by its id, cohort/id, id~TEXT or cohort:NAME");
    }
}

/* What a case is and how it counts; of one length, so that no two lists are alike. */
static void judged_add(struct sha256 *judged, const struct case_record *record)
{
    uint8_t row[SHA256_HEX_SIZE + sizeof record->weight];

    memcpy(row, record->digest, SHA256_HEX_SIZE - 1);
    row[SHA256_HEX_SIZE - 1] = record->must_pass;
    memcpy(row + SHA256_HEX_SIZE, &record->weight, sizeof record->weight);
    sha256_add(judged, row, sizeof row);
}

static void row_record(struct case_pass *pass, int cohort)
{
    const struct cohort *of = prepared_cohort(pass->prepared, cohort);
    const struct eval_case *row = &pass->row;
    struct case_record record = {.number = pass->prepared->plan->case_count,
                                 .cohort = cohort,
                                 .id = row->id,
                                 .digest = row->digest,
                                 .group = row->group,
                                 .weight = row->weight,
                                 .must_pass = filters_ask(pass, cohort) ||
                                              row->must_pass || of->must_pass,
                                 .source = row->source,
                                 .offset = row->offset,
                                 .length = row->length,
                                 .row_hash = row->row_hash,
                                 .line = row->place.line,
                                 .file = row->place.file,
                                 .grader_set = pass->grader_set};
    struct error err;
    unsigned first_line = 0;
    char *first_file = NULL;
    int rc;

    judged_add(pass->judged, &record);
    rc = run_file_add_case(pass->prepared->file, &record, &first_line, &first_file, &err);

    if (rc < 0) {
        error_list_add(pass->errors, &err);
    } else if (rc > 0) {
        error_at(&err, &row->place, "N0707", "two cases of cohort \"%s\" have one id",
                 of->name);
        err.excerpt = of->held_out ? EXCERPT_HIDDEN : EXCERPT_SHOWN;
        error_hint(&err, "the first is at %s:%u; give each row an id of its own",
                   first_file, first_line);
        error_list_add(pass->errors, &err);
        free(first_file);
    }
}

static void row_check(struct case_pass *pass, int cohort)
{
    struct run_plan *plan = pass->prepared->plan;

    if (plan->cohorts[cohort].case_count == 0)
        sha256_add_text(pass->cases, plan->cohorts[cohort].name);
    sha256_add_text(pass->cases, pass->row.id);
    for (size_t i = 0; i < pass->prepared->variant_count; i++) {
        variant_check(pass, cohort, (int)i);
        graders_check(pass, cohort, (int)i);
    }
    row_record(pass, cohort);
    plan->cohorts[cohort].case_count++;
    plan->case_count++;
    if (pass->prepared->kept)
        kept_cases_add(pass->prepared->kept, cohort, &pass->row);
}

static bool is_selected(struct case_pass *pass, int cohort)
{
    const struct cohort *of = prepared_cohort(pass->prepared, cohort);

    selection_find(&pass->prepared->selection, of, pass->row.id, pass->names_found);
    if (!selection_has_case(&pass->prepared->selection, of, &pass->row))
        return false;
    if (!pass->sample ||
        case_sample_takes(pass->sample, (size_t)cohort, of->name, &pass->row))
        return true;
    pass->is_drawn = true;
    return false;
}

/* A sample of as many cases as there are leaves nothing out. */
static void sample_settle(struct case_pass *pass)
{
    struct selection selection = pass->prepared->selection;
    struct run_plan *plan = pass->prepared->plan;

    if (!pass->sample || pass->is_drawn)
        return;
    selection.sample = (struct suite_sample){.cases = 0};
    plan->is_partial = selection_is_partial(&selection, pass->prepared->suite);
    plan->cases_left_out = selection_leaves_cases_out(&selection);
}

/* Every case of a cohort that could be drawn. What is wrong with rows is told later. */
static void cohort_see(struct case_pass *pass, int cohort)
{
    const struct cohort *of = prepared_cohort(pass->prepared, cohort);
    struct error_list ignored = ERROR_LIST_INIT;
    struct dataset *dataset;
    enum dataset_step step;
    struct error err;

    if (dataset_open(pass->prepared->suite, of, &dataset, &err))
        return;
    while ((step = dataset_next(dataset, &pass->row, &ignored)) != DATASET_END &&
           step != DATASET_FAILED)
        if (step == DATASET_CASE &&
            selection_has_case(&pass->prepared->selection, of, &pass->row))
            case_sample_see(pass->sample, (size_t)cohort, of->name, &pass->row);
    dataset_free(dataset);
    error_list_release(&ignored);
}

static void sample_draw(struct case_pass *pass)
{
    const struct prepared *prepared = pass->prepared;

    if (!selection_is_sampled(&prepared->selection))
        return;
    pass->sample = case_sample_new(&prepared->selection.sample, prepared->cohort_count);
    for (size_t i = 0; i < prepared->cohort_count; i++)
        cohort_see(pass, (int)i);
    case_sample_draw(pass->sample);
}

static int cohort_pass(struct case_pass *pass, int cohort)
{
    const struct cohort *of = prepared_cohort(pass->prepared, cohort);
    struct dataset **dataset = &pass->prepared->datasets[cohort];
    int64_t row_count = 0;
    enum dataset_step step;
    struct error err;

    if (dataset_open(pass->prepared->suite, of, dataset, &err))
        return error_list_add(pass->errors, &err);
    while ((step = dataset_next(*dataset, &pass->row, pass->errors)) != DATASET_END &&
           step != DATASET_FAILED) {
        row_count++;
        if (step == DATASET_CASE)
            quarantine_see(pass->prepared->quarantine, of->name, pass->row.id);
        if (step == DATASET_CASE && is_selected(pass, cohort))
            row_check(pass, cohort);
    }
    if (row_count == 0 && step == DATASET_END) {
        error_list_at(pass->errors, &of->place, "N0708", "cohort \"%s\" has no case",
                      of->name);
        error_hint(
            error_list_last(pass->errors),
            "an evaluation of nothing never passes: add cases or leave the cohort out");
    }
    return step == DATASET_FAILED ? -1 : 0;
}

/* How the shared mistakes of one code are told. */
static void mistake_tell(const struct shared_mistake *mistake, struct error_list *errors)
{
    int64_t count = mistake->case_count;
    const char *plural = count == 1 ? "" : "s";
    struct error err;

    if (!strcmp(mistake->code, "N0131")) {
        error_at(&err, &mistake->place, mistake->code,
                 "the prompt needs {{%s}}, and %" PRId64 " case%s not define it",
                 mistake->subject, count, count == 1 ? " does" : "s do");
        error_hint(&err, "first missing in %s", mistake->first);
    } else if (!strcmp(mistake->code, "N0706")) {
        error_at(&err, &mistake->place, mistake->code, "%s (%" PRId64 " case%s)",
                 mistake->subject, count, plural);
        error_hint(&err, "first in %s", mistake->first);
    } else if (!strcmp(mistake->code, "N0576")) {
        error_at(&err, &mistake->place, mistake->code,
                 "the judge does not judge %" PRId64 " of the labelled case%s", count,
                 plural);
        error_hint(&err, "first %s; leave their labels out", mistake->first);
    } else {
        error_at(&err, &mistake->place, mistake->code,
                 "no required grader judges %" PRId64 " case%s: nothing could fail there",
                 count, plural);
        error_hint(&err, "first in %s; give the suite, the cohort or the case a grader",
                   mistake->first);
    }
    error_list_add(errors, &err);
}

/* A column that is not there explains every variable that is not. */
static bool columns_are_missing(const struct error_list *errors)
{
    for (size_t i = 0; i < errors->count; i++)
        if (!strcmp(errors->items[i].code, "N0308"))
            return true;
    return false;
}

static void pass_tell(struct case_pass *pass)
{
    const bool hides_undefined = columns_are_missing(pass->errors);
    struct error err;

    for (size_t i = 0; i < pass->mistakes.count; i++)
        if (!hides_undefined || strcmp(pass->mistakes.items[i].code, "N0131") != 0)
            mistake_tell(&pass->mistakes.items[i], pass->errors);
    if (pass->unused_count) {
        error_at(&err, &pass->unused, "N0709",
                 "no grader uses the reference of this case%s",
                 pass->unused_count > 1 ? " and of others" : "");
        err.excerpt = EXCERPT_HIDDEN;
        error_hint(&err,
                   "add a grader that compares, such as exact, or remove the reference");
        error_list_warn(pass->errors, &err);
    }
}

static void blank_tell(struct case_pass *pass)
{
    struct error err;

    if (!pass->blank_count)
        return;
    error_at(&err, &pass->blank, "N0710", "the prompt comes to nothing for this case%s",
             pass->blank_count > 1 ? " and for others" : "");
    err.excerpt = EXCERPT_HIDDEN;
    error_hint(&err, "a section over a name that the case lacks, and a variable with no "
                     "text in it, leave nothing to ask: see the prompt and the case");
    error_list_warn(pass->errors, &err);
}

static void model_digest(const struct prepared_model *model, char out[SHA256_HEX_SIZE])
{
    struct buf text = BUF_INIT(REQUEST_BYTES_MAX);

    if (model->state) { /* else a mistake was told */
        model->type->describe(model->state, &text);
        sha256_hex_of(buf_text(&text), text.length, out);
    }
    buf_release(&text);
}

/* The same questions are always asked in the same order, which no result decides. 48
 * bits, which every reader of JSON keeps exactly. */
static int64_t order_seed(const char *asked_digest)
{
    char front[13];

    snprintf(front, sizeof front, "%.12s", asked_digest);
    return strtoll(front, NULL, 16);
}

/* The digest of all that is asked (suite-format 7.6): which cases, how often, and every
 * request of the first repeat. By variant too, so that it can be told what changed. */
static void digests_finish(struct case_pass *pass)
{
    struct run_plan *plan = pass->prepared->plan;
    struct sha256 *all = sha256_new();
    char digest[SHA256_HEX_SIZE];

    sha256_end_hex(pass->cases, digest);
    sha256_add_text(all, digest);
    snprintf(digest, sizeof digest, "%u", plan->repeats);
    sha256_add_text(all, digest);
    for (size_t i = 0; i < plan->variant_count; i++) {
        model_digest(
            &pass->prepared->models[prepared_variant(pass->prepared, (int)i)->model],
            plan->variants[i].model_digest);
        sha256_end_hex(pass->asked[i], plan->variants[i].asked_digest);
        sha256_add_text(all, plan->variants[i].asked_digest);
    }
    if (plan->stop_early)
        sha256_add_text(all, "stop_early");
    sha256_end_hex(all, plan->asked_digest);
    sha256_end_hex(pass->judged, plan->judged_digest);
    sha256_free(all);
    if (plan->stop_early)
        plan->order_seed = order_seed(plan->asked_digest);
}

/* One name of several that is misspelt would leave a case out that a person counts on. */
static void names_tell(struct case_pass *pass)
{
    const struct selection *selection = &pass->prepared->selection;
    const size_t count = selection_case_count(selection);

    for (size_t i = 0; i < count && pass->prepared->plan->case_count > 0; i++) {
        struct error err;
        char *quoted;

        if (pass->names_found[i])
            continue;
        quoted = shown_quoted(selection->cases[i], strlen(selection->cases[i]), 80);
        error_set(&err, ERROR_NO_CASES, "N0704",
                  "the selection matches no case %s of suite %s", quoted,
                  pass->prepared->suite->name);
        error_list_add(pass->errors, &err);
        free(quoted);
    }
}

static void plan_finish(struct case_pass *pass)
{
    struct run_plan *plan = pass->prepared->plan;

    /* A cohort that a selection of cases emptied is not gated. */
    for (size_t i = 0; i < plan->cohort_count; i++)
        if (plan->is_partial && plan->cohorts[i].case_count == 0)
            plan->cohorts[i].gate.is_given = false;
    plan->sample_count = plan->case_count * (int64_t)plan->variant_count * plan->repeats;
    digests_finish(pass);
}

/* Over the model, and over the requests that follow. */
static struct sha256 *asked_new(const struct prepared *prepared, int variant)
{
    const struct prepared_model *model =
        &prepared->models[prepared_variant(prepared, variant)->model];
    struct sha256 *hash = sha256_new();

    if (model->asked)
        sha256_begin_with(hash, model->asked);
    return hash;
}

static void sets_record(struct case_pass *pass)
{
    const struct prepared *prepared = pass->prepared;
    const json_t **schemas = mem_new(prepared->variant_count, sizeof *schemas);
    struct error err;

    for (size_t i = 0; i < prepared->variant_count; i++)
        schemas[i] = prepared_response_schema(prepared, (int)i);
    if (grader_sets_record(prepared->sets, prepared->file, schemas, &err))
        error_list_add(pass->errors, &err);
    free(schemas);
}

int case_pass(struct prepared *prepared, struct error_list *errors)
{
    struct case_pass pass = {.prepared = prepared,
                             .errors = errors,
                             .row = EVAL_CASE_INIT,
                             .cases = sha256_new(),
                             .judged = sha256_new(),
                             .asked =
                                 mem_new(prepared->variant_count, sizeof *pass.asked)};

    asking_init(&pass.asking);
    for (size_t i = 0; i < prepared->variant_count; i++)
        pass.asked[i] = asked_new(prepared, (int)i);
    pass.filter_found = mem_new(prepared->cohort_count + 1, sizeof *pass.filter_found);
    pass.names_found =
        mem_new(selection_case_count(&prepared->selection) + 1, sizeof *pass.names_found);
    sample_draw(&pass);
    for (size_t i = 0; i < prepared->cohort_count; i++)
        cohort_pass(&pass, (int)i);
    if (error_list_is_clean(errors))
        sets_record(&pass);
    pass_tell(&pass);
    blank_tell(&pass);
    sample_settle(&pass);
    filters_tell(&pass);
    if (error_list_is_clean(errors))
        names_tell(&pass);
    plan_finish(&pass);
    case_sample_free(pass.sample);
    free(pass.filter_found);
    free(pass.names_found);
    shared_mistakes_release(&pass.mistakes);
    asking_release(&pass.asking);
    eval_case_release(&pass.row);
    for (size_t i = 0; i < prepared->variant_count; i++)
        sha256_free(pass.asked[i]);
    free(pass.asked);
    sha256_free(pass.cases);
    sha256_free(pass.judged);
    return error_list_is_clean(errors) ? 0 : -1;
}
