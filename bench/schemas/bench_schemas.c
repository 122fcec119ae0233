/* bench/schemas/bench_schemas.c - how long the JSON Schema engine takes; one line a
 * figure. */
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "schemas/schema.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: bench_schemas FOLDER...              NAME, MEASURE, microseconds\n"
    "       bench_schemas --once MEASURE NAME FOLDER...  ONCE steps, for callgrind\n"
    "       bench_schemas --growth               definitions, microseconds to compile\n"
    "A folder has NAME.schema.json, NAME.valid.json and NAME.invalid.json.\n";

enum { SLICES = 60, SLICE_US = 1000, ONCE = 100, FILE_BYTES_MAX = 1 << 28 };

enum measure { COMPILE, PARSE, VALID, INVALID, BOTH };
static const char *const measure_names[] = {"compile", "parse", "valid", "invalid",
                                            "parse+valid"};
enum { MEASURES = sizeof measure_names / sizeof *measure_names };

struct workload {
    const char *name; /* borrowed */
    struct buf schema_text, valid_text, invalid_text;
    struct schema *schema;
    struct document valid, invalid, read;
    struct schema_scratch *scratch;
};

static void die(const char *name, const char *what)
{
    fprintf(stderr, "bench_schemas: %s: %s\n", name, what);
    exit(2);
}

static void compile(const struct workload *workload, struct schema **out)
{
    static const struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct error err = ERROR_INIT;

    if (schema_compile(buf_text(&workload->schema_text), workload->schema_text.length,
                       &options, out, &err))
        die(workload->name, err.message);
}

static void read_text(struct workload *workload, const struct buf *text,
                      struct document *out)
{
    struct error err;

    if (document_read(out, buf_text(text), text->length, NULL, &err))
        die(workload->name, err.message);
}

static void decide(const struct workload *workload, const struct document *document,
                   enum schema_verdict wanted)
{
    if (schema_validate(workload->schema, document_root(document), workload->scratch) !=
        wanted)
        die(workload->name, "not the verdict that the file's name tells");
}

/* callgrind is told to count in here: it must be a function of its own. */
__attribute__((noinline)) static void step(struct workload *workload,
                                           enum measure measure)
{
    struct schema *schema;

    switch (measure) {
    case COMPILE:
        compile(workload, &schema);
        schema_free(schema);
        return;
    case VALID:
        decide(workload, &workload->valid, SCHEMA_VALID);
        return;
    case INVALID:
        decide(workload, &workload->invalid, SCHEMA_INVALID);
        return;
    case PARSE:
        read_text(workload, &workload->valid_text, &workload->read);
        return;
    case BOTH:
        read_text(workload, &workload->valid_text, &workload->read);
        decide(workload, &workload->read, SCHEMA_VALID);
        return;
    }
}

/* Wall time; to compile takes longer than a busy machine leaves us alone: CPU time. */
static double now_us(enum measure measure)
{
    const struct clock *system = clock_system();

    if (measure == COMPILE)
        return (double)clock() * 1e6 / CLOCKS_PER_SEC;
    return (double)system->steady_us(system);
}

static double slice_us(struct workload *workload, enum measure measure, long steps)
{
    double begun = now_us(measure);

    for (long i = 0; i < steps; i++)
        step(workload, measure);
    return now_us(measure) - begun;
}

/* The least of some slices: whatever else ran can only add. */
static double best_us(struct workload *workload, enum measure measure)
{
    long steps = 1;
    double best, us;

    while ((us = slice_us(workload, measure, steps)) < SLICE_US)
        steps *= us < SLICE_US / 8 ? 4 : 2;
    best = us / (double)steps;
    for (int i = 1; i < SLICES; i++) {
        us = slice_us(workload, measure, steps) / (double)steps;
        best = us < best ? us : best;
    }
    return best;
}

static void load_text(const char *folder, const char *name, const char *kind,
                      struct buf *out)
{
    struct error err = ERROR_INIT;
    char *path = mem_format("%s/%s.%s.json", folder, name, kind);

    buf_init(out, FILE_BYTES_MAX);
    if (file_read(path, out, &err))
        die(path, err.message);
    free(path);
}

static void workload_init(struct workload *workload, const char *folder, const char *name)
{
    *workload = (struct workload){.name = name,
                                  .valid = DOCUMENT_INIT,
                                  .invalid = DOCUMENT_INIT,
                                  .read = DOCUMENT_INIT,
                                  .scratch = schema_scratch_new()};
    load_text(folder, name, "schema", &workload->schema_text);
    load_text(folder, name, "valid", &workload->valid_text);
    load_text(folder, name, "invalid", &workload->invalid_text);
    compile(workload, &workload->schema);
    read_text(workload, &workload->valid_text, &workload->valid);
    read_text(workload, &workload->invalid_text, &workload->invalid);
}

static void workload_release(struct workload *workload)
{
    buf_release(&workload->schema_text);
    buf_release(&workload->valid_text);
    buf_release(&workload->invalid_text);
    document_release(&workload->valid);
    document_release(&workload->invalid);
    document_release(&workload->read);
    schema_free(workload->schema);
    schema_scratch_free(workload->scratch);
}

struct job {
    const char *only;     /* NULL: all workloads */
    enum measure measure; /* of that one */
};

static void workload_run(const struct job *job, const char *folder, const char *name)
{
    struct workload workload;

    if (job->only && strcmp(job->only, name) != 0)
        return;
    workload_init(&workload, folder, name);
    if (job->only) {
        for (int i = 0; i < ONCE; i++)
            step(&workload, job->measure);
    } else {
        printf("%s\tbytes\t%zu\n", name, workload.valid_text.length);
        for (int measure = 0; measure < MEASURES; measure++)
            printf("%s\t%s\t%.3f\n", name, measure_names[measure],
                   best_us(&workload, (enum measure)measure));
    }
    workload_release(&workload);
}

static void folder_run(const struct job *job, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    if (count < 0)
        die(folder, "is no folder that can be read");
    for (int i = 0; i < count; i++) {
        char *end = strstr(entries[i]->d_name, ".schema.json");

        if (end) {
            *end = '\0';
            workload_run(job, folder, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
}

/* Definitions that refer to each other, each used once by the root. */
static void growth_schema(struct buf *out, int definitions)
{
    buf_init(out, FILE_BYTES_MAX);
    buf_append_text(out, "{\"type\": \"object\", \"properties\": {");
    for (int i = 0; i < definitions; i++)
        buf_append_format(out, "%s\"p%d\": {\"$ref\": \"#/$defs/d%d\"}", i ? ", " : "", i,
                          i);
    buf_append_text(out, "}, \"$defs\": {");
    for (int i = 0; i < definitions; i++)
        buf_append_format(
            out,
            "%s\"d%d\": {\"type\": \"object\", \"required\": [\"name\"], \"properties\": "
            "{\"name\": {\"type\": \"string\", \"maxLength\": 80}, \"count\": {\"type\": "
            "\"integer\", \"minimum\": 0}, \"above\": {\"$ref\": \"#/$defs/d%d\"}}}",
            i ? ", " : "", i, i / 2);
    buf_append_text(out, "}}");
}

static void growth_run(void)
{
    for (int definitions = 10; definitions <= 10000; definitions *= 10) {
        struct workload workload = {.name = "growth"};

        growth_schema(&workload.schema_text, definitions);
        printf("%d\t%.1f\n", definitions, best_us(&workload, COMPILE));
        buf_release(&workload.schema_text);
    }
}

int main(int argc, char **argv)
{
    struct job job = {.only = NULL};
    int first = 1;

    if (argc == 2 && !strcmp(argv[1], "--growth")) {
        growth_run();
        return 0;
    }
    if (argc > 4 && !strcmp(argv[1], "--once")) {
        int measure = 0;

        while (measure < MEASURES && strcmp(measure_names[measure], argv[2]) != 0)
            measure++;
        if (measure == MEASURES)
            die(argv[2], "is no measure");
        job = (struct job){.only = argv[3], .measure = (enum measure)measure};
        first = 4;
    }
    if (argc <= first || argv[first][0] == '-') {
        fputs(usage, stderr);
        return 2;
    }
    for (; first < argc; first++)
        folder_run(&job, argv[first]);
    return 0;
}
