/* tests/runner/test_plugins.c - many lines through one program, which ends, and says what
 * it should not. */
#include "base/mem.h"
#include "runner/plugins.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 300 };

/* Replies to each line; some answers are too much for it. */
static const char *const replies =
    "while IFS= read -r line; do "
    "id=${line#*:}; id=${id%%,*}; "
    "case $line in *crash*) echo gone >&2; exit 3;; *stray*) echo hello; continue;; "
    "*'once'*) echo \"{\\\"id\\\": $id, \\\"pass\\\": true}\"; exit;; esac; "
    "echo \"{\\\"pass\\\": true, \\\"id\\\": $id}\"; done";

struct desk;

struct line {
    struct plugin_ask ask;
    struct desk *desk;
    struct buf text;
    unsigned answers;
    bool passed;
    char *failure;
};

struct desk {
    uv_loop_t loop;
    uv_timer_t end;
    struct plugins *plugins;
    struct program_command command;
    struct line lines[LINES_MAX];
    size_t count, open_count;
    bool frees_at_once;
};

/* Not from within done(). */
static void on_over(uv_timer_t *timer)
{
    struct desk *desk = timer->data;

    plugins_free(desk->plugins, desk->frees_at_once);
    uv_close((uv_handle_t *)timer, NULL);
}

static void on_done(void *owner, const struct plugin_answer *answer)
{
    struct line *line = owner;
    struct desk *desk = line->desk;

    line->answers++;
    line->passed =
        answer->grade && value_member(answer->grade, "pass")->type == VALUE_TRUE;
    line->failure = mem_text(answer->failure);
    if (--desk->open_count == 0)
        uv_timer_start(&desk->end, on_over, 0, 0);
}

static struct desk *desk_open(const char *script)
{
    struct desk *desk = mem_new(1, sizeof *desk);
    const char *const words[] = {"sh", "-c", script};

    uv_loop_init(&desk->loop);
    uv_timer_init(&desk->loop, &desk->end);
    desk->end.data = desk;
    desk->plugins = plugins_new(&desk->loop);
    desk->command.words = mem_new(4, sizeof *desk->command.words);
    for (size_t i = 0; i < 3; i++)
        desk->command.words[i] = mem_text(words[i]);
    desk->command.folder = mem_text("/");
    header_lines_take(&desk->command.environment,
                      mem_text("PATH=/usr/local/bin:/usr/bin:/bin"));
    return desk;
}

static void desk_ask(struct desk *desk, const char *answer)
{
    struct line *line = &desk->lines[desk->count++];

    line->desk = desk;
    buf_init(&line->text, 1024);
    buf_append_format(&line->text, "\"answer\":\"%s\"", answer);
    line->ask = (struct plugin_ask){.program = &desk->command,
                                    .line = &line->text,
                                    .timeout_ms = 20000,
                                    .done = on_done,
                                    .owner = line};
    desk->open_count++;
    plugins_ask(desk->plugins, &line->ask);
}

static void desk_close(struct desk *desk)
{
    for (size_t i = 0; i < desk->count; i++) {
        buf_release(&desk->lines[i].text);
        free(desk->lines[i].failure);
    }
    program_command_release(&desk->command);
    cr_expect_eq(uv_loop_close(&desk->loop), 0);
    free(desk);
}

/* Every line is answered once; those with the word fail, and no other. */
static void desk_check(struct desk *desk, const char *word, const char *failure)
{
    uv_run(&desk->loop, UV_RUN_DEFAULT);
    for (size_t i = 0; i < desk->count; i++) {
        const struct line *line = &desk->lines[i];
        const bool fails = word && strstr(buf_text(&line->text), word);

        cr_expect_eq(line->answers, 1, "line %zu: %u answers", i, line->answers);
        cr_expect_eq(line->passed, !fails, "line %zu: %s", i, line->failure);
        if (fails)
            cr_expect_not_null(strstr(line->failure, failure), "%s", line->failure);
    }
    desk_close(desk);
}

Test(plugins, three_hundred_lines_go_through_one_program)
{
    struct desk *desk = desk_open(replies);

    for (size_t i = 0; i < LINES_MAX; i++)
        desk_ask(desk, "fine");
    desk_check(desk, NULL, NULL);
}

Test(plugins, of_two_hundred_lines_only_those_that_end_the_program_fail)
{
    struct desk *desk = desk_open(replies);

    for (size_t i = 0; i < 200; i++)
        desk_ask(desk, i == 20 || i == 150 ? "crash" : "fine");
    desk_check(desk, "crash", "it ended with exit code 3; standard error: gone");
}

Test(plugins, a_line_that_belongs_to_nobody_is_the_fault_of_the_line_that_made_it)
{
    struct desk *desk = desk_open(replies);

    for (size_t i = 0; i < 80; i++)
        desk_ask(desk, i == 40 ? "stray" : "fine");
    desk_check(desk, "stray", "it wrote a line without the id");
}

Test(plugins, a_program_that_ends_after_each_reply_answers_all)
{
    struct desk *desk = desk_open(replies);

    for (size_t i = 0; i < 12; i++)
        desk_ask(desk, "once");
    desk_check(desk, NULL, NULL);
}

Test(plugins, a_program_that_ends_at_every_start_is_given_up)
{
    struct desk *desk = desk_open("echo no licence >&2; exit 4");

    for (size_t i = 0; i < 100; i++)
        desk_ask(desk, "fine");
    desk_check(desk, "fine", "it ended with exit code 4; standard error: no licence");
}

Test(plugins, a_program_that_does_not_start_is_given_up)
{
    struct desk *desk = desk_open("exit");

    free(desk->command.words[0]);
    desk->command.words[0] = mem_text("/nowhere/grade");
    for (size_t i = 0; i < 3; i++)
        desk_ask(desk, "fine");
    desk_check(desk, "fine", "it did not start");
}

Test(plugins, a_program_that_ignores_the_end_of_its_input_is_killed)
{
    struct desk *desk = desk_open("trap '' TERM; read -r line; id=${line#*:}; "
                                  "echo \"{\\\"id\\\": ${id%%,*}, \\\"pass\\\": true}\"; "
                                  "while :; do sleep 1; done");

    desk->frees_at_once = true;
    desk_ask(desk, "fine");
    desk_check(desk, NULL, NULL);
}
