/* suites/case_making.h - a row of a file becomes a case: columns mapped, texts typed,
 * flat and strict forms made one, checked, named and hashed.
 *
 * A case has one form inside: {id, vars, reference, messages, …}. What a row holds is
 * first taken apart into entries, each of which knows the member it came from, and so
 * the place of every mistake; then written as JSON and read again, where it is not in
 * that form already.
 */
#ifndef NOWORSE_SUITES_CASE_MAKING_H
#define NOWORSE_SUITES_CASE_MAKING_H

#include "schemas/schema.h"
#include "suites/dataset.h"
#include "suites/row_reader.h"

enum column_as { AS_WRITTEN, AS_TEXT, AS_NUMBER, AS_JSON, AS_LIST, AS_FLAG };

/* One entry of `columns`. */
struct column_rule {
    const char *ours, *theirs; /* borrowed from the suite */
    enum column_as as;         /* AS_WRITTEN: not said */
    bool was_seen;             /* in a row or header */
};

enum entry_part { ENTRY_KEY, ENTRY_VAR, ENTRY_REFERENCE };

struct case_entry {
    enum entry_part part;
    const char *name; /* borrowed: of the case's key, variable or reference's key */
    size_t name_length;
    const struct value *value; /* borrowed from the row */
    enum column_as as;
    size_t member; /* index in the row */
};

struct case_maker {
    const struct suite *suite;   /* borrowed */
    const struct cohort *cohort; /* borrowed */
    struct column_rule *rules;
    size_t rule_count;
    struct schema *schema; /* of a case in the strict form */
    struct schema_scratch *scratch;
    struct case_entry *entries; /* of the row in hand */
    size_t entry_count, entry_capacity;
    const struct row_file *file; /* borrowed; of the row in hand */
    const struct row *row;
    struct buf text;
    struct sha256 *hash;
    json_t *told;              /* what has been told once, and is not told for each row */
    struct error_list *errors; /* borrowed */
};

int case_maker_open(struct case_maker *maker, const struct suite *suite,
                    const struct cohort *cohort, struct error *err);
void case_maker_close(struct case_maker *maker);

/* The row as a case, whose document, id and digest are set. found: what pass 1 found of
 * it; NULL: this is pass 1. -1: maker->errors have why. */
int case_make(struct case_maker *maker, const struct row_file *file,
              const struct row *row, const struct found_row *found,
              struct eval_case *out);

/* Names of `columns` that no row had; told once, at the end of the files. */
void case_maker_finish(struct case_maker *maker);

/* A mistake in a row: of a held-out cohort neither the line nor a hint is shown. */
int case_mistake(struct case_maker *maker, struct error *err);

/* The same, once for each kind and word in a dataset. */
int case_mistake_once(struct case_maker *maker, struct error *err, const char *word);

/* A reader's error about a row, or about a file as a whole. */
void row_mistake(struct case_maker *maker, struct error *err);
void file_mistake(struct case_maker *maker, struct error *err);

/* case_entries.c: takes the row apart, and writes it in the one form, unless it is in it
 * as it stands. */
int entries_read(struct case_maker *maker);
bool entries_are_case(const struct case_maker *maker);
int entries_write(struct case_maker *maker);
struct place entry_place(const struct case_maker *maker, const struct case_entry *entry);
const struct case_entry *entry_find(const struct case_maker *maker, const char *name,
                                    size_t length);

/* case_check.c: the written case against the schema; its graders; names it skips. */
int case_check(struct case_maker *maker, const struct eval_case *row);

/* eval_case.c: borrows from the document; makes id and digest, or takes them over from
 * what was found before (may be NULL) where the row's hash is the same. hash and text are
 * room to work in. */
void eval_case_fill(struct eval_case *row, const struct found_row *found,
                    struct sha256 *hash, struct buf *text);

#endif
