#ifndef TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_DATE_H_
#define TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_DATE_H_

#include <optional>
#include <string_view>

#include "trialweave/v1/types.pb.h"

namespace trialweave::normalizer {

// The date of an issue as journals print it, as far as it is certain: "2018 May 17", "2018/05/17/", "25 Aug 2004",
// "2019/10//undefined" (Zotero), "20180327"; the year alone of "1978 Jul-Sep", "2014 Summer" and "2019//"; the month of
// "2010 Sep 1-15". nullopt for what names no year or several ("1998 Dec-1999 Jan"). Years from 1600 to 2100.
std::optional<v1::PartialDate> ReadPublicationDate(std::string_view printed);

}  // namespace trialweave::normalizer

#endif  // TRIALWEAVE_NORMALIZER_FORMATS_PUBLICATION_DATE_H_
