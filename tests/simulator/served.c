/* tests/simulator/served.c - a simulator in a thread, and a client for it. */
#include "served.h"

#include "base/buf.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void *run(void *context)
{
    struct served *served = context;
    struct error err = ERROR_INIT;

    return simulator_run(served->simulator, NULL, &err) ? served : NULL;
}

void served_start(struct served *served, const char *script,
                  const struct simulator_options *options)
{
    struct simulator_options all = SIMULATOR_OPTIONS_INIT;
    struct error_list errors = ERROR_LIST_INIT;
    struct error err = ERROR_INIT;
    struct simulator_script *loaded;

    if (options)
        all = *options;
    all.script_text = script;
    if (simulator_script_load(&all, &loaded, &errors))
        cr_assert_fail("%s", errors.items[0].message);
    if (simulator_start(&all, loaded, &served->simulator, &err))
        cr_assert_fail("%s", err.message);
    snprintf(served->url, sizeof served->url, "http://127.0.0.1:%u",
             simulator_port(served->simulator));
    cr_assert_eq(pthread_create(&served->thread, NULL, run, served), 0);
}

struct simulator_counts served_stop(struct served *served)
{
    void *failed;

    simulator_stop(served->simulator);
    pthread_join(served->thread, &failed);
    cr_assert_null(failed);
    struct simulator_counts counts = simulator_counts(served->simulator);
    simulator_free(served->simulator);
    return counts;
}

static size_t keep(char *bytes, size_t size, size_t count, void *out)
{
    return buf_append(out, bytes, size * count) ? 0 : size * count;
}

struct got served_call(const struct served *served, const char *method, const char *path,
                       const char *body, const char *key)
{
    struct buf head = BUF_INIT(1 << 20), reply = BUF_INIT(4 << 20);
    struct curl_slist *headers =
        curl_slist_append(NULL, "Content-Type: application/json");
    struct got got = {.status = 0};
    CURL *curl = curl_easy_init();
    char text[256];

    snprintf(text, sizeof text, "%s%s", served->url, path);
    curl_easy_setopt(curl, CURLOPT_URL, text);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    if (body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    if (method)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    if (key) {
        snprintf(text, sizeof text, "Authorization: Bearer %s", key);
        headers = curl_slist_append(headers, text);
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    got.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got.status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &got.seconds);
    got.json = json_loadb(buf_text(&reply), reply.length, 0, NULL);
    got.head = buf_detach(&head);
    got.body = buf_detach(&reply);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return got;
}

struct got served_ask(const struct served *served, const char *text)
{
    json_t *body = json_pack("{s:s, s:[{s:s, s:s}]}", "model", "m", "messages", "role",
                             "user", "content", text);
    char *dumped = json_dumps(body, JSON_COMPACT);
    struct got got = served_call(served, NULL, "/v1/chat/completions", dumped, NULL);

    free(dumped);
    json_decref(body);
    return got;
}

const char *got_text(const struct got *got)
{
    const json_t *choice = json_array_get(json_object_get(got->json, "choices"), 0);
    const char *text =
        json_string_value(json_object_get(json_object_get(choice, "message"), "content"));

    if (!text)
        text = json_string_value(
            json_object_get(json_object_get(got->json, "error"), "message"));
    return text ? text : "";
}

void got_release(struct got *got)
{
    free(got->head);
    free(got->body);
    json_decref(got->json);
}
