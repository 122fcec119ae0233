/* graders/reference_rule.c - what an answer is compared with. */
#include "graders/reference_rule.h"

#include "base/mem.h"
#include "base/shown.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

int reference_rule_compile(struct reference_rule *out, const json_t *rule,
                           const struct source *source, const char *pointer,
                           struct error_list *errors)
{
    struct place place = source_place(source, pointer);
    const char *text = json_string_value(rule);
    const json_t *value = json_object_get(rule, "value");
    struct error err = ERROR_INIT;

    if (json_object_get(rule, "var")) {
        out->kind = REFERENCE_VAR;
        out->name = mem_text(json_string_value(json_object_get(rule, "var")));
    } else if (value) {
        out->kind = REFERENCE_VALUE;
        if (document_from_json(&out->value, value, &err)) {
            error_place(&err, &place);
            return error_list_add(errors, &err);
        }
    } else if (text && pointer_check(text, &err)) {
        char *shown = shown_quoted(text, strlen(text), 60);

        error_list_at(errors, &place, "N0508",
                      "expected a pointer such as \"/amount\", found %s", shown);
        error_hint(error_list_last(errors), "a constant is {value: %s}", shown);
        free(shown);
        return -1;
    } else if (text) {
        out->kind = REFERENCE_POINTER;
        out->name = mem_text(text);
    }
    return 0;
}

void reference_rule_release(struct reference_rule *rule)
{
    free(rule->name);
    document_release(&rule->value);
    *rule = (struct reference_rule)REFERENCE_RULE_INIT;
}

const struct value *reference_rule_pick(const struct reference_rule *rule,
                                        const struct value *reference,
                                        const struct value *vars, struct error *err)
{
    const struct value *found = NULL;
    char *shown;

    if (rule->kind == REFERENCE_VALUE)
        return document_root(&rule->value);
    if (rule->kind == REFERENCE_VAR)
        found = value_member(vars, rule->name);
    else if (reference)
        found =
            rule->kind == REFERENCE_WHOLE ? reference : value_at(reference, rule->name);
    if (found)
        return found;
    shown = shown_quoted(rule->name ? rule->name : "",
                         rule->name ? strlen(rule->name) : 0, 60);
    if (rule->kind == REFERENCE_VAR)
        error_set(err, ERROR_INPUT, "N0520",
                  "the case has no variable %s to compare with", shown);
    else if (!reference)
        error_set(err, ERROR_INPUT, "N0520", "the case has no reference to compare with");
    else
        error_set(err, ERROR_INPUT, "N0520", "the case's reference has nothing at %s",
                  shown);
    free(shown);
    return NULL;
}
