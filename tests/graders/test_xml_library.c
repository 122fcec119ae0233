/* tests/graders/test_xml_library.c - libxml2 that is not there, and documents that want
 * more than they are. */
#include "graders/xml_library.h"
#include "graders/xml_prolog.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(xml_library, that_is_not_there_is_told_with_a_cure)
{
    static const char *const names[] = {"libxml2-that-nobody-has.so.0", NULL};
    struct xml_library library;
    struct error err = ERROR_INIT;

    cr_expect_eq(xml_library_load(names, &library, &err), -1);
    cr_expect_str_eq(err.code, "N0547");
    cr_expect(strstr(err.message, "libxml2-that-nobody-has"), "%s", err.message);
    cr_expect_gt(strlen(err.hint), 0);
}

Test(xml_library, without_its_functions_is_none)
{
    static const char *const names[] = {"libc.so.6", NULL};
    struct xml_library library;
    struct error err = ERROR_INIT;

    cr_expect_eq(xml_library_load(names, &library, &err), -1);
    cr_expect_str_eq(err.code, "N0547");
}

Test(xml_library, loads_nothing_for_a_document)
{
    struct xml_library library;
    struct error err = ERROR_INIT;
    static const char text[] = "<!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/hostname\">]>"
                               "<a>&x;</a>";
    xmlParserCtxtPtr parser;
    xmlDocPtr document;

    cr_assert_eq(xml_library_load(xml_library_names, &library, &err), 0, "%s",
                 err.message);
    parser = library.xmlNewParserCtxt();
    document = library.xmlCtxtReadMemory(parser, text, sizeof text - 1, NULL, NULL,
                                         XML_PARSE_NOENT | XML_PARSE_DTDLOAD |
                                             XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (document)
        for (xmlNodePtr node = library.xmlDocGetRootElement(document)->children; node;
             node = node->next)
            cr_expect(!node->content || !*node->content, "%s", (char *)node->content);
    library.xmlFreeDoc(document);
    library.xmlFreeParserCtxt(parser);
}

Test(xml_prolog, finds_entities_at_every_place_and_never_reads_past_the_end)
{
    static const char text[] = "\xef\xbb\xbf <?x?> <!-- <!DOCTYPE --> <!DOCTYPE a [\n"
                               "<!ELEMENT a ANY> <!ENTITY x \"y\">]><a/>";
    unsigned line = 0;

    cr_expect(xml_declares_entities(text, sizeof text - 1, &line));
    cr_expect_eq(line, 2);
    for (size_t i = 0; i < sizeof text - 1; i++) {
        char *cut = strndup(text, i);
        const bool has = strstr(cut, "<!ENTITY") != NULL;

        cr_expect_eq(xml_declares_entities(cut, i, &line), has, "%zu", i);
        free(cut);
    }
}
