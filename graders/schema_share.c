/* graders/schema_share.c - how much of an instance fits its schema. */
#include "graders/schema_share.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool is_leaf(const struct value *value)
{
    return value->type < VALUE_ARRAY || value->size == 0;
}

/* The leaves of a value, itself or below it, marked and counted. A key is no leaf of its
 * own. The subtree is one flat stretch: a stack tells whose members stand where. */
static size_t leaves_mark(const struct value *root, const struct value *value,
                          bool *wrong)
{
    struct level {
        const struct value *end;
        bool is_object;
    } open[DOCUMENT_DEPTH_MAX];
    const struct value *end = value_next(value);
    size_t depth = 0;
    size_t count = 0;

    for (const struct value *at = value; at < end;) {
        while (depth > 0 && open[depth - 1].end == at)
            depth--;
        at += depth > 0 && open[depth - 1].is_object; /* the key */
        if (!is_leaf(at) && depth < DOCUMENT_DEPTH_MAX) {
            open[depth++] = (struct level){value_next(at), at->type == VALUE_OBJECT};
            at++;
            continue;
        }
        if (wrong)
            wrong[at - root] = true;
        count++;
        at = value_next(at);
    }
    return count;
}

static bool is_about_whole(const char *keyword)
{
    static const char *const words[] = {"type", "enum", "const", "false", "not"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], keyword))
            return true;
    return false;
}

double schema_share(const struct value *instance, const struct schema_errors *errors)
{
    bool *wrong = mem_new(instance->span, sizeof *wrong);
    const size_t leaves = leaves_mark(instance, instance, NULL);
    size_t lacking = 0;
    size_t bad = 0;

    for (size_t i = 0; i < errors->count; i++) {
        const struct schema_error *error = &errors->items[i];
        const struct value *at = value_at(instance, error->instance);
        const struct value *member =
            at && error->key ? value_member(at, error->key) : NULL;

        if (member)
            leaves_mark(instance, member, wrong);
        else if (at && (is_leaf(at) || is_about_whole(error->keyword)) && !error->key)
            leaves_mark(instance, at, wrong);
        else
            lacking++;
    }
    for (size_t i = 0; i < instance->span; i++)
        bad += wrong[i];
    free(wrong);
    if (errors->more)
        return 0.0;
    return 1.0 - (double)(bad + lacking) / (double)(leaves + lacking);
}
