# SPDX-License-Identifier: Apache-2.0
# Compiles the commit and the settings of the build into the module cli. Each build looks for the commit; only another
# one compiles a file again.
set(_source ${CMAKE_BINARY_DIR}/generated/build_info.cc)
add_custom_target(eigenlake_build_info
  COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${CMAKE_SOURCE_DIR} -D OUTPUT=${_source} -D BUILD_TYPE=${CMAKE_BUILD_TYPE}
    -D MARCH=${EIGENLAKE_MARCH} -P ${CMAKE_CURRENT_LIST_DIR}/WriteCommit.cmake
  BYPRODUCTS ${_source} VERBATIM)
set_source_files_properties(${_source} PROPERTIES GENERATED ON SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
target_sources(eigenlake_cli PRIVATE ${_source})
add_dependencies(eigenlake_cli eigenlake_build_info)
