/* suites/case_keys.h - the keys of a case, and the names that no variable can have. */
#ifndef NOWORSE_SUITES_CASE_KEYS_H
#define NOWORSE_SUITES_CASE_KEYS_H

#include <stdbool.h>

/* What a key of a case holds: how the text of a table's cell is read for it. */
enum case_key_type {
    CASE_KEY_TEXT,
    CASE_KEY_NUMBER,
    CASE_KEY_FLAG,
    CASE_KEY_LIST,
    CASE_KEY_JSON,
    CASE_KEY_ANY
};

struct case_key {
    const char *name;
    enum case_key_type type;
};

/* Ended by a row with NULL. `turns` is among them: reserved, refused by name. */
extern const struct case_key case_keys[];
const struct case_key *case_key_find(const char *name); /* or NULL */

/* answer, reference, input, trace, case, repeat, run, conversation, examples, number. */
bool variable_is_reserved(const char *name);

#endif
