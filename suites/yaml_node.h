/* suites/yaml_node.h - one event of libyaml, judged: its type, its tag, what looks like a
 * slip. */
#ifndef NOWORSE_SUITES_YAML_NODE_H
#define NOWORSE_SUITES_YAML_NODE_H

#include "base/error_list.h"
#include "suites/yaml_text.h"

#include <jansson.h>
#include <stdbool.h>
#include <yaml.h>

struct yaml_node { /* all borrowed */
    const struct yaml_text *text;
    const yaml_event_t *event;
    bool is_flow; /* stands in { } or [ ] */
};

/* The value of a scalar, a new reference, never NULL: null where there was a mistake. */
json_t *yaml_node_scalar(const struct yaml_node *node, struct error_list *errors);

void yaml_node_check_key(const struct yaml_node *node, struct error_list *errors);
void yaml_node_check_container(const struct yaml_node *node, struct error_list *errors);

#endif
