// Archived documents that are derived again: the store ends as if they had been read so at first.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/content_digest.h"
#include "common/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/rederivation/archive_reader.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;

// A parser of the words that a test document holds: "id words".
struct Parser {
  std::string derivation;
  // What it makes of the words; nothing makes a dead letter.
  std::function<std::string(const std::string&)> title = [](const std::string& words) { return words; };
  std::string note;
  std::vector<v1::Identifier> secondary_ids;
};

std::string WordsIn(const std::string& content) {
  const size_t blank = content.find(' ');
  return content.substr(blank + 1, content.size() - blank - 2);
}

std::string IdIn(const std::string& content) { return content.substr(1, content.find(' ') - 1); }

// What a parser makes of a document that is in the request.
void Parse(const Parser& parser, v1::CommitRequest* request) {
  const std::string& content = request->document().content();
  request->clear_result();
  const std::string title = parser.title(WordsIn(content));
  if (title.empty()) {
    request->mutable_cause()->set_reason(v1::DEAD_LETTER_REASON_MALFORMED);
    return;
  }
  v1::NormalizedRecord* record = request->mutable_record();
  record->set_derivation(parser.derivation);
  const std::string id = IdIn(content);
  if (id.compare(0, 3, "NCT") == 0) {
    v1::Registration* registration = record->mutable_registration();
    registration->set_registration_id(id);
    registration->set_registry("ctgov");
    registration->mutable_study()->add_titles()->set_text(title);
    for (const v1::Identifier& stated : parser.secondary_ids) *registration->add_secondary_ids() = stated;
    if (!parser.note.empty()) registration->add_notes(parser.note);
    record->set_content_digest(common::ContentDigest(*registration));
  } else if (id.compare(0, 7, "pubmed:") == 0) {
    v1::Publication* publication = record->mutable_publication();
    publication->set_name(id);
    publication->add_titles()->set_text(title);
    publication->set_doi("10.1/a");
    record->set_content_digest(common::ContentDigest(*publication));
  } else {
    v1::RegulatoryNotice* notice = record->mutable_notice();
    notice->set_name(id);
    notice->set_subject(title);
    record->set_content_digest(common::ContentDigest(*notice));
  }
}

v1::CommitRequest Document(const std::string& id, const std::string& words, int observed) {
  return CauseRequest({id, words, observed}, v1::DEAD_LETTER_REASON_UNSPECIFIED);
}

class RederivationTest : public ::testing::Test {
 protected:
  static v1::GetStoreStatusResponse Fresh(const std::vector<v1::CommitRequest>& documents, const Parser& parser) {
    StoreFixture f("rederivation_fresh");
    Ingest(f, documents, parser);
    return f.Status();
  }
  static void Ingest(StoreFixture& f, std::vector<v1::CommitRequest> documents, const Parser& parser) {
    const std::string run = f.StartRun("ctgov");
    for (v1::CommitRequest& document : documents) Parse(parser, &document);
    f.SendAll(run, 1, std::move(documents));
  }
  std::vector<v1::ReadArchiveResponse> Archive(const v1::ReadArchiveRequest& request = {}) {
    const std::unique_ptr<Reader> snapshot = f_.store().database().Snapshot();
    std::vector<v1::ReadArchiveResponse> all;
    absl::StatusOr<std::unique_ptr<ArchiveReader>> reader = ArchiveReader::Open(snapshot.get(), request);
    EXPECT_TRUE(reader.ok()) << reader.status();
    while (reader.ok()) {
      absl::StatusOr<std::optional<v1::ReadArchiveResponse>> next = (*reader)->Next();
      EXPECT_TRUE(next.ok()) << next.status();
      if (!next.ok() || !next->has_value()) break;
      all.push_back(**std::move(next));
    }
    return all;
  }
  // Derives all again, one by one; the outcomes.
  std::vector<v1::Outcome> Rederive(const Parser& parser) {
    const std::string run = f_.StartRun("archive");
    std::vector<v1::Outcome> outcomes;
    for (v1::ReadArchiveResponse& response : Archive()) {
      v1::CommitRequest request;
      request.mutable_document()->Swap(response.mutable_document());
      Parse(parser, &request);
      const absl::StatusOr<v1::DocumentAck> ack = f_.Send(run, outcomes.size() + 1, std::move(request));
      EXPECT_TRUE(ack.ok()) << ack.status();
      if (ack.ok()) outcomes.push_back(ack->outcome());
    }
    return outcomes;
  }
  void ExpectAsFresh(const std::vector<v1::CommitRequest>& documents, const Parser& parser) {
    const v1::GetStoreStatusResponse fresh = Fresh(documents, parser);
    const v1::GetStoreStatusResponse status = f_.Status();
    EXPECT_EQ(status.content_digest(), fresh.content_digest());
    EXPECT_EQ(status.revisions(), fresh.revisions());
    EXPECT_EQ(status.sightings(), fresh.sightings());
    EXPECT_EQ(status.trials(), fresh.trials());
    EXPECT_EQ(status.publications(), fresh.publications());
  }

  StoreFixture f_{"rederivation"};
};

TEST_F(RederivationTest, ArchiveHasEveryStateWithWhatItsParserNeeds) {
  v1::CommitRequest table = Document("NCT00000002", "row", 1000);
  (*table.mutable_document()->mutable_context())["columns"] = "id,title";
  Ingest(f_,
         {Document("NCT00000001", "A", 1000), Document("NCT00000001", "A", 2000), Document("NCT00000001", "B", 3000),
          table},
         {});
  const std::vector<v1::ReadArchiveResponse> all = Archive();
  ASSERT_EQ(all.size(), 3u) << "sightings are not archived";
  const auto row = std::find_if(all.begin(), all.end(), [](const v1::ReadArchiveResponse& response) {
    return response.document().content() == "{NCT00000002 row}";
  });
  ASSERT_NE(row, all.end());
  EXPECT_EQ(row->document().context().at("columns"), "id,title");
  EXPECT_EQ(row->document().format(), "ctgov_v2_json");
  EXPECT_EQ(row->document().container().digest(), table.document().container().digest());
  EXPECT_EQ(row->document().container().observed_at().seconds(), 1000);
  EXPECT_EQ(row->document().rederivation().record(), "registrations/NCT00000002");
  v1::ReadArchiveRequest rest;
  rest.set_after(all[0].position());
  EXPECT_EQ(Archive(rest).size(), 2u);
  rest.add_sources("chictr");
  EXPECT_EQ(Archive(rest).size(), 0u);
  rest.set_after("nonsense");
  EXPECT_FALSE(ArchiveReader::Open(&f_.store().latest(), rest).ok());
}

TEST_F(RederivationTest, SameParserChangesNothing) {
  Ingest(f_, {Document("NCT00000001", "A", 1000), Document("NCT00000001", "B", 2000), Document("fda:1", "C", 1000)},
         {"1"});
  const std::string digest = f_.Status().content_digest();
  EXPECT_THAT(Rederive({"1"}), ElementsAre(v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED));
  const size_t entries = f_.Entries().size();
  EXPECT_THAT(Rederive({"2"}), ElementsAre(v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED));
  for (size_t i = entries; i < f_.Entries().size(); ++i) {
    EXPECT_FALSE(f_.Entries()[i].has_head_changed()) << "another version that reads the same";
  }
  EXPECT_EQ(f_.Status().content_digest(), digest);
}

TEST_F(RederivationTest, NewContentReplacesTheOldAndIsNoChangeByTheRegistry) {
  const std::vector<v1::CommitRequest> documents = {
      Document("NCT00000001", "a", 1000), Document("NCT00000001", "a", 2000), Document("NCT00000001", "b", 3000),
      Document("pubmed:1", "a", 1000), Document("fda:1", "a", 1000)};
  Ingest(f_, documents, {"1"});
  const size_t before = f_.Entries().size();
  Parser parser{"2", [](const std::string& words) { return words + "!"; }};
  EXPECT_THAT(Rederive(parser),
              ElementsAre(v1::OUTCOME_UPDATED, v1::OUTCOME_UPDATED, v1::OUTCOME_UPDATED, v1::OUTCOME_UPDATED));
  ExpectAsFresh(documents, parser);
  bool head = false, publication = false, notice = false;
  const std::vector<v1::ChangelogEntry> entries = f_.Entries();
  for (size_t i = before; i < entries.size(); ++i) {
    EXPECT_FALSE(entries[i].has_revision_added());
    if (entries[i].has_head_changed()) {
      head = true;
      EXPECT_TRUE(entries[i].head_changed().rederived());
    }
    if (entries[i].has_publication_changed()) {
      publication = true;
      EXPECT_TRUE(entries[i].publication_changed().rederived());
    }
    if (entries[i].has_notice_changed()) {
      notice = true;
      EXPECT_TRUE(entries[i].notice_changed().rederived());
    }
  }
  EXPECT_TRUE(head && publication && notice);
  EXPECT_EQ(f_.Head("NCT00000001").study().titles(0).text(), "b!");
  f_.Reopen();
  EXPECT_EQ(f_.Entries().size(), entries.size()) << "earlier entries can still be read";
  EXPECT_THAT(Rederive(parser),
              ElementsAre(v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED, v1::OUTCOME_UNCHANGED));
}

TEST_F(RederivationTest, ContentsThatBecomeOneAreTornApartAgain) {
  const std::vector<v1::CommitRequest> documents = {
      Document("NCT00000001", "a", 1000), Document("NCT00000001", "A", 2000), Document("NCT00000001", "a", 3000),
      Document("NCT00000001", "b", 3000)};
  const Parser exact{"1"};
  const Parser blind{"2", [](const std::string& words) { return words == "A" ? "a" : words; }};
  Ingest(f_, documents, exact);
  Rederive(blind);
  ExpectAsFresh(documents, blind);
  EXPECT_EQ(Archive().size(), 3u) << "both documents of one content";
  Rederive(exact);
  ExpectAsFresh(documents, exact);
}

// What the new parser makes of one document is what the old one made of another.
TEST_F(RederivationTest, ContentsThatChangePlacesAreNotMixedUp) {
  const std::vector<v1::CommitRequest> documents = {Document("NCT00000001", "a", 1000),
                                                    Document("NCT00000001", "b", 2000)};
  Ingest(f_, documents, {"1"});
  const Parser swapped{"2", [](const std::string& words) { return std::string(words == "a" ? "b" : "a"); }};
  Rederive(swapped);
  ExpectAsFresh(documents, swapped);
}

TEST_F(RederivationTest, WhatIsNoContentIsRenewedToo) {
  Ingest(f_, {Document("NCT00000001", "a", 1000)}, {"1"});
  Parser parser{"2"};
  parser.note = "letter O read as zero";
  EXPECT_THAT(Rederive(parser), ElementsAre(v1::OUTCOME_UPDATED));
  EXPECT_THAT(f_.Head("NCT00000001").notes(), ElementsAre("letter O read as zero"));
  EXPECT_THAT(Rederive(parser), ElementsAre(v1::OUTCOME_UNCHANGED));
}

TEST_F(RederivationTest, LinksFollow) {
  const std::vector<v1::CommitRequest> documents = {Document("NCT00000001", "a", 1000),
                                                    Document("NCT00000002", "a", 1000)};
  Ingest(f_, documents, {"1"});
  Parser parser{"2"};
  parser.secondary_ids = {TestIdentifier("chictr", "ChiCTR2000000001")};
  Rederive(parser);
  ExpectAsFresh(documents, parser);
}

TEST_F(RederivationTest, DocumentThatIsNoRecordAnyMoreKeepsWhatItWasUntilItIsOneAgain) {
  const std::vector<v1::CommitRequest> documents = {Document("NCT00000001", "a", 1000)};
  Ingest(f_, documents, {"1"});
  const std::string digest = f_.Status().content_digest();
  const Parser broken{"2", [](const std::string&) { return std::string(); }};
  EXPECT_THAT(Rederive(broken), ElementsAre(v1::OUTCOME_DEAD_LETTERED));
  EXPECT_EQ(f_.Head("NCT00000001").study().titles(0).text(), "a");
  EXPECT_EQ(f_.Status().dead_letters(), 1u);
  Rederive({"3"});
  EXPECT_EQ(f_.Status().dead_letters(), 0u);
  EXPECT_EQ(f_.Status().content_digest(), digest);
}

TEST_F(RederivationTest, SourcesStateIsNotThatOfTheArchivesRun) {
  const v1::CommitRequest dropped = Document("NCT00000001", "a", 1000);
  v1::CommitRequest first = dropped;
  Parse({"1"}, &first);
  ASSERT_TRUE(f_.Send(f_.StartRun("file_drop"), 1, std::move(first)).ok());
  EXPECT_THAT(Rederive({"2", [](const std::string&) { return std::string("b"); }}), ElementsAre(v1::OUTCOME_UPDATED));
  v1::FinishRunRequest finish;
  finish.set_run("sources/archive/runs/1");
  finish.set_last_ordinal(1);
  *finish.mutable_counts() = Counts(0, 1, 0, 0);
  ASSERT_TRUE(f_.Finish(finish).ok());
  EXPECT_EQ(f_.GetSource("ctgov").last_run(), "") << "nothing was brought of it";
  EXPECT_FALSE(f_.GetSource("ctgov").has_last_success_time());
}

TEST_F(RederivationTest, AnyHistoryEndsAsAFreshIngest) {
  std::mt19937 random(11);
  for (int world = 0; world < 3; ++world) {
    SCOPED_TRACE("world " + std::to_string(world));
    std::vector<v1::CommitRequest> documents;
    for (int i = 0; i < 40; ++i) {
      documents.push_back(Document("NCT0000000" + std::to_string(random() % 3), std::string(1, 'a' + random() % 5),
                                   1000 + static_cast<int>(random() % 6)));
    }
    // Any function of five words to three.
    const auto any_parser = [&](const std::string& derivation) {
      std::map<std::string, std::string> titles;
      for (char c = 'a'; c <= 'e'; ++c) titles[std::string(1, c)] = std::string(1, 'a' + random() % 3);
      return Parser{derivation, [titles](const std::string& words) { return titles.at(words); }};
    };
    StoreFixture f("rederivation_history");
    Ingest(f, documents, Parser{"0"});
    for (int step = 1; step <= 2; ++step) {
      const Parser parser = any_parser(std::to_string(step));
      const std::string run = f.StartRun("archive");
      const std::unique_ptr<Reader> snapshot = f.store().database().Snapshot();
      auto reader = ArchiveReader::Open(snapshot.get(), {});
      ASSERT_TRUE(reader.ok());
      uint64_t ordinal = 0;
      for (auto next = (*reader)->Next(); next.ok() && next->has_value(); next = (*reader)->Next()) {
        v1::CommitRequest request;
        request.mutable_document()->Swap((*next)->mutable_document());
        Parse(parser, &request);
        ASSERT_TRUE(f.Send(run, ++ordinal, std::move(request)).ok());
      }
      const v1::GetStoreStatusResponse fresh = Fresh(documents, parser);
      EXPECT_EQ(f.Status().content_digest(), fresh.content_digest()) << "step " << step;
      EXPECT_EQ(f.Status().revisions(), fresh.revisions());
      EXPECT_EQ(f.Status().sightings(), fresh.sightings());
    }
  }
}

}  // namespace
}  // namespace trialweave::store
