# Compiler flags of our own targets: `target_link_libraries(x PRIVATE pincer_flags)`.
add_library(pincer_flags INTERFACE)
target_compile_options(pincer_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                                              -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Where g++ 12 is wrong: maybe-uninitialized inside std::optional, std::variant and coroutine
  # frames; mismatched-new-delete for the operators of every awaitable's frame; restrict for every
  # `"text" + std::string` that it inlines (GCC bug 105651).
  target_compile_options(pincer_flags INTERFACE -Wno-maybe-uninitialized -Wno-mismatched-new-delete
                                                -Wno-restrict)
endif()
if(PINCER_WARNINGS_AS_ERRORS)
  target_compile_options(pincer_flags INTERFACE -Werror)
endif()

if(PINCER_SANITIZE)
  add_compile_options(-fsanitize=${PINCER_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${PINCER_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # Coroutine frames call through pointers of another type; clang's check cannot see that.
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
