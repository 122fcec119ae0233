/* suites/grader_items.h - the entries of a `graders` list: bare types, names from
 * `define`, and maps with one type key.
 *
 * What is judged stands inside a type's options (`at`, `trace`, `answer`, `reference`,
 * `pass`), what it counts for beside the type (`name`, `required`, `weight`, `when`,
 * `gate`). Names from `define` are resolved here, at every depth: whoever compiles
 * options meets types alone.
 */
#ifndef NOWORSE_SUITES_GRADER_ITEMS_H
#define NOWORSE_SUITES_GRADER_ITEMS_H

#include "suites/dataset.h"
#include "suites/suite.h"

/* Every type of the format, supported or not, sorted, ended by NULL. */
extern const char *const suite_grader_types[];
bool grader_type_is_known(
    const char *name); /* one of them, or a plug-in's "vendor.name" */

/* Tells the mistakes that a schema's union of forms tells badly, in a list of items: an
 * unknown type (N0112), a key in the wrong place (N0264), no type or two (N0265). Each
 * bad item of `list` is replaced by a sound one, so that nothing follows from it. where:
 * of the list. -1 where there was one. */
int grader_items_check(const struct suite *suite, json_t *list,
                       const struct source *where, struct error_list *errors);

/* The same for one item that stands at `where`; *item is the replacement, or as it was;
 * the reference is the caller's either way. */
int grader_item_check(const struct suite *suite, json_t **item,
                      const struct source *where, struct error_list *errors);

/* Reads a list that grader_items_check() and the schema let pass. before: the list whose
 * names are taken already (the suite's, for a cohort); NULL: none. Errors: N0266. */
int grader_list_build(const struct suite *suite, const struct source *list,
                      const struct grader_list *before, struct grader_list *out,
                      struct error_list *errors);

/* A case's own graders, for grader_list_release() where it returns 0. Their sources have
 * no tree: their place is the row's. dataset_next() has called it once for each case, so
 * that its errors are told there (and hidden for a held-out cohort). */
int grader_list_from_row(const struct suite *suite, const struct eval_case *row,
                         struct grader_list *out, struct error_list *errors);

/* A list of one item that stands at `where` and that grader_item_check() and the schema
 * let pass. */
int grader_list_of_one(const struct suite *suite, const struct source *where,
                       struct grader_list *out, struct error_list *errors);

void grader_list_release(struct grader_list *list);
const struct grader_item *grader_list_find(const struct grader_list *list,
                                           const char *name); /* or NULL */

#endif
