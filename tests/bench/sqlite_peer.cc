// SQLite with FTS5: one table, its indexes, full text over titles, summary, conditions and interventions; the log is
// synced at every commit.
#include <cstdio>
#include <map>

#include "sqlite3.h"
#include "tests/bench/peer.h"

namespace trialweave::tests {
namespace {

constexpr char kSchema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -1000000;"
    "CREATE TABLE registration (id TEXT PRIMARY KEY, registry TEXT, title TEXT, official_title TEXT, summary TEXT,"
    " status TEXT, study_type TEXT, phase TEXT, sponsor TEXT, conditions TEXT, interventions TEXT, countries TEXT,"
    " registered TEXT, started TEXT, enrollment INTEGER, document TEXT);"
    "CREATE INDEX by_status ON registration (status); CREATE INDEX by_phase ON registration (phase);"
    "CREATE INDEX by_sponsor ON registration (sponsor); CREATE INDEX by_registered ON registration (registered);"
    "CREATE INDEX by_started ON registration (started); CREATE INDEX by_enrollment ON registration (enrollment);"
    "CREATE VIRTUAL TABLE text USING fts5(title, official_title, summary, conditions, interventions, content='',"
    " tokenize='porter unicode61');"
    "CREATE VIRTUAL TABLE chinese USING fts5(title, content='', tokenize='trigram');";
constexpr char kInsert[] = "INSERT INTO registration VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char kInsertText[] =
    "INSERT INTO text (rowid, title, official_title, summary, conditions, interventions) VALUES (?,?,?,?,?,?)";
constexpr char kInsertChinese[] = "INSERT INTO chinese (rowid, title) VALUES (?,?)";

// Each gives one row with one number, or the document.
const char* SqlOf(Question question) {
  switch (question) {
    case Question::kPoint:
      return "SELECT document FROM registration WHERE id = ?1";
    case Question::kRareFilter:
      return "SELECT count(*) FROM registration WHERE status = 'SUSPENDED' AND phase = 'PHASE4' AND"
             " ('; ' || countries || '; ') LIKE '%; JP; %'";
    case Question::kFilteredPage:
      return "SELECT count(*) FROM (SELECT id FROM registration WHERE status = 'RECRUITING' AND enrollment >= 1000"
             " ORDER BY id LIMIT 50)";
    case Question::kRanked:
      return "SELECT count(*) FROM (SELECT rowid FROM text WHERE text MATCH ?1 ORDER BY rank LIMIT 10)";
    case Question::kRankedFacet:
      return "SELECT n FROM (SELECT r.status AS status, count(*) AS n FROM text JOIN registration r ON r.rowid ="
             " text.rowid WHERE text MATCH ?1 GROUP BY r.status) WHERE status = 'RECRUITING'";
    case Question::kFacetAll:
      return "SELECT n FROM (SELECT status, count(*) AS n FROM registration GROUP BY status)"
             " WHERE status = 'RECRUITING'";
    case Question::kChinese:
      return "SELECT count(*) FROM (SELECT rowid FROM chinese WHERE chinese MATCH ?1 ORDER BY rank LIMIT 10)";
  }
  return nullptr;
}

class SqlitePeer : public Peer {
 public:
  SqlitePeer(std::string folder, sqlite3* database) : folder_(std::move(folder)), database_(database) {}
  ~SqlitePeer() override {
    sqlite3_finalize(insert_);
    sqlite3_finalize(insert_text_);
    sqlite3_finalize(insert_chinese_);
    for (auto& [question, statement] : questions_) sqlite3_finalize(statement);
    sqlite3_close(database_);
  }

  bool Prepare() {
    return Run(kSchema) && Good(sqlite3_prepare_v2(database_, kInsert, -1, &insert_, nullptr)) &&
           Good(sqlite3_prepare_v2(database_, kInsertText, -1, &insert_text_, nullptr)) &&
           Good(sqlite3_prepare_v2(database_, kInsertChinese, -1, &insert_chinese_, nullptr));
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
  std::optional<int64_t> Ask(Question question, const std::string& text) override {
    if (questions_.empty() && !Run("ANALYZE")) return std::nullopt;
    sqlite3_stmt*& statement = questions_[question];
    if (statement == nullptr && !Good(sqlite3_prepare_v2(database_, SqlOf(question), -1, &statement, nullptr))) {
      return std::nullopt;
    }
    if (sqlite3_bind_parameter_count(statement) > 0) Bind(statement, 1, text);
    const int step = sqlite3_step(statement);
    if (step != SQLITE_ROW && !Good(step)) return std::nullopt;
    const bool found = step == SQLITE_ROW;
    const int64_t answer = !found                         ? 0
                           : question == Question::kPoint ? sqlite3_column_bytes(statement, 0)
                                                          : sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return answer;
  }

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
    if (!Step(insert_text_)) return false;
    if (r.chinese_title.empty()) return true;
    sqlite3_bind_int64(insert_chinese_, 1, sqlite3_last_insert_rowid(database_));
    Bind(insert_chinese_, 2, r.chinese_title);
    return Step(insert_chinese_);
  }

  const std::string folder_;
  sqlite3* const database_;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* insert_text_ = nullptr;
  sqlite3_stmt* insert_chinese_ = nullptr;
  std::map<Question, sqlite3_stmt*> questions_;
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
