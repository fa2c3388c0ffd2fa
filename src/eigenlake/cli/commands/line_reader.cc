// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/line_reader.h"

#include "eigenlake/cli/commands/line_interrupt.h"

namespace eigenlake {
namespace {

/// At a terminal the system discards the line at Ctrl-C, and the read goes on.
class PlainLineReader final : public LineReader {
 public:
  PlainLineReader(std::istream& in, std::ostream& out, bool is_terminal, const char* first_prompt)
      : in_(in), out_(out), prompts_(is_terminal) {
    if (is_terminal) interrupt_.emplace(first_prompt);
  }

  std::optional<TypedLine> read_line(const std::string& prompt) override {
    if (interrupt_) LineInterrupt::take();  // Of the time before the prompt.
    if (prompts_) out_ << prompt << std::flush;
    std::string line;
    if (!std::getline(in_, line)) return std::nullopt;
    return TypedLine{std::move(line), interrupt_ && LineInterrupt::take()};
  }
  void remember(const std::string&) override {}

 private:
  std::istream& in_;
  std::ostream& out_;
  bool prompts_;
  std::optional<LineInterrupt> interrupt_;
};

}  // namespace

std::unique_ptr<LineReader> make_line_reader(std::istream& in, std::ostream& out, bool is_terminal,
                                             const char* first_prompt) {
  if (is_terminal)
    if (auto edited = make_edited_line_reader()) return edited;
  return std::make_unique<PlainLineReader>(in, out, is_terminal, first_prompt);
}

}  // namespace eigenlake
