/* graders/option_form.h - the one form of a grader's options, however they were written.
 */
#ifndef NOWORSE_GRADERS_OPTION_FORM_H
#define NOWORSE_GRADERS_OPTION_FORM_H

#include <jansson.h>

/* Equal for equal settings: `exact` and `exact: {}`, `regex: a` and `regex: {pattern: a,
 * full: false}`, `ignore: [case, space]` and `[space, case]`. For digests alone, where it
 * stands for the short form, so that what short forms had stays. What a judge's
 * calibration must be is left out, for it changes no grade; so are the graders inside,
 * which have digests of their own. Of a plug-in the options are as they are: what is the
 * same to it, it alone knows. A new reference. */
json_t *option_form(const char *type, const json_t *options);

#endif
