# pincer_add_generated(<target> FILES a.cpp b.cpp...): sources that tools/generate wrote. They are many,
# small, and alike in what they include: where PINCER_UNITE_GENERATED says so, a compiler gets eight
# at a time. Programs that link the library then take eight files' functions for one.
function(pincer_add_generated target)
  cmake_parse_arguments(arg "" "" "FILES" ${ARGN})
  target_sources(${target} PRIVATE ${arg_FILES})
  if(NOT PINCER_UNITE_GENERATED)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_filename_component(folder "${CMAKE_CURRENT_SOURCE_DIR}/.." ABSOLUTE)
  get_filename_component(group "${folder}" NAME)
  set(index 0)
  foreach(file IN LISTS arg_FILES)
    math(EXPR number "${index} / 8")
    math(EXPR index "${index} + 1")
    set_source_files_properties("${CMAKE_CURRENT_SOURCE_DIR}/${file}" TARGET_DIRECTORY ${target}
                                PROPERTIES UNITY_GROUP "${group}_${number}")
  endforeach()
endfunction()
