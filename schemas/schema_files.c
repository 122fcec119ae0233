/* schemas/schema_files.c - a loader of references that knows files, and never the
 * network. */
#include "schemas/schema_files.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "schemas/uri.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILE_BYTES_MAX = 64 << 20 };

static const char remotes_front[] = "http://localhost:1234/";
static const char files_front[] = "noworse:///";

static bool is_file(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

/* The name as it is written, or with its %XX decoded; NULL: no such file. */
static char *path_find(const char *folder, const char *name)
{
    char *path = mem_format("%s/%s", folder, name);
    struct buf decoded = BUF_INIT(FILE_BYTES_MAX);

    if (!is_file(path)) {
        uri_decode(&decoded, name, strlen(name));
        free(path);
        path = mem_format("%s/%s", folder, buf_text(&decoded));
    }
    buf_release(&decoded);
    if (is_file(path))
        return path;
    free(path);
    return NULL;
}

/* Neither "..", as %2e%2e or as it is, nor a link leads out of the folder. */
static char *path_find_inside(const char *folder, const char *name)
{
    char *path = path_find(folder, name);
    char *inside = NULL, *whole = NULL;
    struct error unused = ERROR_INIT;

    if (!path || path_resolve(path, &inside, &unused) ||
        path_resolve(folder, &whole, &unused) || !path_is_inside(whole, inside)) {
        free(inside);
        inside = NULL;
    }
    free(whole);
    free(path);
    return inside;
}

int schema_files_load(void *context, const char *uri, char **text, size_t *length,
                      struct error *err)
{
    const struct schema_files *files = context;
    struct buf bytes = BUF_INIT(FILE_BYTES_MAX);
    char *path = NULL;
    int rc = -1;

    if (!strncmp(uri, files_front, sizeof files_front - 1))
        path = path_find("", uri + sizeof files_front - 1);
    else if (files->remotes && !strncmp(uri, remotes_front, sizeof remotes_front - 1))
        path = path_find_inside(files->remotes, uri + sizeof remotes_front - 1);
    else
        return error_set(err, ERROR_INPUT, "N0916",
                         "a schema may refer to files, nothing is fetched");
    if (!path)
        return error_set(err, ERROR_INPUT, "N0916", "there is no such file");
    rc = file_read(path, &bytes, err);
    if (rc == 0) {
        *length = bytes.length;
        *text = buf_detach(&bytes);
    }
    buf_release(&bytes);
    free(path);
    return rc;
}
