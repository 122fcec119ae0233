/* suites/tree_reader.h - libyaml's events, read into a JSON tree and its places. */
#ifndef NOWORSE_SUITES_TREE_READER_H
#define NOWORSE_SUITES_TREE_READER_H

#include "base/error_list.h"
#include "suites/tree_places.h"

#include <jansson.h>

/* places->text has been read. *root is the caller's reference; NULL where nothing could
 * be made of the text. Mistakes and warnings go to errors; -1 where there was a mistake.
 */
int tree_read(struct tree_places *places, json_t **root, struct error_list *errors);

#endif
