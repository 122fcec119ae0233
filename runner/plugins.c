/* runner/plugins.c - programs that grade: lines in, lines out. */
#include "runner/plugins.h"

#include "base/mem.h"
#include "base/shown.h"
#include "transport/line_program.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { BACK_OFF_MS = 100, SHOWN_MAX = 60, WHY_SIZE = 400 };

struct ask_list {
    struct plugin_ask *first, *last;
};

/* One distinct command. */
struct plugin {
    struct plugins *plugins;
    struct plugin *next;
    const struct program_command *command; /* of the first who asked */
    struct line_program *process;          /* NULL: none is under way */
    uv_timer_t wait; /* before it is started anew, or tells what is lost */
    struct ask_list waiting, sent;
    unsigned sent_count;
    uint64_t last_id;
    unsigned lines_begun; /* that this process got */
    unsigned ends;        /* since the last reply */
    bool is_ending;       /* the process was told to end */
    bool is_hung;         /* for it said nothing */
    char *given_up;       /* owned: why; NULL: it is not */
};

struct plugins {
    uv_loop_t *loop;
    struct plugin *first;
    struct buf line; /* the one that goes out */
    struct document reply;
};

static void list_append(struct ask_list *list, struct plugin_ask *ask)
{
    ask->next = NULL;
    if (list->last)
        list->last->next = ask;
    else
        list->first = ask;
    list->last = ask;
}

static struct plugin_ask *list_take(struct ask_list *list)
{
    struct plugin_ask *ask = list->first;

    list->first = ask->next;
    if (!list->first)
        list->last = NULL;
    return ask;
}

static struct plugin_ask *list_take_id(struct ask_list *list, uint64_t id)
{
    struct plugin_ask *before = NULL;

    for (struct plugin_ask *ask = list->first; ask; before = ask, ask = ask->next) {
        if (ask->id != id)
            continue;
        if (before)
            before->next = ask->next;
        else
            list->first = ask->next;
        if (list->last == ask)
            list->last = before;
        return ask;
    }
    return NULL;
}

struct plugins *plugins_new(uv_loop_t *loop)
{
    struct plugins *plugins = mem_new(1, sizeof *plugins);

    /* A program that ends while it is written to is no reason to end. */
    signal(SIGPIPE, SIG_IGN);
    plugins->loop = loop;
    plugins->line = (struct buf)BUF_INIT(DOCUMENT_BYTES_MAX);
    plugins->reply = (struct document)DOCUMENT_INIT;
    return plugins;
}

static void ask_fail(struct plugin_ask *ask, const char *failure)
{
    const struct plugin_answer answer = {.failure = failure};

    ask->done(ask->owner, &answer);
}

/* The longest that any line that was sent may take, from now on; nothing sent: none. */
static void limit_set(struct plugin *plugin)
{
    uint64_t ms = 0;

    for (const struct plugin_ask *ask = plugin->sent.first; ask; ask = ask->next)
        if (ask->timeout_ms > ms)
            ms = ask->timeout_ms;
    line_program_limit(plugin->process, ms);
}

static bool may_send(const struct plugin *plugin)
{
    const struct plugin_ask *next = plugin->waiting.first;

    if (!next || plugin->is_ending ||
        (plugin->sent.first && plugin->sent.first->is_suspect))
        return false;
    return plugin->sent_count < (next->is_suspect ? 1u : PLUGIN_LINES_MAX);
}

static void ask_send(struct plugin *plugin)
{
    struct plugin_ask *ask = list_take(&plugin->waiting);
    struct buf *line = &plugin->plugins->line;

    ask->id = ++plugin->last_id;
    buf_clear(line);
    buf_append_text(line, "{\"id\":");
    buf_append_number(line, (int64_t)ask->id);
    buf_append_char(line, ',');
    buf_append(line, ask->line->data, ask->line->length);
    buf_append_text(line, "}\n");
    list_append(&plugin->sent, ask);
    plugin->sent_count++;
    plugin->lines_begun++;
    line_program_write(plugin->process, buf_text(line), line->length);
}

static void process_start(struct plugin *plugin);

static void plugin_turn(struct plugin *plugin)
{
    const bool was_idle = !plugin->sent_count;

    while (plugin->given_up && plugin->waiting.first)
        ask_fail(list_take(&plugin->waiting), plugin->given_up);
    if (!plugin->waiting.first || uv_is_active((uv_handle_t *)&plugin->wait))
        return;
    if (!plugin->process)
        process_start(plugin);
    while (may_send(plugin))
        ask_send(plugin);
    if (was_idle && plugin->sent_count)
        limit_set(plugin);
}

static void on_wait_over(uv_timer_t *timer)
{
    plugin_turn(timer->data);
}

/* `{"id": 17` at the beginning of a line that is no JSON: whose it is can be told. */
static uint64_t id_seek(const char *line, size_t length)
{
    static const char front[] = "{\"id\":";
    const char *end = line + length;
    size_t matched = 0;
    uint64_t id = 0;

    for (; line < end && matched < sizeof front - 1; line++) {
        if (*line == front[matched])
            matched++;
        else if (*line != ' ')
            return 0;
    }
    while (line < end && *line == ' ')
        line++;
    for (; line < end && *line >= '0' && *line <= '9' && id < UINT32_MAX; line++)
        id = id * 10 + (uint64_t)(*line - '0');
    return matched == sizeof front - 1 ? id : 0;
}

/* What cannot be a reply to any line: nobody knows what follows it. */
static void line_refuse(struct plugin *plugin, const char *line, size_t length)
{
    char *shown = shown_quoted(line, length, SHOWN_MAX);
    char *why =
        mem_format("it wrote a line without the id of one that it was given: %s", shown);

    plugin->is_ending = true;
    line_program_stop(plugin->process, why);
    free(why);
    free(shown);
}

static void on_line(void *owner, const char *line, size_t length)
{
    struct plugin *plugin = owner;
    struct document *reply = &plugin->plugins->reply;
    struct error err = ERROR_INIT;
    struct plugin_answer answer = {.grade = NULL};
    char failure[WHY_SIZE];
    struct plugin_ask *ask;
    const struct value *id;

    if (document_read(reply, line, length, NULL, &err)) {
        snprintf(failure, sizeof failure, "its reply is not JSON: %s", err.message);
        answer.failure = failure;
        ask = list_take_id(&plugin->sent, id_seek(line, length));
    } else {
        answer.grade = document_root(reply);
        id = value_member(answer.grade, "id");
        ask = id && id->type == VALUE_INTEGER && id->as.integer > 0
                  ? list_take_id(&plugin->sent, (uint64_t)id->as.integer)
                  : NULL;
    }
    if (!ask) {
        line_refuse(plugin, line, length);
        return;
    }
    plugin->sent_count--;
    plugin->ends = 0;
    limit_set(plugin);
    ask->done(ask->owner, &answer);
    plugin_turn(plugin);
}

static void on_limit(void *owner)
{
    struct plugin *plugin = owner;
    uint64_t ms = 0;
    char why[WHY_SIZE];

    for (const struct plugin_ask *ask = plugin->sent.first; ask; ask = ask->next)
        if (ask->timeout_ms > ms)
            ms = ask->timeout_ms;
    snprintf(why, sizeof why, "it said nothing for %g s", (double)ms / 1000);
    plugin->is_ending = plugin->is_hung = true;
    line_program_stop(plugin->process, why);
}

/* What was sent goes again, one line at a time; but for the line that is to blame: it was
 * the only one, and this process saw no other, or said nothing to it. */
static struct plugin_ask *sent_return(struct plugin *plugin)
{
    const bool is_alone =
        plugin->sent_count == 1 && (plugin->lines_begun == 1 || plugin->is_hung);
    struct plugin_ask *blamed = is_alone ? list_take(&plugin->sent) : NULL;
    struct ask_list again = plugin->sent;

    for (struct plugin_ask *ask = again.first; ask; ask = ask->next)
        ask->is_suspect = true;
    if (again.first) {
        again.last->next = plugin->waiting.first;
        plugin->waiting.first = again.first;
        if (!plugin->waiting.last)
            plugin->waiting.last = again.last;
    }
    plugin->sent = (struct ask_list){NULL, NULL};
    plugin->sent_count = 0;
    return blamed;
}

static void plugin_give_up(struct plugin *plugin, const char *why)
{
    plugin->given_up =
        mem_format("given up after %u ends without a reply: %s%s", plugin->ends, why,
                   plugin->is_hung ? ": does it flush each line?" : "");
}

static void on_end(void *owner, const char *why, size_t length)
{
    struct plugin *plugin = owner;
    struct plugin_ask *blamed = sent_return(plugin);
    uint64_t wait_ms = 0;
    char *text = mem_text_n(why, length);

    plugin->process = NULL;
    if (++plugin->ends >= PLUGIN_ENDS_MAX)
        plugin_give_up(plugin, text);
    else if (plugin->ends > 1)
        wait_ms = (uint64_t)BACK_OFF_MS << (plugin->ends - 2);
    plugin->is_ending = plugin->is_hung = false;
    uv_timer_start(&plugin->wait, on_wait_over, wait_ms, 0);
    if (blamed)
        ask_fail(blamed, text);
    free(text);
}

static void process_start(struct plugin *plugin)
{
    const struct program_command *command = plugin->command;
    const struct line_program_options options = {
        .command = (const char *const *)command->words,
        .environment = (const char *const *)command->environment.items,
        .folder = command->folder,
        .on_line = on_line,
        .on_limit = on_limit,
        .on_end = on_end,
        .owner = plugin};

    plugin->lines_begun = 0;
    plugin->process = line_program_start(plugin->plugins->loop, &options);
}

static struct plugin *plugin_of(struct plugins *plugins,
                                const struct program_command *command)
{
    struct plugin *plugin = plugins->first;

    while (plugin && plugin->command != command &&
           !program_command_equal(plugin->command, command))
        plugin = plugin->next;
    if (plugin)
        return plugin;
    plugin = mem_new(1, sizeof *plugin);
    plugin->plugins = plugins;
    plugin->command = command;
    uv_timer_init(plugins->loop, &plugin->wait);
    plugin->wait.data = plugin;
    plugin->next = plugins->first;
    plugins->first = plugin;
    return plugin;
}

void plugins_ask(struct plugins *plugins, struct plugin_ask *ask)
{
    struct plugin *plugin = plugin_of(plugins, ask->program);

    ask->is_suspect = false;
    list_append(&plugin->waiting, ask);
    if (!plugin->given_up)
        plugin_turn(plugin);
    else
        uv_timer_start(&plugin->wait, on_wait_over, 0, 0);
}

static void on_closed(uv_handle_t *handle)
{
    struct plugin *plugin = handle->data;

    free(plugin->given_up);
    free(plugin);
}

void plugins_free(struct plugins *plugins, bool at_once)
{
    struct plugin *plugin, *next;

    if (!plugins)
        return;
    for (plugin = plugins->first; plugin; plugin = next) {
        next = plugin->next;
        if (plugin->process && at_once)
            line_program_kill(plugin->process);
        else if (plugin->process)
            line_program_leave(plugin->process);
        uv_close((uv_handle_t *)&plugin->wait, on_closed);
    }
    buf_release(&plugins->line);
    document_release(&plugins->reply);
    free(plugins);
}
