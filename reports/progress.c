/* reports/progress.c - how far a run has come, told while it runs. */
#include "reports/progress.h"

#include "base/mem.h"
#include "reports/console_columns.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    REDRAW_US = 100 * 1000,
    LINE_US = 30 * 1000 * 1000,
    LINE_PERCENT = 10,
    ETA_AFTER_US = 2 * 1000 * 1000,
    COLUMNS_DEFAULT = 80,
    COLUMNS_MIN = 20,
    TEXT_BYTES_MAX = 16 * 1024
};

struct progress {
    struct progress_options options;
    int64_t began_us;
    int64_t told_us;   /* when something was last written */
    int64_t told_done; /* what was done then */
    bool is_told;      /* something was written */
    bool has_counts;
    struct progress_counts counts; /* of the last update; waiting is not kept */
};

static enum progress_mode mode_for(const struct progress_options *options)
{
    const char *ci = getenv("CI");
    const char *term = getenv("TERM");

    if (options->mode != PROGRESS_AUTO)
        return options->mode;
    if (!isatty(fileno(options->out)) || (ci && *ci))
        return PROGRESS_LINES;
    return term && strcmp(term, "dumb") == 0 ? PROGRESS_LINES : PROGRESS_BAR;
}

static int64_t now_us(const struct progress *progress)
{
    return progress->options.clock->steady_us(progress->options.clock);
}

struct progress *progress_new(const struct progress_options *options)
{
    struct progress *progress = mem_new(1, sizeof *progress);

    progress->options = *options;
    progress->options.mode = mode_for(options);
    progress->began_us = now_us(progress);
    progress->told_us = progress->began_us;
    return progress;
}

static size_t line_width(const struct progress *progress)
{
    struct winsize size = {0};
    size_t columns = progress->options.columns;

    if (columns == 0 && ioctl(fileno(progress->options.out), TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    if (columns == 0)
        columns = COLUMNS_DEFAULT;
    return columns < COLUMNS_MIN ? COLUMNS_MIN : columns - 1;
}

/* "3.1 s", "3m10s", "2h04m" */
static void duration_append(double seconds, struct buf *out)
{
    const int64_t whole = (int64_t)(seconds + 0.5);

    if (seconds < 59.95)
        buf_append_format(out, "%.1f s", seconds);
    else if (whole < 3600)
        buf_append_format(out, "%lldm%02llds", (long long)(whole / 60),
                          (long long)(whole % 60));
    else
        buf_append_format(out, "%lldh%02lldm", (long long)(whole / 3600),
                          (long long)(whole % 3600 / 60));
}

static double seconds_since_begin(const struct progress *progress)
{
    return (double)(now_us(progress) - progress->began_us) / 1e6;
}

static double rate_of(const struct progress *progress)
{
    const double seconds = seconds_since_begin(progress);

    return seconds > 0 ? (double)progress->counts.done / seconds : 0;
}

/* "| $0.41 of $5.00" */
static void money_append(const struct progress *progress, struct buf *out)
{
    const struct progress_counts *counts = &progress->counts;

    if (!isnan(counts->cost_usd))
        buf_append_format(out, " | $%.2f", counts->cost_usd);
    if (!isnan(counts->cost_usd) && counts->cost_limit_usd > 0)
        buf_append_format(out, " of $%.2f", counts->cost_limit_usd);
}

/* "| 812/s | 3.1 s | eta 12.0 s" */
static void speed_append(const struct progress *progress, struct buf *out)
{
    const struct progress_counts *counts = &progress->counts;
    const double rate = rate_of(progress);
    const int64_t left = counts->total - counts->done;

    buf_append_format(out, rate < 10 ? " | %.1f/s | " : " | %.0f/s | ", rate);
    duration_append(seconds_since_begin(progress), out);
    if (left > 0 && rate > 0 && now_us(progress) - progress->began_us >= ETA_AFTER_US) {
        buf_append_text(out, " | eta ");
        duration_append((double)left / rate, out);
    }
}

/* "  118/2520  100 pass  18 fail  0 unscored | …": how fast it goes, or why it does not.
 */
static void status_append(const struct progress *progress, struct buf *out)
{
    const struct progress_counts *counts = &progress->counts;

    buf_append_format(out, "  %lld/%lld  %lld pass  %lld fail  %lld unscored",
                      (long long)counts->done, (long long)counts->total,
                      (long long)counts->passed, (long long)counts->failed,
                      (long long)counts->unscored);
    if (counts->cached)
        buf_append_format(out, "  %lld cached", (long long)counts->cached);
    money_append(progress, out);
    if (!counts->waiting) {
        speed_append(progress, out);
        return;
    }
    buf_append_text(out, " | waiting: ");
    text_append_shown(out, counts->waiting, strlen(counts->waiting), PAGE_WIDTH);
}

static void bar_draw(const struct progress *progress)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);
    struct buf line = BUF_INIT(TEXT_BYTES_MAX);

    status_append(progress, &text);
    text_append_cut(&line, buf_text(&text), line_width(progress));
    fprintf(progress->options.out, "\r\x1b[K%s", buf_text(&line));
    fflush(progress->options.out);
    buf_release(&text);
    buf_release(&line);
}

static void line_write(const struct progress *progress)
{
    struct buf text = BUF_INIT(TEXT_BYTES_MAX);

    status_append(progress, &text);
    fprintf(progress->options.out, "%s\n", buf_text(&text));
    fflush(progress->options.out);
    buf_release(&text);
}

static json_t *real_or_null(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static void json_write(const struct progress *progress, const char *type)
{
    const struct progress_counts *counts = &progress->counts;
    struct buf safe = BUF_INIT(TEXT_BYTES_MAX);
    json_t *line;

    if (counts->waiting)
        text_append_shown(&safe, counts->waiting, strlen(counts->waiting), PAGE_WIDTH);
    line = json_pack(
        "{ss sI sI sI sI sI sI sI so so ss?}", "type", type, "total",
        (json_int_t)counts->total, "done", (json_int_t)counts->done, "passed",
        (json_int_t)counts->passed, "failed", (json_int_t)counts->failed, "unscored",
        (json_int_t)counts->unscored, "cached", (json_int_t)counts->cached, "in_flight",
        (json_int_t)counts->in_flight, "cost_usd", real_or_null(counts->cost_usd),
        "elapsed_s", json_real(seconds_since_begin(progress)), "waiting",
        counts->waiting ? buf_text(&safe) : NULL);
    if (json_dumpf(line, progress->options.out, JSON_COMPACT | JSON_REAL_PRECISION(6)) ==
        0)
        fputc('\n', progress->options.out);
    fflush(progress->options.out);
    json_decref(line);
    buf_release(&safe);
}

static bool is_due(const struct progress *progress)
{
    const struct progress_counts *counts = &progress->counts;
    const int64_t since_us = now_us(progress) - progress->told_us;

    if (progress->options.mode == PROGRESS_LINES)
        return since_us >= LINE_US && counts->done < counts->total &&
               (counts->waiting || (counts->done - progress->told_done) * 100 >=
                                       counts->total * LINE_PERCENT);
    return !progress->is_told || since_us >= REDRAW_US;
}

void progress_update(struct progress *progress, const struct progress_counts *counts)
{
    progress->counts = *counts;
    progress->has_counts = true;
    if (progress->options.mode != PROGRESS_NONE && is_due(progress)) {
        if (progress->options.mode == PROGRESS_BAR)
            bar_draw(progress);
        else if (progress->options.mode == PROGRESS_JSON)
            json_write(progress, "progress");
        else
            line_write(progress);
        progress->is_told = true;
        progress->told_us = now_us(progress);
        progress->told_done = counts->done;
    }
    progress->counts.waiting = NULL; /* borrowed for the call */
}

void progress_end(struct progress *progress)
{
    if (!progress)
        return;
    if (progress->options.mode == PROGRESS_BAR && progress->is_told)
        fputs("\r\x1b[K", progress->options.out);
    if (progress->has_counts && progress->options.mode == PROGRESS_JSON)
        json_write(progress, "end");
    else if (progress->has_counts && progress->options.mode != PROGRESS_NONE)
        line_write(progress);
    free(progress);
}
