/* graders/tool_calls.c - the tools that were called are the reference's. */
#include "base/mem.h"
#include "graders/builtin_graders.h"
#include "graders/call_list.h"
#include "graders/grade_scratch.h"
#include "graders/json_compare.h"
#include "graders/matching.h"
#include "graders/tool_schemas.h"

#include <stdlib.h>
#include <string.h>

struct tool_calls {
    struct document names; /* the short form's; else empty */
    bool compares;         /* with names or the reference */
    enum call_order { ORDER_IN_ORDER, ORDER_EXACT, ORDER_ANY } order;
    enum call_arguments {
        ARGUMENTS_EQUAL,
        ARGUMENTS_SUBSET,
        ARGUMENTS_IGNORED
    } arguments;
    bool allow_extra;
    char **forbidden;
    size_t forbidden_count;
    struct tool_schemas *schemas; /* NULL: none */
};

/* Which of the words it is; 0 where the key is not given. */
static unsigned word_of(const json_t *options, const char *key, const char *const *words)
{
    const char *word = json_string_value(json_object_get(options, key));
    unsigned i = 0;

    while (word && words[i] && strcmp(words[i], word) != 0)
        i++;
    return i;
}

static int tool_calls_compile(const json_t *options, const struct grader_context *context,
                              void **state, struct error_list *errors)
{
    static const char *const orders[] = {"in_order", "exact", "any", NULL};
    static const char *const ways[] = {"equal", "subset", "ignore", NULL};
    static const char *const extras[] = {"fail", "allow", NULL};
    const json_t *forbid = json_object_get(options, "forbid");
    const char *schemas = json_string_value(json_object_get(options, "schemas"));
    struct tool_calls *own = mem_new(1, sizeof *own);
    struct error err = ERROR_INIT;

    *state = own;
    own->names = (struct document)DOCUMENT_INIT;
    own->order = word_of(options, "order", orders);
    own->arguments = word_of(options, "arguments", ways);
    own->allow_extra = word_of(options, "extra", extras) == 1;
    own->compares = !(forbid || schemas) || json_object_get(options, "reference") ||
                    json_object_get(options, "order") ||
                    json_object_get(options, "arguments") ||
                    json_object_get(options, "extra");
    own->forbidden = mem_new(json_array_size(forbid) + 1, sizeof *own->forbidden);
    for (size_t i = 0; i < json_array_size(forbid); i++)
        own->forbidden[own->forbidden_count++] =
            mem_text(json_string_value(json_array_get(forbid, i)));
    if (json_is_array(options) && document_from_json(&own->names, options, &err))
        return error_list_add(errors, &err);
    return schemas ? tool_schemas_compile(context, schemas, &own->schemas, errors) : 0;
}

static bool tool_calls_uses_reference(const void *state)
{
    const struct tool_calls *own = state;

    return own->compares && !document_root(&own->names);
}

static int wanted_read(const struct value *reference, struct call_list *out,
                       struct error *err)
{
    struct error wrong = ERROR_INIT;
    int rc = call_list_read(reference, out, &wrong);

    for (size_t i = 0; !rc && i < out->count; i++)
        if (out->items[i].has_arguments && !out->items[i].arguments) {
            rc = error_set(&wrong, ERROR_INPUT, "N0545",
                           "the arguments of call %zu are not JSON: %s", i + 1,
                           out->items[i].wrong.message);
            call_list_release(out);
        }
    return rc ? error_set(err, ERROR_INPUT, "N0545",
                          "the reference is of no use to tool_calls: %s", wrong.message)
              : 0;
}

static int tool_calls_check(const void *state, const struct value *reference,
                            struct error *err)
{
    struct call_list wanted;

    (void)state;
    if (wanted_read(reference, &wanted, err))
        return -1;
    call_list_release(&wanted);
    return 0;
}

/* What is wrong with the arguments, for the reason; the caller's. NULL: nothing. */
static char *arguments_differ(const struct tool_calls *own,
                              const struct tool_call *wanted, const struct tool_call *got)
{
    const struct compare_rules rules = {.allow_extra =
                                            own->arguments == ARGUMENTS_SUBSET};
    struct comparison found;
    char *what, *told = NULL;

    if (own->arguments == ARGUMENTS_IGNORED || !wanted->has_arguments)
        return NULL;
    if (!got->has_arguments)
        return wanted->arguments->size == 0 && wanted->arguments->type == VALUE_OBJECT
                   ? NULL
                   : mem_text("it has no arguments");
    if (!got->arguments)
        return mem_format("its arguments are not JSON: %s", got->wrong.message);
    json_compare(wanted->arguments, got->arguments, &rules, &found);
    if (found.is_over) {
        told = mem_text("its arguments are too large to be compared");
    } else if (found.total) {
        what = difference_told(&found.items[0]);
        told = mem_format("%s%s%s", found.items[0].pointer,
                          *found.items[0].pointer ? ": " : "", what);
        free(what);
    }
    comparison_release(&found);
    return told;
}

static bool names_equal(const struct tool_call *a, const struct tool_call *b)
{
    return call_is_named(a, b->name, b->name_length);
}

static bool call_fits(const struct tool_calls *own, const struct tool_call *wanted,
                      const struct tool_call *got)
{
    char *differs = names_equal(wanted, got) ? arguments_differ(own, wanted, got) : NULL;
    const bool fits = names_equal(wanted, got) && !differs;

    free(differs);
    return fits;
}

/* Call `number` is not the one that is wanted there: how. */
static void pair_tell(const struct tool_calls *own, const struct tool_call *wanted,
                      const struct tool_call *got, size_t number, struct grade *grade)
{
    char *expected = call_shown(wanted);
    char *found = call_shown(got);
    char *differs = names_equal(wanted, got) ? arguments_differ(own, wanted, got) : NULL;

    if (differs)
        grade_fail(grade, "call %zu, %s: %s", number, found, differs);
    else
        grade_fail(grade, "call %zu: expected %s, got %s", number, expected, found);
    free(differs);
    free(found);
    free(expected);
}

static void missing_tell(const struct tool_call *wanted, size_t after,
                         struct grade *grade)
{
    char *expected = call_shown(wanted);

    if (after)
        grade_fail(grade, "%s is not called after call %zu", expected, after);
    else
        grade_fail(grade, "%s is not called", expected);
    free(expected);
}

static void extra_tell(const struct tool_call *got, size_t number, struct grade *grade)
{
    char *found = call_shown(got);

    grade_fail(grade, "call %zu, %s, is one too many", number, found);
    free(found);
}

/* The i-th is the i-th. */
static void places_judge(const struct tool_calls *own, const struct call_list *wanted,
                         const struct call_list *got, struct grade *grade)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (i >= got->count) {
            missing_tell(&wanted->items[i], got->count, grade);
            return;
        }
        if (!call_fits(own, &wanted->items[i], &got->items[i])) {
            pair_tell(own, &wanted->items[i], &got->items[i], i + 1, grade);
            return;
        }
    }
    if (got->count > wanted->count && !own->allow_extra)
        extra_tell(&got->items[wanted->count], wanted->count + 1, grade);
    else
        grade_pass(grade);
}

/* Others may be between: the first that fits is taken, which leaves the most behind it.
 */
static void sequence_judge(const struct tool_calls *own, const struct call_list *wanted,
                           const struct call_list *got, struct grade *grade)
{
    size_t at = 0;

    for (size_t i = 0; i < wanted->count; i++) {
        const size_t from = at;
        size_t named = matching_none;

        while (at < got->count && !call_fits(own, &wanted->items[i], &got->items[at])) {
            if (named == matching_none && names_equal(&wanted->items[i], &got->items[at]))
                named = at;
            at++;
        }
        if (at < got->count) {
            at++;
            continue;
        }
        if (named != matching_none)
            pair_tell(own, &wanted->items[i], &got->items[named], named + 1, grade);
        else
            missing_tell(&wanted->items[i], from, grade);
        return;
    }
    grade_pass(grade);
}

/* In whatever order: it is not there, or not as often. */
static void lacking_tell(const struct tool_call *wanted, const struct call_list *got,
                         struct grade *grade)
{
    char *expected = call_shown(wanted);
    size_t i = 0;

    while (i < got->count && !names_equal(wanted, &got->items[i]))
        i++;
    if (i < got->count)
        grade_fail(grade, "one more call of %s is missing", expected);
    else
        grade_fail(grade, "%s is not called", expected);
    free(expected);
}

/* The first that is in no pair. */
static void unpaired_tell(const struct tool_calls *own, const struct matching *pairs,
                          const struct call_list *wanted, const struct call_list *got,
                          struct grade *grade)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (pairs->of_row[i] != matching_none)
            continue;
        for (size_t j = 0; j < got->count; j++)
            if (pairs->of_column[j] == matching_none &&
                names_equal(&wanted->items[i], &got->items[j])) {
                pair_tell(own, &wanted->items[i], &got->items[j], j + 1, grade);
                return;
            }
        lacking_tell(&wanted->items[i], got, grade);
        return;
    }
    for (size_t j = 0; !own->allow_extra && j < got->count; j++)
        if (pairs->of_column[j] == matching_none) {
            extra_tell(&got->items[j], j + 1, grade);
            return;
        }
    grade_pass(grade);
}

static void set_judge(const struct tool_calls *own, const struct call_list *wanted,
                      const struct call_list *got, struct grade *grade)
{
    struct matching pairs;

    if (matching_init(&pairs, wanted->count, got->count)) {
        grade_unscored(grade, "too many calls to be compared");
        return;
    }
    for (size_t i = 0; i < wanted->count; i++)
        for (size_t j = 0; j < got->count; j++)
            pairs.fits[i * got->count + j] =
                call_fits(own, &wanted->items[i], &got->items[j]);
    if (matching_find(&pairs))
        grade_unscored(grade, "too many calls to be compared");
    else
        unpaired_tell(own, &pairs, wanted, got, grade);
    matching_release(&pairs);
}

static void wanted_judge(const struct tool_calls *own, const struct call_list *wanted,
                         const struct call_list *got, struct grade *grade)
{
    if (wanted->count && got->count == 0) {
        char *expected = call_shown(&wanted->items[0]);

        grade_fail(grade, "no tool was called, expected %s", expected);
        free(expected);
    } else if (own->order == ORDER_ANY) {
        set_judge(own, wanted, got, grade);
    } else if (own->order == ORDER_IN_ORDER && own->allow_extra) {
        sequence_judge(own, wanted, got, grade);
    } else {
        places_judge(own, wanted, got, grade);
    }
}

/* What no call may be, whatever the reference. False: the grade says so. */
static bool each_allowed(const struct tool_calls *own, const struct call_list *got,
                         struct grade_scratch *scratch, struct grade *grade)
{
    for (size_t i = 0; i < got->count; i++)
        for (size_t j = 0; j < own->forbidden_count; j++)
            if (call_is_named(&got->items[i], own->forbidden[j],
                              strlen(own->forbidden[j]))) {
                grade_fail(grade, "call %zu: %s is forbidden", i + 1, own->forbidden[j]);
                return false;
            }
    for (size_t i = 0; own->schemas && i < got->count; i++)
        if (!tool_schemas_accept(own->schemas, &got->items[i], i + 1,
                                 scratch_schema(scratch), grade))
            return false;
    return true;
}

static enum grade_step tool_calls_grade(const void *state, struct grade_scratch *scratch,
                                        const struct sample *sample,
                                        struct grade_turn *turn, struct grade *grade)
{
    const struct tool_calls *own = state;
    const struct value *names = document_root(&own->names);
    const struct value *calls =
        sample->answer_value ? sample->answer_value : sample->tool_calls;
    struct call_list wanted = {.count = 0};
    struct call_list got = {.count = 0};
    struct error err = ERROR_INIT;

    (void)turn;
    if (own->compares && wanted_read(names ? names : sample->reference, &wanted, &err)) {
        grade_unscored(grade, "%s", err.message);
    } else if (call_list_read(calls, &got, &err)) {
        grade_unreadable(grade, "the calls cannot be read: %s", err.message);
    } else if (each_allowed(own, &got, scratch, grade)) {
        if (own->compares)
            wanted_judge(own, &wanted, &got, grade);
        else
            grade_pass(grade);
    }
    call_list_release(&wanted);
    call_list_release(&got);
    return GRADE_DONE;
}

static void tool_calls_free(void *state)
{
    struct tool_calls *own = state;

    if (!own)
        return;
    for (size_t i = 0; i < own->forbidden_count; i++)
        free(own->forbidden[i]);
    free(own->forbidden);
    tool_schemas_free(own->schemas);
    document_release(&own->names);
    free(own);
}

const struct grader_type grader_tool_calls = {
    .name = "tool_calls",
    .summary = "the tools that were called are the reference's",
    .judges_reply = true,
    .reads_json = true,
    .compile = tool_calls_compile,
    .uses_reference = tool_calls_uses_reference,
    .check_reference = tool_calls_check,
    .grade = tool_calls_grade,
    .free = tool_calls_free,
};
