/* suites/prompt_build.h - a prompt being read: what prompt_*.c share, and nobody else
 * includes. */
#ifndef NOWORSE_SUITES_PROMPT_BUILD_H
#define NOWORSE_SUITES_PROMPT_BUILD_H

#include "suites/prompt.h"

enum { PROMPT_PARTS_MAX = 10000 };

struct prompt_parts {
    struct prompt_part *items; /* owned until they are moved into the prompt */
    size_t count, capacity;
    size_t examples_at; /* where `- examples` stands; PARTS_NOWHERE */
};
static const size_t parts_nowhere = (size_t)-1;

struct prompt_build {
    const struct tree *tree; /* borrowed; its file is what paths are relative to */
    const struct file_rules *rules;
    struct error_list *errors;
};

/* All: 0, or -1 with the mistakes in build->errors. */

/* The text, or `{file: path}`, at a pointer; *out is the caller's. */
int prompt_build_text(const struct prompt_build *build, const char *pointer,
                      struct template **out);

/* A template over a whole file's text, or what follows its front matter. */
int prompt_build_plain(const struct prompt_build *build, const char *file,
                       const char *text, size_t length, unsigned line,
                       struct template **out);

/* The list of messages at a pointer, appended. */
int prompt_build_messages(const struct prompt_build *build, const char *pointer,
                          struct prompt_parts *parts);

/* /examples of the tree, appended. */
int prompt_build_examples(const struct prompt_build *build, struct prompt_parts *parts);

void prompt_parts_add(struct prompt_parts *parts, enum prompt_part_kind kind,
                      enum message_role role, struct template *text);
void prompt_parts_release(struct prompt_parts *parts);

/* The word of a role: "system", "user", "assistant", "tool". -1: none of them. */
int message_role_find(const char *word, enum message_role *role);

#endif
