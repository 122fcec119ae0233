/* graders/xml_library.h - libxml2, loaded when a suite has a grader that reads XML or
 * HTML.
 *
 * Once loaded it reads nothing from anywhere but the memory that it is given: its loader
 * of external entities, which schemas and documents share, is replaced by one that
 * refuses.
 */
#ifndef NOWORSE_GRADERS_XML_LIBRARY_H
#define NOWORSE_GRADERS_XML_LIBRARY_H

#include "base/error.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#define XML_FUNCTION(name) __typeof__(&name) name

struct xml_library {
    XML_FUNCTION(xmlInitParser);
    XML_FUNCTION(xmlSetStructuredErrorFunc);
    XML_FUNCTION(xmlSetGenericErrorFunc);
    XML_FUNCTION(xmlSetExternalEntityLoader);
    XML_FUNCTION(xmlNewParserCtxt);
    XML_FUNCTION(xmlFreeParserCtxt);
    XML_FUNCTION(xmlCtxtReadMemory);
    XML_FUNCTION(htmlNewParserCtxt);
    XML_FUNCTION(htmlFreeParserCtxt);
    XML_FUNCTION(htmlCtxtReadMemory);
    XML_FUNCTION(xmlFreeDoc);
    XML_FUNCTION(xmlDocGetRootElement);
    XML_FUNCTION(xmlXPathNewContext);
    XML_FUNCTION(xmlXPathFreeContext);
    XML_FUNCTION(xmlXPathRegisterNs);
    XML_FUNCTION(xmlXPathEval);
    XML_FUNCTION(xmlXPathCtxtCompile);
    XML_FUNCTION(xmlXPathFreeCompExpr);
    XML_FUNCTION(xmlXPathCastToString);
    XML_FUNCTION(xmlXPathFreeObject);
    XML_FUNCTION(xmlSchemaNewMemParserCtxt);
    XML_FUNCTION(xmlSchemaFreeParserCtxt);
    XML_FUNCTION(xmlSchemaParse);
    XML_FUNCTION(xmlSchemaFree);
    XML_FUNCTION(xmlSchemaNewValidCtxt);
    XML_FUNCTION(xmlSchemaFreeValidCtxt);
    XML_FUNCTION(xmlSchemaValidateDoc);
    XML_FUNCTION(xmlRelaxNGNewMemParserCtxt);
    XML_FUNCTION(xmlRelaxNGFreeParserCtxt);
    XML_FUNCTION(xmlRelaxNGParse);
    XML_FUNCTION(xmlRelaxNGFree);
    XML_FUNCTION(xmlRelaxNGNewValidCtxt);
    XML_FUNCTION(xmlRelaxNGFreeValidCtxt);
    XML_FUNCTION(xmlRelaxNGValidateDoc);
    xmlFreeFunc free_text; /* for texts that it made */
};

/* The names under which it is looked for, ended by NULL. */
extern const char *const xml_library_names[];

/* To be called on one thread before others use it; again and again is cheap. -1: not
 * there, or too old. */
int xml_library_load(const char *const *names, struct xml_library *out,
                     struct error *err);

#endif
