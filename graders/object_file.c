/* graders/object_file.c - whether a shared object is whole. */
#include "graders/object_file.h"

#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SEGMENTS_MAX = 1000 };

static bool header_read(FILE *file, ElfW(Ehdr) * header)
{
    return fread(header, sizeof *header, 1, file) == 1 &&
           !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
           header->e_ident[EI_CLASS] == (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) &&
           header->e_phentsize == sizeof(ElfW(Phdr)) && header->e_phnum <= SEGMENTS_MAX;
}

static bool segments_end_behind(FILE *file, const ElfW(Ehdr) * header, uint64_t size)
{
    if (fseek(file, (long)header->e_phoff, SEEK_SET))
        return true;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        ElfW(Phdr) segment;

        if (fread(&segment, sizeof segment, 1, file) != 1)
            return true;
        if (segment.p_type == PT_LOAD &&
            (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
            return true;
    }
    return false;
}

bool object_file_is_cut(const char *path)
{
    FILE *file = fopen(path, "rbe");
    ElfW(Ehdr) header;
    struct stat facts;
    bool is_cut;

    if (!file)
        return false;
    is_cut = fstat(fileno(file), &facts) == 0 && header_read(file, &header) &&
             segments_end_behind(file, &header, (uint64_t)facts.st_size);
    fclose(file);
    return is_cut;
}
