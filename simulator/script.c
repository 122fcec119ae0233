/* simulator/script.c - a script read line by line, and the first rule that fits. */
#include "simulator/script.h"

#include "base/file.h"
#include "base/mem.h"
#include "simulator/script_source.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCRIPT_BYTES_MAX = 16 << 20,
    RULES_MAX = 10000,
    SCRIPT_DEPTH_MAX = 64,
    MATCH_STEPS_MAX = 1000000
};

static const char *const settings_keys[] = {
    "simulator",  "salt",       "model",  "fingerprint",
    "key",        "latency_ms", "faults", "reset_connections",
    "rate_limit", NULL};

static int read_settings(struct script_source *source, const struct value *object,
                         struct settings *settings)
{
    const struct value *version = value_member(object, "simulator");
    const struct value *latency = value_member(object, "latency_ms");
    const struct value *faults = value_member(object, "faults");
    const struct value *rate_limit = value_member(object, "rate_limit");
    int64_t resets = 0;
    int rc = 0;

    if (version->type != VALUE_INTEGER || version->as.integer != 1)
        rc =
            source_mistake(source, version, "N0868", "simulator: expected the version 1");
    rc |= source_keys(source, object, settings_keys) |
          source_text(source, object, "salt", &settings->salt) |
          source_text(source, object, "model", &settings->model) |
          source_text(source, object, "fingerprint", &settings->fingerprint) |
          source_text(source, object, "key", &settings->key) |
          source_integer(source, object, "reset_connections", 1, 1000000, &resets);
    settings->resets = (unsigned)resets;
    if (latency)
        rc |= script_latency_read(source, latency, &settings->latency);
    if (faults)
        rc |= script_faults_read(source, faults, &settings->faults);
    if (rate_limit)
        rc |= script_allowance_read(source, rate_limit, &settings->allowance);
    return rc;
}

static int read_line(struct script_source *source, const char *text, size_t length,
                     struct simulator_script *script, bool first)
{
    struct read_options options = {
        .file = source->name, .first_line = source->line, .depth_max = SCRIPT_DEPTH_MAX};
    struct error err;

    if (document_read(&source->document, text, length, &options, &err))
        return error_list_add(source->errors, &err);
    const struct value *root = document_root(&source->document);
    if (root->type != VALUE_OBJECT)
        return source_expected(source, root, NULL, "an object, a rule");
    if (value_member(root, "simulator")) {
        if (first)
            return read_settings(source, root, &script->settings);
        return source_mistake(source, root, "N0868", "the settings come first");
    }
    if (script->rule_count == RULES_MAX)
        return source_mistake(source, root, "N0860", "more than %d rules", RULES_MAX);
    MEM_GROW(script->rules, script->rule_count, script->rule_capacity);
    script->rules[script->rule_count] = (struct rule){0};
    return script_rule_read(source, root, &script->rules[script->rule_count++]);
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r')
            return false;
    return true;
}

static int read_lines(struct simulator_script *script, const char *name, const char *text,
                      size_t length, struct error_list *errors)
{
    struct script_source source = {name, 0, DOCUMENT_INIT, errors};
    bool first = true;
    int rc = 0;

    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t line_length = (end ? (size_t)(end - text) : length) - at;
        source.line++;
        if (!is_blank(text + at, line_length)) {
            rc |= read_line(&source, text + at, line_length, script, first);
            first = false;
        }
        at += line_length + 1;
    }
    document_release(&source.document);
    if (rc == 0 && script->rule_count == 0) {
        struct place place = {.file = name};
        rc = error_list_at(errors, &place, "N0860", "the script has no rule");
    }
    return rc;
}

int simulator_script_load(const struct simulator_options *options,
                          struct simulator_script **out, struct error_list *errors)
{
    const char *name = options->script_name ? options->script_name : "script";
    struct simulator_script *script = mem_new(1, sizeof *script);
    struct buf file = BUF_INIT(SCRIPT_BYTES_MAX);
    struct error err = ERROR_INIT;
    int rc = -1;

    if (options->script_text) {
        rc = read_lines(script, name, options->script_text, strlen(options->script_text),
                        errors);
    } else if (file_read(options->script, &file, &err)) {
        error_list_add(errors, &err);
    } else {
        name = strcmp(options->script, "-") == 0 ? "standard input" : options->script;
        rc = read_lines(script, name, buf_text(&file), file.length, errors);
    }
    buf_release(&file);
    if (rc) {
        simulator_script_free(script);
        return -1;
    }
    if (!script->settings.salt)
        script->settings.salt = mem_text("");
    if (!script->settings.fingerprint)
        script->settings.fingerprint = mem_text("fp_simulator");
    *out = script;
    return 0;
}

void simulator_script_free(struct simulator_script *script)
{
    if (!script)
        return;
    for (size_t i = 0; i < script->rule_count; i++)
        rule_release(&script->rules[i]);
    free(script->rules);
    free(script->settings.salt);
    free(script->settings.model);
    free(script->settings.fingerprint);
    free(script->settings.key);
    fault_list_release(&script->settings.faults);
    free(script);
}

void match_memory_init(struct match_memory *memory)
{
    memory->data = pcre2_match_data_create(1000, NULL);
    memory->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(memory->context, MATCH_STEPS_MAX);
}

void match_memory_release(struct match_memory *memory)
{
    pcre2_match_data_free(memory->data);
    pcre2_match_context_free(memory->context);
}

/* 1: it does; 0: it does not; -1: the limit of work was reached. */
static int message_fits(const struct condition *condition, const char *text,
                        size_t length, struct match_memory *memory, struct groups *groups)
{
    if (condition->text)
        return memmem(text, length, condition->text, condition->text_length) != NULL;
    int found = pcre2_match(condition->pattern, (PCRE2_SPTR)text, length, 0, 0,
                            memory->data, memory->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return 0;
    if (found < 0)
        return -1;
    *groups =
        (struct groups){text, pcre2_get_ovector_pointer(memory->data), (unsigned)found};
    return 1;
}

/* The last message that fits counts: it is the one that is asked. */
static int condition_fits(const struct condition *condition,
                          const struct chat_request *request, struct match_memory *memory,
                          struct groups *groups)
{
    for (size_t i = request->message_count; i-- > 0;) {
        const struct chat_message *message = &request->messages[i];
        if (condition->role && !value_is_text(message->role, condition->role))
            continue;
        int fits = message_fits(condition, request->texts.data + message->start,
                                message->length, memory, groups);
        if (fits != 0)
            return fits;
    }
    return 0;
}

static int rule_fits(const struct rule *rule, const struct chat_request *request,
                     struct match_memory *memory, struct groups *groups)
{
    int fits = !rule->model || value_is_text(request->model, rule->model);

    *groups = (struct groups){0};
    for (size_t i = 0; fits == 1 && i < rule->condition_count; i++)
        fits = condition_fits(&rule->conditions[i], request, memory, groups);
    return fits;
}

int script_match(const struct simulator_script *script,
                 const struct chat_request *request, struct match_memory *memory,
                 const struct rule **out, struct groups *groups)
{
    *out = NULL;
    for (size_t i = 0; i < script->rule_count; i++) {
        int fits = rule_fits(&script->rules[i], request, memory, groups);
        if (fits == 0)
            continue;
        *out = &script->rules[i];
        return fits < 0 ? -1 : 0;
    }
    *groups = (struct groups){0};
    return 0;
}
