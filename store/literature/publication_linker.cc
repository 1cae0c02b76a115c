#include "store/literature/publication_linker.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "common/content_digest.h"
#include "common/sha256.h"
#include "store/errors.h"
#include "store/format/compressed_frame.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/literature/literature_merge.h"
#include "store/literature/literature_reader.h"
#include "store/literature/publication_clusters.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredEntryKeys;
using ::trialweave::storage::v1::StoredPublication;
using ::trialweave::storage::v1::StoredPublicationEntry;

// What a change of a publication shows in, beside its content: entries, refusals, documents.
std::string DigestOf(const PublicationCluster& cluster, const v1::Publication& publication) {
  KeyWriter writer;
  writer.Bytes(common::ContentDigest(publication));
  for (const std::string& entry : cluster.entries) writer.Tag('E').Text(entry);
  for (const std::string& refusal : cluster.refusals) writer.Tag('N').Text(refusal);
  for (const v1::DocumentRef& document : publication.documents()) writer.Tag('D').Bytes(document.raw_digest());
  return common::Sha256(writer.Take());
}

PublicationCluster ClusterOf(const StoredPublication& stored) {
  return {{stored.entries().begin(), stored.entries().end()}, {stored.refusals().begin(), stored.refusals().end()}};
}

class PublicationLinker {
 public:
  PublicationLinker(const std::string& entry, const StoredEntryKeys& old_keys, Origin origin, WriteContext& context,
                    size_t max_entries)
      : entry_(entry), old_keys_(old_keys), origin_(origin), context_(context), max_entries_(max_entries) {}

  absl::Status Run() {
    if (absl::Status status = ReadEntry(entry_); !status.ok()) return status;
    WriteKeys();
    absl::StatusOr<bool> whole = ReadConnected();
    if (!whole.ok()) return whole.status();
    std::vector<PublicationCluster> clusters;
    if (*whole) {
      for (const auto& [entry, stored] : entries_) keys_.emplace(entry, stored.keys());
      clusters = ClusterEntries(keys_);
    } else {
      ++context_.events().oversized_components;
      absl::StatusOr<PublicationCluster> own = OwnCluster();
      if (!own.ok()) return own.status();
      clusters.push_back(*std::move(own));
    }
    return Apply(clusters);
  }

 private:
  Transaction& transaction() { return context_.transaction(); }

  absl::Status ReadEntry(const std::string& entry) {
    if (entries_.count(entry) > 0) return absl::OkStatus();
    StoredPublicationEntry stored;
    absl::StatusOr<bool> found = transaction().Read(Family::kPublications, EncodePublicationEntry(entry), &stored);
    if (!found.ok()) return found.status();
    if (!*found) return ReferenceBrokenError("the entry", entry);
    entries_.emplace(entry, std::move(stored));
    return absl::OkStatus();
  }

  void WriteKeys() {
    const StoredEntryKeys& keys = entries_.at(entry_).keys();
    const std::set<std::string> now(keys.keys().begin(), keys.keys().end());
    const std::set<std::string> before(old_keys_.keys().begin(), old_keys_.keys().end());
    for (const std::string& key : before) {
      if (now.count(key) == 0) transaction().Delete(Family::kPublications, EncodePublicationKey(key, entry_));
    }
    const std::string empty = Wrap(Family::kPublications, "");
    for (const std::string& key : now) {
      if (before.count(key) == 0) transaction().Put(Family::kPublications, EncodePublicationKey(key, entry_), empty);
    }
  }

  // The entries that have this key; false when they are too many.
  absl::StatusOr<bool> ReadSharing(const std::string& key, std::vector<std::string>* sharing) {
    const std::string prefix = PublicationKeyPrefix(key);
    std::unique_ptr<Cursor> cursor = transaction().Scan(Family::kPublications);
    for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
      if (sharing->size() > max_entries_) return false;
      absl::StatusOr<PublicationKey> at = DecodePublicationKey(cursor->key());
      if (!at.ok()) return at.status();
      sharing->push_back(std::move(at->entry));
    }
    if (absl::Status status = cursor->status(); !status.ok()) return status;
    return true;
  }

  // Everything that hangs together with the entry, or did until now. False when it is too much.
  absl::StatusOr<bool> ReadConnected() {
    std::vector<std::string> keys(entries_.at(entry_).keys().keys().begin(), entries_.at(entry_).keys().keys().end());
    keys.insert(keys.end(), old_keys_.keys().begin(), old_keys_.keys().end());
    std::set<std::string> seen;
    while (!keys.empty()) {
      const std::string key = std::move(keys.back());
      keys.pop_back();
      if (!seen.insert(key).second) continue;
      std::vector<std::string> sharing;
      absl::StatusOr<bool> whole = ReadSharing(key, &sharing);
      if (!whole.ok() || !*whole) return whole;
      for (const std::string& entry : sharing) {
        if (entries_.count(entry) > 0) continue;
        if (entries_.size() >= max_entries_) return false;
        if (absl::Status status = ReadEntry(entry); !status.ok()) return status;
        const StoredEntryKeys& more = entries_.at(entry).keys();
        keys.insert(keys.end(), more.keys().begin(), more.keys().end());
      }
    }
    return true;
  }

  // The entry's publication as it is; of a new entry, one of its own.
  absl::StatusOr<PublicationCluster> OwnCluster() {
    const std::string name = entries_.at(entry_).publication();
    if (name.empty()) return PublicationCluster{{entry_}, {}};
    absl::StatusOr<StoredPublication> stored = ReadStored(name);
    if (!stored.ok()) return stored.status();
    for (const std::string& entry : stored->entries()) {
      if (absl::Status status = ReadEntry(entry); !status.ok()) return status;
    }
    return ClusterOf(*stored);
  }

  absl::StatusOr<StoredPublication> ReadStored(const std::string& name) {
    StoredPublication stored;
    absl::StatusOr<bool> found = transaction().Read(Family::kPublications, EncodePublication(name), &stored);
    if (!found.ok()) return found.status();
    return stored;
  }

  absl::Status Apply(const std::vector<PublicationCluster>& clusters) {
    // Names that are, and names that were.
    std::map<std::string, const PublicationCluster*> now;
    std::set<std::string> before;
    for (const PublicationCluster& cluster : clusters) {
      const StoredPublicationEntry* founder = nullptr;
      for (const std::string& entry : cluster.entries) {
        const StoredPublicationEntry& stored = entries_.at(entry);
        if (founder == nullptr || stored.creation_sequence() < founder->creation_sequence()) founder = &stored;
        if (!stored.publication().empty()) before.insert(stored.publication());
      }
      now.emplace(founder->founding_name(), &cluster);
    }
    for (const auto& [name, cluster] : now) {
      if (absl::Status status = SetPublication(name, *cluster); !status.ok()) return status;
    }
    for (const std::string& name : before) {
      if (now.count(name) > 0) continue;
      if (absl::Status status = MergeAway(name); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<v1::Publication> Merged(const PublicationCluster& cluster) {
    std::vector<PublicationInput> inputs;
    for (const std::string& entry : cluster.entries) {
      absl::StatusOr<std::vector<PublicationInput>> of_entry =
          ReadEntryInputs(transaction(), entry, entries_.at(entry));
      if (!of_entry.ok()) return of_entry.status();
      std::move(of_entry->begin(), of_entry->end(), std::back_inserter(inputs));
    }
    v1::Publication publication = MergePublication(std::move(inputs));
    publication.mutable_notes()->Add(cluster.refusals.begin(), cluster.refusals.end());
    return publication;
  }

  absl::Status SetPublication(const std::string& name, const PublicationCluster& cluster) {
    absl::StatusOr<StoredPublication> stored = ReadStored(name);
    if (!stored.ok()) return stored.status();
    const bool changed = std::binary_search(cluster.entries.begin(), cluster.entries.end(), entry_);
    if (!changed && ClusterOf(*stored) == cluster) return absl::OkStatus();
    for (const std::string& entry : cluster.entries) Join(entry, name);
    absl::StatusOr<v1::Publication> publication = Merged(cluster);
    if (!publication.ok()) return publication.status();
    const std::string digest = DigestOf(cluster, *publication);
    if (!stored->entries().empty() && stored->digest() == digest) return absl::OkStatus();
    const int added = stored->entries().empty() ? 1 : 0;
    stored->clear_merged_into();
    stored->clear_entries();
    stored->mutable_entries()->Add(cluster.entries.begin(), cluster.entries.end());
    stored->clear_refusals();
    stored->mutable_refusals()->Add(cluster.refusals.begin(), cluster.refusals.end());
    stored->set_digest(digest);
    storage::v1::StoredPublicationHead head;
    head.set_publication_frame(CompressFrame(publication->SerializeAsString()));
    return Write(name, &*stored, head, added);
  }

  // Its entries belong to others now; its name goes where the entry went that founded it.
  absl::Status MergeAway(const std::string& name) {
    absl::StatusOr<StoredPublication> stored = ReadStored(name);
    if (!stored.ok()) return stored.status();
    for (const auto& [entry, of_entry] : entries_) {
      if (of_entry.founding_name() == name) stored->set_merged_into(of_entry.publication());
    }
    if (stored->merged_into().empty()) return ReferenceBrokenError("the entry that founded", name);
    stored->clear_entries();
    stored->clear_refusals();
    stored->clear_digest();
    storage::v1::StoredPublicationHead head;
    head.set_merged_into(stored->merged_into());
    return Write(name, &*stored, head, -1);
  }

  absl::Status Write(const std::string& name, StoredPublication* stored, const storage::v1::StoredPublicationHead& head,
                     int added) {
    stored->set_revision(stored->revision() + 1);
    transaction().Write(Family::kPublications, EncodePublication(name), *stored);
    transaction().Write(Family::kPublications, EncodePublicationHead(name, stored->revision()), head);
    storage::v1::StoredEntry change;
    change.mutable_publication_changed()->set_name(name);
    change.mutable_publication_changed()->set_revision(stored->revision());
    change.mutable_publication_changed()->set_rederived(origin_ == Origin::kRederivation);
    context_.Append(std::move(change));
    if (added == 0) return absl::OkStatus();
    absl::StatusOr<storage::v1::StoredTotals*> totals = context_.totals();
    if (!totals.ok()) return totals.status();
    (*totals)->set_publications((*totals)->publications() + added);
    return absl::OkStatus();
  }

  void Join(const std::string& entry, const std::string& name) {
    StoredPublicationEntry& stored = entries_.at(entry);
    if (stored.publication() == name) return;
    stored.set_publication(name);
    transaction().Write(Family::kPublications, EncodePublicationEntry(entry), stored);
  }

  const std::string& entry_;
  const StoredEntryKeys& old_keys_;
  const Origin origin_;
  WriteContext& context_;
  const size_t max_entries_;
  std::map<std::string, StoredPublicationEntry> entries_;
  std::map<std::string, StoredEntryKeys> keys_;
};

}  // namespace

absl::Status LinkEntry(const std::string& entry, const storage::v1::StoredEntryKeys& old_keys, Origin origin,
                       WriteContext& context, size_t max_entries) {
  return PublicationLinker(entry, old_keys, origin, context, max_entries).Run();
}

}  // namespace trialweave::store
