/* store/run_file_lock.c - one writer at a time. */
#include "store/run_file_lock.h"

#include "store/run_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* SQLite's bytes end at 2^30 + 512. */
static const off_t lock_byte = (off_t)1 << 40;

static struct flock byte_lock(short type)
{
    return (struct flock){
        .l_type = type, .l_whence = SEEK_SET, .l_start = lock_byte, .l_len = 1};
}

int run_file_lock(int descriptor)
{
    struct flock lock = byte_lock(F_WRLCK);

    if (fcntl(descriptor, F_OFD_SETLK, &lock) == 0)
        return 0;
    return errno == EAGAIN || errno == EACCES ? 1 : -1;
}

void run_file_unlock(int descriptor)
{
    struct flock lock = byte_lock(F_UNLCK);

    fcntl(descriptor, F_OFD_SETLK, &lock);
}

bool run_file_is_live(const char *path)
{
    struct flock lock = byte_lock(F_WRLCK);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    bool is_live;

    if (descriptor < 0)
        return false;
    is_live = fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(descriptor);
    return is_live;
}
