/* providers/prices.c - what models cost: a dated table, by vendor and model. */
#include "providers/prices.h"

#include "base/embedded.h"
#include "base/mem.h"
#include "suites/checked.h"
#include "suites/tree.h"
#include "values/pointer.h"
#include "values/value.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_MS = 24 * 60 * 60 * 1000, POINTER_BYTES_MAX = 64 * 1024 };

extern const struct embedded_file prices_embedded[]; /* made by noworse_embed */

struct price_name {
    const char *provider, *model;
    const struct price_row *row;
};

struct prices {
    struct document document;
    char *texts; /* those of the rows, one behind the other */
    size_t texts_length;
    const char *as_of;
    struct price_row *rows;
    size_t count;
    struct price_name *names; /* owned; sorted by provider, then model */
    size_t name_count, name_capacity;
};

/* Days since 1970-01-01 of a day of the Gregorian calendar, counted in years that begin
 * with March, so that the leap day is the last. */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
    int64_t years = month <= 2 ? year - 1 : year;
    int64_t months = month <= 2 ? month + 9 : month - 3;

    return 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 +
           day - 1 - 719468;
}

/* The digits of "2026-09-23" as three numbers. */
static bool day_parts(const char *text, int64_t parts[3])
{
    size_t part = 0;

    for (size_t i = 0; i < 10; i++) {
        bool is_dash = i == 4 || i == 7;

        if (is_dash ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return false;
        if (is_dash)
            part++;
        else
            parts[part] = 10 * parts[part] + (text[i] - '0');
    }
    return text[10] == '\0';
}

int64_t price_day_parse(const char *text)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t parts[3] = {0}, length;
    bool is_leap;

    if (!day_parts(text, parts) || parts[0] < 1970 || parts[1] < 1 || parts[1] > 12)
        return -1;
    is_leap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0);
    length = lengths[parts[1] - 1] + (is_leap && parts[1] == 2);
    return parts[2] < 1 || parts[2] > length ? -1
                                             : day_number(parts[0], parts[1], parts[2]);
}

int64_t price_day(int64_t wall_ms)
{
    return wall_ms < 0 ? 0 : wall_ms / DAY_MS;
}

static double number_of(const struct value *map, const char *key)
{
    const struct value *number = value_member(map, key);

    return number ? value_double(number) : 0;
}

static int64_t price_read(const struct value *map, const char *key)
{
    return value_member(map, key) ? money_from_usd(number_of(map, key)) / 1000000
                                  : MONEY_UNKNOWN;
}

/* An integer for JSON Schema is 5.0 too. */
static int64_t count_read(const struct value *map, const char *key)
{
    return (int64_t)number_of(map, key);
}

/* A text of the table that ends with NUL; NULL where there is none. */
static const char *text_read(struct prices *prices, const struct value *text)
{
    char *copy;

    if (!text || text->type != VALUE_STRING)
        return NULL;
    copy = prices->texts + prices->texts_length;
    memcpy(copy, text->text, text->size);
    copy[text->size] = '\0';
    prices->texts_length += text->size + 1;
    return copy;
}

static struct token_prices token_prices_read(const struct value *map)
{
    return (struct token_prices){.input = price_read(map, "input"),
                                 .output = price_read(map, "output"),
                                 .cached = price_read(map, "cached"),
                                 .write = price_read(map, "write"),
                                 .write_1h = price_read(map, "write_1h")};
}

static void periods_read(struct price_row *row, const struct value *list)
{
    const size_t count = list ? list->size : 0;
    const struct value *at = count ? value_first(list) : NULL;
    struct price_period *periods = mem_new(count, sizeof *periods);

    for (size_t i = 0; i < count; i++, at = value_next(at)) {
        const struct value *from = value_member(at, "from");
        const struct value *longer = value_member(at, "long");
        char day[11] = "";

        if (from)
            memcpy(day, from->text, from->size < 10 ? from->size : 10);
        periods[i].from_day = from ? price_day_parse(day) : INT64_MIN;
        periods[i].prices = token_prices_read(at);
        periods[i].longer = token_prices_read(longer);
        periods[i].long_above = count_read(longer, "above");
    }
    row->periods = periods;
    row->period_count = count;
}

static void row_read(struct prices *prices, struct price_row *row,
                     const struct value *name, const struct value *map)
{
    char *text = (char *)(uintptr_t)text_read(prices, name);
    char *slash = strchr(text, '/');
    const char *own_day = text_read(prices, value_member(map, "as_of"));
    const char *kind = text_read(prices, value_member(map, "kind"));

    *slash = '\0';
    row->provider = text;
    row->model = slash + 1;
    row->as_of = own_day ? own_day : prices->as_of;
    row->kind = kind ? kind : "chat";
    row->max_output = count_read(map, "max_output");
    periods_read(row, value_member(map, "prices"));
}

static void name_add(struct prices *prices, const struct price_row *row,
                     const char *model)
{
    MEM_GROW(prices->names, prices->name_count, prices->name_capacity);
    prices->names[prices->name_count++] = (struct price_name){row->provider, model, row};
}

static int names_compare(const void *a, const void *b)
{
    const struct price_name *one = a, *other = b;
    int order = strcmp(one->provider, other->provider);

    return order ? order : strcmp(one->model, other->model);
}

static void names_read(struct prices *prices, const struct price_row *row,
                       const struct value *also)
{
    const struct value *at = also ? value_first(also) : NULL;

    name_add(prices, row, row->model);
    for (size_t i = 0; at && i < also->size; i++, at = value_next(at))
        name_add(prices, row, text_read(prices, at));
}

/* A table whose shape is right; its document is taken over. */
static struct prices *prices_new(struct document *document)
{
    struct prices *prices = mem_new(1, sizeof *prices);
    const struct value *root = document_root(document);
    const struct value *models = value_member(root, "models");
    const struct value *name = models ? value_first(models) : NULL;

    prices->document = *document;
    prices->texts = mem_new(document->length + 1, 1); /* each stands there in quotes */
    prices->as_of = text_read(prices, value_member(root, "as_of"));
    prices->rows = mem_new(models ? models->size : 0, sizeof *prices->rows);
    for (; name && prices->count < models->size; name = value_next(name + 1)) {
        struct price_row *row = &prices->rows[prices->count++];

        row_read(prices, row, name, name + 1);
        names_read(prices, row, value_member(name + 1, "also"));
    }
    if (prices->name_count)
        qsort(prices->names, prices->name_count, sizeof *prices->names, names_compare);
    return prices;
}

void prices_free(struct prices *prices)
{
    if (!prices)
        return;
    for (size_t i = 0; i < prices->count; i++)
        free((void *)(uintptr_t)prices->rows[i].periods);
    free(prices->rows);
    free(prices->names);
    free(prices->texts);
    document_release(&prices->document);
    free(prices);
}

struct prices *prices_shipped(void)
{
    const struct embedded_file *file =
        embedded_find(prices_embedded, "providers/prices.json");
    struct document document = DOCUMENT_INIT;
    struct error err;

    if (document_read(&document, file->bytes, file->length, NULL, &err))
        abort(); /* it is compiled in */
    return prices_new(&document);
}

/* What a schema cannot say: that days are days, and that each period begins after the one
 * before it. */
static void periods_check(const struct tree *tree, struct buf *pointer,
                          const json_t *list, struct error_list *errors)
{
    int64_t last = INT64_MIN;

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *from =
            json_string_value(json_object_get(json_array_get(list, i), "from"));
        int64_t day = from ? price_day_parse(from) : INT64_MIN;
        struct place place;

        pointer_push_index(pointer, i);
        pointer_push(pointer, "from", 4);
        place = tree_place(tree, buf_text(pointer));
        if (from && day < 0)
            error_list_at(errors, &place, "N0455", "there is no day %s", from);
        else if (i > 0 && day <= last)
            error_list_at(errors, &place, "N0455",
                          "each period must begin after the one before it");
        pointer_pop(pointer);
        pointer_pop(pointer);
        last = day;
    }
}

static void models_check(const struct tree *tree, struct error_list *errors)
{
    struct buf pointer = BUF_INIT(POINTER_BYTES_MAX);
    json_t *models = json_object_get(tree->root, "models");
    const char *name;
    json_t *model;

    pointer_push(&pointer, "models", 6);
    json_object_foreach(models, name, model)
    {
        pointer_push(&pointer, name, strlen(name));
        pointer_push(&pointer, "prices", 6);
        periods_check(tree, &pointer, json_object_get(model, "prices"), errors);
        pointer_pop(&pointer);
        pointer_pop(&pointer);
    }
    buf_release(&pointer);
}

/* Two rows that both claim a name: which price holds would depend on their order. */
static void names_check(const struct prices *prices, const struct tree *tree,
                        struct error_list *errors)
{
    for (size_t i = 1; i < prices->name_count; i++) {
        const struct price_name *name = &prices->names[i];
        struct buf pointer = BUF_INIT(POINTER_BYTES_MAX);
        char *whole;
        struct place place;

        if (names_compare(name, name - 1) != 0)
            continue;
        whole = mem_format("%s/%s", name->row->provider, name->row->model);
        pointer_push(&pointer, "models", 6);
        pointer_push(&pointer, whole, strlen(whole));
        place = tree_key_place(tree, buf_text(&pointer));
        error_list_at(errors, &place, "N0456", "two prices for %s/%.80s", name->provider,
                      name->model);
        error_hint(error_list_last(errors), "name it once, as a model or under `also`");
        free(whole);
        buf_release(&pointer);
    }
}

int prices_load(const char *path, struct prices **out, struct error_list *errors)
{
    struct tree tree = TREE_INIT;
    struct document document = DOCUMENT_INIT;
    struct prices *prices = NULL;
    size_t before = errors->error_count;
    struct error err;
    int rc = -1;

    if (tree_load(&tree, path, errors) || tree_check(&tree, "prices", NULL, errors))
        goto done;
    models_check(&tree, errors);
    if (document_from_json(&document, tree.root, &err)) {
        error_list_add(errors, &err);
        goto done;
    }
    prices = prices_new(&document);
    names_check(prices, &tree, errors);
    if (errors->error_count > before)
        goto done;
    *out = prices;
    prices = NULL; /* the caller's */
    rc = 0;

done:
    prices_free(prices);
    tree_release(&tree);
    return rc;
}

const char *prices_as_of(const struct prices *prices)
{
    return prices->as_of;
}

json_t *prices_json(const struct prices *prices)
{
    return value_to_json(document_root(&prices->document));
}

size_t prices_count(const struct prices *prices)
{
    return prices->count;
}

const struct price_row *prices_row(const struct prices *prices, size_t index)
{
    return &prices->rows[index];
}

const struct price_row *prices_find(const struct prices *prices, const char *provider,
                                    const char *model)
{
    const struct price_name wanted = {provider, model, NULL};
    const struct price_name *found =
        prices->name_count ? bsearch(&wanted, prices->names, prices->name_count,
                                     sizeof *prices->names, names_compare)
                           : NULL;

    return found ? found->row : NULL;
}

const struct price_period *price_row_on(const struct price_row *row, int64_t day)
{
    const struct price_period *found = NULL;

    for (size_t i = 0; i < row->period_count; i++)
        if (row->periods[i].from_day <= day)
            found = &row->periods[i];
    return found;
}
