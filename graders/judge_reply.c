/* graders/judge_reply.c - what a judge said. */
#include "graders/judge_reply.h"

#include "base/mem.h"
#include "graders/judge_words.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES_MAX = 200 };

void judge_vote_release(struct judge_vote *vote)
{
    free(vote->word);
    free(vote->reason);
    free(vote->served);
    vote->word = vote->reason = vote->served = NULL;
}

/* At most `chars` characters of a UTF-8 text; what is cut ends in "…". */
static char *text_shortened(const char *text, size_t length, size_t chars)
{
    size_t end = 0;

    for (size_t count = 0; end < length && count < chars; count++) {
        end++;
        while (end < length && ((unsigned char)text[end] & 0xC0) == 0x80)
            end++;
    }
    if (end == length)
        return mem_text_n(text, length);
    return mem_format("%.*s…", (int)end, text);
}

static int nothing_said(struct judge_vote *vote, char *why)
{
    free(vote->reason);
    vote->reason = why;
    vote->said = JUDGE_SAID_NOTHING;
    return -1;
}

/* The verdict as a word: a string, or a number's source where marks are asked for. */
static char *word_of(const struct judge *judge, const struct value *verdict)
{
    if (!verdict || verdict->size > WORD_BYTES_MAX)
        return NULL;
    if (verdict->type == VALUE_STRING ||
        (judge->mode == JUDGE_SCALE && value_is_number(verdict)))
        return mem_text_n(verdict->text, verdict->size);
    return NULL;
}

static int opinion_read(const struct judge *judge, const struct value *opinion,
                        unsigned order, struct judge_vote *vote)
{
    const struct value *reason = value_member(opinion, "reason");
    struct judge_mark mark = {0, 0, false};

    if (opinion->type != VALUE_OBJECT || opinion->size != 2 || !reason ||
        reason->type != VALUE_STRING)
        return nothing_said(vote, mem_text("expected the members reason and verdict"));
    vote->word = word_of(judge, value_member(opinion, "verdict"));
    if (!vote->word)
        return nothing_said(vote, mem_text("there is no verdict in it"));
    vote->reason = text_shortened(reason->text, reason->size, JUDGE_REASON_CHARS);
    if (judge_word_is_unclear(vote->word)) {
        vote->said = JUDGE_SAID_UNCLEAR;
        return 0;
    }
    if (!judge_word_read(judge, vote->word, order, &mark))
        return nothing_said(vote, mem_format("the verdict is \"%s\"", vote->word));
    vote->said = JUDGE_SAID_VERDICT;
    vote->mark = mark.mark;
    vote->score = mark.score;
    vote->passes = mark.passes;
    return 0;
}

/* In the same words for each of the grades; the word that was said belongs to one. */
static int criterion_blame(const struct judge *judge, size_t criterion,
                           struct judge_vote *vote)
{
    if (criterion != judge->criterion) {
        free(vote->word);
        vote->word = NULL;
    }
    return nothing_said(
        vote, mem_format("of \"%s\": %s", judge->criteria[criterion].name, vote->reason));
}

static int root_read(const struct judge *judge, const struct value *root, unsigned order,
                     struct judge_vote *vote)
{
    const struct value *own = root;

    if (!judge->criterion_count)
        return opinion_read(judge, root, order, vote);
    if (root->type != VALUE_OBJECT || root->size != judge->criterion_count)
        return nothing_said(vote, mem_text("expected a member for each criterion"));
    /* All of them, so that each of the grades that share the reply asks again or none. */
    for (size_t i = 0; i < judge->criterion_count; i++) {
        own = value_member(root, judge->criteria[i].name);
        judge_vote_release(vote);
        if (!own)
            return nothing_said(
                vote, mem_format("there is no member \"%s\"", judge->criteria[i].name));
        if (opinion_read(judge, own, order, vote))
            return criterion_blame(judge, i, vote);
    }
    own = value_member(root, judge->criteria[judge->criterion].name);
    judge_vote_release(vote);
    return opinion_read(judge, own, order, vote);
}

int judge_reply_read(const struct judge *judge, const struct reply *reply, unsigned order,
                     struct judge_vote *vote)
{
    struct document document = DOCUMENT_INIT;
    struct error err = ERROR_INIT;
    int rc;

    *vote = (struct judge_vote){.said = JUDGE_SAID_NOTHING};
    if (reply->failure != FAILURE_NONE) {
        vote->said = JUDGE_NOT_REACHED;
        vote->reason = mem_text(reply->message ? reply->message
                                               : failure_facts[reply->failure].summary);
        return 0;
    }
    if (reply->text.length == 0)
        return nothing_said(
            vote, mem_text(reply->refusal ? "the judge refused" : "the reply is empty"));
    if (document_read(&document, buf_text(&reply->text), reply->text.length, NULL, &err))
        rc = nothing_said(vote, mem_format("not JSON: %s", err.message));
    else
        rc = root_read(judge, document_root(&document), order, vote);
    document_release(&document);
    vote->served = mem_text(reply->model_served);
    return rc;
}
