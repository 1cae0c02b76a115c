#include "normalizer/formats/inline_arms.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace trialweave::normalizer {
namespace {

using re2::RE2;
using re2::StringPiece;

// Trials have no more; what looks so is another list.
constexpr size_t kMostArms = 64;

// "Control Intervention1": behind any blank, for registries run them together.
constexpr char kNumber[] = R"((?-i:(?:Control )?Intervention) ?(\d{1,2}))";
// "Comparator Agent", "Immediate favipiravir arm", "Group B", "Arm 2 (placebo)", "Active Comparator"
constexpr char kName[] =
    R"(Comparator Agent ?\d{0,2}|(?:[A-Za-z][\w/-]* ){0,4}(?:group|arm)(?: (?:\d{1,2}|[A-Z]|I{1,3}V?))?|)"
    R"((?:group|arm|cohort) ?(?:\d{1,2}|[A-Z]|I{1,3}V?)(?: ?\([^()\n:]{1,80}\))?|)"
    R"((?:Active |Placebo |Sham )?Comparator|Experimental|No Intervention|Control)";

// "Right arm", "Age group", "Follow-up per arm", "Both groups"
bool NamesOtherThing(const std::string& name) {
  static const RE2 other(
      R"((?i)\b(?:age|target|left|right|upper|per|from|of|in|both|each|all|same|follow-?up|blood|sample|weight|size)\b)");
  return RE2::PartialMatch(name, other);
}

// Headings of a text, in order.
class Headings {
 public:
  explicit Headings(std::string_view text)
      : text_(text),
        heading_(absl::StrCat(R"((?i)(?:\A|\s)\s*()", kNumber, R"() ?[:：]\s*(?:()", kName,
                              R"() ?[:：])?|(?:\A|[\n.;])\s*(?:\d{1,2}[.)]\s*)?()", kName, R"() ?[:：])")) {}

  // The next one: where it begins and ends, and what it says.
  bool Next() {
    const StringPiece all(text_.data(), text_.size());
    StringPiece groups[5];
    while (at_ < text_.size() && heading_.Match(all, at_, all.size(), RE2::UNANCHORED, groups, 5)) {
      begin = static_cast<size_t>(groups[0].data() - text_.data());
      end = begin + groups[0].size();
      at_ = std::max(end, at_ + 1);
      number = std::string(groups[1]);
      name = std::string(groups[3].empty() ? groups[4] : groups[3]);
      if (number.empty() ? NamesOtherThing(name) : !Follows(std::string(groups[2]))) continue;
      return true;
    }
    return false;
  }

  size_t begin = 0, end = 0;
  std::string number, name;

 private:
  // Numbers go up by one, or begin anew with the controls.
  bool Follows(const std::string& printed) {
    const int now = std::atoi(printed.c_str());
    if (now != 1 && now != last_ + 1) return false;
    if (now == 1 && last_ > 0 && !number.starts_with("Control")) return false;
    last_ = now;
    return true;
  }

  const std::string_view text_;
  const RE2 heading_;
  size_t at_ = 0;
  int last_ = 0;
};

}  // namespace

std::vector<InlineArm> SplitInlineArms(std::string_view text) {
  std::vector<InlineArm> arms(1);
  std::set<std::string> taken;
  size_t begin = 0;
  const auto end_at = [&](size_t end) {
    const std::string_view part = text.substr(begin, end - begin);
    arms.back().text = std::string(absl::StripAsciiWhitespace(absl::string_view(part.data(), part.size())));
  };
  Headings headings(text);
  while (headings.Next()) {
    if (arms.size() > kMostArms) return {};
    // The stop of the sentence before belongs to it.
    end_at(headings.begin + (text[headings.begin] == '.' ? 1 : 0));
    std::string label = headings.name.empty() ? headings.number : headings.name;
    const bool both = !headings.number.empty() && !headings.name.empty();
    const bool taken_before = !taken.insert(absl::AsciiStrToLower(label)).second;
    if (both && (taken_before || headings.number.starts_with("Control")))
      label = absl::StrCat(headings.number, ": ", headings.name);
    arms.push_back({std::move(label), ""});
    begin = headings.end;
  }
  end_at(text.size());
  std::erase_if(arms, [](const InlineArm& arm) { return arm.text.empty(); });
  const auto labelled =
      std::count_if(arms.begin(), arms.end(), [](const InlineArm& arm) { return !arm.label.empty(); });
  return labelled < 2 ? std::vector<InlineArm>() : arms;
}

}  // namespace trialweave::normalizer
