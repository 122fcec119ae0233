/* graders/json_repair.h - what is nearly JSON made JSON, with a list of what was done.
 *
 * One pass, linear in the text, with a stack of its own. A text that is JSON comes out as
 * it is, without a repair. What the text means is never guessed at: a text that is none
 * of what is listed here is not repaired. What is repaired reads with document_read(),
 * unless a key stands twice in it or bytes of it are no UTF-8.
 */
#ifndef NOWORSE_GRADERS_JSON_REPAIR_H
#define NOWORSE_GRADERS_JSON_REPAIR_H

#include "base/buf.h"
#include "graders/place_finder.h"

#include <stdint.h>

enum repair_kind {
    REPAIR_CODE_FENCE,      /* ``` around the value: left out */
    REPAIR_TEXT_AFTER,      /* behind the last bracket: left out */
    REPAIR_COMMENT,         /* //, slash and star, #: left out */
    REPAIR_TRAILING_COMMA,  /* [1,]: left out */
    REPAIR_EXTRA_COMMA,     /* [1,,2]: left out */
    REPAIR_MISSING_COMMA,   /* [1 2] */
    REPAIR_SINGLE_QUOTES,   /* 'a' */
    REPAIR_CURLY_QUOTES,    /* “a” */
    REPAIR_BARE_KEY,        /* {a: 1} */
    REPAIR_LITERAL,         /* True, False, None, TRUE, …: true, false, null */
    REPAIR_NOT_A_NUMBER,    /* NaN, Infinity, undefined: null, for JSON has none */
    REPAIR_NUMBER,          /* +1, .5, 1., 0x1F */
    REPAIR_RAW_CONTROL,     /* a line break or other control character in a string */
    REPAIR_ESCAPE,          /* "\d", "\'", "\x41", half a surrogate pair (U+FFFD) */
    REPAIR_MISSING_BRACKET, /* [{"a": 1] */
    REPAIR_CUT_OFF,         /* the text ends before the value does: a string is ended, a
                               member without value left out, brackets are closed */
    REPAIR_KIND_COUNT
};
const char *repair_name(enum repair_kind kind); /* "trailing comma" */

struct repair {
    enum repair_kind kind;
    uint32_t offset; /* in the text that was given */
};

enum { REPAIRS_KEPT = 100, REPAIR_DEPTH_MAX = 512, REPAIRS_MAX = 1 << 20 };

/* Begin with JSON_REPAIR_INIT, end with json_repair_release(); used again it keeps its
 * memory. */
struct json_repair {
    struct buf text; /* JSON */
    size_t end;      /* of the value in the text that was given */
    struct repair first[REPAIRS_KEPT];
    size_t count; /* all of them */
    struct repair_kinds {
        uint32_t count, first_offset;
    } kinds[REPAIR_KIND_COUNT];
    struct repair_shift { /* from `made` on the text made is that given from `given` on */
        uint32_t made, given;
    } * shifts; /* owned */
    size_t shift_count, shift_capacity;
};
#define JSON_REPAIR_INIT                                                                 \
    {                                                                                    \
        .text = BUF_INIT((size_t)512 << 20)                                              \
    }
void json_repair_release(struct json_repair *repair);

/* What the value stands in. */
enum repair_around {
    REPAIR_ALONE,  /* nothing: text after it is a repair, as is a fence around it */
    REPAIR_IN_TEXT /* begins with a bracket and ends with it: what follows is not read */
};

/* 0: repair->text is the JSON, and repair->count says how much was done (0: nothing). -1:
 * it is not nearly JSON, or there is too much of it (64 MiB, REPAIR_DEPTH_MAX,
 * REPAIRS_MAX); *end says how far it was read. */
int json_repair(struct json_repair *repair, const char *text, size_t length,
                enum repair_around around);

/* Where in the text that was given stands what is at this offset of the text made. */
size_t json_repair_origin(const struct json_repair *repair, size_t offset);

/* Appends "single quotes at 1:2 (12 times), trailing comma at 3:14": kinds in order of
 * their first places. start: where in the finder's text that begins which was given. */
void json_repair_tell(const struct json_repair *repair, struct place_finder *finder,
                      size_t start, struct buf *out);

#endif
