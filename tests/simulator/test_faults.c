/* tests/simulator/test_faults.c - each fault, as a client on a real socket sees it. */
#include "served.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ANSWER "\"answers\": [{\"text\": \"the whole answer\"}], "

static struct got ask_once(const char *script, struct simulator_counts *counts)
{
    struct served served;
    struct got got;

    served_start(&served, script, NULL);
    got = served_ask(&served, "x");
    *counts = served_stop(&served);
    return got;
}

static void expect_head(const struct got *got, const char *line)
{
    cr_expect_not_null(strcasestr(got->head, line), "\"%s\" is not in\n%s", line,
                       got->head);
}

Test(faults, status_429_says_when_to_come_back)
{
    struct simulator_counts counts;
    struct got got =
        ask_once("{\"faults\": [{\"kind\": \"429\", \"retry_after_s\": 7}]}", &counts);

    cr_expect_eq(got.status, 429);
    expect_head(&got, "\r\nRetry-After: 7\r\n");
    cr_expect_null(strcasestr(got.head, "retry-after-ms"));
    cr_expect_str_eq(
        got.body,
        "{\"error\":{\"message\":\"rate limit reached; this fault is planted\","
        "\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
    cr_expect_eq(counts.faults, 1);
    cr_expect_eq(counts.answers, 0);
    got_release(&got);
}

Test(faults, a_part_of_a_second_is_told_in_milliseconds_too)
{
    struct simulator_counts counts;
    struct got got =
        ask_once("{\"faults\": [{\"kind\": \"429\", \"retry_after_s\": 0.25}]}", &counts);

    expect_head(&got, "\r\nRetry-After: 1\r\n");
    expect_head(&got, "\r\nretry-after-ms: 250\r\n");
    got_release(&got);
}

Test(faults, any_status_with_its_own_error)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"status\", \"status\": 402, "
                              "\"message\": \"pay\", \"type\": \"insufficient_quota\", "
                              "\"code\": \"insufficient_quota\"}]}",
                              &counts);

    cr_expect_eq(got.status, 402);
    cr_expect_null(strcasestr(got.head, "retry-after"));
    cr_expect_str_eq(got.body, "{\"error\":{\"message\":\"pay\",\"type\":"
                               "\"insufficient_quota\",\"param\":null,"
                               "\"code\":\"insufficient_quota\"}}");
    got_release(&got);
}

Test(faults, status_500_is_a_server_error)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"500\"}]}", &counts);

    cr_expect_eq(got.status, 500);
    cr_expect_str_eq(got_text(&got), "the server had an error; this fault is planted");
    got_release(&got);
}

Test(faults, a_reset_is_a_reset_and_no_orderly_end)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"reset\"}]}", &counts);

    cr_expect_eq(got.code, CURLE_RECV_ERROR, "%s", curl_easy_strerror(got.code));
    cr_expect_eq(got.status, 0);
    got_release(&got);
}

Test(faults, a_truncated_body_is_half_of_what_was_promised)
{
    struct simulator_counts counts;
    struct got got =
        ask_once("{" ANSWER "\"faults\": [{\"kind\": \"truncated\"}]}", &counts);
    const char *promised = strcasestr(got.head, "Content-Length: ");

    cr_expect_eq(got.code, CURLE_PARTIAL_FILE, "%s", curl_easy_strerror(got.code));
    cr_expect_eq(got.status, 200);
    cr_assert_not_null(promised);
    cr_expect_eq(strtoul(promised + 16, NULL, 10) / 2, strlen(got.body));
    got_release(&got);
}

Test(faults, bad_json_is_a_whole_reply_with_half_of_the_json)
{
    struct simulator_counts counts;
    struct got got =
        ask_once("{" ANSWER "\"faults\": [{\"kind\": \"bad_json\"}]}", &counts);

    cr_expect_eq(got.code, CURLE_OK);
    cr_expect_eq(got.status, 200);
    expect_head(&got, "\r\nContent-Type: application/json\r\n");
    cr_expect_eq(got.body[0], '{');
    cr_expect_null(got.json);
    got_release(&got);
}

Test(faults, html_comes_with_status_200)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"html\"}]}", &counts);

    cr_expect_eq(got.status, 200);
    expect_head(&got, "\r\nContent-Type: text/html; charset=utf-8\r\n");
    cr_expect_not_null(strstr(got.body, "<html>"));
    got_release(&got);
}

Test(faults, an_error_comes_with_status_200)
{
    struct simulator_counts counts;
    struct got got = ask_once(
        "{\"faults\": [{\"kind\": \"error\", \"message\": \"no room\"}]}", &counts);

    cr_expect_eq(got.status, 200);
    cr_expect_str_eq(got_text(&got), "no room");
    cr_expect_eq(counts.faults, 1);
    got_release(&got);
}

Test(faults, plain_is_the_right_answer_under_another_type)
{
    struct simulator_counts counts;
    struct got got = ask_once("{" ANSWER "\"faults\": [{\"kind\": \"plain\"}]}", &counts);

    expect_head(&got, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    cr_expect_str_eq(got_text(&got), "the whole answer");
    got_release(&got);
}

Test(faults, a_redirect_says_where)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"redirect\", \"status\": 302, "
                              "\"location\": \"http://127.0.0.1:1/x\"}]}",
                              &counts);

    cr_expect_eq(got.status, 302);
    expect_head(&got, "\r\nLocation: http://127.0.0.1:1/x\r\n");
    got_release(&got);
}

Test(faults, a_gzip_bomb_grows_to_what_was_asked_and_has_no_end)
{
    struct simulator_counts counts;
    struct got got = ask_once(
        "{\"faults\": [{\"kind\": \"gzip_bomb\", \"bytes_max\": 3000000}]}", &counts);

    cr_expect_eq(got.status, 200);
    cr_expect_neq(got.code, CURLE_WRITE_ERROR);
    cr_expect(strlen(got.body) > 2990000 && strlen(got.body) < 3010000, "%zu bytes",
              strlen(got.body));
    cr_expect_eq(strspn(got.body, "o"), strlen(got.body));
    got_release(&got);
}

Test(faults, a_date_says_when_to_come_back_counted_from_the_replys_own)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"429\", \"retry_after_s\": 90, "
                              "\"retry_after_form\": \"date\"}]}",
                              &counts);
    const char *date = strcasestr(got.head, "\nDate: ");
    const char *after = strcasestr(got.head, "\nRetry-After: ");
    struct tm from = {0}, to = {0};

    cr_assert(date && after, "%s", got.head);
    cr_assert(strptime(date + 7, "%a, %d %b %Y %H:%M:%S GMT", &from));
    cr_assert(strptime(after + 14, "%a, %d %b %Y %H:%M:%S GMT", &to), "%s", after);
    cr_expect_eq(timegm(&to) - timegm(&from), 90);
    got_release(&got);
}

Test(faults, a_limit_may_say_nothing_of_when_to_come_back)
{
    struct simulator_counts counts;
    struct got got = ask_once(
        "{\"faults\": [{\"kind\": \"429\", \"retry_after_form\": \"none\"}]}", &counts);

    cr_expect_eq(got.status, 429);
    cr_expect_null(strcasestr(got.head, "retry-after"));
    got_release(&got);
}

Test(faults, the_first_connections_are_reset_before_they_are_read)
{
    struct served served;

    served_start(&served,
                 "{\"simulator\": 1, \"reset_connections\": 2}\n{" ANSWER
                 "\"latency_ms\": 0}",
                 NULL);
    struct got first = served_ask(&served, "x");
    struct got second = served_ask(&served, "x");
    struct got third = served_ask(&served, "x");
    /* At once, or while the request is sent, or after it. */
    cr_expect(first.code && first.status == 0, "%s", curl_easy_strerror(first.code));
    cr_expect(second.code && second.status == 0, "%s", curl_easy_strerror(second.code));
    cr_expect_eq(third.status, 200);
    struct simulator_counts counts = served_stop(&served);
    cr_expect_eq(counts.faults, 2);
    cr_expect_eq(counts.requests, 1);
    got_release(&first);
    got_release(&second);
    got_release(&third);
}

Test(faults, a_drip_brings_the_right_answer_slowly)
{
    struct simulator_counts counts;
    struct got got = ask_once(
        "{" ANSWER "\"faults\": [{\"kind\": \"drip\", \"bytes\": 40, \"every_ms\": 10}]}",
        &counts);

    cr_expect_eq(got.code, CURLE_OK);
    cr_expect_str_eq(got_text(&got), "the whole answer");
    cr_expect_gt(got.seconds, (double)(strlen(got.body) / 40) * 0.010 - 0.005);
    cr_expect_eq(counts.answers, 1);
    got_release(&got);
}

Test(faults, an_endless_body_never_ends_by_itself)
{
    struct simulator_counts counts;
    struct got got = ask_once(
        "{\"faults\": [{\"kind\": \"endless\", \"bytes_max\": 3000000}]}", &counts);

    /* The client would take 4 MiB; the chunked body has no last chunk. What waits to be
     * written when it ends, about 1 MiB, is not sent. */
    cr_expect(got.code == CURLE_PARTIAL_FILE || got.code == CURLE_RECV_ERROR, "%s",
              curl_easy_strerror(got.code));
    cr_expect_eq(got.status, 200);
    cr_expect_gt(strlen(got.body), 1500000);
    got_release(&got);
}

Test(faults, an_endless_body_stops_when_the_client_leaves)
{
    struct simulator_counts counts;
    struct got got = ask_once("{\"faults\": [{\"kind\": \"endless\"}]}", &counts);

    cr_expect_eq(got.code, CURLE_WRITE_ERROR); /* the client takes 4 MiB at most */
    got_release(&got);
}

Test(faults, a_hang_answers_nothing)
{
    struct simulator_counts counts;
    struct got got =
        ask_once("{\"faults\": [{\"kind\": \"hang\", \"ms_max\": 120}]}", &counts);

    cr_expect_eq(got.code, CURLE_GOT_NOTHING, "%s", curl_easy_strerror(got.code));
    cr_expect_geq(got.seconds, 0.12);
    got_release(&got);
}

/* The client leaves when the server is seen to have its request. */
static int on_progress(void *record, curl_off_t a, curl_off_t b, curl_off_t c,
                       curl_off_t d)
{
    struct stat status;

    (void)a, (void)b, (void)c, (void)d;
    return stat(record, &status) == 0 && status.st_size > 0;
}

Test(faults, those_under_way_are_forgotten_when_the_simulator_ends)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    char record[64];
    struct served served;
    struct simulator_counts counts;
    CURL *curl = curl_easy_init();
    char url[128];

    snprintf(record, sizeof record, "/tmp/noworse-record-%d", (int)getpid());
    unlink(record);
    options.record = record;
    served_start(&served, "{\"faults\": [{\"kind\": \"hang\"}]}", &options);
    snprintf(url, sizeof url, "%s/v1/chat/completions", served.url);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, record);
    curl_easy_setopt(
        curl, CURLOPT_POSTFIELDS,
        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    cr_expect_eq(curl_easy_perform(curl), CURLE_ABORTED_BY_CALLBACK);
    curl_easy_cleanup(curl);
    counts = served_stop(&served);
    unlink(record);
    cr_expect_eq(counts.faults, 1);
}

Test(faults, the_second_attempt_may_succeed)
{
    struct served served;

    served_start(&served,
                 "{" ANSWER "\"faults\": [{\"kind\": \"status\", \"status\": 503, "
                 "\"attempts\": 1}]}",
                 NULL);
    struct got first = served_ask(&served, "x");
    struct got second = served_ask(&served, "x");
    struct got other = served_ask(&served, "y");
    cr_expect_eq(first.status, 503);
    cr_expect_eq(second.status, 200);
    cr_expect_eq(other.status, 503);
    served_stop(&served);
    got_release(&first);
    got_release(&second);
    got_release(&other);
}

Test(faults, none_come_when_they_are_switched_off)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct served served;

    options.faults = FAULTS_NONE;
    served_start(&served, "{" ANSWER "\"faults\": [{\"kind\": \"500\"}]}", &options);
    struct got got = served_ask(&served, "x");
    cr_expect_eq(got.status, 200);
    cr_expect_eq(served_stop(&served).faults, 0);
    got_release(&got);
}
