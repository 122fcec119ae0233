/* graders/judge_prompt.c - the messages that a judge gets. */
#include "graders/judge_prompt.h"

#include "base/mem.h"
#include "base/shown.h"
#include "graders/answer_part.h"
#include "graders/judge_fence.h"
#include "graders/judge_words.h"

#include <stdlib.h>
#include <string.h>

enum { BROKEN_BYTES_MAX = 16 * 1024, NAME_SHOWN_MAX = 60 };

static const struct value *context_of(const struct judge *judge,
                                      const struct sample *sample)
{
    if (judge->context_var)
        return value_member(sample->vars, judge->context_var);
    if (judge->context_trace && sample->trace)
        return value_at(sample->trace, judge->context_trace);
    return NULL;
}

bool judge_prompt_check(const struct judge *judge, const struct sample *sample,
                        struct grade *grade)
{
    const char *name = judge->context_var ? judge->context_var : judge->context_trace;

    if (name && !context_of(judge, sample)) {
        char *shown = shown_quoted(name, strlen(name), NAME_SHOWN_MAX);

        grade_unscored(grade, "there is no context to show: %s %s",
                       judge->context_var ? "the case has no variable"
                                          : "the trace has nothing at",
                       shown);
        free(shown);
        return false;
    }
    if (judge->is_against_baseline && !sample->baseline_answer && !sample->is_baseline) {
        grade_unscored(grade, "the baseline has no answer to compare with");
        return false;
    }
    return true;
}

/* Of a pair: what the answer is compared with; room: for a reference that is no string.
 */
static struct text other_of(const struct judge *judge, const struct sample *sample,
                            struct buf *room)
{
    if (judge->is_against_baseline)
        return sample->baseline_answer ? (struct text){sample->baseline_answer,
                                                       sample->baseline_answer_length}
                                       : (struct text){"", 0};
    return sample->reference ? value_text(sample->reference, room) : (struct text){"", 0};
}

bool judge_prompt_is_tie(const struct judge *judge, const struct sample *sample)
{
    struct buf room = BUF_INIT(MESSAGES_BYTES_MAX);
    struct text other;
    bool is_tie;

    if (judge->mode != JUDGE_PAIR)
        return false;
    if (judge->is_against_baseline && sample->is_baseline)
        return true;
    other = other_of(judge, sample, &room);
    is_tie = other.length == sample->answer_length &&
             !memcmp(other.bytes, sample->answer, other.length);
    buf_release(&room);
    return is_tie;
}

/* Texts that the fences borrow. */
struct shown_texts {
    char *input; /* owned */
    struct buf context, reference;
};

/* The case's variables but the one that is shown as the context. */
static char *input_make(const struct judge *judge, const struct sample *sample)
{
    json_t *vars = sample->vars ? value_to_json(sample->vars) : NULL;
    char *text = NULL;

    if (judge->context_var)
        json_object_del(vars, judge->context_var);
    if (json_object_size(vars))
        text = json_dumps(vars, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(vars);
    return text;
}

static void pair_add(const struct judge *judge, const struct sample *sample,
                     unsigned order, struct shown_texts *texts, struct fences *fences)
{
    const struct text answer = {sample->answer, sample->answer_length};
    const struct text other = other_of(judge, sample, &texts->reference);

    fences_add(fences, "first answer", order == 0 ? answer : other);
    fences_add(fences, "second answer", order == 0 ? other : answer);
}

static void fences_fill(const struct judge *judge, const struct sample *sample,
                        unsigned order, struct shown_texts *texts, struct fences *fences)
{
    const struct value *context = context_of(judge, sample);

    texts->input = input_make(judge, sample);
    if (texts->input)
        fences_add(fences, "input", (struct text){texts->input, strlen(texts->input)});
    if (context)
        fences_add(fences, "context", value_text(context, &texts->context));
    if (judge->mode == JUDGE_PAIR) {
        pair_add(judge, sample, order, texts, fences);
        return;
    }
    if (sample->reference)
        fences_add(fences, "reference", value_text(sample->reference, &texts->reference));
    fences_add(fences, "answer", (struct text){sample->answer, sample->answer_length});
}

static void task_append(const struct judge *judge, struct buf *out)
{
    if (judge->mode == JUDGE_PAIR)
        buf_append_text(out,
                        "You compare two answers of other programs to the same input. "
                        "Which of them stands first means nothing.\n\n");
    else
        buf_append_text(out, "You judge the answer of another program.\n\n");
}

static void verdicts_append(const struct judge *judge, struct buf *out)
{
    buf_append_text(out, "\nA verdict is one of these words: ");
    judge_words_append(judge, out);
    buf_append_text(out, ".\n");
    if (judge->mode == JUDGE_YES_NO)
        buf_append_text(out, "\"yes\": what is asked holds for the answer. "
                             "\"no\": it does not.\n");
    if (judge->mode == JUDGE_SCALE)
        buf_append_format(out,
                          "%g is the worst mark and %g the best; what is asked may say "
                          "what each mark stands for.\n",
                          judge->low, judge->high);
    if (judge->mode == JUDGE_PAIR)
        buf_append_text(out, "\"first\", \"second\": that answer is better in what is "
                             "asked. \"tie\": neither is.\n");
    buf_append_text(out, "\"unclear\": what you are shown does not decide it.\n");
}

static void form_append(const struct judge *judge, struct buf *out)
{
    static const char opinion[] = "{\"reason\": \"…\", \"verdict\": \"…\"}";

    buf_append_text(out, "\nAnswer with one JSON object and nothing around it:\n");
    if (!judge->criterion_count) {
        buf_append_text(out, opinion);
    } else {
        for (size_t i = 0; i < judge->criterion_count; i++) {
            const char *name = judge->criteria[i].name;

            buf_append_text(out, i ? ", " : "{");
            json_quote(out, name, strlen(name));
            buf_append_format(out, ": %s", opinion);
        }
        buf_append_text(out, "}");
    }
    buf_append_text(out, "\nThe reason comes first, in at most three sentences; then the "
                         "verdict that follows from it.\n");
}

static void question_append(const struct judge *judge, struct buf *out)
{
    if (judge->question)
        buf_append_format(out, "What is asked:\n%s\n", judge->question);
    else
        buf_append_text(out, "What is asked, each by its name and for itself:\n");
    for (size_t i = 0; i < judge->criterion_count; i++)
        buf_append_format(out, "- %s: %s\n", judge->criteria[i].name,
                          judge->criteria[i].question);
}

/* The front of a reply, whole characters. */
static struct text broken_text(const struct buf *broken)
{
    size_t length = broken->length;

    if (length > BROKEN_BYTES_MAX) {
        length = BROKEN_BYTES_MAX;
        while (length && ((unsigned char)broken->data[length] & 0xC0) == 0x80)
            length--;
    }
    return (struct text){buf_text(broken), length};
}

/* The texts stand in one buffer, so the messages are cut from it when it grows no more.
 */
static void messages_set(struct messages *out, size_t system_length)
{
    const char *texts = buf_text(&out->texts);

    while (out->count < 2) {
        MEM_GROW(out->items, out->count, out->capacity);
        out->count++;
    }
    out->items[0] = (struct message){ROLE_SYSTEM, texts, system_length};
    out->items[1] = (struct message){ROLE_USER, texts + system_length,
                                     out->texts.length - system_length};
}

int judge_prompt_make(const struct judge *judge, const struct sample *sample,
                      unsigned order, const struct buf *broken, struct messages *out)
{
    struct shown_texts texts = {NULL, BUF_INIT(MESSAGES_BYTES_MAX),
                                BUF_INIT(MESSAGES_BYTES_MAX)};
    struct fences fences = {.count = 0};
    struct buf question = BUF_INIT(MESSAGES_BYTES_MAX);
    size_t system_length;

    messages_clear(out);
    question_append(judge, &question);
    fences_fill(judge, sample, order, &texts, &fences);
    if (broken)
        fences_add(&fences, "your reply", broken_text(broken));
    fences_close(&fences, buf_text(&question));
    task_append(judge, &out->texts);
    fences_declare(&fences, &out->texts);
    verdicts_append(judge, &out->texts);
    form_append(judge, &out->texts);
    system_length = out->texts.length;
    buf_append(&out->texts, question.data, question.length);
    fences_append(&fences, &out->texts);
    if (broken)
        buf_append_text(&out->texts,
                        "\nYour reply is not the JSON that was asked for. Answer with "
                        "this JSON alone, and nothing before or after it.\n");
    messages_set(out, system_length);
    free(texts.input);
    buf_release(&texts.context);
    buf_release(&texts.reference);
    buf_release(&question);
    return buf_is_over(&out->texts) ? -1 : 0;
}
