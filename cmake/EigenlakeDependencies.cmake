# SPDX-License-Identifier: Apache-2.0
# Third-party libraries: apt packages by find_package, and the pinned wheels and npm archives that
# tools/setup unpacks below EIGENLAKE_DEPS (see dependencies.lock).
set(EIGENLAKE_DEPS ${CMAKE_SOURCE_DIR}/.deps CACHE PATH "Folder with the unpacked pinned packages")
file(REAL_PATH ${EIGENLAKE_DEPS} EIGENLAKE_DEPS_REAL)
if(NOT EXISTS ${EIGENLAKE_DEPS_REAL}/pyarrow/include/arrow/api.h)
  message(FATAL_ERROR "Pinned packages not found in ${EIGENLAKE_DEPS}: run tools/setup first")
endif()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(simdjson CONFIG REQUIRED)
# First in the link: libparquet exports another version of these symbols, which would replace ours.
add_link_options("LINKER:--push-state,--no-as-needed,$<TARGET_FILE:simdjson::simdjson>,--pop-state")
find_package(nlohmann_json CONFIG REQUIRED)
find_package(Eigen3 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
find_package(Snappy CONFIG REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
add_library(zstd::zstd ALIAS PkgConfig::ZSTD)
pkg_check_modules(NLOPT REQUIRED IMPORTED_TARGET nlopt)
add_library(NLopt::nlopt ALIAS PkgConfig::NLOPT)
find_package(CURL REQUIRED)
find_package(SQLite3 REQUIRED)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
add_library(PostgreSQL::PostgreSQL ALIAS PkgConfig::LIBPQ)
pkg_check_modules(RDKAFKA REQUIRED rdkafka)  # for its headers
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
add_library(pugixml::pugixml ALIAS PkgConfig::PUGIXML)
find_library(THRIFT_ARCHIVE libthrift.a REQUIRED)  # see HiveMetastoreApi.cmake
add_library(Thrift::thrift STATIC IMPORTED GLOBAL)
set_target_properties(Thrift::thrift PROPERTIES IMPORTED_LOCATION ${THRIFT_ARCHIVE})
find_program(THRIFT_COMPILER thrift REQUIRED)
find_library(LBFGSB_LIBRARY lbfgsb REQUIRED)
add_library(Lbfgsb::lbfgsb UNKNOWN IMPORTED)
set_target_properties(Lbfgsb::lbfgsb PROPERTIES IMPORTED_LOCATION ${LBFGSB_LIBRARY})

function(_eigenlake_imported_library target file)
  add_library(${target} SHARED IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${file})
endfunction()

foreach(_name IN ITEMS arrow parquet arrow_compute)
  file(GLOB _file ${EIGENLAKE_DEPS_REAL}/pyarrow/lib${_name}.so.*)
  _eigenlake_imported_library(Arrow::${_name} ${_file})
  target_include_directories(Arrow::${_name} SYSTEM INTERFACE ${EIGENLAKE_DEPS_REAL}/pyarrow/include)
endforeach()
target_link_libraries(Arrow::parquet INTERFACE Arrow::arrow)
target_link_libraries(Arrow::arrow_compute INTERFACE Arrow::arrow)

file(GLOB _file ${EIGENLAKE_DEPS_REAL}/librdkafka/librdkafka-*.so.1)
_eigenlake_imported_library(RdKafka::rdkafka ${_file})
target_include_directories(RdKafka::rdkafka SYSTEM INTERFACE ${RDKAFKA_INCLUDE_DIRS})

_eigenlake_imported_library(cint::cint ${EIGENLAKE_DEPS_REAL}/libcint/lib/deps/lib/libcint.so)
# The wheel's library has no soname: without this the linker would record its path.
set_target_properties(cint::cint PROPERTIES IMPORTED_NO_SONAME TRUE)
target_include_directories(cint::cint SYSTEM INTERFACE ${EIGENLAKE_DEPS_REAL}/libcint/include)

if(EIGENLAKE_TESTS)
  find_package(GTest CONFIG REQUIRED)
endif()
