/* reports/word_diff_text.c - a word diff as one line for a terminal. */
#include "reports/word_diff_text.h"

#include "base/shown.h"
#include "base/utf8.h"
#include "reports/word_diff.h"

/* In characters; WIDEST: one is written as so many bytes at most. */
enum { SAME_WIDTH = 200, AROUND = 40, CHANGE_WIDTH = 400, CHANGES_MAX = 40, WIDEST = 12 };

struct line {
    struct buf *out;
    const char *old_text, *new_text;
    enum color color;
};

struct marks {
    const char *open, *close, *paint;
};
static const struct marks old_marks = {"[-", "-]", "\x1b[31m"};
static const struct marks new_marks = {"{+", "+}", "\x1b[32m"};

static void part_append(const struct line *line, const char *text, size_t length,
                        const struct marks *marks)
{
    if (length == 0)
        return;
    if (line->color == COLOR_ON)
        buf_append_text(line->out, marks->paint);
    buf_append_text(line->out, marks->open);
    shown_append(line->out, text, length, CHANGE_WIDTH);
    buf_append_text(line->out, marks->close);
    if (line->color == COLOR_ON)
        buf_append_text(line->out, "\x1b[0m");
}

/* The byte offset of the character that has `count` behind it in the text. */
static size_t tail_offset(const char *text, size_t length, size_t count)
{
    const size_t all = utf8_count(text, length);

    return all <= count ? 0 : utf8_offset(text, length, all - count);
}

/* What both texts share, from `from` to `to`: its front where a change was before it, its
 * end where one follows. */
static void same_append(const struct line *line, size_t from, size_t to, bool is_first,
                        bool is_last)
{
    const char *text = line->old_text + from;
    const size_t length = to - from;
    const size_t front = is_first ? 0 : utf8_offset(text, length, AROUND);
    const size_t back = is_last ? length : tail_offset(text, length, AROUND);

    if (front >= back) {
        shown_append(line->out, text, length, WIDEST * length);
        return;
    }
    shown_append(line->out, text, front, WIDEST * front);
    buf_append_text(line->out, "…");
    shown_append(line->out, text + back, length - back, WIDEST * (length - back));
}

static void changes_append(const struct line *line, const struct word_diff *diff,
                           size_t old_length)
{
    size_t count = diff->count < CHANGES_MAX ? diff->count : CHANGES_MAX;
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        const struct word_change *change = &diff->changes[i];

        same_append(line, at, change->old_at, i == 0, false);
        part_append(line, line->old_text + change->old_at, change->old_length,
                    &old_marks);
        part_append(line, line->new_text + change->new_at, change->new_length,
                    &new_marks);
        at = change->old_at + change->old_length;
    }
    if (count < diff->count)
        buf_append_format(line->out, "… and %zu more changes", diff->count - count);
    else
        same_append(line, at, old_length, false, true);
    if (diff->is_coarse)
        buf_append_text(line->out, " (coarse: too much differs to go on word by word)");
}

static size_t cut(const char *text, size_t length)
{
    return length <= WORD_DIFF_TEXT_MAX ? length : utf8_cut(text, WORD_DIFF_TEXT_MAX);
}

void word_diff_append(struct buf *out, const char *old_text, size_t old_length,
                      const char *new_text, size_t new_length, enum color color)
{
    const struct line line = {out, old_text, new_text, color};
    const size_t old_cut = cut(old_text, old_length);
    const size_t new_cut = cut(new_text, new_length);
    struct word_diff diff;

    word_diff_make(old_text, old_cut, new_text, new_cut, WORD_DIFF_WORK, &diff);
    if (diff.count)
        changes_append(&line, &diff, old_cut);
    else
        shown_append(out, old_text, old_cut, SAME_WIDTH);
    if (old_cut < old_length || new_cut < new_length)
        buf_append_format(out, " (the first %d KB of each)", WORD_DIFF_TEXT_MAX / 1024);
    word_diff_release(&diff);
}
