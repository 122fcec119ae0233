# What people said of 61 answers; the judge passes whatever names a time, and says nothing that can be read of one.
function label(test, answer, said, rater) {
  printf "{\"case\": \"%s\", \"answer\": \"%s\", \"label\": \"%s\", \"rater\": \"%s\"}\n", test, answer, said, rater
}
BEGIN {
  for (i = 1; i <= 30; i++) {
    test = i % 2 ? "open" : "hours/close"
    good = i <= 27 ? "At " i " o'clock, sir." : "In the morning of day " i "."
    bad = i <= 4 ? "Not at " i " o'clock." : i == 30 ? "mumble" : "Never, on day " i "."
    label(test, good, "pass", "ann")
    label(test, good, "pass", "bob")
    label(test, bad, "fail", "ann")
    if (i > 4) label(test, bad, i == 5 ? "pass" : "fail", "bob")
    if (i == 5) label(test, bad, "fail", "cyd")
  }
  label("open", "Perhaps.", "pass", "ann")
  label("open", "Perhaps.", "fail", "bob")
}
