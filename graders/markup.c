/* graders/markup.c - what `xml` and `html` share. */
#include "graders/markup.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/folding.h"
#include "graders/grader_file.h"
#include "graders/markup_tags.h"
#include "graders/text_rule.h"
#include "graders/xml_library.h"
#include "graders/xml_prolog.h"
#include "values/number.h"

#include <stdlib.h>
#include <string.h>

enum {
    BYTES_MAX = 16 * 1024 * 1024,
    XPATH_STEPS_MAX = 1000000,
    MESSAGE_BYTES_MAX = 400,
    SHOWN_MAX = 60,
    XML_OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING,
    HTML_OPTIONS =
        HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NODEFDTD
};
static const char include_space[] = "http://www.w3.org/2001/XInclude";
static const char relax_space[] = "http://relaxng.org/ns/structure/1.0";

struct markup {
    struct xml_library library;
    enum markup_kind kind;
    char *xpath;  /* NULL: none */
    char *schema; /* its text; NULL: none */
    size_t schema_length;
    bool is_relax; /* Relax NG, else XSD */
};

/* The first thing that libxml2 complained of, on this thread. */
struct complaint {
    bool is_there, is_limit;
    int code, line;
    char text[MESSAGE_BYTES_MAX];
};

#if LIBXML_VERSION >= 21200
static void complaint_take(void *context, const xmlError *error)
#else
static void complaint_take(void *context, xmlErrorPtr error)
#endif
{
    struct complaint *own = context;
    size_t length;

    /* Its HTML is that of 1999: newer elements are no mistake. */
    if (own->is_there || error->level < XML_ERR_ERROR ||
        error->code == XML_HTML_UNKNOWN_TAG)
        return;
    own->is_there = true;
    own->is_limit = error->code == XML_ERR_NO_MEMORY ||
                    error->code == XML_SCHEMAV_INTERNAL ||
                    error->code == XML_SCHEMAP_INTERNAL ||
                    (error->message && strstr(error->message, "XML_PARSE_HUGE"));
    own->code = error->code;
    own->line = error->line;
    snprintf(own->text, sizeof own->text, "%s", error->message ? error->message : "?");
    for (length = strlen(own->text); length && own->text[length - 1] == '\n'; length--)
        own->text[length - 1] = '\0';
}

static xmlDocPtr document_parse(const struct markup *own, const char *text, size_t length,
                                struct complaint *complaint)
{
    const struct xml_library *xml = &own->library;
    xmlDocPtr document;

    *complaint = (struct complaint){.is_there = false};
    xml->xmlSetStructuredErrorFunc(complaint, complaint_take);
    if (own->kind == MARKUP_XML) {
        xmlParserCtxtPtr parser = xml->xmlNewParserCtxt();

        document =
            xml->xmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8", XML_OPTIONS);
        xml->xmlFreeParserCtxt(parser);
    } else {
        htmlParserCtxtPtr parser = xml->htmlNewParserCtxt();

        document = xml->htmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8",
                                           HTML_OPTIONS);
        xml->htmlFreeParserCtxt(parser);
    }
    xml->xmlSetStructuredErrorFunc(NULL, NULL);
    return document;
}

/* -1: the document does not fit it, or the schema is none. document NULL: only whether it
 * is one. */
static int xsd_apply(const struct markup *own, xmlDocPtr document)
{
    const struct xml_library *xml = &own->library;
    xmlSchemaParserCtxtPtr parser =
        xml->xmlSchemaNewMemParserCtxt(own->schema, (int)own->schema_length);
    xmlSchemaPtr schema = parser ? xml->xmlSchemaParse(parser) : NULL;
    int rc = schema ? 0 : -1;

    if (schema && document) {
        xmlSchemaValidCtxtPtr valid = xml->xmlSchemaNewValidCtxt(schema);

        rc = xml->xmlSchemaValidateDoc(valid, document) ? -1 : 0;
        xml->xmlSchemaFreeValidCtxt(valid);
    }
    xml->xmlSchemaFree(schema);
    xml->xmlSchemaFreeParserCtxt(parser);
    return rc;
}

static int relax_apply(const struct markup *own, xmlDocPtr document)
{
    const struct xml_library *xml = &own->library;
    xmlRelaxNGParserCtxtPtr parser =
        xml->xmlRelaxNGNewMemParserCtxt(own->schema, (int)own->schema_length);
    xmlRelaxNGPtr schema = parser ? xml->xmlRelaxNGParse(parser) : NULL;
    int rc = schema ? 0 : -1;

    if (schema && document) {
        xmlRelaxNGValidCtxtPtr valid = xml->xmlRelaxNGNewValidCtxt(schema);

        rc = xml->xmlRelaxNGValidateDoc(valid, document) ? -1 : 0;
        xml->xmlRelaxNGFreeValidCtxt(valid);
    }
    xml->xmlRelaxNGFree(schema);
    xml->xmlRelaxNGFreeParserCtxt(parser);
    return rc;
}

/* A schema may be changed while a document is held against it (xsi:schemaLocation), so it
 * is made anew for each and never shared. */
static int schema_apply(const struct markup *own, xmlDocPtr document,
                        struct complaint *complaint)
{
    int rc;

    *complaint = (struct complaint){.is_there = false};
    own->library.xmlSetStructuredErrorFunc(complaint, complaint_take);
    rc = own->is_relax ? relax_apply(own, document) : xsd_apply(own, document);
    own->library.xmlSetStructuredErrorFunc(NULL, NULL);
    return rc;
}

static int schema_compile_file(struct markup *own, const char *path,
                               const struct grader_context *context,
                               struct error_list *errors)
{
    struct place place = source_place(context->source, "/schema");
    struct complaint complaint;
    struct error err = ERROR_INIT;
    const size_t length = strlen(path);
    char *joined = NULL;

    if (grader_file_load(context, path, "/schema", &own->schema, &own->schema_length,
                         &joined, &err))
        return error_list_add(errors, &err);
    own->is_relax = (length > 4 && !strcmp(path + length - 4, ".rng")) ||
                    (!(length > 4 && !strcmp(path + length - 4, ".xsd")) &&
                     strstr(own->schema, relax_space));
    if (schema_apply(own, NULL, &complaint)) {
        error_list_at(errors, &place, "N0549", "%s:%d: %s", joined, complaint.line,
                      complaint.is_there ? complaint.text : "it is no schema");
        error_hint(error_list_last(errors),
                   "expected XSD or Relax NG in one file: no other file is read");
        free(joined);
        return -1;
    }
    free(joined);
    return 0;
}

/* libxml2 prints a few words to standard error, whoever takes its errors. */
__attribute__((format(printf, 2, 3))) static void words_drop(void *context,
                                                             const char *fmt, ...)
{
    (void)context;
    (void)fmt;
}

static xmlXPathObjectPtr xpath_follow(const struct markup *own, xmlXPathContextPtr steps,
                                      struct complaint *complaint)
{
    const struct xml_library *xml = &own->library;
    xmlXPathObjectPtr found;

    steps->opLimit = XPATH_STEPS_MAX;
    xml->xmlSetStructuredErrorFunc(complaint, complaint_take);
    xml->xmlSetGenericErrorFunc(NULL, words_drop);
    found = xml->xmlXPathEval((const xmlChar *)own->xpath, steps);
    xml->xmlSetGenericErrorFunc(NULL, NULL);
    xml->xmlSetStructuredErrorFunc(NULL, NULL);
    return found;
}

/* A function that there is not is known only when it is called. */
static bool has_unknown_function(const struct markup *own)
{
    static const char smallest[] = "<a/>";
    const struct xml_library *xml = &own->library;
    struct complaint complaint;
    xmlDocPtr document = document_parse(own, smallest, sizeof smallest - 1, &complaint);
    xmlXPathContextPtr steps = xml->xmlXPathNewContext(document);

    complaint = (struct complaint){.is_there = false};
    xml->xmlXPathFreeObject(xpath_follow(own, steps, &complaint));
    xml->xmlXPathFreeContext(steps);
    xml->xmlFreeDoc(document);
    return complaint.is_there && complaint.code == XML_XPATH_UNKNOWN_FUNC_ERROR;
}

static int xpath_compile(struct markup *own, const char *xpath,
                         const struct grader_context *context, struct error_list *errors)
{
    const struct xml_library *xml = &own->library;
    struct place place = source_place(context->source, "/xpath");
    struct complaint complaint = {.is_there = false};
    xmlXPathContextPtr steps;
    xmlXPathCompExprPtr compiled;

    own->xpath = mem_text(xpath);
    xml->xmlSetStructuredErrorFunc(&complaint, complaint_take);
    steps = xml->xmlXPathNewContext(NULL);
    compiled = xml->xmlXPathCtxtCompile(steps, (const xmlChar *)xpath);
    xml->xmlXPathFreeContext(steps);
    xml->xmlSetStructuredErrorFunc(NULL, NULL);
    if (!compiled)
        return error_list_at(errors, &place, "N0548", "expected an XPath 1.0: %s",
                             complaint.is_there ? complaint.text : "it is none");
    xml->xmlXPathFreeCompExpr(compiled);
    if (has_unknown_function(own))
        return error_list_at(errors, &place, "N0548",
                             "expected an XPath 1.0, which has no such function");
    return 0;
}

int markup_compile(enum markup_kind kind, const json_t *options,
                   const struct grader_context *context, void **state,
                   struct error_list *errors)
{
    const char *xpath = json_string_value(json_object_get(options, "xpath"));
    const char *schema = json_string_value(json_object_get(options, "schema"));
    struct place place = source_place(context->source, "");
    struct markup *own = mem_new(1, sizeof *own);
    struct error err = ERROR_INIT;
    int rc = 0;

    *state = own;
    own->kind = kind;
    if (xml_library_load(xml_library_names, &own->library, &err)) {
        error_place(&err, &place);
        return error_list_add(errors, &err);
    }
    if (xpath)
        rc |= xpath_compile(own, xpath, context, errors);
    if (schema)
        rc |= schema_compile_file(own, schema, context, errors);
    return rc ? -1 : 0;
}

bool markup_uses_reference(const void *state)
{
    const struct markup *own = state;

    return own->xpath != NULL;
}

int markup_check(const void *state, const struct value *reference, struct error *err)
{
    (void)state;
    if (reference_first(reference))
        return 0;
    return error_set(err, ERROR_INPUT, "N0521",
                     "expected a reference, found an empty list");
}

/* Prefixes are those of the root. */
static void prefixes_register(const struct xml_library *xml, xmlXPathContextPtr steps,
                              xmlDocPtr document)
{
    xmlNodePtr root = xml->xmlDocGetRootElement(document);

    for (xmlNsPtr space = root ? root->nsDef : NULL; space; space = space->next)
        if (space->prefix)
            xml->xmlXPathRegisterNs(steps, space->prefix, space->href);
}

static bool text_is_right(const char *text, const struct value *wanted)
{
    struct text got = text_trimmed(text, strlen(text), TRIM_BOTH);
    struct buf room = BUF_INIT(BYTES_MAX);
    struct text right = value_text(wanted, &room);
    struct value number;
    size_t bad;
    bool is_right;

    right = text_trimmed(right.bytes, right.length, TRIM_BOTH);
    is_right = got.length == right.length && !memcmp(got.bytes, right.bytes, got.length);
    if (!is_right && value_is_number(wanted) && got.length &&
        number_read(got.bytes, got.length, &number, &bad))
        is_right = value_compare_numbers(&number, wanted) == 0;
    buf_release(&room);
    return is_right;
}

static void found_judge(const struct markup *own, const char *text,
                        const struct sample *sample, struct grade *grade)
{
    char *wanted, *got;

    for (const struct value *at = reference_first(sample->reference); at;
         at = reference_next(sample->reference, at))
        if (text_is_right(text, at))
            return;
    wanted = reference_shown(sample->reference);
    got = shown_quoted(text, strlen(text), SHOWN_MAX);
    grade_fail(grade, "%s: expected %s, got %s", own->xpath, wanted, got);
    free(wanted);
    free(got);
}

static void xpath_judge(const struct markup *own, xmlDocPtr document,
                        const struct sample *sample, struct grade *grade)
{
    const struct xml_library *xml = &own->library;
    struct complaint complaint = {.is_there = false};
    xmlXPathContextPtr steps = xml->xmlXPathNewContext(document);
    xmlXPathObjectPtr found;

    prefixes_register(xml, steps, document);
    found = xpath_follow(own, steps, &complaint);
    if (!found) {
        grade_unscored(grade, "%s cannot be followed: %s", own->xpath,
                       complaint.is_there ? complaint.text : "it has no value");
    } else if (found->type == XPATH_NODESET &&
               (!found->nodesetval || found->nodesetval->nodeNr == 0)) {
        grade_unreadable(grade, "%s leads to nothing", own->xpath);
    } else {
        xmlChar *text = xml->xmlXPathCastToString(found);

        found_judge(own, (const char *)text, sample, grade);
        xml->free_text(text);
    }
    xml->xmlXPathFreeObject(found);
    xml->xmlXPathFreeContext(steps);
}

static bool is_include(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && node->ns && node->ns->href &&
           !strcmp((const char *)node->ns->href, include_space);
}

/* Whether an XInclude is there, which is left as it is. */
static bool has_include(const struct xml_library *xml, xmlDocPtr document)
{
    xmlNodePtr root = xml->xmlDocGetRootElement(document);
    xmlNodePtr node = root;

    while (node && !is_include(node)) {
        xmlNodePtr below = node->type == XML_ELEMENT_NODE ? node->children : NULL;

        while (!below && node && node != root && !node->next)
            node = node->parent;
        if (!below && (!node || node == root))
            return false;
        node = below ? below : node->next;
    }
    return node != NULL;
}

static void document_judge(const struct markup *own, xmlDocPtr document,
                           const struct sample *sample, struct grade *grade)
{
    struct complaint complaint;

    if (has_include(&own->library, document))
        grade_pass_with(grade, "an XInclude in it is not followed");
    else if (own->kind == MARKUP_XML && document->intSubset &&
             document->intSubset->SystemID)
        grade_pass_with(grade, "the document type that it names is not loaded");
    else
        grade_pass(grade);
    if (own->schema && schema_apply(own, document, &complaint)) {
        if (complaint.is_limit)
            grade_unscored(grade, "the schema cannot be decided: %s", complaint.text);
        else
            grade_fail(grade, "line %d: %s", complaint.line,
                       complaint.is_there ? complaint.text
                                          : "it does not fit the schema");
    }
    if (own->xpath && grade->verdict == VERDICT_PASS)
        xpath_judge(own, document, sample, grade);
}

static void broken_tell(const struct markup *own, const struct complaint *complaint,
                        struct grade *grade)
{
    const char *what = own->kind == MARKUP_XML ? "XML" : "HTML";

    if (complaint->is_limit)
        grade_unscored(grade, "the %s is not read: line %d: %s", what, complaint->line,
                       complaint->text);
    else if (complaint->is_there)
        grade_unreadable(grade, "not well-formed %s: line %d: %s", what, complaint->line,
                         complaint->text);
    else
        grade_unreadable(grade, "there is no %s", what);
}

enum grade_step markup_grade(const void *state, struct grade_scratch *scratch,
                             const struct sample *sample, struct grade_turn *turn,
                             struct grade *grade)
{
    const struct markup *own = state;
    const struct text text =
        text_trimmed(sample->answer, sample->answer_length, TRIM_BOTH);
    struct complaint complaint;
    struct error err = ERROR_INIT;
    xmlDocPtr document;
    unsigned line;

    (void)scratch;
    (void)turn;
    if (own->xpath && markup_check(own, sample->reference, &err)) {
        grade_unscored(grade, "%s", err.message);
        return GRADE_DONE;
    }
    if (text.length > BYTES_MAX) {
        grade_unscored(grade, "more than 16 MiB");
        return GRADE_DONE;
    }
    if (own->kind == MARKUP_XML &&
        xml_declares_entities(text.bytes, text.length, &line)) {
        grade_unreadable(grade, "line %u: it declares entities, which are never read",
                         line);
        return GRADE_DONE;
    }
    if (markup_has_wide_tag(text.bytes, text.length, own->kind == MARKUP_HTML)) {
        grade_unscored(grade, "more than %d attributes in one tag",
                       MARKUP_ATTRIBUTES_MAX);
        return GRADE_DONE;
    }
    document = document_parse(own, text.bytes, text.length, &complaint);
    if (!document || complaint.is_there || !own->library.xmlDocGetRootElement(document))
        broken_tell(own, &complaint, grade);
    else
        document_judge(own, document, sample, grade);
    own->library.xmlFreeDoc(document);
    return GRADE_DONE;
}

void markup_free(void *state)
{
    struct markup *own = state;

    if (!own)
        return;
    free(own->xpath);
    free(own->schema);
    free(own);
}
