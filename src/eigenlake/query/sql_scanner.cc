// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_scanner.h"

#include <algorithm>
#include <cctype>

namespace eigenlake {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool continues_word(char c) {
  return begins_word(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_same_letter(char a, char b) {
  return std::toupper(static_cast<unsigned char>(a)) == std::toupper(static_cast<unsigned char>(b));
}

}  // namespace

bool SqlToken::is(std::string_view upper) const {
  return (kind == Kind::kWord || kind == Kind::kSymbol) && std::ranges::equal(text, upper, is_same_letter);
}

std::optional<std::string> SqlToken::name() const {
  if (kind == Kind::kWord) return std::string(text);
  if (kind != Kind::kQuotedName || text.size() < 2) return std::nullopt;
  std::string plain;
  for (size_t i = 1; i + 1 < text.size(); ++i) {
    plain += text[i];
    if (text[i] == '"') ++i;
  }
  return plain;
}

std::optional<SqlToken> SqlScanner::next() {
  skip_blanks();
  if (place_ >= sql_.size()) return std::nullopt;
  const size_t begin = place_;
  SqlToken token;
  token.begin = begin;
  const char c = sql_[place_];
  if (begins_word(c)) {
    while (place_ < sql_.size() && (continues_word(sql_[place_]) || sql_[place_] == '$')) ++place_;
    const bool is_escape = place_ - begin == 1 && (c == 'e' || c == 'E');
    token.kind = SqlToken::Kind::kWord;
    if (is_escape && place_ < sql_.size() && sql_[place_] == '\'') {
      skip_quoted('\'', true);
      token.kind = SqlToken::Kind::kText;
    }
  } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
    while (place_ < sql_.size() && (continues_word(sql_[place_]) || sql_[place_] == '.')) ++place_;
    token.kind = SqlToken::Kind::kText;
  } else if (c == '\'') {
    skip_quoted('\'', false);
    token.kind = SqlToken::Kind::kText;
  } else if (c == '"') {
    skip_quoted('"', false);
    token.kind = SqlToken::Kind::kQuotedName;
  } else if (c == '$' && skip_dollar_quoted()) {
    token.kind = SqlToken::Kind::kText;
  } else {
    ++place_;
  }
  token.text = sql_.substr(begin, place_ - begin);
  return token;
}

std::string_view SqlScanner::rest() {
  skip_blanks();
  return sql_.substr(std::min(place_, sql_.size()));
}

void SqlScanner::skip_blanks() {
  while (place_ < sql_.size()) {
    const std::string_view here = sql_.substr(place_);
    if (is_blank(here[0])) {
      ++place_;
    } else if (here.starts_with("--")) {
      place_ += std::min(here.find_first_of("\r\n"), here.size());
    } else if (here.starts_with("/*")) {
      skip_block_comment();
    } else {
      return;
    }
  }
}

/// Block comments may nest.
void SqlScanner::skip_block_comment() {
  int depth = 0;
  while (place_ < sql_.size()) {
    const std::string_view here = sql_.substr(place_);
    if (here.starts_with("/*")) {
      ++depth;
      place_ += 2;
    } else if (here.starts_with("*/")) {
      place_ += 2;
      if (--depth == 0) return;
    } else {
      ++place_;
    }
  }
  is_unfinished_ = true;
}

void SqlScanner::skip_quoted(char quote, bool has_escapes) {
  for (++place_; place_ < sql_.size(); ++place_) {
    if (has_escapes && sql_[place_] == '\\') {
      ++place_;
    } else if (sql_[place_] == quote) {
      const bool is_doubled = place_ + 1 < sql_.size() && sql_[place_ + 1] == quote;
      if (!is_doubled) {
        ++place_;
        return;
      }
      ++place_;
    }
  }
  place_ = sql_.size();
  is_unfinished_ = true;
}

/// False where the dollar begins no quote, as in $1.
bool SqlScanner::skip_dollar_quoted() {
  size_t end = place_ + 1;
  while (end < sql_.size() && continues_word(sql_[end])) ++end;
  const bool is_tag =
      end < sql_.size() && sql_[end] == '$' && (end == place_ + 1 || begins_word(sql_[place_ + 1]));
  if (!is_tag) return false;
  const std::string_view tag = sql_.substr(place_, end + 1 - place_);
  const size_t close = sql_.find(tag, end + 1);
  is_unfinished_ = close == std::string_view::npos;
  place_ = is_unfinished_ ? sql_.size() : close + tag.size();
  return true;
}

std::vector<std::string> split_statements(std::string_view sql) {
  std::vector<std::string> statements;
  SqlScanner scanner(sql);
  size_t begin = 0;
  bool has_tokens = false;
  const auto end_statement = [&](size_t end) {
    if (has_tokens) statements.emplace_back(sql.substr(begin, end - begin));
    begin = end + 1;
    has_tokens = false;
  };
  while (const auto token = scanner.next()) {
    if (token->is(";")) {
      end_statement(token->begin);
    } else {
      has_tokens = true;
    }
  }
  end_statement(sql.size());
  return statements;
}

bool is_complete_statement(std::string_view sql) {
  SqlScanner scanner(sql);
  bool is_complete = false;
  while (const auto token = scanner.next()) is_complete = token->is(";");
  return is_complete && !scanner.is_unfinished();
}

}  // namespace eigenlake
