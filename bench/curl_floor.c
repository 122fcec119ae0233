/* bench/curl_floor.c - what libcurl alone takes for the same requests: the floor under a
 * run.
 *
 * usage: curl_floor URL REQUESTS CONCURRENCY [SHARDS]
 *
 * POSTs a chat completion (each with another number in it, so that none is the same) with
 * CONCURRENCY in flight, over kept HTTP/1.1 connections, and throws the replies away. The
 * easy handles are spread over SHARDS multi handles (default: one for each 250) on one
 * epoll. Prints one JSON line.
 */
#include <curl/curl.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, BODY_SIZE = 1024, SHARDS_MAX = 64, SHARD_SIZE = 250 };

struct shard {
    CURLM *multi;
    double due_s; /* 0: never */
};

struct slot {
    CURL *easy;
    struct shard *shard;
    char body[BODY_SIZE];
};

static struct floor {
    int epoll;
    long wanted, begun, done, failed;
    struct shard shards[SHARDS_MAX];
    int shard_count;
} all;

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
    struct shard *shard = context;
    struct epoll_event event = {.data.u64 =
                                    (uint64_t)(shard - all.shards) << 32 | (uint32_t)fd};

    (void)easy;
    if (what == CURL_POLL_REMOVE)
        return epoll_ctl(all.epoll, EPOLL_CTL_DEL, fd, &event), 0;
    event.events =
        (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
    if (epoll_ctl(all.epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) &&
        errno == EEXIST)
        epoll_ctl(all.epoll, EPOLL_CTL_MOD, fd, &event);
    curl_multi_assign(shard->multi, fd, shard);
    return 0;
}

static int on_timeout(CURLM *multi, long ms, void *context)
{
    struct shard *shard = context;

    (void)multi;
    shard->due_s = ms < 0 ? 0 : now_s() + (double)ms / 1000;
    return 0;
}

static void slot_send(struct slot *slot)
{
    snprintf(
        slot->body, sizeof slot->body,
        "{\"model\":\"sim-1\",\"messages\":[{\"role\":\"system\",\"content\":\"You "
        "answer "
        "for ACME support, in one JSON object.\"},{\"role\":\"user\",\"content\":\"The "
        "quick brown fox number %ld jumps over the lazy dog and does so again. What is "
        "the number of RMA %ld?\"}],\"temperature\":0,\"max_tokens\":300}",
        all.begun, all.begun);
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, slot->body);
    curl_multi_add_handle(slot->shard->multi, slot->easy);
    all.begun++;
}

static void shard_reap(struct shard *shard)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(shard->multi, &left))) {
        CURLcode code = message->data.result;
        CURL *easy = message->easy_handle;
        char *private;
        long status = 0;

        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        all.done++;
        if (code || status != 200)
            all.failed++;
        curl_multi_remove_handle(shard->multi, easy);
        if (all.begun < all.wanted)
            slot_send((struct slot *)(void *)private);
    }
}

static int wait_ms(void)
{
    double due = 0, left;

    for (int i = 0; i < all.shard_count; i++)
        if (all.shards[i].due_s > 0 && (due == 0 || all.shards[i].due_s < due))
            due = all.shards[i].due_s;
    left = due == 0 ? 1 : due - now_s();
    return left <= 0 ? 0 : left > 1 ? 1000 : (int)(left * 1000) + 1;
}

static void loop(void)
{
    struct epoll_event events[EVENTS];

    while (all.done < all.wanted) {
        int count = epoll_wait(all.epoll, events, EVENTS, wait_ms()), running;
        double now;

        for (int i = 0; i < count; i++)
            curl_multi_socket_action(
                all.shards[events[i].data.u64 >> 32].multi,
                (curl_socket_t)(events[i].data.u64 & 0xffffffffU),
                (events[i].events & ~(uint32_t)EPOLLOUT ? CURL_CSELECT_IN : 0) |
                    (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0),
                &running);
        now = now_s();
        for (int i = 0; i < all.shard_count; i++) {
            struct shard *shard = &all.shards[i];

            if (shard->due_s > 0 && now >= shard->due_s) {
                shard->due_s = 0;
                curl_multi_socket_action(shard->multi, CURL_SOCKET_TIMEOUT, 0, &running);
            }
            shard_reap(shard);
        }
    }
}

static void shard_open(struct shard *shard, long connections)
{
    shard->multi = curl_multi_init();
    curl_multi_setopt(shard->multi, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(shard->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(shard->multi, CURLMOPT_SOCKETDATA, shard);
    curl_multi_setopt(shard->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
    curl_multi_setopt(shard->multi, CURLMOPT_TIMERDATA, shard);
}

static void slot_open(struct slot *slot, const char *url, struct curl_slist *headers)
{
    slot->easy = curl_easy_init();
    curl_easy_setopt(slot->easy, CURLOPT_URL, url);
    curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(slot->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(slot->easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(slot->easy, CURLOPT_PRIVATE, slot);
    curl_easy_setopt(slot->easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(slot->easy, CURLOPT_PROXY, "");
    curl_easy_setopt(slot->easy, CURLOPT_TIMEOUT_MS, 120000L);
}

static void figures_print(long concurrency, double seconds)
{
    struct rusage used;
    double cpu;

    getrusage(RUSAGE_SELF, &used);
    cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
          (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf(
        "{\"requests\": %ld, \"concurrency\": %ld, \"shards\": %d, \"failed\": %ld, "
        "\"wall_s\": %.4f, \"per_second\": %.0f, \"cpu_us\": %.2f, \"peak_kb\": %ld}\n",
        all.done, concurrency, all.shard_count, all.failed, seconds,
        (double)all.done / seconds, cpu * 1e6 / (double)all.done, used.ru_maxrss);
}

static void descriptors_raise(void)
{
    struct rlimit limit;

    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int main(int argc, char **argv)
{
    struct curl_slist *headers =
        curl_slist_append(NULL, "Content-Type: application/json");
    long concurrency = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
    long shards =
        argc > 4 ? strtol(argv[4], NULL, 10) : (concurrency - 1) / SHARD_SIZE + 1;
    struct slot *slots;
    double begun;

    all.wanted = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
    if (all.wanted < 1 || concurrency < 1 || shards < 1 || shards > SHARDS_MAX) {
        fprintf(stderr, "usage: curl_floor URL REQUESTS CONCURRENCY [SHARDS]\n");
        return 2;
    }
    descriptors_raise();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    headers = curl_slist_append(headers, "Expect:");
    all.epoll = epoll_create1(EPOLL_CLOEXEC);
    all.shard_count = (int)shards;
    for (long i = 0; i < shards; i++)
        shard_open(&all.shards[i], concurrency / shards + 2);
    slots = calloc((size_t)concurrency, sizeof *slots);
    begun = now_s();
    for (long i = 0; slots && i < concurrency && all.begun < all.wanted; i++) {
        slots[i].shard = &all.shards[i % shards];
        slot_open(&slots[i], argv[1], headers);
        slot_send(&slots[i]);
    }
    loop();
    figures_print(concurrency, now_s() - begun);
    return all.failed ? 1 : 0;
}
