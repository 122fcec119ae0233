/* suites/checked.c - a tree judged by one of our own schemas, mistakes told at their
 * place. */
#include "suites/checked.h"

#include "base/buf.h"
#include "base/mem.h"
#include "schemas/schema.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_MAX = 1 << 20 };

struct rival {
    const char *word, *ours;
};

/* What other tools call our keys; docs/suite.md names them too. */
static const struct rival rivals[] = {
    {"assert", "graders"},      {"assertions", "graders"},
    {"asserts", "graders"},     {"evaluators", "graders"},
    {"metrics", "graders"},     {"scorers", "graders"},
    {"providers", "models"},    {"provider", "model"},
    {"targets", "models"},      {"expected", "reference"},
    {"ideal", "reference"},     {"target", "reference"},
    {"gold", "reference"},      {"label", "reference"},
    {"answer", "reference"},    {"expected_output", "reference"},
    {"threshold", "pass"},      {"threshold", "gate"},
    {"thresholds", "gate"},     {"tests", "cases"},
    {"dataset", "cases"},       {"data", "cases"},
    {"variables", "vars"},      {"defaults", "vars"},
    {"name", "suite"},          {"samples", "repeats"},
    {"num_repeats", "repeats"}, {"config", "params"},
    {"parameters", "params"},   {"temperature", "params"},
    {"max_tokens", "params"},   {"top_p", "params"},
    {"seed", "params"},         {"date", "created"},
    {"template", "text"},       {"content", "text"},
    {"reason", "rationale"},    {"type", "schema"},
    {"properties", "schema"},
};

const char *rival_word(const char *word, const json_t *known)
{
    for (size_t i = 0; i < sizeof rivals / sizeof rivals[0]; i++)
        if (!strcmp(rivals[i].word, word) && json_object_get(known, rivals[i].ours))
            return rivals[i].ours;
    return NULL;
}

struct checker {
    const struct tree *tree;
    const char *pointer; /* of the part that is checked */
    const char *schema_name;
    const char *entry; /* pointer to the part of the schema that counts */
    json_t *schema;    /* read once there is a mistake */
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

static bool begins(const char *text, const char *front)
{
    return !strncmp(text, front, strlen(front));
}

/* "90%" */
static bool is_percent(const char *text)
{
    const size_t digits = strspn(text, ".0123456789");

    return digits > 0 && !strcmp(text + digits, "%");
}

static void text_hint(const char *message, const char *text, struct error *err)
{
    const bool is_number = begins(message, "expected number");

    if (begins(message, "expected boolean") && is_old_boolean(text))
        error_hint(err, "write true or false: \"%s\" is a text in YAML 1.2", text);
    else if (is_number && is_percent(text))
        error_hint(err, "a share goes from 0 to 1: write %g", strtod(text, NULL) / 100);
    else if ((is_number || begins(message, "expected integer")) &&
             strspn(text, "+-.0123456789eE") == strlen(text))
        error_hint(err, "a number stands without quotes");
}

/* What a YAML writer does not see in "expected boolean, got string". */
static void type_hint(const struct checker *checker, const struct schema_error *mistake,
                      struct error *err)
{
    char *pointer = mem_format("%s%s", checker->pointer, mistake->instance);
    const json_t *value = pointer_get(checker->tree->root, pointer);
    const double number = json_number_value(value);

    if (json_is_string(value))
        text_hint(mistake->message, json_string_value(value), err);
    else if ((begins(mistake->message, "expected at most 1,") ||
              begins(mistake->message, "expected less than 1,")) &&
             number > 1 && number <= 100)
        error_hint(err, "a share goes from 0 to 1: %g percent is %g", number,
                   number / 100);
    else if (begins(mistake->message, "expected string,") &&
             (json_is_number(value) || json_is_boolean(value)))
        error_hint(err, "put it in quotes to make it a text");
    free(pointer);
}

/* What the schema says of the place of a mistake. */
struct schema_words {
    const char *description; /* the innermost one; or NULL */
    const json_t *keys;      /* `properties` beside the keyword; or NULL */
};

/* The keyword's location is followed through its references. */
static struct schema_words schema_words_at(const struct checker *checker,
                                           const char *location)
{
    struct schema_words words = {NULL, NULL};
    struct buf token = BUF_INIT(POINTER_MAX);
    const json_t *at = pointer_get(checker->schema, checker->entry);

    while (at && *location) {
        buf_clear(&token);
        if (pointer_token(location + 1, &token, &location))
            break;
        words.keys = json_object_get(at, "properties");
        at = json_is_array(at) ? json_array_get(at, strtoul(buf_text(&token), NULL, 10))
                               : json_object_get(at, buf_text(&token));
        if (!strcmp(buf_text(&token), "$ref") && json_is_string(at))
            at = pointer_get(checker->schema, json_string_value(at) + 1);
        if (json_is_string(json_object_get(at, "description")))
            words.description = json_string_value(json_object_get(at, "description"));
    }
    buf_release(&token);
    return words;
}

char *pattern_words(const char *message, const char *description)
{
    static const char front[] = "expected a string that matches \"";
    const char *got = begins(message, front) ? strstr(message, "\", got ") : NULL;

    return got && description ? mem_format("expected %s%s", description, got + 1) : NULL;
}

static void schema_words_read(struct checker *checker)
{
    size_t length = 0;
    const char *text = schema_own(checker->schema_name, &length);

    checker->schema = json_loadb(text, length, 0, NULL);
}

static void mistake_tell(const struct checker *checker,
                         const struct schema_error *mistake)
{
    const struct schema_words words = schema_words_at(checker, mistake->keyword_location);
    struct place place = mistake_place(checker, mistake);
    const char *code = code_of(mistake);
    const char *rival = mistake->key && !strcmp(code, "N0251")
                            ? rival_word(mistake->key, words.keys)
                            : NULL;
    char *plain = pattern_words(mistake->message, words.description);
    struct error err;

    error_at(&err, &place, code, "%s", plain ? plain : mistake->message);
    if (!strcmp(code, "N0250"))
        type_hint(checker, mistake, &err);
    if (mistake->hint && !err.hint[0])
        error_hint(&err, "%s", mistake->hint);
    else if (!strcmp(code, "N0252"))
        error_hint(&err, "add \"%s: …\"", mistake->key);
    else if (rival)
        error_hint(&err, "did you mean \"%s\"?", rival);
    if (!err.hint[0] && !strcmp(code, "N0250") && words.description && !plain)
        error_hint(&err, "%s", words.description);
    error_list_add(checker->errors, &err);
    free(plain);
}

static int mistakes_tell(struct checker *checker, const struct schema *schema,
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
        schema_words_read(checker);
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

/* NULL: told. */
static struct schema *own_compile(const char *name, const char *entry,
                                  struct error_list *errors)
{
    struct schema_options options = {.file = name, .entry = entry};
    size_t length = 0;
    const char *text = schema_own(name, &length);
    struct schema *schema = NULL;
    struct error err;

    if (!text)
        error_set(&err, ERROR_BUG, "N0254", "there is no schema \"%s\"", name);
    else if (schema_compile(text, length, &options, &schema, &err) == 0)
        return schema;
    err.kind = ERROR_BUG;
    error_list_add(errors, &err);
    return NULL;
}

/* *out is the schema, or NULL where there is none. */
static int part_check(struct checker *checker, struct schema **out)
{
    const json_t *json = pointer_get(checker->tree->root, checker->pointer);
    struct error err;
    int rc;

    *out = NULL;
    if (!json) {
        error_set(&err, ERROR_BUG, "N0254", "there is nothing at %s", checker->pointer);
        return error_list_add(checker->errors, &err);
    }
    *out = own_compile(checker->schema_name, checker->entry, checker->errors);
    if (!*out)
        return -1;
    rc = mistakes_tell(checker, *out, json);
    json_decref(checker->schema);
    return rc;
}

int tree_check_part(const struct tree *tree, const char *pointer, const char *schema_name,
                    const char *entry, struct error_list *errors)
{
    struct checker checker = {.tree = tree,
                              .pointer = pointer,
                              .schema_name = schema_name,
                              .entry = entry ? entry : "",
                              .errors = errors};
    struct schema *schema;
    int rc = part_check(&checker, &schema);

    schema_free(schema);
    return rc;
}

int tree_check(const struct tree *tree, const char *schema_name, const char *entry,
               struct error_list *errors)
{
    return tree_check_part(tree, "", schema_name, entry, errors);
}

int tree_check_kept(const struct tree *tree, const char *schema_name, struct schema **out,
                    struct error_list *errors)
{
    struct checker checker = {.tree = tree,
                              .pointer = "",
                              .schema_name = schema_name,
                              .entry = "",
                              .errors = errors};

    return part_check(&checker, out);
}
