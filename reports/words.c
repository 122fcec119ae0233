/* reports/words.c - a text cut into words, each with a number. */
#include "reports/words.h"

#include "base/bytes_hash.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>

enum kind { KIND_BLANK, KIND_LETTER, KIND_ALONE, KIND_MARK };

/* Written without blanks between words. */
static bool is_alone(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0e00, 0x0eff},   /* Thai, Lao */
        {0x1000, 0x109f},   /* Myanmar */
        {0x1780, 0x17ff},   /* Khmer */
        {0x3040, 0x30ff},   /* Hiragana, Katakana */
        {0x31f0, 0x31ff},   /* Katakana, further */
        {0xff66, 0xff9f},   /* Katakana, half width */
        {0x1b000, 0x1b16f}, /* Kana, historic */
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return uc_is_property_ideographic(point);
}

static enum kind kind_of_ascii(uint32_t point)
{
    if (point == ' ' || (point >= '\t' && point <= '\r'))
        return KIND_BLANK;
    return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
                   (point >= 'A' && point <= 'Z') || point == '_'
               ? KIND_LETTER
               : KIND_ALONE;
}

static enum kind kind_of(uint32_t point)
{
    if (point < 0x80)
        return kind_of_ascii(point);
    if (uc_is_property_white_space(point))
        return KIND_BLANK;
    if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M))
        return KIND_MARK;
    if (uc_is_general_category_withtable(point,
                                         UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N) &&
        !is_alone(point))
        return KIND_LETTER;
    return KIND_ALONE;
}

/* The character at text; of a byte that is no UTF-8 the length is 1. */
static size_t character(const char *text, size_t length, enum kind *kind)
{
    uint32_t point;
    size_t size = utf8_decode(text, length, &point);

    *kind = size ? kind_of(point) : KIND_ALONE;
    return size ? size : 1;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* "12.5" and "12,50" are words: at is the point's offset. */
static bool is_inside_number(const char *text, size_t length, size_t at)
{
    return (text[at] == '.' || text[at] == ',') && at + 1 < length &&
           is_digit(text[at - 1]) && is_digit(text[at + 1]);
}

size_t word_length(const char *text, size_t length)
{
    enum kind first, kind;
    size_t at = character(text, length, &first);

    while (at < length) {
        size_t size = character(text + at, length - at, &kind);

        if (kind == KIND_MARK ? first == KIND_BLANK
                              : first != kind || first == KIND_ALONE) {
            if (first != KIND_LETTER || !is_inside_number(text, length, at))
                break;
        }
        at += size;
    }
    return at;
}

/* Words that were met, by open addressing; never more than half full. */
struct met {
    const char *text;
    size_t length;
    uint64_t hash;
};

/* Words can be chosen so that their hashes meet: after this many slots a word is taken
 * for a new one, which makes a list of changes longer and never wrong. */
enum { PROBES_MAX = 64 };

struct table {
    struct met *slots; /* text NULL: free */
    size_t mask, count;
    uint32_t *numbers; /* of the slots */
    uint32_t next;
};

/* The slot of the word, or a free one; NULL: neither is near. */
static struct met *table_slot(const struct table *table, const struct met *met)
{
    for (size_t i = 0; i < PROBES_MAX; i++) {
        struct met *slot = &table->slots[((size_t)met->hash + i) & table->mask];

        if (!slot->text || (slot->hash == met->hash && slot->length == met->length &&
                            !memcmp(slot->text, met->text, met->length)))
            return slot;
    }
    return NULL;
}

static void table_insert(struct table *table, struct met *slot, const struct met *met,
                         uint32_t number)
{
    if (!slot)
        return;
    *slot = *met;
    table->numbers[slot - table->slots] = number;
    table->count++;
}

static void table_grow(struct table *table)
{
    struct table larger = {.mask = table->slots ? 2 * table->mask + 1 : 1023,
                           .next = table->next};

    larger.slots = mem_new(larger.mask + 1, sizeof *larger.slots);
    larger.numbers = mem_new(larger.mask + 1, sizeof *larger.numbers);
    for (size_t i = 0; table->slots && i <= table->mask; i++)
        if (table->slots[i].text)
            table_insert(&larger, table_slot(&larger, &table->slots[i]), &table->slots[i],
                         table->numbers[i]);
    free(table->slots);
    free(table->numbers);
    *table = larger;
}

static uint32_t number_of(struct table *table, const char *text, size_t length)
{
    const struct met met = {text, length, bytes_hash(text, length)};
    struct met *slot;

    if (!table->slots || 2 * table->count > table->mask)
        table_grow(table);
    slot = table_slot(table, &met);
    if (slot && slot->text)
        return table->numbers[slot - table->slots];
    table_insert(table, slot, &met, table->next);
    return table->next++;
}

static void cut(struct table *table, const char *text, size_t length,
                struct word_list *out)
{
    size_t capacity = 0;
    size_t at = 0;

    while (at < length) {
        size_t size = word_length(text + at, length - at);

        if (out->count == capacity) {
            capacity = capacity ? 2 * capacity : 256;
            out->numbers = mem_resize(out->numbers, capacity, sizeof *out->numbers);
            out->starts = mem_resize(out->starts, capacity + 1, sizeof *out->starts);
        }
        out->numbers[out->count] = number_of(table, text + at, size);
        out->starts[out->count++] = at;
        at += size;
    }
    if (!out->starts)
        out->starts = mem_new(1, sizeof *out->starts);
    out->starts[out->count] = length;
}

void words_cut(const char *old_text, size_t old_length, const char *new_text,
               size_t new_length, struct word_list *old_words,
               struct word_list *new_words)
{
    struct table table = {NULL, 0, 0, NULL, 0};

    cut(&table, old_text, old_length, old_words);
    cut(&table, new_text, new_length, new_words);
    free(table.slots);
    free(table.numbers);
}

void word_list_release(struct word_list *words)
{
    free(words->numbers);
    free(words->starts);
    *words = (struct word_list){NULL, NULL, 0};
}
