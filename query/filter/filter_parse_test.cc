#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/filter/filter.h"

namespace trialweave::query {
namespace {

// The tree as text: restrictions as their fields, "(a & b)", "(a | b)", "!a".
std::string Shape(const FilterNode& node) {
  if (node.kind == FilterNode::Kind::kRestriction) {
    const Restriction& r = node.restriction;
    return r.kind == FieldKind::kText ? std::string(r.text.folded().substr(1)) : absl::StrCat("#", r.enum_value);
  }
  if (node.kind == FilterNode::Kind::kNot) return "!" + Shape(*node.children[0]);
  std::string out = "(";
  for (const auto& child : node.children) {
    if (out.size() > 1) out += node.kind == FilterNode::Kind::kAnd ? " & " : " | ";
    out += Shape(*child);
  }
  return out + ")";
}

std::string ShapeOf(absl::string_view text) {
  const auto filter = Filter::Parse(text);
  if (!filter.ok()) return filter.status().ToString();
  return filter->root() == nullptr ? "everything" : Shape(*filter->root());
}

TEST(FilterParse, OrBindsTighterThanAnd) {
  EXPECT_EQ(ShapeOf("a AND b OR c AND d"), "(a & (b | c) & d)");
  EXPECT_EQ(ShapeOf("a OR b AND c"), "((a | b) & c)");
  EXPECT_EQ(ShapeOf("a OR (b AND c)"), "(a | (b & c))");
}

TEST(FilterParse, NegationBindsTightest) {
  EXPECT_EQ(ShapeOf("NOT a OR b"), "(!a | b)");
  EXPECT_EQ(ShapeOf("-a b"), "(!a & b)");
  EXPECT_EQ(ShapeOf("NOT (a OR b)"), "!(a | b)");
  EXPECT_EQ(ShapeOf("-status:RECRUITING"), "!#2");
}

TEST(FilterParse, SequencesAreJoinedByAnd) { EXPECT_EQ(ShapeOf("a b OR c d"), "(a & (b | c) & d)"); }

TEST(FilterParse, BlankFiltersMatchEverything) {
  EXPECT_EQ(ShapeOf(""), "everything");
  EXPECT_EQ(ShapeOf(" \t\n"), "everything");
}

TEST(FilterParse, ArgumentsMayBeGroupsOfValues) {
  EXPECT_EQ(ShapeOf("phase:(PHASE1 OR phase2)"), "(#2 | #3)");
  EXPECT_EQ(ShapeOf("status = (NOT RECRUITING AND (COMPLETED OR TERMINATED))"), "(!#2 & (#6 | #9))");
}

TEST(FilterParse, EnumNamesMayHaveTheirPrefixAndAnyCase) {
  EXPECT_EQ(ShapeOf("status = recruitment_status_recruiting"), "#2");
  EXPECT_EQ(ShapeOf("STATUS=Recruiting"), "#2");
  EXPECT_EQ(ShapeOf("phase:\"PHASE1\""), "#2");
}

TEST(FilterParse, FieldsMayHaveMembers) {
  EXPECT_EQ(ShapeOf("ev.class = (PURE_EV OR ev_combined)"), "(#1 | #2)");
  EXPECT_EQ(ShapeOf("ev.dose:\"2 mL\" OR ev.route"), "(2 ml | ev route)") << "without a comparator it is a value";
}

TEST(FilterParse, QuotesAndEscapes) {
  EXPECT_EQ(ShapeOf("title:\"knee OR hip\""), "knee or hip");
  EXPECT_EQ(ShapeOf("title:'it\\'s'"), "it s");
  EXPECT_EQ(ShapeOf("title:膝骨关节炎"), "膝骨关节炎");
  EXPECT_EQ(ShapeOf("MSC-EV"), "msc ev");
}

struct Wrong {
  const char* filter;
  const char* position;
  const char* expected;
};

class WrongFilter : public testing::TestWithParam<Wrong> {};

TEST_P(WrongFilter, SaysWhereAndWhatWasExpected) {
  const auto filter = Filter::Parse(GetParam().filter);
  ASSERT_EQ(filter.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(common::ErrorReason(filter.status()), "FILTER_INVALID");
  EXPECT_EQ(common::ErrorMetadata(filter.status(), "position"), GetParam().position);
  EXPECT_THAT(common::ErrorMetadata(filter.status(), "expected"), testing::HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Filters, WrongFilter,
    testing::Values(Wrong{"status = OPEN", "10", "RECRUITING"}, Wrong{"colour = red", "1", "study_type"},
                    Wrong{"ev.color = red", "1", "ev.class"}, Wrong{"ev.class = EXOSOME", "12", "PURE_EV"},
                    Wrong{"status =", "9", "RECRUITING"}, Wrong{"status > RECRUITING", "8", "= != or :"},
                    Wrong{"(status = RECRUITING", "21", "')'"}, Wrong{"status = RECRUITING)", "20", "the end"},
                    Wrong{"AND title:a", "1", "a comparison"}, Wrong{"title:a OR", "11", "a comparison"},
                    Wrong{"title:a and title:b", "9", "AND in capitals"},
                    Wrong{"enrollment >= many", "15", "whole number"},
                    Wrong{"registered <= \"2025-13\"", "15", "2024-05"}, Wrong{"country = China", "11", "two letters"},
                    Wrong{"title:\"knee", "7", "closing \""}, Wrong{"标题 = x", "1", "title"},
                    Wrong{"title:膝 AND x = 1", "13", "title"}, Wrong{"has_results = yes", "15", "true or false"},
                    Wrong{"title:a , title:b", "9", "a field"}, Wrong{"NOT", "4", "a field"},
                    Wrong{"phase:(PHASE1 OR enrollment > 3)", "18", "PHASE1"}, Wrong{"title:\"--\"", "7", "a word"},
                    Wrong{"title:\xFF", "7", "UTF-8"}, Wrong{"enrollment = 99999999999999999999", "14", "whole number"},
                    Wrong{"status = UNSPECIFIED", "10", "RECRUITING"}));

TEST(FilterParse, RefusesWhatIsTooLongTooDeepOrTooMuch) {
  EXPECT_FALSE(Filter::Parse(std::string(9000, 'a')).ok());
  EXPECT_FALSE(Filter::Parse(std::string(40, '(') + "a" + std::string(40, ')')).ok());
  EXPECT_TRUE(Filter::Parse(std::string(32, '(') + "a" + std::string(32, ')')).ok());
  std::string many;
  for (int i = 0; i < 257; ++i) many += "a ";
  EXPECT_FALSE(Filter::Parse(many).ok());
}

}  // namespace
}  // namespace trialweave::query
