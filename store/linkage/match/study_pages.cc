#include "store/linkage/match/study_pages.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <zlib.h>

#include <initializer_list>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status.h"
#include "store/linkage/match/match_words.h"

namespace trialweave::store {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr)
    return common::MakeError(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", absl::StrCat("cannot open ", path));
  std::string text;
  char buffer[1 << 16];
  int count = 0;
  while ((count = gzread(file, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<size_t>(count));
  gzclose(file);
  if (count < 0)
    return common::MakeError(absl::StatusCode::kInvalidArgument, "PAGE_INVALID", absl::StrCat("cannot unpack ", path));
  return text;
}

// Of `value` the member that the path leads to; an empty value where there is none.
const Value& At(const Value& value, std::initializer_list<const char*> path) {
  const Value* at = &value;
  for (const char* name : path) {
    const auto& fields = at->struct_value().fields();
    const auto found = fields.find(name);
    if (found == fields.end()) return Value::default_instance();
    at = &found->second;
  }
  return *at;
}

// StudyReader makes a record of a study.
class StudyReader {
 public:
  explicit StudyReader(std::map<uint32_t, std::string>* words) : words_(words) {}

  MatchRecord Read(const Value& study) const {
    const Value& protocol = At(study, {"protocolSection"});
    const Value& identification = At(protocol, {"identificationModule"});
    MatchDraft draft;
    draft.id = At(identification, {"nctId"}).string_value();
    draft.scheme = "ctgov";
    for (const char* title : {"briefTitle", "officialTitle"}) {
      AddTitle(At(identification, {title}).string_value(), &draft);
      Name(At(identification, {title}).string_value());
    }
    Add(At(protocol, {"sponsorCollaboratorsModule", "leadSponsor", "name"}), &draft.sponsors);
    for (const Value& condition : At(protocol, {"conditionsModule", "conditions"}).list_value().values())
      Add(condition, &draft.conditions);
    AddEach(At(protocol, {"armsInterventionsModule", "interventions"}), "name", &draft.interventions);
    AddEach(At(protocol, {"outcomesModule", "primaryOutcomes"}), "measure", &draft.primary_outcomes);
    return MatchRecord(draft);
  }

 private:
  void Add(const Value& text, Tokens* tokens) const {
    AddTokens(text.string_value(), tokens);
    Name(text.string_value());
  }
  void AddEach(const Value& list, const char* member, Tokens* tokens) const {
    for (const Value& value : list.list_value().values()) Add(At(value, {member}), tokens);
  }
  void Name(const std::string& text) const {
    if (words_ == nullptr) return;
    for (std::string& word : MatchWords(text)) words_->emplace(TokenOf(word), std::move(word));
  }

  std::map<uint32_t, std::string>* const words_;
};

}  // namespace

absl::StatusOr<std::vector<MatchRecord>> ReadStudyPage(const std::string& path,
                                                       std::map<uint32_t, std::string>* words) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  Value page;
  const bool read = google::protobuf::util::JsonStringToMessage(*text, page.mutable_struct_value()).ok();
  const Value& studies = At(page, {"studies"});
  if (!read || !studies.has_list_value())
    return common::MakeError(absl::StatusCode::kInvalidArgument, "PAGE_INVALID",
                             absl::StrCat(path, " is no page of studies"));
  std::vector<MatchRecord> records;
  for (const Value& study : studies.list_value().values()) records.push_back(StudyReader(words).Read(study));
  return records;
}

}  // namespace trialweave::store
