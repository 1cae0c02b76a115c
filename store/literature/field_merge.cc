#include "store/literature/field_merge.h"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "trialweave/v1/types.pb.h"

namespace trialweave::store {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::Reflection;

bool IsAboutTheRecord(const std::string& name) {
  return name == "name" || name == "documents" || name == "provenance" || name == "observed_at" || name == "revision";
}

bool Has(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                              : message.GetReflection()->HasField(message, field);
}

// "abstracts[2].text" as "abstracts", 2, ".text"; the index is -1 when there is none.
struct FieldPath {
  std::string name;
  int index = -1;
  std::string rest;
};

FieldPath ParsePath(const std::string& path) {
  FieldPath parsed;
  size_t end = std::min(path.find_first_of("[."), path.size());
  parsed.name = path.substr(0, end);
  if (end < path.size() && path[end] == '[') {
    const size_t close = path.find(']', end);
    if (close != std::string::npos && absl::SimpleAtoi(path.substr(end + 1, close - end - 1), &parsed.index)) {
      end = close + 1;
    }
  }
  parsed.rest = path.substr(end);
  return parsed;
}

std::string Identity(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* reflection = message.GetReflection();
  if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return absl::AsciiStrToLower(reflection->GetRepeatedString(message, field, index));
  }
  const auto& id = static_cast<const v1::Identifier&>(reflection->GetRepeatedMessage(message, field, index));
  return id.value().empty() ? "printed:" + id.printed() : "value:" + id.scheme() + ":" + id.value();
}

class FieldMerger {
 public:
  FieldMerger(const std::vector<const Message*>& records, const FieldMergeRules& rules, Message* merged)
      : records_(records), rules_(rules), merged_(merged) {}

  void Run() {
    ChooseTexts();
    for (size_t i = 0; i < records_.size(); ++i) TakeFields(i);
    for (size_t i = 0; i < records_.size(); ++i) TakeDocuments(i);
  }

 private:
  const FieldDescriptor* Field(const std::string& name) const {
    return merged_->GetDescriptor()->FindFieldByName(name);
  }

  void ChooseTexts() {
    for (const std::string& decisive : rules_.texts) {
      for (size_t i = 0; i < records_.size(); ++i) {
        if (!Has(*records_[i], Field(decisive))) continue;
        for (const std::string& name : rules_.texts) {
          if (Has(*records_[i], Field(name))) taken_from_[name] = i;
        }
        taken_from_[rules_.facts] = i;
        return;
      }
    }
  }

  void TakeFields(size_t record) {
    const Message& from = *records_[record];
    for (int f = 0; f < from.GetDescriptor()->field_count(); ++f) {
      const FieldDescriptor* field = from.GetDescriptor()->field(f);
      if (IsAboutTheRecord(field->name()) || !Has(from, field)) continue;
      if (rules_.gathered.count(field->name()) > 0) {
        Gather(record, field);
      } else if (taken_from_.try_emplace(field->name(), record).first->second == record) {
        Copy(from, field);
      }
    }
  }

  void Copy(const Message& from, const FieldDescriptor* field) {
    std::unique_ptr<Message> copy(from.New());
    copy->CopyFrom(from);
    copy->GetReflection()->SwapFields(copy.get(), merged_, {field});
  }

  void Gather(size_t record, const FieldDescriptor* field) {
    const Message& from = *records_[record];
    const Reflection* reflection = from.GetReflection();
    for (int i = 0; i < reflection->FieldSize(from, field); ++i) {
      const int next = reflection->FieldSize(*merged_, field);
      const auto [seen, added] = seen_.try_emplace({field->name(), Identity(from, field, i)}, next);
      gathered_[{field->name(), record, i}] = seen->second;
      if (!added) continue;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        reflection->AddMessage(merged_, field)->CopyFrom(reflection->GetRepeatedMessage(from, field, i));
      } else {
        reflection->AddString(merged_, field, reflection->GetRepeatedString(from, field, i));
      }
    }
  }

  void TakeDocuments(size_t record) {
    const Message& from = *records_[record];
    const Reflection* reflection = from.GetReflection();
    const FieldDescriptor* documents = Field("documents");
    const auto base = static_cast<uint32_t>(reflection->FieldSize(*merged_, documents));
    for (int i = 0; i < reflection->FieldSize(from, documents); ++i) {
      reflection->AddMessage(merged_, documents)->CopyFrom(reflection->GetRepeatedMessage(from, documents, i));
    }
    const FieldDescriptor* provenance = Field("provenance");
    for (int i = 0; i < reflection->FieldSize(from, provenance); ++i) {
      v1::FieldProvenance place =
          static_cast<const v1::FieldProvenance&>(reflection->GetRepeatedMessage(from, provenance, i));
      if (!Follow(record, &place)) continue;
      place.set_document(place.document() + base);
      reflection->AddMessage(merged_, provenance)->CopyFrom(place);
    }
  }

  // Where the value went; false when it is not the one that was taken.
  bool Follow(size_t record, v1::FieldProvenance* place) const {
    const FieldPath path = ParsePath(place->field());
    if (rules_.gathered.count(path.name) == 0) {
      const auto taken = taken_from_.find(path.name);
      return taken != taken_from_.end() && taken->second == record;
    }
    if (path.index < 0) return true;
    const auto at = gathered_.find({path.name, record, path.index});
    if (at == gathered_.end()) return false;
    place->set_field(path.name + "[" + std::to_string(at->second) + "]" + path.rest);
    return true;
  }

  const std::vector<const Message*>& records_;
  const FieldMergeRules& rules_;
  Message* const merged_;
  std::map<std::string, size_t> taken_from_;
  // Field and identity to index in the merged record.
  std::map<std::pair<std::string, std::string>, int> seen_;
  // Field, record, index in it to index in the merged record.
  std::map<std::tuple<std::string, size_t, int>, int> gathered_;
};

}  // namespace

void MergeFields(const std::vector<const Message*>& records, const FieldMergeRules& rules, Message* merged) {
  FieldMerger(records, rules, merged).Run();
}

}  // namespace trialweave::store
