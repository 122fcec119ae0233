add_library(noworse_flags INTERFACE) # what every target is compiled with
target_include_directories(noworse_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(noworse_flags INTERFACE _GNU_SOURCE)
target_compile_options(noworse_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wformat=2 -Wcast-qual
  -Wwrite-strings -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes
  -Wold-style-definition -Wimplicit-fallthrough -fno-common
  $<$<BOOL:${NOWORSE_WERROR}>:-Werror>)
if(NOWORSE_SANITIZE)
  target_compile_options(noworse_flags INTERFACE
    -fsanitize=${NOWORSE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(noworse_flags INTERFACE -fsanitize=${NOWORSE_SANITIZE})
endif()

# noworse_library(name SOURCES file... USES target...): one folder's library.
function(noworse_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES")
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC noworse_flags ${arg_USES})
endfunction()

# noworse_embed(target folder/name.c file...): the files' bytes, compiled in as a table that
# base/embedded.h describes. The name in the table is the path from the project's root.
function(noworse_embed target table output)
  set(inputs)
  foreach(file ${ARGN})
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/${file})
  endforeach()
  string(REPLACE ";" "," joined "${ARGN}")
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${output}
    COMMAND ${CMAKE_COMMAND} -DTABLE=${table} -DFILES=${joined} -DROOT=${PROJECT_SOURCE_DIR}
            -DOUT=${CMAKE_CURRENT_BINARY_DIR}/${output} -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${output})
endfunction()
