/* reports/xml_writer.c - XML 1.0 as text, element by element. */
#include "reports/xml_writer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 256 * 1024 * 1024, FLUSH_BYTES = 64 * 1024 };

void xml_init(struct xml_writer *xml, FILE *file)
{
    *xml = (struct xml_writer){.file = file};
    buf_init(&xml->text, TEXT_BYTES_MAX);
}

void xml_release(struct xml_writer *xml)
{
    buf_release(&xml->text);
}

/* A failed write stays in the stream's error flag, which report_save() reads. */
void xml_flush(struct xml_writer *xml)
{
    if (!xml->file)
        return;
    fwrite(buf_text(&xml->text), 1, xml->text.length, xml->file);
    buf_clear(&xml->text);
}

static void tag_close(struct xml_writer *xml)
{
    if (xml->is_tag_open)
        buf_append_char(&xml->text, '>');
    xml->is_tag_open = false;
}

static void indent(struct xml_writer *xml)
{
    for (unsigned i = 0; xml->is_indented && i < xml->depth; i++)
        buf_append_text(&xml->text, "  ");
}

static void line_end(struct xml_writer *xml)
{
    if (xml->is_indented)
        buf_append_char(&xml->text, '\n');
}

void xml_begin(struct xml_writer *xml, const char *name)
{
    if (xml->depth == XML_DEPTH_MAX)
        abort();
    if (xml->is_tag_open) {
        tag_close(xml);
        line_end(xml);
    }
    indent(xml);
    buf_append_char(&xml->text, '<');
    buf_append_text(&xml->text, name);
    xml->names[xml->depth++] = name;
    xml->is_tag_open = true;
    xml->has_text = false;
}

void xml_end(struct xml_writer *xml)
{
    xml->depth--;
    if (xml->is_tag_open) {
        buf_append_text(&xml->text, "/>");
    } else {
        if (!xml->has_text)
            indent(xml);
        buf_append_text(&xml->text, "</");
        buf_append_text(&xml->text, xml->names[xml->depth]);
        buf_append_char(&xml->text, '>');
    }
    line_end(xml);
    xml->is_tag_open = false;
    xml->has_text = false;
    if (xml->text.length >= FLUSH_BYTES)
        xml_flush(xml);
}

/* Line breaks and tabs would be read as blanks from an attribute: they are written as
 * numbers there. A CR would be read as LF anywhere. */
static void escaped_append(struct xml_writer *xml, const char *text, const char *numbered)
{
    for (; *text; text++) {
        const size_t plain = strcspn(text, "&<>\"\t\n\r");

        buf_append(&xml->text, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (*text == '&')
            buf_append_text(&xml->text, "&amp;");
        else if (*text == '<')
            buf_append_text(&xml->text, "&lt;");
        else if (*text == '>')
            buf_append_text(&xml->text, "&gt;");
        else if (*text == '"')
            buf_append_text(&xml->text, "&quot;");
        else if (strchr(numbered, *text))
            buf_append_format(&xml->text, "&#%d;", *text);
        else
            buf_append_char(&xml->text, *text);
    }
}

void xml_attribute(struct xml_writer *xml, const char *name, const char *value)
{
    buf_append_char(&xml->text, ' ');
    buf_append_text(&xml->text, name);
    buf_append_text(&xml->text, "=\"");
    escaped_append(xml, value, "\t\n\r");
    buf_append_char(&xml->text, '"');
}

void xml_attribute_format(struct xml_writer *xml, const char *name, const char *fmt, ...)
{
    char value[64];
    va_list args;

    va_start(args, fmt);
    vsnprintf(value, sizeof value, fmt, args);
    va_end(args);
    xml_attribute(xml, name, value);
}

void xml_text(struct xml_writer *xml, const char *text)
{
    tag_close(xml);
    xml->has_text = true;
    escaped_append(xml, text, "\r");
}

void xml_cdata(struct xml_writer *xml, const char *text)
{
    const char *end;

    tag_close(xml);
    xml->has_text = true;
    buf_append_text(&xml->text, "<![CDATA[");
    for (; (end = strstr(text, "]]>")); text = end + 2) {
        buf_append(&xml->text, text, (size_t)(end - text) + 2);
        buf_append_text(&xml->text, "]]><![CDATA[");
    }
    buf_append_text(&xml->text, text);
    buf_append_text(&xml->text, "]]>");
}

void xml_raw(struct xml_writer *xml, const char *text, size_t length)
{
    tag_close(xml);
    xml->has_text = true;
    buf_append(&xml->text, text, length);
    if (xml->text.length >= FLUSH_BYTES)
        xml_flush(xml);
}
