/* graders/type_lookup.c - which type an entry of `graders` names, and texts in its
 * options that are no templates. */
#include "graders/type_lookup.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"
#include "graders/shared_plugins.h"
#include "values/pointer.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

static const struct grader_type *type_given(const char *name,
                                            const struct grader_context *context)
{
    for (size_t i = 0; context->plugins && context->plugins[i]; i++)
        if (!strcmp(context->plugins[i]->name, name))
            return context->plugins[i];
    return NULL;
}

static void type_unknown(const struct grader_item *item, struct error_list *errors)
{
    const char *names[64] = {NULL};
    const char *nearest;
    char *shown = shown_quoted(item->type, strlen(item->type), SHOWN_MAX);

    for (size_t i = 0; i < 63 && grader_types[i]; i++)
        names[i] = grader_types[i]->name;
    nearest = nearest_name(item->type, names);
    error_list_at(errors, &item->source.place, "N0112", "unknown grader %s", shown);
    if (nearest)
        error_hint(error_list_last(errors), "did you mean \"%s\"?", nearest);
    free(shown);
}

const struct grader_type *grader_type_find(const struct grader_item *item,
                                           const struct grader_context *context,
                                           struct error_list *errors)
{
    const struct grader_type *type = type_given(item->type, context);
    struct place place =
        context->depth ? item->source.place : source_key_place(&item->source, "");

    if (!type && strchr(item->type, '.'))
        return shared_plugins_find(context->shared, item->type, &place, errors);
    if (!type)
        type = grader_find(item->type);
    if (!type)
        type_unknown(item, errors);
    return type;
}

static int literal_refuse(const struct source *source, const struct buf *pointer,
                          const json_t *text, struct error_list *errors)
{
    struct place place = source_place(source, buf_text(pointer));
    char *shown =
        shown_quoted(json_string_value(text), json_string_length(text), SHOWN_MAX);

    error_list_at(errors, &place, "N0503",
                  "a grader's text is not a template: %s would stay as it is", shown);
    error_hint(error_list_last(errors),
               "to compare with a variable: reference: {var: name}");
    free(shown);
    return -1;
}

int literals_check(const struct source *source, struct buf *pointer, const json_t *json,
                   struct error_list *errors)
{
    const char *key;
    json_t *value;
    int rc = 0;

    if (json_is_string(json) && strstr(json_string_value(json), "{{"))
        return literal_refuse(source, pointer, json, errors);
    for (size_t i = 0; i < json_array_size(json); i++) {
        pointer_push_index(pointer, i);
        rc |= literals_check(source, pointer, json_array_get(json, i), errors);
        pointer_pop(pointer);
    }
    json_object_foreach((json_t *)(uintptr_t)json, key, value)
    {
        if (!strcmp(key, "schema"))
            continue;
        pointer_push(pointer, key, strlen(key));
        rc |= literals_check(source, pointer, value, errors);
        pointer_pop(pointer);
    }
    return rc;
}
