while read -r line; do
  id=${line#*:}
  echo "{\"id\": ${id%%,*}, \"pass\": false, \"reason\": \"by the first\"}"
done
