#include "store/chain/head_merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "common/packed_provenance.h"
#include "common/timestamps.h"
#include "store/chain/precedence.h"

namespace trialweave::store {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// A field of Registration, or of its Study, by name. The two do not share names.
struct FieldPath {
  bool in_study = false;
  std::string name;
  // Index of the element, -1 when the path names none.
  int index = -1;
  // What follows the name and index, from its dot on.
  std::string rest;
  // Whether "study." was written.
  bool prefixed = false;
};

FieldPath ParsePath(std::string_view path) {
  FieldPath parsed;
  constexpr std::string_view kStudy = "study.";
  if (path.substr(0, kStudy.size()) == kStudy) {
    parsed.prefixed = true;
    path.remove_prefix(kStudy.size());
  }
  const size_t end = std::min(path.find_first_of("[."), path.size());
  parsed.name = std::string(path.substr(0, end));
  path.remove_prefix(end);
  if (!path.empty() && path[0] == '[') {
    const size_t close = path.find(']');
    if (close != std::string_view::npos) {
      int index = 0;
      for (char c : path.substr(1, close - 1)) {
        if (c < '0' || c > '9' || index > 1'000'000) {
          index = -1;
          break;
        }
        index = index * 10 + (c - '0');
      }
      parsed.index = index;
      path.remove_prefix(close + 1);
    }
  }
  parsed.rest = std::string(path);
  parsed.in_study = parsed.prefixed || v1::Registration::descriptor()->FindFieldByName(parsed.name) == nullptr;
  return parsed;
}

std::string WithIndex(const FieldPath& path, int index) {
  std::string text = path.prefixed ? "study." + path.name : path.name;
  if (path.index >= 0) text.append("[").append(std::to_string(index)).append("]");
  return text + path.rest;
}

bool Has(const Message& message, const FieldDescriptor* field) {
  return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                              : message.GetReflection()->HasField(message, field);
}

bool IsAboutTheDocument(std::string_view name) {
  return name == "study" || name == "documents" || name == "provenance" || name == "packed_provenance" ||
         name == "volatile_fields" || name == "observed_at" || name == "revision" || name == "trial" ||
         name == "name" || name == "absences";
}

// Where each field's value went: taken whole from one input, or gathered with new indexes.
struct Origins {
  // Group (with "study." in front for fields of Study) to input.
  std::map<std::string, size_t> taken;
  // Field, input, old index to new index.
  std::map<std::tuple<std::string, size_t, int>, int> gathered;
};

std::string GroupKey(bool in_study, std::string_view field) {
  return (in_study ? "study." : "") + std::string(FieldGroupOf(field));
}

class Merger {
 public:
  explicit Merger(std::vector<HeadInput> inputs) : inputs_(std::move(inputs)) {}

  v1::Registration Run() {
    DecideGroups(false);
    DecideGroups(true);
    for (size_t i = 0; i < inputs_.size(); ++i) {
      TakeFields(i, false, &inputs_[i].registration, &head_);
      TakeFields(i, true, inputs_[i].registration.mutable_study(), head_.mutable_study());
    }
    KeepCountryPart();
    TakeDocuments();
    return std::move(head_);
  }

 private:
  const Message& Part(size_t input, bool in_study) const {
    const v1::Registration& registration = inputs_[input].registration;
    if (in_study) return registration.study();
    return registration;
  }

  void DecideGroups(bool in_study) {
    const Descriptor* descriptor = in_study ? v1::Study::descriptor() : v1::Registration::descriptor();
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const Message& part = Part(i, in_study);
      for (int f = 0; f < descriptor->field_count(); ++f) {
        const FieldDescriptor* field = descriptor->field(f);
        if ((!in_study && IsAboutTheDocument(field->name())) || IsGathered(field->name())) continue;
        if (Has(part, field)) origins_.taken.try_emplace(GroupKey(in_study, field->name()), i);
      }
    }
  }

  void TakeFields(size_t input, bool in_study, Message* from, Message* to) {
    const Descriptor* descriptor = from->GetDescriptor();
    std::vector<const FieldDescriptor*> taken;
    for (int f = 0; f < descriptor->field_count(); ++f) {
      const FieldDescriptor* field = descriptor->field(f);
      if ((!in_study && IsAboutTheDocument(field->name())) || !Has(*from, field)) continue;
      if (IsGathered(field->name())) {
        Gather(input, field, from, to);
      } else if (origins_.taken[GroupKey(in_study, field->name())] == input) {
        taken.push_back(field);
      }
    }
    from->GetReflection()->SwapFields(from, to, taken);
  }

  // Identifiers are one when their canonical value is; words are one when they are equal.
  static std::string Identity(const FieldDescriptor* field, const Message& message, int index) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return message.GetReflection()->GetRepeatedString(message, field, index);
    }
    const auto& id =
        static_cast<const v1::Identifier&>(message.GetReflection()->GetRepeatedMessage(message, field, index));
    return id.value().empty() ? "printed:" + id.printed() : "value:" + id.scheme() + ":" + id.value();
  }

  void Gather(size_t input, const FieldDescriptor* field, Message* from, Message* to) {
    const auto* reflection = from->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*from, field); ++i) {
      const auto [it, added] =
          seen_.try_emplace({field->name(), Identity(field, *from, i)}, reflection->FieldSize(*to, field));
      if (added && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        reflection->AddMessage(to, field)->CopyFrom(reflection->GetRepeatedMessage(*from, field, i));
      } else if (added) {
        reflection->AddString(to, field, reflection->GetRepeatedString(*from, field, i));
      }
      if (added) origins_.gathered[{field->name(), input, i}] = it->second;
    }
  }

  // One registration with several country parts is the registration of no single country.
  void KeepCountryPart() {
    for (const HeadInput& input : inputs_) {
      if (input.country_part != inputs_[0].country_part) head_.clear_country_part();
    }
  }

  bool Contributes(size_t input) const {
    for (const auto& [group, from] : origins_.taken) {
      // What every record says of itself is no contribution.
      if (from == input && group != "registration_id" && group != "registry") return true;
    }
    for (const auto& [key, index] : origins_.gathered) {
      if (std::get<1>(key) == input) return true;
    }
    return false;
  }

  void TakeDocuments() {
    absl::Time newest = absl::InfinitePast();
    for (size_t i = 0; i < inputs_.size(); ++i) {
      if (!Contributes(i) && !(i == 0 && inputs_.size() == 1)) continue;
      const int base = head_.documents_size();
      for (v1::DocumentRef& document : *inputs_[i].registration.mutable_documents()) {
        *document.mutable_observed_at() = common::ToTimestamp(inputs_[i].observed_at);
        *head_.add_documents() = std::move(document);
      }
      newest = std::max(newest, inputs_[i].observed_at);
      TakeProvenance(i, base);
      if (const auto facts = origins_.taken.find("ev_facts"); facts != origins_.taken.end() && facts->second == i) {
        MoveSpans(base);
      }
    }
    head_.set_packed_provenance(provenance_.Take());
    *head_.mutable_observed_at() = common::ToTimestamp(newest);
    head_.set_name("registrations/" + head_.registration_id());
  }

  // The facts' spans name texts of the document that the facts come from.
  void MoveSpans(int base) {
    for (v1::Fact& fact : *head_.mutable_ev_facts()->mutable_facts()) {
      for (v1::EvidenceSpan& span : *fact.mutable_evidence()) span.set_document(span.document() + base);
    }
  }

  void TakeProvenance(size_t input, int base) {
    for (v1::FieldProvenance& provenance : common::ProvenanceOf(inputs_[input].registration)) {
      const FieldPath path = ParsePath(provenance.field());
      if (IsGathered(path.name)) {
        // A path without an index speaks for the whole list, which is no longer one document's.
        const auto it = origins_.gathered.find({path.name, input, path.index});
        if (it == origins_.gathered.end()) continue;
        provenance.set_field(WithIndex(path, it->second));
      } else {
        const auto it = origins_.taken.find(GroupKey(path.in_study, path.name));
        if (it == origins_.taken.end() || it->second != input) continue;
      }
      provenance.set_document(provenance.document() + base);
      provenance_.Add(provenance.field(), provenance.path(), provenance.document(), provenance.offset(),
                      provenance.length());
    }
  }

  std::vector<HeadInput> inputs_;
  Origins origins_;
  std::map<std::pair<std::string, std::string>, int> seen_;
  common::ProvenancePacker provenance_;
  v1::Registration head_;
};

}  // namespace

v1::Registration MergeHead(std::vector<HeadInput> inputs) {
  std::sort(inputs.begin(), inputs.end(), [](const HeadInput& a, const HeadInput& b) {
    const auto rank = [](const HeadInput& input) {
      return PrecedenceOf(input.registration.registry(), input.source, input.format);
    };
    const auto rest = [](const HeadInput& input) { return std::tie(input.source, input.format, input.country_part); };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (a.observed_at != b.observed_at) return a.observed_at > b.observed_at;
    return rest(a) < rest(b);
  });
  return Merger(std::move(inputs)).Run();
}

void FinishHead(absl::Time observed_at, v1::Registration* head) {
  head->set_name("registrations/" + head->registration_id());
  *head->mutable_observed_at() = common::ToTimestamp(observed_at);
  for (v1::DocumentRef& document : *head->mutable_documents()) *document.mutable_observed_at() = head->observed_at();
}

}  // namespace trialweave::store
