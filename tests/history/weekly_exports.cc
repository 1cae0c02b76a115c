#include "tests/history/weekly_exports.h"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "common/registry_id.h"
#include "common/sha256.h"
#include "crawler/containers/container_splitter.h"
#include "gtest/gtest.h"
#include "normalizer/document_normalizer.h"

namespace trialweave {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "ictrp_covid_";

// By name, and so by date.
std::set<std::string> Paths() {
  const char* folder = std::getenv("TRIALWEAVE_DATA");
  const fs::path root = fs::path(folder == nullptr ? "" : folder) / "bulk/ictrp_covid_weekly";
  std::set<std::string> paths;
  if (folder == nullptr || !fs::exists(root)) return paths;
  for (const auto& entry : fs::directory_iterator(root)) paths.insert(entry.path());
  return paths;
}

int ObservedOf(const std::string& path) {
  const std::string name = fs::path(path).filename();
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d", name.substr(sizeof(kPrefix) - 1, 10), &time, &error)) << path << error;
  return static_cast<int>(absl::ToUnixSeconds(time));
}

// As the file has it, which names the country of EU CTR rows too.
std::string PrintedIdOf(const v1::RecordDocument& row) {
  return row.content().substr(1, row.content().find('"', 1) - 1);
}

std::string IdOf(const std::string& printed) {
  const auto id = common::ParseRegistryId(printed);
  EXPECT_TRUE(id.has_value()) << printed;
  return id.has_value() ? id->value : printed;
}

void ForEachRow(const std::string& path, const std::function<void(v1::RecordDocument)>& row) {
  auto file = crawler::FileSource::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  const auto result = crawler::SplitContainer(file->get(), "file_drop", {}, {}, [&](v1::RecordDocument document) {
    EXPECT_FALSE(document.has_cause()) << document.cause().ShortDebugString();
    row(std::move(document));
    return absl::OkStatus();
  });
  ASSERT_TRUE(result.ok()) << result.status();
}

// Registrations of which every export has all rows since their first one, and the others.
void TellApart(const std::set<std::string>& paths, std::set<std::string>* steady, std::set<std::string>* missing) {
  std::set<std::string> seen;
  for (const std::string& path : paths) {
    std::set<std::string> ids;
    ForEachRow(path, [&](const v1::RecordDocument& row) { ids.insert(PrintedIdOf(row)); });
    for (const std::string& id : seen) {
      if (ids.count(id) == 0) missing->insert(IdOf(id));
    }
    seen.insert(ids.begin(), ids.end());
  }
  for (const std::string& id : seen) steady->insert(IdOf(id));
  for (const std::string& id : *missing) steady->erase(id);
}

}  // namespace

std::vector<WeeklyExport> ReadWeeklyExports(size_t nth) {
  const std::set<std::string> paths = Paths();
  std::set<std::string> steady, chosen;
  if (nth > 1) TellApart(paths, &steady, &chosen);
  for (size_t i = 0; const std::string& id : steady) {
    if (i++ % nth == 0) chosen.insert(id);
  }
  const normalizer::DocumentNormalizer normalizer(normalizer::Vocabulary::Embedded(), normalizer::ParseLimits());
  std::vector<WeeklyExport> exports;
  for (const std::string& path : paths) {
    WeeklyExport& week = exports.emplace_back();
    week.observed = ObservedOf(path);
    ForEachRow(path, [&](v1::RecordDocument document) {
      if (nth > 1 && chosen.count(IdOf(PrintedIdOf(document))) == 0) return;
      document.mutable_container()->set_digest(common::Sha256(path));
      document.mutable_container()->mutable_observed_at()->set_seconds(week.observed);
      document.set_content_sha256(common::Sha256(document.content()));
      normalizer::NormalizeResult result = normalizer.Normalize(document);
      ASSERT_TRUE(std::holds_alternative<v1::NormalizedRecord>(result)) << document.content().substr(0, 60);
      v1::CommitRequest& request = week.rows.emplace_back();
      *request.mutable_record() = std::get<v1::NormalizedRecord>(std::move(result));
      request.mutable_document()->Swap(&document);
      const v1::Registration& registration = request.record().registration();
      week.ids.insert(registration.registration_id());
      week.records[registration.registration_id()][registration.country_part()] = registration;
    });
  }
  return exports;
}

}  // namespace trialweave
