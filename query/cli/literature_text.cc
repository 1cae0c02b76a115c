#include "query/cli/literature_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "query/cli/evidence_text.h"
#include "query/cli/sheet.h"

namespace trialweave::query {
namespace {

constexpr char kNothing[] = "-";

std::string OrNothing(std::string text) { return text.empty() ? kNothing : text; }

std::string KeyOf(const v1::Publication& publication) {
  if (!publication.pmid().empty()) return absl::StrCat("pubmed:", publication.pmid());
  if (!publication.accessions().empty()) return publication.accessions(0);
  return publication.doi().empty() ? publication.name() : absl::StrCat("doi:", publication.doi());
}

std::string KeyOf(const v1::RegulatoryNotice& notice) {
  return notice.documents().empty() ? notice.name() : notice.documents(0).record_id();
}

std::string IdsText(const google::protobuf::RepeatedPtrField<v1::Identifier>& ids, const char* separator) {
  return absl::StrJoin(ids, separator, [](std::string* out, const v1::Identifier& id) {
    absl::StrAppend(out, id.value().empty() ? id.printed() : id.value());
  });
}

std::string YearText(const v1::Publication& publication) {
  const int year = publication.publication_date().date().year();
  return year == 0 ? "" : absl::StrCat(year);
}

std::string AuthorsText(const v1::Publication& publication) {
  if (publication.authors().empty()) return "";
  return absl::StrCat(publication.authors(0), publication.authors_size() > 1 ? " et al." : "");
}

void AddTexts(const char* label, const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts, Sheet& sheet) {
  for (const v1::LocalizedText& text : texts) {
    sheet.Field(text.language().empty() ? label : absl::StrCat(label, " (", text.language(), ")"), text.text());
  }
}

}  // namespace

Table PublicationsTable(const std::vector<v1::Publication>& publications) {
  Table table;
  table.columns = {{"PUBLICATION"},          {"YEAR"},  {"AUTHORS"}, {"TITLE", false, true},
                   {"JOURNAL", false, true}, {"TRIALS"}};
  for (const v1::Publication& publication : publications) {
    table.rows.push_back({KeyOf(publication), OrNothing(YearText(publication)), OrNothing(AuthorsText(publication)),
                          OrNothing(BestText(publication.titles())), OrNothing(publication.journal()),
                          OrNothing(IdsText(publication.trial_ids(), " "))});
  }
  return table;
}

Table NoticesTable(const std::vector<v1::RegulatoryNotice>& notices) {
  Table table;
  table.columns = {{"NOTICE", false, true}, {"ISSUED"}, {"KIND"}, {"SUBJECT", false, true}, {"COMPANIES", false, true}};
  for (const v1::RegulatoryNotice& notice : notices) {
    table.rows.push_back({KeyOf(notice), OrNothing(DateText(notice.issue_date())), OrNothing(notice.kind()),
                          OrNothing(notice.subject().empty() ? BestText(notice.titles()) : notice.subject()),
                          OrNothing(absl::StrJoin(notice.companies(), "; "))});
  }
  return table;
}

std::string DescribePublication(const v1::Publication& publication, int width, bool color) {
  Sheet sheet(width, color);
  sheet.Heading(absl::StrCat(publication.name(), "  ", KeyOf(publication)));
  if (publication.deleted()) sheet.Warning("its database has deleted it");
  AddTexts("title", publication.titles(), sheet);
  sheet.Field("authors", absl::StrJoin(publication.authors(), "; "));
  sheet.Field("journal", publication.journal());
  sheet.Field("published", DateText(publication.publication_date()));
  sheet.Field("volume", publication.volume());
  sheet.Field("issue", publication.issue());
  sheet.Field("pages", publication.pages());
  sheet.Field("type", absl::StrJoin(publication.publication_types(), "; "));
  sheet.Field("doi", publication.doi());
  sheet.Field("accessions", absl::StrJoin(publication.accessions(), ", "));
  sheet.Field("trials", IdsText(publication.trial_ids(), ", "));
  sheet.Field("page", publication.url());
  AddTexts("abstract", publication.abstracts(), sheet);
  for (const std::string& note : publication.notes()) sheet.Field("note", note);
  DescribeFacts(publication.ev_facts(), sheet);
  sheet.Documents(publication.documents());
  return sheet.Take();
}

std::string DescribeNotice(const v1::RegulatoryNotice& notice, int width, bool color) {
  Sheet sheet(width, color);
  sheet.Heading(absl::StrCat(notice.name(), "  ", KeyOf(notice)));
  AddTexts("title", notice.titles(), sheet);
  sheet.Field("authority", notice.authority());
  sheet.Field("kind", notice.kind());
  sheet.Field("issued", DateText(notice.issue_date()));
  sheet.Field("office", notice.office());
  sheet.Field("companies", absl::StrJoin(notice.companies(), "; "));
  sheet.Field("products", absl::StrJoin(notice.products(), "; "));
  sheet.Field("subject", notice.subject());
  sheet.Field("numbers", absl::StrJoin(notice.reference_numbers(), ", "));
  sheet.Field("mentions", IdsText(notice.mentioned_ids(), ", "));
  sheet.Field("page", notice.url());
  AddTexts("text", notice.bodies(), sheet);
  for (const std::string& note : notice.notes()) sheet.Field("note", note);
  DescribeFacts(notice.ev_facts(), sheet);
  sheet.Documents(notice.documents());
  return sheet.Take();
}

std::string DescribePublicationsOfTrial(const std::vector<v1::Publication>& publications, int width, bool color) {
  if (publications.empty()) return "";
  Sheet sheet(width, color);
  sheet.Heading("publications that name it");
  for (const v1::Publication& publication : publications) {
    sheet.Item(absl::StrCat(KeyOf(publication), "  ", BestText(publication.titles())));
  }
  return "\n" + sheet.Take();
}

}  // namespace trialweave::query
