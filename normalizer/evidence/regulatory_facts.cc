#include "normalizer/evidence/regulatory_facts.h"

#include <re2/re2.h>

#include <algorithm>

#include "common/regulatory_id.h"

namespace trialweave::normalizer {
namespace {

using common::RegulatoryIdKind;

// The field that a number is a value of; "" for numbers that say nothing of the product's standing.
std::string_view FieldOf(RegulatoryIdKind kind) {
  switch (kind) {
    case RegulatoryIdKind::kCdeAcceptance:
      return "acceptance_number";
    case RegulatoryIdKind::kEvTrack:
    case RegulatoryIdKind::kEmbase:
    case RegulatoryIdKind::kFdaMasterFile:
    case RegulatoryIdKind::kFdaMarcsCms:
      return "";
    default:
      return "registration_number";
  }
}

class RegulatoryReader {
 public:
  RegulatoryReader(const std::vector<ReadText>& texts, FactList* facts) : texts_(texts), facts_(facts) {}

  void Run(const std::vector<std::string>& countries) {
    for (const ReadText& read : texts_) {
      ReadNumbers(read);
      ReadWords(read);
    }
    if (!facts_->Has("ind_status")) ReadFlags(countries);
  }

 private:
  void ReadNumbers(const ReadText& read) {
    for (const common::RegulatoryId& id : common::FindRegulatoryIds(read.text.text)) {
      if (id.kind == RegulatoryIdKind::kFdaInd) {
        facts_->Add("ind_status", "stated", 0.97, "ind_number", read, id.offset, id.length);
      } else if (id.kind == RegulatoryIdKind::kIvdRegistration) {
        facts_->Add("ivd_status", "stated", 0.95, "ivd_number", read, id.offset, id.length);
      }
      const std::string_view field = FieldOf(id.kind);
      if (!field.empty()) {
        facts_->Add(field, id.value, 0.95, common::RegulatoryIdKindName(id.kind), read, id.offset, id.length);
      }
    }
    if (common::SaysAcceptanceNumberWithheld(read.text.text) && !facts_->Has("acceptance_number")) {
      v1::Fact* fact = facts_->AddNew("acceptance_number", "", 0.9, "number_withheld", read, 0, read.text.text.size());
      fact->set_state(v1::FACT_STATE_NOT_REPORTED);
    }
  }

  void ReadWords(const ReadText& read) {
    for (const TermMatch& match : read.terms) {
      if (match.term->category != "regulatory") continue;
      if (match.term->value == "ind") {
        facts_->Add("ind_status", "stated", 0.85, "term:" + match.term->text, read, match.offset, match.length);
      } else if (match.term->value == "ivd") {
        facts_->Add("ivd_status", "stated", 0.7, "term:" + match.term->text, read, match.offset, match.length);
      } else if (match.term->value == "unapproved") {
        facts_->Add("approval", "unapproved", 0.85, "term:" + match.term->text, read, match.offset, match.length);
      }
    }
  }

  // The registry's own flags: "Studies a U.S. FDA-regulated Drug Product: Yes" implies an IND.
  void ReadFlags(const std::vector<std::string>& countries) {
    static const RE2 yes(
        "(?i)fda.?regulated.?(?:drug|biologic)?.{0,20}[:=]\\s*(?:true|yes)|is_?fda_?regulated_?drug.{0,4}(?:true|yes)");
    static const RE2 no("(?i)fda.?regulated.{0,20}[:=]\\s*(?:false|no)");
    const ReadText* denied = nullptr;
    for (const ReadText& read : texts_) {
      if (read.text.role != TextRole::kRegulatory) continue;
      const re2::StringPiece text(read.text.text.data(), read.text.text.size());
      if (RE2::PartialMatch(text, yes)) {
        facts_->Add("ind_status", "implied", 0.9, "fda_regulated", read, 0, read.text.text.size());
      } else if (RE2::PartialMatch(text, no)) {
        denied = &read;
      }
    }
    if (facts_->Has("ind_status")) return;
    const bool american = std::find(countries.begin(), countries.end(), "US") != countries.end();
    if (!american && (!countries.empty() || denied != nullptr)) {
      AddStatus(countries.empty() ? 0.7 : 0.9, "not_us", countries.empty() ? "fda_regulated_denied" : "countries",
                denied);
    } else {
      AddStatus(0.5, "unknown", "nothing_stated", denied);
    }
  }

  void AddStatus(double confidence, std::string_view value, std::string_view rule, const ReadText* read) {
    if (read != nullptr) {
      facts_->AddNew("ind_status", value, confidence, rule, *read, 0, read->text.text.size());
      return;
    }
    v1::Fact* fact = facts_->facts()->add_facts();
    fact->set_field("ind_status");
    fact->set_value(std::string(value));
    fact->set_state(v1::FACT_STATE_REPORTED);
    fact->set_confidence(confidence);
    fact->set_rule(std::string(rule));
  }

  using RE2 = re2::RE2;
  const std::vector<ReadText>& texts_;
  FactList* facts_;
};

}  // namespace

void AddRegulatoryFacts(const std::vector<ReadText>& texts, const std::vector<std::string>& countries,
                        FactList* facts) {
  RegulatoryReader(texts, facts).Run(countries);
}

}  // namespace trialweave::normalizer
