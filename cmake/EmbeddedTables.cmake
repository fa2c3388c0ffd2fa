# SPDX-License-Identifier: Apache-2.0
# Compiles schemas/tables.json, the single source of table and column names, into the program.
set(_tables_json ${CMAKE_SOURCE_DIR}/schemas/tables.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${_tables_json})
file(READ ${_tables_json} EIGENLAKE_TABLES_JSON)
configure_file(${CMAKE_CURRENT_LIST_DIR}/tables_json.cc.in ${CMAKE_BINARY_DIR}/generated/tables_json.cc @ONLY)
target_sources(eigenlake_tables PRIVATE ${CMAKE_BINARY_DIR}/generated/tables_json.cc)
