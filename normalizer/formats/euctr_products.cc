#include "normalizer/formats/euctr_products.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "normalizer/formats/printed_text.h"

namespace trialweave::normalizer {
namespace {

// Of one product; beyond this there is nothing that a reader could use.
constexpr size_t kMaxNames = 64;

}  // namespace

void EuctrProducts::Begin(std::string_view role, const Where& where) {
  products_.emplace_back();
  products_.back().role = std::string(role);
  products_.back().where = where;
}

void EuctrProducts::AddTo(std::vector<std::string>* list, std::string_view printed) {
  std::string text = CleanLine(builder_.Clean(printed), TextStyle::kPlain);
  if (text.empty() || list->size() >= kMaxNames) return;
  const auto same = [&text](const std::string& other) { return absl::EqualsIgnoreCase(text, other); };
  if (std::none_of(list->begin(), list->end(), same)) list->push_back(std::move(text));
}

void EuctrProducts::Take(std::string_view code, std::string_view value, const Where& where) {
  if (code == "D.IMP") return Begin("", where);
  // "D.8 Placebo: 1"; in other formats the first answer begins it.
  if (code == "D.8") return Begin("Placebo", where);
  const bool placebo = code.starts_with("D.8");
  if (products_.empty() || placebo != (products_.back().role == "Placebo" && products_.back().names.empty())) {
    if (code == "D.8.1" && !absl::StartsWithIgnoreCase(CleanLine(value, TextStyle::kPlain), "yes")) return;
    Begin(placebo ? "Placebo" : "", where);
  }
  Product& product = products_.back();
  if (code == "D.1.2") {
    product.role = builder_.Clean(value);
  } else if (code == "D.3.1" || code == "D.2.1.1.1") {
    AddTo(&product.names, value);
  } else if (code == "D.3.2" || code == "D.3.8" || code == "D.3.9.2" || code == "D.3.9.3") {
    AddTo(&product.other_names, value);
  } else if (code == "D.3.7" || code == "D.8.4") {
    for (const std::string& route : SplitList(builder_.Clean(value), '\n')) AddTo(&product.routes, route);
  } else if (code == "D.3.4" || code == "D.8.3") {
    product.form = CleanLine(builder_.Clean(value), TextStyle::kPlain);
  } else if (product.strength.empty()) {
    // Of several substances, the first one.
    std::string& part = code == "D.3.10.1" ? product.unit : code == "D.3.10.2" ? product.type : product.strength;
    if (code.starts_with("D.3.10")) part = CleanLine(builder_.Clean(value), TextStyle::kPlain);
  }
}

std::string EuctrProducts::Describe(const Product& product) {
  std::vector<std::string> lines;
  if (!product.routes.empty()) lines.push_back("Routes of administration: " + absl::StrJoin(product.routes, ", "));
  if (!product.form.empty()) lines.push_back("Pharmaceutical form: " + product.form);
  if (!product.strength.empty())
    lines.push_back(absl::StrCat("Concentration: ", product.type, product.type.empty() ? "" : " ", product.strength,
                                 " ", product.unit));
  return absl::StrJoin(lines, "\n");
}

void EuctrProducts::Finish() {
  for (const Product& product : products_) {
    std::vector<std::string> names = product.names;
    names.insert(names.end(), product.other_names.begin(), product.other_names.end());
    if (names.empty() && product.role == "Placebo") names.push_back("Placebo");
    if (names.empty()) continue;
    v1::Intervention intervention;
    intervention.set_kind(product.role);
    builder_.AddText(intervention.mutable_names(), names[0], "", product.where);
    for (size_t i = 1; i < names.size(); ++i) {
      if (!absl::EqualsIgnoreCase(names[i], names[0])) intervention.add_other_names(names[i]);
    }
    builder_.AddText(intervention.mutable_descriptions(), Describe(product), "", product.where);
    if (intervention.names_size() == 0) continue;
    *builder_.study().add_interventions() = std::move(intervention);
    builder_.At(absl::StrCat("interventions[", builder_.study().interventions_size() - 1, "]"), product.where);
  }
}

}  // namespace trialweave::normalizer
