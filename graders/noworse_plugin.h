/* graders/noworse_plugin.h - graders in a shared object: the C interface, version 1.
 *
 * A plug-in exports one function, noworse_plugin(), which returns a table of graders.
 * `acme.words` in a suite is the grader "words" of the file acme.so in the folder that
 * the command line allows (--plugins FOLDER). To build one:
 *
 *     cc -shared -fPIC -o acme.so acme.c
 *
 * It runs inside noworse, with all that noworse may do: a crash of it is a crash of the
 * run (the same command goes on with it), and it can see every answer and every key. A
 * grader that need not be that fast is better a program of its own (`exec`).
 *
 * What a version has stays as it is. Members are added at the end of noworse_sample and
 * of noworse_grade alone, whose `size` says how much of them the calling program knows;
 * any other change makes a new version, and a plug-in of another version is refused.
 */
#ifndef NOWORSE_PLUGIN_H
#define NOWORSE_PLUGIN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NOWORSE_PLUGIN_VERSION 1

/* Not ended by NUL; bytes is NULL where there is nothing. */
struct noworse_text {
    const char *bytes;
    size_t length;
};

/* What is judged. Borrowed while grade() runs. What is JSON is one compact JSON text. */
struct noworse_sample {
    size_t size;                   /* of this struct */
    struct noworse_text answer;    /* the part that is judged, as text; always there */
    struct noworse_text value;     /* JSON: the part, where it was picked from JSON */
    struct noworse_text reference; /* JSON: what the case says is right */
    struct noworse_text vars;      /* JSON: an object: the case's variables */
    struct noworse_text tool_calls, trace; /* JSON */
    const char *finish;                    /* "stop", "length", …; "unknown" */
};

enum noworse_verdict {
    NOWORSE_UNSCORED, /* it cannot be judged: no pass and no fail */
    NOWORSE_PASS,
    NOWORSE_FAIL
};

/* What grade() fills in. */
struct noworse_grade {
    size_t size;  /* of this struct */
    int verdict;  /* NOWORSE_UNSCORED at first */
    double score; /* from 0 to 1; NaN at first: 1 for a pass and 0 for a fail. Where the
                     suite has `pass`, the score decides */
    char *reason; /* room for one line of UTF-8 for a person, ended by NUL; empty at
                     first */
    size_t reason_size;
    char *details; /* likewise for a JSON object that is kept beside it */
    size_t details_size;
};

struct noworse_grader {
    const char *name;    /* behind the dot: letters, digits, '-', '_', '.' */
    const char *summary; /* one line for people */
    const char *schema;  /* JSON Schema (2020-12) of its options; NULL: it takes none */

    /* Options become a state, before anything is sent; called once for each entry of a
     * suite. options: JSON, null for the bare form; they fit the schema, and the keys
     * that all graders have (at, trace, answer, reference, pass) are left out. NULL with
     * a text in error, ended by NUL: refused. May be NULL itself: there is no state. */
    void *(*compile)(const char *options, size_t length, char *error, size_t error_size);

    /* Judges one sample. Called by several threads at the same time: what it needs to
     * write is its own, on the stack. */
    void (*grade)(const void *state, const struct noworse_sample *sample,
                  struct noworse_grade *grade);

    void (*release)(void *state); /* ends a state; may be NULL */

    int needs_reference; /* not 0: a case without one is refused before anything is sent
                          */
};

struct noworse_plugin_table {
    unsigned version;                     /* NOWORSE_PLUGIN_VERSION */
    size_t count;                         /* of graders */
    const struct noworse_grader *graders; /* for as long as the program runs */
};

/* The plug-in's own. */
const struct noworse_plugin_table *noworse_plugin(void);

#ifdef __cplusplus
}
#endif

#endif
