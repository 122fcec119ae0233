#!/bin/sh
# Replies to one line and ends: it is started for each.
read -r line
id=${line#*:}
if [ "$1" = --fail ]; then pass=false; else pass=true; fi
echo "{\"id\": ${id%%,*}, \"pass\": $pass}"
