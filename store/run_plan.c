/* store/run_plan.c - what a run set out to do: its members, and the plan as JSON. */
#include "store/run_plan.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "store/run_plan_fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct plan_field variant_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_variant, name), 0, NULL},
    {"label", PLAN_TEXT, offsetof(struct plan_variant, label), 0, NULL},
    {"prompt_name", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, prompt_name), 0,
     NULL},
    {"prompt_version", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, prompt_version),
     0, NULL},
    {"prompt_digest", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, prompt_digest), 0,
     NULL},
    {"prompt_path", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, prompt_path), 0,
     NULL},
    {"prompt_text", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, prompt_text), 0,
     NULL},
    {"model_id", PLAN_TEXT, offsetof(struct plan_variant, model_id), 0, NULL},
    {"model_provider", PLAN_TEXT, offsetof(struct plan_variant, model_provider), 0, NULL},
    {"model_name", PLAN_TEXT_OR_NULL, offsetof(struct plan_variant, model_name), 0, NULL},
    {"model_digest", PLAN_DIGEST, offsetof(struct plan_variant, model_digest), 0, NULL},
    {"asked_digest", PLAN_DIGEST, offsetof(struct plan_variant, asked_digest), 0, NULL},
    {"is_baseline", PLAN_BOOL, offsetof(struct plan_variant, is_baseline), 0, NULL},
    {"baseline", PLAN_VARIANT_INDEX, offsetof(struct plan_variant, baseline), 0, NULL},
    {"baseline_entry", PLAN_VARIANT_INDEX, offsetof(struct plan_variant, baseline_entry),
     0, NULL},
    {"anchor_entry", PLAN_VARIANT_INDEX, offsetof(struct plan_variant, anchor_entry), 0,
     NULL},
    {0},
};
static const struct plan_shape variant_shape = {variant_fields,
                                                sizeof(struct plan_variant)};

static const struct plan_field grader_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_grader, name), 0, NULL},
    {"type", PLAN_TEXT, offsetof(struct plan_grader, type), 0, NULL},
    {"digest", PLAN_TEXT, offsetof(struct plan_grader, digest), 0, NULL},
    {"required", PLAN_BOOL, offsetof(struct plan_grader, required), 0, NULL},
    {"uses_baseline", PLAN_BOOL, offsetof(struct plan_grader, uses_baseline), 0, NULL},
    {"weight", PLAN_NUMBER, offsetof(struct plan_grader, weight), 0, NULL},
    {0},
};
static const struct plan_shape grader_shape = {grader_fields, sizeof(struct plan_grader)};

static const struct plan_field judge_model_fields[] = {
    {"id", PLAN_TEXT, offsetof(struct plan_judge_model, id), 0, NULL},
    {"served", PLAN_TEXTS, offsetof(struct plan_judge_model, served),
     offsetof(struct plan_judge_model, served_count), NULL},
    {0},
};
static const struct plan_shape judge_model_shape = {judge_model_fields,
                                                    sizeof(struct plan_judge_model)};

static const struct plan_field judge_fields[] = {
    {"grader", PLAN_UNSIGNED, offsetof(struct plan_judge, grader), 0, NULL},
    {"min_j", PLAN_NUMBER, offsetof(struct plan_judge, min_j), 0, NULL},
    {"max_age_days", PLAN_NUMBER, offsetof(struct plan_judge, max_age_days), 0, NULL},
    {"problem", PLAN_TEXT_OR_NULL, offsetof(struct plan_judge, problem), 0, NULL},
    {"calibrated_ms", PLAN_COUNT, offsetof(struct plan_judge, calibrated_ms), 0, NULL},
    {"tp", PLAN_COUNT, offsetof(struct plan_judge, tp), 0, NULL},
    {"fn", PLAN_COUNT, offsetof(struct plan_judge, fn), 0, NULL},
    {"fp", PLAN_COUNT, offsetof(struct plan_judge, fp), 0, NULL},
    {"tn", PLAN_COUNT, offsetof(struct plan_judge, tn), 0, NULL},
    {"models", PLAN_OBJECTS, offsetof(struct plan_judge, models),
     offsetof(struct plan_judge, model_count), &judge_model_shape},
    {"passed", PLAN_TEXTS, offsetof(struct plan_judge, passed),
     offsetof(struct plan_judge, passed_count), NULL},
    {"failed", PLAN_TEXTS, offsetof(struct plan_judge, failed),
     offsetof(struct plan_judge, failed_count), NULL},
    {0},
};
static const struct plan_shape judge_shape = {judge_fields, sizeof(struct plan_judge)};

static const struct plan_field rules_fields[] = {
    {"is_given", PLAN_BOOL, offsetof(struct gate_rules, is_given), 0, NULL},
    {"is_default", PLAN_BOOL, offsetof(struct gate_rules, is_default), 0, NULL},
    {"pass_rate", PLAN_NUMBER, offsetof(struct gate_rules, pass_rate), 0, NULL},
    {"score", PLAN_NUMBER, offsetof(struct gate_rules, score), 0, NULL},
    {"latency_p95_ms", PLAN_NUMBER, offsetof(struct gate_rules, latency_p95_ms), 0, NULL},
    {"unscored", PLAN_NUMBER, offsetof(struct gate_rules, unscored), 0, NULL},
    {"must_pass", PLAN_TEXT_OR_NULL, offsetof(struct gate_rules, must_pass), 0, NULL},
    {"pass_rate_by_bound", PLAN_BOOL, offsetof(struct gate_rules, pass_rate_by_bound), 0,
     NULL},
    {"score_by_bound", PLAN_BOOL, offsetof(struct gate_rules, score_by_bound), 0, NULL},
    {"pass_all_repeats", PLAN_NUMBER, offsetof(struct gate_rules, pass_all_repeats), 0,
     NULL},
    {"cost_per_case_usd", PLAN_NUMBER, offsetof(struct gate_rules, cost_per_case_usd), 0,
     NULL},
    {"max_drop", PLAN_NUMBER, offsetof(struct gate_rules, max_drop), 0, NULL},
    {"drop_of_score", PLAN_BOOL, offsetof(struct gate_rules, drop_of_score), 0, NULL},
    {"max_cost_rise", PLAN_NUMBER, offsetof(struct gate_rules, max_cost_rise), 0, NULL},
    {"max_latency_rise", PLAN_NUMBER, offsetof(struct gate_rules, max_latency_rise), 0,
     NULL},
    {"confidence", PLAN_NUMBER, offsetof(struct gate_rules, confidence), 0, NULL},
    {"quarantined", PLAN_NUMBER, offsetof(struct gate_rules, quarantined), 0, NULL},
    {"paired", PLAN_NUMBER, offsetof(struct gate_rules, paired), 0, NULL},
    {"removed_allowed", PLAN_BOOL, offsetof(struct gate_rules, removed_allowed), 0, NULL},
    {0},
};
static const struct plan_shape rules_shape = {rules_fields, sizeof(struct gate_rules)};

static const struct plan_field grader_gate_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_grader_gate, name), 0, NULL},
    {"labels", PLAN_TEXTS, offsetof(struct plan_grader_gate, labels),
     offsetof(struct plan_grader_gate, label_count), NULL},
    {"fields", PLAN_TEXTS, offsetof(struct plan_grader_gate, fields),
     offsetof(struct plan_grader_gate, field_count), NULL},
    {"gate", PLAN_OBJECT, offsetof(struct plan_grader_gate, gate), 0, &rules_shape},
    {0},
};
static const struct plan_shape grader_gate_shape = {grader_gate_fields,
                                                    sizeof(struct plan_grader_gate)};

static const struct plan_field share_rule_fields[] = {
    {"rule", PLAN_TEXT, offsetof(struct plan_share_rule, rule), 0, NULL},
    {"key", PLAN_TEXT_OR_NULL, offsetof(struct plan_share_rule, key), 0, NULL},
    {"at_least", PLAN_NUMBER, offsetof(struct plan_share_rule, at_least), 0, NULL},
    {"grader", PLAN_VARIANT_INDEX, offsetof(struct plan_share_rule, grader), 0, NULL},
    {"cohort", PLAN_VARIANT_INDEX, offsetof(struct plan_share_rule, cohort), 0, NULL},
    {"is_of_grader", PLAN_BOOL, offsetof(struct plan_share_rule, is_of_grader), 0, NULL},
    {0},
};
static const struct plan_shape share_rule_shape = {share_rule_fields,
                                                   sizeof(struct plan_share_rule)};

static const struct plan_field cohort_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_cohort, name), 0, NULL},
    {"held_out", PLAN_BOOL, offsetof(struct plan_cohort, held_out), 0, NULL},
    {"watch", PLAN_BOOL, offsetof(struct plan_cohort, watch), 0, NULL},
    {"weight", PLAN_NUMBER, offsetof(struct plan_cohort, weight), 0, NULL},
    {"owner", PLAN_TEXT_OR_NULL, offsetof(struct plan_cohort, owner), 0, NULL},
    {"tags", PLAN_TEXTS, offsetof(struct plan_cohort, tags),
     offsetof(struct plan_cohort, tag_count), NULL},
    {"gate", PLAN_OBJECT, offsetof(struct plan_cohort, gate), 0, &rules_shape},
    {"case_count", PLAN_COUNT, offsetof(struct plan_cohort, case_count), 0, NULL},
    {"file", PLAN_TEXT_OR_NULL, offsetof(struct plan_cohort, file), 0, NULL},
    {"line", PLAN_UNSIGNED, offsetof(struct plan_cohort, line), 0, NULL},
    {0},
};
static const struct plan_shape cohort_shape = {cohort_fields, sizeof(struct plan_cohort)};

static const struct plan_field figures_fields[] = {
    {"cohort", PLAN_TEXT, offsetof(struct plan_figures, cohort), 0, NULL},
    {"cost_usd", PLAN_NUMBER, offsetof(struct plan_figures, cost_usd), 0, NULL},
    {"latency_p95_ms", PLAN_NUMBER, offsetof(struct plan_figures, latency_p95_ms), 0,
     NULL},
    {0},
};
static const struct plan_shape figures_shape = {figures_fields,
                                                sizeof(struct plan_figures)};

static const struct plan_field entry_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_entry, name), 0, NULL},
    {"prompt_name", PLAN_TEXT_OR_NULL, offsetof(struct plan_entry, prompt_name), 0, NULL},
    {"prompt_version", PLAN_TEXT_OR_NULL, offsetof(struct plan_entry, prompt_version), 0,
     NULL},
    {"prompt_digest", PLAN_TEXT_OR_NULL, offsetof(struct plan_entry, prompt_digest), 0,
     NULL},
    {"model_id", PLAN_TEXT, offsetof(struct plan_entry, model_id), 0, NULL},
    {"model_provider", PLAN_TEXT, offsetof(struct plan_entry, model_provider), 0, NULL},
    {"model_name", PLAN_TEXT_OR_NULL, offsetof(struct plan_entry, model_name), 0, NULL},
    {"repeats", PLAN_UNSIGNED, offsetof(struct plan_entry, repeats), 0, NULL},
    {"cost_usd", PLAN_NUMBER, offsetof(struct plan_entry, cost_usd), 0, NULL},
    {"latency_p95_ms", PLAN_NUMBER, offsetof(struct plan_entry, latency_p95_ms), 0, NULL},
    {"cohorts", PLAN_OBJECTS, offsetof(struct plan_entry, cohorts),
     offsetof(struct plan_entry, cohort_count), &figures_shape},
    {"served", PLAN_TEXTS, offsetof(struct plan_entry, served),
     offsetof(struct plan_entry, served_count), NULL},
    {"is_anchor", PLAN_BOOL, offsetof(struct plan_entry, is_anchor), 0, NULL},
    {0},
};
static const struct plan_shape entry_shape = {entry_fields, sizeof(struct plan_entry)};

static const struct plan_field source_fields[] = {
    {"path", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, path), 0, NULL},
    {"ref", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, ref), 0, NULL},
    {"at", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, at), 0, NULL},
    {"run_id", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, run_id), 0, NULL},
    {"ended", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, ended), 0, NULL},
    {"commit", PLAN_TEXT_OR_NULL, offsetof(struct plan_source, commit), 0, NULL},
    {"rules_differ", PLAN_BOOL, offsetof(struct plan_source, rules_differ), 0, NULL},
    {"is_run", PLAN_BOOL, offsetof(struct plan_source, is_run), 0, NULL},
    {"lacks_grades", PLAN_BOOL, offsetof(struct plan_source, lacks_grades), 0, NULL},
    {0},
};
static const struct plan_shape source_shape = {source_fields, sizeof(struct plan_source)};

static const struct plan_field quarantine_fields[] = {
    {"name", PLAN_TEXT, offsetof(struct plan_quarantine, name), 0, NULL},
    {"reason", PLAN_TEXT, offsetof(struct plan_quarantine, reason), 0, NULL},
    {"owner", PLAN_TEXT, offsetof(struct plan_quarantine, owner), 0, NULL},
    {"until", PLAN_TEXT, offsetof(struct plan_quarantine, until), 0, NULL},
    {"is_expired", PLAN_BOOL, offsetof(struct plan_quarantine, is_expired), 0, NULL},
    {0},
};
static const struct plan_shape quarantine_shape = {quarantine_fields,
                                                   sizeof(struct plan_quarantine)};

static const struct plan_field earlier_fields[] = {
    {"runs", PLAN_UNSIGNED, offsetof(struct plan_earlier, runs), 0, NULL},
    {"number", PLAN_UNSIGNED, offsetof(struct plan_earlier, number), 0, NULL},
    {"verdict", PLAN_TEXT_OR_NULL, offsetof(struct plan_earlier, verdict), 0, NULL},
    {0},
};
static const struct plan_shape earlier_shape = {earlier_fields,
                                                sizeof(struct plan_earlier)};

static const struct plan_field plan_fields[] = {
    {"suite", PLAN_TEXT, offsetof(struct run_plan, suite), 0, NULL},
    {"suite_path", PLAN_TEXT, offsetof(struct run_plan, suite_path), 0, NULL},
    {"suite_digest", PLAN_TEXT, offsetof(struct run_plan, suite_digest), 0, NULL},
    {"owner", PLAN_TEXT_OR_NULL, offsetof(struct run_plan, owner), 0, NULL},
    {"description", PLAN_TEXT_OR_NULL, offsetof(struct run_plan, description), 0, NULL},
    {"repeats", PLAN_UNSIGNED, offsetof(struct run_plan, repeats), 0, NULL},
    {"variants", PLAN_OBJECTS, offsetof(struct run_plan, variants),
     offsetof(struct run_plan, variant_count), &variant_shape},
    {"graders", PLAN_OBJECTS, offsetof(struct run_plan, graders),
     offsetof(struct run_plan, grader_count), &grader_shape},
    {"grader_gates", PLAN_OBJECTS, offsetof(struct run_plan, grader_gates),
     offsetof(struct run_plan, grader_gate_count), &grader_gate_shape},
    {"share_rules", PLAN_OBJECTS, offsetof(struct run_plan, share_rules),
     offsetof(struct run_plan, share_rule_count), &share_rule_shape},
    {"judges", PLAN_OBJECTS, offsetof(struct run_plan, judges),
     offsetof(struct run_plan, judge_count), &judge_shape},
    {"cohorts", PLAN_OBJECTS, offsetof(struct run_plan, cohorts),
     offsetof(struct run_plan, cohort_count), &cohort_shape},
    {"gate", PLAN_OBJECT, offsetof(struct run_plan, gate), 0, &rules_shape},
    {"has_baseline", PLAN_BOOL, offsetof(struct run_plan, has_baseline), 0, NULL},
    {"is_partial", PLAN_BOOL, offsetof(struct run_plan, is_partial), 0, NULL},
    {"profile", PLAN_TEXT_OR_NULL, offsetof(struct run_plan, profile), 0, NULL},
    {"cohorts_left_out", PLAN_TEXTS, offsetof(struct run_plan, cohorts_left_out),
     offsetof(struct run_plan, cohort_left_out_count), NULL},
    {"cases_left_out", PLAN_BOOL, offsetof(struct run_plan, cases_left_out), 0, NULL},
    {"case_count", PLAN_COUNT, offsetof(struct run_plan, case_count), 0, NULL},
    {"sample_count", PLAN_COUNT, offsetof(struct run_plan, sample_count), 0, NULL},
    {"asked_digest", PLAN_DIGEST, offsetof(struct run_plan, asked_digest), 0, NULL},
    {"judged_digest", PLAN_DIGEST, offsetof(struct run_plan, judged_digest), 0, NULL},
    {"earlier", PLAN_OBJECT, offsetof(struct run_plan, earlier), 0, &earlier_shape},
    {"command", PLAN_TEXT_OR_NULL, offsetof(struct run_plan, command), 0, NULL},
    {"prices_as_of", PLAN_TEXT_OR_NULL, offsetof(struct run_plan, prices_as_of), 0, NULL},
    {"baseline", PLAN_OBJECT, offsetof(struct run_plan, baseline), 0, &source_shape},
    {"anchor", PLAN_OBJECT, offsetof(struct run_plan, anchor), 0, &source_shape},
    {"baseline_entries", PLAN_OBJECTS, offsetof(struct run_plan, baseline_entries),
     offsetof(struct run_plan, baseline_entry_count), &entry_shape},
    {"quarantine", PLAN_OBJECTS, offsetof(struct run_plan, quarantine),
     offsetof(struct run_plan, quarantine_count), &quarantine_shape},
    {"stop_early", PLAN_BOOL, offsetof(struct run_plan, stop_early), 0, NULL},
    {"order_seed", PLAN_COUNT, offsetof(struct run_plan, order_seed), 0, NULL},
    {0},
};
const struct plan_shape run_plan_shape = {plan_fields, sizeof(struct run_plan)};

void gate_rules_init(struct gate_rules *rules)
{
    *rules = (struct gate_rules){.pass_rate = (double)NAN,
                                 .score = (double)NAN,
                                 .latency_p95_ms = (double)NAN,
                                 .unscored = (double)NAN,
                                 .pass_all_repeats = (double)NAN,
                                 .cost_per_case_usd = (double)NAN,
                                 .max_drop = (double)NAN,
                                 .max_cost_rise = (double)NAN,
                                 .max_latency_rise = (double)NAN,
                                 .confidence = (double)NAN,
                                 .quarantined = (double)NAN,
                                 .paired = (double)NAN};
}

struct run_plan *run_plan_new(void)
{
    struct run_plan *plan = mem_new(1, sizeof *plan);

    plan->repeats = 1;
    gate_rules_init(&plan->gate);
    return plan;
}

void *plan_items(const struct plan_field *field, const void *object)
{
    void *items;

    memcpy(&items, (const char *)object + field->offset, sizeof items);
    return items;
}

static void list_release(const struct plan_field *field, char *object)
{
    size_t *count = (void *)(object + field->count_offset);
    char *items = plan_items(field, object);

    for (size_t i = 0; i < *count; i++)
        if (field->kind == PLAN_TEXTS)
            free(((char **)(void *)items)[i]);
        else
            plan_shape_release(field->shape, items + i * field->shape->size);
    free(items);
    *count = 0;
    items = NULL;
    memcpy(object + field->offset, &items, sizeof items);
}

static void field_release(const struct plan_field *field, char *object)
{
    void *at = object + field->offset;

    switch (field->kind) {
    case PLAN_TEXT:
    case PLAN_TEXT_OR_NULL:
        free(*(char **)at);
        *(char **)at = NULL;
        break;
    case PLAN_OBJECT:
        plan_shape_release(field->shape, at);
        break;
    case PLAN_TEXTS:
    case PLAN_OBJECTS:
        list_release(field, object);
        break;
    default:
        break;
    }
}

void plan_shape_release(const struct plan_shape *shape, void *object)
{
    for (const struct plan_field *field = shape->fields; field->key; field++)
        field_release(field, object);
}

const char *plan_entry_version(const struct plan_entry *entry)
{
    enum { DIGEST_SHOWN = 8 };

    return entry->prompt_version && entry->prompt_digest &&
                   !strncmp(entry->prompt_digest, entry->prompt_version, DIGEST_SHOWN)
               ? NULL
               : entry->prompt_version;
}

void plan_entry_release(struct plan_entry *entry)
{
    plan_shape_release(&entry_shape, entry);
}

void plan_source_release(struct plan_source *source)
{
    plan_shape_release(&source_shape, source);
}

void run_plan_free(struct run_plan *plan)
{
    if (plan)
        plan_shape_release(&run_plan_shape, plan);
    free(plan);
}

/* A path may hold any bytes, JSON only UTF-8: the others become U+FFFD. */
static json_t *text_to_json(const char *text)
{
    struct buf valid = BUF_INIT(SIZE_MAX / 2);
    size_t length = strlen(text);
    json_t *json;

    while (length > 0) {
        size_t good = utf8_check(text, length);

        buf_append(&valid, text, good);
        text += good;
        length -= good;
        if (length > 0) {
            buf_append_text(&valid, "\xEF\xBF\xBD");
            text++;
            length--;
        }
    }
    json = json_stringn(buf_text(&valid), valid.length);
    buf_release(&valid);
    return json;
}

static json_t *shape_to_json(const struct plan_shape *shape, const void *object);

static json_t *list_to_json(const struct plan_field *field, const char *object)
{
    size_t count = *(const size_t *)(const void *)(object + field->count_offset);
    const char *items = plan_items(field, object);
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            list, field->kind == PLAN_TEXTS
                      ? text_to_json(((char *const *)(const void *)items)[i])
                      : shape_to_json(field->shape, items + i * field->shape->size));
    return list;
}

static json_t *field_to_json(const struct plan_field *field, const char *object)
{
    const void *at = object + field->offset;
    const char *text;
    double number;
    int index;

    switch (field->kind) {
    case PLAN_TEXT:
    case PLAN_TEXT_OR_NULL:
        text = *(const char *const *)at;
        return text ? text_to_json(text) : json_null();
    case PLAN_DIGEST:
        return text_to_json(at);
    case PLAN_BOOL:
        return json_boolean(*(const bool *)at);
    case PLAN_NUMBER:
        number = *(const double *)at;
        return isfinite(number) ? json_real(number) : json_null();
    case PLAN_UNSIGNED:
        return json_integer(*(const unsigned *)at);
    case PLAN_COUNT:
        return json_integer(*(const int64_t *)at);
    case PLAN_VARIANT_INDEX:
        index = *(const int *)at;
        return index < 0 ? json_null() : json_integer(index);
    case PLAN_OBJECT:
        return shape_to_json(field->shape, at);
    case PLAN_TEXTS:
    case PLAN_OBJECTS:
        break;
    }
    return list_to_json(field, object);
}

static json_t *shape_to_json(const struct plan_shape *shape, const void *object)
{
    json_t *json = json_object();

    for (const struct plan_field *field = shape->fields; field->key; field++)
        json_object_set_new(json, field->key, field_to_json(field, object));
    return json;
}

json_t *run_plan_to_json(const struct run_plan *plan)
{
    return shape_to_json(&run_plan_shape, plan);
}

int run_plan_grader_gate(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->grader_gate_count; i++)
        if (strcmp(plan->grader_gates[i].name, name) == 0)
            return (int)i;
    return -1;
}

/* How "cohort/id" compares with a name. */
static int case_compare(const char *cohort, const char *id, const char *name)
{
    size_t length = strlen(cohort);
    int order = strncmp(cohort, name, length);

    if (order == 0)
        order = '/' - (unsigned char)name[length++];
    return order ? order : strcmp(id, name + length);
}

int run_plan_quarantine(const struct run_plan *plan, int cohort, const char *id)
{
    size_t low = 0, high = plan->quarantine_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order =
            case_compare(plan->cohorts[cohort].name, id, plan->quarantine[middle].name);

        if (order == 0)
            return (int)middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}
