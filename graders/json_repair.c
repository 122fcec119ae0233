/* graders/json_repair.c - what is nearly JSON made JSON: the structure around the tokens.
 *
 * Blanks, and blanks in place of what is left out, keep most of the text where it was;
 * where it moves, that is written down, so that places can be told in the text given.
 */
#include "graders/json_repair.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "graders/repair_reader.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 64 << 20, SHIFTS_MAX = 1 << 22 };

const char *repair_name(enum repair_kind kind)
{
    static const char *const names[] = {
        [REPAIR_CODE_FENCE] = "code fence around the JSON",
        [REPAIR_TEXT_AFTER] = "text after the JSON",
        [REPAIR_COMMENT] = "comment",
        [REPAIR_TRAILING_COMMA] = "trailing comma",
        [REPAIR_EXTRA_COMMA] = "extra comma",
        [REPAIR_MISSING_COMMA] = "missing comma",
        [REPAIR_SINGLE_QUOTES] = "single quotes",
        [REPAIR_CURLY_QUOTES] = "curly quotes",
        [REPAIR_BARE_KEY] = "key without quotes",
        [REPAIR_LITERAL] = "literal not spelt true, false or null",
        [REPAIR_NOT_A_NUMBER] = "NaN, Infinity or undefined (read as null)",
        [REPAIR_NUMBER] = "number not written as in JSON",
        [REPAIR_RAW_CONTROL] = "raw line break or control character in a string",
        [REPAIR_ESCAPE] = "escape that JSON does not have",
        [REPAIR_MISSING_BRACKET] = "missing bracket",
        [REPAIR_CUT_OFF] = "the end is missing",
    };

    return names[kind];
}

void json_repair_release(struct json_repair *repair)
{
    buf_release(&repair->text);
    free(repair->shifts);
    *repair = (struct json_repair)JSON_REPAIR_INIT;
}

static void repair_clear(struct json_repair *repair)
{
    buf_clear(&repair->text);
    repair->count = repair->shift_count = 0;
    memset(repair->kinds, 0, sizeof repair->kinds);
}

void repair_note(struct repair_reader *reader, enum repair_kind kind, size_t offset)
{
    struct json_repair *made = reader->made;

    if (made->kinds[kind].count++ == 0)
        made->kinds[kind].first_offset = (uint32_t)offset;
    if (made->count < REPAIRS_KEPT)
        made->first[made->count] = (struct repair){kind, (uint32_t)offset};
    made->count++;
}

/* Before a copy: writes down by how much the two texts are apart, where that changes. */
static void shift_mark(struct repair_reader *reader)
{
    struct json_repair *made = reader->made;
    const struct repair_shift now = {(uint32_t)made->text.length, (uint32_t)reader->at};
    const struct repair_shift *last =
        made->shift_count ? &made->shifts[made->shift_count - 1] : NULL;

    if (last ? now.made - last->made == now.given - last->given : now.made == now.given)
        return;
    MEM_GROW(made->shifts, made->shift_count, made->shift_capacity);
    assert(made->shifts);
    made->shifts[made->shift_count++] = now;
}

void repair_copy(struct repair_reader *reader, size_t length)
{
    shift_mark(reader);
    buf_append(&reader->made->text, reader->text + reader->at, length);
    reader->at += length;
}

void repair_blank(struct repair_reader *reader, size_t length)
{
    shift_mark(reader);
    for (size_t i = 0; i < length; i++)
        buf_append_char(&reader->made->text, ' ');
    reader->at += length;
}

void repair_replace(struct repair_reader *reader, size_t length, const char *with)
{
    shift_mark(reader);
    buf_append_text(&reader->made->text, with);
    reader->at += length;
}

static void cut_back(struct repair_reader *reader, size_t made)
{
    struct json_repair *out = reader->made;

    buf_truncate(&out->text, made);
    while (out->shift_count && out->shifts[out->shift_count - 1].made > made)
        out->shift_count--;
}

static size_t comment_length(const struct repair_reader *reader)
{
    const char *text = reader->text + reader->at;
    const size_t left = reader->length - reader->at;
    const char *end = NULL;

    if (*text == '#' || (left > 1 && text[0] == '/' && text[1] == '/')) {
        end = memchr(text, '\n', left);
        if (end)
            return (size_t)(end - text);
        /* {"color": #ff0000} has a value, and an end. */
        return reader->expected == EXPECT_VALUE ? 0 : left;
    }
    if (left < 2 || text[0] != '/' || text[1] != '*')
        return 0;
    end = memmem(text + 2, left - 2, "*/", 2);
    return end ? (size_t)(end - text) + 2 : left;
}

static size_t blanks_length(const struct repair_reader *reader)
{
    size_t end = reader->at;

    while (end < reader->length && reader->text[end] &&
           strchr(" \t\r\n", reader->text[end]))
        end++;
    return end - reader->at;
}

static void blanks_pass(struct repair_reader *reader)
{
    size_t comment;

    while (reader->at < reader->length) {
        const size_t blanks = blanks_length(reader);

        if (blanks > 0) {
            repair_copy(reader, blanks);
        } else if ((comment = comment_length(reader)) > 0) {
            repair_note(reader, REPAIR_COMMENT, reader->at);
            repair_blank(reader, comment);
        } else {
            return;
        }
    }
}

static void comma_read(struct repair_reader *reader)
{
    reader->item = reader->made->text.length;
    reader->comma_at = reader->made->text.length;
    reader->comma_given = reader->at;
    reader->has_comma = true;
}

static enum repair_expected next_in(const struct repair_reader *reader)
{
    return reader->closers[reader->depth - 1] == '}' ? EXPECT_KEY : EXPECT_ELEMENT;
}

static int container_open(struct repair_reader *reader)
{
    if (reader->depth == REPAIR_DEPTH_MAX)
        return -1;
    reader->closers[reader->depth++] = reader->text[reader->at] == '{' ? '}' : ']';
    reader->has_comma = false;
    repair_copy(reader, 1);
    reader->item = reader->made->text.length;
    reader->expected = next_in(reader);
    return 0;
}

static void comma_drop(struct repair_reader *reader)
{
    if (reader->has_comma)
        reader->made->text.data[reader->comma_at] = ' ';
    reader->has_comma = false;
}

/* Closes what the bracket here closes, and what is open within that. */
static int container_close(struct repair_reader *reader)
{
    const char closer = reader->text[reader->at];
    size_t depth = reader->depth;

    while (depth > 0 && reader->closers[depth - 1] != closer)
        depth--;
    if (depth == 0)
        return -1;
    if (reader->has_comma)
        repair_note(reader, REPAIR_TRAILING_COMMA, reader->comma_given);
    comma_drop(reader);
    for (; reader->depth > depth; reader->depth--) {
        const char missing[] = {reader->closers[reader->depth - 1], '\0'};

        repair_note(reader, REPAIR_MISSING_BRACKET, reader->at);
        repair_replace(reader, 0, missing);
    }
    reader->depth--;
    repair_copy(reader, 1);
    reader->expected = EXPECT_AFTER;
    return 0;
}

static int value_read(struct repair_reader *reader)
{
    const char byte = reader->text[reader->at];

    reader->has_comma = false;
    reader->expected = EXPECT_AFTER;
    if (byte == '{' || byte == '[')
        return container_open(reader);
    if (repair_is_quote(reader))
        return repair_string(reader);
    if (isdigit((unsigned char)byte) || (byte && strchr("+-.", byte)))
        return repair_number(reader);
    return repair_word(reader);
}

/* Where an element or a key may stand: also a comma too much, and the end. */
static bool is_no_item(const struct repair_reader *reader)
{
    const char byte = reader->text[reader->at];

    return byte == ',' || byte == ']' || byte == '}';
}

static int no_item_read(struct repair_reader *reader)
{
    if (reader->text[reader->at] != ',')
        return container_close(reader);
    repair_note(reader, REPAIR_EXTRA_COMMA, reader->at);
    repair_blank(reader, 1);
    return 0;
}

static int key_read(struct repair_reader *reader)
{
    reader->has_comma = false;
    reader->expected = EXPECT_COLON;
    return repair_is_quote(reader) ? repair_string(reader) : repair_bare_key(reader);
}

static int after_read(struct repair_reader *reader)
{
    const char byte = reader->text[reader->at];

    if (byte == '}' || byte == ']')
        return container_close(reader);
    comma_read(reader);
    if (byte == ',') {
        repair_copy(reader, 1);
    } else {
        repair_note(reader, REPAIR_MISSING_COMMA, reader->at);
        repair_replace(reader, 0, ",");
    }
    reader->expected = next_in(reader);
    return 0;
}

static int step(struct repair_reader *reader)
{
    switch (reader->expected) {
    case EXPECT_VALUE:
        return value_read(reader);
    case EXPECT_ELEMENT:
        return is_no_item(reader) ? no_item_read(reader) : value_read(reader);
    case EXPECT_KEY:
        return is_no_item(reader) ? no_item_read(reader) : key_read(reader);
    case EXPECT_COLON:
        if (reader->text[reader->at] != ':')
            return -1;
        repair_copy(reader, 1);
        reader->expected = EXPECT_VALUE;
        return 0;
    case EXPECT_AFTER:
        break;
    }
    return after_read(reader);
}

/* The end of the text within the value. A string that was cut stands ended already; any
 * other token, and a key without a value, is left out with its comma. */
static int cut_off(struct repair_reader *reader)
{
    struct buf *made = &reader->made->text;
    const bool is_whole = reader->expected == EXPECT_AFTER && reader->cut != CUT_TOKEN;

    if (reader->depth == 0 && !is_whole)
        return -1;
    repair_note(reader, REPAIR_CUT_OFF, reader->length);
    if (reader->expected == EXPECT_COLON || reader->expected == EXPECT_VALUE ||
        (reader->expected == EXPECT_AFTER && !is_whole))
        cut_back(reader, reader->item);
    else
        comma_drop(reader);
    while (reader->depth > 0)
        buf_append_char(made, reader->closers[--reader->depth]);
    reader->at = reader->length;
    return 0;
}

static int value_and_end(struct repair_reader *reader)
{
    do {
        blanks_pass(reader);
        if (reader->at == reader->length)
            return cut_off(reader);
        if (step(reader))
            return -1;
        if (reader->cut)
            return cut_off(reader);
        if (reader->made->count > REPAIRS_MAX || reader->made->shift_count > SHIFTS_MAX ||
            buf_is_over(&reader->made->text))
            return -1;
    } while (reader->depth > 0 || reader->expected != EXPECT_AFTER);
    return 0;
}

/* ``` or ~~~ with an info word. */
static size_t fence_length(const struct repair_reader *reader, bool has_info)
{
    const char *text = reader->text + reader->at;
    const size_t left = reader->length - reader->at;
    size_t length = 0;

    while (length < left && (text[length] == '`' || text[length] == '~') &&
           text[length] == text[0])
        length++;
    if (length < 3)
        return 0;
    while (has_info && length < left && isalnum((unsigned char)text[length]))
        length++;
    return length;
}

static bool has_bracket(const char *text, size_t length)
{
    return memchr(text, '{', length) || memchr(text, '[', length);
}

/* Behind the value. */
static int rest_read(struct repair_reader *reader, bool is_container, bool has_fence)
{
    const size_t end = reader->at;
    size_t fence;

    blanks_pass(reader);
    fence = reader->at < reader->length && has_fence ? fence_length(reader, false) : 0;
    if (fence) {
        repair_blank(reader, fence);
        blanks_pass(reader);
    }
    if (reader->at < reader->length) {
        if (!is_container)
            return -1; /* "12 apples": nothing says that 12 is meant */
        if (has_bracket(reader->text + reader->at, reader->length - reader->at))
            return -1; /* another value may be the one that is meant */
        repair_note(reader, REPAIR_TEXT_AFTER, reader->at);
    }
    reader->made->end = end;
    return 0;
}

int json_repair(struct json_repair *repair, const char *text, size_t length,
                enum repair_around around)
{
    struct repair_reader *reader = mem_new(1, sizeof *reader);
    size_t fence = 0;
    bool is_container;
    int rc = -1;

    *reader = (struct repair_reader){.text = text, .length = length, .made = repair};
    repair_clear(repair);
    repair->end = 0;
    if (length > TEXT_BYTES_MAX)
        goto done;
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        repair_copy(reader, 3);
    blanks_pass(reader);
    if (reader->at < length && around == REPAIR_ALONE)
        fence = fence_length(reader, true);
    if (fence) {
        repair_note(reader, REPAIR_CODE_FENCE, reader->at);
        repair_blank(reader, fence);
        blanks_pass(reader);
    }
    is_container =
        reader->at < length && strchr("{[", text[reader->at]) && text[reader->at];
    rc = value_and_end(reader);
    repair->end = reader->at;
    if (rc == 0 && around == REPAIR_ALONE)
        rc = rest_read(reader, is_container, fence > 0);

done:
    free(reader);
    return rc;
}

size_t json_repair_origin(const struct json_repair *repair, size_t offset)
{
    size_t low = 0;
    size_t high = repair->shift_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (repair->shifts[middle].made <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return offset;
    return repair->shifts[low - 1].given + (offset - repair->shifts[low - 1].made);
}

/* Kinds by the offset of their first places; -1 ends them. */
static void kinds_sort(const struct json_repair *repair, int order[REPAIR_KIND_COUNT + 1])
{
    size_t count = 0;

    for (int kind = 0; kind < REPAIR_KIND_COUNT; kind++) {
        size_t at = count;

        if (repair->kinds[kind].count == 0)
            continue;
        for (; at > 0 && repair->kinds[order[at - 1]].first_offset >
                             repair->kinds[kind].first_offset;
             at--)
            order[at] = order[at - 1];
        order[at] = kind;
        count++;
    }
    order[count] = -1;
}

void json_repair_tell(const struct json_repair *repair, struct place_finder *finder,
                      size_t start, struct buf *out)
{
    int order[REPAIR_KIND_COUNT + 1];

    kinds_sort(repair, order);
    for (size_t i = 0; order[i] >= 0; i++) {
        const struct repair_kinds *kind = &repair->kinds[order[i]];

        place_find(finder, start + kind->first_offset);
        buf_append_format(out, "%s%s at %u:%u", i ? ", " : "",
                          repair_name((enum repair_kind)order[i]), finder->line,
                          finder->column);
        if (kind->count > 1)
            buf_append_format(out, " (%u times)", (unsigned)kind->count);
    }
}
