/* cli/option.h - options as rows: parsing and help read the same table. */
#ifndef NOWORSE_CLI_OPTION_H
#define NOWORSE_CLI_OPTION_H

#include "base/buf.h"
#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* What stands at `offset` in the command's arguments. */
enum option_kind {
    OPTION_FLAG,    /* bool */
    OPTION_TEXT,    /* const char *: borrowed from argv */
    OPTION_TEXTS,   /* struct texts: may be given again */
    OPTION_COUNT,   /* unsigned: a whole number from 1 */
    OPTION_NUMBER,  /* unsigned: a whole number from 0 */
    OPTION_SECONDS, /* double: above 0 */
    OPTION_USD,     /* int64_t, base/money.h: above 0 */
    OPTION_WORD     /* int: the index of one of `words` */
};

struct option {
    const char *name; /* without dashes; NULL ends a table */
    char letter;      /* 0: none */
    enum option_kind kind;
    size_t offset;
    const char *value; /* what help calls it: "FILE"; NULL for flags */
    const char *help;
    const char *const *words; /* OPTION_WORD; ended by NULL */
};

/* Texts in order; items is NULL where there is none, else ended by NULL. */
struct texts {
    const char **items; /* owned; the texts are argv's */
    size_t count;
};

/* Reads argv: options into args, the rest into operands. "--" ends the options;
 * "--name=value" and "--name value" are the same. ERROR_USAGE with the nearest name for
 * an unknown one. */
int options_parse(const struct option *options, char *const *argv, void *args,
                  struct texts *operands, struct error *err);
void options_release(const struct option *options, void *args);
void options_print(const struct option *options, FILE *stream);

/* Appends what was given, as a shell would take it: " --case 'a b' --concurrency 4", in
 * the table's order; what is as in the defaults is left out. */
void options_append_given(const struct option *options, const void *args,
                          const void *defaults, struct buf *out);
/* One word of a command, quoted where a shell would read it otherwise. */
void option_append_word(const char *word, struct buf *out);

void texts_add(struct texts *texts, const char *text);
void texts_release(struct texts *texts);

#endif
