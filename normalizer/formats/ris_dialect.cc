#include "normalizer/formats/ris_dialect.h"

#include "absl/strings/match.h"

namespace trialweave::normalizer {
namespace {

// Embase (Elsevier, "Embase RIS field mapping"): U2 accession, C5 PubMed, C1 to C4 names and numbers of drugs, trials
// and devices; M1 and AD are addresses.
constexpr RisDialect kEmbase = {"embase", "U2", "C5", "", "M3", "emtree", "C1 C2 C3 CN", false};
constexpr RisDialect kPubmed = {"pubmed", "", "AN", "C2", "M3", "", "", true};
// C2 is the PubMed number, C7 the article's number.
constexpr RisDialect kScopus = {"scopus", "", "C2", "", "M3", "", "", false};
constexpr RisDialect kWebOfScience = {"wos", "AN", "PM", "", "", "", "", false};
constexpr RisDialect kProquest = {"proquest", "AN", "", "", "M3", "", "", false};
// M3 is a class of PsycINFO, M1 are references, A2 their authors.
constexpr RisDialect kPsycinfo = {"psycinfo", "ID AN", "", "", "", "", "", false};
// A person's own card (citation_card_parser.h).
constexpr RisDialect kCard = {"report", "", "PM", "", "M3", "", "CN", true};
constexpr RisDialect kPlain = {"", "", "", "", "M3", "", "", true};

bool Holds(std::string_view text, std::string_view what) { return text.find(what) != std::string_view::npos; }

bool IsEmbase(const TaggedReference& reference) {
  bool embase = false;
  reference.Each("DB", [&](const TaggedField& field) { embase |= absl::StartsWithIgnoreCase(field.text, "Embase"); });
  const std::string_view accession = reference.TextOf("U2");
  return embase || (accession.size() > 6 && accession.starts_with("L") &&
                    accession.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

}  // namespace

const RisDialect& RisDialectOf(const TaggedReference& reference) {
  const std::string_view provider = reference.TextOf("DP"), database = reference.TextOf("DB");
  if (IsEmbase(reference)) return kEmbase;
  if (provider == "NLM" || provider == "PubMed" || database == "PubMed" || database == "Medline" ||
      database == "MEDLINE")
    return kPubmed;
  if (database == "Scopus") return kScopus;
  if (database == "Citation card") return kCard;
  if (reference.TextOf("AN").starts_with("WOS:")) return kWebOfScience;
  const std::string_view address = reference.TextOf("UR");
  if (Holds(address, "search.proquest.com") || Holds(address, "www.proquest.com")) return kProquest;
  if (Holds(reference.TextOf("L2"), "ovidsp.ovid.com") && Holds(reference.TextOf("L2"), "D=psyc")) return kPsycinfo;
  return kPlain;
}

}  // namespace trialweave::normalizer
