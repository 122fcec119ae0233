/* schemas/name_tree.c - numbers kept under names, each name within a scope. */
#include "schemas/name_tree.h"

#include "base/mem.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct name name;
    uint32_t number;
};

static int by_name(const void *a, const void *b)
{
    const struct name *name_a = a;
    const struct name *name_b = b;

    if (name_a->scope != name_b->scope)
        return name_a->scope < name_b->scope ? -1 : 1;
    if (name_a->length != name_b->length)
        return name_a->length < name_b->length ? -1 : 1;
    return name_a->length ? memcmp(name_a->text, name_b->text, name_a->length) : 0;
}

bool name_tree_find(const struct name_tree *tree, const struct name *name,
                    uint32_t *number)
{
    struct node *const *found = tfind(name, &tree->root, by_name);

    if (!found)
        return false;
    *number = (*found)->number;
    return true;
}

uint32_t name_tree_add(struct name_tree *tree, const struct name *name, uint32_t number)
{
    uint32_t present;
    struct node *node;

    if (name_tree_find(tree, name, &present))
        return present;
    node = mem_new(1, sizeof *node);
    *node = (struct node){*name, number};
    mem_check(tsearch(node, &tree->root, by_name));
    return number;
}

void name_tree_release(struct name_tree *tree)
{
    tdestroy(tree->root, free);
    tree->root = NULL;
}
