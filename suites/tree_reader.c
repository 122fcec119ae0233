/* suites/tree_reader.c - libyaml's events, read into a JSON tree and its places. */
#include "suites/tree_reader.h"

#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/tree.h"
#include "suites/yaml_node.h"
#include "suites/yaml_trouble.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum {
    SHOWN_COLUMNS = 60,
    EXPANSION_FREE = 1000, /* values: below this, aliases are not looked at */
    EXPANSION_TIMES = 10
};

struct frame {    /* a container under way */
    json_t *json; /* borrowed from the tree */
    uint32_t entry;
    bool is_flow;
    bool has_key; /* a key was read, its value was not */
    bool has_merge;
    char *key; /* owned */
    size_t key_length;
    struct span key_span;
    size_t values_before;
    unsigned height; /* levels: 1 without a container in it */
    size_t anchor;   /* index, or ANCHOR_NONE */
};

static const size_t anchor_none = SIZE_MAX;

struct anchor {
    char *name;   /* owned */
    json_t *json; /* owned reference */
    uint32_t entry;
    size_t values; /* in it, aliases expanded; 0 while it is under way */
    unsigned height;
};

struct reader {
    yaml_parser_t parser;
    struct tree_places *places;
    struct error_list *errors;
    json_t *root;
    struct frame frames[TREE_DEPTH_MAX];
    unsigned depth;
    struct anchor *anchors;
    size_t anchor_count, anchor_capacity;
    size_t nodes;    /* as written */
    size_t expanded; /* with each alias as what it stands for */
    size_t documents;
    unsigned skipped; /* levels of a key that is no text */
};

static struct span event_span(const yaml_event_t *event)
{
    return (struct span){(uint32_t)event->start_mark.index,
                         (uint32_t)event->end_mark.index};
}

static struct place span_place(const struct reader *reader, struct span span)
{
    return yaml_text_place(&reader->places->text, span.start, span.end);
}

static int mistake_add(struct reader *reader, const struct error *err)
{
    return error_list_add(reader->errors, err);
}

static struct frame *frame_top(struct reader *reader)
{
    return reader->depth ? &reader->frames[reader->depth - 1] : NULL;
}

static bool wants_key(struct reader *reader)
{
    const struct frame *top = frame_top(reader);

    return top && json_is_object(top->json) && !top->has_key;
}

static void key_set(struct frame *frame, const char *key, size_t length, struct span span)
{
    free(frame->key);
    frame->key = mem_text_n(key, length);
    frame->key_length = length;
    frame->key_span = span;
    frame->has_key = true;
}

/* Puts a value (the reference is taken) where the reader stands; returns its entry. */
static uint32_t value_attach(struct reader *reader, json_t *json, struct span span)
{
    struct frame *top = frame_top(reader);
    char index[24];
    int length;

    if (!top) {
        reader->root = json;
        return places_add(reader->places, places_none, "", 0, span, span);
    }
    if (json_is_array(top->json)) {
        length = snprintf(index, sizeof index, "%zu", json_array_size(top->json));
        json_array_append_new(top->json, json);
        return places_add(reader->places, top->entry, index, (size_t)length, span, span);
    }
    json_object_setn_new(top->json, top->key, top->key_length, json);
    top->has_key = false;
    return places_add(reader->places, top->entry, top->key, top->key_length,
                      top->key_span, span);
}

/* A value of this height stands at the reader's depth. */
static void height_note(struct reader *reader, unsigned height)
{
    struct frame *top = frame_top(reader);

    if (top && top->height < height + 1)
        top->height = height + 1;
}

static size_t anchor_add(struct reader *reader, const yaml_char_t *name, json_t *json,
                         uint32_t entry)
{
    if (!name)
        return anchor_none;
    MEM_GROW(reader->anchors, reader->anchor_count, reader->anchor_capacity);
    reader->anchors[reader->anchor_count] = (struct anchor){
        .name = mem_text((const char *)name), .json = json_incref(json), .entry = entry};
    return reader->anchor_count++;
}

static int values_count(struct reader *reader, size_t more, struct span span)
{
    struct place place = span_place(reader, span);

    reader->expanded += more;
    if (reader->expanded > TREE_NODES_MAX)
        return error_list_at(reader->errors, &place, "N0206",
                             "more than %d values in one file", TREE_NODES_MAX);
    if (reader->expanded > EXPANSION_FREE &&
        reader->expanded > EXPANSION_TIMES * reader->nodes)
        return error_list_at(reader->errors, &place, "N0206",
                             "aliases make the file more than %d times as large",
                             EXPANSION_TIMES);
    return 0;
}

static int depth_refuse(struct reader *reader, struct span span)
{
    struct place place = span_place(reader, span);

    return error_list_at(reader->errors, &place, "N0205", "nested deeper than %d levels",
                         TREE_DEPTH_MAX);
}

static void duplicate_check(struct reader *reader, const char *key, size_t length,
                            struct span span)
{
    uint32_t first = places_child(reader->places, frame_top(reader)->entry, key, length);
    struct place place = span_place(reader, span);
    struct error err;
    char *shown;

    if (first == places_none)
        return;
    shown = shown_quoted(key, length, SHOWN_COLUMNS);
    error_at(&err, &place, "N0204", "duplicate key %s", shown);
    error_hint(&err, "the first is in line %u: remove one of the two",
               span_place(reader, reader->places->entries[first].key).line);
    mistake_add(reader, &err);
    free(shown);
}

static void key_take(struct reader *reader, const yaml_event_t *event)
{
    const char *key = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    struct span span = event_span(event);
    struct frame *top = frame_top(reader);
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    struct yaml_node node = {&reader->places->text, event, top->is_flow};

    yaml_node_check_key(&node, reader->errors);
    if (length != strlen(key))
        length = strlen(key); /* told by the check */
    duplicate_check(reader, key, length, span);
    if (is_plain && !strcmp(key, "<<"))
        top->has_merge = true;
    key_set(top, key, length, span);
}

static int scalar_take(struct reader *reader, const yaml_event_t *event)
{
    const struct frame *top = frame_top(reader);
    struct yaml_node node = {&reader->places->text, event, top && top->is_flow};
    json_t *json;
    uint32_t entry;
    size_t anchor;

    if (wants_key(reader)) {
        key_take(reader, event);
        return 0;
    }
    json = yaml_node_scalar(&node, reader->errors);
    entry = value_attach(reader, json, event_span(event));
    anchor = anchor_add(reader, event->data.scalar.anchor, json, entry);
    if (anchor != anchor_none)
        reader->anchors[anchor].values = 1;
    height_note(reader, 0);
    return values_count(reader, 1, event_span(event));
}

static struct anchor *anchor_find(struct reader *reader, const char *name)
{
    for (size_t i = reader->anchor_count; i > 0; i--)
        if (!strcmp(reader->anchors[i - 1].name, name))
            return &reader->anchors[i - 1];
    return NULL;
}

static void alias_refuse(struct reader *reader, const yaml_event_t *event,
                         const struct anchor *anchor)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct place place = span_place(reader, event_span(event));
    struct error err;

    if (anchor) {
        error_at(&err, &place, "N0208", "the alias \"*%s\" stands inside what it names",
                 name);
    } else {
        error_at(&err, &place, "N0207", "no anchor \"&%s\" stands above this alias",
                 name);
        yaml_trouble_quotes(&reader->places->text, event->start_mark.index, &err);
    }
    mistake_add(reader, &err);
}

static int alias_take(struct reader *reader, const yaml_event_t *event)
{
    struct span span = event_span(event);
    struct anchor *anchor = anchor_find(reader, (const char *)event->data.alias.anchor);
    struct place place = span_place(reader, span);
    uint32_t entry;

    if (wants_key(reader)) {
        error_list_at(reader->errors, &place, "N0210",
                      "a key must be a text, and this is an alias");
        key_set(frame_top(reader), "", 0, span);
        return 0;
    }
    if (!anchor || anchor->values == 0) {
        alias_refuse(reader, event, anchor);
        value_attach(reader, json_null(), span);
        return 0;
    }
    entry = value_attach(reader, json_incref(anchor->json), span);
    reader->places->entries[entry].target = anchor->entry;
    height_note(reader, anchor->height);
    if (reader->depth + anchor->height > TREE_DEPTH_MAX)
        return depth_refuse(reader, span);
    return values_count(reader, anchor->values, span);
}

/* A mapping or a list where a key should stand: {{x}} is one too. */
static void complex_key_refuse(struct reader *reader, const yaml_event_t *event)
{
    const struct yaml_text *text = &reader->places->text;
    struct span span = event_span(event);
    size_t at = yaml_text_offset(text, span.start);
    struct place place = span_place(reader, span);
    struct error err;

    if (at > 0 && !strncmp(text->bytes + at - 1, "{{", 2))
        yaml_trouble_template(text, span.start - 1, &err);
    else if (!strncmp(text->bytes + at, "{{", 2))
        yaml_trouble_template(text, span.start, &err);
    else
        error_at(&err, &place, "N0210", "a key must be a text, and this is a %s",
                 event->type == YAML_MAPPING_START_EVENT ? "mapping" : "list");
    mistake_add(reader, &err);
    key_set(frame_top(reader), "", 0, span);
    reader->skipped = 1;
}

static int container_open(struct reader *reader, const yaml_event_t *event)
{
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        is_mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    bool is_flow = is_mapping
                       ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                       : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    struct yaml_node node = {&reader->places->text, event, is_flow};
    struct frame *frame;
    json_t *json;
    uint32_t entry;

    if (wants_key(reader)) {
        complex_key_refuse(reader, event);
        return 0;
    }
    if (reader->depth == TREE_DEPTH_MAX)
        return depth_refuse(reader, event_span(event));
    yaml_node_check_container(&node, reader->errors);
    json = is_mapping ? json_object() : json_array();
    entry = value_attach(reader, json, event_span(event));
    frame = &reader->frames[reader->depth++];
    *frame = (struct frame){.json = json,
                            .entry = entry,
                            .is_flow = is_flow,
                            .values_before = reader->expanded,
                            .height = 1,
                            .anchor = anchor_add(reader, anchor, json, entry)};
    return values_count(reader, 1, event_span(event));
}

/* YAML 1.1's merge: explicit keys win, then the earlier of several mappings. */
static void merge_apply(struct reader *reader, struct frame *frame)
{
    json_t *source = json_incref(json_object_get(frame->json, "<<"));
    uint32_t entry = places_child(reader->places, frame->entry, "<<", 2);
    uint32_t *link = &reader->places->entries[frame->entry].target;
    struct place place = span_place(reader, reader->places->entries[entry].value);
    size_t count = json_is_array(source) ? json_array_size(source) : 1;

    json_object_del(frame->json, "<<");
    for (size_t i = 0; i < count; i++) {
        json_t *one = json_is_array(source) ? json_array_get(source, i) : source;
        char index[24];
        int length = snprintf(index, sizeof index, "%zu", i);

        if (!json_is_object(one)) {
            error_list_at(reader->errors, &place, "N0228",
                          "\"<<\" takes a mapping, or a list of mappings");
            error_hint(error_list_last(reader->errors), "<<: *name");
            break;
        }
        json_object_update_missing(frame->json, one);
        *link = json_is_array(source)
                    ? places_child(reader->places, entry, index, (size_t)length)
                    : entry;
        link = &reader->places->entries[*link].next;
    }
    json_decref(source);
}

static void container_close(struct reader *reader)
{
    struct frame *frame = frame_top(reader);

    if (frame->has_merge)
        merge_apply(reader, frame);
    if (frame->anchor != anchor_none) {
        reader->anchors[frame->anchor].values = reader->expanded - frame->values_before;
        reader->anchors[frame->anchor].height = frame->height;
    }
    free(frame->key);
    reader->depth--;
    height_note(reader, frame->height);
}

static int skipped_take(struct reader *reader, const yaml_event_t *event)
{
    if (event->type == YAML_MAPPING_START_EVENT ||
        event->type == YAML_SEQUENCE_START_EVENT)
        reader->skipped++;
    else if (event->type == YAML_MAPPING_END_EVENT ||
             event->type == YAML_SEQUENCE_END_EVENT)
        reader->skipped--;
    return reader->skipped > TREE_DEPTH_MAX ? depth_refuse(reader, event_span(event)) : 0;
}

static int document_take(struct reader *reader, const yaml_event_t *event)
{
    struct span span = event_span(event);
    struct place place = span_place(reader, span);

    if (reader->documents++ == 0)
        return 0;
    error_list_at(reader->errors, &place, "N0203",
                  "a second document begins here, and a file holds one");
    return error_hint(error_list_last(reader->errors),
                      "remove the line, or make two files");
}

/* -1: there is no sense in reading on. */
static int event_take(struct reader *reader, const yaml_event_t *event)
{
    if (reader->skipped)
        return skipped_take(reader, event);
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return document_take(reader, event);
    case YAML_SCALAR_EVENT:
        reader->nodes++;
        return scalar_take(reader, event);
    case YAML_ALIAS_EVENT:
        reader->nodes++;
        return alias_take(reader, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        reader->nodes++;
        return container_open(reader, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        container_close(reader);
        return 0;
    default:
        return 0;
    }
}

/* What libyaml refuses in a line that has its mistake already is a consequence. */
static int trouble_take(struct reader *reader, size_t mistakes_before)
{
    const yaml_parser_t *parser = &reader->parser;
    struct yaml_trouble trouble = {.problem = parser->problem,
                                   .context = parser->context,
                                   .problem_at = parser->problem_mark.index,
                                   .context_at = parser->context_mark.index};
    struct error err;

    yaml_trouble_tell(&reader->places->text, &trouble, &err);
    for (size_t i = mistakes_before; i < reader->errors->count; i++)
        if (reader->errors->items[i].severity == SEVERITY_ERROR &&
            reader->errors->items[i].line == err.line)
            return -1;
    return mistake_add(reader, &err);
}

static int events_read(struct reader *reader)
{
    size_t mistakes_before = reader->errors->count;
    yaml_event_type_t type;

    do {
        yaml_event_t event;
        int rc;

        if (!yaml_parser_parse(&reader->parser, &event))
            return trouble_take(reader, mistakes_before);
        type = event.type;
        rc = event_take(reader, &event);
        yaml_event_delete(&event);
        if (rc)
            return -1;
    } while (type != YAML_STREAM_END_EVENT);
    return 0;
}

static void reader_release(struct reader *reader)
{
    for (unsigned i = 0; i < reader->depth; i++)
        free(reader->frames[i].key);
    for (size_t i = 0; i < reader->anchor_count; i++) {
        free(reader->anchors[i].name);
        json_decref(reader->anchors[i].json);
    }
    free(reader->anchors);
    yaml_parser_delete(&reader->parser);
}

int tree_read(struct tree_places *places, json_t **root, struct error_list *errors)
{
    struct reader reader = {.places = places, .errors = errors};
    size_t errors_before = errors->error_count;
    struct place whole = {.file = places->text.file};

    yaml_parser_initialize(&reader.parser);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &reader.parser, (const unsigned char *)places->text.bytes, places->text.length);
    if (events_read(&reader) == 0 && (!reader.root || json_is_null(reader.root)) &&
        errors->error_count == errors_before) {
        error_list_at(errors, &whole, "N0202", "the file is empty");
        error_hint(error_list_last(errors),
                   path_has_ending(places->text.file, "noworse.yaml")
                       ? "begin a project file with noworse: 1, or remove it"
                       : "begin a suite with noworse: 1, a prompt with prompt: NAME");
    }
    *root = reader.root;
    reader_release(&reader);
    return errors->error_count == errors_before ? 0 : -1;
}
