#include "normalizer/notices/notice_builder.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/registry_id.h"
#include "common/regulatory_id.h"
#include "normalizer/formats/printed_identifier.h"
#include "normalizer/notices/notice_text.h"

namespace trialweave::normalizer {
namespace {

// No notice comes near.
constexpr int kMaxValues = 5'000;
constexpr size_t kMaxAddressBytes = 2'000;

// "MARCS-CMS 662985" as "marcs-cms-662985".
std::string KeyOf(std::string_view printed) {
  std::string key;
  for (char c : CleanLine(printed, TextStyle::kPlain)) {
    const char kept = c == ' ' || c == '/' ? '-' : absl::ascii_tolower(c);
    if (kept != '-' || (!key.empty() && key.back() != '-')) key.push_back(kept);
  }
  return key;
}

}  // namespace

NoticeBuilder::NoticeBuilder(const ParseContext& context, std::string authority, std::string language)
    : context_(context), language_(std::move(language)) {
  notice_.set_authority(std::move(authority));
}

std::string NoticeBuilder::Line(std::string_view printed) const {
  if (overflowed_) return "";
  std::string text = CleanLine(CleanText(printed, TextStyle::kReferences), TextStyle::kPlain);
  if (text.size() <= 64 && context_.vocabulary->IsNull("", text)) return "";
  return text;
}

void NoticeBuilder::At(std::string field, const Where& where) {
  if (notice_.provenance_size() >= kMaxValues) overflowed_ = true;
  if (overflowed_) return;
  v1::FieldProvenance* provenance = notice_.add_provenance();
  provenance->set_field(std::move(field));
  provenance->set_path(where.path);
  provenance->set_offset(where.length == 0 ? 0 : where.offset);
  provenance->set_length(where.length);
}

void NoticeBuilder::Set(std::string* field, const char* name, std::string_view printed, const Where& where) {
  std::string text = Line(printed);
  if (text.empty() || !field->empty()) return;
  Mention(text, where);
  *field = std::move(text);
  At(name, where);
}

void NoticeBuilder::AddOnce(google::protobuf::RepeatedPtrField<std::string>* list, std::string value, const char* name,
                            const Where& where) {
  if (value.empty() || std::find(list->begin(), list->end(), value) != list->end()) return;
  if (list->size() >= kMaxValues / 10) overflowed_ = true;
  if (overflowed_) return;
  *list->Add() = std::move(value);
  At(absl::StrCat(name, "[", list->size() - 1, "]"), where);
}

void NoticeBuilder::Note(std::string note) {
  if (noted_.insert(note).second) notice_.add_notes(std::move(note));
}

void NoticeBuilder::SetKey(std::string_view key, const Where& where) {
  const std::string tidy = KeyOf(key);
  if (tidy.empty() || keyed_) return;
  keyed_ = true;
  notice_.set_name(absl::StrCat(notice_.authority(), ":", tidy));
  At("name", where);
}

void NoticeBuilder::SetAddress(std::string_view printed, std::string_view site, bool stable, const Where& where) {
  std::string address(CleanLine(printed, TextStyle::kReferences));
  if (stable) address.resize(std::min(address.find_first_of("?#"), address.size()));
  if (address.empty() || !notice_.url().empty() || address.size() > kMaxAddressBytes || absl::StrContains(address, " "))
    return;
  if (absl::StartsWith(address, "//")) {
    address.insert(0, "https:");
  } else if (address[0] == '/') {
    address.insert(0, site);
  }
  if (absl::StartsWithIgnoreCase(address, "http://")) address.replace(0, 4, "https");
  if (!absl::StartsWithIgnoreCase(address, "https://")) return;
  Mention(address, where);
  notice_.set_url(address);
  At("url", where);
}

void NoticeBuilder::SetKind(std::string_view printed, const Where& where) {
  Set(notice_.mutable_kind(), "kind", printed, where);
}
void NoticeBuilder::SetSubject(std::string_view printed, const Where& where) {
  Set(notice_.mutable_subject(), "subject", printed, where);
}
void NoticeBuilder::SetOffice(std::string_view printed, const Where& where) {
  Set(notice_.mutable_office(), "office", printed, where);
}

void NoticeBuilder::SetIssueDate(std::string_view printed, const Where& where) {
  const std::string text = Line(printed);
  if (text.empty() || notice_.issue_date().has_date()) return;
  const bool first = notice_.issue_date().text().empty();
  const std::optional<v1::PartialDate> date = ReadNoticeDate(text);
  if (!date.has_value() && !first) return;
  notice_.mutable_issue_date()->set_text(text);
  if (date.has_value()) *notice_.mutable_issue_date()->mutable_date() = *date;
  if (!date.has_value()) Note("issue_date: no date that can be read with certainty");
  if (first) At("issue_date", where);
}

void NoticeBuilder::AddTitle(std::string_view printed, const Where& where) {
  std::string text = RedactPersons(Line(printed), persons_);
  if (text.empty() || notice_.titles_size() >= kMaxValues) return;
  Mention(text, where);
  v1::LocalizedText* title = notice_.add_titles();
  title->set_language(LanguageOf(text, language_));
  title->set_text(std::move(text));
  At(absl::StrCat("titles[", notice_.titles_size() - 1, "]"), where);
}

void NoticeBuilder::SetBody(std::string_view printed, const Where& where) {
  if (overflowed_ || notice_.bodies_size() > 0) return;
  NoticeBody body = CleanNoticeBody(printed, persons_);
  if (body.text.empty()) return;
  if (body.contacts > 0) Note(absl::StrCat("bodies: ", body.contacts, " paragraphs of contacts left out"));
  Mention(body.text, where);
  v1::LocalizedText* text = notice_.add_bodies();
  text->set_language(LanguageOf(body.text, language_));
  text->set_text(std::move(body.text));
  At("bodies[0]", where);
}

void NoticeBuilder::AddCompany(std::string_view printed, const Where& where) {
  std::string text = Line(printed);
  if (text.empty()) return;
  if (IsPerson(text)) {
    personal_ = true;
    NotePerson(text);
    Note("companies: the addressee is a person, and left out");
    return;
  }
  AddOnce(notice_.mutable_companies(), std::move(text), "companies", where);
}

void NoticeBuilder::AddProduct(std::string_view printed, const Where& where) {
  std::string text = Line(printed);
  Mention(text, where);
  AddOnce(notice_.mutable_products(), std::move(text), "products", where);
}

void NoticeBuilder::AddReference(std::string_view printed, const Where& where) {
  AddOnce(notice_.mutable_reference_numbers(), Line(printed), "reference_numbers", where);
}

void NoticeBuilder::Mention(std::string_view text, const Where& where) {
  for (const common::RegulatoryId& id : common::FindRegulatoryIds(text)) {
    if (id.kind == common::RegulatoryIdKind::kEvTrack || id.kind == common::RegulatoryIdKind::kEmbase) continue;
    AddOnce(notice_.mutable_reference_numbers(), id.value, "reference_numbers", where);
  }
  for (const common::RegistryId& id : common::FindRegistryIds(text)) {
    if (notice_.mentioned_ids_size() >= kMaxValues / 10) overflowed_ = true;
    if (overflowed_) return;
    v1::Identifier identifier = MakeIdentifier(id, text.substr(id.offset, id.length), "");
    ReplaceObsolete(context_.aliases, &identifier);
    if (!mentioned_.insert(identifier.value()).second) continue;
    *notice_.add_mentioned_ids() = std::move(identifier);
    At(absl::StrCat("mentioned_ids[", notice_.mentioned_ids_size() - 1, "]"), where);
  }
}

void NoticeBuilder::NotePerson(std::string_view name) {
  std::string tidy = CleanLine(name, TextStyle::kReferences);
  if (tidy.size() >= 4 && persons_.size() < 50) persons_.push_back(std::move(tidy));
}

bool NoticeBuilder::IsPerson(std::string_view name) const {
  return IsPersonName(name) || std::any_of(persons_.begin(), persons_.end(), [name](const std::string& person) {
           return absl::EqualsIgnoreCase(person, absl::string_view(name.data(), name.size()));
         });
}

ParseResult NoticeBuilder::Finish() {
  if (overflowed_) {
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a notice can have");
  }
  if (!keyed_ && !personal_ && !notice_.url().empty()) {
    notice_.set_name(notice_.url());
    for (const v1::FieldProvenance& known : notice_.provenance()) {
      if (known.field() != "url") continue;
      At("name", {known.path(), known.offset(), known.length()});
      break;
    }
  }
  if (notice_.name().empty()) {
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "neither a number nor an address of the authority's");
  }
  // The address has the name in it.
  if (personal_) {
    notice_.clear_url();
    auto* provenance = notice_.mutable_provenance();
    provenance->erase(std::remove_if(provenance->begin(), provenance->end(),
                                     [](const v1::FieldProvenance& one) { return one.field() == "url"; }),
                      provenance->end());
  }
  return std::move(notice_);
}

}  // namespace trialweave::normalizer
