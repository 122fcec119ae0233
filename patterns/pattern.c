/* patterns/pattern.c - regular expressions of JSON Schema: checked and compiled.
 */
#include "patterns/pattern.h"

#include "base/mem.h"
#include "patterns/pattern_parse.h"

#include <stdlib.h>

enum { TRANSLATED_BYTES_MAX = 4 << 20 };

static void parser_release(struct parser *parser)
{
    free(parser->groups);
    buf_release(&parser->names);
}

/* Once more where there are back references: then all groups are known. */
static int pattern_read(const struct parser *given)
{
    struct parser first = *given;
    struct parser second = *given;
    int rc;

    if (given->note)
        *given->note = (struct pattern_note){0};
    buf_init(&first.names, given->length + 1);
    buf_init(&second.names, given->length + 1);
    rc = parser_run(&first);
    if (rc == 0 && first.has_references) {
        if (given->note)
            *given->note = (struct pattern_note){0};
        buf_clear(given->out);
        second.before = &first;
        second.builder = NULL;
        rc = parser_run(&second);
    }
    parser_release(&first);
    parser_release(&second);
    return rc;
}

int pattern_check(const char *text, size_t length, struct pattern_note *note,
                  struct error *err)
{
    struct buf translated = BUF_INIT(TRANSLATED_BYTES_MAX);
    struct parser parser = {
        .text = text, .length = length, .out = &translated, .note = note, .err = err};
    int rc = pattern_read(&parser);

    buf_release(&translated);
    return rc;
}

/* Of PCRE2's errors those that a pattern of ECMA-262 can run into. */
static int pcre2_fail(int number, struct error *err)
{
    enum { TOO_LARGE = 120, TOO_MANY_LOOKBEHINDS = 135 };
    PCRE2_UCHAR why[120];
    const char *code = "N0184";

    if (number == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH)
        code = "N0171";
    if (number == PCRE2_ERROR_QUANTIFIER_TOO_BIG || number == TOO_LARGE ||
        number == PCRE2_ERROR_LOOKBEHIND_TOO_COMPLICATED ||
        number == TOO_MANY_LOOKBEHINDS)
        code = "N0183";
    pcre2_get_error_message(number, why, sizeof why);
    return error_set(err, ERROR_INPUT, code, "this pattern cannot be used: %s",
                     (const char *)why);
}

/* PCRE2 counts its steps anew at each place where a match may begin, so the search is
 * made a part of the pattern. */
static int pcre2_make(const struct buf *translated, struct pattern *pattern,
                      struct error *err)
{
    struct buf search = BUF_INIT(TRANSLATED_BYTES_MAX + 16);
    const uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
                             PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS |
                             PCRE2_NO_UTF_CHECK;
    PCRE2_SIZE offset;
    int number;

    pattern->kind = KIND_PCRE2;
    buf_append_text(&search, "^[^]*?(?:");
    buf_append(&search, buf_text(translated), translated->length);
    buf_append_char(&search, ')');
    pattern->code = pcre2_compile((PCRE2_SPTR)buf_text(&search), search.length, options,
                                  &number, &offset, NULL);
    buf_release(&search);
    return pattern->code ? 0 : pcre2_fail(number, err);
}

int pattern_compile(const char *text, size_t length, enum pattern_engine engine,
                    struct pattern **out, struct pattern_note *note, struct error *err)
{
    struct buf translated = BUF_INIT(TRANSLATED_BYTES_MAX);
    struct builder builder = {0};
    struct parser parser = {.text = text,
                            .length = length,
                            .out = &translated,
                            .note = note,
                            .err = err,
                            .builder = engine == PATTERN_FASTEST ? &builder : NULL};
    struct pattern *pattern = mem_new(1, sizeof *pattern);
    int rc;

    builder_begin(&builder);
    rc = pattern_read(&parser);
    if (rc == 0 && !(parser.builder && (builder_finish(&builder, pattern) ||
                                        aheads_make(text, length, pattern))))
        rc = pcre2_make(&translated, pattern, err);
    if (rc == 0) {
        *out = pattern;
        pattern = NULL; /* the caller's */
    }
    builder_release(&builder);
    buf_release(&translated);
    pattern_free(pattern);
    return rc;
}
