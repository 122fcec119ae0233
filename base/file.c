/* file.c - whole files: read under a limit, written so that no half is ever seen. */
#include "base/file.h"

#include "base/mem.h"
#include "base/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 * 1024 };

static int file_open(const char *path, struct error *err)
{
    struct stat facts;
    int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);

    if (fd >= 0 && fstat(fd, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        close(fd);
        errno = EISDIR;
        fd = -1;
    }
    if (fd < 0) {
        error_errno(err, "N0002", "open", path);
        err->kind = ERROR_INPUT; /* the person named it */
    }
    return fd;
}

static int too_large(const char *path, size_t limit, struct error *err)
{
    return error_set(err, ERROR_INPUT, "N0003", "%s is larger than %zu bytes", path,
                     limit);
}

int file_open_regular(const char *path, size_t limit, int *fd, struct error *err)
{
    struct stat facts;

    if (!strcmp(path, "-") ||
        (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)))
        return 1;
    *fd = file_open(path, err);
    if (*fd < 0)
        return -1;
    if (fstat(*fd, &facts) == 0 && facts.st_size <= (off_t)limit)
        return 0;
    close(*fd);
    *fd = -1;
    return too_large(path, limit, err);
}

int file_read(const char *path, struct buf *out, struct error *err)
{
    char piece[PIECE_BYTES];
    int fd = file_open(path, err);
    ssize_t got;

    if (fd < 0)
        return -1;
    while ((got = read(fd, piece, sizeof piece)) > 0)
        if (buf_append(out, piece, (size_t)got))
            break;
    if (got > 0)
        too_large(path, out->limit, err);
    else if (got < 0)
        error_errno(err, "N0002", "read", path);
    close(fd);
    return got == 0 ? 0 : -1;
}

int file_digest(const char *path, char out[SHA256_HEX_SIZE], struct error *err)
{
    char piece[PIECE_BYTES];
    int fd = file_open(path, err);
    struct sha256 *hash;
    ssize_t got;

    if (fd < 0)
        return -1;
    hash = sha256_new();
    while ((got = read(fd, piece, sizeof piece)) > 0)
        sha256_add(hash, piece, (size_t)got);
    if (got < 0)
        error_errno(err, "N0002", "read", path);
    else
        sha256_end_hex(hash, out);
    sha256_free(hash);
    close(fd);
    return got == 0 ? 0 : -1;
}

int file_make_folders(const char *path, struct error *err)
{
    char *copy = mem_text(path);
    int rc = 0;

    for (char *at = copy + 1; rc == 0; at++) {
        char end = *at;

        if (end != '/' && end != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0777) && errno != EEXIST)
            rc = error_errno(err, "N0004", "make the folder", copy);
        *at = end;
        if (end == '\0')
            break;
    }
    free(copy);
    return rc;
}

int file_write(const char *path, const char *bytes, size_t length, struct error *err)
{
    struct new_file file;

    if (new_file_begin(&file, path, "N0004", err))
        return -1;
    fwrite(bytes, 1, length, file.stream);
    return new_file_end(&file, 0, err);
}

bool file_reader_has_left(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLOUT};
    struct stat facts;

    return fstat(fd, &facts) == 0 &&
           (S_ISFIFO(facts.st_mode) || S_ISSOCK(facts.st_mode)) &&
           poll(&asked, 1, 0) > 0 && (asked.revents & POLLERR);
}
