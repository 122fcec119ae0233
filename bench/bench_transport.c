/* bench/bench_transport.c - what transport/transport.h takes for the requests of
 * curl_floor.c.
 *
 * usage: bench_transport URL REQUESTS CONCURRENCY
 *
 * Nothing is read of the replies but their status. Prints one JSON line, with the same
 * keys as curl_floor and `connected`: how many transfers had to connect.
 */
#include "base/mem.h"
#include "transport/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct load;

struct slot {
    struct load *load;
    struct request request;
    struct transport_job job;
};

struct load {
    uv_loop_t loop;
    struct transport *transport;
    long wanted, begun, done, failed, connected;
};

static const char *const headers[] = {"Content-Type: application/json", NULL};

static void on_done(void *context, const struct transport_result *result);

static void slot_send(struct slot *slot)
{
    struct load *load = slot->load;

    char body[1024];
    int length =
        snprintf(body, sizeof body,
                 "{\"model\":\"sim-1\",\"messages\":[{\"role\":\"system\",\"content\":"
                 "\"You answer for ACME support, in one JSON object.\"},{\"role\":"
                 "\"user\",\"content\":\"The quick brown fox number %ld jumps over the "
                 "lazy dog and does so again. What is the number of RMA %ld?\"}],"
                 "\"temperature\":0,\"max_tokens\":300}",
                 load->begun, load->begun);

    buf_clear(&slot->request.body);
    buf_append(&slot->request.body, body, (size_t)length);
    load->begun++;
    transport_send(load->transport, &slot->job, on_done, slot);
}

static void on_done(void *context, const struct transport_result *result)
{
    struct slot *slot = context;
    struct load *load = slot->load;

    load->done++;
    load->connected += result->connect_us > 0;
    if (result->failure != FAILURE_NONE || result->response.status != 200) {
        if (!load->failed++)
            fprintf(stderr, "first failure: %d %s\n", result->response.status,
                    result->message);
    }
    if (load->begun < load->wanted)
        slot_send(slot);
}

static void slot_open(struct slot *slot, struct load *load, const char *url)
{
    slot->load = load;
    request_init(&slot->request);
    slot->request.method = "POST";
    slot->request.url = url;
    slot->request.headers = headers;
    slot->job = (struct transport_job){.kind = TRANSPORT_HTTP,
                                       .request = &slot->request,
                                       .limits = {.connect_s = 10,
                                                  .timeout_s = 120,
                                                  .idle_s = 60,
                                                  .reply_bytes = (size_t)1 << 23}};
}

static void figures_print(const struct load *load, long concurrency, double seconds)
{
    struct rusage used;
    double cpu;

    getrusage(RUSAGE_SELF, &used);
    cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
          (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf(
        "{\"requests\": %ld, \"concurrency\": %ld, \"connected\": %ld, \"failed\": %ld, "
        "\"wall_s\": %.4f, \"per_second\": %.0f, \"cpu_us\": %.2f, \"peak_kb\": %ld}\n",
        load->done, concurrency, load->connected, load->failed, seconds,
        (double)load->done / seconds, cpu * 1e6 / (double)load->done, used.ru_maxrss);
}

int main(int argc, char **argv)
{
    struct load load = {.wanted = argc == 4 ? strtol(argv[2], NULL, 10) : 0};
    long concurrency = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
    struct error err = ERROR_INIT;
    struct slot *slots;
    uint64_t begun;

    if (load.wanted < 1 || concurrency < 1) {
        fprintf(stderr, "usage: bench_transport URL REQUESTS CONCURRENCY\n");
        return 2;
    }
    uv_loop_init(&load.loop);
    if (transport_new(&load.loop, &load.transport, &err)) {
        error_print(&err, stderr, COLOR_OFF);
        return 3;
    }
    slots = mem_new((size_t)concurrency, sizeof *slots);
    begun = uv_hrtime();
    for (long i = 0; i < concurrency && load.begun < load.wanted; i++) {
        slot_open(&slots[i], &load, argv[1]);
        slot_send(&slots[i]);
    }
    while (load.done < load.wanted)
        uv_run(&load.loop, UV_RUN_ONCE);
    figures_print(&load, concurrency, (double)(uv_hrtime() - begun) / 1e9);
    transport_free(load.transport);
    uv_run(&load.loop, UV_RUN_DEFAULT);
    uv_loop_close(&load.loop);
    for (long i = 0; i < concurrency; i++)
        request_release(&slots[i].request);
    free(slots);
    return load.failed ? 1 : 0;
}
