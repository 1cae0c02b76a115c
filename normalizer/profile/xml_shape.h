#ifndef TRIALWEAVE_NORMALIZER_PROFILE_XML_SHAPE_H_
#define TRIALWEAVE_NORMALIZER_PROFILE_XML_SHAPE_H_

#include <string_view>

#include "normalizer/profile/shape_tree.h"

namespace trialweave::normalizer {

// Adds the elements below the root of `content`, at most `max_depth` deep: OBJECT with elements in it, TEXT with text
// alone, NULL with nothing. Attributes and prefixes of namespaces are left out. Names point into `content`.
void AddXmlShape(std::string_view content, int max_depth, ShapeTree* tree);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_PROFILE_XML_SHAPE_H_
