#include "store/verification/literature_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "store/format/keys.h"
#include "store/literature/literature_reader.h"
#include "store/literature/record_names.h"

namespace trialweave::store {
namespace {

using ::trialweave::storage::v1::LiteratureRef;
using ::trialweave::storage::v1::StoredPublication;
using ::trialweave::storage::v1::StoredPublicationEntry;

class LiteratureCheck {
 public:
  LiteratureCheck(const Reader& reader, VerifyReport& report) : reader_(reader), report_(report) {}

  void Entries() {
    report_.Begin("publications");
    StoredPublicationEntry entry;
    const std::string prefix = PublicationEntriesPrefix();
    ForEach(reader_, Family::kPublications, prefix, &entry, report_, [&](std::string_view key) {
      const std::string id(key.substr(prefix.size()));
      const std::string name = PublicationRecordName(id);
      StoredPublication publication;
      if (MustRead(reader_, Family::kPublications, EncodePublication(entry.publication()), &publication, report_,
                   "PUBLICATION_MISSING", name,
                   "publications/" + entry.publication() + ", which it is part of, is not there")) {
        const auto& entries = publication.entries();
        if (std::find(entries.begin(), entries.end(), id) == entries.end()) {
          report_.Violation("PUBLICATION_DIFFERS", name, "publications/" + entry.publication() + " does not list it");
        }
      }
      for (const std::string& each : entry.keys().keys()) {
        if (!Has(reader_, Family::kPublications, EncodePublicationKey(each, id), report_, name)) {
          report_.Violation("INDEX_DIFFERS", name,
                            "it is not found by " + each + ": it may become a second publication");
        }
      }
    });
    ForEach(reader_, Family::kPublications, "K", nullptr, report_, [&](std::string_view key) {
      const absl::StatusOr<PublicationKey> at = DecodePublicationKey(key);
      if (!report_.Readable(at.status(), "a publication's key")) return;
      StoredPublicationEntry of_key;
      const absl::StatusOr<bool> found =
          reader_.Read(Family::kPublications, EncodePublicationEntry(at->entry), &of_key);
      if (!report_.Readable(found.status(), at->entry)) return;
      const auto& keys = of_key.keys().keys();
      if (std::find(keys.begin(), keys.end(), at->key) == keys.end()) {
        report_.Violation("INDEX_DIFFERS", PublicationRecordName(at->entry),
                          at->key + " finds it, and it has no such key");
      }
    });
  }

  void Publications() {
    StoredPublication publication;
    ForEach(reader_, Family::kPublications, "P", &publication, report_, [&](std::string_view key) {
      const std::string id(key.substr(1));
      if (!publication.entries().empty()) ++report_.counts().publications;
      for (const std::string& each : publication.entries()) {
        StoredPublicationEntry entry;
        if (!MustRead(reader_, Family::kPublications, EncodePublicationEntry(each), &entry, report_, "RECORD_MISSING",
                      PublicationRecordName(each), "publications/" + id + " lists it and it is not there")) {
          continue;
        }
        if (entry.publication() != id) {
          report_.Violation("PUBLICATION_DIFFERS", PublicationRecordName(each),
                            absl::StrCat("publications/", id, " lists it, it says publications/", entry.publication()));
        }
      }
      LiteratureRef newest;
      newest.set_name(id);
      newest.set_revision(publication.revision());
      const absl::Status status = ReadPublication(reader_, newest).status();
      if (!status.ok()) report_.Violation("HEAD_MISSING", "publications/" + id, std::string(status.message()));
    });
  }

  void Notices() {
    report_.Begin("notices");
    storage::v1::StoredNotice notice;
    ForEach(reader_, Family::kNotices, "N", &notice, report_, [&](std::string_view) {
      ++report_.counts().notices;
      LiteratureRef newest;
      newest.set_name(notice.name());
      newest.set_revision(notice.revision());
      const absl::Status status = ReadNotice(reader_, newest).status();
      if (!status.ok()) report_.Violation("HEAD_MISSING", "notices/" + notice.name(), std::string(status.message()));
    });
  }

 private:
  const Reader& reader_;
  VerifyReport& report_;
};

}  // namespace

void CheckLiterature(const Reader& reader, VerifyReport& report) {
  LiteratureCheck check(reader, report);
  check.Entries();
  check.Publications();
  check.Notices();
}

}  // namespace trialweave::store
