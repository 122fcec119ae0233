/* simulator/script_rule.c - one rule: what it matches and what follows. */
#include "simulator/script_source.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { CONDITIONS_MAX = 32 };

static const char *const rule_keys[] = {"match",      "model",  "answers",
                                        "latency_ms", "faults", NULL};
static const char *const condition_keys[] = {"text", "pattern", "role", NULL};

static void read_group_names(const pcre2_code *pattern, struct group_names *groups)
{
    uint32_t captures = 0, named = 0, entry_size = 0;
    PCRE2_SPTR table = NULL;

    pcre2_pattern_info(pattern, PCRE2_INFO_CAPTURECOUNT, &captures);
    pcre2_pattern_info(pattern, PCRE2_INFO_NAMECOUNT, &named);
    pcre2_pattern_info(pattern, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(pattern, PCRE2_INFO_NAMETABLE, &table);
    groups->count = captures + 1;
    groups->named = mem_new(named + 1, sizeof *groups->named);
    groups->named_count = named;
    for (uint32_t i = 0; i < named; i++, table += entry_size)
        groups->named[i] = (struct group_name){mem_text((const char *)table + 2),
                                               (unsigned)(table[0] << 8 | table[1])};
}

static int read_pattern(struct script_source *source, const struct value *value,
                        struct rule *rule, struct condition *condition)
{
    int code;
    PCRE2_SIZE offset;
    PCRE2_UCHAR message[128];

    if (value->type != VALUE_STRING)
        return source_expected(source, value, "pattern", "a text");
    if (rule->groups.count > 0)
        return source_mistake(source, value, "N0867", "a rule has one pattern at most");
    condition->pattern = pcre2_compile((PCRE2_SPTR)value->text, value->size,
                                       PCRE2_UTF | PCRE2_UCP, &code, &offset, NULL);
    if (!condition->pattern) {
        pcre2_get_error_message(code, message, sizeof message);
        return source_mistake(source, value, "N0865",
                              "%s at character %zu of the pattern", (const char *)message,
                              (size_t)offset + 1);
    }
    pcre2_jit_compile(condition->pattern, PCRE2_JIT_COMPLETE);
    read_group_names(condition->pattern, &rule->groups);
    return 0;
}

static int read_needle(struct script_source *source, const struct value *value,
                       struct condition *condition)
{
    if (value->size == 0)
        return source_mistake(source, value, "N0863",
                              "an empty text would match everything");
    condition->text = mem_text_n(value->text, value->size);
    condition->text_length = value->size;
    return 0;
}

static int read_condition(struct script_source *source, const struct value *value,
                          struct rule *rule, struct condition *condition)
{
    const struct value *text = value_member(value, "text");
    const struct value *pattern = value_member(value, "pattern");

    if (value->type == VALUE_STRING)
        return read_needle(source, value, condition);
    if (value->type != VALUE_OBJECT)
        return source_expected(
            source, value, "match",
            "a text, an object with text or pattern, or a list of them");
    if (source_keys(source, value, condition_keys) |
        source_text(source, value, "role", &condition->role))
        return -1;
    if ((text != NULL) == (pattern != NULL))
        return source_mistake(source, value, "N0867",
                              "expected either text or pattern, found %s",
                              text ? "both" : "none");
    if (pattern)
        return read_pattern(source, pattern, rule, condition);
    if (text->type != VALUE_STRING)
        return source_expected(source, text, "text", "a text");
    return read_needle(source, text, condition);
}

int script_conditions_read(struct script_source *source, const struct value *value,
                           struct rule *rule)
{
    bool many = value->type == VALUE_ARRAY;
    uint32_t count = many ? value->size : 1;
    const struct value *item = many ? value_first(value) : value;
    int rc = 0;

    if (count == 0 || count > CONDITIONS_MAX)
        return source_mistake(source, value, "N0863", "match: expected 1 to %d, found %u",
                              CONDITIONS_MAX, count);
    rule->conditions = mem_new(count, sizeof *rule->conditions);
    rule->condition_count = count;
    for (uint32_t i = 0; i < count; i++, item = value_next(item))
        rc |= read_condition(source, item, rule, &rule->conditions[i]);
    return rc;
}

void script_conditions_release(struct rule *rule)
{
    for (size_t i = 0; i < rule->condition_count; i++) {
        free(rule->conditions[i].role);
        free(rule->conditions[i].text);
        pcre2_code_free(rule->conditions[i].pattern);
    }
    free(rule->conditions);
    group_names_release(&rule->groups);
}

/* Whether every request that meets this rule meets one of its faults, at every attempt.
 */
static bool always_faulty(const struct rule *rule)
{
    double sum = 0;

    for (size_t i = 0; i < rule->faults.count; i++)
        if (rule->faults.items[i].attempts == 0)
            sum += rule->faults.items[i].share;
    return sum > 1 - 1e-6;
}

/* A fault that spoils an answer needs one. */
static int check_spoiled(struct script_source *source, const struct value *at,
                         const struct rule *rule)
{
    for (size_t i = 0; i < rule->faults.count; i++) {
        const struct fault *fault = &rule->faults.items[i];
        if (fault->kind == FAULT_TRUNCATED || fault->kind == FAULT_BAD_JSON ||
            fault->kind == FAULT_DRIP)
            return source_mistake(source, at, "N0867",
                                  "a fault of kind \"%s\" needs an answer to spoil",
                                  fault->name);
    }
    return 0;
}

int script_rule_read(struct script_source *source, const struct value *object,
                     struct rule *rule)
{
    const struct value *match = value_member(object, "match");
    const struct value *answers = value_member(object, "answers");
    const struct value *latency = value_member(object, "latency_ms");
    const struct value *faults = value_member(object, "faults");
    int rc;

    rule->line = source->line;
    rule->has_latency = latency != NULL;
    rule->has_faults = faults != NULL;
    rc = source_keys(source, object, rule_keys) |
         source_text(source, object, "model", &rule->model);
    if (match)
        rc |= script_conditions_read(source, match, rule);
    if (latency)
        rc |= script_latency_read(source, latency, &rule->latency);
    if (faults)
        rc |= script_faults_read(source, faults, &rule->faults);
    if (answers)
        rc |= script_answers_read(source, answers, rule);
    else if (rc == 0 && !always_faulty(rule))
        rc = source_mistake(source, object, "N0867",
                            "a rule needs answers, or faults whose shares add up to 1");
    else if (rc == 0)
        rc = check_spoiled(source, faults, rule);
    return rc;
}

void rule_release(struct rule *rule)
{
    free(rule->model);
    script_conditions_release(rule);
    script_answers_release(rule);
    fault_list_release(&rule->faults);
}
