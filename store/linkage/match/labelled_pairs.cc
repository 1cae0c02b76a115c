#include "store/linkage/match/labelled_pairs.h"

#include <csv.h>
#include <zlib.h>

#include <algorithm>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/registry_id.h"
#include "common/status.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

using Row = std::map<std::string, std::string>;

constexpr const char* kTextColumns[] = {"public_title", "scientific_title", "sponsor",
                                        "condition",    "intervention",     "primary_outcome"};

// Table collects what libcsv reads.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::string> fields;
  std::vector<Row> rows;

  void EndRow() {
    if (columns.empty()) {
      columns = std::move(fields);
    } else {
      Row& row = rows.emplace_back();
      for (size_t i = 0; i < std::min(columns.size(), fields.size()); ++i) row[columns[i]] = std::move(fields[i]);
    }
    fields.clear();
  }
};

absl::StatusOr<Table> ReadTable(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    return common::MakeError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", absl::StrCat("cannot open ", path));
  }
  csv_parser parser;
  csv_init(&parser, CSV_APPEND_NULL);
  Table table;
  const auto on_field = [](void* text, size_t size, void* table) {
    static_cast<Table*>(table)->fields.emplace_back(static_cast<const char*>(text), size);
  };
  const auto on_row = [](int, void* table) { static_cast<Table*>(table)->EndRow(); };
  char buffer[1 << 16];
  bool good = true;
  for (int count; good && (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    good =
        csv_parse(&parser, buffer, static_cast<size_t>(count), on_field, on_row, &table) == static_cast<size_t>(count);
  }
  good = csv_fini(&parser, on_field, on_row, &table) == 0 && good;
  csv_free(&parser);
  gzclose(file);
  if (!good) {
    return common::MakeError(absl::StatusCode::kInvalidArgument, "CSV_INVALID", absl::StrCat(path, " is no CSV"));
  }
  return table;
}

absl::Status Requires(const Table& table, const std::string& path, std::initializer_list<const char*> columns) {
  for (const char* column : columns) {
    if (std::find(table.columns.begin(), table.columns.end(), column) != table.columns.end()) continue;
    return common::MakeError(absl::StatusCode::kInvalidArgument, "COLUMN_MISSING",
                             absl::StrCat(path, " has no column ", column));
  }
  return absl::OkStatus();
}

void AddPrintedDate(const std::string& printed, std::vector<Day>* days) {
  struct Form {
    const char* format;
    bool day;
  };
  static constexpr Form kForms[] = {{"%Y-%m-%d", true},  {"%d/%m/%Y", true}, {"%d-%m-%Y", true},
                                    {"%B %d, %Y", true}, {"%B %Y", false},   {"%Y-%m", false}};
  for (const Form& form : kForms) {
    absl::Time time;
    if (!absl::ParseTime(form.format, printed, &time, nullptr)) continue;
    const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
    v1::PartialDate date;
    date.set_year(static_cast<int>(day.year()));
    date.set_month(day.month());
    if (form.day) date.set_day(day.day());
    AddDate(date, days);
    return;
  }
}

uint8_t PhasesOf(const std::string& printed) {
  const std::string lower = absl::AsciiStrToLower(printed);
  uint8_t bits = 0;
  // "Human pharmacology (Phase I): no" answers a question that is not asked here.
  if (absl::StrContains(lower, "human pharm")) return 0;
  for (const absl::string_view part : absl::StrSplit(lower, absl::ByAnyChar(" /,;|-"), absl::SkipEmpty())) {
    if (part == "1" || part == "i") bits |= PhaseBits(v1::PHASE_PHASE1);
    if (part == "2" || part == "ii") bits |= PhaseBits(v1::PHASE_PHASE2);
    if (part == "3" || part == "iii") bits |= PhaseBits(v1::PHASE_PHASE3);
    if (part == "4" || part == "iv") bits |= PhaseBits(v1::PHASE_PHASE4);
  }
  return bits;
}

void AddValues(const std::string& joined, Tokens* tokens) {
  for (const absl::string_view value : absl::StrSplit(joined, absl::ByAnyChar(";,|"), absl::SkipEmpty())) {
    const std::string trimmed(absl::StripAsciiWhitespace(value));
    if (!trimmed.empty()) AddToken(absl::AsciiStrToLower(trimmed), tokens);
  }
}

void AddRow(const Row& row, MatchDraft* draft) {
  const auto text = [&row](const char* column) -> const std::string& {
    static const auto* const kNone = new std::string();
    const auto found = row.find(column);
    return found == row.end() ? *kNone : found->second;
  };
  for (const char* title : {"public_title", "scientific_title"}) {
    if (!text(title).empty()) AddTitle(text(title), draft);
  }
  AddAcronym(text("acronym"), draft);
  AddSponsor(text("sponsor"), draft);
  AddCondition(text("condition"), draft);
  AddIntervention(text("intervention"), draft);
  AddTokens(text("primary_outcome"), &draft->primary_outcomes);
  AddValues(text("countries"), &draft->countries);
  AddValues(text("contact_name"), &draft->persons);
  AddValues(text("contact_email"), &draft->emails);
  AddValues(text("contact_tel"), &draft->phones);
  double size = 0;
  if (absl::SimpleAtod(text("sample_size"), &size) && size >= 1 && size < 1e9) {
    const auto whole = static_cast<int64_t>(size);
    if (std::find(draft->sizes.begin(), draft->sizes.end(), whole) == draft->sizes.end()) draft->sizes.push_back(whole);
  }
  AddPrintedDate(text("start_date"), &draft->started);
  AddPrintedDate(text("registration_date"), &draft->registered);
  AddPrintedDate(text("completion_date"), &draft->completed);
  draft->phases |= PhasesOf(text("phase"));
  const std::string type = absl::AsciiStrToLower(text("study_type"));
  if (absl::StrContains(type, "observational")) draft->study_type = v1::STUDY_TYPE_OBSERVATIONAL;
  if (absl::StrContains(type, "interventional")) draft->study_type = v1::STUDY_TYPE_INTERVENTIONAL;
  for (const absl::string_view number :
       absl::StrSplit(text("secondary_ids"), absl::ByAnyChar(";|, "), absl::SkipEmpty())) {
    const std::string value(number);
    if (!common::ParseRegistryId(value).has_value()) AddProtocolNumber(value, draft);
  }
  for (const char* column : {"secondary_ids", "public_title", "scientific_title"}) {
    for (const common::RegistryId& id : common::FindRegistryIds(text(column))) {
      if (id.value != draft->id &&
          std::find(draft->stated.begin(), draft->stated.end(), id.value) == draft->stated.end())
        draft->stated.push_back(id.value);
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<LabelledPair>> ReadLabelledPairs(const std::string& path) {
  absl::StatusOr<Table> table = ReadTable(path);
  if (!table.ok()) return table.status();
  if (absl::Status status = Requires(*table, path, {"id_a", "id_b", "label"}); !status.ok()) return status;
  std::vector<LabelledPair> pairs;
  for (Row& row : table->rows) {
    pairs.push_back({row["id_a"], row["id_b"], row["label"], row["truth"], row["sources"], row["registry_a"],
                     row["registry_b"], row["id_link"]});
  }
  return pairs;
}

absl::StatusOr<std::vector<MatchRecord>> ReadMatchRecords(const std::string& path, const RecordReading& reading) {
  absl::StatusOr<Table> table = ReadTable(path);
  if (!table.ok()) return table.status();
  if (absl::Status status = Requires(*table, path, {"id"}); !status.ok()) return status;
  std::map<std::string, MatchDraft> drafts;
  for (const Row& row : table->rows) {
    const std::string& id = row.at("id");
    MatchDraft& draft = drafts[id];
    if (draft.id.empty()) {
      draft.id = id;
      draft.scheme = common::SchemeOf(id);
      if (draft.scheme.empty()) draft.scheme = row.count("registry") > 0 ? row.at("registry") : id.substr(0, 3);
    }
    AddRow(row, &draft);
    if (reading.mask_protocol_numbers) draft.protocol_numbers.clear();
    if (reading.words == nullptr) continue;
    for (const char* column : kTextColumns) {
      const auto text = row.find(column);
      if (text == row.end()) continue;
      for (std::string& word : MatchWords(text->second)) reading.words->emplace(TokenOf(word), std::move(word));
    }
  }
  std::vector<MatchRecord> sorted;
  for (const auto& [id, draft] : drafts) sorted.emplace_back(draft);
  return sorted;
}

}  // namespace trialweave::store
