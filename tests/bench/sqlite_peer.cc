// SQLite with FTS5: one table, its indexes, full text over titles, summary, conditions and interventions; the log is
// synced at every commit.
#include <cstdio>

#include "sqlite3.h"
#include "tests/bench/peer.h"

namespace trialweave::tests {
namespace {

constexpr char kSchema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
    "CREATE TABLE registration (id TEXT PRIMARY KEY, registry TEXT, title TEXT, official_title TEXT, summary TEXT,"
    " status TEXT, study_type TEXT, phase TEXT, sponsor TEXT, conditions TEXT, interventions TEXT, countries TEXT,"
    " registered TEXT, started TEXT, enrollment INTEGER, document TEXT);"
    "CREATE INDEX by_status ON registration (status); CREATE INDEX by_phase ON registration (phase);"
    "CREATE INDEX by_sponsor ON registration (sponsor); CREATE INDEX by_registered ON registration (registered);"
    "CREATE INDEX by_started ON registration (started); CREATE INDEX by_enrollment ON registration (enrollment);"
    "CREATE VIRTUAL TABLE text USING fts5(title, official_title, summary, conditions, interventions, content='');";
constexpr char kInsert[] = "INSERT INTO registration VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char kInsertText[] =
    "INSERT INTO text (rowid, title, official_title, summary, conditions, interventions) VALUES (?,?,?,?,?,?)";

class SqlitePeer : public Peer {
 public:
  SqlitePeer(std::string folder, sqlite3* database) : folder_(std::move(folder)), database_(database) {}
  ~SqlitePeer() override {
    sqlite3_finalize(insert_);
    sqlite3_finalize(insert_text_);
    sqlite3_close(database_);
  }

  bool Prepare() {
    return Run(kSchema) && Good(sqlite3_prepare_v2(database_, kInsert, -1, &insert_, nullptr)) &&
           Good(sqlite3_prepare_v2(database_, kInsertText, -1, &insert_text_, nullptr));
  }
  std::string Name() const override { return "SQLite with FTS5"; }
  bool Load(const std::vector<PeerRecord>& records) override {
    for (size_t i = 0; i < records.size(); ++i) {
      if (i % kBatch == 0 && !Run("BEGIN")) return false;
      if (!Insert(records[i])) return false;
      if ((i + 1 == records.size() || (i + 1) % kBatch == 0) && !Run("COMMIT")) return false;
    }
    return true;
  }
  bool Finish() override { return Run("PRAGMA wal_checkpoint(TRUNCATE)"); }
  uint64_t DiskUse() override { return FolderBytes(folder_); }

 private:
  bool Good(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE) return true;
    std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(database_));
    return false;
  }
  bool Run(const char* sql) { return Good(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }
  static void Bind(sqlite3_stmt* statement, int column, const std::string& text) {
    sqlite3_bind_text64(statement, column, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  bool Step(sqlite3_stmt* statement) { return Good(sqlite3_step(statement)) && Good(sqlite3_reset(statement)); }
  bool Insert(const PeerRecord& r) {
    int column = 0;
    for (const std::string* text :
         {&r.id, &r.registry, &r.title, &r.official_title, &r.summary, &r.status, &r.study_type, &r.phase, &r.sponsor,
          &r.conditions, &r.interventions, &r.countries, &r.registered, &r.started}) {
      Bind(insert_, ++column, *text);
    }
    sqlite3_bind_int64(insert_, ++column, r.enrollment);
    Bind(insert_, ++column, r.document);
    if (!Step(insert_)) return false;
    sqlite3_bind_int64(insert_text_, 1, sqlite3_last_insert_rowid(database_));
    column = 1;
    for (const std::string* text : {&r.title, &r.official_title, &r.summary, &r.conditions, &r.interventions})
      Bind(insert_text_, ++column, *text);
    return Step(insert_text_);
  }

  const std::string folder_;
  sqlite3* const database_;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* insert_text_ = nullptr;
};

}  // namespace

std::unique_ptr<Peer> MakeSqlitePeer(const std::string& folder) {
  sqlite3* database = nullptr;
  if (sqlite3_open((folder + "/registrations.db").c_str(), &database) != SQLITE_OK) {
    std::fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(database));
    sqlite3_close(database);
    return nullptr;
  }
  auto peer = std::make_unique<SqlitePeer>(folder, database);
  if (!peer->Prepare()) return nullptr;
  return peer;
}

}  // namespace trialweave::tests
