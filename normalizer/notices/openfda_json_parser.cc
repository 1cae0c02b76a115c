#include "normalizer/notices/openfda_json_parser.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/notices/notice_builder.h"

namespace trialweave::normalizer {
namespace {

// What a value becomes.
enum class Field { kKey, kReference, kTitle, kProduct, kCompany, kSubject, kBody, kDate, kSupplement };

// A kind of object: known by its key of the top level and a second one, named as openFDA names its endpoint.
struct Kind {
  std::string_view key;
  std::string_view other_key;
  std::string_view name;
  // What precedes its number in the notice's key.
  std::string_view prefix;
};
constexpr Kind kKinds[] = {
    {"recall_number", "recalling_firm", "Enforcement report", "recall "},
    {"product_res_number", "recalling_firm", "Device recall", "device-recall "},
    {"k_number", "device_name", "510(k)", ""},
    {"pma_number", "applicant", "Premarket approval", ""},
    {"application_number", "sponsor_name", "Drugs@FDA", ""},
    {"safetyreportid", "patient", "Drug adverse event", "faers "},
    {"mdr_report_key", "event_type", "Device adverse event", "mdr "},
};
constexpr size_t kKindsSize = std::size(kKinds);

// Where a value stands, without the indices of arrays, in a kind of object (its index in kKinds).
struct Mapping {
  size_t kind;
  std::string_view path;
  Field field;
};
constexpr Mapping kMappings[] = {
    {0, "/recall_number", Field::kKey},
    {0, "/recall_number", Field::kReference},
    {0, "/recalling_firm", Field::kCompany},
    {0, "/product_description", Field::kProduct},
    {0, "/openfda/brand_name", Field::kProduct},
    {0, "/openfda/application_number", Field::kReference},
    {0, "/reason_for_recall", Field::kSubject},
    {0, "/report_date", Field::kDate},
    {0, "/recall_initiation_date", Field::kDate},
    {1, "/product_res_number", Field::kKey},
    {1, "/product_res_number", Field::kReference},
    {1, "/k_numbers", Field::kReference},
    {1, "/pma_numbers", Field::kReference},
    {1, "/recalling_firm", Field::kCompany},
    {1, "/product_description", Field::kProduct},
    {1, "/reason_for_recall", Field::kSubject},
    {1, "/action", Field::kBody},
    {1, "/event_date_posted", Field::kDate},
    {1, "/event_date_initiated", Field::kDate},
    {2, "/k_number", Field::kKey},
    {2, "/k_number", Field::kReference},
    {2, "/applicant", Field::kCompany},
    {2, "/device_name", Field::kTitle},
    {2, "/device_name", Field::kProduct},
    {2, "/decision_description", Field::kSubject},
    {2, "/decision_date", Field::kDate},
    {3, "/pma_number", Field::kKey},
    {3, "/supplement_number", Field::kSupplement},
    {3, "/pma_number", Field::kReference},
    {3, "/applicant", Field::kCompany},
    {3, "/trade_name", Field::kTitle},
    {3, "/trade_name", Field::kProduct},
    {3, "/generic_name", Field::kProduct},
    {3, "/supplement_reason", Field::kSubject},
    {3, "/ao_statement", Field::kBody},
    {3, "/decision_date", Field::kDate},
    {4, "/application_number", Field::kKey},
    {4, "/application_number", Field::kReference},
    {4, "/sponsor_name", Field::kCompany},
    {4, "/products/brand_name", Field::kTitle},
    {4, "/products/brand_name", Field::kProduct},
    {4, "/products/active_ingredients/name", Field::kProduct},
    {4, "/submissions/submission_status_date", Field::kDate},
    {5, "/safetyreportid", Field::kKey},
    {5, "/safetyreportid", Field::kReference},
    {5, "/patient/drug/medicinalproduct", Field::kProduct},
    {5, "/patient/reaction/reactionmeddrapt", Field::kSubject},
    {5, "/receivedate", Field::kDate},
    {6, "/mdr_report_key", Field::kKey},
    {6, "/report_number", Field::kReference},
    {6, "/device/manufacturer_d_name", Field::kCompany},
    {6, "/device/brand_name", Field::kProduct},
    {6, "/device/generic_name", Field::kProduct},
    {6, "/event_type", Field::kSubject},
    {6, "/product_problems", Field::kSubject},
    {6, "/mdr_text/text", Field::kBody},
    {6, "/date_received", Field::kDate},
};

struct Value {
  std::string path;  // without indices
  std::string text;
  Where where;
};

bool IsMapped(std::string_view path) {
  return std::any_of(std::begin(kMappings), std::end(kMappings),
                     [path](const Mapping& mapping) { return mapping.path == path; });
}

// Collects the values that some kind of object has a field for. Depth is the structure check's limit.
class Collector {
 public:
  void Take(JsonReader& reader, const std::string& path, JsonReader::Value value) {
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return;
    if (type == simdjson::ondemand::json_type::object) {
      reader.Members(value, [&](std::string_view key, JsonReader::Value inner) {
        // No path goes deeper than these.
        if (path.size() < 100) Take(reader, absl::StrCat(path, "/", std::string(key.substr(0, 60))), inner);
      });
    } else if (type == simdjson::ondemand::json_type::array) {
      reader.Items(value, [&](size_t, JsonReader::Value inner) { Take(reader, path, inner); });
    } else if (IsMapped(path)) {
      Value taken{path, "", {}};
      taken.text = std::string(reader.Text(value, &taken.where));
      if (!taken.text.empty()) values_.push_back(std::move(taken));
    }
  }

  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

// The values of an object of one kind.
class ObjectReader {
 public:
  ObjectReader(size_t kind, const std::vector<Value>& values, NoticeBuilder* builder)
      : kind_(kind), values_(values), builder_(*builder) {}

  void Read() {
    builder_.SetKind(kKinds[kind_].name, First(Field::kKey).where);
    SetKey();
    for (const Mapping& mapping : kMappings) {
      if (mapping.kind == kind_) Take(mapping);
    }
    if (kind_ == 4) SetFirstDate();
    builder_.SetSubject(subject_, subject_where_);
    builder_.SetBody(body_, body_where_);
  }

 private:
  Value First(Field field) const {
    for (const Mapping& mapping : kMappings) {
      if (mapping.kind != kind_ || mapping.field != field) continue;
      for (const Value& value : values_) {
        if (value.path == mapping.path) return value;
      }
    }
    return {};
  }

  void SetKey() {
    const Value key = First(Field::kKey), supplement = First(Field::kSupplement);
    if (key.text.empty()) return;
    builder_.SetKey(
        absl::StrCat(std::string(kKinds[kind_].prefix), key.text, supplement.text.empty() ? "" : "/", supplement.text),
        key.where);
  }

  void Take(const Mapping& mapping) {
    for (const Value& value : values_) {
      if (value.path != mapping.path) continue;
      if (mapping.field == Field::kReference) builder_.AddReference(value.text, value.where);
      if (mapping.field == Field::kTitle) builder_.AddTitle(value.text, value.where);
      if (mapping.field == Field::kProduct) builder_.AddProduct(value.text, value.where);
      if (mapping.field == Field::kCompany) builder_.AddCompany(value.text, value.where);
      if (mapping.field == Field::kDate && kind_ != 4) builder_.SetIssueDate(value.text, value.where);
      if (mapping.field == Field::kSubject) Append(value, "; ", &subject_, &subject_where_);
      if (mapping.field == Field::kBody) Append(value, "\n", &body_, &body_where_);
    }
  }

  static void Append(const Value& value, const char* separator, std::string* text, Where* where) {
    if (text->empty()) *where = value.where;
    absl::StrAppend(text, text->empty() ? "" : separator, value.text);
  }

  // Of an application that was submitted many times, the day of the first decision.
  void SetFirstDate() {
    const Value* first = nullptr;
    for (const Value& value : values_) {
      if (value.path == "/submissions/submission_status_date" && (first == nullptr || value.text < first->text))
        first = &value;
    }
    if (first != nullptr) builder_.SetIssueDate(first->text, first->where);
  }

  const size_t kind_;
  const std::vector<Value>& values_;
  NoticeBuilder& builder_;
  std::string subject_;
  std::string body_;
  Where subject_where_;
  Where body_where_;
};

}  // namespace

ParseResult ParseOpenfdaJson(std::string_view content, const ParseContext& context) {
  Collector collector;
  bool keys[kKindsSize] = {}, others[kKindsSize] = {};
  const auto cause =
      ReadJsonObject(content, context.limits, [&](JsonReader& reader, std::string_view key, JsonReader::Value value) {
        for (size_t kind = 0; kind < kKindsSize; ++kind) {
          keys[kind] = keys[kind] || key == kKinds[kind].key;
          others[kind] = others[kind] || key == kKinds[kind].other_key;
        }
        collector.Take(reader, absl::StrCat("/", std::string(key.substr(0, 60))), value);
      });
  if (cause.has_value()) return *cause;
  for (size_t kind = 0; kind < kKindsSize; ++kind) {
    if (!keys[kind] || !others[kind]) continue;
    NoticeBuilder builder(context, "fda", "en");
    ObjectReader(kind, collector.values(), &builder).Read();
    return builder.Finish();
  }
  return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "an object of no endpoint of openFDA that is read");
}

}  // namespace trialweave::normalizer
