#include "query/read_mask.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/util/field_mask_util.h"

namespace trialweave::query {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;

constexpr char kName[] = "name";

absl::Status ReadMaskInvalid(const std::string& path, const std::string& why) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "READ_MASK_INVALID",
                           absl::StrCat("read_mask: \"", common::Trimmed(path), "\": ", why),
                           {{"path", common::Trimmed(path)}});
}

std::string FieldsOf(const Descriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::StrJoin(names, ", ");
}

absl::Status CheckPath(const std::string& path, const Descriptor* type) {
  std::string at;
  const FieldDescriptor* field = nullptr;
  for (const std::string& name : std::vector<std::string>(absl::StrSplit(path, '.'))) {
    if (field != nullptr && field->is_repeated()) {
      return ReadMaskInvalid(path, absl::StrCat(at, " is a list, whose elements are given whole"));
    }
    if (field != nullptr) type = field->message_type();
    if (type == nullptr) return ReadMaskInvalid(path, absl::StrCat(at, " has no fields"));
    field = type->FindFieldByName(name);
    if (field == nullptr) {
      return ReadMaskInvalid(
          path, absl::StrCat("no such field; ", at.empty() ? "there are " : absl::StrCat(at, " has "), FieldsOf(type)));
    }
    absl::StrAppend(&at, at.empty() ? "" : ".", name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReadMask> ReadMask::Parse(const FieldMask& mask, const Descriptor* type) {
  bool all = mask.paths().empty();
  for (const std::string& path : mask.paths()) {
    if (path == "*") {
      all = true;
    } else if (absl::Status status = CheckPath(path, type); !status.ok()) {
      return status;
    }
  }
  ReadMask read;
  if (all) return read;
  FieldMask named = mask;
  if (type->FindFieldByName(kName) != nullptr) named.add_paths(kName);
  FieldMaskUtil::ToCanonicalForm(named, &read.paths_);
  return read;
}

void ReadMask::Apply(google::protobuf::Message* record) const {
  if (!all()) FieldMaskUtil::TrimMessage(paths_, record);
}

}  // namespace trialweave::query
