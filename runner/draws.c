/* runner/draws.c - which draws are being asked for. */
#include "runner/draws.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void draws_init(struct draws *draws, size_t count_max)
{
    size_t count = 16;

    while (count < 2 * count_max)
        count *= 2;
    *draws = (struct draws){mem_new(count, sizeof(struct draw *)), count - 1};
}

void draws_release(struct draws *draws)
{
    free(draws->buckets);
    *draws = (struct draws){NULL, 0};
}

/* A key is a digest: any of its bytes are as good as a hash. */
static struct draw **bucket_of(const struct draws *draws, const struct draw *draw)
{
    size_t number;

    memcpy(&number, draw->key, sizeof number);
    return &draws->buckets[number & draws->mask];
}

static struct draw **list_end(struct draw **list)
{
    while (*list)
        list = &(*list)->next;
    return list;
}

static void list_remove(struct draw **list, const struct draw *draw)
{
    while (*list != draw)
        list = &(*list)->next;
    *list = draw->next;
}

bool draws_join(struct draws *draws, struct draw *draw)
{
    struct draw **bucket = bucket_of(draws, draw);
    struct draw *asker = *bucket;

    while (asker && memcmp(asker->key, draw->key, REPLY_KEY_BYTES) != 0)
        asker = asker->next;
    draw->waiting = draw->next = NULL;
    draw->asker = asker;
    draw->is_asking = !asker;
    if (asker) {
        *list_end(&asker->waiting) = draw;
        return false;
    }
    draw->next = *bucket;
    *bucket = draw;
    return true;
}

struct draw *draws_leave(struct draws *draws, struct draw *draw)
{
    struct draw *waiting = draw->waiting;

    if (draw->is_asking)
        list_remove(bucket_of(draws, draw), draw);
    else if (draw->asker)
        list_remove(&draw->asker->waiting, draw);
    for (struct draw *at = waiting; at; at = at->next)
        at->asker = NULL;
    draw->next = draw->waiting = draw->asker = NULL;
    draw->is_asking = false;
    return waiting;
}
