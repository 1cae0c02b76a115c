// PostgreSQL: 15 columns, the document as jsonb compressed by lz4, indexes over columns, arrays and full text; every
// transaction is synced.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "absl/strings/str_cat.h"
#include "libpq-fe.h"
#include "tests/bench/peer.h"

namespace trialweave::tests {
namespace {

constexpr char kSchema[] =
    "CREATE TABLE registration (id text PRIMARY KEY, registry text, title text, official_title text, summary text,"
    " status text, study_type text, phase text, sponsor text, conditions text[], interventions text, countries text[],"
    " registered date, started date, enrollment bigint, document jsonb COMPRESSION lz4,"
    " words tsvector GENERATED ALWAYS AS (to_tsvector('english', title || ' ' || official_title || ' ' || summary ||"
    " ' ' || interventions)) STORED);"
    "CREATE INDEX ON registration (status); CREATE INDEX ON registration (phase);"
    "CREATE INDEX ON registration (sponsor); CREATE INDEX ON registration (registered);"
    "CREATE INDEX ON registration (started); CREATE INDEX ON registration (enrollment);"
    "CREATE INDEX ON registration USING gin (conditions); CREATE INDEX ON registration USING gin (countries);"
    "CREATE INDEX ON registration USING gin (words);";
constexpr char kInsert[] =
    "INSERT INTO registration VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,string_to_array($10,'; '),$11,"
    "string_to_array($12,'; '),nullif($13,'')::date,nullif($14,'')::date,$15::bigint,$16::jsonb)";
constexpr int kParameters = 16;

// Each gives one row with one value. Null: PostgreSQL has no words of Chinese.
const char* SqlOf(Question question) {
  switch (question) {
    case Question::kPoint:
      return "SELECT document FROM registration WHERE id = $1";
    case Question::kRareFilter:
      return "SELECT count(*) FROM registration WHERE status = 'SUSPENDED' AND phase = 'PHASE4' AND"
             " countries @> '{JP}' AND $1 <> ''";
    case Question::kFilteredPage:
      return "SELECT count(*) FROM (SELECT id FROM registration WHERE status = 'RECRUITING' AND enrollment >= 1000"
             " AND $1 <> '' ORDER BY id LIMIT 50) page";
    case Question::kRanked:
      return "SELECT count(*) FROM (SELECT id FROM registration, websearch_to_tsquery('english', $1) asked WHERE"
             " words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 10) best";
    case Question::kRankedFacet:
      return "SELECT n FROM (SELECT status, count(*) AS n FROM registration WHERE"
             " words @@ websearch_to_tsquery('english', $1) GROUP BY status) facet WHERE status = 'RECRUITING'";
    case Question::kFacetAll:
      return "SELECT n FROM (SELECT status, count(*) AS n FROM registration WHERE $1 <> '' GROUP BY status) facet"
             " WHERE status = 'RECRUITING'";
    case Question::kChinese:
      return nullptr;
  }
  return nullptr;
}

// A shell command; PostgreSQL refuses to run as root.
bool Shell(const std::string& command) {
  const std::string whole = geteuid() == 0 ? "cd / && runuser -u postgres -- " + command : command;
  if (std::system((whole + " >&2").c_str()) == 0) return true;
  std::fprintf(stderr, "PostgreSQL: failed: %s\n", command.c_str());
  return false;
}

std::string Program(const char* name) { return std::string("/usr/lib/postgresql/15/bin/") + name; }

class PostgresPeer : public Peer {
 public:
  explicit PostgresPeer(std::string folder) : folder_(std::move(folder)) {}
  ~PostgresPeer() override {
    if (connection_ != nullptr) PQfinish(connection_);
    if (started_) Shell(absl::StrCat(Program("pg_ctl"), " -s -D ", folder_, "/data -m fast stop"));
  }

  bool Start() {
    if (geteuid() == 0) {
      std::error_code error;
      std::filesystem::permissions(folder_, std::filesystem::perms::all, error);
    }
    started_ =
        Shell(absl::StrCat(Program("initdb"), " -D ", folder_, "/data -U bench -A trust -E UTF8 --locale=C")) &&
        Shell(absl::StrCat(Program("pg_ctl"), " -s -w -D ", folder_, "/data -l ", folder_, "/log -o \"-k ", folder_,
                           " -c listen_addresses='' -c shared_buffers=1GB -c max_wal_size=4GB\" start"));
    if (!started_) return false;
    connection_ = PQconnectdb(absl::StrCat("host=", folder_, " user=bench dbname=postgres").c_str());
    return PQstatus(connection_) == CONNECTION_OK && Run(kSchema) &&
           Done(PQprepare(connection_, "insert", kInsert, 0, nullptr));
  }
  std::string Name() const override { return "PostgreSQL 15"; }
  bool Load(const std::vector<PeerRecord>& records) override {
    for (size_t begin = 0; begin < records.size(); begin += kBatch) {
      // One round trip a batch.
      if (!Run("BEGIN") || PQenterPipelineMode(connection_) != 1) return false;
      size_t sent = 0;
      for (; sent < kBatch && begin + sent < records.size(); ++sent) {
        if (!Send(records[begin + sent])) return false;
      }
      if (PQpipelineSync(connection_) != 1 || !Drain() || PQexitPipelineMode(connection_) != 1) return false;
      if (!Run("COMMIT")) return false;
    }
    return true;
  }
  bool Finish() override { return Run("CHECKPOINT"); }
  uint64_t DiskUse() override {
    PGresult* result = PQexec(connection_, "SELECT pg_total_relation_size('registration')");
    const uint64_t bytes = PQntuples(result) == 1 ? std::strtoull(PQgetvalue(result, 0, 0), nullptr, 10) : 0;
    PQclear(result);
    return bytes;
  }
  std::optional<int64_t> Ask(Question question, const std::string& text) override {
    const char* sql = SqlOf(question);
    if (sql == nullptr || (!analyzed_ && !Run("VACUUM ANALYZE registration"))) return std::nullopt;
    analyzed_ = true;
    const std::string name = absl::StrCat("question", static_cast<int>(question));
    if (prepared_.insert(name).second && !Done(PQprepare(connection_, name.c_str(), sql, 0, nullptr))) {
      return std::nullopt;
    }
    const char* value = text.empty() ? "-" : text.c_str();
    PGresult* result = PQexecPrepared(connection_, name.c_str(), 1, &value, nullptr, nullptr, 0);
    const bool found = PQntuples(result) == 1;
    const int64_t answer = !found                         ? 0
                           : question == Question::kPoint ? PQgetlength(result, 0, 0)
                                                          : std::strtoll(PQgetvalue(result, 0, 0), nullptr, 10);
    return Done(result) ? std::make_optional(answer) : std::nullopt;
  }

 private:
  bool Done(PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
    if (!good) std::fprintf(stderr, "PostgreSQL: %s\n", PQerrorMessage(connection_));
    PQclear(result);
    return good;
  }
  bool Run(const char* sql) { return Done(PQexec(connection_, sql)); }
  bool Send(const PeerRecord& r) {
    const std::string enrollment = absl::StrCat(r.enrollment);
    const std::array<const char*, kParameters> values = {
        r.id.c_str(),         r.registry.c_str(),   r.title.c_str(),         r.official_title.c_str(),
        r.summary.c_str(),    r.status.c_str(),     r.study_type.c_str(),    r.phase.c_str(),
        r.sponsor.c_str(),    r.conditions.c_str(), r.interventions.c_str(), r.countries.c_str(),
        r.registered.c_str(), r.started.c_str(),    enrollment.c_str(),      r.document.c_str()};
    if (PQsendQueryPrepared(connection_, "insert", kParameters, values.data(), nullptr, nullptr, 0) == 1) return true;
    std::fprintf(stderr, "PostgreSQL: %s\n", PQerrorMessage(connection_));
    return false;
  }
  // Results up to the one of the pipeline's sync.
  bool Drain() {
    for (;;) {
      PGresult* result = PQgetResult(connection_);
      if (result == nullptr) continue;
      const bool last = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
      if (!Done(result)) return false;
      if (last) return true;
    }
  }

  const std::string folder_;
  bool started_ = false;
  bool analyzed_ = false;
  std::set<std::string> prepared_;
  PGconn* connection_ = nullptr;
};

}  // namespace

std::unique_ptr<Peer> MakePostgresPeer(const std::string& folder) {
  auto peer = std::make_unique<PostgresPeer>(folder);
  if (!peer->Start()) return nullptr;
  return peer;
}

}  // namespace trialweave::tests
