# `cmake --install`: the headers, the library, and what find_package(pincer) and pkg-config need.
include(CMakePackageConfigHelpers)

install(TARGETS pincer EXPORT pincer-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(TARGET pincer_command)
  install(TARGETS pincer_command)
endif()
install(DIRECTORY include/pincer DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(pincer_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pincer)
install(EXPORT pincer-targets NAMESPACE pincer:: DESTINATION ${pincer_package_dir})
configure_package_config_file(cmake/pincer-config.cmake.in ${PROJECT_BINARY_DIR}/pincer-config.cmake
                              INSTALL_DESTINATION ${pincer_package_dir})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pincer-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/pincer-config.cmake ${PROJECT_BINARY_DIR}/pincer-config-version.cmake
        DESTINATION ${pincer_package_dir})

# Relative, so that the tree can be moved.
file(RELATIVE_PATH pincer_prefix_from_pc ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/pincer.pc.in ${PROJECT_BINARY_DIR}/pincer.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/pincer.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
