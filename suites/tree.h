/* suites/tree.h - a YAML file as a JSON tree, and where each part of it stands.
 *
 * Scalars are typed by YAML 1.2's core schema (design of suites/README.md); structure is
 * not judged here: that is the schema's job, whose errors carry a pointer that finds its
 * place here.
 */
#ifndef NOWORSE_SUITES_TREE_H
#define NOWORSE_SUITES_TREE_H

#include "base/error_list.h"

#include <jansson.h>

enum { TREE_BYTES_MAX = 4 * 1024 * 1024, TREE_DEPTH_MAX = 64, TREE_NODES_MAX = 100000 };

struct tree_places; /* by JSON Pointer; private */

struct tree {
    char *file;   /* owned; as errors name it */
    json_t *root; /* owned reference; NULL until read */
    struct tree_places *places;
    char digest[65]; /* SHA-256 of the file's bytes */
};

#define TREE_INIT                                                                        \
    {                                                                                    \
        NULL, NULL, NULL, ""                                                             \
    }

/* Reads a whole file (or, tree_parse, a text). Every mistake that can be told goes to
 * errors; -1 where there was one. */
int tree_load(struct tree *tree, const char *file, struct error_list *errors);
int tree_parse(struct tree *tree, const char *file, const char *text, size_t length,
               struct error_list *errors);
void tree_release(struct tree *tree);

/* The place of the value at a pointer, or of the key that leads to it. Where the pointer
 * leads to nothing: of the nearest part above it. The place's file is borrowed from the
 * tree. */
struct place tree_place(const struct tree *tree, const char *pointer);
struct place tree_key_place(const struct tree *tree, const char *pointer);

/* The text of the file from which the scalar at a pointer was read, quotes, indentation
 * and all (of an alias: where its anchor stands), and its place; borrowed from the tree.
 * NULL where nothing was read. */
const char *tree_source(const struct tree *tree, const char *pointer, size_t *length,
                        struct place *place);

#endif
