# 200 questions: 170 that both prompts answer well, 6 that only the new one does, 7 that only the old one did, 17 that
# neither does. With -v labels=1: 84 other answers and what people say of them, of which the judge passes 37 of 42 good
# ones and fails 34 of 42 others, but for one more of each.
function label(i, answer, said) {
  printf "{\"case\": \"c%d\", \"answer\": \"%s %d.\", \"label\": \"%s\"}\n", i, answer, i, said
}
BEGIN {
  for (i = 0; i < 200 && !labels; i++)
    printf "{\"id\": \"c%d\", \"q\": \"When? %s %d\"}\n", i, i < 170 ? "both" : i < 176 ? "gained" : i < 183 ? "lost" : "neither", i
  for (i = 0; i < 40 && labels; i++) label(i, i < 36 ? "At nine o'clock, train" : "In the morning, train", "pass")
  for (i = 40; i < 80 && labels; i++) label(i, i < 73 ? "Never, train" : "Not at nine o'clock, train", "fail")
}
