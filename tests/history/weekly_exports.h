#ifndef TRIALWEAVE_TESTS_HISTORY_WEEKLY_EXPORTS_H_
#define TRIALWEAVE_TESTS_HISTORY_WEEKLY_EXPORTS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "trialweave/v1/registration.pb.h"
#include "trialweave/v1/store_service.pb.h"

namespace trialweave {

// One weekly export of a set: its rows as documents with their records, as the crawler and the normalizer make them.
struct WeeklyExport {
  // Seconds since 1970: midnight of the day in the file's name.
  int observed = 0;
  // Without run, token and ordinal.
  std::vector<v1::CommitRequest> rows;
  // Registrations in it.
  std::set<std::string> ids;
  // Rows by registration and country part.
  std::map<std::string, std::map<std::string, v1::Registration>> records;
};

// The 18 exports of $TRIALWEAVE_DATA, oldest first; none where they are not at hand. Of all registrations, or of those
// that are ever missing from a later export and every `nth` of the others.
std::vector<WeeklyExport> ReadWeeklyExports(size_t nth);

}  // namespace trialweave

#endif  // TRIALWEAVE_TESTS_HISTORY_WEEKLY_EXPORTS_H_
