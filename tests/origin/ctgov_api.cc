#include "tests/origin/ctgov_api.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/origin/search_expression.h"

namespace trialweave::tests {
namespace {

constexpr size_t kMaxPageSize = 1000;
constexpr size_t kDefaultPageSize = 10;

using List = std::vector<const OriginStudy*>;

struct StudiesRequest {
  size_t page_size = kDefaultPageSize;
  size_t offset = 0;
  bool first = true;
  bool count_total = false;
  std::string sort;
  // All parameters that decide what the list is, so that a token cannot serve another query.
  std::string identity;
  std::vector<std::unique_ptr<SearchExpression>> expressions;
};

// FNV-1a: a token must mean the same in the next process.
uint64_t Fingerprint(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

std::string MakeToken(const StudiesRequest& request, size_t offset) {
  return absl::WebSafeBase64Escape(absl::StrCat(offset, ".", absl::Hex(Fingerprint(request.identity))));
}

bool ReadToken(const StudiesRequest& request, const std::string& token, size_t* offset) {
  std::string text;
  if (!absl::WebSafeBase64Unescape(token, &text)) return false;
  const std::vector<std::string> parts = absl::StrSplit(text, '.');
  return parts.size() == 2 && absl::SimpleAtoi(parts[0], offset) && MakeToken(request, *offset) == token;
}

absl::Status ReadParameter(const std::string& name, const std::string& value, StudiesRequest* request) {
  if (name == "pageSize") {
    if (!absl::SimpleAtoi(value, &request->page_size) || request->page_size < 1 || request->page_size > kMaxPageSize) {
      return absl::InvalidArgumentError(absl::StrCat("`pageSize` must be from 1 to ", kMaxPageSize));
    }
  } else if (name == "countTotal") {
    if (!absl::SimpleAtob(value, &request->count_total))
      return absl::InvalidArgumentError("`countTotal` is not a boolean");
  } else if (name == "format") {
    if (value != "json") return absl::InvalidArgumentError("this server knows `format` json only");
  } else if (name == "sort") {
    static const std::set<std::string> known = {
        "LastUpdatePostDate", "LastUpdatePostDate:asc", "LastUpdatePostDate:desc", "NCTId", "NCTId:asc", "NCTId:desc"};
    if (!known.contains(value)) return absl::InvalidArgumentError("unknown `sort`");
    request->sort = value;
  } else if (absl::StartsWith(name, "query.") || name == "filter.advanced") {
    absl::StatusOr<std::unique_ptr<SearchExpression>> expression = SearchExpression::Parse(value);
    if (!expression.ok()) return expression.status();
    request->expressions.push_back(*std::move(expression));
  } else if (name != "pageToken") {
    return absl::InvalidArgumentError(absl::StrCat("unknown parameter `", name, "`"));
  }
  if (name != "pageToken" && name != "countTotal" && name != "pageSize") {
    absl::StrAppend(&request->identity, name, "=", value, "\n");
  }
  return absl::OkStatus();
}

absl::StatusOr<StudiesRequest> ReadRequest(const Parameters& parameters) {
  StudiesRequest request;
  for (const auto& [name, value] : parameters) {
    if (absl::Status read = ReadParameter(name, value, &request); !read.ok()) return read;
  }
  if (const auto token = parameters.find("pageToken"); token != parameters.end()) {
    request.first = false;
    if (!ReadToken(request, token->second, &request.offset)) {
      return absl::InvalidArgumentError("unknown `pageToken`");
    }
  }
  return request;
}

List Select(const StudyCorpus& corpus, const StudiesRequest& request) {
  List list;
  for (const OriginStudy& study : corpus.studies()) {
    if (std::all_of(request.expressions.begin(), request.expressions.end(),
                    [&study](const auto& expression) { return expression->Matches(study); })) {
      list.push_back(&study);
    }
  }
  const bool by_date = absl::StartsWith(request.sort, "LastUpdatePostDate");
  const bool ascending = absl::EndsWith(request.sort, ":asc");
  const auto key = [by_date](const OriginStudy* s) { return by_date ? s->last_update_post_date : s->nct_id; };
  if (!request.sort.empty()) {
    std::stable_sort(list.begin(), list.end(), [&](const OriginStudy* a, const OriginStudy* b) {
      return ascending ? key(a) < key(b) : key(b) < key(a);
    });
  }
  return list;
}

}  // namespace

Answer AnswerCtgovVersion(absl::string_view api_version, absl::string_view data_timestamp) {
  return Answer{.body =
                    absl::StrCat("{\"apiVersion\":\"", api_version, "\",\"dataTimestamp\":\"", data_timestamp, "\"}")};
}

Answer AnswerCtgovStudies(const StudyCorpus& corpus, const Parameters& parameters, const CtgovApiTwist& twist) {
  absl::StatusOr<StudiesRequest> request = ReadRequest(parameters);
  if (!request.ok()) return PlainTextAnswer(400, request.status().message());
  const List list = Select(corpus, *request);
  const size_t delivered = list.size() - std::min(twist.withheld, list.size());
  const size_t begin = std::min(request->offset, delivered);
  const size_t end = std::min(begin + request->page_size, delivered);
  Answer answer;
  std::string& body = answer.body;
  body = "{";
  if (request->first && request->count_total) absl::StrAppend(&body, "\"totalCount\":", list.size(), ",");
  absl::StrAppend(&body, "\"studies\":[");
  for (size_t i = begin; i < end; ++i) absl::StrAppend(&body, i == begin ? "" : ",", list[i]->bytes);
  absl::StrAppend(&body, "]");
  if (end - begin == request->page_size) {
    absl::StrAppend(&body, ",\"nextPageToken\":\"", MakeToken(*request, twist.repeat_token ? begin : end), "\"");
  }
  absl::StrAppend(&body, "}");
  return answer;
}

Answer AnswerCtgovStudy(const StudyCorpus& corpus, absl::string_view nct_id) {
  const OriginStudy* study = corpus.Find(nct_id);
  if (study == nullptr) return PlainTextAnswer(404, absl::StrCat("NCT number ", nct_id.substr(0, 40), " not found"));
  return Answer{.body = study->bytes};
}

}  // namespace trialweave::tests
