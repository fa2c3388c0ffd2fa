// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/object_store/s3_listing.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "eigenlake/base/side_by_side.h"

namespace eigenlake {
namespace {

struct PageRequest {
  std::string prefix;
  std::string after;  ///< Keys behind this one; "": from the start.
  std::string token;  ///< Of the page before; overrides `after`.
  bool by_folder = false;
};

Result<S3ListPage> list_page(S3Client& client, const PageRequest& page) {
  NameValues query = {{"list-type", "2"}, {"prefix", page.prefix}};
  if (page.by_folder) query.emplace_back("delimiter", "/");
  if (!page.token.empty()) {
    query.emplace_back("continuation-token", page.token);
  } else if (!page.after.empty()) {
    query.emplace_back("start-after", page.after);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(HttpResponse response, client.call({.method = "GET", .query = query}));
  EIGENLAKE_ASSIGN_OR_RETURN(S3ListPage result, parse_list_page(response.body));
  if (has_unwritten_characters(result)) {
    query.emplace_back("encoding-type", "url");
    EIGENLAKE_ASSIGN_OR_RETURN(response, client.call({.method = "GET", .query = query}));
    EIGENLAKE_ASSIGN_OR_RETURN(const S3ListPage encoded, parse_list_page(response.body));
    restore_keys(result, encoded);
  }
  if (result.is_truncated && result.next_token == page.token)
    return fail(ErrorKind::kStore, "the server repeats a page of the listing of {}", page.prefix);
  return result;
}

bool is_in_order(const std::vector<ObjectInfo>& objects) {
  return std::ranges::adjacent_find(objects, std::ranges::greater_equal(), &ObjectInfo::key) == objects.end();
}

/// Keys with a prefix between two others, which do not belong to it; an empty `until` is no end.
struct ListedRange {
  std::string prefix;
  std::string after;
  std::string until;
};

/// Folders directly below `level` in which these objects lie.
size_t count_folders(const std::vector<ObjectInfo>& objects, const std::string& level) {
  size_t count = 0;
  std::string_view last;
  for (const ObjectInfo& object : objects) {
    if (!object.key.starts_with(level)) continue;
    const std::string_view folder =
        std::string_view(object.key).substr(0, object.key.find('/', level.size()));
    if (folder.size() < object.key.size() && folder != last) ++count;
    last = folder;
  }
  return count;
}

/// `rest` cut into pieces of about one page each, at most `count_max`, at some of the `folders` that lie in
/// it. What the folders are decides how evenly it is cut, never what is listed.
std::vector<ListedRange> cut_at_folders(const ListedRange& rest, std::vector<std::string> folders,
                                        size_t folders_in_a_page, size_t count_max) {
  std::erase_if(folders, [&](const std::string& folder) {
    return folder <= rest.after || (!rest.until.empty() && folder >= rest.until);
  });
  std::ranges::sort(folders);
  const size_t units = folders.size() + 1;  // The first one is what lies before the first folder.
  const size_t count = std::min((units - 1) / std::max<size_t>(folders_in_a_page, 1) + 1, count_max);
  std::vector<ListedRange> pieces;
  std::string begin = rest.after;
  for (size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    const std::string end = is_last ? rest.until : folders[(i + 1) * units / count - 1];
    // An object may have the name of the folder; it belongs to the piece before.
    pieces.push_back({rest.prefix, begin, is_last ? end : end + '\0'});
    begin = end;
  }
  return pieces;
}

/// Ranges of keys that several threads list; a thread that meets a large one may cut it for the others.
class Listing {
 public:
  Listing(S3Client& client, ListedRange whole) : client_(client) { waiting_.push_back(std::move(whole)); }

  Result<std::vector<ObjectInfo>> run() {
    work_alone_until_cut();
    if (!waiting_.empty())
      call_side_by_side(static_cast<size_t>(client_.options().parallelism), [this] { work(); });
    if (error_) return std::unexpected(*std::move(error_));
    std::ranges::sort(objects_, {}, &ObjectInfo::key);
    return std::move(objects_);
  }

 private:
  /// Most listings are one page: no threads for them.
  void work_alone_until_cut() {
    const ListedRange whole = waiting_.front();
    waiting_.pop_front();
    note(list_range(whole));
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return !waiting_.empty() || busy_ == 0; });
      if (waiting_.empty() || error_) return;
      const ListedRange range = std::move(waiting_.front());
      waiting_.pop_front();
      ++busy_;
      lock.unlock();
      auto done = list_range(range);
      lock.lock();
      --busy_;
      note(std::move(done));
      if (error_) waiting_.clear();
      wake_.notify_all();
    }
  }

  void note(Result<> done) {
    if (!done && !error_) error_ = std::move(done).error();
  }

  Result<> list_range(const ListedRange& range) {
    PageRequest request{.prefix = range.prefix, .after = range.after, .token = {}};
    bool may_cut = true;
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(S3ListPage page, list_page(client_, request));
      const bool in_order = !page.objects.empty() && is_in_order(page.objects);
      const bool is_past_end = in_order && !range.until.empty() && page.objects.back().key >= range.until;
      bool is_done = !page.is_truncated || is_past_end;
      // A key that is not the object's own cannot start a request.
      if (!is_done && in_order && may_cut && !has_unwritten_characters(page)) {
        EIGENLAKE_ASSIGN_OR_RETURN(is_done, cut(range, page.objects));
      }
      take(range, std::move(page.objects));
      if (is_done) return {};
      may_cut = false;
      request.token = page.next_token;
    }
  }

  void take(const ListedRange& range, std::vector<ObjectInfo> page) {
    std::erase_if(page, [&](const ObjectInfo& object) {
      return !object.key.starts_with(range.prefix) || object.key <= range.after ||
             (!range.until.empty() && object.key >= range.until);
    });
    const std::lock_guard lock(mutex_);
    std::ranges::move(page, std::back_inserter(objects_));
  }

  /// Leaves what comes after a page to free threads. False where there is no folder to cut it at.
  Result<bool> cut(const ListedRange& range, const std::vector<ObjectInfo>& page) {
    const auto pieces_max = static_cast<size_t>(client_.options().parallelism);
    const ListedRange rest{range.prefix, page.back().key, range.until};
    // The folders to cut at may lie deeper, where all is in one folder.
    std::string level = range.prefix;
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(S3ListPage folders, list_page(client_, {level, rest.after, "", true}));
      const auto pieces =
          cut_at_folders(rest, std::move(folders.common_prefixes), count_folders(page, level), pieces_max);
      if (pieces.size() > 1) {
        const std::lock_guard lock(mutex_);
        waiting_.insert(waiting_.end(), pieces.begin(), pieces.end());
        wake_.notify_all();
        return true;
      }
      const size_t slash = rest.after.find('/', level.size());
      if (slash == std::string::npos) return false;
      level = rest.after.substr(0, slash + 1);
    }
  }

  S3Client& client_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<ListedRange> waiting_;
  size_t busy_ = 0;
  std::vector<ObjectInfo> objects_;
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<ObjectInfo>> list_objects(S3Client& client, std::string_view prefix,
                                             std::string_view after, std::string_view until) {
  return Listing(client, {std::string(prefix), std::string(after), std::string(until)}).run();
}

Result<S3ListPage> list_folder(S3Client& client, std::string_view prefix) {
  PageRequest request{.prefix = std::string(prefix), .after = {}, .token = {}, .by_folder = true};
  S3ListPage whole;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(S3ListPage page, list_page(client, request));
    std::ranges::move(page.objects, std::back_inserter(whole.objects));
    std::ranges::move(page.common_prefixes, std::back_inserter(whole.common_prefixes));
    if (!page.is_truncated) return whole;
    request.token = page.next_token;
  }
}

}  // namespace eigenlake
