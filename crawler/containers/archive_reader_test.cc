#include "crawler/containers/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/status.h"
#include "gmock/gmock.h"

namespace trialweave::crawler {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

enum class Kind { kTar, kTarGz, kZip };

struct File {
  std::string name;
  std::string bytes;
};

// The archive's bytes, as libarchive writes them.
std::string Archived(Kind kind, const std::vector<File>& files) {
  std::string out(1 << 20, '\0');
  size_t used = 0;
  struct archive* a = archive_write_new();
  kind == Kind::kZip ? archive_write_set_format_zip(a) : archive_write_set_format_pax_restricted(a);
  if (kind == Kind::kTarGz) archive_write_add_filter_gzip(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const File& file : files) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_filetype(entry, file.name.back() == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.bytes.size()));
    archive_entry_set_mtime(entry, 1'700'000'000, 0);
    archive_write_header(a, entry);
    archive_write_data(a, file.bytes.data(), file.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

class ArchiveReaderTest : public testing::Test {
 protected:
  std::string Put(const std::string& bytes) {
    std::string path = testing::TempDir() + "/archive_reader_test.bin";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    return path;
  }
  // Every member with its bytes, until the end or the first fault.
  std::vector<File> ReadAllOf(const std::string& path, const ContainerLimits& limits = {}) {
    std::vector<File> files;
    fault_ = absl::OkStatus();
    auto reader = ArchiveReader::Open(path, limits);
    if (!reader.ok()) {
      fault_ = reader.status();
      return files;
    }
    for (;;) {
      auto member = (*reader)->Next();
      if (!member.ok()) fault_ = member.status();
      if (!member.ok() || !member->has_value()) return files;
      last_ = **member;
      files.push_back({last_.name, ""});
      std::string buffer(1000, '\0');
      for (;;) {
        const auto n = (*reader)->Read(buffer.data(), buffer.size());
        if (!n.ok()) {
          fault_ = n.status();
          return files;
        }
        if (*n == 0) break;
        files.back().bytes.append(buffer, 0, *n);
      }
    }
  }

  absl::Status fault_;
  ArchiveMember last_;
};

bool operator==(const File& a, const File& b) { return a.name == b.name && a.bytes == b.bytes; }

TEST_F(ArchiveReaderTest, ReadsMembersInOrderWithTheirTimes) {
  const std::vector<File> files = {{"sub/", ""}, {"sub/a.json", "[]"}, {"b.csv", std::string(5000, 'x')}};
  for (const Kind kind : {Kind::kTar, Kind::kTarGz, Kind::kZip}) {
    const std::string path = Put(Archived(kind, files));
    EXPECT_EQ(IsArchive(path).value_or(false), true);
    EXPECT_THAT(ReadAllOf(path), ElementsAre(files[1], files[2]));
    EXPECT_TRUE(fault_.ok()) << fault_;
    EXPECT_EQ(last_.modified, absl::FromUnixSeconds(1'700'000'000));
    EXPECT_TRUE(last_.regular);
  }
}

TEST_F(ArchiveReaderTest, OtherFilesAreNoArchives) {
  for (const std::string& bytes : {std::string(), std::string("[]"), std::string("PK"), std::string(600, 'u')}) {
    EXPECT_EQ(IsArchive(Put(bytes)).value_or(true), false);
  }
  EXPECT_EQ(
      IsArchive(Put(Archived(Kind::kZip, {{"[Content_Types].xml", "<x/>"}, {"xl/workbook.xml", "<x/>"}}))).value(),
      false);
  EXPECT_FALSE(IsArchive("/nowhere/at/all").ok());
}

TEST_F(ArchiveReaderTest, EveryTruncationIsAnErrorOrAnExactPrefix) {
  const std::vector<File> files = {{"a.json", "[1]"}, {"b.json", std::string(700, 'y')}, {"c.json", "[3]"}};
  for (const Kind kind : {Kind::kTar, Kind::kTarGz, Kind::kZip}) {
    const std::string whole = Archived(kind, files);
    int faults = 0;
    // A tar file is mostly padding.
    for (size_t size = 0; size < whole.size(); size += kind == Kind::kTar ? 31 : 1) {
      const std::vector<File> read = ReadAllOf(Put(whole.substr(0, size)));
      faults += fault_.ok() ? 0 : 1;
      if (!fault_.ok()) {
        EXPECT_THAT(common::ErrorReason(fault_),
                    AnyOf("CONTAINER_TRUNCATED", "CONTAINER_MALFORMED", "CONTAINER_UNREADABLE"))
            << fault_;
      }
      for (size_t i = 0; i < read.size(); ++i) {
        ASSERT_LT(i, files.size());
        EXPECT_EQ(files[i].bytes.substr(0, read[i].bytes.size()), read[i].bytes);
        // Only the last one may be cut, and then the fault says so.
        if (i + 1 < read.size() || fault_.ok()) {
          EXPECT_EQ(read[i], files[i]) << size;
        }
      }
    }
    EXPECT_GT(faults, 100);
  }
}

TEST_F(ArchiveReaderTest, BombsEndAtTheLimits) {
  const std::string path = Put(Archived(Kind::kTarGz, {{"zeros", std::string(600'000, '\0')}}));
  ContainerLimits limits;
  limits.ratio_grace_bytes = 1000;
  ReadAllOf(path, limits);
  EXPECT_EQ(common::ErrorReason(fault_), "CONTAINER_LIMIT_EXCEEDED");
  limits = {};
  limits.max_bytes = 500'000;
  ReadAllOf(path, limits);
  EXPECT_EQ(common::ErrorReason(fault_), "CONTAINER_LIMIT_EXCEEDED");
}

TEST_F(ArchiveReaderTest, NamesAreLabelsOfBoundedSize) {
  const std::vector<File> read = ReadAllOf(
      Put(Archived(Kind::kTar, {{"../../etc/passwd", "x"}, {std::string(2000, 'n'), "y"}, {"临床试验.xml", "z"}})));
  ASSERT_THAT(read, SizeIs(3));
  EXPECT_EQ(read[0].name, "../../etc/passwd");
  EXPECT_LE(read[1].name.size(), 520u);
  EXPECT_EQ(read[2].name, "临床试验.xml");
}

}  // namespace
}  // namespace trialweave::crawler
