/* graders/markup_tags.h - whether a text has a tag with so many attributes that a parser
 * would take minutes over it: libxml2 compares each with each before it.
 */
#ifndef NOWORSE_GRADERS_MARKUP_TAGS_H
#define NOWORSE_GRADERS_MARKUP_TAGS_H

#include <stdbool.h>
#include <stddef.h>

enum { MARKUP_ATTRIBUTES_MAX = 256 };

/* Whether a start tag may have more attributes than that, or a document type declares
 * many, or there are too many beginnings of tags to tell. What looks like a tag, as in a
 * comment, counts too. */
bool markup_has_wide_tag(const char *text, size_t length, bool is_html);

#endif
