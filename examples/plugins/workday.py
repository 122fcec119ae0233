#!/usr/bin/env python3
"""A grader for noworse: the answer is a date, and a working day.

Reads a JSON object a line, writes one a line: the same id, and a verdict.
"""
import datetime
import json
import sys


def judge(answer):
    try:
        day = datetime.date.fromisoformat(answer.strip())
    except ValueError:
        return {"pass": False, "reason": "no date of the form 2026-11-23"}
    name = day.strftime("%A")
    return {"pass": day.weekday() < 5, "reason": f"it is a {name}", "details": {"day": name}}


for line in sys.stdin:
    sample = json.loads(line)
    print(json.dumps({"id": sample["id"], **judge(sample["answer"])}), flush=True)
