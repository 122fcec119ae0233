/* cli/diff/diff_baseline.c - a baseline as a side of a comparison: its entries as
 * variants. */
#include "base/mem.h"
#include "cli/diff/diff_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Eight digits of a digest say nothing to anybody. */
static const char *label_of(const struct plan_entry *entry)
{
    const char *version = plan_entry_version(entry);

    if (version)
        return version;
    return entry->prompt_version ? "baseline" : entry->name;
}

static void variant_fill(struct plan_variant *out, const struct plan_entry *entry)
{
    *out = (struct plan_variant){.name = mem_text(entry->name),
                                 .label = mem_text(label_of(entry)),
                                 .prompt_name = mem_text(entry->prompt_name),
                                 .prompt_version = mem_text(entry->prompt_version),
                                 .prompt_digest = mem_text(entry->prompt_digest),
                                 .model_id = mem_text(entry->model_id),
                                 .model_provider = mem_text(entry->model_provider),
                                 .model_name = mem_text(entry->model_name),
                                 .baseline = -1,
                                 .baseline_entry = -1,
                                 .anchor_entry = -1};
}

static void grader_fill(struct plan_grader *out, const struct plan_grader *from)
{
    *out = (struct plan_grader){.name = mem_text(from->name),
                                .type = mem_text(from->type),
                                .digest = mem_text(from->digest),
                                .required = from->required,
                                .uses_baseline = from->uses_baseline,
                                .weight = from->weight};
}

static void graders_fill(struct run_plan *plan, const struct plan_grader *from,
                         size_t count)
{
    plan->graders = mem_new(count + 1, sizeof *plan->graders);
    plan->grader_count = count;
    for (size_t i = 0; i < count; i++)
        grader_fill(&plan->graders[i], &from[i]);
}

struct cohort_walk {
    struct run_plan *plan;
    size_t capacity;
};

/* Lines of a cohort stand together, and held-out ones have no id. */
static int cohort_find(void *context, const struct baseline_line *line)
{
    struct cohort_walk *walk = context;
    struct run_plan *plan = walk->plan;
    struct plan_cohort *cohort;

    if (diff_plan_cohort(plan, line->result.cohort) >= 0)
        return 0;
    MEM_GROW(plan->cohorts, plan->cohort_count, walk->capacity);
    cohort = &plan->cohorts[plan->cohort_count++];
    *cohort = (struct plan_cohort){.name = mem_text(line->result.cohort),
                                   .held_out = !line->result.id,
                                   .watch = true};
    gate_rules_init(&cohort->gate);
    return 0;
}

int diff_plan_of_baseline(const struct baseline_file *file, struct run_plan **out,
                          struct error *err)
{
    struct cohort_walk walk = {run_plan_new(), 0};
    struct run_plan *plan = walk.plan;

    *out = plan;
    plan->suite = mem_text(file->suite);
    plan->suite_path = mem_text(file->path);
    plan->suite_digest = mem_text(file->suite_digest);
    plan->variants = mem_new(file->entry_count + 1, sizeof *plan->variants);
    plan->variant_count = file->entry_count;
    for (size_t i = 0; i < file->entry_count; i++) {
        variant_fill(&plan->variants[i], &file->entries[i].plan);
        if (plan->repeats < file->entries[i].plan.repeats)
            plan->repeats = file->entries[i].plan.repeats;
    }
    graders_fill(plan, file->graders, file->grader_count);
    return baseline_file_each(file, cohort_find, &walk, err);
}

struct run_plan *diff_plan_of_entry(const struct run_plan *plan, int entry)
{
    struct run_plan *out = run_plan_new();

    out->suite = mem_text(plan->suite);
    out->suite_path = mem_text(plan->suite_path);
    out->suite_digest = mem_text(plan->suite_digest);
    out->variants = mem_new(1, sizeof *out->variants);
    out->variant_count = 1;
    variant_fill(&out->variants[0], &plan->baseline_entries[entry]);
    graders_fill(out, plan->graders,
                 plan->grader_count); /* what pairs was graded alike */
    return out;
}
