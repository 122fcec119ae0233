/* graders/xml_prolog.c - what stands before a document's first element. */
#include "graders/xml_prolog.h"

#include <string.h>

struct prolog {
    const char *text;
    size_t length, at;
};

static bool is_at(const struct prolog *prolog, const char *word)
{
    const size_t size = strlen(word);

    return prolog->length - prolog->at >= size &&
           !memcmp(prolog->text + prolog->at, word, size);
}

/* Behind the next such word, or the end. */
static void skip_past(struct prolog *prolog, const char *word)
{
    const char *found = memmem(prolog->text + prolog->at, prolog->length - prolog->at,
                               word, strlen(word));

    prolog->at = found ? (size_t)(found - prolog->text) + strlen(word) : prolog->length;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past one comment, instruction or blank. False: it is none of them. */
static bool skip_one(struct prolog *prolog)
{
    if (is_at(prolog, "<!--"))
        skip_past(prolog, "-->");
    else if (is_at(prolog, "<?"))
        skip_past(prolog, "?>");
    else if (prolog->at < prolog->length && is_blank(prolog->text[prolog->at]))
        prolog->at++;
    else
        return false;
    return true;
}

/* In a document type, behind "<!DOCTYPE": up to its end, or to an entity. */
static bool finds_entity(struct prolog *prolog)
{
    bool is_inside = false; /* of the brackets, in which ">" ends but a declaration */

    while (prolog->at < prolog->length) {
        const char c = prolog->text[prolog->at];

        if (is_at(prolog, "<!ENTITY"))
            return true;
        if (skip_one(prolog))
            continue;
        if (c == '>' && !is_inside)
            return false;
        is_inside = (is_inside || c == '[') && c != ']';
        prolog->at++;
        if (c == '"' || c == '\'')
            skip_past(prolog, c == '"' ? "\"" : "'");
    }
    return false;
}

bool xml_declares_entities(const char *text, size_t length, unsigned *line)
{
    struct prolog prolog = {text, length, 0};

    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        prolog.at = 3;
    while (skip_one(&prolog))
        ;
    if (!is_at(&prolog, "<!DOCTYPE") || !finds_entity(&prolog))
        return false;
    *line = 1;
    for (size_t i = 0; i < prolog.at; i++)
        *line += text[i] == '\n';
    return true;
}
