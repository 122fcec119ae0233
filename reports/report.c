/* reports/report.c - finding a report by name or ending, and writing it to where it goes.
 */
#include "reports/report.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/new_file.h"
#include "base/path.h"
#include "base/shown.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct report_type *report_find(const char *name)
{
    for (size_t i = 0; report_types[i]; i++)
        if (strcmp(report_types[i]->name, name) == 0)
            return report_types[i];
    return NULL;
}

/* "console, json (.json), junit (.xml)" */
static char *forms_text(void)
{
    struct buf out = BUF_INIT(4096);

    for (size_t i = 0; report_types[i]; i++) {
        buf_append_format(&out, "%s%s", i ? ", " : "", report_types[i]->name);
        if (report_types[i]->ending)
            buf_append_format(&out, " (%s)", report_types[i]->ending);
    }
    return buf_detach(&out);
}

static int form_unknown(const char *form, size_t length, struct error *err)
{
    const char *names[64] = {NULL};
    char *word = mem_text_n(form, length);
    char *shown = shown_quoted(form, length, 40);
    char *forms = forms_text();
    const char *near;

    for (size_t i = 0; i < 63 && report_types[i]; i++)
        names[i] = report_types[i]->name;
    near = nearest_name(word, names);
    error_set(err, ERROR_USAGE, "N0850", "unknown form of report %s", shown);
    if (near)
        error_hint(err, "did you mean \"%s\"? (there are %s)", near, forms);
    else
        error_hint(err, "there are %s", forms);
    free(word);
    free(shown);
    free(forms);
    return -1;
}

static int ending_unknown(const char *file, struct error *err)
{
    char *shown = shown_quoted(file, strlen(file), 80);
    char *forms = forms_text();

    error_set(err, ERROR_USAGE, "N0851", "%s does not say which form of report it is",
              shown);
    error_hint(err, "write FORM:FILE, as in json:report.txt (there are %s)", forms);
    free(shown);
    free(forms);
    return -1;
}

/* The length of the "junit" of "junit:x.xml", or 0. A part with a '/' or '.' is no form:
 * so "./a:b.xml" names a file. */
static size_t form_length(const char *output)
{
    size_t length = strcspn(output, ":/.");

    return output[length] == ':' ? length : 0;
}

int report_for_output(const char *output, const struct report_type **type,
                      const char **file, struct error *err)
{
    const size_t length = form_length(output);
    const char *path = length ? output + length + 1 : output;
    const struct report_type *found = NULL;

    for (size_t i = 0; report_types[i] && !found; i++) {
        const struct report_type *each = report_types[i];

        if (length ? strlen(each->name) == length && !strncmp(each->name, output, length)
                   : each->ending && path_has_ending(path, each->ending))
            found = each;
    }
    if (!found && length)
        return form_unknown(output, length, err);
    if (*path == '\0') {
        error_set(err, ERROR_USAGE, "N0852", "-o %s names no file", output);
        return error_hint(err, "write FORM:FILE; \"-\" is standard output");
    }
    if (!found)
        return ending_unknown(path, err);
    *type = found;
    *file = path;
    return 0;
}

/* Writes, and says whether all of it left our hands. */
static int standard_write(const struct report_type *type,
                          const struct report_input *input, struct error *err)
{
    static const char file[] = "standard output";

    if (type->write(input, stdout, err))
        return -1;
    if (fflush(stdout))
        return error_errno(err, "N0854", "write", file);
    if (ferror(stdout) && (putchar('\n') == EOF || fflush(stdout)))
        return error_errno(err, "N0854", "write", file); /* as the earlier write */
    if (ferror(stdout)) /* of an earlier write, whose errno is gone */
        return error_set(err, ERROR_SYSTEM, "N0854", "cannot write all of %s", file);
    return 0;
}

/* What nobody wants to read any more need not be written. */
static int standard_save(const struct report_type *type, const struct report_input *input,
                         struct error *err)
{
    int rc = standard_write(type, input, err);

    return rc && !strcmp(err->code, "N0854") && file_reader_has_left(STDOUT_FILENO) ? 0
                                                                                    : rc;
}

static int file_save(const struct report_type *type, const struct report_input *input,
                     const char *path, struct error *err)
{
    struct new_file file;

    if (new_file_begin(&file, path, "N0854", err))
        return -1;
    return new_file_end(&file, type->write(input, file.stream, err) ? -1 : 0, err);
}

int report_save(const struct report_type *type, const struct report_input *input,
                const char *file, struct error *err)
{
    return strcmp(file, "-") ? file_save(type, input, file, err)
                             : standard_save(type, input, err);
}
