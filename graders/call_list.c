/* graders/call_list.c - calls of tools. */
#include "graders/call_list.h"

#include "base/mem.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60, SHOWN_BYTES_MAX = 4096 };

static bool is_blank(const struct value *text)
{
    for (uint32_t i = 0; i < text->size; i++)
        if (!strchr(" \t\r\n", text->text[i]))
            return false;
    return true;
}

/* A tool without parameters is called with nothing at all by some models. */
static void arguments_read(const struct value *value, struct tool_call *call)
{
    if (!value || value->type == VALUE_NULL)
        return;
    call->has_arguments = true;
    if (value->type != VALUE_STRING)
        call->arguments = value;
    else if (is_blank(value))
        call->has_arguments = false;
    else if (!document_read(&call->document, value->text, value->size, NULL,
                            &call->wrong))
        call->arguments = document_root(&call->document);
}

static int call_read(const struct value *value, struct tool_call *call)
{
    const struct value *function = value_member(value, "function");
    const struct value *named = function ? function : value;
    const struct value *name =
        value->type == VALUE_STRING ? value : value_member(named, "name");

    *call = (struct tool_call){.document = DOCUMENT_INIT, .wrong = ERROR_INIT};
    if (!name || name->type != VALUE_STRING || name->size == 0)
        return -1;
    call->name = name->text;
    call->name_length = name->size;
    arguments_read(value_member(named, "arguments"), call);
    return 0;
}

int call_list_read(const struct value *value, struct call_list *out, struct error *err)
{
    const struct value *at = value ? value_first(value) : NULL;

    *out = (struct call_list){.count = 0};
    if (!value)
        return 0;
    if (value->type != VALUE_ARRAY)
        return error_set(err, ERROR_INPUT, "N0545", "expected a list of calls");
    if (value->size > CALLS_MAX)
        return error_set(err, ERROR_INPUT, "N0545", "expected at most %d calls, got %u",
                         CALLS_MAX, value->size);
    out->items = mem_new(value->size + 1, sizeof *out->items);
    for (uint32_t i = 0; i < value->size; i++, at = value_next(at)) {
        if (!call_read(at, &out->items[out->count++]))
            continue;
        call_list_release(out);
        return error_set(err, ERROR_INPUT, "N0545",
                         "expected the name of call %u under \"name\"", i + 1);
    }
    return 0;
}

void call_list_release(struct call_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        document_release(&list->items[i].document);
    free(list->items);
    *list = (struct call_list){.count = 0};
}

bool call_is_named(const struct tool_call *call, const char *name, size_t length)
{
    return call->name_length == length && !memcmp(call->name, name, length);
}

char *call_shown(const struct tool_call *call)
{
    struct buf shown = BUF_INIT(SHOWN_BYTES_MAX);

    shown_append(&shown, call->name, call->name_length, SHOWN_MAX);
    return buf_detach(&shown);
}
