#include "store/snapshot/presence.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace trialweave::store {
namespace {

absl::Time At(int day) { return absl::UnixEpoch() + absl::Hours(24 * day); }

// What the snapshots say of one registration, day by day.
using Days = std::map<int, bool>;

// The same said without any algebra: walk the days.
std::optional<Presence> Naive(const Days& days) {
  std::optional<Presence> presence;
  bool before = false;
  for (const auto& [day, has] : days) {
    if (has && !presence.has_value()) {
      presence = Presence{At(day), {}, {}};
    } else if (presence.has_value() && before && !has) {
      presence->gaps.push_back({At(day), std::nullopt});
    } else if (presence.has_value() && !before && has) {
      presence->gaps.back().until = At(day);
    }
    before = has;
  }
  return presence;
}

std::optional<OpenAbsence> NaiveAbsence(const Days& days) {
  std::vector<int> without;
  bool seen = false;
  for (const auto& [day, has] : days) {
    seen |= has;
    if (has) without.clear();
    if (seen && !has) without.push_back(day);
  }
  if (without.empty()) return std::nullopt;
  return OpenAbsence{At(without.front()), without.size() >= 2};
}

// A set as the store keeps it, for one registration.
class OneRegistration {
 public:
  void Record(int day, bool has) {
    const auto later = days_.upper_bound(day);
    std::optional<absl::Time> next;
    if (later != days_.end()) next = At(*later);
    const bool is_new = days_.insert(day).second;
    if (has) {
      Appear(At(day), next, &presence_);
    } else if (is_new && presence_.has_value()) {
      Miss(At(day), next, &*presence_);
    }
  }
  const std::optional<Presence>& presence() const { return presence_; }

 private:
  std::set<int> days_;
  std::optional<Presence> presence_;
};

std::string Describe(const Days& days, const std::vector<int>& order) {
  std::string text;
  for (const auto& [day, has] : days) text += has ? '#' : '.';
  for (int day : order) text += " " + std::to_string(day);
  return text;
}

void CheckAgainst(const Days& days, const OneRegistration& registration, const std::string& what) {
  EXPECT_EQ(registration.presence(), Naive(days)) << what;
  if (!registration.presence().has_value() || days.empty()) return;
  EXPECT_EQ(AbsenceOf(*registration.presence(), At(days.rbegin()->first)), NaiveAbsence(days)) << what;
  for (const auto& [day, has] : days) EXPECT_EQ(IsIn(*registration.presence(), At(day)), has) << what << " " << day;
}

// Every order of up to five snapshots with every membership, checked after each step.
TEST(PresenceTest, AnyOrderOfSnapshotsEndsInWhatAWalkOverTheDaysFinds) {
  int steps = 0;
  for (int count = 1; count <= 5; ++count) {
    for (uint32_t pattern = 0; pattern < (1u << count); ++pattern) {
      std::vector<int> order(count);
      std::iota(order.begin(), order.end(), 1);
      do {
        OneRegistration registration;
        Days known;
        for (int day : order) {
          const bool has = (pattern >> (day - 1) & 1) != 0;
          registration.Record(day, has);
          known[day] = has;
          CheckAgainst(known, registration, Describe(known, order));
          ++steps;
        }
      } while (std::next_permutation(order.begin(), order.end()) && !HasFailure());
    }
  }
  EXPECT_EQ(steps, 2 + 16 + 144 + 1536 + 19200);
}

// Each snapshot in two files that hold any part of it each: what either has is there.
TEST(PresenceTest, FilesOfOneTimeAreOneSnapshot) {
  constexpr int kFiles = 6;
  for (uint32_t pattern = 0; pattern < (1u << kFiles); ++pattern) {
    std::vector<int> order(kFiles);
    std::iota(order.begin(), order.end(), 0);
    do {
      OneRegistration registration;
      Days known;
      for (int file : order) {
        const bool has = (pattern >> file & 1) != 0;
        registration.Record(file / 2, has);
        known[file / 2] |= has;
        CheckAgainst(known, registration, Describe(known, order));
      }
    } while (std::next_permutation(order.begin(), order.end()) && !HasFailure());
  }
}

TEST(PresenceTest, SayingTheSameTwiceChangesNothing) {
  std::optional<Presence> presence;
  Appear(At(1), std::nullopt, &presence);
  Miss(At(2), std::nullopt, &*presence);
  Appear(At(3), std::nullopt, &presence);
  const std::optional<Presence> once = presence;
  Appear(At(3), std::nullopt, &presence);
  Appear(At(1), At(2), &presence);
  EXPECT_EQ(presence, once);
  Miss(At(2), At(3), &*presence);
  EXPECT_EQ(presence, once);
}

TEST(PresenceTest, SurvivesTheDisk) {
  const Presence presence{At(1) + absl::Nanoseconds(7), {{At(2), At(4)}, {At(6), std::nullopt}}};
  EXPECT_EQ(FromStored(ToStored(presence)), presence);
}

}  // namespace
}  // namespace trialweave::store
