# Fuzzers: every src/eigenlake/MODULE/NAME_fuzz.cc becomes a program NAME_fuzz and a short test of that name.
# Clang brings libFuzzer; other compilers get tests/fuzz/standalone_driver.cc, which takes the same options.
if(EIGENLAKE_FUZZ)
  enable_testing()
  add_custom_target(fuzzers)
  set_target_properties(eigenlake PROPERTIES EXCLUDE_FROM_ALL TRUE)  # it has no driver to record coverage
  file(GLOB_RECURSE _fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/eigenlake/*_fuzz.cc)
  foreach(_source IN LISTS _fuzz_sources)
    get_filename_component(_name ${_source} NAME_WE)
    cmake_path(RELATIVE_PATH _source BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/src/eigenlake OUTPUT_VARIABLE _module)
    string(REGEX REPLACE "/.*" "" _module ${_module})
    set(_corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${_name})
    if(NOT IS_DIRECTORY ${_corpus})
      message(FATAL_ERROR "${_source} needs a seed corpus: expected a folder ${_corpus}, found none")
    endif()

    add_executable(${_name} ${_source})
    target_link_libraries(${_name} PRIVATE eigenlake_${_module})
    target_compile_definitions(${_name} PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      target_link_options(${_name} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${_name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/standalone_driver.cc)
    endif()
    add_dependencies(fuzzers ${_name})

    # New inputs go to the build folder, which libFuzzer reads and writes; the seeds are only read.
    set(_found ${CMAKE_BINARY_DIR}/found/${_name})
    file(MAKE_DIRECTORY ${_found})
    add_test(NAME ${_name} WORKING_DIRECTORY ${_found}
             COMMAND ${_name} -seed=1 -runs=${EIGENLAKE_FUZZ_RUNS} -max_total_time=${EIGENLAKE_FUZZ_SECONDS}
                     -max_len=65536 ${_found} ${_corpus})
  endforeach()
endif()
