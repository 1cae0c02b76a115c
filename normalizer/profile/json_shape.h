#ifndef TRIALWEAVE_NORMALIZER_PROFILE_JSON_SHAPE_H_
#define TRIALWEAVE_NORMALIZER_PROFILE_JSON_SHAPE_H_

#include <string_view>

#include "normalizer/profile/shape_tree.h"

namespace trialweave::normalizer {

// Adds the members of the JSON object `content`, at most `max_depth` deep; of an array's items, the array's members.
// Names stand as they are written, escapes included, and point into `content`.
void AddJsonShape(std::string_view content, int max_depth, ShapeTree* tree);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_PROFILE_JSON_SHAPE_H_
