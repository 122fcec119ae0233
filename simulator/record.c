/* simulator/record.c - the record of a simulator: one JSON line a chat request. */
#include "simulator/record.h"

#include <errno.h>
#include <jansson.h>

/* The body as JSON where it is some, else as a text, else (no UTF-8) null. */
static json_t *body_new(const struct simulator *simulator, const char *text,
                        size_t length)
{
    const struct value *root = document_root(&simulator->request.document);
    json_t *body = root ? value_to_json(root) : json_stringn(text ? text : "", length);

    return body ? body : json_null();
}

static json_t *line_new(const struct decision *decision)
{
    const struct response *response = &decision->response;
    const struct rule *rule = decision->rule;
    json_t *line = json_object();

    json_object_set_new(line, "attempt", json_integer(decision->attempt));
    json_object_set_new(line, "rule", rule ? json_integer(rule->line) : json_null());
    json_object_set_new(line, "answer",
                        rule && decision->answer
                            ? json_integer(decision->answer - rule->answers)
                            : json_null());
    json_object_set_new(line, "fault",
                        response->fault ? json_string(response->fault->name)
                                        : json_null());
    json_object_set_new(line, "status",
                        response->status ? json_integer(response->status) : json_null());
    json_object_set_new(line, "latency_ms", json_real(response->latency_ms));
    return line;
}

void record_write(struct simulator *simulator, const struct decision *decision,
                  const char *text, size_t length)
{
    if (!simulator->record)
        return;
    json_t *line = line_new(decision);
    json_object_set_new(line, "body", body_new(simulator, text, length));
    errno = 0;
    if ((json_dumpf(line, simulator->record, JSON_COMPACT) ||
         fputc('\n', simulator->record) == EOF || fflush(simulator->record)) &&
        simulator->record_errno == 0)
        simulator->record_errno = errno ? errno : EIO;
    json_decref(line);
}
