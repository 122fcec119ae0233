# 120 questions: two in five that both prompts answer well, two that only the old one did, one that neither does.
# With -v labels=1: what people say of both answers to every third.
function label(i, answer, said) {
  printf "{\"case\": \"c%d\", \"answer\": \"%s\", \"label\": \"%s\"}\n", i, answer, said
}
BEGIN {
  for (i = 0; i < 120; i++) {
    kind = i % 5 < 2 ? "kept" : i % 5 < 4 ? "lost" : "none"
    if (!labels) printf "{\"id\": \"c%d\", \"q\": \"When? %s %d\"}\n", i, kind, i
    else if (i % 3 == 0) {
      label(i, kind == "none" ? "Perhaps, as before." : "At nine, as before.", kind == "none" ? "fail" : "pass")
      label(i, kind == "kept" ? "At nine, of late." : "Perhaps, of late.", kind == "kept" ? "pass" : "fail")
    }
  }
}
