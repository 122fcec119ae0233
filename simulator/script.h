/* simulator/script.h - the script, compiled: which request gets which answer and fault.
 *
 * Made once by simulator_script_load() (script.c reads the lines, script_rule.c one rule,
 * script_answer.c and script_fault.c its parts), then only read.
 */
#ifndef NOWORSE_SIMULATOR_SCRIPT_H
#define NOWORSE_SIMULATOR_SCRIPT_H

#define PCRE2_CODE_UNIT_WIDTH 8

#include "simulator/allowance.h"
#include "simulator/chat_request.h"
#include "simulator/filling.h"
#include "simulator/simulator.h"

#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What must occur in one message. */
struct condition {
    char *role; /* of the messages that are looked at; NULL: any */
    char *text; /* or NULL, then: */
    size_t text_length;
    pcre2_code *pattern;
};

enum { TOKENS_ESTIMATED = -1 };

struct answer_usage {
    bool absent;                                   /* the answer tells no usage */
    int64_t prompt, completion, cached, reasoning; /* tokens, or TOKENS_ESTIMATED */
};

struct answer {
    double share;
    struct filling content; /* text NULL: the content is null */
    struct filling refusal; /* text NULL: none */
    struct answer_tool {
        char *id; /* NULL: made from the request */
        char *name;
        struct filling arguments;
    } * tools; /* owned */
    size_t tool_count;
    char *finish_reason;
    char *model;       /* the one that is served; NULL: the settings', else as asked */
    char *fingerprint; /* NULL: the settings' */
    struct answer_usage usage;
};

enum fault_kind {
    FAULT_STATUS,
    FAULT_RESET,     /* RST in place of an answer */
    FAULT_TRUNCATED, /* the whole Content-Length, half of the body, then the end */
    FAULT_BAD_JSON,  /* 200, and a body that breaks off in the middle */
    FAULT_HTML,      /* 200, and a page */
    FAULT_ERROR,     /* 200, and an error as its body */
    FAULT_PLAIN,     /* the right answer, as text/plain */
    FAULT_REDIRECT,  /* to another place */
    FAULT_BOMB,      /* a small gzip body that becomes a large one */
    FAULT_DRIP,      /* the right answer, a few bytes at a time */
    FAULT_ENDLESS,   /* a chunked body without end */
    FAULT_HANG       /* no answer */
};

struct fault {
    double share;
    enum fault_kind kind;
    const char *name;  /* of the kind, as scripts write it; borrowed, lives for ever */
    unsigned attempts; /* only so many first arrivals of a body meet it; 0: all */
    unsigned status;
    int64_t retry_after_ms;      /* -1: no header */
    bool retry_after_date;       /* the header is a date */
    char *location;              /* of a redirect */
    char *message, *type, *code; /* of the error's body; NULL: what fits the status */
    size_t bytes; /* of one drip; of an endless body or a bomb altogether */
    unsigned ms;  /* between drips; the longest an endless body or a hang lasts */
};

struct fault_list {
    struct fault *items; /* owned */
    size_t count;
};

enum latency_kind { LATENCY_FIXED, LATENCY_UNIFORM, LATENCY_LOGNORMAL };

/* In milliseconds. */
struct latency {
    enum latency_kind kind;
    double median; /* fixed: the value */
    double sigma;  /* of the logarithm */
    double min, max;
};

struct rule {
    unsigned line;
    char *model; /* only requests that ask for this one; NULL: any */
    struct condition *conditions;
    size_t condition_count;
    struct group_names groups; /* of the one pattern */
    struct answer *answers;
    size_t answer_count;
    struct fault_list faults; /* the settings' where has_faults is false */
    bool has_faults;
    struct latency latency; /* the settings' where has_latency is false */
    bool has_latency;
};

struct settings {
    char *salt;        /* "" by default */
    char *model;       /* or NULL */
    char *fingerprint; /* never NULL */
    char *key;         /* or NULL */
    unsigned resets;   /* so many first connections are reset before they are read */
    struct fault_list faults;
    struct latency latency; /* fixed, 0 */
    struct allowance_limits allowance;
};

struct simulator_script {
    struct settings settings;
    struct rule *rules;
    size_t rule_count, rule_capacity;
};

/* Memory for matching, reused by all requests. */
struct match_memory {
    pcre2_match_data *data;
    pcre2_match_context *context;
};
void match_memory_init(struct match_memory *memory);
void match_memory_release(struct match_memory *memory);

/* The first rule that fits into *out, NULL where none does, and what its pattern's groups
 * matched, valid until the request or the memory is used again. -1: the pattern of *out
 * reached its limit of work. */
int script_match(const struct simulator_script *script,
                 const struct chat_request *request, struct match_memory *memory,
                 const struct rule **out, struct groups *groups);

#endif
