/* cli/schema/schema_bowtie.c - noworse schema bowtie: the JSON Schema community's
 * comparison of validators asks, line by line, and is answered.
 *
 * Its protocol, version 1: one JSON object a line, {"cmd": "start"}, {"cmd": "dialect"},
 * {"cmd": "run"}, {"cmd": "stop"}; each but the last is answered with one line.
 */
#include "cli/schema/schema_parts.h"

#include "base/mem.h"
#include "base/shown.h"
#include "schemas/schema.h"

#include <stdlib.h>
#include <string.h>

enum { PROTOCOL_VERSION = 1 };

struct bowtie_args {
    int format;
    const char *homepage, *issues, *source;
};

static const struct {
    const char *uri, *draft;
} dialects[] = {
    {"https://json-schema.org/draft/2020-12/schema", "2020-12"},
    {"https://json-schema.org/draft/2019-09/schema", "2019-09"},
    {"http://json-schema.org/draft-07/schema#", "7"},
    {"http://json-schema.org/draft-06/schema#", "6"},
    {"http://json-schema.org/draft-04/schema#", "4"},
};

enum { DIALECT_COUNT = sizeof dialects / sizeof *dialects };

struct session {
    const struct bowtie_args *args;
    struct schema_scratch *scratch;
    const char *draft;
    struct buf answer;
    bool started, ended;
};

static int command_fail(struct error *err, const char *message)
{
    return error_set(err, ERROR_INPUT, "N0918", "%s", message);
}

static void text_answer(struct session *session, const char *before, const char *text)
{
    buf_append_text(&session->answer, before);
    json_quote(&session->answer, text, strlen(text));
}

static int start_answer(struct session *session, const struct value *command,
                        struct error *err)
{
    const struct value *version = value_member(command, "version");

    if (!version || version->type != VALUE_INTEGER ||
        version->as.integer != PROTOCOL_VERSION)
        return command_fail(err, "expected version 1 of the protocol");
    session->started = true;
    buf_append_text(&session->answer,
                    "{\"version\":1,\"implementation\":{\"language\":\"c\",\"name\":"
                    "\"noworse\",\"version\":\"" NOWORSE_VERSION "\"");
    text_answer(session, ",\"homepage\":", session->args->homepage);
    text_answer(session, ",\"issues\":", session->args->issues);
    text_answer(session, ",\"source\":", session->args->source);
    buf_append_text(&session->answer, ",\"dialects\":[");
    for (int i = 0; i < DIALECT_COUNT; i++)
        text_answer(session, i ? "," : "", dialects[i].uri);
    buf_append_text(&session->answer, "]},\"ready\":true}");
    return 0;
}

/* With or without the empty fragment at the end. */
static bool is_dialect(const struct value *uri, const char *dialect)
{
    size_t length = strcspn(dialect, "#");

    return uri->size >= length && !memcmp(uri->text, dialect, length) &&
           (uri->size == length || (uri->size == length + 1 && uri->text[length] == '#'));
}

static int dialect_answer(struct session *session, const struct value *command,
                          struct error *err)
{
    const struct value *uri = value_member(command, "dialect");
    const char *draft = NULL;

    if (!uri || uri->type != VALUE_STRING)
        return command_fail(err, "expected the address of a dialect");
    for (int i = 0; i < DIALECT_COUNT; i++)
        if (is_dialect(uri, dialects[i].uri))
            draft = dialects[i].draft;
    if (draft)
        session->draft = draft;
    buf_append_text(&session->answer, draft ? "{\"ok\":true}" : "{\"ok\":false}");
    return 0;
}

/* A schema_load: context is the case's registry, address -> schema; or NULL. */
static int registry_load(void *context, const char *uri, char **text, size_t *length,
                         struct error *err)
{
    const struct value *found =
        context ? value_member((const struct value *)context, uri) : NULL;
    struct buf out = BUF_INIT(DOCUMENT_BYTES_MAX);

    if (!found)
        return error_set(err, ERROR_INPUT, "N0916", "the case's registry has none");
    if (value_format(&out, found)) {
        buf_release(&out);
        return error_set(err, ERROR_INPUT, "N0156", "the schema is too large");
    }
    *length = out.length;
    *text = buf_detach(&out);
    return 0;
}

static int case_compile(const struct session *session, const struct value *one,
                        struct schema **out, struct error *err)
{
    union {
        const struct value *kept;
        void *given;
    } registry = {.kept = value_member(one, "registry")};
    struct schema_options options = {.draft = session->draft,
                                     .formats = session->args->format ? FORMATS_ASSERTED
                                                                      : FORMATS_ANNOTATED,
                                     .load = registry_load,
                                     .load_context = registry.given};
    struct buf text = BUF_INIT(DOCUMENT_BYTES_MAX);
    int rc;

    value_format(&text, value_member(one, "schema"));
    rc = schema_compile(buf_text(&text), text.length, &options, out, err);
    buf_release(&text);
    return rc;
}

static void errored_answer(struct session *session, const char *message)
{
    text_answer(session, "\"errored\":true,\"context\":{\"message\":", message);
    buf_append_char(&session->answer, '}');
}

static void test_answer(struct session *session, const struct schema *schema,
                        const struct value *test)
{
    const struct value *instance = value_member(test, "instance");

    buf_append_char(&session->answer, '{');
    if (!instance) {
        errored_answer(session, "the test has no instance");
    } else {
        switch (schema_validate(schema, instance, session->scratch)) {
        case SCHEMA_VALID:
            buf_append_text(&session->answer, "\"valid\":true");
            break;
        case SCHEMA_INVALID:
            buf_append_text(&session->answer, "\"valid\":false");
            break;
        case SCHEMA_UNDECIDED:
            errored_answer(session, "a limit was reached");
            break;
        }
    }
    buf_append_char(&session->answer, '}');
}

static int run_answer(struct session *session, const struct value *command,
                      struct error *err)
{
    const struct value *seq = value_member(command, "seq");
    const struct value *one = value_member(command, "case");
    const struct value *tests = one ? value_member(one, "tests") : NULL;
    struct error refused = ERROR_INIT;
    struct schema *schema = NULL;
    const struct value *test;

    if (!seq || !tests || tests->type != VALUE_ARRAY || !value_member(one, "schema"))
        return command_fail(err, "expected seq, and a case with schema and tests");
    buf_append_text(&session->answer, "{\"seq\":");
    value_format(&session->answer, seq);
    buf_append_char(&session->answer, ',');
    if (case_compile(session, one, &schema, &refused)) {
        errored_answer(session, refused.message);
    } else {
        buf_append_text(&session->answer, "\"results\":[");
        test = tests + 1;
        for (uint32_t i = 0; i < tests->size; i++, test = value_next(test)) {
            if (i)
                buf_append_char(&session->answer, ',');
            test_answer(session, schema, test);
        }
        buf_append_char(&session->answer, ']');
    }
    buf_append_char(&session->answer, '}');
    schema_free(schema);
    return 0;
}

static int stop_answer(struct session *session, const struct value *command,
                       struct error *err)
{
    (void)command;
    (void)err;
    session->ended = true;
    return 0;
}

static int line_answer(struct session *session, const struct value *command,
                       struct error *err)
{
    static const struct {
        const char *name;
        int (*answer)(struct session *session, const struct value *command,
                      struct error *err);
    } answers[] = {{"start", start_answer},
                   {"dialect", dialect_answer},
                   {"run", run_answer},
                   {"stop", stop_answer}};
    const struct value *name = value_member(command, "cmd");

    for (size_t i = 0; name && i < sizeof answers / sizeof *answers; i++) {
        if (!value_is_text(name, answers[i].name))
            continue;
        if (!session->started && answers[i].answer != start_answer)
            return command_fail(err, "expected start as the first command");
        return answers[i].answer(session, command, err);
    }
    return command_fail(err, "expected the command start, dialect, run or stop");
}

/* A line that is no command (NULL: and no JSON), in a session that goes on: one answer to
 * each. */
static void refusal_answer(struct session *session, const struct value *line,
                           const struct error *refused)
{
    const struct value *seq = line ? value_member(line, "seq") : NULL;

    buf_clear(&session->answer);
    buf_append_char(&session->answer, '{');
    if (seq) {
        buf_append_text(&session->answer, "\"seq\":");
        value_format(&session->answer, seq);
        buf_append_char(&session->answer, ',');
    }
    errored_answer(session, refused->message);
    buf_append_char(&session->answer, '}');
}

static int session_step(struct session *session, const char *line, size_t length,
                        unsigned number, struct error *err)
{
    struct document document = DOCUMENT_INIT;
    struct read_options reading = {.file = "stdin", .first_line = number};
    struct place place = {.file = "stdin", .line = number, .column = 1};
    const struct value *command = NULL;
    int rc;

    buf_clear(&session->answer);
    rc = document_read(&document, line, length, &reading, err);
    if (rc == 0) {
        command = document_root(&document);
        rc = line_answer(session, command, err);
        if (rc)
            error_place(err, &place);
    }
    if (rc && session->started) {
        error_tell(err);
        refusal_answer(session, command, err);
        rc = 0;
    }
    if (rc == 0 && session->answer.length) {
        puts(buf_text(&session->answer));
        if (fflush(stdout))
            session->ended = true; /* nobody listens; main tells */
    }
    document_release(&document);
    return rc;
}

static enum exit_code bowtie_run(const void *given, const struct texts *operands)
{
    struct session session = {.args = given,
                              .scratch = schema_scratch_new(),
                              .draft = dialects[0].draft,
                              .answer = BUF_INIT(DOCUMENT_BYTES_MAX)};
    enum exit_code code = EXIT_CODE_OK;
    unsigned number = 0;
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    struct error err;

    (void)operands;
    while (!session.ended && code == EXIT_CODE_OK &&
           (length = getline(&line, &size, stdin)) >= 0)
        if (session_step(&session, line, (size_t)length, ++number, &err))
            code = error_tell(&err);
    free(line);
    buf_release(&session.answer);
    schema_scratch_free(session.scratch);
    return code;
}

static const struct option bowtie_options[] = {
    {"format", 0, OPTION_WORD, offsetof(struct bowtie_args, format), "HOW",
     "annotate (default): a wrong format is no error; assert: it is",
     schema_format_words},
    {"homepage", 0, OPTION_TEXT, offsetof(struct bowtie_args, homepage), "URI",
     "told to Bowtie; about:blank", NULL},
    {"issues", 0, OPTION_TEXT, offsetof(struct bowtie_args, issues), "URI",
     "the same, of the bug tracker", NULL},
    {"source", 0, OPTION_TEXT, offsetof(struct bowtie_args, source), "URI",
     "the same, of the source code", NULL},
    {NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

static const struct bowtie_args bowtie_defaults = {
    .homepage = "about:blank", .issues = "about:blank", .source = "about:blank"};

const struct command command_schema_bowtie = {
    .name = "bowtie",
    .of = "schema",
    .operands = "",
    .summary = "answers Bowtie, which compares validators, on standard input and output",
    .options = bowtie_options,
    .args_size = sizeof(struct bowtie_args),
    .defaults = &bowtie_defaults,
    .operands_min = 0,
    .operands_max = 0,
    .run = bowtie_run,
};
