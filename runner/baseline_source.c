/* runner/baseline_source.c - one baseline, opened: a file, the file at a commit, a run.
 */
#include "runner/baseline_source.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/path.h"
#include "runner/gate_at_commit.h"
#include "runner/git.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void told_of_file(struct baseline_source *source, const char *path)
{
    const struct baseline_file *file = source->file;
    struct plan_source *told = &source->told;

    told->path = mem_text(path);
    told->run_id = mem_text(file->run_id);
    told->ended = mem_text(file->ended);
    told->commit = mem_text(file->commit);
    told->lacks_grades = !file->by_grader;
    source->suite = mem_text(file->suite);
    source->entry_count = file->entry_count;
    source->entries = mem_new(file->entry_count, sizeof *source->entries);
    for (size_t i = 0; i < file->entry_count; i++)
        source->entries[i] = &file->entries[i];
}

static int file_missing(const struct suite *suite, const char *path, struct error *err)
{
    error_set(err, ERROR_INPUT, "N0796", "the baseline %s is not there", path);
    return error_hint(err,
                      "make it: noworse run %s --baseline none --advisory --repeats 5, "
                      "then noworse baseline set latest",
                      suite->path);
}

static int file_open(const struct suite *suite, const char *path,
                     struct baseline_source *out, struct error *err)
{
    if (access(path, F_OK) && errno == ENOENT)
        return file_missing(suite, path, err);
    if (baseline_file_load(path, &out->file, err))
        return -1;
    told_of_file(out, path);
    return 0;
}

/* What the commit is to REF and HEAD: where neither has gone on from it, they have not
 * parted there. The caller's. */
static char *commit_words(const struct suite *suite, const char *ref, const char *at)
{
    char *of_ref = NULL, *head = NULL, *out;
    struct error ignored;
    const bool is_ref =
        !git_commit(suite->folder, ref, &of_ref, &ignored) && !strcmp(of_ref, at);
    const bool is_head =
        !git_commit(suite->folder, "HEAD", &head, &ignored) && !strcmp(head, at);

    if (is_ref)
        out = mem_format("which %s is", ref);
    else if (is_head)
        out = mem_format("which HEAD is, and %s has more", ref);
    else
        out = mem_format("where %s and HEAD parted", ref);
    free(of_ref);
    free(head);
    return out;
}

/* Whether REF itself has the file: this branch began before. */
static bool is_at_ref(const struct suite *suite, const char *ref, const char *name)
{
    char *commit = NULL;
    struct error ignored;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const bool is_there = nowhere >= 0 &&
                          !git_commit(suite->folder, ref, &commit, &ignored) &&
                          !git_file_copy(suite->folder, commit, name, nowhere, &ignored);

    if (nowhere >= 0)
        close(nowhere);
    free(commit);
    return is_there;
}

/* An anchor is never made by a run of today. */
static const char anchor_cure[] =
    "a copy of an older baseline goes there; else leave `anchor` out";

static int not_at_commit(const struct suite *suite, const char *ref, const char *at,
                         const char *name, bool is_anchor, struct error *err)
{
    char *words = commit_words(suite, ref, at);
    char *here = path_join(suite->folder, name);

    error_set(err, ERROR_INPUT, "N0796", "%s is not in commit %.12s, %s", name, at,
              words);
    if (is_at_ref(suite, ref, name))
        error_hint(err, "%s has it since: git merge %s", ref, ref);
    else if (is_anchor && access(here, F_OK) == 0)
        error_hint(err, "it is here: bring it there, or leave `anchor` out");
    else if (is_anchor)
        error_hint(err, "%s", anchor_cure);
    else if (access(here, F_OK) == 0)
        error_hint(err,
                   "it is here: bring it there, or compare with the file as it is: "
                   "--baseline %s",
                   here);
    else
        error_hint(err,
                   "make it: noworse run %s --baseline none --advisory --repeats 5, "
                   "then noworse baseline set latest, and commit it",
                   suite->path);
    free(words);
    free(here);
    return -1;
}

/* A file without a name, gone with its end; -1 with *err. */
static int scratch_open(struct error *err)
{
    FILE *file = tmpfile();
    int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;

    if (fd < 0)
        error_errno(err, "N0004", "make", "a temporary file");
    if (file)
        fclose(file);
    return fd;
}

/* What the suite names, where REF and HEAD parted, so that no branch brings its own
 * judge. */
static int commit_open(const struct suite *suite, const char *ref, const char *name,
                       bool is_anchor, struct baseline_source *out, struct error *err)
{
    char *shown = NULL;
    int copy = -1;
    int rc = git_merge_base(suite->folder, ref, &out->told.at, err);

    out->told.ref = mem_text(ref);
    if (rc == 0 && (copy = scratch_open(err)) < 0)
        rc = -1;
    if (rc == 0)
        rc = git_file_copy(suite->folder, out->told.at, name, copy, err);
    if (rc > 0)
        rc = not_at_commit(suite, ref, out->told.at, name, is_anchor, err);
    if (rc == 0) {
        shown = mem_format("%s (at %.12s)", name, out->told.at);
        rc = baseline_file_take(copy, shown, &out->file, err);
        copy = -1;
    }
    if (rc == 0)
        told_of_file(out, name);
    if (rc == 0)
        rc = gate_at_commit_differs(suite, out->told.at, &out->told.rules_differ, err);
    if (copy >= 0)
        close(copy);
    free(shown);
    return rc;
}

static int own_at_commit_open(const struct suite *suite, const char *ref,
                              struct baseline_source *out, struct error *err)
{
    char *name = suite_baseline_name(suite->tree.root, suite->name);
    int rc = commit_open(suite, ref, name, false, out, err);

    free(name);
    return rc;
}

static int run_is_finished(struct baseline_source *out, const char *path,
                           struct error *err)
{
    char ended[CLOCK_TEXT_SIZE];
    struct run_info info;
    int rc = 0;

    if (run_file_info(out->run, &info, err))
        return -1;
    if (info.status != RUN_FINISHED) {
        rc = error_set(err, ERROR_INPUT, "N0798",
                       "run %s did not finish (%s): nothing can be compared with it",
                       info.id, run_status_name(info.status));
        error_hint(err,
                   info.status == RUN_DECIDED
                       ? "it stopped early; one of the whole suite: noworse run SUITE "
                         "--fresh, without stop_early"
                       : "name a run that did, or finish it: noworse run SUITE");
    }
    clock_format(info.ended_ms, ended);
    out->told.path = mem_text(path);
    out->told.is_run = true;
    out->told.run_id = mem_text(info.id);
    out->told.ended = mem_text(ended);
    out->told.commit = mem_text(info.commit);
    run_info_release(&info);
    return rc;
}

/* Its candidates are the entries. */
static int run_entries(struct baseline_source *out, struct error *err)
{
    const struct run_plan *plan = out->run_plan;

    out->suite = mem_text(plan->suite);
    out->entries = mem_new(plan->variant_count, sizeof *out->entries);
    out->made = mem_new(plan->variant_count, sizeof *out->made);
    out->run_variants = mem_new(plan->variant_count, sizeof *out->run_variants);
    for (size_t i = 0; i < plan->variant_count; i++) {
        size_t at = out->entry_count;

        if (plan->variants[i].is_baseline)
            continue;
        if (run_file_entry(out->run, plan, (int)i, &out->made[at], err))
            return -1;
        out->run_variants[at] = (int)i;
        out->entries[at] = &out->made[at];
        out->entry_count++;
    }
    return 0;
}

static int run_open(const char *path, struct baseline_source *out, struct error *err)
{
    if (run_file_open(path, &out->run, err) || run_is_finished(out, path, err) ||
        run_file_plan(out->run, &out->run_plan, err))
        return -1;
    return run_entries(out, err);
}

/* Both are files: by what stands at their front. A run file is a regular one; from a pipe
 * nothing can be read twice. */
static bool is_run_file(const char *path)
{
    static const char front[] = "SQLite format 3";
    char found[sizeof front] = "";
    struct stat facts;
    const bool is_regular = stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
    FILE *file = is_regular ? fopen(path, "rbe") : NULL;
    size_t got = file ? fread(found, 1, sizeof front, file) : 0;

    if (file)
        fclose(file);
    return got == sizeof front && !memcmp(found, front, sizeof front);
}

static int word_open(const struct suite *suite, const char *word,
                     struct baseline_source *out, struct error *err)
{
    if (suite_baseline_word_is_ref(word))
        return own_at_commit_open(suite, word + 4, out, err);
    return is_run_file(word) ? run_open(word, out, err)
                             : file_open(suite, word, out, err);
}

int baseline_source_open(const struct suite *suite, struct baseline_source *out,
                         struct error *err)
{
    const struct suite_baseline *baseline = &suite->baseline;

    *out = (struct baseline_source){.entry_count = 0};
    if (baseline->word)
        return word_open(suite, baseline->word, out, err);
    if (baseline->at)
        return own_at_commit_open(suite, baseline->at, out, err);
    return file_open(suite, baseline->file, out, err);
}

int baseline_anchor_open(const struct suite *suite, struct baseline_source *out,
                         struct error *err)
{
    const json_t *map = json_object_get(suite->tree.root, "baseline");
    const struct suite_baseline *baseline = &suite->baseline;
    const char *ref = baseline->word ? baseline->word + strlen("git:") : baseline->at;

    *out = (struct baseline_source){.entry_count = 0};
    if (ref)
        return commit_open(suite, ref, json_string_value(json_object_get(map, "anchor")),
                           true, out, err);
    if (access(baseline->anchor, F_OK) && errno == ENOENT) {
        error_set(err, ERROR_INPUT, "N0796", "the anchor %s is not there",
                  baseline->anchor);
        return error_hint(err, "%s", anchor_cure);
    }
    return file_open(suite, baseline->anchor, out, err);
}

void baseline_source_close(struct baseline_source *source)
{
    for (size_t i = 0; source->made && i < source->entry_count; i++)
        baseline_entry_release(&source->made[i]);
    free(source->made);
    free(source->entries);
    free(source->run_variants);
    free(source->suite);
    plan_source_release(&source->told);
    baseline_file_free(source->file);
    run_plan_free(source->run_plan);
    run_file_close(source->run);
}

/* Lines of a run, with the entry that they are of. */
struct run_lines {
    int entry;
    baseline_line_fn *fn;
    void *context;
};

static int run_line(void *context, const struct baseline_line *line)
{
    const struct run_lines *lines = context;
    struct baseline_line of_entry = *line;

    of_entry.result.entry = lines->entry;
    return lines->fn(lines->context, &of_entry);
}

int baseline_source_each(const struct baseline_source *source, enum line_detail detail,
                         baseline_line_fn *fn, void *context, struct error *err)
{
    int rc = 0;

    if (source->file)
        return baseline_file_each(source->file, fn, context, err);
    for (size_t i = 0; i < source->entry_count && rc == 0; i++) {
        struct run_lines lines = {(int)i, fn, context};

        rc = run_file_each_line(source->run, source->run_plan, source->run_variants[i],
                                detail, run_line, &lines, err);
    }
    return rc;
}
