# SPDX-License-Identifier: Apache-2.0
# Compiles schemas/vqe_decorated_result.avsc into the program, without its white space.
set(_schema ${CMAKE_SOURCE_DIR}/schemas/vqe_decorated_result.avsc)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${_schema})
file(READ ${_schema} EIGENLAKE_RECORD_SCHEMA_JSON)
string(REGEX REPLACE "[ \n]+" "" EIGENLAKE_RECORD_SCHEMA_JSON "${EIGENLAKE_RECORD_SCHEMA_JSON}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/record_schema_json.cc.in ${CMAKE_BINARY_DIR}/generated/record_schema_json.cc @ONLY)
target_sources(eigenlake_record PRIVATE ${CMAKE_BINARY_DIR}/generated/record_schema_json.cc)
