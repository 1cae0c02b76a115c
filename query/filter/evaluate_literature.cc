#include "query/filter/evaluate_literature.h"

#include <array>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "query/filter/comparison.h"

namespace trialweave::query {
namespace {

std::optional<int64_t> YearOf(const v1::StudyDate& date) {
  return date.date().year() == 0 ? std::nullopt : std::optional<int64_t>(date.date().year());
}

bool VisitText(const std::string& text, const TextVisit& visit) { return !text.empty() && visit(text); }

// What publications and notices have in common.
template <typename Record>
bool CompareSources(const Restriction& r, const Record& record) {
  return CompareSet(r, record.documents(),
                    [&](const v1::DocumentRef& document) { return absl::EqualsIgnoreCase(document.source(), r.code); });
}

bool CompareIds(const Restriction& r, const google::protobuf::RepeatedPtrField<v1::Identifier>& ids) {
  return CompareSet(r, ids, [&](const v1::Identifier& id) {
    return absl::EqualsIgnoreCase(id.value().empty() ? id.printed() : id.value(), r.code);
  });
}

bool CompareOne(const Restriction& r, const std::string& value) {
  if (value.empty()) return false;
  return CompareSet(r, std::array{absl::string_view(value)},
                    [&](absl::string_view v) { return absl::EqualsIgnoreCase(v, r.code); });
}

bool CompareCode(const Restriction& r, const v1::Publication& publication) {
  switch (r.field) {
    case Field::kName:
      return CompareOne(r, publication.name());
    case Field::kPmid:
      return CompareOne(r, publication.pmid());
    case Field::kDoi:
      return CompareOne(r, publication.doi());
    case Field::kAccession:
      return CompareSet(r, publication.accessions(),
                        [&](const std::string& value) { return absl::EqualsIgnoreCase(value, r.code); });
    case Field::kTrialId:
      return CompareIds(r, publication.trial_ids());
    case Field::kSource:
      return CompareSources(r, publication);
    default:
      return false;
  }
}

bool VisitField(Field field, const v1::Publication& publication, const TextVisit& visit) {
  switch (field) {
    case Field::kTitle:
      return VisitTexts(publication.titles(), visit);
    case Field::kAbstract:
      return VisitTexts(publication.abstracts(), visit);
    case Field::kAuthor:
      return AnyOf(publication.authors(), visit);
    case Field::kJournal:
      return VisitText(publication.journal(), visit);
    case Field::kType:
      return AnyOf(publication.publication_types(), visit);
    case Field::kKeyword:
      return AnyOf(publication.keywords(), visit);
    case Field::kAnyText:
      for (const Field each : {Field::kTitle, Field::kAbstract, Field::kKeyword, Field::kAuthor, Field::kJournal}) {
        if (VisitField(each, publication, visit)) return true;
      }
      return AnyOf(publication.trial_ids(), [&](const v1::Identifier& id) { return VisitText(id.value(), visit); });
    default:
      return false;
  }
}

bool Holds(const Restriction& r, const v1::Publication& publication) {
  switch (r.kind) {
    case FieldKind::kCode:
      return CompareCode(r, publication);
    case FieldKind::kNumber:
      return CompareNumber(r, YearOf(publication.publication_date()));
    case FieldKind::kBool:
      return CompareBool(r, true, publication.deleted());
    case FieldKind::kDate:
      return CompareDate(r, publication.publication_date());
    case FieldKind::kText:
      return CompareTexts(r, [&](const TextVisit& visit) { return VisitField(r.field, publication, visit); });
    case FieldKind::kEnum:
      break;
  }
  return false;
}

bool CompareCode(const Restriction& r, const v1::RegulatoryNotice& notice) {
  switch (r.field) {
    case Field::kName:
      return CompareOne(r, notice.name());
    case Field::kAuthority:
      return CompareOne(r, notice.authority());
    case Field::kNumber:
      return CompareSet(r, notice.reference_numbers(),
                        [&](const std::string& value) { return absl::EqualsIgnoreCase(value, r.code); });
    case Field::kTrialId:
      return CompareIds(r, notice.mentioned_ids());
    case Field::kSource:
      return CompareSources(r, notice);
    default:
      return false;
  }
}

bool VisitField(Field field, const v1::RegulatoryNotice& notice, const TextVisit& visit) {
  switch (field) {
    case Field::kKind:
      return VisitText(notice.kind(), visit);
    case Field::kTitle:
      return VisitTexts(notice.titles(), visit);
    case Field::kBody:
      return VisitTexts(notice.bodies(), visit);
    case Field::kCompany:
      return AnyOf(notice.companies(), visit);
    case Field::kProduct:
      return AnyOf(notice.products(), visit);
    case Field::kSubject:
      return VisitText(notice.subject(), visit);
    case Field::kAnyText:
      for (const Field each :
           {Field::kTitle, Field::kSubject, Field::kCompany, Field::kProduct, Field::kKind, Field::kBody}) {
        if (VisitField(each, notice, visit)) return true;
      }
      return AnyOf(notice.reference_numbers(), visit);
    default:
      return false;
  }
}

bool Holds(const Restriction& r, const v1::RegulatoryNotice& notice) {
  switch (r.kind) {
    case FieldKind::kCode:
      return CompareCode(r, notice);
    case FieldKind::kNumber:
      return CompareNumber(r, YearOf(notice.issue_date()));
    case FieldKind::kDate:
      return CompareDate(r, notice.issue_date());
    case FieldKind::kText:
      return CompareTexts(r, [&](const TextVisit& visit) { return VisitField(r.field, notice, visit); });
    case FieldKind::kBool:
    case FieldKind::kEnum:
      break;
  }
  return false;
}

}  // namespace

bool Evaluate(const FilterNode& node, const v1::Publication& publication) {
  return EvaluateTree(node, [&](const Restriction& r) { return Holds(r, publication); });
}

bool Evaluate(const FilterNode& node, const v1::RegulatoryNotice& notice) {
  return EvaluateTree(node, [&](const Restriction& r) { return Holds(r, notice); });
}

}  // namespace trialweave::query
