# What of the latest run pairs: by cohort and id.
sqlite3 "$(ls .noworse/runs/*.nwrun | tail -1)" "
SELECT json_extract(plan, '\$.cohorts[' || cohort || '].name'), c.id, ifnull(b.pairing, 'new'), b.passed
FROM run, cases c LEFT JOIN baseline_results b ON b.\"case\" = c.number ORDER BY 1, 2;
SELECT 'gone', cohort, id, passed FROM baseline_gone"
