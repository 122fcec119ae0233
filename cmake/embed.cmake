# Writes the files of FILES (comma separated, relative to ROOT) as a C table to OUT.
string(REPLACE "," ";" files "${FILES}")
set(arrays "")
set(rows "")
set(index 0)
foreach(file ${files})
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
  string(REGEX REPLACE "('....','....','....','....','....','....','....','....','....','....',)" "\\1\n" bytes "${bytes}")
  string(APPEND arrays "static const char file_${index}[] = {${bytes}0};\n")
  string(APPEND rows "    {\"${file}\", file_${index}, sizeof file_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "/* Made from files of the project by cmake/embed.cmake. */
#include \"base/embedded.h\"

${arrays}
extern const struct embedded_file ${TABLE}[];
const struct embedded_file ${TABLE}[] = {
${rows}    {0, 0, 0},
};
")
