# Cases of set A: awk -v n=1000 -v form=jsonl|yaml -f cases.awk. The same n gives the same cases.
BEGIN {
  count = split("widget gadget arrived late early broken intact refund shipping support helpful slow quick box manual battery screen cable charger colour finish quality price value order return warranty store online friendly rude packaging damaged perfect works stopped after days weeks office kitchen garden travel heavy light", words, " ")
  seed = 1
  for (i = 1; i <= n; i++) {
    review = ""
    for (k = 0; k < 24; k++) {
      seed = (seed * 1103 + 12345) % 1048573
      review = review (k ? " " : "") words[1 + seed % count]
    }
    if (form == "yaml")
      printf "- vars: {case_number: %d, review: \"%s\"}\n", i, review
    else
      printf "{\"id\": \"c%07d\", \"vars\": {\"case_number\": %d, \"review\": \"%s\"}}\n", i, i, review
  }
}
