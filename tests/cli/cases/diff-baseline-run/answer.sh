# The answer that answers.txt has for the last line of what is asked: "v7 question|answer".
printf '%b' "$(sed -n "s/^$(tail -n 1)|//p" answers.txt)"
