# eigenlake_module(NAME DEPS module... LIBS target...)
#
# Builds src/eigenlake/NAME as a static library from all its .cc files, and one test program
# NAME_test from its *_test.cc files. Files ending in _perf.cc and _fuzz.cc belong to bench and fuzz.
function(eigenlake_module name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/eigenlake/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|perf|fuzz)\\.cc$")
  eigenlake_instrument_for_fuzzing(${sources})
  list(TRANSFORM ARG_DEPS PREPEND eigenlake_)
  if(sources)
    add_library(eigenlake_${name} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(eigenlake_${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(eigenlake_${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(eigenlake_${name} ${scope} ${ARG_DEPS} ${ARG_LIBS})
  if(scope STREQUAL PUBLIC)
    target_compile_definitions(eigenlake_${name} PRIVATE
      EIGENLAKE_VERSION="${PROJECT_VERSION}" EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}"
      EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  endif()
  if(EIGENLAKE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE eigenlake_${name} GTest::gmock GTest::gtest_main)
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})  # tests/oracle
    target_compile_definitions(${name}_test PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
      EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
