# 60 questions, of whose answers 40 are good; the judge passes what names a clock: 31 of these, and 1 of the others.
# With -v labels=1: what people say of four in five of the answers.
BEGIN {
  for (i = 0; i < 60; i++) {
    n = i * 7 % 60
    kind = n < 31 ? "exact" : n < 40 ? "vague" : n < 41 ? "wrong" : "none"
    answer = kind == "exact" ? "At nine o'clock." : kind == "vague" ? "In the morning." : kind == "wrong" ? "Not at nine o'clock." : "Never."
    if (!labels) printf "{\"id\": \"c%d\", \"q\": \"When? %s %d\"}\n", i, kind, i
    else if (i % 5) printf "{\"case\": \"c%d\", \"answer\": \"%s\", \"label\": \"%s\"}\n", i, answer, n < 40 ? "pass" : "fail"
  }
}
