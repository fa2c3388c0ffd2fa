# SPDX-License-Identifier: Apache-2.0
# Compiles schemas/hive_metastore.thrift into the library eigenlake_hive_api: types, client and server of the
# metastore's interface. The server is for tests.
#
# PyArrow's libparquet exports symbols of a Thrift of its own, of another version. So ours is linked statically and
# hidden, or each would take the other's vtables: the archive by --exclude-libs, what the headers instantiate because
# every file that includes them is HIDDEN in its module.
set(_hive_idl ${CMAKE_SOURCE_DIR}/schemas/hive_metastore.thrift)
set(_hive_out ${CMAKE_BINARY_DIR}/generated/hive)
file(MAKE_DIRECTORY ${_hive_out})
set(_hive_sources ${_hive_out}/ThriftHiveMetastore.cpp ${_hive_out}/hive_metastore_types.cpp)
add_custom_command(
  OUTPUT ${_hive_sources} ${_hive_out}/ThriftHiveMetastore.h ${_hive_out}/hive_metastore_types.h
  COMMAND ${THRIFT_COMPILER} --gen cpp:no_skeleton,no_default_operators -out ${_hive_out} ${_hive_idl}
  DEPENDS ${_hive_idl} VERBATIM)
add_library(eigenlake_hive_api STATIC ${_hive_sources})
target_compile_options(eigenlake_hive_api PRIVATE -w -fvisibility=hidden -fvisibility-inlines-hidden ${EIGENLAKE_LIGHT_FLAGS})
target_include_directories(eigenlake_hive_api SYSTEM PUBLIC ${_hive_out})
target_link_libraries(eigenlake_hive_api PUBLIC Thrift::thrift)
eigenlake_compile_together(eigenlake_hive_api 20)
target_link_options(eigenlake_hive_api INTERFACE -Wl,--exclude-libs,libthrift.a)
