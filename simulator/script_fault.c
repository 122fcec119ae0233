/* simulator/script_fault.c - faults and latency, as a script describes them. */
#include "simulator/script_source.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { FAULTS_MAX = 100, HOUR_MS = 3600000 };

static const char *const fault_keys[] = {"kind",
                                         "share",
                                         "attempts",
                                         "status",
                                         "retry_after_s",
                                         "message",
                                         "type",
                                         "code",
                                         "bytes",
                                         "every_ms",
                                         "bytes_max",
                                         "ms_max",
                                         "retry_after_form",
                                         "location",
                                         NULL};

/* What a kind means, and which keys it takes beside kind, share and attempts. */
static const struct kind_row {
    const char *name;
    enum fault_kind kind;
    unsigned status;
    const char *keys[7];
} kind_rows[] = {
    {"status",
     FAULT_STATUS,
     0,
     {"status", "retry_after_s", "retry_after_form", "message", "type", "code"}},
    {"429",
     FAULT_STATUS,
     429,
     {"retry_after_s", "retry_after_form", "message", "type", "code"}},
    {"500",
     FAULT_STATUS,
     500,
     {"retry_after_s", "retry_after_form", "message", "type", "code"}},
    {"error", FAULT_ERROR, 200, {"message", "type", "code"}},
    {"redirect", FAULT_REDIRECT, 307, {"status", "location"}},
    {"plain", FAULT_PLAIN, 200, {NULL}},
    {"gzip_bomb", FAULT_BOMB, 200, {"bytes_max"}},
    {"reset", FAULT_RESET, 0, {NULL}},
    {"truncated", FAULT_TRUNCATED, 0, {NULL}},
    {"bad_json", FAULT_BAD_JSON, 0, {NULL}},
    {"html", FAULT_HTML, 0, {NULL}},
    {"drip", FAULT_DRIP, 0, {"bytes", "every_ms"}},
    {"endless", FAULT_ENDLESS, 0, {"bytes_max", "ms_max"}},
    {"hang", FAULT_HANG, 0, {"ms_max"}},
};
enum { KIND_COUNT = sizeof kind_rows / sizeof *kind_rows };

static bool kind_takes(const struct kind_row *row, const struct value *key)
{
    if (value_is_text(key, "kind") || value_is_text(key, "share") ||
        value_is_text(key, "attempts"))
        return true;
    for (size_t i = 0; row->keys[i]; i++)
        if (value_is_text(key, row->keys[i]))
            return true;
    return false;
}

static int check_kind_keys(struct script_source *source, const struct value *object,
                           const struct kind_row *row)
{
    const struct value *key = value_first(object);
    int rc = 0;

    for (uint32_t i = 0; i < object->size; i++, key = value_next(value_next(key)))
        if (!kind_takes(row, key))
            rc = source_mistake(source, key, "N0862",
                                "a fault of kind \"%s\" has no key \"%.*s\"", row->name,
                                (int)key->size, key->text);
    return rc;
}

static const struct kind_row *find_kind(struct script_source *source,
                                        const struct value *object)
{
    const char *names[KIND_COUNT + 1] = {NULL};
    const struct value *kind = value_member(object, "kind");

    for (size_t i = 0; i < KIND_COUNT; i++)
        names[i] = kind_rows[i].name;
    if (!kind) {
        source_mistake(source, object, "N0867", "a fault needs a kind");
        return NULL;
    }
    int at = source_word(source, kind, "kind of fault", names);
    return at < 0 ? NULL : &kind_rows[at];
}

static int read_numbers(struct script_source *source, const struct value *object,
                        struct fault *fault)
{
    int64_t attempts = 0, status = fault->status;
    bool is_large = fault->kind == FAULT_ENDLESS || fault->kind == FAULT_BOMB;
    bool is_redirect = fault->kind == FAULT_REDIRECT;
    int64_t bytes = is_large ? 1 << 30 : 16;
    int64_t ms = fault->kind == FAULT_DRIP   ? 100
                 : fault->kind == FAULT_HANG ? 600000
                                             : 60000;
    int rc;

    rc = source_number(source, object, "share", 0, 1, &fault->share) |
         source_integer(source, object, "attempts", 1, 1000000, &attempts) |
         source_integer(source, object, "status", is_redirect ? 300 : 400,
                        is_redirect ? 399 : 599, &status) |
         source_integer(source, object, "bytes", 1, 1 << 20, &bytes) |
         source_integer(source, object, "bytes_max", 1, (int64_t)1 << 40, &bytes) |
         source_integer(source, object, "every_ms", 0, HOUR_MS, &ms) |
         source_integer(source, object, "ms_max", 1, HOUR_MS, &ms);
    fault->attempts = (unsigned)attempts;
    fault->status = (unsigned)status;
    fault->bytes = (size_t)bytes;
    fault->ms = (unsigned)ms;
    return rc;
}

/* retry_after_s and how it is told. */
static int read_retry_after(struct script_source *source, const struct value *object,
                            const struct kind_row *row, struct fault *fault)
{
    static const char *const forms[] = {"seconds", "date", "none", NULL};
    const struct value *form = value_member(object, "retry_after_form");
    double retry_after_s = row->status == 429 ? 1 : -1;
    int at = form ? source_word(source, form, "form", forms) : 0;
    int rc = at < 0 ? -1 : 0;

    rc |= source_number(source, object, "retry_after_s", 0, 86400, &retry_after_s);
    fault->retry_after_ms =
        retry_after_s < 0 || at == 2 ? -1 : (int64_t)ceil(retry_after_s * 1000);
    fault->retry_after_date = at == 1;
    return rc;
}

static int read_fault(struct script_source *source, const struct value *object,
                      struct fault *fault)
{
    *fault = (struct fault){.share = 1};
    if (object->type != VALUE_OBJECT)
        return source_expected(source, object, NULL, "a fault, an object");
    if (source_keys(source, object, fault_keys))
        return -1;
    const struct kind_row *row = find_kind(source, object);
    if (!row || check_kind_keys(source, object, row))
        return -1;
    fault->kind = row->kind;
    fault->name = row->name;
    fault->status = row->status;
    int rc = read_numbers(source, object, fault) |
             read_retry_after(source, object, row, fault) |
             source_text(source, object, "location", &fault->location) |
             source_text(source, object, "message", &fault->message) |
             source_text(source, object, "type", &fault->type) |
             source_text(source, object, "code", &fault->code);
    if (row->kind == FAULT_STATUS && row->status == 0 && !value_member(object, "status"))
        rc = source_mistake(source, object, "N0867",
                            "a fault of kind \"status\" needs a status");
    if (row->kind == FAULT_REDIRECT && !fault->location)
        fault->location = mem_text("https://elsewhere.example/v1/chat/completions");
    return rc;
}

int script_faults_read(struct script_source *source, const struct value *value,
                       struct fault_list *out)
{
    double sum = 0;
    int rc = 0;

    if (value->type != VALUE_ARRAY)
        return source_expected(source, value, "faults", "a list");
    if (value->size > FAULTS_MAX)
        return source_mistake(source, value, "N0863", "faults: %u, more than %d",
                              value->size, FAULTS_MAX);
    out->items = mem_new(value->size + 1, sizeof *out->items);
    out->count = value->size;
    const struct value *item = value_first(value);
    for (uint32_t i = 0; i < value->size; i++, item = value_next(item)) {
        rc |= read_fault(source, item, &out->items[i]);
        sum += out->items[i].share;
    }
    if (rc == 0 && sum > 1 + 1e-6)
        return source_mistake(source, value, "N0864",
                              "the shares of the faults add up to %g, more than 1", sum);
    return rc;
}

void fault_list_release(struct fault_list *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->items[i].message);
        free(faults->items[i].type);
        free(faults->items[i].code);
        free(faults->items[i].location);
    }
    free(faults->items);
}

/* The keys tell the distribution; where it is named too, the two agree. */
static int check_distribution(struct script_source *source, const struct value *object,
                              struct latency *latency)
{
    static const char *const names[] = {"fixed", "uniform", "lognormal", NULL};
    static const char *const keys[][4] = {{"median", "distribution", NULL},
                                          {"min", "max", "distribution", NULL},
                                          {"median", "sigma", "max", "distribution"}};
    static const char *const all[] = {"distribution", "median", "sigma",
                                      "min",          "max",    NULL};
    const struct value *named = value_member(object, "distribution");
    int kind = value_member(object, "min") ? LATENCY_UNIFORM : LATENCY_LOGNORMAL;

    if (source_keys(source, object, all))
        return -1;
    if (named && (kind = source_word(source, named, "distribution", names)) < 0)
        return -1;
    latency->kind = (enum latency_kind)kind;
    const char *const own[] = {keys[kind][0], keys[kind][1], keys[kind][2], keys[kind][3],
                               NULL};
    if (source_keys(source, object, own))
        return -1;
    for (size_t i = 0; i < 2 && kind != LATENCY_FIXED; i++)
        if (!value_member(object, own[i]))
            return source_mistake(source, object, "N0867",
                                  "a latency that is %s needs %s", names[kind], own[i]);
    if (kind == LATENCY_FIXED && !value_member(object, "median"))
        return source_mistake(source, object, "N0867",
                              "a latency that is fixed needs median");
    return 0;
}

int script_latency_read(struct script_source *source, const struct value *value,
                        struct latency *out)
{
    *out = (struct latency){.kind = LATENCY_FIXED, .max = HOUR_MS};
    if (value_is_number(value)) {
        out->median = value_double(value);
        if (out->median >= 0 && out->median <= HOUR_MS)
            return 0;
        return source_mistake(source, value, "N0863",
                              "latency_ms: expected 0 to %d milliseconds", HOUR_MS);
    }
    if (value->type != VALUE_OBJECT)
        return source_expected(source, value, "latency_ms", "a number or an object");
    if (check_distribution(source, value, out) ||
        source_number(source, value, "median", 0, HOUR_MS, &out->median) |
            source_number(source, value, "sigma", 0, 5, &out->sigma) |
            source_number(source, value, "min", 0, HOUR_MS, &out->min) |
            source_number(source, value, "max", 0, HOUR_MS, &out->max))
        return -1;
    if (out->min > out->max)
        return source_mistake(source, value_member(value, "max"), "N0863",
                              "max: expected at least min, %g", out->min);
    return 0;
}
