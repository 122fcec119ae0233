/* reports/junit_text.h - any bytes as text that XML 1.0 can hold and readers do not act
 * on.
 *
 * XML 1.0 section 2.2: no escape makes another character legal, so each is replaced. What
 * comes out is UTF-8 without NUL, has no control character but TAB and LF, no mark of
 * writing direction (it is told: "\u{202e}"), and none of the markers "[[ATTACHMENT|",
 * "[[PROPERTY|" by which CI servers take files from the build machine.
 */
#ifndef NOWORSE_REPORTS_JUNIT_TEXT_H
#define NOWORSE_REPORTS_JUNIT_TEXT_H

#include "base/buf.h"

enum junit_text_form {
    JUNIT_LINE, /* for attributes: TAB, CR, LF become blanks; ANSI sequences go */
    JUNIT_BLOCK /* for content: CR LF and CR become LF; ESC is shown as its picture */
};

/* Appends at most four times the bytes it was given. */
void junit_text_append(struct buf *out, const char *text, size_t length,
                       enum junit_text_form form);

/* The text on one line of at most `max` bytes, cut at its end with "…"; the caller's. */
char *junit_line(const char *text, size_t max);

/* Unique where `text` is: as it is where that can be, else cut in its middle, with a
 * short digest of the whole at its end. At most `max` bytes (64 at least); the caller's.
 */
char *junit_name(const char *text, size_t max);

/* A part of a classname: "evals/support bot" -> "evals.support_bot"; the caller's. */
char *junit_class(const char *text);

#endif
