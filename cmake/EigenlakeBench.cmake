# SPDX-License-Identifier: Apache-2.0
# Benchmarks: every *_perf.cc below src and bench becomes a program of its own name.
if(EIGENLAKE_BENCH)
  find_package(benchmark CONFIG REQUIRED)
  file(GLOB_RECURSE _perf_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*_perf.cc ${CMAKE_SOURCE_DIR}/bench/*_perf.cc)
  foreach(_source IN LISTS _perf_sources)
    get_filename_component(_name ${_source} NAME_WE)
    add_executable(${_name} ${_source})
    target_link_libraries(${_name} PRIVATE eigenlake_cli benchmark::benchmark)
    target_compile_definitions(${_name} PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  endforeach()
endif()
