#include "store/history/testing/random_store.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/content_digest.h"
#include "common/sha256.h"
#include "gtest/gtest.h"
#include "store/rederivation/archive_reader.h"

namespace trialweave::store {

RandomStore::RandomStore(const std::string& name, uint32_t seed, StoreFixtureOptions options)
    : fixture_(name, std::move(options)), random_(seed), ids_{"NCT00000001",      "NCT00000002",
                                                              "NCT00000003",      "ChiCTR2000000001",
                                                              "ChiCTR2000000002", "ChiCTR2000000003"} {
  run_ = fixture_.StartRun("file_drop");
}

v1::CommitRequest RandomStore::AnyDocument(int observed, bool of_portal) {
  TestDocument document;
  document.id = ids_[Below(ids_.size())];
  document.words = absl::StrCat("word", Below(3));
  if (Below(3) == 0) absl::StrAppend(&document.words, " =", ids_[Below(ids_.size())]);
  document.observed = observed;
  document.source = of_portal ? "ictrp" : "ctgov";
  document.format = of_portal ? "ictrp_csv" : "ctgov_v2_json";
  v1::CommitRequest request = CauseRequest(document, v1::DEAD_LETTER_REASON_UNSPECIFIED);
  Parse(&request);
  return request;
}

void RandomStore::Parse(v1::CommitRequest* request) const {
  const std::string& content = request->document().content();
  const std::vector<std::string> parts = absl::StrSplit(content.substr(1, content.size() - 2), ' ');
  request->clear_result();
  v1::NormalizedRecord* record = request->mutable_record();
  record->set_derivation(absl::StrCat("parser-", parser_));
  v1::Registration* registration = record->mutable_registration();
  registration->set_registration_id(parts[0]);
  registration->set_registry(parts[0].compare(0, 3, "NCT") == 0 ? "ctgov" : "chictr");
  // Every other parser reads another title and status, and every third no identifiers; each has a note of its own.
  registration->mutable_study()->add_titles()->set_text(parts[1] + (parser_ % 2 == 1 ? "!" : ""));
  registration->mutable_study()->set_status(parser_ % 2 == 1 ? v1::RECRUITMENT_STATUS_COMPLETED
                                                             : v1::RECRUITMENT_STATUS_RECRUITING);
  for (size_t i = 2; i < parts.size() && parser_ % 3 != 2; ++i) {
    const std::string stated = parts[i].substr(1);
    if (stated == parts[0]) continue;
    *registration->add_secondary_ids() = TestIdentifier(stated.compare(0, 3, "NCT") == 0 ? "ctgov" : "chictr", stated);
  }
  registration->add_notes(record->derivation());
  record->set_content_digest(common::ContentDigest(*registration));
}

void RandomStore::Step() {
  const size_t kind = Below(20);
  if (kind == 0) {
    Rederive();
  } else if (kind == 1) {
    fixture_.Reopen();
  } else if (kind < 6) {
    Snapshot();
  } else {
    Send();
  }
}

void RandomStore::Send() {
  const int observed = static_cast<int>(500 + 100 * Below(45));
  const absl::StatusOr<v1::DocumentAck> ack = fixture_.Send(run_, ++ordinal_, AnyDocument(observed, Below(3) == 0));
  ASSERT_TRUE(ack.ok()) << ack.status();
  ++sent_;
}

// Of few times, so that some snapshots come in several files.
void RandomStore::Snapshot() {
  const int observed = static_cast<int>(1000 + 500 * Below(7));
  std::vector<v1::CommitRequest> requests;
  for (size_t i = Below(4); i < 4; ++i) requests.push_back(AnyDocument(observed, true));
  const uint64_t first = ordinal_ + 1;
  ordinal_ += requests.size();
  fixture_.SendAll(run_, first, std::move(requests));
  const auto recorded = fixture_.RecordSnapshot(run_, absl::StrCat("set", Below(2)), observed, first, ordinal_);
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  ++snapshots_;
}

void RandomStore::Rederive() {
  ++parser_;
  const std::string run = fixture_.StartRun("archive");
  const std::unique_ptr<Reader> snapshot = fixture_.store().database().Snapshot();
  absl::StatusOr<std::unique_ptr<ArchiveReader>> archive = ArchiveReader::Open(snapshot.get(), {});
  ASSERT_TRUE(archive.ok()) << archive.status();
  for (uint64_t ordinal = 1;; ++ordinal) {
    absl::StatusOr<std::optional<v1::ReadArchiveResponse>> next = (*archive)->Next();
    ASSERT_TRUE(next.ok()) << next.status();
    if (!next->has_value()) break;
    v1::CommitRequest request;
    request.mutable_document()->Swap((*next)->mutable_document());
    Parse(&request);
    const absl::StatusOr<v1::DocumentAck> ack = fixture_.Send(run, ordinal, std::move(request));
    ASSERT_TRUE(ack.ok()) << ack.status();
    if (ack->outcome() == v1::OUTCOME_UPDATED) ++rederived_;
  }
}

}  // namespace trialweave::store
