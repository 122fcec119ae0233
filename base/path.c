/* path.c - paths as text, and as what they resolve to. */
#include "base/path.h"

#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return mem_text(".");
    return slash == path ? mem_text("/") : mem_text_n(path, (size_t)(slash - path));
}

char *path_join(const char *folder, const char *path)
{
    if (path[0] == '/' || !strcmp(folder, "."))
        return mem_text(path);
    return mem_format("%s%s%s", folder, strcmp(folder, "/") ? "/" : "", path);
}

const char *path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool path_has_ending(const char *path, const char *ending)
{
    size_t length = strlen(path);
    size_t size = strlen(ending);

    return length >= size && !strcmp(path + length - size, ending);
}

bool path_is_inside(const char *folder, const char *path)
{
    size_t length = strlen(folder);

    if (!strcmp(folder, "/"))
        return path[0] == '/';
    return !strncmp(folder, path, length) &&
           (path[length] == '/' || path[length] == '\0');
}

char *path_below(const char *folder, const char *path)
{
    size_t length = strlen(folder);

    if (!path_is_inside(folder, path) || path[length] == '\0')
        return mem_text(path);
    return mem_text(path + length + (folder[length - 1] == '/' ? 0 : 1));
}

int path_resolve(const char *path, char **out, struct error *err)
{
    char *resolved = realpath(path, NULL);

    if (!resolved) {
        error_errno(err, "N0002", "open", path);
        err->kind = ERROR_INPUT; /* the person named it */
        return -1;
    }
    *out = resolved;
    return 0;
}

char *path_find_above(const char *folder, const char *name)
{
    char *at = mem_text(folder);

    for (;;) {
        char *tried = path_join(at, name);
        char *up;
        int found = access(tried, F_OK);

        free(tried);
        if (found == 0)
            return at;
        if (!strcmp(at, "/") || !strcmp(at, "."))
            break;
        up = path_folder(at);
        free(at);
        at = up;
    }
    free(at);
    return NULL;
}
