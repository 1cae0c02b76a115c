#include "store/literature/entry_keys.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/literature/folded_title.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;

v1::Publication Publication(const std::string& name, const std::string& title) {
  v1::Publication publication;
  publication.set_name(name);
  if (!title.empty()) publication.add_titles()->set_text(title);
  return publication;
}

storage::v1::StoredEntryKeys KeysOf(const v1::Publication& publication) {
  return EntryKeysOf(EntryOf(publication), {&publication});
}

TEST(FoldedTitle, LeavesOutWhatDatabasesWriteDifferently) {
  EXPECT_EQ(FoldTitle("Exosomes of <i>MSC</i>: a phase I/II trial."), "exosomesofmscaphaseiiitrial");
  EXPECT_EQ(FoldTitle("EXOSOMES OF MSC\xE2\x80\x94"
                      "A PHASE I\xEF\xBC\x8FII TRIAL"),
            "exosomesofmscaphaseiiitrial");
  EXPECT_EQ(FoldTitle("p < 0.05 > q"), "p005q") << "a sign is no markup";
  EXPECT_EQ(FoldTitle("\xE9\x97\xB4\xE5\x85\x85\xE8\xB4\xA8\xE3\x80\x82"), "\xE9\x97\xB4\xE5\x85\x85\xE8\xB4\xA8");
  EXPECT_EQ(FoldTitle(" ... "), "");
}

TEST(EntryKeys, NameThePmidTheAccessionsAndTheDoiWithItsTitle) {
  v1::Publication publication = Publication("embase:2031234567", "Vesicles for knees");
  publication.set_pmid("0012345");
  publication.set_doi("10.1000/ABC");
  publication.add_accessions("embase:2031234567");
  const storage::v1::StoredEntryKeys keys = KeysOf(publication);
  EXPECT_EQ(keys.pmid(), "12345");
  EXPECT_THAT(keys.keys(), ElementsAre("1/pmid:12345", "2/embase:2031234567", StartsWith("3/doi:10.1000/abc title:")));
}

TEST(EntryKeys, DoiAloneOrTitleAloneIsNoKey) {
  v1::Publication without_title = Publication("embase:1", "");
  without_title.set_doi("10.1000/abc");
  EXPECT_THAT(KeysOf(without_title).keys(), ElementsAre("2/embase:1"));
  EXPECT_THAT(KeysOf(Publication("embase:1", "Vesicles")).keys(), ElementsAre("2/embase:1"));
}

TEST(EntryKeys, PubmedsOwnEntryHasItsPmidWhateverTheRecordSays) {
  EXPECT_EQ(KeysOf(Publication("pubmed:29768149", "")).pmid(), "29768149");
  v1::Publication odd = Publication("embase:1", "");
  odd.set_pmid("PMC123");
  EXPECT_EQ(KeysOf(odd).pmid(), "") << "no number";
}

TEST(EntryKeys, AgreeingTitlesMakeOneKeyAndOthersAnother) {
  v1::Publication a = Publication("embase:1", "Vesicles for knees: a trial");
  v1::Publication b = Publication("pubmed:2", "Vesicles for knees \xE2\x80\x93 a trial.");
  v1::Publication c = Publication("embase:3", "Vesicles for hips");
  for (v1::Publication* publication : {&a, &b, &c}) publication->set_doi("10.1000/suppl");
  const auto keys = KeysOf(a).keys();
  const std::string shared = *keys.rbegin();
  EXPECT_THAT(KeysOf(b).keys(), Contains(shared));
  EXPECT_THAT(KeysOf(c).keys(), Not(Contains(shared)));
}

TEST(RecordNames, DoiAsTheOnlyKeyIsToldApartByTheTitle) {
  const std::string a = EntryOf(Publication("doi:10.1000/suppl", "Vesicles for knees"));
  const std::string b = EntryOf(Publication("doi:10.1000/suppl", "Vesicles for hips"));
  EXPECT_NE(a, b);
  EXPECT_THAT(a, StartsWith("doi:10.1000/suppl#"));
  EXPECT_EQ(EntryOf(Publication("pubmed:1", "Vesicles")), "pubmed:1");
  EXPECT_EQ(KeyInRecordName(PublicationRecordName(a)), a);
  EXPECT_EQ(KeyInRecordName(NoticeRecordName("fda:1")), "fda:1");
}

}  // namespace
}  // namespace trialweave::store
