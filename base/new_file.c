/* new_file.c - a file written piece by piece, which nobody sees before it is whole. */
#include "base/new_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int folder_make(const char *path, struct error *err)
{
    char *folder = path_folder(path);
    int rc = file_make_folders(folder, err);

    free(folder);
    return rc;
}

int new_file_begin(struct new_file *file, const char *path, const char *code,
                   struct error *err)
{
    struct stat facts;
    const bool is_there = stat(path, &facts) == 0;
    const bool is_device = is_there && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode);

    *file = (struct new_file){.code = code};
    if (is_there && S_ISDIR(facts.st_mode)) {
        errno = EISDIR;
        return error_errno(err, code, "write", path);
    }
    if (!is_device && folder_make(path, err))
        return -1;
    file->beside = is_device ? NULL : mem_format("%s.%ld.part", path, (long)getpid());
    file->stream = fopen(is_device ? path : file->beside, "we");
    if (!file->stream) {
        free(file->beside);
        return error_errno(err, code, "write", path);
    }
    file->path = mem_text(path);
    return 0;
}

/* An earlier write that failed is told by the stream alone: its errno is gone, and comes
 * again with another byte. */
static int stream_flush(FILE *stream)
{
    if (fflush(stream))
        return -1;
    if (!ferror(stream))
        return 0;
    errno = 0;
    if (putc('\n', stream) != EOF)
        fflush(stream);
    if (!errno)
        errno = EIO;
    return -1;
}

int new_file_end(struct new_file *file, int rc, struct error *err)
{
    int code = 0;

    if (rc == 0 &&
        (stream_flush(file->stream) || (file->beside && fsync(fileno(file->stream)))))
        code = errno;
    if (fclose(file->stream) && rc == 0 && !code)
        code = errno;
    if (file->beside && rc == 0 && !code && rename(file->beside, file->path))
        code = errno;
    if (code) {
        errno = code;
        rc = error_errno(err, file->code, "write", file->path);
    }
    if (rc && file->beside)
        unlink(file->beside);
    free(file->beside);
    free(file->path);
    return rc;
}
