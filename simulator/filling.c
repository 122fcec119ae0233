/* simulator/filling.c - text with places that groups of a pattern fill. */
#include "simulator/filling.h"

#include "base/mem.h"
#include "values/value.h"

#include <stdlib.h>
#include <string.h>

enum { INSERTED_BYTES_MAX = 16 << 20 };

static int group_find(const struct group_names *names, const char *word, size_t length)
{
    unsigned number = 0;

    for (unsigned i = 0; i < names->named_count; i++) {
        const char *name = names->named[i].name;
        if (strlen(name) == length && memcmp(name, word, length) == 0)
            return (int)names->named[i].group;
    }
    if (length == 0 || length > 3)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (word[i] < '0' || word[i] > '9')
            return -1;
        number = 10 * number + (unsigned)(word[i] - '0');
    }
    return number < names->count ? (int)number : -1;
}

int filling_compile(struct filling *filling, const char *text, size_t length,
                    enum filling_form form, const struct group_names *names,
                    size_t *bad_start, size_t *bad_length)
{
    size_t capacity = 0;
    size_t at = 0;

    *filling = (struct filling){
        .text = mem_text_n(text, length), .length = length, .form = form};
    while (names->count > 0 && at < length) {
        const char *open = memmem(text + at, length - at, "{{", 2);
        if (!open)
            break;
        size_t start = (size_t)(open - text);
        const char *close = memmem(open + 2, length - start - 2, "}}", 2);
        size_t end = close ? (size_t)(close - text) + 2 : length;
        int group = close ? group_find(names, open + 2, end - start - 4) : -1;
        if (group < 0) {
            *bad_start = start;
            *bad_length = end - start;
            filling_release(filling);
            return -1;
        }
        MEM_GROW(filling->places, filling->place_count, capacity);
        filling->places[filling->place_count++] =
            (struct filling_place){start, end, (unsigned)group};
        at = end;
    }
    return 0;
}

void filling_release(struct filling *filling)
{
    free(filling->text);
    free(filling->places);
    *filling = (struct filling){0};
}

static void append_group(const struct filling *filling, const struct groups *groups,
                         unsigned group, struct buf *out)
{
    struct buf quoted = BUF_INIT(INSERTED_BYTES_MAX);

    /* A group that took no part in the match has both ends at PCRE2_UNSET, ~0. */
    if (group >= groups->count || groups->ends[2 * group] > groups->ends[2 * group + 1] ||
        groups->ends[2 * group] == ~(size_t)0)
        return;
    const char *text = groups->subject + groups->ends[2 * group];
    size_t length = groups->ends[2 * group + 1] - groups->ends[2 * group];
    if (filling->form == FILLING_PLAIN) {
        buf_append(out, text, length);
        return;
    }
    if (json_quote(&quoted, text, length) == 0)
        buf_append(out, quoted.data + 1, quoted.length - 2);
    buf_release(&quoted);
}

void filling_append(const struct filling *filling, const struct groups *groups,
                    struct buf *out)
{
    size_t at = 0;

    for (size_t i = 0; i < filling->place_count; i++) {
        const struct filling_place *place = &filling->places[i];
        buf_append(out, filling->text + at, place->start - at);
        append_group(filling, groups, place->group, out);
        at = place->end;
    }
    buf_append(out, filling->text + at, filling->length - at);
}

void group_names_release(struct group_names *names)
{
    for (unsigned i = 0; i < names->named_count; i++)
        free(names->named[i].name);
    free(names->named);
    *names = (struct group_names){0};
}
