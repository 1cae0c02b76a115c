#include "store/linkage/match/match_fields.h"

#include <array>

namespace trialweave::store {
namespace {

struct FieldLevels {
  std::string_view name;
  // From level 1 on.
  std::array<std::string_view, kMaxLevels - 1> levels;
};

constexpr std::array<FieldLevels, kMatchFields> kFields = {{
    {"title",
     {"below 0.1", "from 0.1", "from 0.2", "from 0.3", "from 0.4", "from 0.5", "from 0.6", "from 0.7", "from 0.8",
      "from 0.9", "from 0.98"}},
    {"title covered",
     {"below 0.2", "from 0.2", "from 0.35", "from 0.5", "from 0.65", "from 0.8", "from 0.9", "from 0.98"}},
    {"subject information", {"below 10", "from 10", "from 20", "from 30", "from 40", "from 60", "from 80"}},
    {"rare words", {"below 6", "from 6", "from 10", "from 14", "from 18", "from 21"}},
    {"title rest", {"nothing", "below 5", "from 5", "from 10", "from 20", "from 30", "from 45"}},
    {"title changed", {"nothing", "below 3", "from 3", "from 6", "from 12", "from 25"}},
    {"numerals", {"others", "some more on one side", "none", "equal", "equal, three and more"}},
    {"alternatives", {"others", "the same"}},
    {"sequel or pilot", {"one of them", "both or none"}},
    {"acronym", {"another", "equal"}},
    {"sponsor", {"nothing shared", "below 0.3", "from 0.3", "from 0.6", "from 0.95"}},
    {"hospitals", {"two", "not two"}},
    {"size",
     {"beyond 4 times", "within 4 times", "within 2 times", "within 1.5 times", "within 20 %", "within 5 %",
      "equal, a round number", "equal"}},
    {"size of siblings", {"another", "within 5 %", "equal"}},
    {"start",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 16 days", "within 3 days"}},
    {"registered",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 8 days"}},
    {"completed",
     {"beyond 2 years", "within 2 years", "within 366 days", "within 186 days", "within 93 days", "within 31 days",
      "within 3 days"}},
    {"year", {"beyond 2 years", "within 2 years", "the next", "the same"}},
    {"phase", {"another", "overlapping", "equal"}},
    {"study type", {"another", "equal"}},
    {"conditions", {"nothing shared", "below 0.3", "from 0.3", "from 0.6", "from 0.9"}},
    {"interventions", {"nothing shared", "below 0.2", "from 0.2", "from 0.4", "from 0.6", "from 0.8"}},
    {"primary outcomes", {"below 0.1", "from 0.1", "from 0.25", "from 0.4", "from 0.6", "from 0.8"}},
    {"countries", {"none shared", "some shared", "half shared", "equal", "equal, three and more"}},
    {"persons", {"none shared", "shared"}},
    {"e-mail addresses", {"none shared", "shared"}},
    {"phone numbers", {"none shared", "shared"}},
    {"protocol numbers", {"none shared", "shared"}},
}};

}  // namespace

std::string_view FieldName(MatchField field) { return kFields[static_cast<size_t>(field)].name; }

std::string_view LevelName(MatchField field, uint8_t level) {
  if (level == kUnknown) return "not stated by both";
  return level < kMaxLevels ? kFields[static_cast<size_t>(field)].levels[level - 1] : std::string_view();
}

}  // namespace trialweave::store
