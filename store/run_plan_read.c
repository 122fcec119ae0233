/* store/run_plan_read.c - the plan from its JSON, checked by its schema. */
#include "base/mem.h"
#include "schemas/schema.h"
#include "store/run_plan.h"
#include "store/run_plan_fields.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int text_read(const json_t *json, char **out)
{
    const char *text = json_string_value(json);

    if (!text)
        return -1;
    *out = mem_text(text);
    return 0;
}

static int digest_read(const json_t *json, char out[65])
{
    size_t length = json_string_length(json);

    if (!json_is_string(json) || length > 64)
        return -1;
    memcpy(out, json_string_value(json), length + 1);
    return 0;
}

static int number_field_read(const json_t *json, double *out)
{
    if (!json_is_number(json) && !json_is_null(json))
        return -1;
    *out = json_is_null(json) ? (double)NAN : json_number_value(json);
    return 0;
}

static int integer_read(const json_t *json, int64_t max, int64_t *out)
{
    int64_t value = json_integer_value(json);

    if (!json_is_integer(json) || value < 0 || value > max)
        return -1;
    *out = value;
    return 0;
}

static int shape_read(const struct plan_shape *shape, const json_t *json, void *object);

static int list_read(const struct plan_field *field, const json_t *json, char *object)
{
    size_t *count = (void *)(object + field->count_offset);
    size_t item_size = field->kind == PLAN_TEXTS ? sizeof(char *) : field->shape->size;
    char *items;
    int rc = 0;

    if (!json_is_array(json))
        return -1;
    items = mem_new(json_array_size(json), item_size);
    memcpy(object + field->offset, &items, sizeof items);
    *count = json_array_size(json);
    for (size_t i = 0; i < *count && rc == 0; i++) {
        const json_t *item = json_array_get(json, i);
        void *slot = items + i * item_size;

        rc = field->kind == PLAN_TEXTS ? text_read(item, slot)
                                       : shape_read(field->shape, item, slot);
    }
    return rc;
}

static int scalar_read(const struct plan_field *field, const json_t *json, void *at)
{
    int64_t integer = 0;

    switch (field->kind) {
    case PLAN_BOOL:
        *(bool *)at = json_is_true(json);
        return json_is_boolean(json) ? 0 : -1;
    case PLAN_UNSIGNED:
        if (integer_read(json, UINT_MAX, &integer))
            return -1;
        *(unsigned *)at = (unsigned)integer;
        return 0;
    case PLAN_VARIANT_INDEX:
        *(int *)at = -1;
        if (json_is_null(json))
            return 0;
        if (integer_read(json, INT_MAX, &integer))
            return -1;
        *(int *)at = (int)integer;
        return 0;
    case PLAN_NUMBER:
        return number_field_read(json, at);
    case PLAN_COUNT:
        return integer_read(json, INT64_MAX, at);
    default:
        return digest_read(json, at);
    }
}

static int field_read(const struct plan_field *field, const json_t *json, char *object)
{
    void *at = object + field->offset;

    switch (field->kind) {
    case PLAN_TEXT_OR_NULL:
        return json_is_null(json) ? 0 : text_read(json, at);
    case PLAN_TEXT:
        return text_read(json, at);
    case PLAN_OBJECT:
        return shape_read(field->shape, json, at);
    case PLAN_TEXTS:
    case PLAN_OBJECTS:
        return list_read(field, json, object);
    default:
        return scalar_read(field, json, at);
    }
}

static int shape_read(const struct plan_shape *shape, const json_t *json, void *object)
{
    int rc = 0;

    for (const struct plan_field *field = shape->fields; field->key && rc == 0; field++)
        rc = field_read(field, json_object_get(json, field->key), object);
    return rc;
}

static int plan_damaged(const char *pointer, const char *what, struct error *err)
{
    return error_set(err, ERROR_INPUT, "N0609",
                     "the plan in the run file is damaged: %s%s%s", pointer,
                     pointer[0] ? ": " : "", what);
}

/* By schemas/run.schema.json: the first thing that is wrong is told. */
static int plan_validate(const json_t *json, struct error *err)
{
    const struct schema_options options = {.file = "run.schema.json"};
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct schema_scratch *scratch = schema_scratch_new();
    struct document document = DOCUMENT_INIT;
    struct schema *schema = NULL;
    size_t length = 0;
    const char *text = schema_own("run", &length);
    int rc = -1;

    if (schema_compile(text, length, &options, &schema, err)) {
        err->kind = ERROR_BUG;
        goto done;
    }
    if (document_from_json(&document, json, err))
        goto done;
    switch (schema_explain(schema, document_root(&document), scratch, 1, &errors)) {
    case SCHEMA_VALID:
        rc = 0;
        break;
    case SCHEMA_INVALID:
        plan_damaged(errors.items[0].instance, errors.items[0].message, err);
        break;
    case SCHEMA_UNDECIDED:
        plan_damaged("", "it is too large to be checked", err);
        break;
    }

done:
    schema_errors_release(&errors);
    schema_free(schema);
    document_release(&document);
    schema_scratch_free(scratch);
    return rc;
}

static int index_check(size_t variant, const char *key, int index, size_t count,
                       const char *expected, struct error *err)
{
    char *pointer;

    if (index < 0 || (size_t)index < count)
        return 0;
    pointer = mem_format("/variants/%zu/%s", variant, key);
    plan_damaged(pointer, expected, err);
    free(pointer);
    return -1;
}

static int judges_check(const struct run_plan *plan, struct error *err)
{
    for (size_t i = 0; i < plan->judge_count; i++)
        if (plan->judges[i].grader >= plan->grader_count)
            return plan_damaged("/judges", "expected the index of a grader", err);
    return 0;
}

/* What no schema can say: readers index arrays with these. */
static int share_rules_check(const struct run_plan *plan, struct error *err)
{
    for (size_t i = 0; i < plan->share_rule_count; i++) {
        const struct plan_share_rule *rule = &plan->share_rules[i];

        if (rule->grader < 0 || (size_t)rule->grader >= plan->grader_gate_count ||
            rule->cohort < -1 || rule->cohort >= (int)plan->cohort_count)
            return plan_damaged("/share_rules",
                                "expected the index of a gate and a cohort", err);
    }
    return 0;
}

static int plan_check(const struct run_plan *plan, struct error *err)
{
    static const char an_entry[] = "expected the index of an entry, or null";

    for (size_t i = 0; i < plan->variant_count; i++) {
        const struct plan_variant *variant = &plan->variants[i];

        if (index_check(i, "baseline", variant->baseline, plan->variant_count,
                        "expected the index of a variant, or null", err) ||
            index_check(i, "baseline_entry", variant->baseline_entry,
                        plan->baseline_entry_count, an_entry, err) ||
            index_check(i, "anchor_entry", variant->anchor_entry,
                        plan->baseline_entry_count, an_entry, err))
            return -1;
    }
    return judges_check(plan, err) || share_rules_check(plan, err) ? -1 : 0;
}

/* Sets what is not there. */
static void member_default(json_t *object, const char *key, json_t *value)
{
    if (json_is_object(object) && !json_object_get(object, key))
        json_object_set_new(object, key, value);
    else
        json_decref(value);
}

static void members_default(json_t *object, const char *const *keys, json_t *value)
{
    for (size_t i = 0; keys[i]; i++)
        member_default(object, keys[i], json_incref(value));
    json_decref(value);
}

static void rules_upgrade(json_t *rules)
{
    static const char *const numbers[] = {"pass_all_repeats",
                                          "cost_per_case_usd",
                                          "max_drop",
                                          "max_cost_rise",
                                          "max_latency_rise",
                                          "confidence",
                                          "quarantined",
                                          "paired",
                                          NULL};
    static const char *const flags[] = {"pass_rate_by_bound", "score_by_bound",
                                        "drop_of_score", "removed_allowed", NULL};

    members_default(rules, numbers, json_null());
    members_default(rules, flags, json_false());
}

void run_plan_upgrade(json_t *json)
{
    static const char *const digests[] = {"model_digest", "asked_digest", NULL};
    static const char *const entries[] = {"baseline_entry", "anchor_entry", NULL};
    static const char *const of_source[] = {"path",  "ref",    "at", "run_id",
                                            "ended", "commit", NULL};
    static const char *const sources[] = {"baseline", "anchor", NULL};
    json_t *item;
    size_t i;

    member_default(json, "command", json_null());
    member_default(json, "prices_as_of", json_null());
    member_default(json, "judged_digest", json_string(""));
    member_default(json, "earlier",
                   json_pack("{si si sn}", "runs", 0, "number", 0, "verdict"));
    member_default(json, "profile", json_null());
    member_default(json, "cohorts_left_out", json_array());
    member_default(json, "cases_left_out",
                   json_boolean(json_is_true(json_object_get(json, "is_partial"))));
    member_default(json, "baseline_entries", json_array());
    json_array_foreach(json_object_get(json, "baseline_entries"), i, item)
    {
        member_default(item, "served", json_array());
    }
    json_array_foreach(json_object_get(json, "graders"), i, item)
    {
        member_default(item, "uses_baseline", json_false());
    }
    member_default(json, "grader_gates", json_array());
    member_default(json, "share_rules", json_array());
    member_default(json, "judges", json_array());
    member_default(json, "quarantine", json_array());
    member_default(json, "stop_early", json_false());
    member_default(json, "order_seed", json_integer(0));
    for (i = 0; sources[i]; i++) {
        member_default(json, sources[i], json_object());
        item = json_object_get(json, sources[i]);
        members_default(item, of_source, json_null());
        member_default(item, "rules_differ", json_false());
        member_default(item, "is_run", json_false());
        member_default(item, "lacks_grades", json_false());
    }
    rules_upgrade(json_object_get(json, "gate"));
    json_array_foreach(json_object_get(json, "cohorts"), i, item)
    {
        rules_upgrade(json_object_get(item, "gate"));
    }
    json_array_foreach(json_object_get(json, "variants"), i, item)
    {
        members_default(item, digests, json_string(""));
        members_default(item, entries, json_null());
        member_default(item, "prompt_text", json_null());
    }
}

int run_plan_from_json(const json_t *json, struct run_plan **out, struct error *err)
{
    return plan_validate(json, err) ? -1 : run_plan_from_checked(json, out, err);
}

int run_plan_from_checked(const json_t *json, struct run_plan **out, struct error *err)
{
    struct run_plan *plan = run_plan_new();
    int rc = -1;

    if (shape_read(&run_plan_shape, json, plan)) {
        plan_damaged("", "its schema lets through what cannot be read", err);
        goto done;
    }
    if (plan_check(plan, err))
        goto done;
    *out = plan;
    plan = NULL; /* the caller's */
    rc = 0;

done:
    run_plan_free(plan);
    return rc;
}
