#include "store/compression/stored_dictionary.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "store/errors.h"
#include "trialweave/storage/v1/storage.pb.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredDictionary;

// In the meta family.
constexpr char kPrefix[] = "dictionary/";

std::string KeyOf(uint32_t id) { return absl::StrCat(kPrefix, absl::Hex(id, absl::kZeroPad8)); }

// What the process has read.
class Cache {
 public:
  FrameDictionaryPtr Find(uint32_t id) {
    absl::ReaderMutexLock lock(&mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }
  FrameDictionaryPtr Keep(FrameDictionaryPtr dictionary) {
    absl::MutexLock lock(&mutex_);
    return by_id_.try_emplace(dictionary->id, dictionary).first->second;
  }

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<uint32_t, FrameDictionaryPtr> by_id_;
};

Cache& Known() {
  static auto* const cache = new Cache();
  return *cache;
}

absl::StatusOr<FrameDictionaryPtr> ReadDictionary(const Reader& reader, uint32_t id) {
  if (FrameDictionaryPtr known = Known().Find(id)) return known;
  StoredDictionary stored;
  absl::StatusOr<bool> found = reader.Read(Family::kMeta, KeyOf(id), &stored);
  if (!found.ok()) return found.status();
  if (!*found) return FrameCorruptError("unknown dictionary");
  auto dictionary = std::make_shared<const FrameDictionary>(std::move(*stored.mutable_dictionary()));
  if (dictionary->id != id) return FrameCorruptError("its dictionary is not what it was");
  return Known().Keep(std::move(dictionary));
}

}  // namespace

absl::Status WriteDictionary(const std::string& kind, const FrameDictionary& dictionary, Transaction& transaction) {
  StoredDictionary stored;
  absl::StatusOr<bool> found = transaction.Read(Family::kMeta, KeyOf(dictionary.id), &stored);
  if (!found.ok()) return found.status();
  if (*found && stored.dictionary() != dictionary.zstd.bytes()) {
    return absl::AlreadyExistsError("two dictionaries have one id");
  }
  stored.set_kind(kind);
  stored.set_dictionary(dictionary.zstd.bytes());
  transaction.Write(Family::kMeta, KeyOf(dictionary.id), stored);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<StoredFrameDictionary>> ReadDictionaries(const Reader& reader) {
  std::vector<StoredFrameDictionary> dictionaries;
  const std::unique_ptr<Cursor> cursor = reader.Scan(Family::kMeta);
  for (cursor->Seek(kPrefix); cursor->Valid() && cursor->key().starts_with(kPrefix); cursor->Next()) {
    StoredDictionary stored;
    if (absl::Status status = UnwrapTo(Family::kMeta, cursor->value(), &stored); !status.ok()) return status;
    auto dictionary = std::make_shared<const FrameDictionary>(std::move(*stored.mutable_dictionary()));
    if (cursor->key() != KeyOf(dictionary->id)) return FrameCorruptError("a dictionary is not what it was");
    dictionaries.push_back({stored.kind(), std::move(dictionary)});
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  return dictionaries;
}

absl::StatusOr<std::string> OpenFrame(const Reader& reader, std::string_view frame) {
  const uint32_t id = DictionaryIdOf(frame);
  if (id == 0) return DecompressFrame(frame);
  absl::StatusOr<FrameDictionaryPtr> dictionary = ReadDictionary(reader, id);
  if (!dictionary.ok()) return dictionary.status();
  return DecompressFrame(frame, dictionary->get());
}

}  // namespace trialweave::store
