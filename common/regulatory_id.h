#ifndef TRIALWEAVE_COMMON_REGULATORY_ID_H_
#define TRIALWEAVE_COMMON_REGULATORY_ID_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trialweave::common {

// RegulatoryIdKind is what a drug or device authority (or a database beside them) issued the number for. Numbers of
// registrations in trial registries (NCT..., CTR20..., MR-..., ChiCTR...) are common/registry_id.h's.
enum class RegulatoryIdKind {
  kCdeAcceptance,       // CDE, 受理号: "CXSL2300006"
  kCdeClinicalTrial,    // NMPA, clinical trial approval (批件号, 通知书编号): "2018L02345", "2021LP01234"
  kDrugApproval,        // NMPA, 药品批准文号: "国药准字S20050012"
  kDeviceRegistration,  // NMPA or a province: "国械注准20223140123", "国食药监械(准)字2013第3630123号"
  kIvdRegistration,     // the same with the category 40, in vitro diagnostics: "国械注准20223400123"
  kDeviceFiling,        // class 1, 备案: "国械备20170001"
  kFda510k,             // "K193035", CBER's "BK170012"
  kFdaPma,              // "P150013", with its supplement "P150013/S012"
  kFdaHde,              // humanitarian device exemption: "H170001"
  kFdaDeNovo,           // "DEN190012"
  kFdaInd,              // "IND 16789", where the text says that it is one
  kFdaIde,              // "IDE G190012"
  kFdaBla,              // "BLA 125646"
  kFdaMasterFile,       // "DMF 34567": never an IND
  kFdaMarcsCms,         // warning letter, its case: "MARCS-CMS 662985"
  kEvTrack,             // EV-TRACK knowledgebase: "EV200123"
  kEmbase,              // accession number of Embase: "L2040010236"
};

// Its name in lower case with underscores: "cde_acceptance".
std::string_view RegulatoryIdKindName(RegulatoryIdKind kind);

// RegulatoryId is one such number in a text.
struct RegulatoryId {
  RegulatoryIdKind kind = RegulatoryIdKind::kCdeAcceptance;
  // Canonical spelling, as in the comments above: no blanks inside, upper case, ASCII brackets.
  std::string value;
  // As it stands in the text, with what labels it where the label is part of it ("IND #16789").
  std::string printed;
  // Where it stands, bytes.
  size_t offset = 0;
  size_t length = 0;
};

// All numbers in `text`, in order, without overlap, also where several share one field. A spelling that is not
// certain by itself ("K193035", "16789") counts only beside words that say what it is. Linear in the text's size.
std::vector<RegulatoryId> FindRegulatoryIds(std::string_view text);

// The text says that the company keeps the acceptance number to itself: 企业选择不公示.
bool SaysAcceptanceNumberWithheld(std::string_view text);

}  // namespace trialweave::common

#endif  // TRIALWEAVE_COMMON_REGULATORY_ID_H_
