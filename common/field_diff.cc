#include "common/field_diff.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/element_key.h"
#include "common/timestamps.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace trialweave::common {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Where and when something was read, and what is derived of the rest.
bool IsCompared(const FieldDescriptor* field) {
  static const auto* const kNot = new absl::flat_hash_set<std::string>{"trialweave.v1.Registration.name",
                                                                       "trialweave.v1.Registration.documents",
                                                                       "trialweave.v1.Registration.provenance",
                                                                       "trialweave.v1.Registration.packed_provenance",
                                                                       "trialweave.v1.Registration.volatile_fields",
                                                                       "trialweave.v1.Registration.notes",
                                                                       "trialweave.v1.Registration.observed_at",
                                                                       "trialweave.v1.Registration.revision",
                                                                       "trialweave.v1.Registration.trial",
                                                                       "trialweave.v1.Study.unmapped",
                                                                       "trialweave.v1.Study.unmapped_countries",
                                                                       "trialweave.v1.Trial.name",
                                                                       "trialweave.v1.Trial.documents",
                                                                       "trialweave.v1.Trial.provenance",
                                                                       "trialweave.v1.Trial.sequence",
                                                                       "trialweave.v1.Trial.update_time",
                                                                       "trialweave.v1.Fact.evidence",
                                                                       "trialweave.v1.Fact.confidence",
                                                                       "trialweave.v1.Fact.rule"};
  return !kNot->contains(field->full_name());
}

std::string DateText(const v1::PartialDate& date) {
  if (date.month() == 0) return absl::StrFormat("%04d", date.year());
  if (date.day() == 0) return absl::StrFormat("%04d-%02d", date.year(), date.month());
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
}

// Messages that are one value.
bool IsValue(const FieldDescriptor* field) {
  return field->message_type() == v1::PartialDate::descriptor() ||
         field->message_type() == google::protobuf::Timestamp::descriptor();
}

std::string ValueText(const Message& value) {
  if (value.GetDescriptor() == v1::PartialDate::descriptor()) {
    return DateText(static_cast<const v1::PartialDate&>(value));
  }
  if (value.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    const absl::Time time = FromTimestamp(static_cast<const google::protobuf::Timestamp&>(value));
    return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
  }
  if (value.GetDescriptor() == v1::LocalizedText::descriptor()) {
    return static_cast<const v1::LocalizedText&>(value).text();
  }
  return MessageText(value);
}

// One value as text; index < 0 for a singular field.
std::string Text(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection* r = message.GetReflection();
  const bool repeated = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ValueText(repeated ? r->GetRepeatedMessage(message, field, index) : r->GetMessage(message, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? r->GetRepeatedString(message, field, index) : r->GetString(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return std::string((repeated ? r->GetRepeatedEnum(message, field, index) : r->GetEnum(message, field))->name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return (repeated ? r->GetRepeatedBool(message, field, index) : r->GetBool(message, field)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(repeated ? r->GetRepeatedInt32(message, field, index) : r->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(repeated ? r->GetRepeatedInt64(message, field, index) : r->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(repeated ? r->GetRepeatedUInt32(message, field, index) : r->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(repeated ? r->GetRepeatedUInt64(message, field, index) : r->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrFormat("%.17g",
                             repeated ? r->GetRepeatedDouble(message, field, index) : r->GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(repeated ? r->GetRepeatedFloat(message, field, index) : r->GetFloat(message, field));
  }
  return "";
}

std::string Quoted(const std::string& key) {
  std::string out = "\"";
  for (char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    c == '\n' ? out += "\\n" : (c == '\r' ? out += "\\r" : out += c);
  }
  return out + "\"";
}

// One element of a list; its number among those of its key, from 1.
struct Element {
  int index = 0;
  std::string key;
  int number = 1;
  // All that it says.
  std::string text;

  std::string name() const {
    return number == 1 ? absl::StrCat("[", Quoted(key), "]") : absl::StrCat("[", Quoted(key), "#", number, "]");
  }
};

std::vector<Element> ElementsOf(const Message& message, const FieldDescriptor* field) {
  std::vector<Element> elements;
  std::map<std::string, int> numbers;
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    Element element;
    element.index = i;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Message& each = reflection->GetRepeatedMessage(message, field, i);
      element.key = ElementKey(field, each);
      element.text = each.SerializeAsString();
    } else {
      element.key = element.text = Text(message, field, i);
    }
    element.number = ++numbers[element.key];
    elements.push_back(std::move(element));
  }
  return elements;
}

class Differ {
 public:
  std::vector<v1::FieldChange> Take() { return std::move(changes_); }

  void Compare(const std::string& path, const Message& base, const Message& target) {
    const auto* descriptor = base.GetDescriptor();
    std::vector<const FieldDescriptor*> fields;
    for (int i = 0; i < descriptor->field_count(); ++i) fields.push_back(descriptor->field(i));
    std::sort(fields.begin(), fields.end(), [](const auto* a, const auto* b) { return a->number() < b->number(); });
    for (const FieldDescriptor* field : fields) {
      if (!IsCompared(field)) continue;
      const std::string name = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      if (field->is_repeated()) {
        CompareLists(name, field, base, target);
      } else {
        CompareField(name, field, base, target);
      }
    }
  }

 private:
  void Add(const std::string& path, v1::ChangeKind kind, std::string old_value, std::string new_value) {
    v1::FieldChange& change = changes_.emplace_back();
    change.set_field(path);
    change.set_kind(kind);
    change.set_old_value(std::move(old_value));
    change.set_new_value(std::move(new_value));
  }

  void CompareField(const std::string& path, const FieldDescriptor* field, const Message& base, const Message& target) {
    const bool before = base.GetReflection()->HasField(base, field);
    const bool after = target.GetReflection()->HasField(target, field);
    if (!before && !after) return;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsValue(field)) {
      const size_t found = changes_.size();
      Compare(path, base.GetReflection()->GetMessage(base, field), target.GetReflection()->GetMessage(target, field));
      // It is there, and says nothing.
      if (before != after && changes_.size() == found) AddPresence(path, after);
      return;
    }
    const std::string old_value = before ? Text(base, field, -1) : "";
    const std::string new_value = after ? Text(target, field, -1) : "";
    if (before && after && old_value != new_value) Add(path, v1::CHANGE_KIND_CHANGED, old_value, new_value);
    if (before != after) {
      Add(path, after ? v1::CHANGE_KIND_ADDED : v1::CHANGE_KIND_REMOVED, old_value, new_value);
    }
  }

  void AddPresence(const std::string& path, bool added) {
    Add(path, added ? v1::CHANGE_KIND_ADDED : v1::CHANGE_KIND_REMOVED, added ? "" : "{}", added ? "{}" : "");
  }

  void CompareLists(const std::string& path, const FieldDescriptor* field, const Message& base, const Message& target) {
    std::vector<Element> before = ElementsOf(base, field);
    std::vector<Element> after = ElementsOf(target, field);
    // What is at the same place and says the same needs no search, unless a search would find it elsewhere too.
    if (before.size() == after.size() &&
        std::equal(before.begin(), before.end(), after.begin(),
                   [](const Element& a, const Element& b) { return a.text == b.text; })) {
      return;
    }
    // By index in `before`: the element of `after` that it is.
    std::vector<std::optional<size_t>> pairs = Match(before, after);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) PairRenamed(field, base, target, before, after, &pairs);
    std::vector<bool> paired(after.size(), false);
    bool in_order = true;
    size_t last = 0;
    for (size_t i = 0; i < before.size(); ++i) {
      const std::string name = path + before[i].name();
      if (!pairs[i].has_value()) {
        Add(name, v1::CHANGE_KIND_REMOVED, Text(base, field, before[i].index), "");
        continue;
      }
      paired[*pairs[i]] = true;
      if (*pairs[i] < last) in_order = false;
      last = *pairs[i];
      if (before[i].text == after[*pairs[i]].text) continue;
      Compare(name, base.GetReflection()->GetRepeatedMessage(base, field, before[i].index),
              target.GetReflection()->GetRepeatedMessage(target, field, after[*pairs[i]].index));
    }
    for (size_t k = 0; k < after.size(); ++k) {
      if (!paired[k]) {
        Add(path + after[k].name(), v1::CHANGE_KIND_ADDED, "", Text(target, field, after[k].index));
      }
    }
    if (!in_order) Add(path, v1::CHANGE_KIND_REORDERED, "", "");
  }

  // By key; of those with the same key equal ones first, then in order.
  static std::vector<std::optional<size_t>> Match(const std::vector<Element>& before,
                                                  const std::vector<Element>& after) {
    std::vector<std::optional<size_t>> pairs(before.size());
    std::vector<bool> taken(after.size(), false);
    const auto pair_by = [&](std::string Element::*part) {
      std::multimap<std::string, size_t> open;
      for (size_t k = 0; k < after.size(); ++k) {
        if (!taken[k]) open.emplace(after[k].*part, k);
      }
      for (size_t i = 0; i < before.size(); ++i) {
        if (pairs[i].has_value()) continue;
        const auto found = open.find(before[i].*part);
        if (found == open.end()) continue;
        pairs[i] = found->second;
        taken[found->second] = true;
        open.erase(found);
      }
    };
    pair_by(&Element::text);
    pair_by(&Element::key);
    return pairs;
  }

  // One of a class that went and one that came, where there is one of each only.
  static void PairRenamed(const FieldDescriptor* field, const Message& base, const Message& target,
                          const std::vector<Element>& before, const std::vector<Element>& after,
                          std::vector<std::optional<size_t>>* pairs) {
    std::map<std::string, std::vector<size_t>> gone, come;
    std::vector<bool> paired(after.size(), false);
    for (size_t i = 0; i < before.size(); ++i) {
      if ((*pairs)[i].has_value()) {
        paired[*(*pairs)[i]] = true;
        continue;
      }
      const auto kind = RenameClass(base.GetReflection()->GetRepeatedMessage(base, field, before[i].index));
      if (kind.has_value()) gone[*kind].push_back(i);
    }
    for (size_t k = 0; k < after.size(); ++k) {
      if (paired[k]) continue;
      const auto kind = RenameClass(target.GetReflection()->GetRepeatedMessage(target, field, after[k].index));
      if (kind.has_value()) come[*kind].push_back(k);
    }
    for (const auto& [kind, indexes] : gone) {
      const auto other = come.find(kind);
      if (indexes.size() == 1 && other != come.end() && other->second.size() == 1) {
        (*pairs)[indexes[0]] = other->second[0];
      }
    }
  }

  std::vector<v1::FieldChange> changes_;
};

}  // namespace

std::vector<v1::FieldChange> DiffRegistrations(const v1::Registration& base, const v1::Registration& target) {
  Differ differ;
  differ.Compare("", base, target);
  return differ.Take();
}

std::vector<v1::FieldChange> DiffTrials(const v1::Trial& base, const v1::Trial& target) {
  Differ differ;
  differ.Compare("", base, target);
  return differ.Take();
}

}  // namespace trialweave::common
