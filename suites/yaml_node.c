/* suites/yaml_node.c - one event of libyaml, judged: its type, its tag, what looks like a
 * slip. */
#include "suites/yaml_node.h"

#include "base/shown.h"
#include "suites/yaml_scalar.h"
#include "suites/yaml_trouble.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_COLUMNS = 60 };

static struct place node_place(const struct yaml_node *node)
{
    return yaml_text_place(node->text, node->event->start_mark.index,
                           node->event->end_mark.index);
}

static const char *scalar_text(const struct yaml_node *node)
{
    return (const char *)node->event->data.scalar.value;
}

static bool is_plain(const struct yaml_node *node)
{
    return node->event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* "-exact" that begins a line, in a plain text of one line or several. */
static bool find_dash(const struct yaml_node *node, size_t *at)
{
    const char *bytes = node->text->bytes;
    size_t from = yaml_text_offset(node->text, node->event->start_mark.index);
    size_t to = yaml_text_offset(node->text, node->event->end_mark.index);
    size_t index = node->event->start_mark.index;
    bool is_first = true;

    for (size_t i = from; i > 0 && bytes[i - 1] != '\n'; i--)
        if (bytes[i - 1] != ' ')
            is_first = false;
    for (size_t i = from; i < to; i++) {
        unsigned char next = (unsigned char)bytes[i + 1];

        if (is_first && bytes[i] == '-' &&
            (isalpha(next) || next == '"' || next == '\'' || next == '{')) {
            *at = index;
            return true;
        }
        if (bytes[i] == '\n')
            is_first = true;
        else if (bytes[i] != ' ')
            is_first = false;
        index += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    }
    return false;
}

/* Slips that YAML takes for something else, silently. */
static int slips_check(const struct yaml_node *node, struct error_list *errors)
{
    const yaml_event_t *event = node->event;
    struct place place = node_place(node);
    struct error err;
    size_t at;

    if (strlen(scalar_text(node)) != event->data.scalar.length)
        return error_list_at(errors, &place, "N0201",
                             "the character \"\\0\" may not stand in a text");
    if (event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE &&
        yaml_trouble_backspace(node->text, event->start_mark.index, event->end_mark.index,
                               &err))
        return error_list_add(errors, &err);
    if (is_plain(node) && !node->is_flow && find_dash(node, &at)) {
        yaml_trouble_dash(node->text, at, &err);
        return error_list_add(errors, &err);
    }
    return 0;
}

static json_t *integer_json(const struct yaml_node *node, struct error_list *errors)
{
    const char *text = scalar_text(node);
    struct place place = node_place(node);
    struct error err;
    long long number;

    if (yaml_scalar_integer(text, &number)) {
        error_at(&err, &place, "N0219",
                 "%.40s does not fit 64 bits and is read as a text", text);
        error_hint(&err, "put it in quotes to say so");
        error_list_warn(errors, &err);
        return json_string(text);
    }
    if (yaml_scalar_is_old_octal(text)) {
        error_at(&err, &place, "N0220",
                 "%.40s is the number %lld here, and another one in YAML 1.1", text,
                 number);
        error_hint(&err, "write %lld, or \"%.40s\" for a text", number, text);
        error_list_warn(errors, &err);
    }
    return json_integer(number);
}

static json_t *float_json(const struct yaml_node *node, struct error_list *errors)
{
    const char *text = scalar_text(node);
    double number = strtod(text, NULL);
    struct place place = node_place(node);

    if (isfinite(number) && yaml_scalar_type(text, strlen(text)) != SCALAR_NOT_FINITE)
        return json_real(number);
    error_list_at(errors, &place, "N0222", "%.40s is not a finite number", text);
    error_hint(error_list_last(errors), "for a text, put it in quotes: \"%.40s\"", text);
    return json_null();
}

static json_t *typed_json(const struct yaml_node *node, enum yaml_scalar type,
                          struct error_list *errors)
{
    switch (type) {
    case SCALAR_NULL:
        return json_null();
    case SCALAR_TRUE:
        return json_true();
    case SCALAR_FALSE:
        return json_false();
    case SCALAR_INTEGER:
        return integer_json(node, errors);
    case SCALAR_FLOAT:
    case SCALAR_NOT_FINITE:
        return float_json(node, errors);
    case SCALAR_TEXT:
        break;
    }
    return json_stringn(scalar_text(node), node->event->data.scalar.length);
}

/* The tags of the core schema by name, and the types each takes (a mask of 1 << type). */
struct core_tag {
    const char *tag;
    unsigned takes;
};

static const struct core_tag core_tags[] = {
    {YAML_STR_TAG, 0},
    {YAML_NULL_TAG, 1u << SCALAR_NULL},
    {YAML_BOOL_TAG, 1u << SCALAR_TRUE | 1u << SCALAR_FALSE},
    {YAML_INT_TAG, 1u << SCALAR_INTEGER},
    {YAML_FLOAT_TAG, 1u << SCALAR_FLOAT | 1u << SCALAR_INTEGER | 1u << SCALAR_NOT_FINITE},
};

static int tag_refuse(const struct yaml_node *node, const char *tag,
                      struct error_list *errors)
{
    struct place place = node_place(node);
    struct error err;
    char *shown;

    if (!strncmp(tag, YAML_STR_TAG, 18)) {
        shown = shown_quoted(tag + 18, strlen(tag + 18), SHOWN_COLUMNS);
        error_at(&err, &place, "N0209", "the tag !!%.*s does not fit this value",
                 (int)strlen(shown) - 2, shown + 1);
        error_hint(&err, "remove the tag");
    } else {
        shown = shown_quoted(tag, strlen(tag), SHOWN_COLUMNS);
        error_at(&err, &place, "N0209", "unknown tag %s", shown);
        yaml_trouble_quotes(node->text, node->event->start_mark.index, &err);
    }
    free(shown);
    return error_list_add(errors, &err);
}

static json_t *tagged_json(const struct yaml_node *node, const char *tag,
                           struct error_list *errors)
{
    const char *text = scalar_text(node);
    size_t length = node->event->data.scalar.length;
    enum yaml_scalar type = yaml_scalar_type(text, length);

    if (!strcmp(tag, "!") || !strcmp(tag, YAML_STR_TAG))
        return json_stringn(text, length);
    for (size_t i = 0; i < sizeof core_tags / sizeof core_tags[0]; i++) {
        if (strcmp(tag, core_tags[i].tag) != 0 || !(core_tags[i].takes & 1u << type))
            continue;
        if (!strcmp(tag, YAML_FLOAT_TAG))
            type = SCALAR_FLOAT;
        return typed_json(node, type, errors);
    }
    tag_refuse(node, tag, errors);
    return json_null();
}

json_t *yaml_node_scalar(const struct yaml_node *node, struct error_list *errors)
{
    const char *tag = (const char *)node->event->data.scalar.tag;
    const char *text = scalar_text(node);
    size_t length = node->event->data.scalar.length;

    if (slips_check(node, errors))
        return json_null();
    if (tag)
        return tagged_json(node, tag, errors);
    if (is_plain(node))
        return typed_json(node, yaml_scalar_type(text, length), errors);
    return json_stringn(text, length);
}

void yaml_node_check_key(const struct yaml_node *node, struct error_list *errors)
{
    const char *tag = (const char *)node->event->data.scalar.tag;
    const char *text = scalar_text(node);
    struct place place = node_place(node);
    enum yaml_scalar type = yaml_scalar_type(text, node->event->data.scalar.length);
    struct error err;

    if (slips_check(node, errors))
        return;
    if (tag && strcmp(tag, "!") != 0 && strcmp(tag, YAML_STR_TAG) != 0) {
        tag_refuse(node, tag, errors);
    } else if (!tag && is_plain(node) && text[0] == '\0') {
        error_list_at(errors, &place, "N0210", "a key is missing");
        error_hint(error_list_last(errors), "write it before the \":\"");
    } else if (!tag && is_plain(node) && type != SCALAR_TEXT) {
        error_at(&err, &place, "N0221", "the key %.40s is read as a text", text);
        error_hint(&err, "put it in quotes: \"%.40s\"", text);
        error_list_warn(errors, &err);
    }
}

void yaml_node_check_container(const struct yaml_node *node, struct error_list *errors)
{
    bool is_mapping = node->event->type == YAML_MAPPING_START_EVENT;
    const char *tag = (const char *)(is_mapping ? node->event->data.mapping_start.tag
                                                : node->event->data.sequence_start.tag);

    if (tag && strcmp(tag, "!") != 0 &&
        strcmp(tag, is_mapping ? YAML_MAP_TAG : YAML_SEQ_TAG) != 0)
        tag_refuse(node, tag, errors);
}
