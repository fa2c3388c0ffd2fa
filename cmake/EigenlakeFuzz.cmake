# SPDX-License-Identifier: Apache-2.0
# Fuzzers: every src/eigenlake/MODULE/NAME_fuzz.cc becomes a program NAME_fuzz and a short test of that name.
# Clang brings libFuzzer; other compilers get tests/fuzz/standalone_driver.cc, which takes the same options.

# The code that reads foreign bytes is sanitized and records coverage. The rest only has to link: numeric code is neither
# optimised nor sanitized, because it would take most of the time of this build.
set(EIGENLAKE_FUZZED "/eigenlake/(base|json|avro|object_store|iceberg|record)/|/eigenlake/chem/(basis|element|molecule)")
if(EIGENLAKE_FUZZ)
  set(CMAKE_CXX_FLAGS_RELEASE "-O0")
  set(EIGENLAKE_FUZZED_FLAGS -O1 ${EIGENLAKE_SANITIZE_FLAGS})
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    list(APPEND EIGENLAKE_FUZZED_FLAGS -fsanitize=fuzzer-no-link)
  else()
    list(APPEND EIGENLAKE_FUZZED_FLAGS -fsanitize-coverage=trace-pc)
  endif()
endif()

# Instruments those sources of a target that fuzzers test. A file with options of its own is compiled alone, so a target of
# which all files are tested gets the options as a whole.
function(eigenlake_instrument_for_fuzzing target)
  get_target_property(sources ${target} SOURCES)
  set(others ${sources})
  list(FILTER sources INCLUDE REGEX "${EIGENLAKE_FUZZED}")
  list(FILTER others EXCLUDE REGEX "${EIGENLAKE_FUZZED}|TARGET_OBJECTS")
  if(NOT EIGENLAKE_FUZZ OR NOT sources)
    return()
  endif()
  if(others)
    set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "${EIGENLAKE_FUZZED_FLAGS}"
      SKIP_PRECOMPILE_HEADERS ON)
  else()
    target_compile_options(${target} PRIVATE ${EIGENLAKE_FUZZED_FLAGS})
    set_target_properties(${target} PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
  endif()
endfunction()

function(eigenlake_fuzzers)
  add_custom_target(fuzzers)
  set(driver ${CMAKE_SOURCE_DIR}/tests/fuzz/standalone_driver.cc)
  set_source_files_properties(${driver} PROPERTIES COMPILE_OPTIONS -O2)
  set_target_properties(eigenlake PROPERTIES EXCLUDE_FROM_ALL TRUE)  # it has no driver to record coverage
  file(GLOB_RECURSE fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/eigenlake/*_fuzz.cc)
  foreach(source IN LISTS fuzz_sources)
    get_filename_component(name ${source} NAME_WE)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/src/eigenlake OUTPUT_VARIABLE module)
    string(REGEX REPLACE "/.*" "" module ${module})
    set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    if(NOT IS_DIRECTORY ${corpus})
      message(FATAL_ERROR "${source} needs a seed corpus: expected a folder ${corpus}, found none")
    endif()

    add_executable(${name} ${source})
    target_link_libraries(${name} PRIVATE eigenlake_${module})
    target_compile_definitions(${name} PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
      target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${name} PRIVATE ${driver})
    endif()
    eigenlake_instrument_for_fuzzing(${name})  # but not the driver
    add_dependencies(fuzzers ${name})

    # New inputs go to the build folder, which libFuzzer reads and writes; the seeds are only read.
    set(found ${CMAKE_BINARY_DIR}/found/${name})
    file(MAKE_DIRECTORY ${found})
    add_test(NAME ${name} WORKING_DIRECTORY ${found}
             COMMAND ${name} -seed=1 -runs=${EIGENLAKE_FUZZ_RUNS} -max_total_time=${EIGENLAKE_FUZZ_SECONDS}
                     -max_len=65536 ${found} ${corpus})
  endforeach()
endfunction()
