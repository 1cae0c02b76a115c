// Xapian by itself: its own term generator and query parser over the same texts, with terms for what is filtered by,
// values for what is counted and compared, and the document as the data.
#include <cstdio>

#include "absl/strings/str_split.h"
#include "tests/bench/peer.h"
#include "xapian.h"

namespace trialweave::tests {
namespace {

constexpr Xapian::valueno kStatusSlot = 0;
constexpr Xapian::valueno kEnrollmentSlot = 1;
constexpr unsigned kIndexFlags = Xapian::TermGenerator::FLAG_CJK_NGRAM;
constexpr unsigned kQueryFlags =
    Xapian::QueryParser::FLAG_BOOLEAN | Xapian::QueryParser::FLAG_PHRASE | Xapian::QueryParser::FLAG_CJK_NGRAM;
constexpr Xapian::doccount kBest = 10;
constexpr Xapian::doccount kPage = 50;

class XapianPeer : public Peer {
 public:
  explicit XapianPeer(std::string folder)
      : folder_(std::move(folder)), writer_(folder_ + "/index", Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS) {}

  std::string Name() const override { return "Xapian"; }
  bool Load(const std::vector<PeerRecord>& records) override {
    for (const PeerRecord& record : records) writer_.add_document(DocumentOf(record));
    return true;
  }
  bool Finish() override {
    writer_.commit();
    return true;
  }
  uint64_t DiskUse() override { return FolderBytes(folder_); }
  std::optional<int64_t> Ask(Question question, const std::string& text) override {
    switch (question) {
      case Question::kPoint: {
        const auto at = writer_.postlist_begin("Q" + text);
        if (at == writer_.postlist_end("Q" + text)) return 0;
        return static_cast<int64_t>(writer_.get_document(*at).get_data().size());
      }
      case Question::kRareFilter:
        return Select(All({"XSSUSPENDED", "XPPHASE4", "XCJP"}), writer_.get_doccount());
      case Question::kFilteredPage:
        return Select(
            Xapian::Query(Xapian::Query::OP_AND, All({"XSRECRUITING"}),
                          Xapian::Query(Xapian::Query::OP_VALUE_GE, kEnrollmentSlot, Xapian::sortable_serialise(1000))),
            kPage);
      case Question::kRanked:
      case Question::kChinese:
        return Rank(text, nullptr);
      case Question::kRankedFacet: {
        Xapian::ValueCountMatchSpy spy(kStatusSlot);
        Rank(text, &spy);
        for (auto value = spy.values_begin(); value != spy.values_end(); ++value) {
          if (*value == "RECRUITING") return static_cast<int64_t>(value.get_termfreq());
        }
        return 0;
      }
      case Question::kFacetAll: {
        int64_t recruiting = 0;
        for (auto term = writer_.allterms_begin("XS"); term != writer_.allterms_end("XS"); ++term) {
          if (*term == "XSRECRUITING") recruiting = static_cast<int64_t>(term.get_termfreq());
        }
        return recruiting;
      }
    }
    return std::nullopt;
  }

 private:
  Xapian::Document DocumentOf(const PeerRecord& record) {
    Xapian::Document document;
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("en"));
    generator.set_flags(kIndexFlags);
    generator.set_document(document);
    for (const std::string* text : {&record.title, &record.official_title, &record.summary, &record.conditions,
                                    &record.interventions, &record.chinese_title}) {
      generator.index_text(*text);
      generator.increase_termpos();
    }
    document.add_boolean_term("Q" + record.id);
    document.add_boolean_term("XS" + record.status);
    document.add_boolean_term("XP" + record.phase);
    for (const absl::string_view country : absl::StrSplit(record.countries, "; ", absl::SkipEmpty())) {
      document.add_boolean_term("XC" + std::string(country));
    }
    document.add_value(kStatusSlot, record.status);
    document.add_value(kEnrollmentSlot, Xapian::sortable_serialise(static_cast<double>(record.enrollment)));
    document.set_data(record.document);
    return document;
  }

  static Xapian::Query All(const std::vector<std::string>& terms) {
    return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query::MatchAll,
                         Xapian::Query(Xapian::Query::OP_AND, terms.begin(), terms.end()));
  }
  int64_t Select(const Xapian::Query& query, Xapian::doccount count) {
    Xapian::Enquire enquire(writer_);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    enquire.set_query(query);
    return static_cast<int64_t>(enquire.get_mset(0, count).size());
  }
  // With a spy every match is looked at.
  int64_t Rank(const std::string& text, Xapian::MatchSpy* spy) {
    Xapian::QueryParser parser;
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_default_op(Xapian::Query::OP_AND);
    parser.set_database(writer_);
    Xapian::Enquire enquire(writer_);
    enquire.set_query(parser.parse_query(text, kQueryFlags));
    if (spy != nullptr) enquire.add_matchspy(spy);
    return static_cast<int64_t>(enquire.get_mset(0, kBest, spy == nullptr ? 0 : writer_.get_doccount()).size());
  }

  const std::string folder_;
  Xapian::WritableDatabase writer_;
};

}  // namespace

std::unique_ptr<Peer> MakeXapianPeer(const std::string& folder) {
  try {
    return std::make_unique<XapianPeer>(folder);
  } catch (const Xapian::Error& error) {
    std::fprintf(stderr, "Xapian: %s\n", error.get_description().c_str());
    return nullptr;
  }
}

}  // namespace trialweave::tests
