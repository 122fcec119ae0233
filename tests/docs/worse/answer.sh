# Right, but for a question in 25 (now here, now there) when asked kindly, and for one in 6 more when asked briefly.
read -r manner number try
wrong=$(((number * 7 + try * 11) % 25 == 0))
[ "$manner" = briefly ] && [ $((number % 6)) = 0 ] && wrong=1
[ $wrong = 1 ] && echo "I do not know." || echo nine
