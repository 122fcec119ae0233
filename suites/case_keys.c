/* suites/case_keys.c - the keys of a case, and the names that no variable can have. */
#include "suites/case_keys.h"

#include <stddef.h>
#include <string.h>

const struct case_key case_keys[] = {
    {"id", CASE_KEY_TEXT},        {"vars", CASE_KEY_JSON},
    {"reference", CASE_KEY_ANY},  {"messages", CASE_KEY_JSON},
    {"turns", CASE_KEY_JSON},     {"group", CASE_KEY_TEXT},
    {"tags", CASE_KEY_LIST},      {"weight", CASE_KEY_NUMBER},
    {"graders", CASE_KEY_JSON},   {"skip_graders", CASE_KEY_LIST},
    {"must_pass", CASE_KEY_FLAG}, {"metadata", CASE_KEY_JSON},
    {NULL, CASE_KEY_ANY},
};

const struct case_key *case_key_find(const char *name)
{
    for (const struct case_key *key = case_keys; key->name; key++)
        if (key->name[0] == name[0] && !strcmp(key->name, name))
            return key;
    return NULL;
}

bool variable_is_reserved(const char *name)
{
    static const char *const names[] = {"answer",   "reference", "input", "trace",
                                        "case",     "repeat",    "run",   "conversation",
                                        "examples", "number",    NULL};

    for (size_t i = 0; names[i]; i++)
        if (names[i][0] == name[0] && !strcmp(names[i], name))
            return true;
    return false;
}
