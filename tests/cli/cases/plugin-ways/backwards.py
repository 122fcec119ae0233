#!/usr/bin/env python3
"""Replies to three lines in the opposite order."""
import json
import sys

lines = [json.loads(sys.stdin.readline()) for _ in range(3)]
for sample in reversed(lines):
    same = sample["answer"] == sample["reference"] == sample["vars"]["q"]
    print(json.dumps({"pass": same, "id": sample["id"]}))
