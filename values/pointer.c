/* values/pointer.c - JSON Pointer, RFC 6901. */
#include "values/pointer.h"

#include <string.h>

enum { TOKEN_BYTES_MAX = 1 << 20 };

int pointer_check(const char *pointer, struct error *err)
{
    if (*pointer && *pointer != '/')
        return error_set(err, ERROR_INPUT, "N0160",
                         "expected a JSON Pointer, which is empty or begins with \"/\"");
    for (const char *at = pointer; *at; at++)
        if (*at == '~' && at[1] != '0' && at[1] != '1')
            return error_set(err, ERROR_INPUT, "N0160",
                             "expected \"~0\" or \"~1\" in a JSON Pointer, found \"~\"");
    return 0;
}

int pointer_token(const char *pointer, struct buf *out, const char **rest)
{
    const char *at = pointer;

    for (; *at && *at != '/'; at++) {
        char byte = *at;

        if (byte == '~') {
            at++;
            if (*at != '0' && *at != '1')
                return -1;
            byte = *at == '0' ? '~' : '/';
        }
        if (buf_append_char(out, byte))
            return -1;
    }
    *rest = at;
    return 0;
}

static json_t *array_get(const json_t *array, const char *token)
{
    size_t index = 0;

    if (!*token || strlen(token) > 10 || (token[0] == '0' && token[1]))
        return NULL;
    for (; *token; token++) {
        if (*token < '0' || *token > '9')
            return NULL;
        index = index * 10 + (size_t)(*token - '0');
    }
    return json_array_get(array, index);
}

json_t *pointer_get(const json_t *root, const char *pointer)
{
    struct buf token = BUF_INIT(TOKEN_BYTES_MAX);
    /* jansson's getters take const and give back the same tree without it. */
    union {
        const json_t *borrowed;
        json_t *found;
    } at = {.borrowed = root};

    while (at.found && *pointer) {
        buf_clear(&token);
        if (*pointer != '/' || pointer_token(pointer + 1, &token, &pointer))
            at.found = NULL;
        else if (json_is_array(at.found))
            at.found = array_get(at.found, buf_text(&token));
        else
            at.found = json_object_get(at.found, buf_text(&token));
    }
    buf_release(&token);
    return at.found;
}

void pointer_push(struct buf *pointer, const char *token, size_t length)
{
    buf_append_char(pointer, '/');
    for (size_t i = 0; i < length; i++) {
        if (token[i] == '~')
            buf_append_text(pointer, "~0");
        else if (token[i] == '/')
            buf_append_text(pointer, "~1");
        else if (token[i] == '\0')
            buf_append_text(pointer, "\xef\xbf\xbd"); /* a C text cannot hold it */
        else
            buf_append_char(pointer, token[i]);
    }
}

void pointer_push_index(struct buf *pointer, size_t index)
{
    buf_append_format(pointer, "/%zu", index);
}

void pointer_pop(struct buf *pointer)
{
    size_t length = pointer->length;

    while (length > 0 && pointer->data[length - 1] != '/')
        length--;
    buf_truncate(pointer, length ? length - 1 : 0);
}

int pointer_index(const char *token, size_t length, size_t *out)
{
    size_t index = 0;

    if (length == 0 || length > 10 || (token[0] == '0' && length > 1))
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (token[i] < '0' || token[i] > '9')
            return -1;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    *out = index;
    return 0;
}
