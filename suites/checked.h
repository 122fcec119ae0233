/* suites/checked.h - a tree judged by one of our own schemas, mistakes told at their
 * place. */
#ifndef NOWORSE_SUITES_CHECKED_H
#define NOWORSE_SUITES_CHECKED_H

#include "base/error_list.h"
#include "suites/tree.h"

struct schema;

/* Validates a whole tree with schemas/<schema_name>.schema.json. entry: pointer to the
 * subschema ("/$defs/case"), or NULL for the whole. Each mistake goes to errors with its
 * line, column and the length of the word, the nearest name or what rivals call it as
 * hint; -1 where there was one. A schema that does not compile is an ERROR_BUG. */
int tree_check(const struct tree *tree, const char *schema_name, const char *entry,
               struct error_list *errors);

/* The same for the part of the tree at `pointer`, which must be there. */
int tree_check_part(const struct tree *tree, const char *pointer, const char *schema_name,
                    const char *entry, struct error_list *errors);

/* The whole tree by the whole schema, which is the caller's then, for schema_free(), also
 * where there was a mistake; NULL: it did not compile. */
int tree_check_kept(const struct tree *tree, const char *schema_name, struct schema **out,
                    struct error_list *errors);

/* "expected a name: …, got string "my capitals"": what our own schemas say of a text by a
 * pattern, in the words of its description; NULL where the message says something else.
 * The caller's. */
char *pattern_words(const char *message, const char *description);

/* What this format calls a thing that other tools call `word` ("assert" is "graders"),
 * where that is one of the keys of the object `known`; or NULL; borrowed. */
const char *rival_word(const char *word, const json_t *known);

#endif
