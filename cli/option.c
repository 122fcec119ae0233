/* cli/option.c - options as rows: parsing and help read the same table. */
#include "cli/option.h"

#include "base/money.h"

#include "base/mem.h"
#include "base/nearest.h"
#include "base/shown.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 64, HELP_COLUMN = 28 };

void texts_add(struct texts *texts, const char *text)
{
    texts->items = mem_resize(texts->items, texts->count + 2, sizeof *texts->items);
    texts->items[texts->count++] = text;
    texts->items[texts->count] = NULL;
}

void texts_release(struct texts *texts)
{
    free(texts->items);
    *texts = (struct texts){NULL, 0};
}

static const struct option *option_by_name(const struct option *options, const char *name,
                                           size_t length)
{
    for (; options->name; options++)
        if (strlen(options->name) == length && !strncmp(options->name, name, length))
            return options;
    return NULL;
}

static const struct option *option_by_letter(const struct option *options, char letter)
{
    for (; options->name; options++)
        if (options->letter && options->letter == letter)
            return options;
    return NULL;
}

static int option_unknown(const struct option *options, const char *given,
                          struct error *err)
{
    const char *names[NAMES_MAX + 1] = {NULL};
    char *quoted = shown_quoted(given, strlen(given), 60);
    const char *nearest;

    for (size_t i = 0; i < NAMES_MAX && options[i].name; i++)
        names[i] = options[i].name;
    nearest = nearest_name(given + strspn(given, "-"), names);
    error_set(err, ERROR_USAGE, "N0901", "unknown option %s", quoted);
    if (nearest)
        error_hint(err, "did you mean --%s?", nearest);
    free(quoted);
    return -1;
}

static int value_wrong(const struct option *option, const char *value,
                       const char *expected, struct error *err)
{
    char *quoted = shown_quoted(value, strlen(value), 60);

    error_set(err, ERROR_USAGE, "N0903", "--%s takes %s; %s was given", option->name,
              expected, quoted);
    free(quoted);
    return -1;
}

static int count_set(const struct option *option, const char *value, unsigned *out,
                     struct error *err)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(value, &end, 10);
    if (errno || end == value || *end || number > INT_MAX ||
        number < (option->kind == OPTION_COUNT ? 1 : 0))
        return value_wrong(option, value,
                           option->kind == OPTION_COUNT ? "a whole number from 1"
                                                        : "a whole number from 0",
                           err);
    *out = (unsigned)number;
    return 0;
}

/* Of what strtod() reads: neither 0x1p3 nor "inf" nor blanks before it. */
static bool is_decimal(const char *value)
{
    return value[strspn(value, "0123456789.eE+-")] == '\0';
}

static int seconds_set(const struct option *option, const char *value, double *out,
                       struct error *err)
{
    char *end;
    double number = strtod(value, &end);

    if (!is_decimal(value) || end == value || *end || !(number > 0) || isinf(number))
        return value_wrong(option, value, "seconds above 0", err);
    *out = number;
    return 0;
}

/* As `budget` of a suite. */
static const double usd_max = 1e6;

static int usd_set(const struct option *option, const char *value, int64_t *out,
                   struct error *err)
{
    char *end;
    double number = strtod(value, &end);
    int64_t amount = money_from_usd(number);

    if (!is_decimal(value) || end == value || *end || isinf(number) || amount < 1 ||
        number > usd_max)
        return value_wrong(option, value, "USD above 0, up to 1000000", err);
    *out = amount;
    return 0;
}

static int word_set(const struct option *option, const char *value, int *out,
                    struct error *err)
{
    struct buf all = BUF_INIT(400);

    for (int i = 0; option->words[i]; i++) {
        if (!strcmp(option->words[i], value)) {
            *out = i;
            buf_release(&all);
            return 0;
        }
        buf_append_format(&all, "%s%s", i ? ", " : "one of ", option->words[i]);
    }
    value_wrong(option, value, buf_text(&all), err);
    buf_release(&all);
    return -1;
}

static int option_set(const struct option *option, const char *value, void *args,
                      struct error *err)
{
    void *at = (char *)args + option->offset;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)at = true;
        return 0;
    case OPTION_TEXT:
        *(const char **)at = value;
        return 0;
    case OPTION_TEXTS:
        texts_add(at, value);
        return 0;
    case OPTION_COUNT:
    case OPTION_NUMBER:
        return count_set(option, value, at, err);
    case OPTION_SECONDS:
        return seconds_set(option, value, at, err);
    case OPTION_USD:
        return usd_set(option, value, at, err);
    case OPTION_WORD:
        return word_set(option, value, at, err);
    }
    return 0;
}

/* One option at argv[0]; how many words of argv it took, or -1. */
static int option_take(const struct option *options, char *const *argv, void *args,
                       struct error *err)
{
    const char *given = argv[0];
    bool is_long = given[1] == '-';
    const char *name = given + (is_long ? 2 : 1);
    size_t length = is_long ? strcspn(name, "=") : 1;
    const char *value = name[length] ? name + length + (is_long ? 1 : 0) : NULL;
    const struct option *option = is_long ? option_by_name(options, name, length)
                                          : option_by_letter(options, name[0]);
    bool takes_next;

    if (!option)
        return option_unknown(options, given, err);
    if (option->kind == OPTION_FLAG && value)
        return error_set(err, ERROR_USAGE, "N0903", "--%s takes no value", option->name);
    takes_next = option->kind != OPTION_FLAG && !value;
    if (takes_next && !argv[1])
        return error_set(err, ERROR_USAGE, "N0902", "--%s needs %s", option->name,
                         option->value);
    if (option_set(option, takes_next ? argv[1] : value, args, err))
        return -1;
    return takes_next ? 2 : 1;
}

int options_parse(const struct option *options, char *const *argv, void *args,
                  struct texts *operands, struct error *err)
{
    while (*argv) {
        int taken = 1;

        if (!strcmp(*argv, "--")) {
            while (*++argv)
                texts_add(operands, *argv);
            return 0;
        }
        if ((*argv)[0] == '-' && (*argv)[1])
            taken = option_take(options, argv, args, err);
        else
            texts_add(operands, *argv);
        if (taken < 0)
            return -1;
        argv += taken;
    }
    return 0;
}

void options_release(const struct option *options, void *args)
{
    for (; options->name; options++)
        if (options->kind == OPTION_TEXTS)
            texts_release((struct texts *)((char *)args + options->offset));
}

void option_append_word(const char *word, struct buf *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789@%+=:,./_-";

    if (*word && word[strspn(word, plain)] == '\0') {
        buf_append_text(out, word);
        return;
    }
    buf_append_char(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buf_append_text(out, "'\\''");
        else
            buf_append_char(out, *word);
    buf_append_char(out, '\'');
}

static void value_append(const struct option *option, const char *value, struct buf *out)
{
    buf_append_format(out, " --%s ", option->name);
    option_append_word(value, out);
}

static void number_append(const struct option *option, const void *at, struct buf *out)
{
    buf_append_format(out, " --%s ", option->name);
    if (option->kind == OPTION_SECONDS)
        buf_append_format(out, "%.12g", *(const double *)at);
    else if (option->kind == OPTION_USD)
        buf_append_format(out, "%.12g", money_to_usd(*(const int64_t *)at));
    else
        buf_append_format(out, "%u", *(const unsigned *)at);
}

static size_t value_size(const struct option *option)
{
    switch (option->kind) {
    case OPTION_FLAG:
        return sizeof(bool);
    case OPTION_TEXT:
        return sizeof(const char *);
    case OPTION_TEXTS:
        return sizeof(struct texts);
    case OPTION_COUNT:
    case OPTION_NUMBER:
        return sizeof(unsigned);
    case OPTION_SECONDS:
        return sizeof(double);
    case OPTION_USD:
        return sizeof(int64_t);
    case OPTION_WORD:
        break;
    }
    return sizeof(int);
}

static void given_append(const struct option *option, const void *at, struct buf *out)
{
    const struct texts *texts = at;

    switch (option->kind) {
    case OPTION_FLAG:
        buf_append_format(out, " --%s", option->name);
        break;
    case OPTION_TEXT:
        value_append(option, *(const char *const *)at, out);
        break;
    case OPTION_TEXTS:
        for (size_t i = 0; i < texts->count; i++)
            value_append(option, texts->items[i], out);
        break;
    case OPTION_WORD:
        value_append(option, option->words[*(const int *)at], out);
        break;
    case OPTION_COUNT:
    case OPTION_NUMBER:
    case OPTION_SECONDS:
    case OPTION_USD:
        number_append(option, at, out);
        break;
    }
}

void options_append_given(const struct option *options, const void *args,
                          const void *defaults, struct buf *out)
{
    for (; options->name; options++) {
        const void *at = (const char *)args + options->offset;
        const void *unset = (const char *)defaults + options->offset;

        if (memcmp(at, unset, value_size(options)) != 0)
            given_append(options, at, out);
    }
}

void options_print(const struct option *options, FILE *stream)
{
    for (; options->name; options++) {
        struct buf left = BUF_INIT(400);

        buf_append_format(&left, options->letter ? "  -%c, " : "      ", options->letter);
        buf_append_format(&left, "--%s", options->name);
        if (options->value)
            buf_append_format(&left, " %s", options->value);
        if (left.length + 2 > HELP_COLUMN)
            fprintf(stream, "%s\n%*s%s\n", buf_text(&left), HELP_COLUMN, "",
                    options->help);
        else
            fprintf(stream, "%-*s%s\n", HELP_COLUMN, buf_text(&left), options->help);
        buf_release(&left);
    }
}
