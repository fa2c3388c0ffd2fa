// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eigenlake {

/// A word, a quoted name, a text or a symbol of SQL.
struct SqlToken {
  enum class Kind { kWord, kQuotedName, kText, kSymbol };
  Kind kind = Kind::kSymbol;
  std::string_view text;  ///< Unchanged, with its quotes.
  size_t begin = 0;       ///< Its place.

  /// Whether it is this word or symbol; letters of either case.
  bool is(std::string_view upper) const;
  /// The name of a word or a quoted name; none for others.
  std::optional<std::string> name() const;
};

/// Splits SQL into tokens as DuckDB does, with comments of both kinds, quotes and dollar quotes. It judges
/// nothing: its tokens are rebuilt into statements, or parsed by DuckDB, before they run.
class SqlScanner {
 public:
  /// The text outlives the scanner.
  explicit SqlScanner(std::string_view sql) : sql_(sql) {}

  /// The next token; none at the end.
  std::optional<SqlToken> next();
  /// Whether a quote or a comment was still open at the end.
  bool is_unfinished() const { return is_unfinished_; }
  /// What follows the last token, from its next token on.
  std::string_view rest();

 private:
  void skip_blanks();
  void skip_block_comment();
  void skip_quoted(char quote, bool has_escapes);
  bool skip_dollar_quoted();

  std::string_view sql_;
  size_t place_ = 0;
  bool is_unfinished_ = false;
};

/// The statements of a text, split at semicolons; blank ones and mere comments are left out.
std::vector<std::string> split_statements(std::string_view sql);

/// Whether `sql` ends with a semicolon outside of quotes and comments.
bool is_complete_statement(std::string_view sql);

}  // namespace eigenlake
