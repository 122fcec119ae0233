"""Writes vectors.json: what trusted software says of the pairs of texts.py. README.md says which and how.

usage: make.py FOLDER >vectors.json
"""
import json
import re
import sys
import unicodedata

sys.path.insert(0, sys.argv[1])
for name in ("nltk", "nltk.stem", "nltk.stem.porter", "konlpy", "konlpy.tag"):
    sys.modules[name] = type(sys)(name)  # what the scripts import and what is used here does not need
sys.modules["nltk.stem"].porter = sys.modules["nltk.stem.porter"]
for name in ("Kkma", "Komoran", "Okt", "Mecab"):
    setattr(sys.modules["konlpy.tag"], name, None)

import Levenshtein
import mlqa_evaluation_v1 as mlqa
import regex
import sacrebleu
import squad_evaluate as squad
from rouge_score import rouge_scorer, scoring, tokenize

from texts import pairs

ARTICLES = ("en", "de", "es", "vi")


def lower(text, language):
    """Python knows no language's own rules."""
    return text.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else text.lower()


def parted(text):
    """A blank where a word boundary of UAX 29 stands between two letters, marks or digits."""
    out = ""
    for piece in regex.split(r"(?V1w)\b", text):
        if out and piece and regex.match(r"[\p{L}\p{M}\p{N}]", out[-1]) and regex.match(r"[\p{L}\p{M}\p{N}]", piece):
            out += " "
        out += piece
    return out


def token_f1(answer, reference, language):
    def ready(text):
        return parted("".join(c for c in lower(text, language) if c not in mlqa.PUNCT))

    # "hi": MLQA's script takes away no article there
    scripts = language if language in ARTICLES else "hi" if language else "en"
    score = mlqa.f1_score(ready(answer), ready(reference), scripts)
    if scripts == "en" and (answer + reference).isascii():
        assert score == squad.f1_score(answer, reference)
    return {"score": float(score)}


def rouge_words(text, language):
    if text.isascii() and language != "tr":
        return tokenize.tokenize(text, None)
    runs = []
    for piece in regex.split(r"(?V1w)\b", lower(text, language)):
        runs += regex.findall(r"[\p{L}\p{M}\p{N}\u200c\u200d]+", piece)
    return [run for run in runs if regex.search(r"[\p{L}\p{N}]", run)]


def rouge(answer, reference, language):
    a, r = rouge_words(answer, language), rouge_words(reference, language)
    scores = {}
    for name, order in (("rouge_1", 1), ("rouge_2", 2)):
        scores[name] = rouge_scorer._score_ngrams(rouge_scorer._create_ngrams(r, order), rouge_scorer._create_ngrams(a, order))
    scores["rouge_l"] = rouge_scorer._score_lcs(r, a)
    return {name: {"score": s.fmeasure, "precision": s.precision, "recall": s.recall} for name, s in scores.items()}


def main():
    rows = []
    for answer, answer_times, reference, reference_times, language in pairs():
        a, r = answer * answer_times, reference * reference_times
        row = {"answer": answer, "reference": reference}
        if answer_times > 1:
            row.update(answer_times=answer_times, reference_times=reference_times)
        if language:
            row["language"] = language
        row["token_f1"] = token_f1(a, r, language)
        row.update(rouge(a, r, language))
        tokenizer = "zh" if language == "zh" else "13a"
        row["bleu"] = {"score": sacrebleu.sentence_bleu(a, [r], tokenize=tokenizer).score / 100}
        row["chrf"] = {"score": sacrebleu.sentence_chrf(a, [r]).score / 100}
        longer = max(len(a), len(r))
        row["edit_similarity"] = {"score": 1 - Levenshtein.distance(a, r) / longer if longer else 1.0}
        rows.append(row)
    print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=True) for row in rows) + "\n]")


main()
