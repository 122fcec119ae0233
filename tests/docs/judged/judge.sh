# Stands for a model: yes where the judged answer names a time.
if grep -q 'At nine'; then verdict=yes; else verdict=no; fi
printf '{"reason": "The answer names %s.", "verdict": "%s"}\n' "$([ $verdict = yes ] && echo 'an hour' || echo 'no hour')" $verdict
