/* schemas/name_tree.h - numbers kept under names, each name within a scope.
 *
 * A balanced tree: names that someone chose to collide cost no more than others.
 */
#ifndef NOWORSE_SCHEMAS_NAME_TREE_H
#define NOWORSE_SCHEMAS_NAME_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin with {0}, end with name_tree_release(). */
struct name_tree {
    void *root;
};

struct name {
    uint32_t scope;
    const char *text; /* borrowed, for as long as the tree is used */
    size_t length;
};

/* The number under the name; one that is there keeps its own, whatever `number` says. */
uint32_t name_tree_add(struct name_tree *tree, const struct name *name, uint32_t number);
bool name_tree_find(const struct name_tree *tree, const struct name *name,
                    uint32_t *number);
void name_tree_release(struct name_tree *tree);

#endif
