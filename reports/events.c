/* reports/events.c - a run told while it goes on: JSON Lines. */
#include "reports/events.h"

#include "base/buf.h"
#include "base/mem.h"
#include "reports/visible.h"
#include "values/value.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LINES_BYTES_MAX = 4 * 1024 * 1024,
    FLUSH_BYTES = 64 * 1024,
    PATIENCE_MS = 5 * 1000
};

struct events {
    const struct clock *clock;
    const struct run_plan *plan;
    char *file;
    char run[27];
    int fd;
    bool is_file;     /* a regular one */
    struct buf lines; /* not written yet */
    int failure;      /* errno of the write that ended the writing; 0: none */
};

int events_open(const char *file, const struct clock *clock, struct events **out,
                struct error *err)
{
    bool is_standard = !strcmp(file, "-");
    int fd = is_standard ? STDOUT_FILENO
                         : open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct events *events;
    struct stat facts;

    if (fd < 0)
        return error_errno(err, "N0857", "write", file);
    events = mem_new(1, sizeof *events);
    *events = (struct events){.clock = clock, .fd = fd, .file = mem_text(file)};
    events->is_file = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
    buf_init(&events->lines, LINES_BYTES_MAX);
    *out = events;
    return 0;
}

/* So long a reader that does not read holds up the run; one that is gone does not. */
static bool reader_waits(struct events *events)
{
    struct pollfd asked = {.fd = events->fd, .events = POLLOUT};
    int ready;

    do {
        ready = poll(&asked, 1, PATIENCE_MS);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        events->failure = ETIMEDOUT;
    return ready != 0;
}

/* A pipe that takes anything takes PIPE_BUF bytes, and more may have to wait. */
static void events_flush(struct events *events)
{
    const char *at = buf_text(&events->lines);
    size_t left = events->lines.length;

    while (left && !events->failure && reader_waits(events)) {
        size_t piece = events->is_file || left < PIPE_BUF ? left : PIPE_BUF;
        ssize_t written = write(events->fd, at, piece);

        if (written < 0 && errno != EINTR)
            events->failure = errno;
        if (written < 0)
            continue;
        at += written;
        left -= (size_t)written;
    }
    buf_clear(&events->lines);
}

static void member_begin(struct events *events, const char *name)
{
    buf_append_format(&events->lines, ",\"%s\":", name);
}

static void text_add(struct events *events, const char *name, const char *text)
{
    member_begin(events, name);
    if (text)
        json_quote(&events->lines, text, strlen(text));
    else
        buf_append_text(&events->lines, "null");
}

static void count_add(struct events *events, const char *name, int64_t count)
{
    member_begin(events, name);
    buf_append_format(&events->lines, "%lld", (long long)count);
}

static void real_add(struct events *events, const char *name, double number)
{
    member_begin(events, name);
    if (isfinite(number))
        buf_append_format(&events->lines, "%.12g", number);
    else
        buf_append_text(&events->lines, "null");
}

static void line_begin(struct events *events, const char *type)
{
    int64_t now_ms = events->clock->wall_ms(events->clock);
    char time[CLOCK_TEXT_SIZE];

    clock_format(now_ms, time);
    time[CLOCK_TEXT_SIZE - 2] = '\0';
    buf_append_format(&events->lines,
                      "{\"type\":\"%s\",\"time\":\"%s.%03dZ\",\"run\":\"%s\"", type, time,
                      (int)(now_ms % 1000), events->run);
}

static void line_end(struct events *events)
{
    buf_append_text(&events->lines, "}\n");
    if (events->lines.length >= FLUSH_BYTES || events->failure)
        events_flush(events);
}

void events_run_start(struct events *events, const char *run_id,
                      const struct run_plan *plan, int64_t done)
{
    events->plan = plan;
    snprintf(events->run, sizeof events->run, "%s", run_id);
    line_begin(events, "run.start");
    text_add(events, "schema", "noworse/events/1");
    text_add(events, "suite", plan->suite);
    count_add(events, "cases", plan->case_count);
    count_add(events, "samples", plan->sample_count);
    count_add(events, "done", done);
    line_end(events);
    events_flush(events);
}

static void sample_add(struct events *events, const struct run_event *event)
{
    text_add(events, "cohort", events->plan->cohorts[event->cohort].name);
    text_add(events, "case",
             visible_cohort(events->plan, event->cohort) ? event->case_id : NULL);
    text_add(events, "variant", events->plan->variants[event->variant].name);
    count_add(events, "repeat", event->repeat);
    count_add(events, "calls", event->calls);
    text_add(events, "failure",
             event->failure == FAILURE_NONE ? NULL : failure_facts[event->failure].name);
}

static void sample_done_write(struct events *events, const struct run_event *event)
{
    static const char *const verdicts[] = {[VERDICT_PASS] = "pass",
                                           [VERDICT_FAIL] = "fail",
                                           [VERDICT_UNSCORED] = "unscored"};
    const bool is_visible = visible_cohort(events->plan, event->cohort);

    line_begin(events, "sample.done");
    sample_add(events, event);
    text_add(events, "verdict", is_visible ? verdicts[event->verdict] : NULL);
    real_add(events, "score", is_visible ? event->score : (double)NAN);
    real_add(events, "latency_ms", event->latency_ms);
    real_add(events, "cost_usd", event->cost_usd);
    buf_append_format(&events->lines, ",\"cached\":%s",
                      event->is_cached ? "true" : "false");
}

static void on_event(void *context, const struct run_event *event)
{
    struct events *events = context;

    switch (event->type) {
    case RUN_EVENT_SAMPLE_DONE:
        sample_done_write(events, event);
        break;
    case RUN_EVENT_CALL_RETRY:
        line_begin(events, "call.retry");
        sample_add(events, event);
        count_add(events, "wait_ms", event->wait_ms);
        break;
    case RUN_EVENT_LIMIT_WAIT:
        line_begin(events, "limit.wait");
        text_add(events, "model", event->model);
        text_add(events, "reason", event->reason);
        count_add(events, "wait_ms", event->wait_ms);
        break;
    case RUN_EVENT_CIRCUIT:
        line_begin(events, "circuit");
        text_add(events, "model", event->model);
        text_add(events, "state", event->state);
        break;
    case RUN_EVENT_BUDGET:
        line_begin(events, "budget");
        real_add(events, "spent_usd", event->spent_usd);
        real_add(events, "limit_usd", event->limit_usd);
        break;
    }
    line_end(events);
}

static void on_turn_end(void *context)
{
    events_flush(context);
}

struct run_observer events_observer(struct events *events)
{
    return (struct run_observer){on_event, on_turn_end, events};
}

void events_gate(struct events *events, const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->scope_count; i++) {
        const struct gate_scope *scope = &judgement->scopes[i];

        for (size_t j = 0; j < scope->check_count; j++) {
            const struct gate_check *check = &scope->checks[j];

            line_begin(events, "gate");
            text_add(events, "variant", events->plan->variants[scope->variant].name);
            text_add(events, "cohort",
                     scope->cohort == SCOPE_ALL
                         ? NULL
                         : events->plan->cohorts[scope->cohort].name);
            text_add(events, "grader",
                     scope->grader == SCOPE_ALL
                         ? NULL
                         : events->plan->grader_gates[scope->grader].name);
            text_add(events, "rule", check->rule);
            text_add(events, "verdict", gate_verdict_name(check->verdict));
            text_add(events, "reason", check->reason);
            real_add(events, "limit", check->limit);
            real_add(events, "found", check->found);
            line_end(events);
        }
    }
}

void events_run_end(struct events *events, const struct judgement *judgement,
                    const struct run_info *info, int exit_code)
{
    line_begin(events, "run.end");
    text_add(events, "status", run_status_name(info->status));
    member_begin(events, "signal");
    if (info->signal)
        buf_append_format(&events->lines, "%d", info->signal);
    else
        buf_append_text(&events->lines, "null");
    text_add(events, "verdict", gate_verdict_name(judgement->verdict));
    text_add(events, "sentence", judgement->sentence);
    count_add(events, "exit_code", exit_code);
    line_end(events);
    events_flush(events);
}

int events_close(struct events *events, struct error *err)
{
    int rc = 0;

    if (!events)
        return 0;
    events_flush(events);
    if (events->fd != STDOUT_FILENO && close(events->fd) && !events->failure)
        events->failure = errno;
    if (events->failure == ETIMEDOUT) {
        error_set(err, ERROR_SYSTEM, "N0857",
                  "events: nobody read %s for %d s, so the rest of them is not in it",
                  events->file, PATIENCE_MS / 1000);
        rc = -1;
    } else if (events->failure && events->failure != EPIPE) {
        errno = events->failure;
        rc = error_errno(err, "N0857", "write", events->file);
    }
    buf_release(&events->lines);
    free(events->file);
    free(events);
    return rc;
}
