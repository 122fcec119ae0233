/* suites/suite_paths.c - the root, globs, and texts from files. */
#include "base/mem.h"
#include "base/path.h"
#include "base/shown.h"
#include "suites/case_keys.h"
#include "suites/suite_loading.h"

#include <glob.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int suite_find_root(const char *path, const struct suite_options *options, char **root,
                    struct error *err)
{
    char *folder = path_folder(path);
    char *resolved = NULL;
    int rc = -1;

    if (options && options->root) {
        rc = path_resolve(options->root, root, err);
        goto done;
    }
    if (path_resolve(folder, &resolved, err))
        goto done;
    *root = path_find_above(resolved, ".git");
    if (!*root) {
        *root = resolved;
        resolved = NULL; /* the caller's */
    }
    rc = 0;

done:
    free(folder);
    free(resolved);
    return rc;
}

struct file_rules suite_file_rules(const struct suite *suite)
{
    return (struct file_rules){.root = suite->root,
                               .allow_outside = suite->allow_outside};
}

/* A variable that stands as {file: path} becomes the file's text. */
static json_t *file_text(struct suite_loading *loading, const struct source *vars,
                         const char *name, const char *path)
{
    struct source variable = source_member(vars, vars->json, name);
    struct place place = source_place(&variable, "/file");
    char *text = NULL;
    size_t length = 0;
    json_t *made = NULL;
    struct error err;

    if (named_file_load(vars->tree->file, path, &loading->rules, &place, &text, &length,
                        NULL, &err)) {
        error_list_add(loading->errors, &err);
        goto done;
    }
    made = json_stringn(text, length);
    if (!made)
        error_list_at(loading->errors, &place, "N0299", "the file is not valid UTF-8");

done:
    source_release(&variable);
    free(text);
    return made;
}

static bool is_file(const json_t *value)
{
    return json_is_object(value) && json_object_size(value) == 1 &&
           json_is_string(json_object_get(value, "file"));
}

int suite_load_vars(struct suite_loading *loading, const struct source *vars,
                    struct document *out)
{
    json_t *made =
        vars->json ? json_copy((json_t *)(uintptr_t)vars->json) : json_object();
    const char *name;
    json_t *value;
    struct error err;
    int rc = 0;

    json_object_foreach((json_t *)(uintptr_t)vars->json, name, value)
    {
        struct source variable = source_member(vars, value, name);
        struct place place = source_key_place(&variable, "");

        if (variable_is_reserved(name)) {
            rc =
                error_list_at(loading->errors, &place, "N0295",
                              "\"%s\" is a reserved name: no variable can have it", name);
            error_hint(error_list_last(loading->errors), "call it something else");
        } else if (is_file(value)) {
            json_t *text = file_text(loading, vars, name,
                                     json_string_value(json_object_get(value, "file")));

            if (!text || json_object_set_new(made, name, text))
                rc = -1;
        }
        source_release(&variable);
    }
    if (rc == 0 && document_from_json(out, made, &err))
        rc = error_list_add(loading->errors, &err);
    json_decref(made);
    return rc;
}

static void file_append(char ***files, size_t *count, const char *file)
{
    for (size_t i = 0; i < *count; i++)
        if (!strcmp((*files)[i], file))
            return;
    *files = mem_resize(*files, *count + 1, sizeof **files);
    (*files)[(*count)++] = mem_text(file);
}

static int glob_add(struct suite_loading *loading, const char *pattern,
                    const struct place *place, char ***files, size_t *count)
{
    glob_t found = {0};
    struct error err;
    int rc = 0;

    if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0 || found.gl_pathc == 0) {
        char *shown = shown_quoted(pattern, strlen(pattern), 120);

        rc = error_list_at(loading->errors, place, "N0284", "no file matches %s", shown);
        error_hint(error_list_last(loading->errors),
                   "paths are relative to the file that names them");
        free(shown);
    }
    for (size_t i = 0; i < found.gl_pathc; i++) { /* few: insertion sort, by bytes */
        char *path = found.gl_pathv[i];
        size_t at = i;

        for (; at > 0 && strcmp(found.gl_pathv[at - 1], path) > 0; at--)
            found.gl_pathv[at] = found.gl_pathv[at - 1];
        found.gl_pathv[at] = path;
    }
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++) {
        if (named_file_check(found.gl_pathv[i], &loading->rules, place, &err))
            rc = error_list_add(loading->errors, &err);
        else
            file_append(files, count, found.gl_pathv[i]);
    }
    globfree(&found);
    return rc;
}

int suite_find_files(struct suite_loading *loading, const struct source *path,
                     char ***files, size_t *count)
{
    const char *text = json_string_value(path->json);
    struct place place = source_place(path, "");
    char *joined = NULL;
    struct error err;
    int rc = -1;

    if (strpbrk(text, "*?[")) {
        char *folder = path_folder(path->tree->file);

        joined = path_join(folder, text);
        free(folder);
        rc = glob_add(loading, joined, &place, files, count);
    } else if (named_file_find(path->tree->file, text, &loading->rules, &place, &joined,
                               &err)) {
        error_list_add(loading->errors, &err);
    } else {
        file_append(files, count, joined);
        rc = 0;
    }
    free(joined);
    return rc;
}
