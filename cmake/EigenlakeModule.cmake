# eigenlake_module(NAME [KERNEL] PRECOMPILED name DEPS module... LIBS target...)
#
# Builds src/eigenlake/NAME as a static library from all its .cc files, and one test program
# NAME_test from its *_test.cc files. Files ending in _perf.cc and _fuzz.cc belong to bench and fuzz.
#
# KERNEL: the time of a run is spent here, so every file is compiled by itself. Elsewhere the compiler sees several
# files of a module as one, so that a header is read once for all of them (docs/adr/0018-build.md).
set(EIGENLAKE_FILES_AT_ONCE 12)

function(eigenlake_module name)
  cmake_parse_arguments(ARG "KERNEL" "PRECOMPILED" "DEPS;LIBS" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/eigenlake/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_(test|perf|fuzz)\\.cc$")
  eigenlake_instrument_for_fuzzing(${sources})
  list(TRANSFORM ARG_DEPS PREPEND eigenlake_)
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED common)
  endif()
  set(eigen_flags "")
  if(Eigen3::Eigen IN_LIST ARG_LIBS)
    set(eigen_flags ${EIGENLAKE_EIGEN_FLAGS})
  endif()

  add_library(eigenlake_${name} STATIC ${sources})
  target_include_directories(eigenlake_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(eigenlake_${name} PUBLIC ${ARG_DEPS} ${ARG_LIBS})
  target_compile_options(eigenlake_${name} PRIVATE ${eigen_flags})
  target_compile_definitions(eigenlake_${name} PRIVATE
    EIGENLAKE_VERSION="${PROJECT_VERSION}" EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}"
    EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  eigenlake_use_precompiled(eigenlake_${name} ${ARG_PRECOMPILED})
  if(EIGENLAKE_FAST_BUILD AND NOT ARG_KERNEL)
    set_target_properties(eigenlake_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${EIGENLAKE_FILES_AT_ONCE})
  endif()

  if(EIGENLAKE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE eigenlake_${name} GTest::gmock GTest::gtest_main)
    target_compile_options(${name}_test PRIVATE ${eigen_flags})
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})  # tests/oracle
    target_compile_definitions(${name}_test PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
      EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}")
    eigenlake_use_precompiled(${name}_test tests)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
