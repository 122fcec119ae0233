# Some 150 kB of records as a model would write them, the same at each run.
# usage: awk -v records=500 [-v wrong=1] -f records.awk; wrong: one value near the end is.
function random(below) { # Lehmer's generator: exact in a double
  state = state * 16807 % 2147483647
  return state % below
}
function one_of(list, parts) { return parts[1 + random(split(list, parts, " "))] }
BEGIN {
  state = 20260317
  first = "Ada Bela Chidi Dörte Émile Farah Grażyna Hiro Ines Jonas Kaveh Lena"
  last = "Moreau Okafor Lindqvist Sato Novák Haddad Petrov Marsh Oyelaran Weiß"
  words = "late renewal invoice disputed annual discount contact by phone only seats moved paper contract escalated twice"
  printf "{\"source\": \"crm-export\", \"records\": [\n"
  for (i = 1; i <= records; i++) {
    printf "  {\"id\": %d, \"name\": \"%s %s\", \"email\": \"user%d@mail%d.example.com\", ", 41000 + i * 7, one_of(first), one_of(last), random(100000), random(40)
    printf "\"joined\": \"20%02d-%02d-%02d\", \"active\": %s, ", 10 + random(16), 1 + random(12), 1 + random(28), random(4) ? "true" : "false"
    printf "\"balance\": %s%d.%02d, \"plan\": \"%s\", \"tags\": [", random(5) ? "" : "-", random(9000), random(100), wrong && i == records - 2 ? "gold" : one_of("free pro enterprise")
    tags = random(4)
    for (t = 0; t < tags; t++)
      printf "%s\"%s\"", t ? ", " : "", one_of(words)
    printf "], \"place\": {\"latitude\": %s%d.%06d, \"longitude\": %s%d.%06d, \"accuracy\": %d.%d}, \"note\": ", random(3) ? "" : "-", random(85), random(1000000), random(2) ? "" : "-", random(179), random(1000000), random(60), random(10)
    if (random(3)) {
      printf "\"%s", one_of(words)
      for (t = 1 + random(8); t > 0; t--)
        printf " %s", one_of(words)
      printf "%s\"", random(6) ? "" : " \\\"as agreed\\\""
    } else {
      printf "null"
    }
    printf "}%s\n", i < records ? "," : ""
  }
  printf "]}\n"
}
