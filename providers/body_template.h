/* providers/body_template.h - a JSON value whose strings are templates.
 *
 * A string that is exactly one placeholder becomes the value with its type; other strings
 * are filled and then quoted as JSON, so that no value can leave its string. Keys are no
 * templates. Rendering is strict: an undefined name is an error.
 */
#ifndef NOWORSE_PROVIDERS_BODY_TEMPLATE_H
#define NOWORSE_PROVIDERS_BODY_TEMPLATE_H

#include "base/error_list.h"
#include "suites/suite.h"
#include "suites/template.h"

struct body_template;

/* json stands below `source` at `pointer`. Mistakes go to errors, and then it is NULL. */
struct body_template *body_template_new(const json_t *json, const struct source *source,
                                        const char *pointer, struct error_list *errors);
void body_template_free(struct body_template *body); /* takes NULL */

/* Appends the JSON. -1: a name is undefined (N0131), or the limit was reached. */
int body_template_render(const struct body_template *body,
                         const struct template_scope *scope, struct buf *out,
                         struct error *err);

#endif
