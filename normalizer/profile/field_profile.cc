#include "normalizer/profile/field_profile.h"

#include "normalizer/formats/csv_row.h"
#include "normalizer/profile/json_shape.h"
#include "normalizer/profile/shape_tree.h"
#include "normalizer/profile/xml_shape.h"

namespace trialweave::normalizer {
namespace {

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

v1::FieldProfile ProfileOfTable(std::string_view content, const ParseContext& context) {
  v1::FieldProfile profile;
  CsvRows rows;
  // Columns without names have no shape that could change.
  if (context.columns.empty() || rows.Read(content, context, {}).has_value() || rows.rows().empty()) return profile;
  for (size_t i = 0; i < rows.columns().size(); ++i) {
    if (rows.rows()[0][i].text.empty()) continue;
    v1::FieldShape* shape = profile.add_fields();
    shape->set_name(rows.columns()[i]);
    shape->set_type(v1::VALUE_TYPE_TEXT);
  }
  return profile;
}

}  // namespace

v1::FieldProfile FieldProfileOf(std::string_view format, std::string_view content, const ParseContext& context) {
  ShapeTree tree;
  if (EndsWith(format, "_csv")) return ProfileOfTable(content, context);
  if (EndsWith(format, "_json")) {
    AddJsonShape(content, context.limits.max_depth, &tree);
  } else if (EndsWith(format, "_xml")) {
    AddXmlShape(content, context.limits.max_depth, &tree);
  }
  return tree.ToProto();
}

}  // namespace trialweave::normalizer
