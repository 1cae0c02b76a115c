#include "normalizer/formats/ctis_products.h"

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

void CtisProducts::AddTo(std::vector<std::string>* list, std::string_view printed) {
  std::string text = CleanLine(builder_.Clean(printed), TextStyle::kPlain);
  if (text.empty() || text == "-" || list->size() >= kMaxNames) return;
  const auto same = [&text](const std::string& other) { return absl::EqualsIgnoreCase(text, other); };
  if (std::none_of(list->begin(), list->end(), same)) list->push_back(std::move(text));
}

void CtisProducts::ReadDictionary(Value info, Product* product) {
  const auto text = [this](Value value) { return reader_.Text(value, &where_); };
  std::vector<std::string> substances;
  reader_.Members(info, [&](std::string_view key, Value value) {
    if (key == "prodName") {
      AddTo(&product->names, text(value));
    } else if (key == "activeSubstanceName") {
      AddTo(&substances, text(value));
    } else if (key == "sponsorProductCode" || key == "productOtherName" || key == "shortName" ||
               key == "activeSubstanceOtherDescriptiveName" || key == "sponsorSubstanceCode") {
      AddTo(&product->other_names, text(value));
    } else if (key == "pharmForm" && product->form.empty()) {
      product->form = CleanLine(builder_.Clean(text(value)), TextStyle::kPlain);
    } else if (key == "strength") {
      product->strength = CleanLine(builder_.Clean(text(value)), TextStyle::kPlain);
    } else if (key == "productSubstances") {
      reader_.Items(value, [&](size_t, Value substance) {
        reader_.Members(substance, [&](std::string_view name, Value inner) {
          if (name == "actSubstName") AddTo(&substances, text(inner));
        });
      });
    }
  });
  for (const std::string& substance : substances) AddTo(&product->other_names, substance);
}

size_t CtisProducts::ReadProduct(Value printed) {
  const auto text = [this](Value value) { return reader_.Text(value, &where_); };
  Product product;
  std::string id;
  std::vector<std::string> fallback;
  reader_.Members(printed, [&](std::string_view key, Value value) {
    if (key == "id") {
      id = std::string(text(value));
      product.where = where_;
    } else if (key == "productName" || key == "nameDisplay") {
      AddTo(&product.names, text(value));
      if (product.where.path.empty()) product.where = where_;
    } else if (key == "sponsorProductCodeEdit") {
      AddTo(&product.other_names, text(value));
    } else if (key == "jsonActiveSubstanceNames") {
      AddTo(&fallback, text(value));
    } else if (key == "pharmaceuticalFormDisplay") {
      product.form = CleanLine(builder_.Clean(text(value)), TextStyle::kPlain);
    } else if (key == "maxDailyDoseAmount") {
      product.dose = builder_.Clean(text(value));
    } else if (key == "doseUom") {
      product.dose_unit = builder_.Clean(text(value));
    } else if (key == "maxTotalDoseAmount") {
      product.total = builder_.Clean(text(value));
    } else if (key == "doseUomTotal") {
      product.total_unit = builder_.Clean(text(value));
    } else if (key == "routes") {
      reader_.Items(value, [&](size_t, Value route) { AddTo(&product.routes, text(route)); });
    } else if (key == "productDictionaryInfo") {
      ReadDictionary(value, &product);
    }
  });
  for (const std::string& name : fallback) AddTo(&product.other_names, name);
  const auto [known, fresh] =
      by_id_.try_emplace(id.empty() ? absl::StrCat("#", products_.size()) : id, products_.size());
  if (fresh) products_.push_back(std::move(product));
  return known->second;
}

void CtisProducts::ReadGroup(Value group) {
  std::string role, comments;
  std::vector<size_t> members;
  reader_.Members(group, [&](std::string_view key, Value value) {
    if (key == "productRoleName") {
      role = builder_.Clean(reader_.Text(value, &where_));
    } else if (key == "comments") {
      comments = std::string(reader_.Text(value, &where_));
    } else if (key == "products") {
      reader_.Items(value, [&](size_t, Value product) { members.push_back(ReadProduct(product)); });
    }
  });
  for (const size_t member : members) {
    products_[member].role = role;
    if (products_[member].names.empty() && products_[member].other_names.empty())
      AddTo(&products_[member].names, comments);
  }
}

std::string CtisProducts::Describe(const Product& product) {
  std::vector<std::string> lines;
  if (!product.routes.empty()) lines.push_back("Routes of administration: " + absl::StrJoin(product.routes, ", "));
  if (!product.form.empty()) lines.push_back("Pharmaceutical form: " + product.form);
  if (!product.strength.empty()) lines.push_back("Strength: " + product.strength);
  if (!product.dose.empty())
    lines.push_back(absl::StrCat("Maximum daily dose: ", product.dose, " ", product.dose_unit));
  if (!product.total.empty())
    lines.push_back(absl::StrCat("Maximum total dose: ", product.total, " ", product.total_unit));
  return absl::StrJoin(lines, "\n");
}

void CtisProducts::Finish() {
  for (Product& product : products_) {
    // Where a product has no name its first other name, a sponsor's code or a substance, is one.
    std::vector<std::string> names = std::move(product.names);
    names.insert(names.end(), product.other_names.begin(), product.other_names.end());
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
