/* simulator/chat_request.c - the body of POST /v1/chat/completions, read and checked. */
#include "simulator/chat_request.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXTS_BYTES_MAX = 16 << 20, BODY_DEPTH_MAX = 128 };

void chat_request_init(struct chat_request *request)
{
    *request = (struct chat_request){.document = DOCUMENT_INIT};
    buf_init(&request->texts, TEXTS_BYTES_MAX);
}

void chat_request_release(struct chat_request *request)
{
    document_release(&request->document);
    buf_release(&request->texts);
    free(request->messages);
}

int chat_error_set(struct chat_error *error, const char *param, const char *fmt, ...)
{
    va_list args;

    *error = (struct chat_error){.code = NULL};
    va_start(args, fmt);
    vsnprintf(error->message, sizeof error->message, fmt, args);
    va_end(args);
    snprintf(error->param, sizeof error->param, "%s", param);
    return -1;
}

/* The text of a list of parts; parts that are no text (images) have none. */
static int append_parts(struct buf *texts, const struct value *parts)
{
    const struct value *part = value_first(parts);

    for (uint32_t i = 0; i < parts->size; i++, part = value_next(part)) {
        const struct value *text = value_member(part, "text");
        if (part->type != VALUE_OBJECT || !value_member(part, "type"))
            return -1;
        if (text && text->type == VALUE_STRING)
            buf_append(texts, text->text, text->size);
    }
    return 0;
}

static int read_message(struct chat_request *request, const struct value *item,
                        size_t index, struct chat_error *error)
{
    const struct value *role = value_member(item, "role");
    const struct value *content = value_member(item, "content");
    struct chat_message message = {role, request->texts.length, 0};
    char param[48];

    snprintf(param, sizeof param, "messages[%zu].%s", index,
             role && role->type == VALUE_STRING ? "content" : "role");
    if (!role || role->type != VALUE_STRING)
        return chat_error_set(error, param, "missing required parameter: '%s'", param);
    if (content && content->type == VALUE_STRING)
        buf_append(&request->texts, content->text, content->size);
    else if (content && content->type == VALUE_ARRAY) {
        if (append_parts(&request->texts, content))
            return chat_error_set(error, param,
                                  "'%s' must be a list of parts with a type", param);
    } else if (content && content->type != VALUE_NULL)
        return chat_error_set(error, param,
                              "'%s' must be a string, a list of parts, or null", param);
    message.length = request->texts.length - message.start;
    buf_append_char(&request->texts, '\0');
    MEM_GROW(request->messages, request->message_count, request->message_capacity);
    request->messages[request->message_count++] = message;
    return 0;
}

static int read_messages(struct chat_request *request, const struct value *messages,
                         struct chat_error *error)
{
    if (!messages)
        return chat_error_set(error, "messages",
                              "missing required parameter: 'messages'");
    if (messages->type != VALUE_ARRAY || messages->size == 0)
        return chat_error_set(error, "messages", "'messages' must be a list of messages");
    const struct value *item = value_first(messages);
    for (uint32_t i = 0; i < messages->size; i++, item = value_next(item))
        if (read_message(request, item, i, error))
            return -1;
    return 0;
}

static int read_flags(struct chat_request *request, const struct value *root,
                      struct chat_error *error)
{
    const struct value *stream = value_member(root, "stream");
    const struct value *usage =
        value_member(value_member(root, "stream_options"), "include_usage");
    const struct value *n = value_member(root, "n");

    if (stream && stream->type != VALUE_TRUE && stream->type != VALUE_FALSE &&
        stream->type != VALUE_NULL)
        return chat_error_set(error, "stream", "'stream' must be true or false");
    request->stream = stream && stream->type == VALUE_TRUE;
    request->include_usage = usage && usage->type == VALUE_TRUE;
    if (n && n->type != VALUE_NULL && !(n->type == VALUE_INTEGER && n->as.integer == 1)) {
        chat_error_set(error, "n", "the simulator gives one choice: 'n' must be 1");
        error->code = "unsupported_value";
        return -1;
    }
    return 0;
}

int chat_request_read(struct chat_request *request, const char *body, size_t length,
                      struct chat_error *error)
{
    struct read_options options = {.depth_max = BODY_DEPTH_MAX,
                                   .duplicates = DUPLICATES_LAST_WINS};
    struct error err;

    buf_clear(&request->texts);
    request->message_count = 0;
    if (document_read(&request->document, body, length, &options, &err))
        return chat_error_set(error, "",
                              "the body is not valid JSON: line %u, column %u: %s",
                              err.line, err.column, err.message);
    const struct value *root = document_root(&request->document);
    if (root->type != VALUE_OBJECT)
        return chat_error_set(error, "", "the body must be a JSON object");
    request->model = value_member(root, "model");
    if (!request->model)
        return chat_error_set(error, "model", "missing required parameter: 'model'");
    if (request->model->type != VALUE_STRING || request->model->size == 0)
        return chat_error_set(error, "model", "'model' must be the name of a model");
    if (read_messages(request, value_member(root, "messages"), error))
        return -1;
    return read_flags(request, root, error);
}
