/* cli/mistakes.c - the mistakes of a suite, told on stderr or as JSON. */
#include "cli/mistakes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const color_words[] = {"auto", "always", "never", NULL};

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value && value[0];
}

enum color color_for(int choice, FILE *stream)
{
    const char *term = getenv("TERM");
    const char *force = getenv("CLICOLOR_FORCE");

    if (choice != COLOR_AUTO)
        return choice == COLOR_ALWAYS ? COLOR_ON : COLOR_OFF;
    if (is_set("NO_COLOR"))
        return COLOR_OFF;
    if ((force && force[0] && strcmp(force, "0") != 0) || is_set("FORCE_COLOR"))
        return COLOR_ON;
    return isatty(fileno(stream)) && term && strcmp(term, "dumb") != 0 ? COLOR_ON
                                                                       : COLOR_OFF;
}

void mistakes_tell(struct error_list *errors, enum color color)
{
    error_list_print(errors, stderr, color);
    if (errors->error_count)
        fprintf(stderr, "%zu error%s. Nothing was sent.   (noworse explain %s)\n",
                errors->error_count, errors->error_count == 1 ? "" : "s",
                errors->items[0].code);
}

static json_t *mistake_to_json(const struct error *err)
{
    json_t *json = json_object();

    json_object_set_new(
        json, "severity",
        json_string(err->severity == SEVERITY_WARNING ? "warning" : "error"));
    json_object_set_new(json, "code", json_string(err->code));
    json_object_set_new(json, "message", json_string(err->message));
    if (err->hint[0])
        json_object_set_new(json, "hint", json_string(err->hint));
    if (err->file[0])
        json_object_set_new(json, "file", json_string(err->file));
    if (err->line)
        json_object_set_new(json, "line", json_integer(err->line));
    if (err->column)
        json_object_set_new(json, "column", json_integer(err->column));
    return json;
}

json_t *mistakes_to_json(struct error_list *errors)
{
    json_t *json = json_array();

    error_list_sort(errors);
    for (size_t i = 0; i < errors->count; i++)
        json_array_append_new(json, mistake_to_json(&errors->items[i]));
    return json;
}
