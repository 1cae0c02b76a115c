#include "common/element_key.h"

#include <functional>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/trial.pb.h"

namespace trialweave::common {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// English where there is any, else the first.
std::string FirstText(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts) {
  for (const v1::LocalizedText& text : texts) {
    if (text.language() == "en") return text.text();
  }
  return texts.empty() ? "" : texts[0].text();
}

// The first that is not empty.
std::string AnyOf(const std::string& a, const std::string& b, const std::string& c = "") {
  return !a.empty() ? a : (!b.empty() ? b : c);
}

template <typename T>
using KeyOf = std::function<std::string(const T&)>;
using Key = std::function<std::string(const Message&)>;
using Keys = absl::flat_hash_map<const Descriptor*, Key>;

template <typename T>
void Add(KeyOf<T> key, Keys* keys) {
  (*keys)[T::descriptor()] = [key = std::move(key)](const Message& message) {
    return key(static_cast<const T&>(message));
  };
}

Keys MakeKeys() {
  Keys keys;
  Add<v1::Identifier>([](const auto& id) { return AnyOf(id.value(), id.printed()); }, &keys);
  Add<v1::OutcomeMeasure>([](const auto& outcome) { return FirstText(outcome.measures()); }, &keys);
  Add<v1::Site>(
      [](const auto& site) {
        const bool both = !site.facility().empty() && !site.city().empty();
        return both ? absl::StrCat(site.facility(), ", ", site.city())
                    : AnyOf(site.facility(), site.city(), site.country());
      },
      &keys);
  Add<v1::Sponsor>([](const auto& sponsor) { return FirstText(sponsor.names()); }, &keys);
  Add<v1::Condition>([](const auto& condition) { return FirstText(condition.names()); }, &keys);
  Add<v1::Intervention>([](const auto& given) { return FirstText(given.names()); }, &keys);
  Add<v1::Arm>([](const auto& arm) { return FirstText(arm.labels()); }, &keys);
  Add<v1::EthicsReview>([](const auto& review) { return AnyOf(FirstText(review.committees()), review.reference()); },
                        &keys);
  Add<v1::Reference>(
      [](const auto& reference) { return AnyOf(reference.pmid(), reference.doi(), reference.citation()); }, &keys);
  Add<v1::OutcomeResult>([](const auto& result) { return result.title().text(); }, &keys);
  Add<v1::OutcomeMeasurement>([](const auto& m) { return absl::StrCat(m.group(), " / ", m.category()); }, &keys);
  Add<v1::AdverseEventCounts>([](const auto& counts) { return counts.group(); }, &keys);
  Add<v1::AdverseEvent>(
      [](const auto& event) {
        return absl::StrCat(event.term(), " / ", event.organ_system(), event.serious() ? " / serious / " : " / ",
                            event.group());
      },
      &keys);
  Add<v1::Absence>([](const auto& absence) { return absence.set(); }, &keys);
  Add<v1::RegistrationAbsence>(
      [](const auto& absence) { return absl::StrCat(absence.registration_id(), " / ", absence.set()); }, &keys);
  Add<v1::Link>([](const auto& link) { return absl::StrCat(link.registration_a(), " = ", link.registration_b()); },
                &keys);
  Add<v1::Disagreement>([](const auto& disagreement) { return disagreement.field(); }, &keys);
  Add<v1::FieldVariant>([](const auto& variant) { return variant.registration_id(); }, &keys);
  Add<v1::Fact>([](const auto& fact) { return absl::StrCat(fact.field(), " = ", fact.value()); }, &keys);
  return keys;
}

// Lists of texts of which each is a value of its own; of other lists of texts each language is.
bool IsListOfTexts(const FieldDescriptor* field) {
  static const auto* const kLists = new absl::flat_hash_set<std::string>{"keywords", "funders"};
  return kLists->contains(field->name());
}

}  // namespace

std::string ElementKey(const FieldDescriptor* field, const Message& element) {
  static const auto* const kKeys = new Keys(MakeKeys());
  if (element.GetDescriptor() == v1::LocalizedText::descriptor()) {
    const auto& text = static_cast<const v1::LocalizedText&>(element);
    return IsListOfTexts(field) ? text.text() : text.language();
  }
  const auto key = kKeys->find(element.GetDescriptor());
  const std::string about = key == kKeys->end() ? "" : key->second(element);
  return about.empty() ? MessageText(element) : about;
}

std::optional<std::string> RenameClass(const Message& element) {
  const Descriptor* kind = element.GetDescriptor();
  if (kind == v1::OutcomeMeasure::descriptor()) {
    return static_cast<const v1::OutcomeMeasure&>(element).primary() ? "primary" : "secondary";
  }
  if (kind == v1::Sponsor::descriptor()) return static_cast<const v1::Sponsor&>(element).lead() ? "lead" : "other";
  if (kind == v1::Fact::descriptor()) return static_cast<const v1::Fact&>(element).field();
  if (kind == v1::Arm::descriptor() || kind == v1::Intervention::descriptor() || kind == v1::Condition::descriptor() ||
      kind == v1::EthicsReview::descriptor()) {
    return "";
  }
  return std::nullopt;
}

std::string MessageText(const Message& message) {
  std::string json;
  return google::protobuf::util::MessageToJsonString(message, &json).ok() ? json : message.ShortDebugString();
}

}  // namespace trialweave::common
