# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, the C++ source with the commit of SOURCE_DIR and the settings of the build, if its text changes. A folder
# without a repository of its own, as from an archive, has none, also inside another one.
#
# usage: cmake -D SOURCE_DIR=… -D OUTPUT=… -D BUILD_TYPE=… -D MARCH=… -P WriteCommit.cmake
set(commit "")
cmake_path(GET SOURCE_DIR PARENT_PATH parent)
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env GIT_CEILING_DIRECTORIES=${parent} git describe --always --dirty --exclude=* --abbrev=12
  WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE commit RESULT_VARIABLE status ERROR_QUIET
  OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT status EQUAL 0)
  set(commit "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[
// Written by cmake/WriteCommit.cmake.
#include "eigenlake/cli/output/build_info.h"

namespace eigenlake {

BuildInfo build_info() {
  return {.commit = "@commit@", .build_type = "@BUILD_TYPE@", .march = "@MARCH@"};
}

}  // namespace eigenlake
]] @ONLY)
