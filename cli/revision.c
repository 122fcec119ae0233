/* cli/revision.c - which commit a folder's repository stands at. */
#include "cli/revision.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"

#include <stdlib.h>
#include <string.h>

enum { REFS_BYTES_MAX = 16 * 1024 * 1024 };

static bool is_digest(const char *text, size_t length)
{
    return (length == 40 || length == 64) && strspn(text, "0123456789abcdef") >= length;
}

static char *file_text(const char *folder, const char *name)
{
    char *path = path_join(folder, name);
    struct buf text = BUF_INIT(REFS_BYTES_MAX);
    struct error err;
    int rc = file_read(path, &text, &err);

    free(path);
    if (rc)
        buf_release(&text);
    return rc ? NULL : buf_detach(&text);
}

static char *first_line(char *text)
{
    if (text)
        text[strcspn(text, "\r\n")] = '\0';
    return text;
}

/* A worktree's .git is a file that names the folder, whose refs are in its commondir. */
static char *git_folder(const char *root)
{
    char *plain = path_join(root, ".git");
    char *named = first_line(file_text(root, ".git"));
    char *folder;

    if (!named || strncmp(named, "gitdir: ", 8) != 0) {
        free(named);
        return plain;
    }
    folder = path_join(root, named + 8);
    free(named);
    free(plain);
    return folder;
}

static char *packed_ref(const char *folder, const char *ref)
{
    char *text = file_text(folder, "packed-refs");
    char *found = NULL;

    for (char *line = text; line && !found; line = strchr(line, '\n')) {
        char *name;

        line += *line == '\n';
        name = strchr(line, ' ');
        if (name && is_digest(line, (size_t)(name - line)) &&
            !strncmp(name + 1, ref, strlen(ref)) && strchr("\r\n", name[1 + strlen(ref)]))
            found = mem_text_n(line, (size_t)(name - line));
    }
    free(text);
    return found;
}

static char *ref_digest(const char *folder, const char *ref)
{
    char *common_name = first_line(file_text(folder, "commondir"));
    char *common = common_name ? path_join(folder, common_name) : mem_text(folder);
    char *digest = first_line(file_text(common, ref));

    if (!digest || !is_digest(digest, strlen(digest))) {
        free(digest);
        digest = packed_ref(common, ref);
    }
    free(common_name);
    free(common);
    return digest;
}

char *revision_of(const char *folder)
{
    char *whole = realpath(folder, NULL); /* "." has nothing above it */
    char *root = whole ? path_find_above(whole, ".git") : NULL;
    char *git = root ? git_folder(root) : NULL;
    char *head = git ? first_line(file_text(git, "HEAD")) : NULL;
    char *digest = NULL;

    if (head && !strncmp(head, "ref: ", 5))
        digest = ref_digest(git, head + 5);
    else if (head && is_digest(head, strlen(head)))
        digest = mem_text(head);
    free(whole);
    free(root);
    free(git);
    free(head);
    return digest;
}
