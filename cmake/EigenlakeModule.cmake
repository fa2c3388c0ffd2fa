# SPDX-License-Identifier: Apache-2.0
# eigenlake_module(NAME [KERNEL | LIGHT] [PRECOMPILED name] [HIDDEN pattern] DEPS module... LIBS target...)
#
# Builds src/eigenlake/NAME as a static library from all its .cc files, and one test program NAME_test from its
# *_test.cc files. Tests may use the .cc files in folders named testing, of this module and of its DEPS.
# Files ending in _perf.cc and _fuzz.cc belong to bench and fuzz.
#
# A folder is compiled as one file, so that its headers are read and its templates instantiated once
# (docs/adr/0018-build.md).
#
#   KERNEL   simulations spend their time here: every file is compiled alone
#   LIGHT    they spend hardly any here: less optimisation
#   HIDDEN   files that match the pattern export no symbol

# Compiles the files of each folder of a target together, at most files_at_once.
function(eigenlake_compile_together target files_at_once)
  if(NOT EIGENLAKE_FAST_BUILD)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  set(count 0)
  set(last_folder "")
  foreach(source IN LISTS sources)
    cmake_path(GET source PARENT_PATH folder)
    if(NOT folder STREQUAL last_folder)
      set(count 0)
    endif()
    set(last_folder ${folder})
    math(EXPR part "${count} / ${files_at_once}")
    math(EXPR count "${count} + 1")
    cmake_path(GET folder FILENAME name)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${name}_${part})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# The compile settings of every part of a module.
function(eigenlake_configure_part target precompiled)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${target} PRIVATE
    EIGENLAKE_VERSION="${PROJECT_VERSION}" EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}"
    EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  eigenlake_use_precompiled(${target} ${precompiled})
endfunction()

function(eigenlake_module name)
  cmake_parse_arguments(ARG "KERNEL;LIGHT" "PRECOMPILED;HIDDEN" "DEPS;LIBS" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/src/eigenlake/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${dir}/*.cc)
  set(tests ${sources})
  set(testing ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER testing INCLUDE REGEX "/testing/")
  list(FILTER sources EXCLUDE REGEX "_(test|perf|fuzz)\\.cc$|/testing/")
  list(TRANSFORM ARG_DEPS PREPEND eigenlake_ OUTPUT_VARIABLE deps)
  if(NOT ARG_PRECOMPILED)
    set(ARG_PRECOMPILED arrow)
  endif()
  set(eigen_flags "")
  if(Eigen3::Eigen IN_LIST ARG_LIBS)
    set(eigen_flags ${EIGENLAKE_EIGEN_FLAGS})
  endif()

  if(ARG_HIDDEN)
    set(hidden ${sources})
    list(FILTER hidden INCLUDE REGEX ${ARG_HIDDEN})
    list(REMOVE_ITEM sources ${hidden})
    add_library(eigenlake_${name}_hidden OBJECT ${hidden})
    set_target_properties(eigenlake_${name}_hidden PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    target_link_libraries(eigenlake_${name}_hidden PUBLIC ${deps} ${ARG_LIBS})
    eigenlake_configure_part(eigenlake_${name}_hidden ${ARG_PRECOMPILED})
    eigenlake_compile_together(eigenlake_${name}_hidden 20)
    eigenlake_instrument_for_fuzzing(eigenlake_${name}_hidden)
    list(APPEND sources $<TARGET_OBJECTS:eigenlake_${name}_hidden>)
    set(hidden ${tests})
    list(FILTER hidden INCLUDE REGEX ${ARG_HIDDEN})
    set_source_files_properties(${hidden} PROPERTIES COMPILE_OPTIONS "-fvisibility=hidden;-fvisibility-inlines-hidden")
  endif()

  add_library(eigenlake_${name} STATIC ${sources})
  target_link_libraries(eigenlake_${name} PUBLIC ${deps} ${ARG_LIBS})
  target_compile_options(eigenlake_${name} PRIVATE ${eigen_flags})
  eigenlake_configure_part(eigenlake_${name} ${ARG_PRECOMPILED})
  if(NOT ARG_KERNEL)
    eigenlake_compile_together(eigenlake_${name} 20)
  endif()
  eigenlake_instrument_for_fuzzing(eigenlake_${name})
  if(ARG_LIGHT)
    target_compile_options(eigenlake_${name} PRIVATE ${EIGENLAKE_LIGHT_FLAGS})
  endif()

  if(EIGENLAKE_TESTS AND testing)
    add_library(eigenlake_${name}_testing STATIC ${testing})
    target_link_libraries(eigenlake_${name}_testing PUBLIC eigenlake_${name} GTest::gtest)
    eigenlake_use_precompiled(eigenlake_${name}_testing tests)
  endif()
  if(EIGENLAKE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE eigenlake_${name} GTest::gmock GTest::gtest_main)
    foreach(module IN LISTS name ARG_DEPS)
      if(TARGET eigenlake_${module}_testing)
        target_link_libraries(${name}_test PRIVATE eigenlake_${module}_testing)
      endif()
    endforeach()
    target_compile_options(${name}_test PRIVATE ${eigen_flags} ${EIGENLAKE_LIGHT_FLAGS} -fPIC)  # as the precompiled headers
    set_target_properties(${name}_test PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR})  # tests/oracle
    target_compile_definitions(${name}_test PRIVATE EIGENLAKE_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
      EIGENLAKE_DEPS_DIR="${EIGENLAKE_DEPS_REAL}")
    eigenlake_use_precompiled(${name}_test tests)
    eigenlake_compile_together(${name}_test 6)
    add_test(NAME ${name} COMMAND ${name}_test)
    if(name MATCHES "^(kafka|stream|maintenance|ingest)$")
      set_tests_properties(${name} PROPERTIES COST 100)  # the longest first
    endif()
  endif()
endfunction()
