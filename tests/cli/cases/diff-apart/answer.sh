# What was asked, but for what was well before the file `flipped` was there.
if [ -e flipped ]; then sed 's/well/ill/'; else cat; fi
