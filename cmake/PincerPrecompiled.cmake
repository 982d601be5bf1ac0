# pincer_precompile(<target> HEADERS <a> <b>...): other people's headers that many files of the target
# include. Only others': a change of ours must not compile everything again. What a file needs it
# includes all the same, which clang-tidy and g++ see, who get none of this.
function(pincer_precompile target)
  cmake_parse_arguments(arg "" "" "HEADERS" ${ARGN})
  if(PINCER_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE ${arg_HEADERS})
    # For ccache, which else sees another header each time that it is compiled.
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
