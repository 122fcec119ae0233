/* tests/simulator/test_simulator_answers.c - which request gets which answer. */
#include "served.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char chat_path[] = "/v1/chat/completions";

static struct got post(const struct served *served, const char *body)
{
    return served_call(served, NULL, chat_path, body, NULL);
}

static void expect_ask(const struct served *served, const char *text, const char *want)
{
    struct got got = served_ask(served, text);

    cr_expect_str_eq(got_text(&got), want, "%s: %s", text, got.body);
    got_release(&got);
}

/* The whole error: status and body. */
static void expect_error(const struct got *got, long status, const char *message,
                         const char *param, const char *code)
{
    json_t *want =
        json_pack("{s:{s:s, s:s, s:s?, s:s?}}", "error", "message", message, "type",
                  "invalid_request_error", "param", param, "code", code);

    cr_expect_eq(got->status, status, "%ld", got->status);
    cr_expect(json_equal(got->json, want), "wanted \"%s\", got %s", message, got->body);
    json_decref(want);
}

Test(answers, the_first_rule_that_fits_wins)
{
    struct served served;

    served_start(&served,
                 "{\"match\": [\"red\", \"blue\"], \"answers\": [{\"text\": \"both\"}]}\n"
                 "\n"
                 "{\"match\": \"red\", \"answers\": [{\"text\": \"red\"}]}\n"
                 "{\"model\": \"other\", \"answers\": [{\"text\": \"model\"}]}\n"
                 "{\"match\": \"green\", \"answers\": [{\"text\": \"green\"}]}",
                 NULL);
    expect_ask(&served, "blue, red", "both");
    expect_ask(&served, "a red one", "red");
    expect_ask(&served, "green", "green");
    struct got got = served_ask(&served, "yellow");
    expect_error(&got, 404, "no rule matches", NULL, "no_rule");
    got_release(&got);
    got = post(&served, "{\"model\":\"other\",\"messages\":[{\"role\":\"user\","
                        "\"content\":\"green\"}]}");
    cr_expect_str_eq(got_text(&got), "model");
    got_release(&got);
    struct simulator_counts counts = served_stop(&served);
    cr_expect_eq(counts.requests, 5);
    cr_expect_eq(counts.answers, 4);
    cr_expect_eq(counts.refused, 1);
}

Test(answers, texts_may_stand_in_several_messages_and_parts)
{
    struct served served;

    served_start(&served,
                 "{\"match\": [\"v8\", {\"text\": \"hello\", \"role\": \"user\"}], "
                 "\"answers\": [{\"text\": \"yes\"}]}\n"
                 "{\"answers\": [{\"text\": \"no\"}]}",
                 NULL);
    struct got got =
        post(&served,
             "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"v8\"},"
             "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hel\"},"
             "{\"type\":\"text\",\"text\":\"lo\"}]}]}");
    cr_expect_str_eq(got_text(&got), "yes");
    got_release(&got);
    got = post(&served,
               "{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"v8 "
               "hello\"},{\"role\":\"user\",\"content\":null}]}");
    cr_expect_str_eq(got_text(&got), "no");
    got_release(&got);
    served_stop(&served);
}

Test(answers, groups_of_the_pattern_fill_text_and_json)
{
    struct served served;

    served_start(
        &served,
        "{\"match\": {\"pattern\": \"name (?<who>.+?)( or (\\\\w+))?$\"}, "
        "\"answers\": [{\"json\": {\"who\": \"{{who}}\", \"none\": \"{{3}}\"}}]}\n"
        "{\"match\": {\"pattern\": \"say (.*)\"}, \"answers\": [{\"text\": "
        "\"<{{1}}>\"}]}\n"
        "{\"answers\": [{\"text\": \"{{1}} is plain here\"}]}",
        NULL);
    expect_ask(&served, "name a\"b\\c", "{\"who\":\"a\\\"b\\\\c\",\"none\":\"\"}");
    expect_ask(&served, "name a or b", "{\"who\":\"a\",\"none\":\"b\"}");
    expect_ask(&served, "say \"hi\" {{1}}", "<\"hi\" {{1}}>");
    expect_ask(&served, "else", "{{1}} is plain here");
    served_stop(&served);
}

Test(answers, the_last_message_that_fits_the_pattern_counts)
{
    struct served served;

    served_start(&served,
                 "{\"match\": {\"pattern\": \"is ([a-z])\", \"role\": \"user\"}, "
                 "\"answers\": [{\"text\": \"{{1}}\"}]}",
                 NULL);
    struct got got =
        post(&served,
             "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"is a\"},"
             "{\"role\":\"user\",\"content\":\"is b\"},"
             "{\"role\":\"assistant\",\"content\":\"is c\"}]}");
    cr_expect_str_eq(got_text(&got), "b");
    got_release(&got);
    served_stop(&served);
}

Test(answers, a_pattern_that_works_too_long_is_told)
{
    struct served served;

    served_start(
        &served,
        "{\"match\": {\"pattern\": \"^(a|a)+$\"}, \"answers\": [{\"text\": \"\"}]}",
        NULL);
    struct got got =
        served_ask(&served, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    cr_expect_eq(got.status, 500);
    cr_expect_str_eq(got_text(&got), "a pattern of the script reached its limit of work");
    got_release(&got);
    served_stop(&served);
}

/* All of a reply but the time. */
Test(answers, a_reply_has_all_that_the_interface_has)
{
    struct served served;

    served_start(&served, "{\"answers\": [{\"text\": \"12345\"}]}", NULL);
    struct got got = served_ask(&served, "12345678");
    json_t *want = json_pack(
        "{s:s, s:s, s:s, s:s, s:[{s:i, s:{s:s, s:s, s:n}, s:n, s:s}], s:{s:i, s:i, s:i, "
        "s:{s:i}, s:{s:i}}}",
        "id", "chatcmpl-c0ffee", "object", "chat.completion", "model", "m",
        "system_fingerprint", "fp_simulator", "choices", "index", 0, "message", "role",
        "assistant", "content", "12345", "refusal", "logprobs", "finish_reason", "stop",
        "usage", "prompt_tokens", 6, "completion_tokens", 2, "total_tokens", 8,
        "prompt_tokens_details", "cached_tokens", 0, "completion_tokens_details",
        "reasoning_tokens", 0);
    const char *id = json_string_value(json_object_get(got.json, "id"));
    cr_expect_eq(strncmp(id, "chatcmpl-", 9), 0);
    cr_expect_eq(strlen(id), 33);
    json_object_set(want, "id", json_object_get(got.json, "id"));
    cr_expect_gt(json_integer_value(json_object_get(got.json, "created")), 1700000000);
    json_object_del(got.json, "created");
    cr_expect(json_equal(got.json, want), "%s", got.body);
    cr_expect_not_null(strcasestr(got.head, "\r\nx-request-id: req_"));
    cr_expect_not_null(strcasestr(got.head, "\r\nopenai-processing-ms: 0\r\n"));
    json_decref(want);
    got_release(&got);
    served_stop(&served);
}

Test(answers, a_script_may_set_usage_model_fingerprint_and_finish)
{
    struct served served;

    served_start(
        &served,
        "{\"match\": \"a\", \"answers\": [{\"text\": \"x\", \"model\": \"m-2\", "
        "\"fingerprint\": \"fp_2\", \"finish_reason\": \"length\", \"usage\": "
        "{\"prompt_tokens\": 100, \"completion_tokens\": 50, \"cached_tokens\": 64, "
        "\"reasoning_tokens\": 30}}]}\n"
        "{\"match\": \"b\", \"answers\": [{\"text\": \"x\", \"usage\": null}]}",
        NULL);
    struct got got = served_ask(&served, "a");
    cr_expect_not_null(
        strstr(got.body, "\"model\":\"m-2\",\"system_fingerprint\":\"fp_2\""));
    cr_expect_not_null(strstr(got.body, "\"finish_reason\":\"length\""));
    cr_expect_not_null(strstr(
        got.body,
        "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":50,\"total_tokens\":"
        "150,\"prompt_tokens_details\":{\"cached_tokens\":64},"
        "\"completion_tokens_details\":{\"reasoning_tokens\":30}}"));
    got_release(&got);
    got = served_ask(&served, "b");
    cr_expect_null(json_object_get(got.json, "usage"));
    got_release(&got);
    served_stop(&served);
}

Test(answers, equal_bodies_have_equal_answers_in_every_run)
{
    static const char script[] =
        "{\"answers\": [{\"share\": 0.5, \"text\": \"a\"}, {\"text\": \"b\"}]}";
    char first[65] = "", text[32];

    for (int run = 0; run < 2; run++) {
        struct served served;
        served_start(&served, script, NULL);
        for (int i = 0; i < 64; i++) {
            /* The second run asks the other way round. */
            int index = run == 0 ? i : 63 - i;
            snprintf(text, sizeof text, "case %d", index);
            struct got got = served_ask(&served, text);
            if (run == 0)
                first[index] = *got_text(&got);
            else
                cr_expect_eq(first[index], *got_text(&got));
            got_release(&got);
        }
        served_stop(&served);
    }
    cr_expect(strchr(first, 'a') && strchr(first, 'b'));
}

Test(answers, bad_requests_are_refused_as_the_interface_does)
{
    static const struct {
        const char *body, *message, *param;
    } cases[] = {
        {"[]", "the body must be a JSON object", NULL},
        {"{\"messages\": []}", "missing required parameter: 'model'", "model"},
        {"{\"model\": 1}", "'model' must be the name of a model", "model"},
        {"{\"model\": \"m\"}", "missing required parameter: 'messages'", "messages"},
        {"{\"model\": \"m\", \"messages\": []}", "'messages' must be a list of messages",
         "messages"},
        {"{\"model\": \"m\", \"messages\": [{\"content\": \"x\"}]}",
         "missing required parameter: 'messages[0].role'", "messages[0].role"},
        {"{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": 1}]}",
         "'messages[0].content' must be a string, a list of parts, or null",
         "messages[0].content"},
        {"{\"model\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": [\"x\"]}]}",
         "'messages[0].content' must be a list of parts with a type",
         "messages[0].content"},
        {"{\"model\": \"m\", \"stream\": 1, \"messages\": [{\"role\": \"user\"}]}",
         "'stream' must be true or false", "stream"},
    };
    struct served served;

    served_start(&served, "{\"answers\": [{\"text\": \"x\"}]}", NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got got = post(&served, cases[i].body);
        expect_error(&got, 400, cases[i].message, cases[i].param, NULL);
        got_release(&got);
    }
    struct got got = post(&served, "{\"model\": \"m\",");
    cr_expect_eq(got.status, 400);
    cr_expect_eq(
        strncmp(got_text(&got), "the body is not valid JSON: line 1, column 15", 45), 0,
        "%s", got.body);
    got_release(&got);
    served_stop(&served);
}

Test(answers, other_paths_and_methods_are_errors)
{
    struct served served;

    served_start(&served, "{\"answers\": [{\"text\": \"x\"}]}", NULL);
    struct got got = served_call(&served, NULL, "/v1/images", "{}", NULL);
    expect_error(&got, 404, "there is nothing at this path", NULL, "unknown_url");
    got_release(&got);
    got = served_call(&served, "PATCH", chat_path, "{}", NULL);
    expect_error(&got, 405, "this method is not allowed here", NULL,
                 "method_not_allowed");
    got_release(&got);
    got = served_call(&served, NULL, "/health", NULL, NULL);
    cr_expect_str_eq(got.body, "{\"status\":\"ok\"}");
    got_release(&got);
    got = served_call(&served, NULL, "/v1/models", NULL, NULL);
    cr_expect_str_eq(got.body,
                     "{\"object\":\"list\",\"data\":[{\"id\":\"simulated\","
                     "\"object\":\"model\",\"created\":0,\"owned_by\":\"noworse\"}]}");
    got_release(&got);
    served_stop(&served);
}

/* A right request of this size, by blanks at its end. */
static struct got post_padded(const struct served *served, size_t size)
{
    static const char begin[] = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}";
    char *body = mem_new(size + 1, 1);

    memset(body, ' ', size);
    memcpy(body, begin, sizeof begin - 1);
    struct got got = post(served, body);
    free(body);
    return got;
}

Test(answers, a_body_over_the_limit_is_refused)
{
    struct served served;

    served_start(&served, "{\"answers\": [{\"text\": \"x\"}]}", NULL);
    struct got got = post_padded(&served, 8 << 20);
    cr_expect_eq(got.status, 200);
    got_release(&got);
    got = post_padded(&served, (8 << 20) + 1);
    cr_expect(got.status == 413 || (got.status == 0 && got.code != CURLE_OK), "%ld",
              got.status);
    got_release(&got);
    expect_ask(&served, "and it lives on", "x");
    served_stop(&served);
}

Test(answers, a_key_is_asked_for_where_the_script_sets_one)
{
    struct served served;

    served_start(
        &served,
        "{\"simulator\": 1, \"key\": \"sk-1\"}\n{\"answers\": [{\"text\": \"x\"}]}",
        NULL);
    struct got got = served_call(&served, NULL, "/v1/models", NULL, NULL);
    expect_error(&got, 401, "incorrect API key provided", NULL, "invalid_api_key");
    got_release(&got);
    got = served_call(&served, NULL, "/v1/models", NULL, "sk-2");
    cr_expect_eq(got.status, 401);
    got_release(&got);
    got = served_call(&served, NULL, "/v1/models", NULL, "sk-1");
    cr_expect_eq(got.status, 200);
    got_release(&got);
    served_stop(&served);
}

Test(answers, latency_is_waited_for_and_can_be_set)
{
    static const char script[] =
        "{\"simulator\": 1, \"latency_ms\": 80}\n{\"answers\": [{\"text\": \"x\"}]}";
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct served served;

    served_start(&served, script, NULL);
    struct got got = served_ask(&served, "x");
    cr_expect_geq(got.seconds, 0.08);
    cr_expect_not_null(strcasestr(got.head, "\r\nopenai-processing-ms: 80\r\n"));
    got_release(&got);
    served_stop(&served);
    options.latency_ms = 0;
    served_start(&served, script, &options);
    got = served_ask(&served, "x");
    cr_expect_not_null(strcasestr(got.head, "\r\nopenai-processing-ms: 0\r\n"));
    got_release(&got);
    served_stop(&served);
}

Test(answers, the_record_has_a_line_for_each_request)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct buf text = BUF_INIT(1 << 20);
    struct served served;
    struct error err;
    char path[] = "/tmp/noworse-record-XXXXXX";

    close(mkstemp(path));
    options.record = path;
    served_start(&served,
                 "{\"answers\": [{\"text\": \"x\"}], \"faults\": [{\"kind\": \"reset\", "
                 "\"attempts\": 1}]}",
                 &options);
    for (int i = 0; i < 2; i++) {
        struct got got = served_ask(&served, "x");
        got_release(&got);
    }
    struct got got = post(&served, "{");
    got_release(&got);
    served_stop(&served);
    cr_assert_eq(file_read(path, &text, &err), 0);
    cr_expect_str_eq(
        buf_text(&text),
        "{\"attempt\":1,\"rule\":1,\"answer\":0,\"fault\":\"reset\",\"status\":null,"
        "\"latency_ms\":0.0,\"body\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
        "\"content\":\"x\"}]}}\n"
        "{\"attempt\":2,\"rule\":1,\"answer\":0,\"fault\":null,\"status\":200,"
        "\"latency_ms\":0.0,\"body\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
        "\"content\":\"x\"}]}}\n"
        "{\"attempt\":0,\"rule\":null,\"answer\":null,\"fault\":null,\"status\":400,"
        "\"latency_ms\":0.0,\"body\":\"{\"}\n");
    unlink(path);
    buf_release(&text);
}

/* How simulator_start() fails with these options. */
static void expect_start_error(const struct simulator_options *options, const char *code,
                               const char *message)
{
    struct error_list errors = ERROR_LIST_INIT;
    struct error err = ERROR_INIT;
    struct simulator_script *script;
    struct simulator *simulator;
    struct simulator_options all = *options;

    all.script_text = "{\"answers\": [{\"text\": \"x\"}]}";
    cr_assert_eq(simulator_script_load(&all, &script, &errors), 0);
    cr_assert_eq(simulator_start(&all, script, &simulator, &err), -1);
    cr_expect_str_eq(err.code, code);
    cr_expect_str_eq(err.message, message);
}

Test(answers, it_listens_on_loopback_alone)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;

    options.address = "0.0.0.0";
    expect_start_error(&options, "N0870",
                       "the simulator listens on loopback alone, not on \"0.0.0.0\"");
    options.address = "::";
    expect_start_error(&options, "N0870",
                       "the simulator listens on loopback alone, not on \"::\"");
    options.address = "127.0.0.1";
    options.port = 70000;
    expect_start_error(&options, "N0870", "port 70000 is over 65535");
}

Test(answers, a_port_that_is_taken_is_an_error)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct served served;
    char message[160];

    served_start(&served, "{\"answers\": [{\"text\": \"x\"}]}", NULL);
    options.port = simulator_port(served.simulator);
    snprintf(message, sizeof message,
             "cannot listen on 127.0.0.1 port %u: Address already in use", options.port);
    expect_start_error(&options, "N0871", message);
    served_stop(&served);
}

Test(answers, a_record_that_cannot_be_made_is_an_error)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;

    options.record = "/no/such/folder/record.jsonl";
    expect_start_error(
        &options, "N0872",
        "cannot write /no/such/folder/record.jsonl: No such file or directory");
}

Test(answers, the_example_of_the_manual_answers)
{
    struct simulator_options options = SIMULATOR_OPTIONS_INIT;
    struct buf example = BUF_INIT(1 << 20);
    struct served served;
    struct error err;

    options.latency_ms = 0;
    options.faults = FAULTS_NONE;
    cr_assert_eq(file_read(TESTS_DIR "/example.jsonl", &example, &err), 0);
    served_start(&served, buf_text(&example), &options);
    expect_ask(&served, "where is order 4711?",
               "{\"order\":\"4711\",\"action\":\"refund\"}");
    expect_ask(&served, "first try fails", "the second try");
    served_stop(&served);
    buf_release(&example);
}
