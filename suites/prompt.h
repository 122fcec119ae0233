/* suites/prompt.h - a versioned prompt: messages as templates, with who, when and why.
 *
 * Files: *.prompt.yaml, *.prompt.md (front matter), *.md, *.txt (one user message).
 * Identity is name and version; the version defaults to the first 8 hex digits of the
 * content's digest.
 */
#ifndef NOWORSE_SUITES_PROMPT_H
#define NOWORSE_SUITES_PROMPT_H

#include "base/error_list.h"
#include "suites/named_file.h"
#include "suites/template.h"
#include "suites/tree.h"
#include "values/value.h"

enum message_role { ROLE_SYSTEM, ROLE_USER, ROLE_ASSISTANT, ROLE_TOOL };
const char *message_role_name(enum message_role role); /* "system" */

enum prompt_part_kind {
    PART_MESSAGE,
    PART_CONVERSATION /* the case's own messages stand here */
};

struct prompt_part {
    enum prompt_part_kind kind;
    enum message_role role;
    struct template *text; /* owned; PART_MESSAGE */
};

struct prompt {
    char *name, *version; /* owned, as all texts here */
    char *path;           /* as the suite names it, joined to its folder; NULL: inline */
    char *author, *created, *rationale; /* NULL where unknown */
    struct prompt_part *parts;
    size_t part_count;
    bool is_text; /* `text`, and no examples: one user message: what exec gets as text on
                     standard input */
    struct document vars;    /* defaults of variables; an object, or empty */
    json_t *response_schema; /* owned reference; NULL */
    json_t *tools;
    char digest[65]; /* of messages, partials, vars, response_schema, tools: not of
                        author, date, rationale */
    struct tree tree;
};

#define PROMPT_INIT                                                                      \
    {                                                                                    \
        .vars = DOCUMENT_INIT, .tree = TREE_INIT                                         \
    }

/* Reads a prompt file: `path` is opened as it is (joined to its folder by the caller, who
 * has checked it with named_file_find()). What it names itself (`{file: …}`, examples,
 * partials) is relative to it and inside the root. All mistakes go to errors; -1 and *out
 * empty where there was one. */
int prompt_load(const char *path, const struct file_rules *rules, struct prompt *out,
                struct error_list *errors);

/* An inline prompt: the value at `pointer` of a suite's tree, a text, `{file: path}`, or
 * a list of messages. name: what it is called; its version is its digest. Files are
 * relative to tree->file. */
int prompt_from_tree(const struct tree *tree, const char *pointer, const char *name,
                     const struct file_rules *rules, struct prompt *out,
                     struct error_list *errors);

void prompt_release(struct prompt *prompt);

/* Appends its messages as they were written, for people: "system: …" and so on, a line
 * each at least; a text prompt as it is. Partials are not in it. */
void prompt_append_text(const struct prompt *prompt, struct buf *out);

/* Rendered messages of one sample. */
struct message {
    enum message_role role;
    const char *text; /* borrowed from the texts below */
    size_t length;
};

struct messages {
    struct message *items; /* owned */
    size_t count, capacity;
    struct buf texts; /* owned */
};
enum { MESSAGES_BYTES_MAX = 16 * 1024 * 1024 };
#define MESSAGES_INIT                                                                    \
    {                                                                                    \
        NULL, 0, 0, BUF_INIT(MESSAGES_BYTES_MAX)                                         \
    }
void messages_clear(struct messages *messages);
void messages_release(struct messages *messages);

/* Renders the prompt for a case. conversation: the case's `messages` (an array of {role,
 * content} or {user: …}), or NULL; without a place for them in the prompt they go before
 * its last user message. Errors as template_render(). */
int prompt_render(const struct prompt *prompt, const struct template_scope *scope,
                  const struct value *conversation, struct messages *out,
                  struct template_undefined *undefined, struct error *err);

/* The same where there is no prompt: the case's own messages alone; none where it has
 * none. */
int conversation_render(const struct value *conversation, struct messages *out,
                        struct error *err);

#endif
