/* simulator/script_answer.c - the answers of a rule. */
#include "simulator/script_source.h"

#include "base/mem.h"
#include "base/shown.h"

#include <math.h>
#include <stdlib.h>

enum { ANSWERS_MAX = 1000, TOOLS_MAX = 64, JSON_BYTES_MAX = 1 << 20, BRACES_SHOWN = 40 };

static const double SHARES_ADD_UP_WITHIN = 1e-6;

static const char *const answer_keys[] = {
    "share",         "text",  "json",        "tool_calls", "refusal",
    "finish_reason", "model", "fingerprint", "usage",      NULL};
static const char *const tool_keys[] = {"name", "arguments", "id", NULL};
static const char *const usage_keys[] = {"prompt_tokens", "completion_tokens",
                                         "cached_tokens", "reasoning_tokens", NULL};

static int compile_text(struct script_source *source, const struct value *value,
                        const char *text, size_t length, enum filling_form form,
                        const struct group_names *groups, struct filling *out)
{
    size_t start, bad;

    if (filling_compile(out, text, length, form, groups, &start, &bad) == 0)
        return 0;
    char *quoted = shown_quoted(text + start, bad, BRACES_SHOWN);
    source_mistake(source, value, "N0866", "%s names no group of the rule's pattern",
                   quoted);
    free(quoted);
    return -1;
}

static int read_json(struct script_source *source, const struct value *value,
                     const struct group_names *groups, struct filling *out)
{
    struct buf text = BUF_INIT(JSON_BYTES_MAX);
    int rc;

    if (value_format(&text, value))
        rc = source_mistake(source, value, "N0863", "larger than %d bytes",
                            JSON_BYTES_MAX);
    else
        rc = compile_text(source, value, buf_text(&text), text.length, FILLING_JSON,
                          groups, out);
    buf_release(&text);
    return rc;
}

int source_filling(struct script_source *source, const struct value *value,
                   const struct group_names *groups, struct filling *out)
{
    if (value->type != VALUE_STRING)
        return source_expected(source, value, NULL, "a text");
    return compile_text(source, value, value->text, value->size, FILLING_PLAIN, groups,
                        out);
}

static int read_tool(struct script_source *source, const struct value *object,
                     const struct group_names *groups, struct answer_tool *tool)
{
    const struct value *arguments = value_member(object, "arguments");

    if (object->type != VALUE_OBJECT)
        return source_expected(source, object, NULL, "an object with name and arguments");
    if (source_keys(source, object, tool_keys) |
        source_text(source, object, "name", &tool->name) |
        source_text(source, object, "id", &tool->id))
        return -1;
    if (!tool->name)
        return source_mistake(source, object, "N0867", "a tool call needs a name");
    if (!arguments)
        return compile_text(source, object, "{}", 2, FILLING_PLAIN, groups,
                            &tool->arguments);
    if (arguments->type == VALUE_STRING)
        return source_filling(source, arguments, groups, &tool->arguments);
    if (arguments->type == VALUE_OBJECT)
        return read_json(source, arguments, groups, &tool->arguments);
    return source_expected(source, arguments, "arguments", "an object or a text");
}

static int read_tools(struct script_source *source, const struct value *list,
                      const struct group_names *groups, struct answer *answer)
{
    int rc = 0;

    if (list->type != VALUE_ARRAY || list->size == 0)
        return source_expected(source, list, "tool_calls", "a list that is not empty");
    if (list->size > TOOLS_MAX)
        return source_mistake(source, list, "N0863", "tool_calls: %u, more than %d",
                              list->size, TOOLS_MAX);
    answer->tools = mem_new(list->size, sizeof *answer->tools);
    answer->tool_count = list->size;
    const struct value *item = value_first(list);
    for (uint32_t i = 0; i < list->size; i++, item = value_next(item))
        rc |= read_tool(source, item, groups, &answer->tools[i]);
    return rc;
}

static int read_usage(struct script_source *source, const struct value *value,
                      struct answer_usage *usage)
{
    const int64_t max = 1000000000;

    if (value->type == VALUE_NULL) {
        usage->absent = true;
        return 0;
    }
    if (value->type != VALUE_OBJECT)
        return source_expected(source, value, "usage", "an object or null");
    return source_keys(source, value, usage_keys) |
           source_integer(source, value, "prompt_tokens", 0, max, &usage->prompt) |
           source_integer(source, value, "completion_tokens", 0, max,
                          &usage->completion) |
           source_integer(source, value, "cached_tokens", 0, max, &usage->cached) |
           source_integer(source, value, "reasoning_tokens", 0, max, &usage->reasoning);
}

static int read_contents(struct script_source *source, const struct value *object,
                         const struct group_names *groups, struct answer *answer)
{
    const struct value *text = value_member(object, "text");
    const struct value *json = value_member(object, "json");
    const struct value *refusal = value_member(object, "refusal");
    const struct value *tools = value_member(object, "tool_calls");
    int rc = 0;

    if (text && json)
        rc = source_mistake(source, json, "N0867",
                            "text and json exclude each other in one answer");
    if (text)
        rc |= source_filling(source, text, groups, &answer->content);
    else if (json)
        rc |= read_json(source, json, groups, &answer->content);
    if (refusal)
        rc |= source_filling(source, refusal, groups, &answer->refusal);
    if (tools)
        rc |= read_tools(source, tools, groups, answer);
    return rc;
}

static int read_answer(struct script_source *source, const struct value *object,
                       const struct group_names *groups, struct answer *answer)
{
    const struct value *usage = value_member(object, "usage");
    int rc;

    *answer = (struct answer){
        .share = -1,
        .usage = {.prompt = TOKENS_ESTIMATED, .completion = TOKENS_ESTIMATED}};
    if (object->type != VALUE_OBJECT)
        return source_expected(source, object, NULL, "an answer, an object");
    rc = source_keys(source, object, answer_keys);
    if (rc == 0 && !value_member(object, "text") && !value_member(object, "json") &&
        !value_member(object, "refusal") && !value_member(object, "tool_calls"))
        rc = source_mistake(source, object, "N0867",
                            "an answer needs text, json, tool_calls or refusal");
    rc |= source_number(source, object, "share", 0, 1, &answer->share) |
          source_text(source, object, "finish_reason", &answer->finish_reason) |
          source_text(source, object, "model", &answer->model) |
          source_text(source, object, "fingerprint", &answer->fingerprint) |
          read_contents(source, object, groups, answer);
    if (usage)
        rc |= read_usage(source, usage, &answer->usage);
    if (!answer->finish_reason)
        answer->finish_reason = mem_text(answer->tool_count > 0 ? "tool_calls" : "stop");
    return rc;
}

/* Answers without a share divide what the others leave. */
static int complete_shares(struct script_source *source, const struct value *list,
                           struct rule *rule)
{
    double given = 0;
    size_t open = 0;

    for (size_t i = 0; i < rule->answer_count; i++) {
        if (rule->answers[i].share < 0)
            open++;
        else
            given += rule->answers[i].share;
    }
    if (given > 1 + SHARES_ADD_UP_WITHIN ||
        (open == 0 && fabs(given - 1) > SHARES_ADD_UP_WITHIN))
        return source_mistake(source, list, "N0864",
                              "the shares of the answers add up to %g, expected 1",
                              given);
    for (size_t i = 0; i < rule->answer_count; i++)
        if (rule->answers[i].share < 0)
            rule->answers[i].share = (1 - given) / (double)open;
    return 0;
}

int script_answers_read(struct script_source *source, const struct value *value,
                        struct rule *rule)
{
    int rc = 0;

    if (value->type != VALUE_ARRAY || value->size == 0)
        return source_expected(source, value, "answers", "a list that is not empty");
    if (value->size > ANSWERS_MAX)
        return source_mistake(source, value, "N0863", "answers: %u, more than %d",
                              value->size, ANSWERS_MAX);
    rule->answers = mem_new(value->size, sizeof *rule->answers);
    rule->answer_count = value->size;
    const struct value *item = value_first(value);
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item))
        rc |= read_answer(source, item, &rule->groups, &rule->answers[i]);
    return rc ? rc : complete_shares(source, value, rule);
}

void script_answers_release(struct rule *rule)
{
    for (size_t i = 0; i < rule->answer_count; i++) {
        struct answer *answer = &rule->answers[i];
        for (size_t t = 0; t < answer->tool_count; t++) {
            free(answer->tools[t].id);
            free(answer->tools[t].name);
            filling_release(&answer->tools[t].arguments);
        }
        free(answer->tools);
        filling_release(&answer->content);
        filling_release(&answer->refusal);
        free(answer->finish_reason);
        free(answer->model);
        free(answer->fingerprint);
    }
    free(rule->answers);
}
