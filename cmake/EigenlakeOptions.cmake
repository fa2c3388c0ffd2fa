# SPDX-License-Identifier: Apache-2.0
# Compiler settings shared by every target.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
option(EIGENLAKE_SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(EIGENLAKE_TESTS "Build the unit tests" ON)
option(EIGENLAKE_BENCH "Build the benchmarks" OFF)
option(EIGENLAKE_FUZZ "Build the decoder fuzzers" OFF)
set(EIGENLAKE_FUZZ_RUNS 20000 CACHE STRING "Inputs that each fuzzer tries as a test")
set(EIGENLAKE_FUZZ_SECONDS 10 CACHE STRING "Time after which a fuzzer stops as a test")
set(EIGENLAKE_MARCH native CACHE STRING "Value of -march; the program is built where it runs")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2")  # asserts stay on in release
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra>)
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Werror=switch>)  # a kind that is not handled must not compile
if(EIGENLAKE_MARCH)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-march=${EIGENLAKE_MARCH}>)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(--param=ggc-min-heapsize=1000000)  # KiB: below a gigabyte collecting garbage only costs time
endif()
# GCC 12 warns of uninitialised operands, which its own AVX-512 intrinsics leave undefined on purpose, once Eigen has
# inlined them. Only for the modules that use Eigen.
set(EIGENLAKE_EIGEN_FLAGS "")
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  set(EIGENLAKE_EIGEN_FLAGS -Wno-uninitialized -Wno-maybe-uninitialized)
endif()
# For code in which no time is spent: commands, tests.
set(EIGENLAKE_LIGHT_FLAGS "")
if(CMAKE_BUILD_TYPE STREQUAL Release)
  set(EIGENLAKE_LIGHT_FLAGS -O1)
endif()
set(EIGENLAKE_SANITIZE_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
if(EIGENLAKE_SANITIZE)
  add_link_options(-fsanitize=address,undefined)
  add_compile_definitions(EIGENLAKE_SANITIZE)
  if(NOT EIGENLAKE_FUZZ)  # which instruments only what its fuzzers read with
    add_compile_options(${EIGENLAKE_SANITIZE_FLAGS})
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()
