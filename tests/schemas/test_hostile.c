/* tests/schemas/test_hostile.c - no schema and no instance crashes or hangs the engine,
 * on a small stack. */
#include "base/mem.h"
#include "schemas/schema_output.h"
#include "tests/schemas/hostile_cases.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Without optimisation and with sanitizers frames are many times as large. */
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
enum { STACK_BYTES = 256 * 1024 };
#else
enum { STACK_BYTES = 4 * 1024 * 1024 };
#endif

enum { TEXT_BYTES_MAX = 1 << 28, ERRORS_MAX = 10, SECONDS_MAX = 60 };

struct attack {
    const struct hostile_case *row;
    unsigned fast, told; /* enum outcome */
    char problem[400];
};

static unsigned outcome_of(enum schema_verdict verdict)
{
    return verdict == SCHEMA_VALID     ? OUT_VALID
           : verdict == SCHEMA_INVALID ? OUT_INVALID
                                       : OUT_UNDECIDED;
}

/* NOWORSE_TIMES=1 shows where the time goes. */
static void time_show(const struct attack *attack, const char *what)
{
    static _Thread_local double before;
    struct timespec now;
    double seconds;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    seconds = (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
    if (getenv("NOWORSE_TIMES"))
        fprintf(stderr, "%8.3f s  %-8s %s\n", seconds - before, what, attack->row->name);
    before = seconds;
}

static void instance_attack(struct attack *attack, const struct schema *schema,
                            const struct value *root)
{
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;

    attack->fast = outcome_of(schema_validate(schema, root, scratch));
    time_show(attack, "validate");
    attack->told = outcome_of(schema_explain(schema, root, scratch, ERRORS_MAX, &errors));
    time_show(attack, "explain");
    if ((errors.count > 0) != (attack->told == OUT_INVALID))
        snprintf(attack->problem, sizeof attack->problem, "%zu errors", errors.count);
    if (attack->fast == OUT_VALID) {
        struct buf out = BUF_INIT(TEXT_BYTES_MAX);

        attack->told =
            outcome_of(schema_output(schema, root, scratch, OUTPUT_BASIC, &out));
        buf_release(&out);
        time_show(attack, "annotate");
    }
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
}

static void *attack_run(void *context)
{
    struct attack *attack = context;
    const struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct buf schema_text = BUF_INIT(TEXT_BYTES_MAX);
    struct buf instance_text = BUF_INIT(TEXT_BYTES_MAX);
    struct document instance = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    attack->row->write(&schema_text, &instance_text);
    time_show(attack, "write");
    if (document_read(&instance, instance_text.data, instance_text.length, NULL, &err))
        attack->fast = attack->told = OUT_REFUSED_INSTANCE;
    time_show(attack, "read");
    if (!attack->told &&
        schema_compile(schema_text.data, schema_text.length, &options, &schema, &err))
        attack->fast = attack->told = OUT_REFUSED_SCHEMA;
    time_show(attack, "compile");
    snprintf(attack->problem, sizeof attack->problem, "%s", err.message);
    if (schema)
        instance_attack(attack, schema, document_root(&instance));
    schema_free(schema);
    document_release(&instance);
    buf_release(&schema_text);
    buf_release(&instance_text);
    return NULL;
}

static void attack_expect(const struct hostile_case *row)
{
    struct attack attack = {.row = row};
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    cr_assert_eq(pthread_create(&thread, &attributes, attack_run, &attack), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    cr_expect(attack.fast & row->allowed, "%s: the outcome is %u (%s)", row->name,
              attack.fast, attack.problem);
    cr_expect(attack.told & row->allowed, "%s: explained, the outcome is %u (%s)",
              row->name, attack.told, attack.problem);
    cr_expect(attack.fast == attack.told || attack.told == OUT_UNDECIDED,
              "%s: %u is explained as %u", row->name, attack.fast, attack.told);
}

static size_t table_size(const struct hostile_case *table)
{
    size_t count = 0;

    while (table[count].name)
        count++;
    return count;
}

ParameterizedTestParameters(hostile, each_is_answered_in_time)
{
    size_t count = table_size(hostile_shapes) + table_size(hostile_amounts);
    size_t *numbers = cr_malloc(count * sizeof *numbers);

    for (size_t i = 0; i < count; i++)
        numbers[i] = i;
    return cr_make_param_array(size_t, numbers, count, NULL);
}

ParameterizedTest(size_t *number, hostile, each_is_answered_in_time,
                  .timeout = SECONDS_MAX)
{
    size_t shapes = table_size(hostile_shapes);

    attack_expect(*number < shapes ? &hostile_shapes[*number]
                                   : &hostile_amounts[*number - shapes]);
}

Test(hostile, a_constant_of_many_bytes_is_shown_by_its_beginning)
{
    struct buf schema_text = BUF_INIT(TEXT_BYTES_MAX);
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document instance = DOCUMENT_INIT;
    struct schema *schema = NULL;
    struct error err;

    buf_append_text(&schema_text, "{\"const\": \"");
    repeat(&schema_text, "\xc3\xa9", 100000);
    buf_append_text(&schema_text, "\"}");
    cr_assert_eq(
        schema_compile(schema_text.data, schema_text.length, NULL, &schema, &err), 0);
    cr_assert_eq(document_read(&instance, "2", 1, NULL, &err), 0);
    cr_expect_eq(schema_explain(schema, document_root(&instance), scratch, 1, &errors),
                 SCHEMA_INVALID);
    cr_assert_eq(errors.count, 1);
    cr_expect_eq(strncmp(errors.items[0].message, "expected \"\xc3\xa9\xc3\xa9", 14), 0,
                 "%s", errors.items[0].message);
    schema_errors_release(&errors);
    schema_scratch_free(scratch);
    document_release(&instance);
    schema_free(schema);
    buf_release(&schema_text);
}

/* One schema, a scratch a thread. */
struct worker {
    const struct schema *schema;
    unsigned wrong;
};

static const char shared_schema[] =
    "{\"$id\": \"http://example.com/tree\", \"$dynamicAnchor\": \"node\", \"type\": "
    "\"object\", \"properties\": {\"name\": {\"pattern\": \"^(?=.*[a-z])[a-z]+(x|y)*$\", "
    "\"format\": \"hostname\"}, \"kind\": {\"enum\": [\"a\", \"b\", 1, [2]]}, "
    "\"children\": {\"type\": \"array\", \"uniqueItems\": true, \"items\": {\"anyOf\": "
    "[{\"type\": \"null\"}, {\"$dynamicRef\": \"#node\"}]}}}, \"required\": [\"name\"], "
    "\"unevaluatedProperties\": {\"multipleOf\": 0.01}}";

static const struct {
    const char *text;
    enum schema_verdict want;
} shared_instances[] = {
    {"{\"name\": \"root\", \"kind\": [2.0], \"price\": 19.99, \"children\": [null, "
     "{\"name\": \"leafxy\"}]}",
     SCHEMA_VALID},
    {"{\"name\": \"root\", \"children\": [{\"name\": \"a\", \"price\": 0.001}]}",
     SCHEMA_INVALID},
    {"{\"name\": \"root\", \"children\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
     SCHEMA_INVALID},
};

static void *worker_run(void *context)
{
    struct worker *worker = context;
    struct schema_scratch *scratch = schema_scratch_new();
    struct schema_errors errors = SCHEMA_ERRORS_INIT;
    struct document document = DOCUMENT_INIT;
    struct error err;

    for (size_t i = 0; i < 600; i++) {
        size_t k = i % (sizeof shared_instances / sizeof *shared_instances);
        const char *text = shared_instances[k].text;

        worker->wrong += document_read(&document, text, strlen(text), NULL, &err) != 0;
        worker->wrong += schema_validate(worker->schema, document_root(&document),
                                         scratch) != shared_instances[k].want;
        worker->wrong += schema_explain(worker->schema, document_root(&document), scratch,
                                        10, &errors) != shared_instances[k].want;
    }
    schema_errors_release(&errors);
    document_release(&document);
    schema_scratch_free(scratch);
    return NULL;
}

Test(hostile, four_threads_share_one_schema)
{
    const struct schema_options options = {.formats = FORMATS_ASSERTED};
    struct worker workers[4] = {{0}};
    pthread_t threads[4];
    struct schema *schema = NULL;
    struct error err = ERROR_INIT;

    cr_assert_eq(
        schema_compile(shared_schema, strlen(shared_schema), &options, &schema, &err), 0,
        "%s", err.message);
    for (size_t i = 0; i < 4; i++) {
        workers[i].schema = schema;
        cr_assert_eq(pthread_create(&threads[i], NULL, worker_run, &workers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(workers[i].wrong, 0, "thread %zu: %u wrong", i, workers[i].wrong);
    }
    schema_free(schema);
}
