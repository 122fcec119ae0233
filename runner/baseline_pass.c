/* runner/baseline_pass.c - what a run is compared with: entries chosen, results imported.
 */
#include "runner/baseline_pass.h"

#include "base/mem.h"
#include "base/shown.h"
#include "runner/baseline_answers.h"
#include "runner/judged_digest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NO_ENTRY = -1, NAMES_BYTES_MAX = 160, NAME_COLUMNS = 60 };

/* One baseline on its way into the plan. */
struct comparing {
    struct prepared *prepared;
    struct baseline_source source;
    bool is_anchor;
    int *plan_entries; /* of each entry of the source: its index in the plan; NO_ENTRY */
    struct baseline_import *import;
    struct sha256 *judged; /* over all results */
    struct error *err;
};

static bool texts_are_same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* Rule 4 of section 3. NO_ENTRY: none fits, or several do. */
static int entry_choose(const struct baseline_source *source,
                        const struct plan_variant *variant)
{
    int by_model = NO_ENTRY;
    size_t of_model = 0;

    if (source->entry_count == 1)
        return 0;
    for (size_t i = 0; i < source->entry_count; i++) {
        const struct plan_entry *entry = &source->entries[i]->plan;

        if (strcmp(entry->model_id, variant->model_id) != 0)
            continue;
        if (texts_are_same(entry->prompt_name, variant->prompt_name))
            return (int)i;
        by_model = (int)i;
        of_model++;
    }
    return of_model == 1 ? by_model : NO_ENTRY;
}

static void names_list(const struct baseline_source *source, struct buf *out)
{
    for (size_t i = 0; i < source->entry_count; i++) {
        const char *name = source->entries[i]->plan.name;

        if (out->length > NAMES_BYTES_MAX - NAME_COLUMNS) {
            buf_append_format(out, " and %zu more", source->entry_count - i);
            return;
        }
        buf_append_text(out, i ? ", " : "");
        shown_append(out, name, strlen(name), NAME_COLUMNS);
    }
}

static int no_entry(const struct comparing *comparing, const struct plan_variant *variant)
{
    struct buf names = BUF_INIT(1024);

    names_list(&comparing->source, &names);
    error_set(
        comparing->err, ERROR_INPUT, "N0797", "the %s has no entry for %s: it holds %s",
        comparing->is_anchor ? "anchor" : "baseline", variant->name, buf_text(&names));
    error_hint(comparing->err,
               "an entry fits by prompt name and model id, or by model id where one has "
               "it; make it of a run that has both: noworse baseline set RUN");
    buf_release(&names);
    return -1;
}

static struct plan_entry entry_copy(const struct plan_entry *from, bool is_anchor)
{
    struct plan_entry copy = *from;

    copy.name = mem_text(from->name);
    copy.prompt_name = mem_text(from->prompt_name);
    copy.prompt_version = mem_text(from->prompt_version);
    copy.prompt_digest = mem_text(from->prompt_digest);
    copy.model_id = mem_text(from->model_id);
    copy.model_provider = mem_text(from->model_provider);
    copy.model_name = mem_text(from->model_name);
    copy.cohorts = mem_new(from->cohort_count, sizeof *copy.cohorts);
    for (size_t i = 0; i < from->cohort_count; i++) {
        copy.cohorts[i] = from->cohorts[i];
        copy.cohorts[i].cohort = mem_text(from->cohorts[i].cohort);
    }
    copy.served = mem_new(from->served_count, sizeof *copy.served);
    for (size_t i = 0; i < from->served_count; i++)
        copy.served[i] = mem_text(from->served[i]);
    copy.is_anchor = is_anchor;
    return copy;
}

/* Its index in the plan; added where no variant is compared with it yet. */
static int plan_entry_of(struct comparing *comparing, int entry)
{
    struct run_plan *plan = comparing->prepared->plan;
    int *known = &comparing->plan_entries[entry];

    if (*known != NO_ENTRY)
        return *known;
    *known = (int)plan->baseline_entry_count;
    plan->baseline_entries =
        mem_resize(plan->baseline_entries, plan->baseline_entry_count + 1,
                   sizeof *plan->baseline_entries);
    plan->baseline_entries[plan->baseline_entry_count++] =
        entry_copy(&comparing->source.entries[entry]->plan, comparing->is_anchor);
    return *known;
}

static int variants_assign(struct comparing *comparing)
{
    struct run_plan *plan = comparing->prepared->plan;

    for (size_t i = 0; i < plan->variant_count; i++) {
        struct plan_variant *variant = &plan->variants[i];
        int entry = entry_choose(&comparing->source, variant);

        if (entry == NO_ENTRY)
            return no_entry(comparing, variant);
        *(comparing->is_anchor ? &variant->anchor_entry : &variant->baseline_entry) =
            plan_entry_of(comparing, entry);
    }
    return 0;
}

static bool is_its_own_past(const struct plan_variant *variant,
                            const struct plan_entry *entry)
{
    return texts_are_same(variant->prompt_digest, entry->prompt_digest) &&
           !strcmp(variant->model_id, entry->model_id) &&
           !strcmp(variant->model_provider, entry->model_provider) &&
           texts_are_same(variant->model_name, entry->model_name);
}

/* Rule 6: one candidate is the very thing that another is compared with. */
static void own_past_warn(const struct comparing *comparing, struct error_list *errors)
{
    const struct run_plan *plan = comparing->prepared->plan;
    struct error err;

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];
        size_t sharing = 0;

        for (size_t k = 0; k < plan->variant_count; k++)
            sharing += plan->variants[k].baseline_entry == variant->baseline_entry;
        if (sharing < 2 ||
            !is_its_own_past(variant, &plan->baseline_entries[variant->baseline_entry]))
            continue;
        error_at(&err, &comparing->prepared->suite->baseline.place, "N0799",
                 "%s is gated against its own past", variant->label);
        error_hint(&err,
                   "name it as the baseline to run both now: baseline: {prompt: …}");
        error_list_warn(errors, &err);
    }
}

static void result_hash(struct sha256 *hash, const struct baseline_result *result)
{
    const uint64_t counts[] = {(uint64_t)result->entry, result->passed,
                               result->failed,          result->unscored,
                               result->missing,         result->score_count};

    sha256_add_text(hash, result->cohort);
    sha256_add_text(hash, result->digest);
    sha256_add_text(hash, result->graders->pass);
    sha256_add_text(hash, result->graders->score);
    sha256_add(hash, counts, sizeof counts);
    sha256_add(hash, &result->score_sum, sizeof result->score_sum);
}

/* Where gates of graders look at it. */
static void grades_hash(struct sha256 *hash, const struct baseline_result *result)
{
    for (size_t i = 0; i < result->grade_count; i++) {
        const struct baseline_grade *grade = &result->grades[i];
        const uint64_t counts[] = {grade->passed, grade->failed, grade->unscored,
                                   grade->score_count};

        double score_sum = 0;

        for (unsigned k = 0; k < grade->score_count; k++)
            score_sum += grade->scores[k];
        sha256_add_text(hash, grade->digest);
        sha256_add(hash, counts, sizeof counts);
        sha256_add(hash, &score_sum, sizeof score_sum);
    }
}

static int line_import(void *context, const struct baseline_line *line)
{
    struct comparing *comparing = context;
    struct baseline_result result = line->result;
    int rc;

    if (comparing->plan_entries[result.entry] == NO_ENTRY)
        return 0;
    result.entry = comparing->plan_entries[result.entry];
    result_hash(comparing->judged, &result);
    if (comparing->prepared->plan->grader_gate_count)
        grades_hash(comparing->judged, &result);
    rc = baseline_import_add(comparing->import, &result, comparing->err);
    if (rc > 0) {
        struct place place = {comparing->source.told.path, line->line, 0, 0};
        char *quoted = shown_quoted(result.cohort, strlen(result.cohort), NAME_COLUMNS);

        rc = error_at(comparing->err, &place, "N0642",
                      "the baseline has this case of cohort %s twice", quoted);
        free(quoted);
    }
    return rc;
}

static int lines_import(struct comparing *comparing)
{
    const bool has_gates = comparing->prepared->plan->grader_gate_count > 0;

    return baseline_source_each(&comparing->source,
                                has_gates ? LINES_WITH_GRADES : LINES_OF_CASES,
                                line_import, comparing, comparing->err);
}

static void suite_warn(const struct comparing *comparing, struct error_list *errors)
{
    const struct suite *suite = comparing->prepared->suite;
    struct error err;
    char *quoted;

    if (!strcmp(comparing->source.suite, suite->name))
        return;
    quoted = shown_quoted(comparing->source.suite, strlen(comparing->source.suite), 60);
    error_at(&err, &suite->baseline.place, "N0798",
             "the baseline %s is of another suite, %s", comparing->source.told.path,
             quoted);
    error_hint(&err, "what it has in common is compared; see how many cases pair");
    error_list_warn(errors, &err);
    free(quoted);
}

/* The plan's entries and source. */
static int entries_add(struct comparing *comparing, struct error_list *errors)
{
    struct run_plan *plan = comparing->prepared->plan;
    struct plan_source *told = comparing->is_anchor ? &plan->anchor : &plan->baseline;

    comparing->plan_entries =
        mem_new(comparing->source.entry_count, sizeof *comparing->plan_entries);
    for (size_t i = 0; i < comparing->source.entry_count; i++)
        comparing->plan_entries[i] = NO_ENTRY;
    if (variants_assign(comparing))
        return -1;
    suite_warn(comparing, errors);
    if (!comparing->is_anchor)
        own_past_warn(comparing, errors);
    *told = comparing->source.told;
    return 0;
}

static bool is_grader_of(const struct baseline_source *source, const char *digest)
{
    const struct plan_grader *graders =
        source->file ? source->file->graders : source->run_plan->graders;
    const size_t count =
        source->file ? source->file->grader_count : source->run_plan->grader_count;

    for (size_t i = 0; i < count; i++)
        if (strcmp(graders[i].digest, digest) == 0)
            return true;
    return false;
}

/* Told where cases do not pair: a judge is another with other parameters of its model,
 * which nobody sees in the list of graders. */
static char *new_graders(const struct comparing *comparing)
{
    const struct run_plan *plan = comparing->prepared->plan;
    struct buf names = BUF_INIT(2 * NAMES_BYTES_MAX);

    for (size_t i = 0; i < plan->grader_count; i++) {
        if (!plan->graders[i].required ||
            is_grader_of(&comparing->source, plan->graders[i].digest))
            continue;
        if (names.length > NAMES_BYTES_MAX - NAME_COLUMNS) {
            buf_append_text(&names, ", …");
            break;
        }
        buf_append_format(&names, "%s%s", names.length ? ", " : "",
                          plan->graders[i].name);
    }
    if (names.length)
        return buf_detach(&names);
    buf_release(&names);
    return NULL;
}

static void comparing_end(struct comparing *comparing, bool is_told)
{
    struct prepared *prepared = comparing->prepared;

    if (is_told && !comparing->is_anchor)
        prepared->new_graders = new_graders(comparing);
    if (is_told && !comparing->is_anchor && grader_sets_uses_baseline(prepared->sets))
        prepared->baseline_answers =
            baseline_answers_take(&comparing->source, comparing->plan_entries);
    if (is_told) /* the plan's now */
        comparing->source.told = (struct plan_source){.path = NULL};
    baseline_source_close(&comparing->source);
    free(comparing->plan_entries);
}

/* Both at once: a result names the plan's entry, and the import is one. */
static int all_import(struct comparing *both, size_t count, struct error *err)
{
    const struct prepared *prepared = both[0].prepared;
    struct sha256 *judged = sha256_new();
    struct baseline_import *import = NULL;
    int rc = baseline_import_begin(prepared->file, prepared->plan, &import, err);

    for (size_t i = 0; i < count && rc == 0; i++) {
        both[i].import = import;
        both[i].judged = judged;
        rc = lines_import(&both[i]);
    }
    /* Rules of the gate that stand in data. */
    if (rc == 0 && baseline_import_has_other_rules(import))
        prepared->plan->baseline.rules_differ = true;
    judged_digest_add(prepared->plan, judged);
    sha256_free(judged);
    baseline_import_end(import);
    return rc;
}

static int comparing_begin(struct comparing *comparing, struct error_list *errors,
                           bool *is_told)
{
    const struct suite *suite = comparing->prepared->suite;
    const struct suite_baseline *baseline = &suite->baseline;
    int rc = comparing->is_anchor
                 ? baseline_anchor_open(suite, &comparing->source, comparing->err)
                 : baseline_source_open(suite, &comparing->source, comparing->err);

    if (rc == 0)
        rc = entries_add(comparing, errors);
    *is_told = rc == 0;
    if (rc)
        error_place(comparing->err,
                    comparing->is_anchor ? &baseline->anchor_place : &baseline->place);
    return rc;
}

int baseline_pass(struct prepared *prepared, struct error_list *errors)
{
    const struct suite_baseline *baseline = &prepared->suite->baseline;
    struct error err;
    struct comparing both[2] = {{.prepared = prepared, .err = &err},
                                {.prepared = prepared, .err = &err, .is_anchor = true}};
    bool is_told[2] = {false, false};
    size_t count = baseline->anchor ? 2 : 1;
    int rc = 0;

    if ((!baseline->word && !baseline->file) ||
        (baseline->word && !strcmp(baseline->word, "none")))
        return 0;
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = comparing_begin(&both[i], errors, &is_told[i]);
    if (rc == 0)
        rc = all_import(both, count, &err);
    for (size_t i = 0; i < 2; i++)
        comparing_end(&both[i], is_told[i]);
    if (rc == 0)
        return 0;
    error_place(&err, &baseline->place);
    return error_list_add(errors, &err);
}
