# SPDX-License-Identifier: Apache-2.0
# `cmake --install build/release --prefix PLACE` installs the program, its manual page and its completions. The program
# keeps using the unpacked dependencies of this machine.
include(GNUInstallDirs)

set_target_properties(eigenlake PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS eigenlake RUNTIME)

# Prints OUTPUT_FILE of the installed files by the program itself.
function(eigenlake_install_printed words file)
  install(CODE "
    set(printed \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${file}\")
    cmake_path(GET printed PARENT_PATH folder)
    file(MAKE_DIRECTORY \"\${folder}\")
    message(STATUS \"Installing: \${printed}\")
    execute_process(COMMAND \"$<TARGET_FILE:eigenlake>\" ${words} OUTPUT_FILE \"\${printed}\" COMMAND_ERROR_IS_FATAL ANY)
  ")
endfunction()

eigenlake_install_printed("man" ${CMAKE_INSTALL_MANDIR}/man1/eigenlake.1)
eigenlake_install_printed("completion bash" ${CMAKE_INSTALL_DATADIR}/bash-completion/completions/eigenlake)
eigenlake_install_printed("completion zsh" ${CMAKE_INSTALL_DATADIR}/zsh/site-functions/_eigenlake)
eigenlake_install_printed("completion fish" ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d/eigenlake.fish)
