// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <atomic>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cwchar>

#include <dlfcn.h>
#include <poll.h>
#include <unistd.h>

#include "eigenlake/cli/commands/line_interrupt.h"
#include "eigenlake/cli/commands/line_reader.h"

namespace eigenlake {
namespace {

// Of histedit.h.
struct EditLine;
struct History;
struct HistEvent {
  int number;
  const char* text;
};
constexpr int kSetPrompt = 0;
constexpr int kSetEditor = 2;
constexpr int kSetHistory = 10;
constexpr int kSetReadFunction = 13;
constexpr int kPrepareTerminal = 16;
constexpr int kRefresh = 20;
constexpr int kHistorySetSize = 1;
constexpr int kHistoryEnter = 10;

/// The functions that the reader takes from the library.
struct EditLibrary {
  EditLine* (*init)(const char*, FILE*, FILE*, FILE*) = nullptr;
  int (*set)(EditLine*, int, ...) = nullptr;
  const char* (*gets)(EditLine*, int*) = nullptr;
  void (*resize)(EditLine*) = nullptr;
  void (*end)(EditLine*) = nullptr;
  History* (*history_init)() = nullptr;
  int (*history)(History*, HistEvent*, int, ...) = nullptr;
  void (*history_end)(History*) = nullptr;
};

template <typename Function>
bool load(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

/// Null without the library or one of its functions.
const EditLibrary* edit_library() {
  static EditLibrary functions;
  static const bool is_loaded = [] {
    void* library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    return library != nullptr && load(library, "el_init", functions.init) &&
           load(library, "el_set", functions.set) && load(library, "el_gets", functions.gets) &&
           load(library, "el_resize", functions.resize) && load(library, "el_end", functions.end) &&
           load(library, "history_init", functions.history_init) &&
           load(library, "history", functions.history) && load(library, "history_end", functions.history_end);
  }();
  return is_loaded ? &functions : nullptr;
}

std::string current_prompt;  // NOLINT: the library asks for it by a function without an argument

char* give_prompt(EditLine*) {
  return current_prompt.data();
}

std::atomic<bool> was_continued = false;
std::atomic<bool> was_resized = false;

void note_change(std::atomic<bool>& flag) {
  const int error = errno;
  flag = true;
  LineInterrupt::wake();
  errno = error;
}

/// While it lives, the reader learns that the process was stopped, or that the terminal has another size.
class TerminalSignals {
 public:
  TerminalSignals() {
    struct sigaction action = {};
    action.sa_handler = [](int) { note_change(was_continued); };
    sigaction(SIGCONT, &action, &previous_continue_);
    action.sa_handler = [](int) { note_change(was_resized); };
    sigaction(SIGWINCH, &action, &previous_resize_);
  }
  ~TerminalSignals() {
    sigaction(SIGCONT, &previous_continue_, nullptr);
    sigaction(SIGWINCH, &previous_resize_, nullptr);
  }
  TerminalSignals(const TerminalSignals&) = delete;
  TerminalSignals& operator=(const TerminalSignals&) = delete;

 private:
  struct sigaction previous_continue_ = {};
  struct sigaction previous_resize_ = {};
};

void adapt_to_terminal(EditLine* line) {
  if (was_continued.exchange(false)) {
    // It takes the terminal for prepared already.
    edit_library()->set(line, kPrepareTerminal, 0);
    edit_library()->set(line, kPrepareTerminal, 1);
    edit_library()->set(line, kRefresh);
  }
  if (was_resized.exchange(false)) edit_library()->resize(line);
}

/// Waits for a byte of the terminal; false where Ctrl-C was pressed.
bool wait_for_input(EditLine* line) {
  while (true) {
    std::array<pollfd, 2> waits = {pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                   pollfd{.fd = LineInterrupt::descriptor(), .events = POLLIN, .revents = 0}};
    const int count = ::poll(waits.data(), waits.size(), -1);
    const bool has_failed = count < 0 && errno != EINTR;
    LineInterrupt::quiet();  // First: a later request wakes the next poll.
    if (LineInterrupt::is_requested()) return false;
    adapt_to_terminal(line);
    if (has_failed || (count > 0 && waits[0].revents != 0)) return true;
  }
}

/// Reads one character of the terminal; -1 where Ctrl-C was pressed. The library's own function would wait
/// on.
int read_character(EditLine* line, wchar_t* character) {
  constexpr auto kIncomplete = static_cast<size_t>(-2);
  constexpr auto kInvalid = static_cast<size_t>(-1);
  std::mbstate_t state = {};
  while (wait_for_input(line)) {
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count <= 0) return static_cast<int>(count);
    const size_t used = std::mbrtowc(character, &byte, 1, &state);
    if (used == kInvalid) state = {};
    if (used != kInvalid && used != kIncomplete) return 1;
  }
  return -1;
}

class EditedLineReader final : public LineReader {
 public:
  explicit EditedLineReader(const EditLibrary& library)
      : library_(library),
        history_(library.history_init()),
        line_(library.init("eigenlake", stdin, stdout, stderr)),
        interrupt_(nullptr) {
    constexpr int kHistorySize = 1000;
    HistEvent event = {};
    library_.history(history_, &event, kHistorySetSize, kHistorySize);
    library_.set(line_, kSetPrompt, give_prompt);
    library_.set(line_, kSetEditor, "emacs");
    library_.set(line_, kSetHistory, library_.history, history_);
    library_.set(line_, kSetReadFunction, read_character);
  }
  ~EditedLineReader() override {
    library_.end(line_);
    library_.history_end(history_);
  }
  EditedLineReader(const EditedLineReader&) = delete;
  EditedLineReader& operator=(const EditedLineReader&) = delete;

  std::optional<TypedLine> read_line(const std::string& prompt) override {
    current_prompt = prompt;
    LineInterrupt::take();  // Of the time before the prompt.
    int length = 0;
    const char* line = library_.gets(line_, &length);
    if (LineInterrupt::take()) {
      std::fputc('\n', stdout);
      std::fflush(stdout);
      return TypedLine{.text = "", .is_first_anew = true};
    }
    if (line == nullptr || length <= 0) return std::nullopt;
    std::string text(line, static_cast<size_t>(length));
    if (text.ends_with('\n')) text.pop_back();
    return TypedLine{std::move(text)};
  }

  void remember(const std::string& statement) override {
    HistEvent event = {};
    library_.history(history_, &event, kHistoryEnter, statement.c_str());
  }

 private:
  const EditLibrary& library_;
  History* history_;
  EditLine* line_;
  LineInterrupt interrupt_;
  TerminalSignals signals_;
};

}  // namespace

std::unique_ptr<LineReader> make_edited_line_reader() {
  const EditLibrary* library = edit_library();
  if (library == nullptr) return nullptr;
  std::setlocale(LC_CTYPE, "");  // Bytes of the terminal are characters of the user's locale.
  return std::make_unique<EditedLineReader>(*library);
}

}  // namespace eigenlake
