/* suites/checked.c - a tree judged by one of our own schemas, mistakes told at their
 * place. */
#include "suites/checked.h"

#include "base/buf.h"
#include "base/mem.h"
#include "schemas/pointer.h"
#include "schemas/schema.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_MAX = 1 << 20 };

struct rival {
    const char *word, *ours;
};

/* What other tools call our keys; docs/suite.md names them too. */
static const struct rival rivals[] = {
    {"assert", "graders"},     {"assertions", "graders"},
    {"asserts", "graders"},    {"evaluators", "graders"},
    {"metrics", "graders"},    {"scorers", "graders"},
    {"providers", "models"},   {"provider", "model"},
    {"targets", "models"},     {"expected", "reference"},
    {"ideal", "reference"},    {"target", "reference"},
    {"gold", "reference"},     {"label", "reference"},
    {"answer", "reference"},   {"expected_output", "reference"},
    {"threshold", "pass"},     {"thresholds", "gate"},
    {"tests", "cases"},        {"dataset", "cases"},
    {"data", "cases"},         {"variables", "vars"},
    {"defaults", "vars"},      {"name", "suite"},
    {"samples", "repeats"},    {"num_repeats", "repeats"},
    {"config", "params"},      {"parameters", "params"},
    {"temperature", "params"}, {"max_tokens", "params"},
    {"top_p", "params"},       {"seed", "params"},
    {"date", "created"},       {"template", "text"},
    {"content", "text"},       {"reason", "rationale"},
};

const char *rival_word(const char *word)
{
    for (size_t i = 0; i < sizeof rivals / sizeof rivals[0]; i++)
        if (!strcmp(rivals[i].word, word))
            return rivals[i].ours;
    return NULL;
}

/* Where the schema knows what a key may be called, a rival's word is only worth telling
 * if ours is one of them. */
static bool schema_has_key(const char *text, const char *ours)
{
    char *quoted = mem_format("\"%s\":", ours);
    bool found = strstr(text, quoted) != NULL;

    free(quoted);
    return found;
}

struct checker {
    const struct tree *tree;
    const char *pointer;     /* of the part that is checked */
    const char *schema_text; /* borrowed */
    struct error_list *errors;
};

static const char *code_of(const struct schema_error *mistake)
{
    if (!strncmp(mistake->message, "unknown key", 11))
        return "N0251";
    return mistake->key && !strncmp(mistake->message, "missing key", 11) ? "N0252"
                                                                         : "N0250";
}

/* An unknown or wrong key is marked itself, anything else at its value. */
static struct place mistake_place(const struct checker *checker,
                                  const struct schema_error *mistake)
{
    struct buf pointer = BUF_INIT(POINTER_MAX);
    struct place place;

    buf_append_text(&pointer, checker->pointer);
    buf_append_text(&pointer, mistake->instance);
    if (mistake->key && strncmp(mistake->message, "missing key", 11) != 0) {
        pointer_push(&pointer, mistake->key, strlen(mistake->key));
        place = tree_key_place(checker->tree, buf_text(&pointer));
    } else {
        place = tree_place(checker->tree, buf_text(&pointer));
    }
    buf_release(&pointer);
    return place;
}

static bool is_old_boolean(const char *text)
{
    static const char *const words[] = {"yes", "no", "on",  "off", "y",  "n", "Yes",
                                        "No",  "On", "Off", "YES", "NO", NULL};

    for (size_t i = 0; words[i]; i++)
        if (!strcmp(words[i], text))
            return true;
    return false;
}

/* What a YAML writer does not see in "expected boolean, got string". */
static void type_hint(const struct checker *checker, const struct schema_error *mistake,
                      struct error *err)
{
    char *pointer = mem_format("%s%s", checker->pointer, mistake->instance);
    const json_t *value = pointer_get(checker->tree->root, pointer);
    const char *text = json_string_value(value);

    if (!strcmp(mistake->message, "expected at most 1") ||
        !strncmp(mistake->message, "expected at most 1,", 19)) {
        double number = json_number_value(value);

        if (number > 1 && number <= 100)
            error_hint(err, "a share goes from 0 to 1: %g percent is %g", number,
                       number / 100);
    } else if (text && !strncmp(mistake->message, "expected boolean", 16) &&
               is_old_boolean(text)) {
        error_hint(err, "write true or false: \"%s\" is a text in YAML 1.2", text);
    } else if (text && strspn(text, "+-.0123456789eE") == strlen(text) &&
               (!strncmp(mistake->message, "expected number", 15) ||
                !strncmp(mistake->message, "expected integer", 16))) {
        error_hint(err, "a number stands without quotes");
    } else if (!strncmp(mistake->message, "expected string,", 16) &&
               (json_is_number(value) || json_is_boolean(value))) {
        error_hint(err, "put it in quotes to make it a text");
    }
    free(pointer);
}

/* Where nothing better is known: what the schema says that stands there. The location
 * is followed through its references; the innermost description counts. */
static void description_hint(const struct checker *checker,
                             const struct schema_error *mistake, struct error *err)
{
    json_t *schema = json_loads(checker->schema_text, 0, NULL);
    struct buf token = BUF_INIT(POINTER_MAX);
    const char *rest = mistake->keyword_location;
    const json_t *at = schema;
    const char *description = NULL;

    while (at && *rest) {
        buf_clear(&token);
        if (pointer_token(rest + 1, &token, &rest))
            break;
        at = json_is_array(at) ? json_array_get(at, strtoul(buf_text(&token), NULL, 10))
                               : json_object_get(at, buf_text(&token));
        if (!strcmp(buf_text(&token), "$ref") && json_is_string(at))
            at = pointer_get(schema, json_string_value(at) + 1);
        if (json_is_string(json_object_get(at, "description")))
            description = json_string_value(json_object_get(at, "description"));
    }
    if (description)
        error_hint(err, "%s", description);
    buf_release(&token);
    json_decref(schema);
}

static void mistake_tell(const struct checker *checker,
                         const struct schema_error *mistake)
{
    struct place place = mistake_place(checker, mistake);
    const char *code = code_of(mistake);
    const char *rival =
        mistake->key && !strcmp(code, "N0251") ? rival_word(mistake->key) : NULL;
    struct error err;

    error_at(&err, &place, code, "%s", mistake->message);
    if (mistake->hint)
        error_hint(&err, "%s", mistake->hint);
    else if (!strcmp(code, "N0252"))
        error_hint(&err, "add \"%s: …\"", mistake->key);
    else if (rival && schema_has_key(checker->schema_text, rival))
        error_hint(&err, "did you mean \"%s\"?", rival);
    else
        type_hint(checker, mistake, &err);
    if (!err.hint[0] && !strcmp(code, "N0250"))
        description_hint(checker, mistake, &err);
    error_list_add(checker->errors, &err);
}

static int mistakes_tell(const struct checker *checker, const struct schema *schema,
                         const json_t *json)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors mistakes = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct place whole = tree_place(checker->tree, checker->pointer);
    struct error err;
    int rc = -1;

    if (document_from_json(&document, json, &err)) {
        error_place(&err, &whole);
        error_list_add(checker->errors, &err);
        goto done;
    }
    switch (schema_explain(schema, document_root(&document), scratch, ERRORS_KEPT_MAX,
                           &mistakes)) {
    case SCHEMA_VALID:
        rc = 0;
        break;
    case SCHEMA_INVALID:
        for (size_t i = 0; i < mistakes.count; i++)
            mistake_tell(checker, &mistakes.items[i]);
        break;
    case SCHEMA_UNDECIDED:
        error_list_at(checker->errors, &whole, "N0253", "too large to be checked");
        error_hint(error_list_last(checker->errors),
                   "move cases into a file of their own");
        break;
    }

done:
    schema_errors_release(&mistakes);
    schema_scratch_free(scratch);
    document_release(&document);
    return rc;
}

int tree_check_part(const struct tree *tree, const char *pointer, const char *schema_name,
                    const char *entry, struct error_list *errors)
{
    struct schema_options options = {.file = schema_name, .entry = entry};
    const json_t *json = pointer_get(tree->root, pointer);
    struct checker checker = {.tree = tree, .pointer = pointer, .errors = errors};
    struct schema *schema = NULL;
    struct error err;
    size_t length;
    int rc;

    checker.schema_text = schema_own(schema_name, &length);
    if (!checker.schema_text || !json) {
        error_set(&err, ERROR_BUG, "N0254", "there is no schema \"%s\", or nothing at %s",
                  schema_name, pointer);
        return error_list_add(errors, &err);
    }
    if (schema_compile(checker.schema_text, length, &options, &schema, &err)) {
        err.kind = ERROR_BUG;
        return error_list_add(errors, &err);
    }
    rc = mistakes_tell(&checker, schema, json);
    schema_free(schema);
    return rc;
}

int tree_check(const struct tree *tree, const char *schema_name, const char *entry,
               struct error_list *errors)
{
    return tree_check_part(tree, "", schema_name, entry, errors);
}
