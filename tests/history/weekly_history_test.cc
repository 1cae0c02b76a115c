// The 18 weekly exports of WHO ICTRP, where they are at hand: as of the date of any of them the store says what a fresh
// parse of that week's file says, field for field, with what the file lacks; whatever the order in which they came.
// By default of the registrations that are ever missing and of some others; with TRIALWEAVE_EVERY_ID=1 of all:
//
//   bazel test --test_env=TRIALWEAVE_DATA --test_env=TRIALWEAVE_EVERY_ID=1 --test_timeout=3600
//     //tests/history:weekly_history_test
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/content_digest.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "store/chain/head_merge.h"
#include "store/history/history_reader.h"
#include "store/testing/store_fixture.h"
#include "tests/history/weekly_exports.h"

namespace trialweave {
namespace {

constexpr char kSet[] = "ictrp/covid-19";

bool EveryId() { return std::getenv("TRIALWEAVE_EVERY_ID") != nullptr; }

// What the record says, without where and when it was read and what reading it remarked: the same words may stand in
// one week's file damaged and in the next one's whole.
std::string Content(v1::Registration registration) {
  registration.clear_notes();
  registration.clear_name();
  registration.clear_documents();
  registration.clear_packed_provenance();
  registration.clear_volatile_fields();
  registration.clear_observed_at();
  registration.clear_trial();
  registration.clear_absences();
  registration.clear_country_part();
  return registration.DebugString();
}

class WeeklyHistoryTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { exports_ = new std::vector<WeeklyExport>(ReadWeeklyExports(EveryId() ? 1 : 20)); }
  static void TearDownTestSuite() { delete exports_; }
  void SetUp() override {
    if (exports_->empty()) GTEST_SKIP() << "TRIALWEAVE_DATA names no data folder";
    ASSERT_EQ(exports_->size(), 18u);
  }

  static const std::vector<WeeklyExport>& exports() { return *exports_; }
  // Chronological, newest first, and others.
  static std::vector<size_t> Order(int number) {
    std::vector<size_t> order(exports_->size());
    std::iota(order.begin(), order.end(), 0);
    if (number == 1) std::reverse(order.begin(), order.end());
    std::mt19937 random(static_cast<uint32_t>(number));
    if (number > 1) std::shuffle(order.begin(), order.end(), random);
    return order;
  }
  // The sequences after each.
  static std::vector<uint64_t> Deliver(const std::vector<size_t>& order, store::StoreFixture& f) {
    std::vector<uint64_t> sequences;
    const std::string run = f.StartRun("file_drop");
    uint64_t last = 0;
    for (size_t week : order) {
      const WeeklyExport& file = exports()[week];
      f.SendAll(run, last + 1, file.rows);
      const auto recorded = f.RecordSnapshot(run, kSet, file.observed, last + 1, last + file.rows.size());
      EXPECT_TRUE(recorded.ok()) << recorded.status();
      last += file.rows.size();
      sequences.push_back(f.store().changelog().latest());
    }
    return sequences;
  }

  // What the weeks say of a registration up to `as_of`: the newest row of each country, merged where there are several;
  // empty when none has it. `weeks` in order.
  static std::string Expected(const std::string& id, int as_of, const std::vector<size_t>& weeks) {
    struct Newest {
      int first = 0;
      std::string digest;
      const v1::Registration* record = nullptr;
    };
    std::map<std::string, Newest> countries;
    for (size_t week : weeks) {
      const WeeklyExport& file = exports()[week];
      const auto found = file.records.find(id);
      if (file.observed > as_of || found == file.records.end()) continue;
      for (const auto& [country, record] : found->second) {
        Newest& newest = countries[country];
        const std::string digest = common::ContentDigest(record);
        // Equal rows were first seen in the first of their weeks; what is no content is the newest's.
        if (digest != newest.digest) newest.first = file.observed;
        newest.digest = digest;
        newest.record = &record;
      }
    }
    if (countries.empty()) return "";
    if (countries.size() == 1) return Content(*countries.begin()->second.record);
    std::vector<store::HeadInput> inputs;
    for (const auto& [country, newest] : countries) {
      inputs.push_back({"ictrp", "ictrp_csv", country, absl::FromUnixSeconds(newest.first), *newest.record});
    }
    return Content(store::MergeHead(std::move(inputs)));
  }

  static v1::Registration Read(const store::Reader& snapshot, const std::string& id, int as_of, uint64_t sequence = 0) {
    v1::StoreServiceGetRegistrationRequest request;
    request.set_name("registrations/" + id);
    request.mutable_point()->mutable_as_of()->set_seconds(as_of);
    request.mutable_point()->set_read_sequence(sequence);
    const auto response = store::GetRegistration(snapshot, request);
    return response.ok() ? response->registration() : v1::Registration();
  }

  static std::set<std::string> AllIds() {
    std::set<std::string> ids;
    for (const WeeklyExport& week : exports()) ids.insert(week.ids.begin(), week.ids.end());
    return ids;
  }

  static std::vector<WeeklyExport>* exports_;
};

std::vector<WeeklyExport>* WeeklyHistoryTest::exports_ = nullptr;

// As of the date of a week: its rows are there as its file has them, and nothing else is but what it lacks.
TEST_F(WeeklyHistoryTest, AsOfAnyOfTheDatesReproducesItsFileInAnyOrderOfArrival) {
  const std::set<std::string> ids = AllIds();
  std::vector<size_t> all(exports().size());
  std::iota(all.begin(), all.end(), 0);
  for (int number = 0; number < 4; ++number) {
    SCOPED_TRACE("order " + std::to_string(number));
    const absl::Time start = absl::Now();
    store::StoreFixture f("weekly_history");
    const std::vector<size_t> order = Order(number);
    const std::vector<uint64_t> sequences = Deliver(order, f);
    const absl::Time delivered = absl::Now();
    const std::unique_ptr<store::Reader> snapshot = f.store().database().Snapshot();
    size_t present = 0, absent = 0, reads = 0;
    for (const WeeklyExport& week : exports()) {
      SCOPED_TRACE("week of " +
                   absl::FormatTime("%Y-%m-%d", absl::FromUnixSeconds(week.observed), absl::UTCTimeZone()));
      for (const std::string& id : ids) {
        const v1::Registration at = Read(*snapshot, id, week.observed);
        ++reads;
        const bool in_file = week.ids.count(id) > 0;
        ASSERT_EQ(in_file, !at.name().empty() && at.absences().empty()) << id;
        if (at.name().empty()) continue;
        ++(in_file ? present : absent);
        ASSERT_EQ(Content(at), Expected(id, week.observed, all)) << id;
      }
      EXPECT_TRUE(Read(*snapshot, *week.ids.begin(), exports().front().observed - 1).name().empty());
    }
    std::cout << "order " << number << ": " << ids.size() << " registrations delivered in " << delivered - start << ", "
              << reads << " reads in " << absl::Now() - delivered << "; " << present
              << " rows as their files have them, " << absent << " times absent\n";
    // What was known when only some of the files had come.
    for (size_t known = 1; known < order.size(); known += 4) {
      std::vector<size_t> weeks(order.begin(), order.begin() + static_cast<ptrdiff_t>(known));
      std::sort(weeks.begin(), weeks.end());
      size_t at = 0;
      for (const std::string& id : ids) {
        const WeeklyExport& week = exports()[at++ % exports().size()];
        const v1::Registration read = Read(*snapshot, id, week.observed, sequences[known - 1]);
        ASSERT_EQ(read.name().empty() ? "" : Content(read), Expected(id, week.observed, weeks)) << id;
      }
    }
  }
}

// Where the words of a fact stand is no difference.
v1::Registration WithoutEvidence(v1::Registration registration) {
  for (v1::Fact& fact : *registration.mutable_ev_facts()->mutable_facts()) {
    fact.clear_evidence();
    fact.clear_confidence();
    fact.clear_rule();
  }
  return registration;
}

// Fields of the record and of its study that differ, found without the code under test.
std::set<std::string> FieldsApart(const v1::Registration& a, const v1::Registration& b) {
  std::set<std::string> fields;
  const auto compare = [&](const google::protobuf::Message& x, const google::protobuf::Message& y,
                           const std::string& path) {
    for (int i = 0; i < x.GetDescriptor()->field_count(); ++i) {
      const auto* field = x.GetDescriptor()->field(i);
      google::protobuf::util::MessageDifferencer differencer;
      std::vector<const google::protobuf::FieldDescriptor*> only = {field};
      if (!differencer.CompareWithFields(x, y, only, only)) fields.insert(path + field->name());
    }
  };
  compare(a.study(), b.study(), "study.");
  compare(WithoutEvidence(a), WithoutEvidence(b), "");
  for (const char* other : {"study", "name", "documents", "packed_provenance", "volatile_fields", "notes",
                            "observed_at", "revision", "trial", "study.unmapped", "study.unmapped_countries"}) {
    fields.erase(other);
  }
  return fields;
}

// The value at a path without lists, as text; empty when it is not set.
std::string ValueAt(const google::protobuf::Message& message, const std::string& path) {
  const size_t dot = path.find('.');
  const auto* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return "";
  if (dot != std::string::npos) return ValueAt(reflection->GetMessage(message, field), path.substr(dot + 1));
  if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    return reflection->GetString(message, field);
  }
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(message, field, -1, &text);
  return text;
}

// Between one week and the next a difference is told of exactly the fields that differ, with their values; and none of
// a registration whose rows say the same.
TEST_F(WeeklyHistoryTest, DifferencesBetweenConsecutiveWeeksAreExact) {
  store::StoreFixture f("weekly_history");
  Deliver(Order(3), f);
  const std::unique_ptr<store::Reader> snapshot = f.store().database().Snapshot();
  size_t compared = 0, changed = 0, changes = 0, values = 0;
  for (size_t week = 0; week + 1 < exports().size(); ++week) {
    const int before = exports()[week].observed, after = exports()[week + 1].observed;
    for (const std::string& id : AllIds()) {
      const v1::Registration a = Read(*snapshot, id, before), b = Read(*snapshot, id, after);
      if (a.name().empty()) continue;
      v1::StoreServiceDiffRegistrationRequest request;
      request.set_name("registrations/" + id);
      request.mutable_base()->mutable_as_of()->set_seconds(before);
      request.mutable_target()->mutable_as_of()->set_seconds(after);
      const auto diff = store::DiffRegistration(*snapshot, request);
      ASSERT_TRUE(diff.ok()) << diff.status();
      EXPECT_FALSE(diff->derivations_differ());
      std::set<std::string> fields;
      for (const v1::FieldChange& change : diff->changes()) {
        const std::string& path = change.field();
        fields.insert(path.substr(0, path.find_first_of(".[", path.compare(0, 6, "study.") == 0 ? 6 : 0)));
        ++changes;
        const bool date = path.size() > 5 && path.compare(path.size() - 5, 5, ".date") == 0;
        const bool reordered = change.kind() == v1::CHANGE_KIND_REORDERED;
        if (path.find('[') != std::string::npos || date || reordered) continue;
        ++values;
        ASSERT_EQ(change.old_value(), ValueAt(a, path)) << id << " " << path;
        ASSERT_EQ(change.new_value(), ValueAt(b, path)) << id << " " << path;
      }
      ASSERT_EQ(fields, FieldsApart(a, b)) << id;
      ++compared;
      changed += !fields.empty();
    }
  }
  std::cout << compared << " pairs of consecutive weeks, " << changed << " with differences, " << changes
            << " fields, of " << values << " the values compared\n";
  EXPECT_GT(changed, 100u);
}

// Of the 22 identifiers that are gone at the end three are rows of a country of EU trials that other countries still
// list: 19 registrations are gone. One of the 13 that return is among them.
TEST_F(WeeklyHistoryTest, ThirteenVanishAndReturnAndNineteenAreGoneAtTheEnd) {
  std::set<std::string> rows;
  for (const WeeklyExport& week : exports()) {
    for (const auto& [id, countries] : week.records) {
      for (const auto& [country, record] : countries) rows.insert(id + "/" + country);
    }
  }
  for (const auto& [id, countries] : exports().back().records) {
    for (const auto& [country, record] : countries) rows.erase(id + "/" + country);
  }
  EXPECT_EQ(rows.size(), 22u);
  store::StoreFixture f("weekly_history");
  Deliver(Order(2), f);
  const std::unique_ptr<store::Reader> snapshot = f.store().database().Snapshot();
  size_t returned = 0, gone = 0;
  for (const std::string& id : AllIds()) {
    bool was_absent = false, is_absent = false, returns = false;
    for (const WeeklyExport& week : exports()) {
      is_absent = Read(*snapshot, id, week.observed).absences_size() > 0;
      returns |= was_absent && !is_absent;
      was_absent = is_absent;
    }
    gone += is_absent;
    returned += returns;
  }
  EXPECT_EQ(returned, 13u);
  EXPECT_EQ(gone, 19u);
  EXPECT_EQ(f.Status().absent(), 19u);
}

}  // namespace
}  // namespace trialweave
