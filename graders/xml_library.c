/* graders/xml_library.c - libxml2, loaded when a suite has a grader that reads XML or
 * HTML.
 */
#include "graders/xml_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* From here on an XPath's steps are counted, in a field that older ones do not have. */
enum { VERSION_MIN = 20911 };

#define FUNCTION(name)                                                                   \
    {                                                                                    \
#name, offsetof(struct xml_library, name)                                        \
    }

static const struct {
    const char *name;
    size_t offset;
} functions[] = {
    FUNCTION(xmlInitParser),
    FUNCTION(xmlSetStructuredErrorFunc),
    FUNCTION(xmlSetGenericErrorFunc),
    FUNCTION(xmlSetExternalEntityLoader),
    FUNCTION(xmlNewParserCtxt),
    FUNCTION(xmlFreeParserCtxt),
    FUNCTION(xmlCtxtReadMemory),
    FUNCTION(htmlNewParserCtxt),
    FUNCTION(htmlFreeParserCtxt),
    FUNCTION(htmlCtxtReadMemory),
    FUNCTION(xmlFreeDoc),
    FUNCTION(xmlDocGetRootElement),
    FUNCTION(xmlXPathNewContext),
    FUNCTION(xmlXPathFreeContext),
    FUNCTION(xmlXPathRegisterNs),
    FUNCTION(xmlXPathEval),
    FUNCTION(xmlXPathCtxtCompile),
    FUNCTION(xmlXPathFreeCompExpr),
    FUNCTION(xmlXPathCastToString),
    FUNCTION(xmlXPathFreeObject),
    FUNCTION(xmlSchemaNewMemParserCtxt),
    FUNCTION(xmlSchemaFreeParserCtxt),
    FUNCTION(xmlSchemaParse),
    FUNCTION(xmlSchemaFree),
    FUNCTION(xmlSchemaNewValidCtxt),
    FUNCTION(xmlSchemaFreeValidCtxt),
    FUNCTION(xmlSchemaValidateDoc),
    FUNCTION(xmlRelaxNGNewMemParserCtxt),
    FUNCTION(xmlRelaxNGFreeParserCtxt),
    FUNCTION(xmlRelaxNGParse),
    FUNCTION(xmlRelaxNGFree),
    FUNCTION(xmlRelaxNGNewValidCtxt),
    FUNCTION(xmlRelaxNGFreeValidCtxt),
    FUNCTION(xmlRelaxNGValidateDoc),
};

const char *const xml_library_names[] = {"libxml2.so.2", "libxml2.so.16", NULL};

static xmlParserInputPtr nothing_load(const char *url, const char *id,
                                      xmlParserCtxtPtr context)
{
    (void)url;
    (void)id;
    (void)context;
    return NULL;
}

static int functions_find(void *library, struct xml_library *out)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *function = dlsym(library, functions[i].name);

        if (!function)
            return -1;
        memcpy((char *)out + functions[i].offset, &function, sizeof function);
    }
    return 0;
}

int xml_library_load(const char *const *names, struct xml_library *out, struct error *err)
{
    const char *const *version;
    const xmlFreeFunc *free_text;
    void *library = NULL;

    for (size_t i = 0; !library && names[i]; i++)
        library = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL);
    if (!library || functions_find(library, out)) {
        error_set(err, ERROR_SYSTEM, "N0547", "libxml2 cannot be loaded: %s", dlerror());
        return error_hint(err, "install libxml2, or leave `xml` and `html` out");
    }
    version = dlsym(library, "xmlParserVersion");
    free_text = dlsym(library, "xmlFree");
    if (!version || !free_text || strtol(*version, NULL, 10) < VERSION_MIN) {
        error_set(err, ERROR_SYSTEM, "N0547", "libxml2 is too old: %.20s",
                  version ? *version : "?");
        return error_hint(err, "2.9.11 and later will do");
    }
    out->free_text = *free_text;
    out->xmlInitParser();
    out->xmlSetExternalEntityLoader(nothing_load);
    return 0;
}
