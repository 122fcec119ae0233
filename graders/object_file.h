/* graders/object_file.h - whether a shared object is whole. */
#ifndef NOWORSE_GRADERS_OBJECT_FILE_H
#define NOWORSE_GRADERS_OBJECT_FILE_H

#include <stdbool.h>

/* True: an ELF file (of this machine's word size) that ends before what is to be loaded
 * of it does, as one that was copied by half. dlopen() maps such a file and dies of
 * SIGBUS. All else is false, and dlopen()'s to judge. */
bool object_file_is_cut(const char *path);

#endif
