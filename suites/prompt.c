/* suites/prompt.c - a prompt rendered for a case. */
#include "suites/prompt.h"

#include "base/mem.h"
#include "suites/prompt_build.h"

#include <stdlib.h>
#include <string.h>

void messages_clear(struct messages *messages)
{
    messages->count = 0;
    buf_clear(&messages->texts);
}

void messages_release(struct messages *messages)
{
    free(messages->items);
    buf_release(&messages->texts);
    *messages = (struct messages)MESSAGES_INIT;
}

/* What was appended to the texts since `start` is a message; where it stands is set when
 * the texts grow no more. */
static int message_add(struct messages *out, enum message_role role, size_t start,
                       struct error *err)
{
    size_t length = out->texts.length - start;

    if (buf_append_char(&out->texts, '\0') || buf_is_over(&out->texts))
        return error_set(err, ERROR_INPUT, "N0236", "the messages are too large");
    MEM_GROW(out->items, out->count, out->capacity);
    out->items[out->count++] = (struct message){.role = role, .length = length};
    return 0;
}

static void texts_point(struct messages *out)
{
    const char *at = buf_text(&out->texts);

    for (size_t i = 0; i < out->count; i++) {
        out->items[i].text = at;
        at += out->items[i].length + 1;
    }
}

static int conversation_refuse(size_t index, struct error *err)
{
    error_set(err, ERROR_INPUT, "N0248",
              "message %zu of the case needs one speaker and one text", index + 1);
    return error_hint(err, "{\"user\": \"…\"}, or {\"role\": \"user\", \"content\": "
                           "\"…\"}");
}

/* One message of a case: its words are data, never a template. */
static int spoken_add(const struct value *spoken, size_t index, struct messages *out,
                      struct error *err)
{
    const struct value *role = value_member(spoken, "role");
    const struct value *content = value_member(spoken, "content");
    size_t start = out->texts.length;
    enum message_role speaker;
    char *word;
    int rc;

    if (spoken->type != VALUE_OBJECT || spoken->size < 1 || spoken->size > 2)
        return conversation_refuse(index, err);
    if (spoken->size == 1) {
        role = value_first(spoken);
        content = role + 1;
    }
    if (!role || !content || role->type != VALUE_STRING || content->type != VALUE_STRING)
        return conversation_refuse(index, err);
    word = mem_text_n(role->text, role->size);
    rc = message_role_find(word, &speaker);
    free(word);
    if (rc)
        return conversation_refuse(index, err);
    buf_append(&out->texts, content->text, content->size);
    return message_add(out, speaker, start, err);
}

static int conversation_add(const struct value *conversation, struct messages *out,
                            struct error *err)
{
    const struct value *spoken;

    if (conversation->type != VALUE_ARRAY)
        return error_set(err, ERROR_INPUT, "N0248", "`messages` of a case is a list");
    spoken = value_first(conversation);
    for (size_t i = 0; i < conversation->size; i++) {
        if (spoken_add(spoken, i, out, err))
            return -1;
        spoken = value_next(spoken);
    }
    return 0;
}

/* The part before which the conversation goes; part_count: behind all. */
static size_t conversation_place(const struct prompt *prompt)
{
    for (size_t i = 0; i < prompt->part_count; i++)
        if (prompt->parts[i].kind == PART_CONVERSATION)
            return i;
    for (size_t i = prompt->part_count; i > 0; i--)
        if (prompt->parts[i - 1].role == ROLE_USER)
            return i - 1;
    return prompt->part_count;
}

void prompt_append_text(const struct prompt *prompt, struct buf *out)
{
    for (size_t i = 0; i < prompt->part_count; i++) {
        const struct prompt_part *part = &prompt->parts[i];
        const char *text;
        size_t length;

        if (i && out->length && out->data[out->length - 1] != '\n')
            buf_append_char(out, '\n');
        if (part->kind == PART_CONVERSATION) {
            buf_append_text(out, "(the messages of the case)");
            continue;
        }
        if (!prompt->is_text)
            buf_append_format(out, "%s: ", message_role_name(part->role));
        text = template_text(part->text, &length);
        buf_append(out, text, length);
    }
}

int prompt_render(const struct prompt *prompt, const struct template_scope *scope,
                  const struct value *conversation, struct messages *out,
                  struct template_undefined *undefined, struct error *err)
{
    size_t place = conversation_place(prompt);

    messages_clear(out);
    undefined->name[0] = '\0';
    for (size_t i = 0; i <= prompt->part_count; i++) {
        size_t start;

        if (i == place && conversation && conversation_add(conversation, out, err))
            return -1;
        if (i == prompt->part_count || prompt->parts[i].kind == PART_CONVERSATION)
            continue;
        start = out->texts.length;
        if (template_render(prompt->parts[i].text, scope, &out->texts, undefined, err) ||
            message_add(out, prompt->parts[i].role, start, err))
            return -1;
    }
    if (out->count == 0)
        return error_set(err, ERROR_INPUT, "N0248",
                         "the prompt is the case's conversation, and the case has none");
    texts_point(out);
    return 0;
}

int conversation_render(const struct value *conversation, struct messages *out,
                        struct error *err)
{
    messages_clear(out);
    if (conversation && conversation_add(conversation, out, err))
        return -1;
    texts_point(out);
    return 0;
}
