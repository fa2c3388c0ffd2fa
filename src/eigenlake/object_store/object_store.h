// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/byte_stream.h"
#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a store knows of an object without reading it.
struct ObjectInfo {
  std::string key;
  uint64_t size_bytes = 0;
  /// Changes whenever the content does. Local files: "{size}-{mtime in nanoseconds}", both in hexadecimal, so
  /// an edit that keeps size and time is not seen. Other stores: what the server says.
  std::string etag;
  /// When it was written, milliseconds since 1970-01-01 UTC by the store's clock; 0 where that is not known.
  int64_t modified_ms = 0;
};

/// An object to be written by `ObjectStore::put_all`.
struct NewObject {
  std::string key;
  std::string bytes;
};

/// Writes one object piece by piece; nothing is visible before `finish` and nothing remains when the writer
/// is destroyed without it.
class ObjectWriter {
 public:
  virtual ~ObjectWriter() = default;
  virtual Result<> write(std::string_view bytes) = 0;
  /// Makes the object durable and visible under its key. Call once, as the last call.
  virtual Result<> finish() = 0;
};

/// The keys from `first` to `last`, both of them included.
struct KeyRange {
  std::string_view first;
  std::string_view last;
};

/// Removes the objects whose keys lie in one of the ranges; both are ordered.
void erase_ranges(std::vector<ObjectInfo>& objects, std::span<const KeyRange> ranges);

/// A flat map from keys to immutable bytes: a directory, a bucket or memory.
///
/// Keys are relative, '/'-separated, without empty, "." or ".." parts and without parts that begin with '.';
/// nothing is written under other keys (kInvalidInput), and listings leave them out. Objects of other
/// programs under such keys are listed by `list_without` alone, and can be read.
///
/// Errors:  kNotFound for a missing object; kStore when the medium failed; kUnavailable when no reply came:
///          a write may or may not have happened.
/// Threads: every function may be called from several threads at once.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  virtual Result<std::string> get(std::string_view key) = 0;

  /// Bytes [offset, offset + length). Errors: kStore when the object ends before.
  virtual Result<std::string> get_range(std::string_view key, uint64_t offset, uint64_t length) = 0;

  /// Writes or replaces. Durable on return, and never visible half written.
  virtual Result<> put(std::string_view key, std::string_view bytes) = 0;

  /// Writes several objects, durable on return. Not atomic as a whole: after an error any subset may be
  /// there. Cheaper than single puts where directories are synchronised.
  virtual Result<> put_all(std::span<const NewObject> objects);

  /// Writes or replaces a hint or a cache, which a crash of the machine may lose or empty. As `put` where
  /// that saves no waiting.
  virtual Result<> put_unsynced(std::string_view key, std::string_view bytes) { return put(key, bytes); }

  /// Writes only where nothing is; of several callers exactly one succeeds. Durable on return.
  /// Errors: kAlreadyExists.
  virtual Result<> put_if_absent(std::string_view key, std::string_view bytes) = 0;

  /// The same of a hint that a crash of the machine may lose or empty, as put_unsynced.
  virtual Result<> put_unsynced_if_absent(std::string_view key, std::string_view bytes) {
    return put_if_absent(key, bytes);
  }

  /// As put_if_absent of bytes in several pieces, which are copied only where necessary.
  virtual Result<> put_pieces_if_absent(std::string_view key, std::span<const std::string_view> pieces);

  /// Starts a large object. Errors as `put`, at the latest in ObjectWriter::finish.
  virtual Result<std::unique_ptr<ObjectWriter>> open_writer(std::string_view key) = 0;

  /// Removes one object; a missing one is no error.
  virtual Result<> remove(std::string_view key) = 0;

  /// Removes several; missing ones are no error. Not atomic as a whole: after an error any subset may be
  /// gone.
  virtual Result<> remove_all(std::span<const std::string> keys);

  virtual Result<ObjectInfo> head(std::string_view key) = 0;

  /// Whether `head` is far cheaper than `get`.
  virtual bool has_cheap_head() const { return false; }

  /// Every object whose key begins with `prefix`, ordered by key. The prefix need not end at a '/'.
  virtual Result<std::vector<ObjectInfo>> list(std::string_view prefix) = 0;

  /// Those of `list` whose key comes after `start_after`. Cheaper than `list` where the store can begin
  /// there.
  virtual Result<std::vector<ObjectInfo>> list_after(std::string_view prefix, std::string_view start_after);

  /// Every object whose key begins with `prefix` and lies in none of the ranges, which are ordered and do not
  /// overlap; also keys that only other programs can write. Cheaper where the store can skip a range.
  virtual Result<std::vector<ObjectInfo>> list_without(std::string_view prefix,
                                                       std::span<const KeyRange> left_out);

  /// The names directly below `prefix` (which is empty or ends in '/'), folders with a trailing '/', ordered.
  virtual Result<std::vector<std::string>> list_names(std::string_view prefix) = 0;

  /// Whether `put_if_absent` decides between several writers. Where it does not, `put_if_absent` fails with
  /// kUnsupported instead of replacing the object.
  virtual Result<bool> honours_put_if_absent() { return true; }

  /// Absolute URI of a key, as it is written into table metadata: "file:///lake/a/b", "s3://bucket/a/b".
  virtual std::string uri_of(std::string_view key) const = 0;

  /// The key of a URI in this store. Local stores accept "file:///x", "file:/x" and "/x".
  /// Errors: kNotFound when the URI lies outside of this store.
  virtual Result<std::string> key_of(std::string_view uri) const = 0;

  /// True when `get` and `head` find the key.
  Result<bool> exists(std::string_view key);
};

/// Gathers an object for a store that writes it with one `put`.
class GatheringWriter final : public ObjectWriter {
 public:
  GatheringWriter(ObjectStore& store, std::string_view key) : store_(store), key_(key) {}
  Result<> write(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }
  Result<> finish() override { return store_.put(key_, bytes_); }

 private:
  ObjectStore& store_;
  std::string key_;
  std::string bytes_;
};

/// Rejects keys that an ObjectStore does not write. Errors: kInvalidInput.
Result<> check_object_key(std::string_view key);

/// The bytes of an object of this size, one request for each piece. Requires: the store outlives it.
/// Errors: those of ObjectStore::get_range.
ReadNext object_bytes(ObjectStore& store, std::string key, uint64_t size_bytes);

}  // namespace eigenlake
