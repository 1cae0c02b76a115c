// Publications and notices on their way through the store.
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "common/content_digest.h"
#include "common/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct TestPublication {
  std::string name;
  std::string title = "Vesicles for knees";
  std::string pmid;
  std::string doi;
  std::vector<std::string> accessions;
  int observed = 1000;
  std::string source = "embase";
  bool deleted = false;
};

v1::CommitRequest Request(const TestPublication& test) {
  v1::Publication publication;
  publication.set_name(test.name);
  if (!test.title.empty()) publication.add_titles()->set_text(test.title);
  publication.set_pmid(test.pmid);
  publication.set_doi(test.doi);
  for (const std::string& accession : test.accessions) publication.add_accessions(accession);
  publication.set_deleted(test.deleted);
  v1::CommitRequest request =
      CauseRequest({test.name, test.title + test.pmid + test.doi, test.observed, test.source, test.source + "_ris"},
                   v1::DEAD_LETTER_REASON_UNSPECIFIED);
  request.clear_cause();
  request.mutable_record()->set_content_digest(common::ContentDigest(publication));
  *request.mutable_record()->mutable_publication() = std::move(publication);
  return request;
}

v1::CommitRequest NoticeRequest(const std::string& name, const std::string& subject, int observed) {
  v1::RegulatoryNotice notice;
  notice.set_name(name);
  notice.set_authority("fda");
  notice.set_subject(subject);
  v1::CommitRequest request =
      CauseRequest({name, subject, observed, "fda", "fda_notice_html"}, v1::DEAD_LETTER_REASON_UNSPECIFIED);
  request.clear_cause();
  request.mutable_record()->set_content_digest(common::ContentDigest(notice));
  *request.mutable_record()->mutable_notice() = std::move(notice);
  return request;
}

// What a reader of the changelog ends with, by name.
struct View {
  std::map<std::string, v1::Publication> publications;
  std::map<std::string, std::string> merged_into;
  std::map<std::string, v1::RegulatoryNotice> notices;
};

View Replay(const StoreFixture& f) {
  View view;
  for (const v1::ChangelogEntry& entry : f.Entries()) {
    if (entry.has_notice_changed()) {
      view.notices[entry.notice_changed().notice().name()] = entry.notice_changed().notice();
    }
    if (!entry.has_publication_changed()) continue;
    const v1::PublicationChanged& change = entry.publication_changed();
    const std::string& name = change.publication().name();
    if (change.merged_into().empty()) {
      view.publications[name] = change.publication();
      view.merged_into.erase(name);
    } else {
      EXPECT_EQ(view.publications.erase(name), 1u) << name;
      view.merged_into[name] = change.merged_into();
    }
  }
  return view;
}

std::vector<std::string> EntriesOf(const v1::Publication& publication) {
  std::vector<std::string> entries;
  for (const v1::DocumentRef& document : publication.documents()) entries.push_back(document.record_id());
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<std::vector<std::string>> GroupsOf(const View& view) {
  std::vector<std::vector<std::string>> groups;
  for (const auto& [name, publication] : view.publications) groups.push_back(EntriesOf(publication));
  std::sort(groups.begin(), groups.end());
  return groups;
}

class LiteratureTest : public ::testing::Test {
 protected:
  LiteratureTest() : f_("literature"), run_(f_.StartRun("embase")) {}

  v1::DocumentAck Send(v1::CommitRequest request) {
    absl::StatusOr<v1::DocumentAck> ack = f_.Send(run_, ++ordinal_, std::move(request));
    EXPECT_TRUE(ack.ok()) << ack.status();
    return ack.value_or(v1::DocumentAck());
  }
  v1::Outcome Outcome(v1::CommitRequest request) { return Send(std::move(request)).outcome(); }

  StoreFixture f_;
  const std::string run_;
  uint64_t ordinal_ = 0;
};

TEST_F(LiteratureTest, FirstDocumentCreatesThePublicationAndTheSameAgainIsASighting) {
  const v1::DocumentAck ack = Send(Request({"embase:1"}));
  EXPECT_EQ(ack.outcome(), v1::OUTCOME_CREATED);
  EXPECT_EQ(ack.record(), "publications/embase:1");
  EXPECT_EQ(Outcome(Request({.name = "embase:1", .observed = 2000})), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Outcome(Request({.name = "embase:1", .title = "Corrected", .observed = 3000})), v1::OUTCOME_UPDATED);
  EXPECT_EQ(Outcome(Request({.name = "embase:1"})), v1::OUTCOME_UNCHANGED) << "redelivery";
  const View view = Replay(f_);
  ASSERT_EQ(view.publications.size(), 1u);
  const v1::Publication& publication = view.publications.begin()->second;
  EXPECT_EQ(publication.titles(0).text(), "Corrected");
  EXPECT_EQ(publication.revision(), 2u);
  EXPECT_EQ(publication.observed_at().seconds(), 3000);
  const v1::GetStoreStatusResponse status = f_.Status();
  EXPECT_EQ(status.publications(), 1u);
  EXPECT_EQ(status.revisions(), 2u);
  EXPECT_EQ(status.sightings(), 1u);
  EXPECT_EQ(status.registrations(), 0u);
  EXPECT_EQ(f_.GetRun(run_).distinct(), 1u);
}

TEST_F(LiteratureTest, EntriesOfOnePmidAreOnePublicationThatKeepsTheFirstName) {
  Send(Request({.name = "embase:1", .doi = "10.1/a"}));
  const std::string first = Replay(f_).publications.begin()->first;
  Send(Request({.name = "pubmed:7", .title = "Vesicles", .source = "pubmed"}));
  const std::string second = Replay(f_).publications.rbegin()->first == first ? Replay(f_).publications.begin()->first
                                                                              : Replay(f_).publications.rbegin()->first;
  EXPECT_EQ(f_.Status().publications(), 2u);
  // Embase learns the PMID.
  Send(Request({.name = "embase:1", .pmid = "7", .doi = "10.1/a", .observed = 2000}));
  const View view = Replay(f_);
  ASSERT_EQ(view.publications.size(), 1u);
  EXPECT_EQ(view.publications.begin()->first, first);
  EXPECT_EQ(view.publications.begin()->second.titles(0).text(), "Vesicles") << "PubMed's";
  EXPECT_EQ(view.publications.begin()->second.doi(), "10.1/a");
  EXPECT_THAT(EntriesOf(view.publications.begin()->second), ElementsAre("embase:1", "pubmed:7"));
  EXPECT_EQ(view.merged_into.at(second), first);
  EXPECT_EQ(f_.Status().publications(), 1u);
  // And takes it back.
  Send(Request({.name = "embase:1", .doi = "10.1/a", .observed = 3000}));
  EXPECT_THAT(GroupsOf(Replay(f_)), ElementsAre(ElementsAre("embase:1"), ElementsAre("pubmed:7")));
  EXPECT_EQ(f_.Status().publications(), 2u);
}

TEST_F(LiteratureTest, DoiOfASupplementMergesOnlyWhereTitlesAgree) {
  Send(Request({.name = "embase:1", .title = "Vesicles for knees", .doi = "10.1/suppl"}));
  Send(Request({.name = "embase:2", .title = "Vesicles for hips", .doi = "10.1/suppl"}));
  Send(Request({.name = "doi:10.1/suppl", .title = "VESICLES FOR KNEES.", .doi = "10.1/suppl", .source = "scopus"}));
  Send(Request({.name = "doi:10.1/suppl", .title = "Vesicles for elbows", .doi = "10.1/suppl", .source = "scopus"}));
  const View view = Replay(f_);
  EXPECT_EQ(view.publications.size(), 3u);
  EXPECT_EQ(f_.Status().publications(), 3u);
}

TEST_F(LiteratureTest, TwoPmidsNeverMergeAndSayWhy) {
  Send(Request({.name = "pubmed:1", .doi = "10.1/a", .source = "pubmed"}));
  Send(Request({.name = "pubmed:2", .doi = "10.1/a", .source = "pubmed"}));
  const View view = Replay(f_);
  ASSERT_EQ(view.publications.size(), 2u);
  for (const auto& [name, publication] : view.publications) {
    EXPECT_EQ(publication.notes_size(), 1) << publication.DebugString();
  }
}

TEST_F(LiteratureTest, DeletedEntryKeepsWhatItWas) {
  Send(Request({.name = "pubmed:1", .pmid = "1", .source = "pubmed"}));
  EXPECT_EQ(Outcome(Request(
                {.name = "pubmed:1", .title = "", .pmid = "1", .observed = 2000, .source = "pubmed", .deleted = true})),
            v1::OUTCOME_UPDATED);
  const View view = Replay(f_);
  ASSERT_EQ(view.publications.size(), 1u);
  EXPECT_TRUE(view.publications.begin()->second.deleted());
  ASSERT_EQ(view.publications.begin()->second.titles_size(), 1);
  EXPECT_EQ(view.publications.begin()->second.titles(0).text(), "Vesicles for knees");
}

TEST_F(LiteratureTest, DeletionThatComesFirstIsFilledInByAnOlderContainer) {
  Send(Request({.name = "pubmed:1", .title = "", .pmid = "1", .observed = 2000, .source = "pubmed", .deleted = true}));
  Send(Request({.name = "pubmed:1", .pmid = "1", .source = "pubmed"}));
  const View view = Replay(f_);
  EXPECT_TRUE(view.publications.begin()->second.deleted());
  EXPECT_EQ(view.publications.begin()->second.titles_size(), 1);
}

TEST_F(LiteratureTest, NoticesAreKeptByTheirKey) {
  EXPECT_EQ(Outcome(NoticeRequest("fda:marcs-cms-1", "a", 1000)), v1::OUTCOME_CREATED);
  EXPECT_EQ(Outcome(NoticeRequest("fda:marcs-cms-1", "a", 2000)), v1::OUTCOME_UNCHANGED);
  EXPECT_EQ(Outcome(NoticeRequest("fda:marcs-cms-1", "b", 3000)), v1::OUTCOME_UPDATED);
  EXPECT_EQ(Outcome(NoticeRequest("https://fda.example/notice?id=1", "c", 3000)), v1::OUTCOME_CREATED);
  const View view = Replay(f_);
  ASSERT_EQ(view.notices.size(), 2u);
  std::vector<std::string> subjects;
  for (const auto& [name, notice] : view.notices) subjects.push_back(notice.subject());
  EXPECT_THAT(subjects, UnorderedElementsAre("b", "c"));
  EXPECT_EQ(f_.Status().notices(), 2u);
  f_.Reopen();
  EXPECT_EQ(Replay(f_).notices.size(), 2u);
}

TEST_F(LiteratureTest, RecordWithoutAKeyIsRefused) {
  const absl::StatusOr<v1::DocumentAck> ack = f_.Send(run_, 1, Request({""}));
  EXPECT_EQ(ack.status().code(), absl::StatusCode::kInvalidArgument);
}

// Few values, so that entries share keys in many ways, lose them and gain them.
std::vector<v1::CommitRequest> AnyRequests(std::mt19937& random) {
  const auto below = [&](unsigned bound) { return random() % bound; };
  std::vector<v1::CommitRequest> requests;
  for (int i = 0; i < 60; ++i) {
    TestPublication test;
    test.source = below(2) == 0 ? "pubmed" : "embase";
    test.name = test.source + ":" + std::to_string(1 + below(6));
    test.title = "title " + std::to_string(below(2));
    if (below(3) == 0) test.pmid = std::to_string(1 + below(6));
    if (below(2) == 0) test.doi = "10.1/" + std::to_string(below(2));
    if (below(4) == 0) test.accessions.push_back("embase:" + std::to_string(1 + below(6)));
    test.observed = 1000 + static_cast<int>(below(4));
    test.deleted = below(10) == 0;
    requests.push_back(Request(test));
    // Each in a container of its own.
    requests.back().mutable_document()->mutable_container()->set_digest(common::Sha256(std::to_string(i)));
  }
  return requests;
}

std::map<std::vector<std::string>, std::string> ContentsOf(const View& view) {
  std::map<std::vector<std::string>, std::string> contents;
  for (auto [name, publication] : view.publications) {
    const std::vector<std::string> entries = EntriesOf(publication);
    publication.clear_name();
    publication.clear_revision();
    publication.clear_documents();
    publication.clear_provenance();
    // Of the revision that was the newest when the content came to be.
    publication.clear_observed_at();
    contents[entries] = publication.ShortDebugString();
  }
  return contents;
}

TEST(LiteratureOrderTest, AnyOrderEndsInTheSamePublications) {
  std::mt19937 random(7);
  for (int world = 0; world < 4; ++world) {
    std::vector<v1::CommitRequest> requests = AnyRequests(random);
    std::string digest;
    std::map<std::vector<std::string>, std::string> contents;
    for (int order = 0; order < 3; ++order) {
      SCOPED_TRACE("world " + std::to_string(world) + ", order " + std::to_string(order));
      StoreFixture f("literature_order");
      const std::string run = f.StartRun("embase");
      f.SendAll(run, 1, requests);
      const View view = Replay(f);
      const v1::GetStoreStatusResponse status = f.Status();
      EXPECT_EQ(status.publications(), view.publications.size());
      if (order == 0) {
        digest = status.content_digest();
        contents = ContentsOf(view);
      }
      EXPECT_EQ(status.content_digest(), digest);
      EXPECT_EQ(ContentsOf(view), contents);
      std::shuffle(requests.begin(), requests.end(), random);
    }
  }
}

}  // namespace
}  // namespace trialweave::store
