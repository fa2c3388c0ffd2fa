// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace eigenlake {

/// A text that never changes, or a part of one: copies share it, and parts keep the whole of it alive.
class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string text)
      : whole_(std::make_shared<const std::string>(std::move(text))), part_(*whole_) {}
  /// Requires: `part` lies within `whole`.
  SharedText(std::shared_ptr<const std::string> whole, std::string_view part)
      : whole_(std::move(whole)), part_(part) {}

  std::string_view view() const { return part_; }
  size_t size() const { return part_.size(); }

  /// True where both are parts of one text, and this one comes right after `separator` behind the other.
  bool comes_after(const SharedText& other, std::string_view separator) const {
    if (whole_ == nullptr || whole_ != other.whole_) return false;
    const char* const end = other.part_.data() + other.part_.size();
    return end <= part_.data() && std::string_view(end, part_.data()) == separator;
  }

 private:
  std::shared_ptr<const std::string> whole_;
  std::string_view part_;
};

}  // namespace eigenlake
