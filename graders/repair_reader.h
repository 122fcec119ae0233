/* graders/repair_reader.h - the text under repair; private to graders/json_repair.c and
 * repair_*.c. */
#ifndef NOWORSE_GRADERS_REPAIR_READER_H
#define NOWORSE_GRADERS_REPAIR_READER_H

#include "graders/json_repair.h"

/* What may come next. */
enum repair_expected {
    EXPECT_VALUE,   /* at the beginning and behind a colon */
    EXPECT_ELEMENT, /* a value, or the end of the array */
    EXPECT_KEY,     /* or the end of the object */
    EXPECT_COLON,
    EXPECT_AFTER /* behind a value: a comma or the end of the container */
};

struct repair_reader {
    const char *text;
    size_t length, at;
    struct json_repair *made;
    enum repair_expected expected;
    char closers[REPAIR_DEPTH_MAX]; /* of the containers that are open */
    size_t depth;
    size_t item;     /* in what was made: where the key or element under way began, its
                        comma with it: what is cut off is left out from there */
    size_t comma_at; /* in what was made: the last comma, while nothing has followed */
    size_t comma_given;
    bool has_comma;
    enum repair_cut { CUT_NOT, CUT_STRING, CUT_TOKEN } cut; /* the text ended within it */
};

void repair_note(struct repair_reader *reader, enum repair_kind kind, size_t offset);

/* Copies bytes of the text, as they are; or leaves them out, blanks in their place. */
void repair_copy(struct repair_reader *reader, size_t length);
void repair_blank(struct repair_reader *reader, size_t length);
/* Leaves them out and puts this there. */
void repair_replace(struct repair_reader *reader, size_t length, const char *with);

/* One token at `at`, written to what is made. -1: it is none. Where the text ends in it,
 * `cut` is set; then a string is ended, and of anything else nothing is made. */
int repair_string(struct repair_reader *reader); /* in whatever quotes */
int repair_bare_key(struct repair_reader *reader);
int repair_number(struct repair_reader *reader);
int repair_word(struct repair_reader *reader);

/* Whether a string in any kind of quotes begins here. */
bool repair_is_quote(const struct repair_reader *reader);

#endif
