#ifndef TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_TEXT_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

namespace trialweave::normalizer {

// What the ISRCTN registry prints in prose, where other registries have fields.

// A plain English summary without the person behind its heading "Who is the main contact?". The headings are those
// of the registry's form; text under the next one stays.
std::string WithoutMainContact(std::string_view summary);

// The items of a list that is numbered from 1 on, a line an item, lines without a number going on with the item before.
// One item, the whole text, when it is no such list.
std::vector<std::string> NumberedItems(std::string_view text);

// "Approved 02/03/2020, Example Research Ethics Committee (address; telephone; e-mail), ref: 20/EX/0001".
struct PrintedEthics {
  // Each empty where it is not printed.
  std::string status;
  std::string date;
  std::string committee;
  std::string reference;
};
PrintedEthics ReadEthicsApproval(std::string_view text);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_ISRCTN_TEXT_H_
