# Every dependency comes from the system's packages (`./dev packages` lists them).
find_package(Boost 1.81 REQUIRED COMPONENTS url json)
find_package(OpenSSL 3 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
if(simdjson_VERSION VERSION_LESS 3.0) # its own version file takes 3.6 for incompatible with 3.0
  message(FATAL_ERROR "simdjson ${simdjson_VERSION} is too old; 3.0 or later is needed")
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
