/* graders/xml_prolog.h - what stands before a document's first element, without parsing
 * the rest: whether a document type declares entities, before anything could expand one.
 */
#ifndef NOWORSE_GRADERS_XML_PROLOG_H
#define NOWORSE_GRADERS_XML_PROLOG_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the document type declaration of a text in UTF-8 holds "<!ENTITY"; *line is
 * where, from 1. A text that is no XML has none. */
bool xml_declares_entities(const char *text, size_t length, unsigned *line);

#endif
