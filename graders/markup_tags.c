/* graders/markup_tags.c - whether a text has a tag with too many attributes.
 *
 * Each "<" is gone on from as if a tag began there. Where the parser finds a tag, it
 * reads it as is done here, whatever it made of the text before, so none can be hidden in
 * a comment or a quote that is not one.
 */
#include "graders/markup_tags.h"

#include <ctype.h>
#include <string.h>

/* Quotes within quotes may make each "<" one that is gone on from for long. */
enum { WORK_SHARE_MAX = 16, WORK_BYTES_MIN = 1 << 20 };

struct tag {
    const char *text;
    size_t length, at;
    bool is_html; /* attributes without a value, and values without quotes, are some */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

static void blanks_skip(struct tag *tag)
{
    while (tag->at < tag->length &&
           (is_blank(tag->text[tag->at]) || tag->text[tag->at] == '/'))
        tag->at++;
}

static void word_skip(struct tag *tag, const char *ends)
{
    while (tag->at < tag->length && !is_blank(tag->text[tag->at]) &&
           !(tag->text[tag->at] && strchr(ends, tag->text[tag->at])))
        tag->at++;
}

/* Behind "=": a text in quotes, which has any other character, or a word. False: it is
 * none that XML knows. */
static bool value_skip(struct tag *tag)
{
    const char quote = tag->at < tag->length ? tag->text[tag->at] : '\0';
    const char *end;

    if (quote != '"' && quote != '\'') {
        word_skip(tag, ">");
        return tag->is_html;
    }
    tag->at++;
    end = memchr(tag->text + tag->at, quote, tag->length - tag->at);
    tag->at = end ? (size_t)(end - tag->text) + 1 : tag->length;
    return true;
}

/* False: the parser reads no further attribute. */
static bool attribute_skip(struct tag *tag)
{
    tag->at += tag->text[tag->at] == '='; /* no name: it ends what is none */
    word_skip(tag, "=>/");
    while (tag->at < tag->length && is_blank(tag->text[tag->at]))
        tag->at++;
    if (tag->at == tag->length || tag->text[tag->at] != '=')
        return tag->is_html;
    tag->at++;
    while (tag->at < tag->length && is_blank(tag->text[tag->at]))
        tag->at++;
    return value_skip(tag);
}

/* Goes to the tag's end, or to one attribute too many. */
static size_t attributes_count(struct tag *tag)
{
    size_t count = 0;

    word_skip(tag, ">/");
    do {
        blanks_skip(tag);
        if (tag->at == tag->length || tag->text[tag->at] == '>')
            break;
        count++;
    } while (attribute_skip(tag) && count <= MARKUP_ATTRIBUTES_MAX);
    return count;
}

/* Whether a document type declares attributes here: each word counts as one. */
static bool is_list(const char *text, size_t left)
{
    static const char word[] = "<!ATTLIST";

    return left >= sizeof word - 1 && !memcmp(text, word, sizeof word - 1);
}

static bool may_begin_name(unsigned char c)
{
    return isalpha(c) || c == '_' || c == ':' || c >= 0x80;
}

bool markup_has_wide_tag(const char *text, size_t length, bool is_html)
{
    size_t work = WORK_SHARE_MAX * length + WORK_BYTES_MIN;
    size_t lists = 0;

    for (const char *found = text;
         (found = memchr(found, '<', length - (size_t)(found - text))); found++) {
        const size_t start = (size_t)(found - text) + 1;
        const bool lists_some = is_list(found, length - start + 1);
        struct tag tag = {text, length, start, is_html || lists_some};

        lists += lists_some;
        if (lists > MARKUP_ATTRIBUTES_MAX)
            return true;
        if (start == length ||
            !(lists_some || may_begin_name((unsigned char)text[start])))
            continue;
        if (attributes_count(&tag) > MARKUP_ATTRIBUTES_MAX || tag.at - start > work)
            return true;
        work -= tag.at - start;
    }
    return false;
}
