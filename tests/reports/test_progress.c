/* tests/reports/test_progress.c - when and how the status of a run is told. */
#include "reports/progress.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct session {
    struct clock clock;
    char *text;
    size_t length;
    FILE *out;
    struct progress *progress;
};

static void begin(struct session *session, enum progress_mode mode, unsigned columns)
{
    session->clock = clock_fixed(0);
    session->out = open_memstream(&session->text, &session->length);
    session->progress = progress_new(
        &(struct progress_options){mode, session->out, &session->clock, columns});
}

static void tell(struct session *session, int64_t at_ms, int64_t done,
                 const char *waiting)
{
    const struct progress_counts counts = {.total = 100,
                                           .done = done,
                                           .passed = done - done / 10,
                                           .failed = done / 10,
                                           .in_flight = 4,
                                           .cost_usd = (double)NAN,
                                           .waiting = waiting};

    session->clock.steady_set_us = at_ms * 1000;
    progress_update(session->progress, &counts);
}

static const char *end(struct session *session)
{
    progress_end(session->progress);
    fclose(session->out);
    return session->text;
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

Test(progress, a_log_has_a_line_at_ten_percent_or_thirty_seconds_whichever_is_later)
{
    struct session session;

    begin(&session, PROGRESS_LINES, 0);
    tell(&session, 1000, 50, NULL);  /* far, but soon */
    tell(&session, 31000, 55, NULL); /* both */
    tell(&session, 62000, 56, NULL); /* late, but near */
    tell(&session, 70000, 66, NULL); /* both */
    tell(&session, 101000, 100, NULL);
    cr_expect_str_eq(
        end(&session),
        "  55/100  50 pass  5 fail  0 unscored | 1.8/s | 31.0 s | eta 25.4 s\n"
        "  66/100  60 pass  6 fail  0 unscored | 0.9/s | 1m10s | eta 36.1 s\n"
        "  100/100  90 pass  10 fail  0 unscored | 1.0/s | 1m41s\n");
    cr_expect_not(strchr(session.text, '\r'));
    free(session.text);
}

Test(progress, a_log_tells_each_thirty_seconds_what_is_waited_for)
{
    struct session session;

    begin(&session, PROGRESS_LINES, 0);
    tell(&session, 29000, 0, "app is down");
    tell(&session, 31000, 0, "app is down");
    tell(&session, 40000, 0, "app is down");
    tell(&session, 61000, 0, "app is down");
    end(&session);
    cr_expect_eq(occurrences(session.text, "| waiting: app is down\n"), 2);
    free(session.text);
}

Test(progress, the_bar_is_drawn_at_most_ten_times_a_second_and_cleared_at_the_end)
{
    struct session session;

    begin(&session, PROGRESS_BAR, 100);
    for (int64_t at = 0; at < 1000; at += 10)
        tell(&session, at, at / 10, NULL);
    tell(&session, 1000, 100, NULL);
    end(&session);
    cr_expect_eq(occurrences(session.text, "\r\x1b[K"), 12, "11 drawn and one cleared");
    cr_expect(
        strstr(session.text,
               "\r\x1b[K  100/100  90 pass  10 fail  0 unscored | 100/s | 1.0 s\n"));
    free(session.text);
}

Test(progress, the_bar_says_why_it_waits_and_never_more_than_a_line)
{
    struct session session;

    begin(&session, PROGRESS_BAR, 60);
    tell(&session, 1000, 10, "evil\x1b[2J refused\nthe connection, again and again");
    end(&session);
    cr_expect(strstr(session.text, "waiting: e"));
    cr_expect_eq(occurrences(session.text, "\n"), 1, "the last line's alone");
    cr_expect_not(strstr(session.text, "\x1b[2J"));
    free(session.text);
}

Test(progress, json_is_one_object_a_line)
{
    struct session session;
    json_t *first;
    const char *second;

    begin(&session, PROGRESS_JSON, 0);
    tell(&session, 2500, 10, "a \"quoted\" reason");
    tell(&session, 2550, 20, NULL);
    second = strchr(end(&session), '\n') + 1;
    first = json_loads(session.text, JSON_DISABLE_EOF_CHECK, NULL);
    cr_assert(first);
    cr_expect_str_eq(json_string_value(json_object_get(first, "type")), "progress");
    cr_expect_str_eq(json_string_value(json_object_get(first, "waiting")),
                     "a \"quoted\" reason");
    cr_expect(json_is_null(json_object_get(first, "cost_usd")), "unknown is not zero");
    cr_expect_eq(json_integer_value(json_object_get(first, "in_flight")), 4);
    cr_expect_str_eq(
        second,
        "{\"type\":\"end\",\"total\":100,\"done\":20,\"passed\":18,"
        "\"failed\":2,\"unscored\":0,\"cached\":0,\"in_flight\":4,\"cost_usd\":null,"
        "\"elapsed_s\":2.55,\"waiting\":null}\n");
    json_decref(first);
    free(session.text);
}

Test(progress, a_file_gets_lines_and_none_gets_nothing)
{
    struct session session;
    FILE *file = tmpfile();
    struct clock clock = clock_fixed(0);
    const struct progress_counts counts = {.total = 1, .done = 1, .cost_usd = 0.41};
    struct progress *progress =
        progress_new(&(struct progress_options){PROGRESS_AUTO, file, &clock, 0});
    char line[200] = "";

    clock.steady_set_us = 1000000;
    progress_update(progress, &counts);
    progress_end(progress);
    rewind(file);
    cr_expect(fgets(line, sizeof line, file));
    cr_expect_str_eq(line, "  1/1  0 pass  0 fail  0 unscored | $0.41 | 1.0/s | 1.0 s\n");
    fclose(file);

    begin(&session, PROGRESS_NONE, 0);
    tell(&session, 1000, 100, NULL);
    cr_expect_str_eq(end(&session), "");
    free(session.text);
}
