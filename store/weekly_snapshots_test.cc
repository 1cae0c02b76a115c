// Weekly exports of a set, each a complete snapshot: whatever the order in which they come, in one file or two, and
// whatever else is known of their registrations, the store ends the same, and as a walk over the weeks says.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/testing/store_fixture.h"

namespace trialweave::store {
namespace {

using Random = std::mt19937;

constexpr char kSet[] = "portal/weekly";

size_t Below(size_t bound, Random& random) { return random() % bound; }

std::string Id(size_t number) { return "NCT" + std::to_string(20000000 + number); }

int TimeOf(size_t week) { return 1000 * static_cast<int>(week + 1); }

// One file: a part of a week's export, or a document of the registry's own.
struct Delivery {
  std::vector<TestDocument> documents;
  // Snapshot of which the file is, or a part of; 0: none.
  int snapshot = 0;
};

struct World {
  std::vector<Delivery> deliveries;
  // Numbers of the registrations in each week.
  std::vector<std::set<size_t>> weeks;
};

TestDocument PortalRow(size_t number, size_t week, Random& random) {
  TestDocument row;
  row.id = Id(number);
  row.source = "ictrp";
  row.format = "ictrp_csv";
  row.observed = TimeOf(week);
  row.words = "row " + std::to_string(Below(3, random));
  return row;
}

// Registrations come, change, vanish for some weeks, return.
World AnyWorld(size_t registrations, size_t weeks, Random& random) {
  World world;
  std::vector<bool> listed(registrations, false);
  for (size_t week = 0; week < weeks; ++week) {
    std::vector<Delivery> files(1 + Below(2, random));
    for (Delivery& file : files) file.snapshot = TimeOf(week);
    world.weeks.emplace_back();
    for (size_t number = 0; number < registrations; ++number) {
      if (Below(4, random) == 0) listed[number] = !listed[number];
      if (!listed[number]) continue;
      world.weeks.back().insert(number);
      files[Below(files.size(), random)].documents.push_back(PortalRow(number, week, random));
    }
    for (Delivery& file : files) world.deliveries.push_back(std::move(file));
  }
  for (size_t number = 0; number < registrations; number += 3) {
    TestDocument own;
    own.id = Id(number);
    own.observed = static_cast<int>(500 + Below(1000 * weeks, random));
    own.words = "own";
    world.deliveries.push_back({{own}, 0});
  }
  return world;
}

void Deliver(const std::vector<Delivery>& deliveries, StoreFixture& f) {
  const std::string run = f.StartRun("file_drop");
  uint64_t ordinal = 0;
  for (const Delivery& delivery : deliveries) {
    const uint64_t first = ordinal + 1;
    std::vector<v1::CommitRequest> requests;
    for (const TestDocument& document : delivery.documents) requests.push_back(RecordRequest(document));
    ordinal += requests.size();
    f.SendAll(run, first, std::move(requests));
    if (delivery.snapshot == 0) continue;
    const auto recorded = f.RecordSnapshot(run, kSet, delivery.snapshot, first, ordinal);
    ASSERT_TRUE(recorded.ok()) << recorded.status();
  }
}

// "since" or "since withdrawn" by registration, for those that the newest week lacks.
std::map<std::string, std::string> WalkOverTheWeeks(const World& world) {
  std::map<std::string, std::string> absences;
  std::map<size_t, std::vector<size_t>> without;
  std::set<size_t> seen;
  for (size_t week = 0; week < world.weeks.size(); ++week) {
    for (size_t number : world.weeks[week]) {
      seen.insert(number);
      without.erase(number);
    }
    for (size_t number : seen) {
      if (world.weeks[week].count(number) == 0) without[number].push_back(week);
    }
  }
  for (const auto& [number, weeks] : without) {
    absences[Id(number)] = std::to_string(TimeOf(weeks.front())) + (weeks.size() > 1 ? " withdrawn" : "");
  }
  return absences;
}

// What a reader of the changelog ends with: heads without what differs by their history.
std::map<std::string, v1::Registration> Replay(const StoreFixture& f) {
  std::map<std::string, v1::Registration> heads;
  for (const v1::ChangelogEntry& entry : f.Entries()) {
    if (!entry.has_head_changed()) continue;
    const v1::Registration& head = entry.head_changed().registration();
    EXPECT_EQ(head.revision(), heads[head.registration_id()].revision() + 1);
    heads[head.registration_id()] = head;
  }
  return heads;
}

std::map<std::string, std::string> AbsencesOf(const std::map<std::string, v1::Registration>& heads) {
  std::map<std::string, std::string> absences;
  for (const auto& [id, head] : heads) {
    for (const v1::Absence& absence : head.absences()) {
      absences[id] = std::to_string(absence.since().seconds()) + (absence.tombstone() ? " withdrawn" : "");
    }
  }
  return absences;
}

std::map<std::string, std::string> TitlesOf(const std::map<std::string, v1::Registration>& heads) {
  std::map<std::string, std::string> titles;
  for (const auto& [id, head] : heads) titles[id] = head.study().titles(0).text();
  return titles;
}

uint64_t Withdrawn(const std::map<std::string, std::string>& absences) {
  return std::count_if(absences.begin(), absences.end(),
                       [](const auto& absence) { return absence.second.find(' ') != std::string::npos; });
}

TEST(WeeklySnapshotsTest, AnyOrderEndsInTheSameAbsencesHeadsAndDigest) {
  Random random(7);
  uint64_t absent = 0, withdrawn = 0;
  for (int at = 0; at < 6; ++at) {
    World world = AnyWorld(4 + 8 * static_cast<size_t>(at % 4), 2 + static_cast<size_t>(at), random);
    const std::map<std::string, std::string> expected = WalkOverTheWeeks(world);
    std::string digest;
    std::map<std::string, std::string> titles;
    for (int order = 0; order < 3; ++order) {
      SCOPED_TRACE("world " + std::to_string(at) + ", order " + std::to_string(order));
      StoreFixture f("weekly");
      Deliver(world.deliveries, f);
      // Once more, as a full run does.
      if (order == 2) {
        const size_t entries = f.Entries().size();
        const std::string before = f.Status().content_digest();
        Deliver(world.deliveries, f);
        EXPECT_EQ(f.Status().content_digest(), before);
        const std::vector<v1::ChangelogEntry> after = f.Entries();
        EXPECT_TRUE(std::none_of(after.begin() + entries, after.end(), [](const v1::ChangelogEntry& entry) {
          return entry.has_head_changed() || entry.has_snapshot_recorded();
        }));
      }
      const std::map<std::string, v1::Registration> heads = Replay(f);
      EXPECT_EQ(AbsencesOf(heads), expected);
      const v1::GetStoreStatusResponse status = f.Status();
      EXPECT_EQ(status.absent(), expected.size());
      EXPECT_EQ(status.withdrawn(), Withdrawn(expected));
      if (order == 0) {
        digest = status.content_digest();
        titles = TitlesOf(heads);
      }
      EXPECT_EQ(status.content_digest(), digest);
      EXPECT_EQ(TitlesOf(heads), titles);
      if (order == 1) {
        f.Reopen();
        EXPECT_EQ(f.Status().ShortDebugString(), status.ShortDebugString());
      }
      std::shuffle(world.deliveries.begin(), world.deliveries.end(), random);
    }
    absent += expected.size();
    withdrawn += Withdrawn(expected);
  }
  EXPECT_GT(withdrawn, 10u) << "the worlds must show something";
  EXPECT_GT(absent, withdrawn + 5);
}

TEST(WeeklySnapshotsTest, DigestTellsAbsencesApart) {
  const auto digest_of = [](const std::vector<int>& snapshots) {
    StoreFixture f("weekly_digest");
    const std::string run = f.StartRun("file_drop");
    // The same documents every time; what differs is which of them make a snapshot.
    Random random(1);
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(f.Send(run, i + 1, RecordRequest(PortalRow(i % 2, i / 2, random))).ok());
    }
    for (int last : snapshots) EXPECT_TRUE(f.RecordSnapshot(run, kSet, TimeOf(last / 3), 1 + last / 3 * 2, last).ok());
    return f.Status().content_digest();
  };
  const std::vector<std::string> digests = {digest_of({}),     digest_of({1}),    digest_of({2}),       digest_of({4}),
                                            digest_of({2, 4}), digest_of({2, 3}), digest_of({1, 4, 3}), digest_of({3})};
  for (size_t i = 0; i < digests.size(); ++i) {
    for (size_t k = i + 1; k < digests.size(); ++k) EXPECT_NE(digests[i], digests[k]) << i << " " << k;
  }
}

}  // namespace
}  // namespace trialweave::store
