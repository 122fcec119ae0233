/* cli/explain.c - noworse explain: the manual's own text on an error code, or on the exit
 * codes. */
#include "cli/commands.h"
#include "cli/embedded_files.h"

#include "base/buf.h"
#include "base/shown.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

extern const struct embedded_file
    manual_files[]; /* made by the build: docs/errors.md, … */

struct explain_args {
    bool unused; /* the command takes no options yet */
};

/* The section of docs/errors.md whose heading begins with the code: from its heading to
 * the next. */
static const char *section_find(const char *manual, const char *code, size_t *length)
{
    size_t code_length = strlen(code);

    for (const char *at = strstr(manual, "\n## "); at; at = strstr(at + 1, "\n## ")) {
        const char *heading = at + 4;
        const char *end = strstr(heading, "\n## ");

        if (strncmp(heading, code, code_length) != 0 || heading[code_length] != ':')
            continue;
        *length = end ? (size_t)(end - heading) : strlen(heading);
        return heading;
    }
    return NULL;
}

static enum exit_code explain_unknown(const char *given)
{
    char *quoted = shown_quoted(given, strlen(given), 60);
    struct error err;

    error_set(&err, ERROR_USAGE, "N0910", "there is no code %s", quoted);
    error_hint(&err, "codes are N and four digits, as N0131; or say exit-codes");
    free(quoted);
    return error_tell(&err);
}

static enum exit_code explain_run(const void *given, const struct texts *operands)
{
    const struct embedded_file *manual = embedded_find(manual_files, "docs/errors.md");
    struct buf code = BUF_INIT(64);
    const char *section = NULL;
    size_t length = 0;

    (void)given;
    if (!strcmp(operands->items[0], "exit-codes")) {
        fputs(embedded_find(manual_files, "docs/exit-codes.md")->bytes, stdout);
        return EXIT_CODE_OK;
    }
    for (const char *at = operands->items[0]; *at; at++)
        buf_append_char(&code, (char)toupper((unsigned char)*at));
    if (code.length)
        section = section_find(manual->bytes, buf_text(&code), &length);
    buf_release(&code);
    if (!section)
        return explain_unknown(operands->items[0]);
    while (length && section[length - 1] == '\n')
        length--;
    printf("%.*s\n", (int)length, section);
    return EXIT_CODE_OK;
}

static const struct option explain_options[] = {
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

const struct command command_explain = {
    .name = "explain",
    .operands = "CODE|exit-codes",
    .summary = "an error code, or the exit codes, in full",
    .options = explain_options,
    .args_size = sizeof(struct explain_args),
    .operands_min = 1,
    .operands_max = 1,
    .run = explain_run,
};
