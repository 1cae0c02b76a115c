#include "normalizer/formats/embase_json_parser.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "normalizer/formats/json_object.h"
#include "normalizer/formats/ris_record.h"
#include "normalizer/formats/tagged_reference.h"

namespace trialweave::normalizer {
namespace {

// Members with text, by the member that they are in and their own name, lower case; "" for any.
struct MemberTag {
  std::string_view parent;
  std::string_view name;
  std::string_view tag;
};
constexpr MemberTag kMemberTags[] = {
    {"itemidlist", "embase", "U2"},
    {"itemidlist", "lui", "U2"},
    {"itemidlist", "pui", "U2"},
    {"itemidlist", "doi", "DO"},
    {"itemidlist", "medl", "C5"},
    {"itemidlist", "medline", "C5"},
    {"itemidlist", "pmid", "C5"},
    {"titletext", "ttltext", "TI"},
    {"abstracts", "paras", "AB"},
    {"source", "sourcetitle", "JF"},
    {"source", "sourcetitleabbrev", "JO"},
    {"source", "publicationyear", "PY"},
    {"publicationyear", "first", "PY"},
    {"", "volume", "VL"},
    {"", "issue", "IS"},
    {"", "firstpage", "SP"},
    {"", "lastpage", "EP"},
    {"", "issn", "SN"},
    {"citationtype", "", "M3"},
    {"", "citationtype", "M3"},
    {"descriptor", "mainterm", "KW"},
    {"authorkeywords", "", "K1"},
    {"", "authorkeyword", "K1"},
    {"", "citationlanguage", "LA"},
    {"citationlanguage", "language", "LA"},
    {"", "clinicaltrialnumber", "C1"},
    {"clinicaltrialnumbers", "", "C1"},
    {"ctnumber", "", "C1"},
    {"openlink", "openurl", "UR"},
};

// Members that hold persons' addresses, or other publications.
constexpr std::string_view kLeftOut[] = {"correspondence", "affiliation", "affiliations", "authoraffiliations",
                                         "tail",           "references",  "bibliography"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  absl::AsciiStrToLower(&lower);
  return lower;
}

// EmbaseWalk visits every member once, with the name of the member around it; items of an array are members of what the
// array is in.
class EmbaseWalk {
 public:
  explicit EmbaseWalk(TaggedReference* reference) : reference_(*reference) {}

  void Visit(JsonReader& reader, const std::string& parent, const std::string& name, JsonReader::Value value) {
    for (std::string_view left_out : kLeftOut) {
      if (name == left_out) return;
    }
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return VisitText(reader, parent, name, value);
    if (type == simdjson::ondemand::json_type::object) return VisitObject(reader, name, value);
    if (type != simdjson::ondemand::json_type::array) return VisitText(reader, parent, name, value);
    reader.Items(value, [&](size_t, JsonReader::Value item) { Visit(reader, parent, name, item); });
  }

  // The paragraphs of the abstract.
  void Finish() { reference_.Add("AB", abstract_, abstract_where_); }

 private:
  void VisitObject(JsonReader& reader, const std::string& name, JsonReader::Value value) {
    if (name == "authors" || name == "author") return VisitAuthor(reader, value);
    reader.Members(value,
                   [&](std::string_view key, JsonReader::Value inner) { Visit(reader, name, Lower(key), inner); });
  }

  void VisitAuthor(JsonReader& reader, JsonReader::Value value) {
    std::string surname, initials;
    Where where;
    reader.Members(value, [&](std::string_view key, JsonReader::Value inner) {
      const std::string name = Lower(key);
      Where place;
      if (name == "surname") {
        surname = std::string(reader.Text(inner, &where));
      } else if (name == "initials") {
        initials = std::string(reader.Text(inner, &place));
      } else if (name == "author" || name == "authors") {
        Visit(reader, "authors", name, inner);
      }
    });
    if (!surname.empty()) reference_.Add("A1", absl::StrCat(surname, initials.empty() ? "" : " ", initials), where);
  }

  void VisitText(JsonReader& reader, const std::string& parent, const std::string& name, JsonReader::Value value) {
    for (const MemberTag& member : kMemberTags) {
      if ((!member.parent.empty() && member.parent != parent) || (!member.name.empty() && member.name != name))
        continue;
      Where where;
      const std::string text(reader.Text(value, &where));
      if (member.tag != "AB") return reference_.Add(member.tag, text, where);
      if (abstract_.empty()) abstract_where_ = Where{where.path};
      absl::StrAppend(&abstract_, abstract_.empty() ? "" : "\n", text);
      return;
    }
  }

  TaggedReference& reference_;
  std::string abstract_;
  Where abstract_where_;
};

}  // namespace

ParseResult ParseEmbaseJson(std::string_view content, const ParseContext& context) {
  TaggedReference reference;
  reference.Add("DB", "Embase", Where{"DB"});
  EmbaseWalk walk(&reference);
  bool item = false, head = false;
  const auto visit = [&](JsonReader& reader, std::string_view key, JsonReader::Value value) {
    item = item || key == "itemInfo";
    head = head || key == "head";
    walk.Visit(reader, "", Lower(key), value);
  };
  if (auto cause = ReadJsonObject(content, context.limits, visit)) return *cause;
  if (!item || !head)
    return MakeCause(v1::DEAD_LETTER_REASON_WRONG_ROOT, "no itemInfo and head: no result of the Embase API");
  walk.Finish();
  return ReadRisReference(reference, context);
}

}  // namespace trialweave::normalizer
