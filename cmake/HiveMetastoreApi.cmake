# Compiles schemas/hive_metastore.thrift into the library eigenlake_hive_api: types, client and server of the
# metastore's interface. The server is for tests.
#
# PyArrow's libparquet exports symbols of a Thrift of its own, of another version. So ours is linked statically and
# hidden, or each would take the other's vtables: the archive by --exclude-libs, what the headers instantiate by
# eigenlake_hide_thrift(FILE...), which every source file that includes them needs.
set(_hive_idl ${CMAKE_SOURCE_DIR}/schemas/hive_metastore.thrift)
set(_hive_out ${CMAKE_BINARY_DIR}/generated/hive)
file(MAKE_DIRECTORY ${_hive_out})
set(_hive_sources ${_hive_out}/ThriftHiveMetastore.cpp ${_hive_out}/hive_metastore_types.cpp)
add_custom_command(
  OUTPUT ${_hive_sources} ${_hive_out}/ThriftHiveMetastore.h ${_hive_out}/hive_metastore_types.h
  COMMAND ${THRIFT_COMPILER} --gen cpp:no_skeleton,no_default_operators -out ${_hive_out} ${_hive_idl}
  DEPENDS ${_hive_idl} VERBATIM)
add_library(eigenlake_hive_api STATIC ${_hive_sources})
target_compile_options(eigenlake_hive_api PRIVATE -w -fvisibility=hidden -fvisibility-inlines-hidden)
target_include_directories(eigenlake_hive_api SYSTEM PUBLIC ${_hive_out})
target_link_libraries(eigenlake_hive_api PUBLIC Thrift::thrift)
target_link_options(eigenlake_hive_api INTERFACE -Wl,--exclude-libs,libthrift.a)

function(eigenlake_hide_thrift)
  set_source_files_properties(${ARGN} PROPERTIES
    COMPILE_OPTIONS "-fvisibility=hidden;-fvisibility-inlines-hidden")
endfunction()
file(GLOB _hive_users CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/eigenlake/iceberg/hive/*.cc
  ${CMAKE_SOURCE_DIR}/src/eigenlake/iceberg/catalog_*.cc)
eigenlake_hide_thrift(${_hive_users})
