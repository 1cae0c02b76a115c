#include "normalizer/formats/euctr_json_parser.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/euctr_record.h"
#include "normalizer/formats/euctr_results.h"
#include "normalizer/formats/euctr_sections.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

using Value = JsonReader::Value;

// EuctrObject reads one object of ctrdata into a builder.
class EuctrObject {
 public:
  explicit EuctrObject(RegistrationBuilder* builder) : builder_(*builder), record_(builder), results_(builder) {}

  void Take(JsonReader& reader, std::string_view key, Value value) {
    reader_ = &reader;
    if (key == "_id") {
      ReadId(Text(value));
    } else if (key == "record_last_import") {
      builder_.registration().add_volatile_fields(absl::StrCat("record_last_import: ", std::string(Text(value))));
    } else if (key == "trialInformation") {
      ReadInformation(value);
    } else if (!results_.Take(&reader, key, value)) {
      ReadMember(key, value);
    }
  }

  bool has_number() const { return has_number_; }
  void Finish();

 private:
  std::string_view Text(Value value) { return reader_->Text(value, &where_); }

  // "2019-002663-10-ES": the country is what follows the number's three groups.
  void ReadId(std::string_view id) {
    if (id.size() > 15 && id[14] == '-') record_.SetCountry(id.substr(15));
  }

  void ReadMember(std::string_view key, Value value) {
    // A product or placebo begins with its number in the list.
    if (key == "_dimp" || key == "_dplacebo" || key == "_d8_placebo") {
      Answer(key == "_dimp" ? "D.IMP" : "D.8", "", value);
      return;
    }
    std::string_view language;
    const EuctrSection* section = EuctrSectionOfKey(key, &language);
    if (section != nullptr && !section->code.empty()) {
      has_number_ = has_number_ || section->code == "A.2";
      Answer(section->code, language, value);
    }
    // Lists of sponsors, products, substances and terms; nothing is deeper than a product's substances.
    if (depth_ >= 4 || (key.starts_with("b5") || key.starts_with("g4"))) return;
    ++depth_;
    const auto members = [this](Value object) {
      reader_->Members(object, [this](std::string_view name, Value inner) { ReadMember(name, inner); });
    };
    if (IsList(key)) {
      reader_->Items(value, [&](size_t, Value item) { members(item); });
      members(value);
    }
    --depth_;
  }

  static bool IsList(std::string_view key) {
    for (std::string_view list :
         {"b1_sponsor", "b4_sources", "dimp", "d38_imp_identification", "dplacebo", "d8_", "e12_meddra"}) {
      if (key.starts_with(list)) return true;
    }
    return false;
  }

  void Answer(std::string_view code, std::string_view language, Value value) {
    const std::string_view text = Text(value);
    if (text.empty() && code != "D.IMP") return;
    record_.Take({code, language, text, where_});
  }

  void ReadInformation(Value information);

  RegistrationBuilder& builder_;
  EuctrRecord record_;
  EuctrResults results_;
  JsonReader* reader_ = nullptr;
  Where where_;
  bool has_number_ = false;
  int depth_ = 0;
  std::string recruitment_, ended_;
  Where recruitment_where_, ended_where_;
  int64_t subjects_ = 0;
  Where subjects_where_;
};

void EuctrObject::ReadInformation(Value information) {
  bool any = false;
  reader_->Members(information, [&](std::string_view key, Value value) {
    any = true;
    if (key == "isrctnIdentifier") {
      builder_.AddSecondaryIds(Text(value), "ISRCTN number", where_);
    } else if (key == "usctnIdentifier") {
      builder_.AddSecondaryIds(Text(value), "US NCT number", where_);
    } else if (key == "whoIdentifier") {
      builder_.AddSecondaryIds(Text(value), "WHO universal trial number", where_);
    } else if (key == "recruitmentStartDate") {
      recruitment_ = std::string(Text(value).substr(0, 10));
      recruitment_where_ = where_;
    } else if (key == "globalEndOfTrialDate") {
      ended_ = std::string(Text(value).substr(0, 10));
      ended_where_ = where_;
    } else if (key == "countrySubjectCounts") {
      reader_->Members(value, [&](std::string_view, Value counts) {
        const auto read = [&](Value country) {
          reader_->Members(country, [&](std::string_view name, Value inner) {
            int64_t count = 0;
            if (name != "subjects" || !absl::SimpleAtoi(std::string(Text(inner)), &count) || count < 0 ||
                count > 100'000'000) {
              return;
            }
            subjects_ += count;
            subjects_where_ = where_;
          });
        };
        reader_->Items(counts, [&](size_t, Value country) { read(country); });
        read(counts);
      });
    }
  });
  if (!any) return;
  builder_.study().set_has_results(true);
  builder_.At("has_results", where_);
}

void EuctrObject::Finish() {
  record_.Finish();
  results_.Finish();
  v1::Study& study = builder_.study();
  builder_.SetDate(study.mutable_start_date(), recruitment_, v1::DATE_KIND_ACTUAL, "start_date", recruitment_where_);
  if (!study.completion_date().has_date())
    builder_.SetDate(study.mutable_completion_date(), ended_, v1::DATE_KIND_ACTUAL, "completion_date", ended_where_);
  if (subjects_ > 0) {
    study.mutable_actual_enrollment()->set_count(subjects_);
    study.mutable_actual_enrollment()->set_kind(v1::DATE_KIND_ACTUAL);
    study.mutable_actual_enrollment()->set_text(absl::StrCat(subjects_));
    builder_.At("actual_enrollment", subjects_where_);
  }
  v1::Registration& registration = builder_.registration();
  if (registration.registration_id().empty() || !registration.url().empty()) return;
  registration.set_url(absl::StrCat("https://www.clinicaltrialsregister.eu/ctr-search/trial/",
                                    registration.registration_id().substr(5), "/", registration.country_part()));
}

}  // namespace

ParseResult ParseEuctrJson(std::string_view content, const ParseContext& context) {
  RegistrationBuilder builder(context, {"euctr", TextStyle::kMarkup, "en"});
  EuctrObject object(&builder);
  const auto fault = ReadJsonObject(
      content, context.limits,
      [&object](JsonReader& reader, std::string_view key, Value value) { object.Take(reader, key, value); });
  if (fault.has_value()) return *fault;
  if (!object.has_number())
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no a2_eudract_number: not a record of EU CTR");
  object.Finish();
  if (builder.overflowed())
    return MakeCause(v1::DEAD_LETTER_REASON_LIMIT_EXCEEDED, "more values than a registry entry can have");
  if (builder.registration().registration_id().empty())
    return MakeCause(v1::DEAD_LETTER_REASON_NO_IDENTIFIER, "a2_eudract_number is no EudraCT number");
  return builder.Finish();
}

}  // namespace trialweave::normalizer
