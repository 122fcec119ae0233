# Answers that do harm to a terminal, a CI log, or the clock.
read -r version what
case $what in
escapes) printf '%s \033]0;title\007 \033[2J\033[31mred \b\b\r end %s' "$version" "$version" ;;
bidi) printf '%s pay \342\200\256 evil \342\201\246 %s \342\200\213\357\273\277' "$version" "$version" ;;
bytes) printf '%s caf\351 \300\200 \355\240\200 \377 tail' "$version" ;;
line) printf '%s ' "$version"; yes "$version" | head -c 1000000 | tr -d '\n' ;;
lines) printf '%s\n' "$version"; seq 150000 | sed "s/\$/ $version/" ;;
empty) [ "$version" = v7 ] && printf v7; true ;;
*) printf '::error::%s\n##vso[task.complete]%s' "$version" "$version" ;;
esac
