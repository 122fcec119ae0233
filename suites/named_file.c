/* suites/named_file.c - files that a suite or a prompt names. */
#include "suites/named_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/path.h"
#include "base/shown.h"
#include "base/utf8.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Of a folder with more files none is suggested. */
enum { SHOWN_COLUMNS = 100, NEIGHBOURS_MAX = 2000 };

static int refuse(struct error *err, const struct place *place, const char *code,
                  const char *path, const char *what)
{
    char *shown = shown_quoted(path, strlen(path), SHOWN_COLUMNS);

    error_set(err, ERROR_INPUT, code, "%s %s", shown, what);
    free(shown);
    return error_place(err, place);
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* The file beside it that was most likely meant: what is outside the root is not told. */
static void not_there_hint(struct error *err, const char *path, const char *root)
{
    char *folder = path_folder(path);
    char *resolved = realpath(folder, NULL);
    struct dirent **found = NULL;
    const bool is_inside = resolved && (!root || path_is_inside(root, resolved));
    const int count = is_inside ? scandir(resolved, &found, NULL, by_bytes) : 0;
    const char **names = mem_new((size_t)(count > 0 ? count : 0) + 1, sizeof *names);
    const char *nearest;

    for (int i = 0; i < count && count <= NEIGHBOURS_MAX; i++)
        names[i] = found[i]->d_name;
    nearest = nearest_name(path_name(path), names);
    if (nearest) {
        char *shown = shown_quoted(nearest, strlen(nearest), SHOWN_COLUMNS);

        error_hint(err, "did you mean %s, which is in that folder?", shown);
        free(shown);
    } else {
        error_hint(err, "paths are relative to the file that names them");
    }
    for (int i = 0; i < count; i++)
        free(found[i]);
    free(found);
    free(names);
    free(resolved);
    free(folder);
}

int named_file_check(const char *path, const struct file_rules *rules,
                     const struct place *place, struct error *err)
{
    struct stat facts;
    char *resolved = realpath(path, NULL);
    bool is_inside = rules->allow_outside || !rules->root ||
                     (resolved && path_is_inside(rules->root, resolved));
    int rc = -1;

    if (!resolved) {
        refuse(err, place, "N0241", path, "is not there");
        not_there_hint(err, path, rules->allow_outside ? NULL : rules->root);
    } else if (!is_inside) {
        refuse(err, place, "N0240", path, "is outside the root");
        error_hint(err, "move it inside, or add --allow-outside");
    } else if (stat(resolved, &facts) || !S_ISREG(facts.st_mode)) {
        refuse(err, place, "N0241", path, "is not a plain file");
    } else {
        rc = 0;
    }
    free(resolved);
    return rc;
}

int named_file_find(const char *from, const char *path, const struct file_rules *rules,
                    const struct place *place, char **joined, struct error *err)
{
    char *folder = path_folder(from);
    char *found = path_join(folder, path);
    int rc = named_file_check(found, rules, place, err);

    free(folder);
    if (rc)
        free(found);
    else
        *joined = found;
    return rc;
}

/* Whether what is there of the path is inside, and the rest does not lead out again. */
static bool is_inside_once_made(const char *path, const struct file_rules *rules)
{
    char *at = mem_text(path);
    char *resolved = realpath(at, NULL);
    const char *rest;
    bool is_inside;

    while (!resolved && strcmp(at, ".") != 0 && strcmp(at, "/") != 0) {
        char *up = path_folder(at);

        free(at);
        at = up;
        resolved = realpath(at, NULL);
    }
    rest = path + (strncmp(path, at, strlen(at)) == 0 ? strlen(at) : 0);
    is_inside = resolved && path_is_inside(rules->root, resolved) &&
                strncmp(rest, "../", 3) != 0 && !strstr(rest, "/../");
    free(resolved);
    free(at);
    return is_inside;
}

int named_file_locate(const char *from, const char *path, const struct file_rules *rules,
                      const struct place *place, char **joined, struct error *err)
{
    char *folder = path_folder(from);
    char *found = path_join(folder, path);
    int rc = 0;

    if (!rules->allow_outside && rules->root && !is_inside_once_made(found, rules)) {
        rc = refuse(err, place, "N0240", found, "is outside the root");
        error_hint(err, "move it inside, or add --allow-outside");
    }
    free(folder);
    if (rc)
        free(found);
    else
        *joined = found;
    return rc;
}

int named_file_load(const char *from, const char *path, const struct file_rules *rules,
                    const struct place *place, char **text, size_t *length, char **joined,
                    struct error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    struct buf bytes = BUF_INIT(NAMED_FILE_BYTES_MAX);
    char *found = NULL;
    int rc = -1;

    if (named_file_find(from, path, rules, place, &found, err))
        return -1;
    if (file_read(found, &bytes, err)) {
        error_place(err, place);
        goto done;
    }
    if (utf8_check(buf_text(&bytes), bytes.length) != bytes.length ||
        memchr(buf_text(&bytes), '\0', bytes.length)) {
        refuse(err, place, "N0242", found, "is not a text in UTF-8");
        goto done;
    }
    *length = bytes.length;
    *text = buf_detach(&bytes);
    if (!strncmp(*text, byte_order_mark, 3)) {
        *length -= 3;
        memmove(*text, *text + 3, *length + 1);
    }
    if (joined) {
        *joined = found;
        found = NULL; /* the caller's */
    }
    rc = 0;

done:
    buf_release(&bytes);
    free(found);
    return rc;
}
