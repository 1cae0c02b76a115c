// Dead letters that a person looks at, replays, closes, or has erased.
#include "store/document/dead_letters.h"

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "common/status.h"
#include "gtest/gtest.h"
#include "store/reading/listings.h"
#include "store/rederivation/archive_reader.h"
#include "store/rederivation/dead_letter_reader.h"
#include "store/testing/store_fixture.h"
#include "store/verification/verifier.h"

namespace trialweave::store {
namespace {

TestDocument Nct(int number) {
  TestDocument document;
  document.id = "NCT0000000" + std::to_string(number);
  document.words = "words " + std::to_string(number) + std::string(2000, 'w');
  return document;
}

class DeadLettersTest : public ::testing::Test {
 protected:
  DeadLettersTest() : f_("dead_letters"), run_(f_.StartRun("ctgov")) {}

  std::string AddDeadLetter(int number, v1::DeadLetterReason reason = v1::DEAD_LETTER_REASON_MALFORMED) {
    v1::CommitRequest request = CauseRequest(Nct(number), reason);
    (*request.mutable_document()->mutable_context())["columns"] = "a,b";
    const auto ack = f_.Send(run_, ++ordinal_, request);
    EXPECT_TRUE(ack.ok()) << ack.status();
    return ack->record();
  }
  std::vector<v1::RecordDocument> Replayed(const v1::DeadLetterSelection& selection) {
    v1::ReadArchiveRequest request;
    *request.mutable_dead_letters() = selection;
    const std::unique_ptr<Reader> snapshot = f_.store().database().Snapshot();
    auto reader = DeadLetterReader::Open(snapshot.get(), request);
    EXPECT_TRUE(reader.ok()) << reader.status();
    std::vector<v1::RecordDocument> documents;
    while (true) {
      auto next = (*reader)->Next();
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok() || !next->has_value()) return documents;
      documents.push_back((*next)->document());
    }
  }
  absl::StatusOr<v1::GetDeadLetterResponse> Get(const std::string& name) {
    v1::GetDeadLetterRequest request;
    request.set_name(name);
    return GetDeadLetter(f_.store().latest(), request);
  }
  absl::Status Close(const std::string& name, const std::string& reason) {
    v1::ResolveDeadLetterRequest request;
    request.set_name(name);
    request.set_reason(reason);
    v1::ResolveDeadLetterResponse response;
    return f_.Change([&](WriteContext& context) { return CloseDeadLetter(request, context, &response); });
  }
  absl::StatusOr<v1::RedactDocumentResponse> Redact(const std::string& digest) {
    v1::RedactDocumentRequest request;
    request.set_raw_digest(digest);
    request.set_reason("court order");
    return f_.store().Redact(request);
  }
  void ExpectWhole() {
    VerifyDatabase(f_.store().database(), false, [](const v1::VerifyStoreResponse& event) {
      if (event.has_violation()) ADD_FAILURE() << event.DebugString();
      return true;
    });
  }

  StoreFixture f_;
  const std::string run_;
  uint64_t ordinal_ = 0;
};

TEST_F(DeadLettersTest, AreShownWithTheBytesThatWereKept) {
  const std::string name = AddDeadLetter(1);
  const auto found = Get(name);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(absl::StartsWith(found->content(), "{NCT00000001 words 1"));
  EXPECT_EQ(found->dead_letter().document_size(), found->content().size());
  EXPECT_EQ(common::ErrorReason(Get("deadLetters/none").status()), "DEAD_LETTER_NOT_FOUND");
  EXPECT_EQ(common::ErrorReason(Get("none").status()), "INVALID_FIELD");
}

TEST_F(DeadLettersTest, AreReplayedAsTheyWereDeliveredAndThenAreRecords) {
  const std::string name = AddDeadLetter(1);
  AddDeadLetter(2, v1::DEAD_LETTER_REASON_NO_IDENTIFIER);
  v1::DeadLetterSelection selection;
  EXPECT_EQ(Replayed(selection).size(), 2u);
  selection.set_reason(v1::DEAD_LETTER_REASON_MALFORMED);
  const std::vector<v1::RecordDocument> documents = Replayed(selection);
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0].context().at("columns"), "a,b");
  EXPECT_FALSE(documents[0].has_rederivation()) << "it is the delivery that it was";
  // What the pipeline makes of it now, in a run of the archive.
  v1::CommitRequest again = RecordRequest(Nct(1));
  *again.mutable_document() = documents[0];
  const auto ack = f_.Send(f_.StartRun("archive"), 1, again);
  ASSERT_TRUE(ack.ok()) << ack.status();
  EXPECT_EQ(ack->outcome(), v1::OUTCOME_CREATED);
  EXPECT_TRUE(Get(name)->dead_letter().has_resolve_time());
  EXPECT_TRUE(Replayed(selection).empty()) << "it is resolved";
  ExpectWhole();
}

TEST_F(DeadLettersTest, SelectionsAgreeWithAllThatIsSet) {
  const std::string first = AddDeadLetter(1);
  AddDeadLetter(2);
  v1::DeadLetterSelection selection;
  selection.add_names(first);
  ASSERT_EQ(Replayed(selection).size(), 1u);
  selection.set_source("chictr");
  EXPECT_TRUE(Replayed(selection).empty());
  selection.set_source("ctgov");
  selection.set_format("ctgov_v2_json");
  EXPECT_EQ(Replayed(selection).size(), 1u);
}

TEST_F(DeadLettersTest, WhatIsNotAWholeDocumentIsNotReplayed) {
  v1::CommitRequest fragment = CauseRequest(Nct(1), v1::DEAD_LETTER_REASON_TRUNCATED);
  fragment.mutable_document()->set_fragment(true);
  ASSERT_TRUE(f_.Send(run_, ++ordinal_, fragment).ok());
  TestDocument large = Nct(2);
  large.words = std::string(kMaxKeptBytes, 'x');
  ASSERT_TRUE(f_.Send(run_, ++ordinal_, CauseRequest(large, v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED)).ok());
  EXPECT_TRUE(Replayed({}).empty());
}

TEST_F(DeadLettersTest, AreClosedWithAReasonAndOpenAgainWhenTheyComeAgain) {
  const std::string name = AddDeadLetter(1);
  EXPECT_EQ(common::ErrorReason(Close(name, "")), "INVALID_FIELD");
  EXPECT_EQ(common::ErrorReason(Close("deadLetters/none", "x")), "DEAD_LETTER_NOT_FOUND");
  ASSERT_TRUE(Close(name, "a test file").ok());
  EXPECT_EQ(Get(name)->dead_letter().resolution(), "a test file");
  EXPECT_EQ(f_.Status().dead_letters(), 0u);
  EXPECT_EQ(common::ErrorReason(Close(name, "again")), "DEAD_LETTER_RESOLVED");
  EXPECT_EQ(f_.Entries().back().dead_letter_changed().resolution(), "a test file");
  AddDeadLetter(1);
  EXPECT_EQ(f_.Status().dead_letters(), 1u);
  EXPECT_EQ(Get(name)->dead_letter().resolution(), "");
  ExpectWhole();
}

TEST_F(DeadLettersTest, ErasedBytesAreGoneEverywhereAndStayGone) {
  const v1::CommitRequest request = RecordRequest(Nct(1));
  const std::string digest = request.document().content_sha256();
  ASSERT_TRUE(f_.Send(run_, ++ordinal_, request).ok());
  const std::string name = AddDeadLetter(2);
  const std::string before = f_.Status().content_digest();
  const auto redacted = Redact(digest);
  ASSERT_TRUE(redacted.ok()) << redacted.status();
  ASSERT_EQ(redacted->records_size(), 1);
  EXPECT_EQ(redacted->records(0), "registrations/NCT00000001");
  v1::ReadRawRequest raw;
  raw.set_raw_digest(digest);
  EXPECT_EQ(common::ErrorReason(ReadRaw(f_.store().latest(), raw).status()), "REDACTED");
  const v1::ChangelogEntry entry = f_.Entries().back();
  EXPECT_EQ(entry.document_redacted().raw_digest(), digest);
  EXPECT_EQ(entry.document_redacted().reason(), "court order");
  EXPECT_EQ(f_.Head("NCT00000001").study().titles(0).text(), Nct(1).words) << "the record stays";
  EXPECT_EQ(f_.Status().content_digest(), before);
  EXPECT_EQ(Redact(digest)->sequence(), f_.Entries().back().sequence()) << "once";
  EXPECT_EQ(f_.Entries().back().sequence(), entry.sequence());
  // The dead letter, and what comes again.
  ASSERT_TRUE(Redact(Get(name)->dead_letter().raw_digest()).ok());
  EXPECT_TRUE(Get(name)->redacted());
  EXPECT_TRUE(Get(name)->content().empty());
  EXPECT_TRUE(Replayed({}).empty());
  AddDeadLetter(2);
  EXPECT_TRUE(Get(name)->redacted());
  ExpectWhole();
  // Deriving everything again leaves it out.
  const std::unique_ptr<Reader> snapshot = f_.store().database().Snapshot();
  const auto archive = ArchiveReader::Open(snapshot.get(), {});
  const auto next = (*archive)->Next();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_FALSE(next->has_value());
  EXPECT_EQ(common::ErrorReason(Redact(std::string(32, 'x')).status()), "DOCUMENT_NOT_FOUND");
}

TEST_F(DeadLettersTest, ErasedBytesAreOffTheDisk) {
  TestDocument document = Nct(1);
  // Neither compressed nor only in a log.
  document.words.clear();
  for (int i = 0; i < 4000; ++i) document.words.push_back(static_cast<char>('!' + (i * 7919 + i * i) % 90));
  const v1::CommitRequest request = RecordRequest(document);
  ASSERT_TRUE(f_.Send(run_, ++ordinal_, request).ok());
  f_.Reopen();
  const std::string value = *f_.store().latest().Get(Family::kRaw, request.document().content_sha256()).value();
  const std::string mark = value.substr(value.size() / 2, 64);
  ASSERT_TRUE(f_.OnDisk(mark));
  ASSERT_TRUE(Redact(request.document().content_sha256()).ok());
  EXPECT_FALSE(f_.OnDisk(mark));
}

}  // namespace
}  // namespace trialweave::store
