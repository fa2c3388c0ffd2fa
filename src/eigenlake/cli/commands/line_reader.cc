// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/line_reader.h"

#include <cstdlib>

#include <dlfcn.h>

namespace eigenlake {
namespace {

class PlainLineReader final : public LineReader {
 public:
  PlainLineReader(std::istream& in, std::ostream& out, bool prompts)
      : in_(in), out_(out), prompts_(prompts) {}

  std::optional<std::string> read_line(const std::string& prompt) override {
    if (prompts_) out_ << prompt << std::flush;
    std::string line;
    if (!std::getline(in_, line)) return std::nullopt;
    return line;
  }
  void remember(const std::string&) override {}

 private:
  std::istream& in_;
  std::ostream& out_;
  bool prompts_;
};

/// libedit's readline interface, loaded when a shell starts.
class EditedLineReader final : public LineReader {
 public:
  using ReadFunction = char* (*)(const char*);
  using RememberFunction = int (*)(const char*);

  EditedLineReader(ReadFunction read, RememberFunction remember) : read_(read), remember_(remember) {}

  std::optional<std::string> read_line(const std::string& prompt) override {
    char* line = read_(prompt.c_str());
    if (line == nullptr) return std::nullopt;
    std::string text = line;
    std::free(line);
    return text;
  }
  void remember(const std::string& statement) override { remember_(statement.c_str()); }

 private:
  ReadFunction read_;
  RememberFunction remember_;
};

}  // namespace

std::unique_ptr<LineReader> make_line_reader(std::istream& in, std::ostream& out, bool is_terminal) {
  void* library = is_terminal ? dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL) : nullptr;
  if (library != nullptr) {
    const auto read = reinterpret_cast<EditedLineReader::ReadFunction>(dlsym(library, "readline"));
    const auto remember = reinterpret_cast<EditedLineReader::RememberFunction>(dlsym(library, "add_history"));
    if (read != nullptr && remember != nullptr) return std::make_unique<EditedLineReader>(read, remember);
  }
  return std::make_unique<PlainLineReader>(in, out, is_terminal);
}

}  // namespace eigenlake
