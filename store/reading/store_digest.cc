#include "store/reading/store_digest.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/sha256.h"
#include "store/errors.h"
#include "store/format/key_encoding.h"
#include "store/format/keys.h"
#include "store/snapshot/presence.h"
#include "store/snapshot/snapshot_set.h"
#include "trialweave/storage/v1/storage.pb.h"
#include "trialweave/v1/changelog.pb.h"

namespace trialweave::store {
namespace {

absl::Status HashChains(const Reader& snapshot, common::Sha256Hasher* hasher) {
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kObservations);
  std::optional<ObservationPosition> before;
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(cursor->key());
    if (!at.ok()) return at.status();
    const bool same_chain = before.has_value() && before->key == at->key;
    if (!same_chain) hasher->Update(KeyWriter().Tag('C').Bytes(ObservationPrefix(at->key)).Take());
    if (same_chain && before->content_digest == at->content_digest) {
      hasher->Update(KeyWriter().Tag('S').Time(at->observed_at).Take());
    } else {
      hasher->Update(KeyWriter().Tag('R').Time(at->observed_at).Bytes(at->content_digest).Take());
    }
    before = *std::move(at);
  }
  return cursor->status();
}

absl::Status HashDeadLetters(const Reader& snapshot, common::Sha256Hasher* hasher) {
  std::vector<std::string> open;
  const std::string prefix = DeadLettersPrefix();
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kDeadLetters);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    storage::v1::StoredDeadLetter stored;
    if (absl::Status status = UnwrapTo(Family::kDeadLetters, cursor->value(), &stored); !status.ok()) return status;
    const v1::DeadLetter& letter = stored.dead_letter();
    if (letter.has_resolve_time()) continue;
    open.push_back(KeyWriter()
                       .Tag('D')
                       .Text(letter.source())
                       .Text(letter.container().digest())
                       .Number(letter.container_ordinal())
                       .Number(static_cast<uint64_t>(letter.cause().reason()))
                       .Take());
  }
  std::sort(open.begin(), open.end());
  for (const std::string& letter : open) hasher->Update(letter);
  return cursor->status();
}

absl::Status HashTrials(const Reader& snapshot, common::Sha256Hasher* hasher) {
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kMembership);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    const std::string id(cursor->key());
    storage::v1::StoredMembership membership;
    if (absl::Status status = UnwrapTo(Family::kMembership, cursor->value(), &membership); !status.ok()) return status;
    v1::MembershipChanged trial;
    absl::StatusOr<bool> found = snapshot.Read(Family::kTrials, membership.trial(), &trial);
    if (!found.ok()) return found.status();
    if (!*found || trial.registration_ids().empty()) return ReferenceBrokenError("the trial", id);
    // Each trial once, at its first registration.
    if (trial.registration_ids(0) != id) continue;
    KeyWriter writer;
    writer.Tag('T');
    for (const std::string& member : trial.registration_ids()) writer.Text(member);
    hasher->Update(writer.Take());
  }
  return cursor->status();
}

absl::Status HashPublications(const Reader& snapshot, common::Sha256Hasher* hasher) {
  const std::string prefix = PublicationEntriesPrefix();
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kPublications);
  for (cursor->Seek(prefix); cursor->Valid() && cursor->key().substr(0, prefix.size()) == prefix; cursor->Next()) {
    const std::string entry(cursor->key().substr(prefix.size()));
    storage::v1::StoredPublicationEntry stored;
    const absl::Status status = UnwrapTo(Family::kPublications, cursor->value(), &stored);
    if (!status.ok()) return status;
    storage::v1::StoredPublication publication;
    absl::StatusOr<bool> found =
        snapshot.Read(Family::kPublications, EncodePublication(stored.publication()), &publication);
    if (!found.ok()) return found.status();
    if (!*found || publication.entries().empty()) return ReferenceBrokenError("the publication", entry);
    // Each publication once, at its first entry.
    if (publication.entries(0) != entry) continue;
    KeyWriter writer;
    writer.Tag('U');
    for (const std::string& member : publication.entries()) writer.Text(member);
    hasher->Update(writer.Take());
  }
  return cursor->status();
}

// The times of each set's snapshots.
absl::StatusOr<std::map<std::string, SnapshotSet>> HashSnapshots(const Reader& snapshot, common::Sha256Hasher* hasher) {
  std::map<std::string, std::vector<absl::Time>> times;
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kSnapshots);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    absl::StatusOr<SnapshotKey> key = DecodeSnapshot(cursor->key());
    if (!key.ok()) return key.status();
    const auto [set, first] = times.try_emplace(key->set);
    if (first) hasher->Update(KeyWriter().Tag('N').Text(key->set).Take());
    hasher->Update(KeyWriter().Tag('M').Time(key->observed_at).Take());
    set->second.push_back(key->observed_at);
  }
  if (absl::Status status = cursor->status(); !status.ok()) return status;
  std::map<std::string, SnapshotSet> sets;
  for (auto& [set, of_set] : times) sets.emplace(set, SnapshotSet(std::move(of_set)));
  return sets;
}

absl::Status HashPresence(const Reader& snapshot, const std::map<std::string, SnapshotSet>& sets,
                          common::Sha256Hasher* hasher) {
  std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kPresence);
  for (cursor->Seek(""); cursor->Valid(); cursor->Next()) {
    absl::StatusOr<PresenceKey> key = DecodePresence(cursor->key());
    if (!key.ok()) return key.status();
    storage::v1::StoredPresence stored;
    if (absl::Status status = UnwrapTo(Family::kPresence, cursor->value(), &stored); !status.ok()) return status;
    const Presence presence = FromStored(stored);
    const auto set = sets.find(key->set);
    // Of a snapshot that was never recorded.
    if (set == sets.end() || !set->second.Contains(presence.first)) continue;
    KeyWriter writer;
    writer.Tag('P').Text(key->set).Text(key->registration_id).Time(presence.first);
    for (const Gap& gap : presence.gaps) {
      writer.Tag(gap.until.has_value() ? 'G' : 'O').Time(gap.since);
      if (gap.until.has_value()) writer.Time(*gap.until);
    }
    hasher->Update(writer.Take());
  }
  return cursor->status();
}

}  // namespace

absl::StatusOr<std::string> StoreContentDigest(const Reader& snapshot) {
  common::Sha256Hasher hasher;
  if (absl::Status status = HashChains(snapshot, &hasher); !status.ok()) return status;
  if (absl::Status status = HashDeadLetters(snapshot, &hasher); !status.ok()) return status;
  if (absl::Status status = HashTrials(snapshot, &hasher); !status.ok()) return status;
  if (absl::Status status = HashPublications(snapshot, &hasher); !status.ok()) return status;
  const absl::StatusOr<std::map<std::string, SnapshotSet>> sets = HashSnapshots(snapshot, &hasher);
  if (!sets.ok()) return sets.status();
  if (absl::Status status = HashPresence(snapshot, *sets, &hasher); !status.ok()) return status;
  return hasher.Finish();
}

}  // namespace trialweave::store
