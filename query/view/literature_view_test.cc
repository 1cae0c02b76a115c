// Publications and notices in the view.
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/view/memory_view.h"

namespace trialweave::query {
namespace {

using testing::ElementsAre;

class LiteratureViewTest : public testing::Test {
 protected:
  v1::ChangelogEntry NextEntry() {
    v1::ChangelogEntry entry;
    entry.set_sequence(view_.Position().sequence + 1);
    entry.mutable_commit_time()->set_seconds(1000);
    return entry;
  }
  void Apply(const v1::ChangelogEntry& entry) {
    google::protobuf::RepeatedPtrField<v1::ChangelogEntry> batch;
    *batch.Add() = entry;
    ASSERT_EQ(view_.Apply(batch), absl::OkStatus());
  }
  void Publish(const std::string& id, const std::string& pmid, const std::string& entry_key = "") {
    v1::ChangelogEntry entry = NextEntry();
    v1::Publication& publication = *entry.mutable_publication_changed()->mutable_publication();
    publication.set_name("publications/" + id);
    publication.set_pmid(pmid);
    if (!entry_key.empty()) publication.add_documents()->set_record_id(entry_key);
    Apply(entry);
  }
  void MergeAway(const std::string& id, const std::string& into) {
    v1::ChangelogEntry entry = NextEntry();
    entry.mutable_publication_changed()->mutable_publication()->set_name("publications/" + id);
    entry.mutable_publication_changed()->set_merged_into("publications/" + into);
    Apply(entry);
  }
  std::string Find(const std::string& id) {
    const auto found = view_.FindPublication(id);
    return found.value ? found.value->name() : "";
  }
  std::vector<std::string> List(TrialQuery query) {
    std::vector<std::string> names;
    const auto page = view_.ListPublications(query);
    if (!page.ok()) return {common::ErrorReason(page.status())};
    for (const v1::Publication& publication : page->value.records) names.push_back(publication.name());
    return names;
  }

  common::FakeClock clock_{absl::FromUnixSeconds(5000)};
  MemoryView view_{&clock_, absl::Seconds(600)};
};

TEST_F(LiteratureViewTest, FindsAPublicationByNameByKeyAndByANameThatWasMergedIntoIt) {
  Publish("a", "1", "embase:7");
  Publish("b", "2");
  EXPECT_EQ(Find("a"), "publications/a");
  EXPECT_EQ(Find("embase:7"), "publications/a");
  EXPECT_EQ(Find("PubMed:2"), "publications/b");
  EXPECT_EQ(Find("c"), "");
  MergeAway("b", "a");
  EXPECT_EQ(Find("b"), "publications/a");
  EXPECT_EQ(Find("pubmed:2"), "") << "a does not say so";
  EXPECT_EQ(view_.Counts().publications, 1);
  Publish("b", "2");
  EXPECT_EQ(Find("b"), "publications/b") << "apart again";
}

TEST_F(LiteratureViewTest, KeysThatAPublicationLosesFindItNoLonger) {
  Publish("a", "1");
  Publish("a", "2");
  EXPECT_EQ(Find("pubmed:1"), "");
  EXPECT_EQ(Find("pubmed:2"), "publications/a");
}

TEST_F(LiteratureViewTest, PagesAreOneSnapshot) {
  for (const char* id : {"a", "b", "c"}) Publish(id, "1");
  TrialQuery query;
  query.page_size = 2;
  const auto first = view_.ListPublications(query);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->value.total_size, 3);
  EXPECT_TRUE(first->value.more);
  query.sequence = first->value.sequence;
  query.total_size = first->value.total_size;
  query.after_name = "publications/b";
  MergeAway("c", "a");
  Publish("d", "4");
  view_.Prune();
  EXPECT_THAT(List(query), ElementsAre("publications/c"));
  clock_.Advance(absl::Seconds(601));
  view_.Prune();
  EXPECT_THAT(List(query), ElementsAre("PAGE_TOKEN_EXPIRED"));
  EXPECT_THAT(List({}), ElementsAre("publications/a", "publications/b", "publications/d"));
}

TEST_F(LiteratureViewTest, FiltersAndCounts) {
  for (const char* id : {"a", "b", "c"}) Publish(id, id[0] == 'b' ? "2" : "1");
  TrialQuery query;
  query.filter = Filter::Parse("pmid = 1", FieldTable::kPublications).value();
  query.page_size = 1;
  const auto page = view_.ListPublications(query);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->value.total_size, 2);
  EXPECT_TRUE(page->value.more);
  query.after_name = "publications/a";
  EXPECT_THAT(List(query), ElementsAre("publications/c"));
}

TEST_F(LiteratureViewTest, KeepsNoticesAndForgetsAllOnReset) {
  v1::ChangelogEntry entry = NextEntry();
  v1::RegulatoryNotice& notice = *entry.mutable_notice_changed()->mutable_notice();
  notice.set_name("notices/n");
  notice.set_url("https://fda.example/a");
  notice.add_documents()->set_record_id("fda:marcs-cms-1");
  Apply(entry);
  for (const char* id : {"n", "fda:marcs-cms-1", "https://fda.example/a"}) {
    EXPECT_TRUE(view_.FindNotice(id).value.has_value()) << id;
  }
  EXPECT_EQ(view_.ListNotices({})->value.records.size(), 1u);
  EXPECT_EQ(view_.Counts().notices, 1);
  Publish("a", "1");
  view_.Reset();
  EXPECT_EQ(view_.Counts().notices, 0);
  EXPECT_EQ(Find("a"), "");
}

}  // namespace
}  // namespace trialweave::query
