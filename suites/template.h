/* suites/template.h - Mustache, with values from cases.
 *
 * false, null, "", [] and what is undefined make a section nothing; {{number}} counts the
 * rounds of a list from 1 (strict mode). Inheritance and dynamic names are refused.
 * Partials are read when the template is compiled.
 *
 * Two modes: lenient (Mustache's own specification: what is undefined is empty) and
 * strict (prompts: an interpolation of an undefined name is an error; a section over one
 * is the test for it). Values are inserted once and never read again as template. No
 * lambdas, no code.
 */
#ifndef NOWORSE_SUITES_TEMPLATE_H
#define NOWORSE_SUITES_TEMPLATE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/sha256.h"
#include "values/value.h"

struct template; /* compiled; never written again */

enum template_mode { TEMPLATE_LENIENT, TEMPLATE_STRICT };

/* A partial's text by name (a new text, the caller's, for free()), and the path that
 * errors in it name (a new text too, or left NULL); -1: there is none, *err says so. A
 * function that finds nothing in lenient mode sets *text to NULL and returns 0. */
typedef int template_partial(void *context, const char *name, char **text, char **file,
                             struct error *err);

struct template_options {
    enum template_mode mode;
    const struct place *place; /* of the text's first byte, for errors; NULL: none */
    const char *source; /* NULL, or what stands in the file at `place` where that is not
                           the text itself (quotes, escapes, folded lines: tree_source()):
                           the n-th "{{" there is the n-th here */
    size_t source_length;
    template_partial
        *partial; /* NULL: every partial is an error (strict) or empty (lenient) */
    void *partial_context;
    void (*escape)(struct buf *out, const char *text,
                   size_t length); /* of {{x}}; NULL: as it is */
};

int template_compile(const char *text, size_t length,
                     const struct template_options *options, struct template **out,
                     struct error *err);
void template_free(struct template *template);

/* Its text as it was given; borrowed. */
const char *template_text(const struct template *template, size_t *length);

/* A template that is this text, whatever stands in it; the caller's. */
struct template *template_literal(const char *text, size_t length);

/* Adds all that its output depends on: its text, and the partials' names and texts. */
void template_add_digest(const struct template *template, struct sha256 *hash);

/* Where names are looked up: objects, innermost first; NULL members are passed over.
 * Then, where there is one, in the object that `late` makes once a name is in none of
 * them. */
enum { TEMPLATE_SCOPES_MAX = 8 };
struct template_scope {
    const struct value *objects[TEMPLATE_SCOPES_MAX];
    size_t count;
    const struct value *(*late)(void *context);
    void *late_context;
};

/* What a strict rendering did not find. */
struct template_undefined {
    char name[120];
    struct place place; /* file borrowed from the template */
};

/* Appends the text. -1: a name is undefined (*undefined is set; err->code is N0131), or
 * the buffer's limit or a depth limit was reached (undefined->name is ""). */
int template_render(const struct template *template, const struct template_scope *scope,
                    struct buf *out, struct template_undefined *undefined,
                    struct error *err);

/* The one name of a template that is exactly one plain interpolation and nothing else
 * ("{{amount}}" or "{{case.id}}"), or NULL; borrowed: for bodies in which such a string
 * becomes the value with its type. */
const char *template_only_name(const struct template *template);

/* The value that a name ("a.b") has in a scope, or NULL. */
const struct value *template_find(const struct template_scope *scope, const char *name);

/* True where the text has no tag at all. */
bool template_is_plain(const struct template *template);

#endif
