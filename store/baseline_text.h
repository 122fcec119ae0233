/* store/baseline_text.h - a baseline's text taken apart: for baseline_*.c alone. */
#ifndef NOWORSE_STORE_BASELINE_TEXT_H
#define NOWORSE_STORE_BASELINE_TEXT_H

#include "schemas/schema.h"
#include "store/baseline_file.h"

/* The schema of the whole, or of a part of it. */
struct baseline_checker {
    struct schema *whole, *schema; /* the second: entered at the part */
    struct schema_scratch *scratch;
};
/* pointer: "", or "/$defs/case". Always to be ended. */
int baseline_checker_begin(struct baseline_checker *checker, const char *pointer,
                           struct error *err);
void baseline_checker_end(struct baseline_checker *checker);

/* The document begins on first_line, `columns` characters behind its start. */
int baseline_check(const struct baseline_checker *checker,
                   const struct document *document, const char *path, unsigned first_line,
                   unsigned columns, struct error *err);

/* Finds where the cases begin. */
int baseline_cases_find(struct baseline_file *file, struct error *err);

#endif
