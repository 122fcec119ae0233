/* reports/xml_writer.h - XML 1.0 as text, element by element.
 *
 * Texts are UTF-8 without characters that XML forbids: junit_text.h makes them so. What
 * has a meaning in XML is escaped here.
 */
#ifndef NOWORSE_REPORTS_XML_WRITER_H
#define NOWORSE_REPORTS_XML_WRITER_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdio.h>

enum { XML_DEPTH_MAX = 8 };

struct xml_writer {
    struct buf text;  /* what is not in the file yet */
    FILE *file;       /* borrowed; NULL: all stays in text */
    bool is_indented; /* each element on a line of its own, by its depth */
    bool is_tag_open; /* attributes may follow */
    bool has_text;    /* the element that is open holds text */
    const char *names[XML_DEPTH_MAX]; /* of the open elements; borrowed */
    unsigned depth;
};

void xml_init(struct xml_writer *xml, FILE *file);
void xml_release(struct xml_writer *xml);
void xml_flush(struct xml_writer *xml); /* into the file */

/* The name is borrowed until xml_end(). */
void xml_begin(struct xml_writer *xml, const char *name);
void xml_end(struct xml_writer *xml);
void xml_attribute(struct xml_writer *xml, const char *name, const char *value);
void xml_attribute_format(struct xml_writer *xml, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void xml_text(struct xml_writer *xml, const char *text);
/* As it is; a "]]>" inside is split over two sections (XML 1.0, 2.7). */
void xml_cdata(struct xml_writer *xml, const char *text);
/* What is XML already. */
void xml_raw(struct xml_writer *xml, const char *text, size_t length);

#endif
