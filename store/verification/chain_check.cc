#include "store/verification/chain_check.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "store/compression/stored_dictionary.h"
#include "store/document/stored_chains.h"
#include "store/errors.h"
#include "store/format/keys.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::StoredChain;

std::string NameOf(const ObservationKey& key) {
  return absl::StrCat(key.registration_id, " (", key.source, ", ", key.format, key.country_part.empty() ? "" : ", ",
                      key.country_part, ")");
}

// What the observations say, chain by chain, against the chains that are stored.
class ChainsCheck {
 public:
  ChainsCheck(const Reader& reader, VerifyReport& report) : reader_(reader), report_(report) {}

  void Observe(ObservationPosition at) {
    if (!key_.has_value() || !(*key_ == at.key)) {
      EndChain();
      if (key_.has_value() && key_->registration_id != at.key.registration_id) EndOwner();
      if (!key_.has_value() || key_->registration_id != at.key.registration_id) BeginOwner(at.key.registration_id);
      key_ = at.key;
    }
    if (!spans_.empty() && spans_.back().content_digest == at.content_digest) {
      spans_.back().last = at.observed_at;
      ++report_.counts().sightings;
      return;
    }
    ++report_.counts().revisions;
    spans_.push_back({std::move(at.content_digest), at.observed_at, at.observed_at});
  }
  void End() {
    EndChain();
    if (key_.has_value()) EndOwner();
  }

 private:
  // Reads the chains that the record says it has.
  void BeginOwner(const std::string& id) {
    chains_.Clear();
    checked_ = 0;
    const std::string key(KeyInRecordName(id));
    bool found = false;
    if (id.compare(0, 13, "publications/") == 0) {
      storage::v1::StoredPublicationEntry entry;
      found = Read(Family::kPublications, EncodePublicationEntry(key), id, &entry);
      chains_.Swap(entry.mutable_chains());
    } else if (id.compare(0, 8, "notices/") == 0) {
      storage::v1::StoredNotice notice;
      found = Read(Family::kNotices, EncodeNotice(key), id, &notice);
      chains_.Swap(notice.mutable_chains());
    } else {
      storage::v1::StoredRegistration registration;
      found = Read(Family::kRegistrations, id, id, &registration);
      chains_.Swap(registration.mutable_chains());
    }
    owner_there_ = found;
  }
  bool Read(Family family, const std::string& stored_key, const std::string& id,
            google::protobuf::MessageLite* message) {
    return MustRead(reader_, family, stored_key, message, report_, "RECORD_MISSING", id,
                    "it has observations and is not there itself; its history remains, nobody finds it");
  }

  void EndChain() {
    if (!key_.has_value() || spans_.empty()) return;
    std::set<std::string> contents;
    for (const Span& span : spans_) contents.insert(span.content_digest);
    for (const std::string& content : contents) {
      if (!Has(reader_, Family::kStates, EncodeState(*key_, content), report_, NameOf(*key_))) {
        report_.Violation(
            "STATE_MISSING", NameOf(*key_),
            "the record of the content " + absl::BytesToHexString(content) + " is lost; its archived bytes may remain");
      }
    }
    const StoredChain* chain = FindChain(*key_, &chains_);
    if (chain != nullptr) ++checked_;
    if (owner_there_ && (chain == nullptr || SpansOf(*chain) != spans_)) {
      report_.Violation("CHAIN_DIFFERS", NameOf(*key_),
                        absl::StrCat("the observations give ", spans_.size(), " revisions, the record has ",
                                     chain == nullptr ? 0 : chain->spans_size(),
                                     " or others; which revision was when is not certain"));
    }
    spans_.clear();
  }
  void EndOwner() {
    if (owner_there_ && checked_ < chains_.size()) {
      report_.Violation("OBSERVATIONS_MISSING", key_->registration_id,
                        absl::StrCat(chains_.size() - checked_,
                                     " of its chains have no observations: where and when "
                                     "they were seen is lost"));
    }
  }

  const Reader& reader_;
  VerifyReport& report_;
  std::optional<ObservationKey> key_;
  std::vector<Span> spans_;
  StoredChains chains_;
  bool owner_there_ = false;
  int checked_ = 0;
};

// Each frame needs the dictionary that its header names, whole and in the store.
void CheckDictionaries(const Reader& reader, std::set<uint32_t>* ids, VerifyReport& report) {
  report.Begin("dictionaries");
  const auto dictionaries = ReadDictionaries(reader);
  if (!report.Readable(dictionaries.status(), "the dictionaries")) return;
  for (const StoredFrameDictionary& stored : *dictionaries) ids->insert(stored.dictionary->id);
}

void CheckStates(const Reader& reader, VerifyReport& report) {
  std::set<uint32_t> dictionaries = {0};
  CheckDictionaries(reader, &dictionaries, report);
  report.Begin("states and archived bytes");
  storage::v1::StoredState state;
  ForEach(reader, Family::kStates, "", &state, report, [&](std::string_view key) {
    const absl::StatusOr<StateKey> at = DecodeState(key);
    if (!report.Readable(at.status(), "a state")) return;
    const std::string name = NameOf(at->key);
    report.Readable(OpenFrame(reader, state.registration_frame()).status(), name);
    if (dictionaries.count(DictionaryIdOf(state.registration_frame())) == 0)
      report.Readable(FrameCorruptError("its dictionary is not in the store"), name);
    // Nothing rests on the bytes of what nothing shows any more.
    if (state.superseded()) return;
    CheckRaw(reader, state.raw_digest(), name, report);
    for (const storage::v1::StoredDocument& document : state.further()) {
      CheckRaw(reader, document.raw_digest(), name, report);
    }
  });
}

}  // namespace

void CheckChains(const Reader& reader, VerifyReport& report) {
  report.Begin("observations and chains");
  ChainsCheck chains(reader, report);
  storage::v1::StoredObservation observation;
  ForEach(reader, Family::kObservations, "", &observation, report, [&](std::string_view key) {
    absl::StatusOr<ObservationPosition> at = DecodeObservation(key);
    if (report.Readable(at.status(), "an observation")) chains.Observe(*std::move(at));
  });
  chains.End();
  CheckStates(reader, report);
}

}  // namespace trialweave::store
