// Throughput of the parsers over real records, with the parser libraries' own parse of the same bytes as peers:
//   TRIALWEAVE_DATA=<folder> bazel run --config=opt //normalizer/formats:parser_benchmark
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "benchmark/benchmark.h"
#include "common/content_digest.h"
#include "common/registry_id.h"
#include "normalizer/formats/ctgov_legacy_parser.h"
#include "normalizer/formats/ctgov_v2_parser.h"
#include "normalizer/formats/ictrp_csv_parser.h"
#include "normalizer/formats/ictrp_portal_xml_parser.h"
#include "normalizer/formats/isrctn_parser.h"
#include "pugixml.hpp"
#include "simdjson.h"

namespace trialweave::normalizer {
namespace {

std::string ReadGzip(const std::filesystem::path& path) {
  std::string text;
  char buffer[1 << 16];
  gzFile file = gzopen(path.c_str(), "rb");
  for (int got = gzread(file, buffer, sizeof(buffer)); got > 0; got = gzread(file, buffer, sizeof(buffer)))
    text.append(buffer, got);
  gzclose(file);
  return text;
}

// Every element of the pages' arrays "studies"; the pages are minified already.
std::vector<std::string> Studies(const std::string& root) {
  std::vector<std::string> studies;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/bulk/ctgov_v2_shaped_pages")) {
    simdjson::dom::parser parser;
    const simdjson::dom::element page = parser.parse(ReadGzip(entry.path()));
    for (const simdjson::dom::element study : page["studies"]) studies.push_back(simdjson::minify(study));
    if (studies.size() >= 2000) break;
  }
  return studies;
}

std::vector<std::string> Rows(const std::string& root) {
  std::vector<std::string> rows;
  std::ifstream in(root + "/registries/ictrp/portal_2020_578.xml", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  for (size_t at = text.find("<Trial>"); at != std::string::npos; at = text.find("<Trial>", at + 1)) {
    rows.push_back(text.substr(at, text.find("</Trial>", at) + 8 - at));
  }
  return rows;
}

// Every third file of the archive of legacy XML: headers of 512 bytes, sizes in octal at 124, bodies padded to 512.
std::vector<std::string> LegacyFiles(const std::string& root) {
  const std::string tar = ReadGzip(root + "/bulk/ctgov_legacy_xml.tar.gz");
  std::vector<std::string> files;
  size_t count = 0;
  for (size_t at = 0; at + 512 <= tar.size();) {
    const size_t size = std::strtoull(tar.substr(at + 124, 11).c_str(), nullptr, 8);
    if (std::string(tar.c_str() + at).ends_with(".xml") && at + 512 + size <= tar.size() && count++ % 3 == 0)
      files.push_back(tar.substr(at + 512, size));
    at += 512 + (size + 511) / 512 * 512;
  }
  return files;
}

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream in(path, std::ios::binary);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// A table with a header row: the row that names its columns, and its other rows, each a document.
struct Table {
  std::string columns;
  std::vector<std::string> rows;
};

Table ReadTable(const std::string& root) {
  Table table;
  std::ifstream in(root + "/registries/ictrp/covid_2020-04-15.csv", std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const size_t header = text.find('\n') + 1;
  table.columns = text.substr(0, header - 1);
  bool quoted = false;
  for (size_t begin = header, at = header; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] != '\n' || quoted) continue;
    table.rows.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  return table;
}

// Every value of a JSON text, strings unescaped: what a parser of ours could not do without.
void Walk(simdjson::ondemand::value value) {
  simdjson::ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return;
  if (type == simdjson::ondemand::json_type::object) {
    for (auto field : value.get_object()) {
      benchmark::DoNotOptimize(field.unescaped_key().value_unsafe());
      Walk(field.value().value_unsafe());
    }
  } else if (type == simdjson::ondemand::json_type::array) {
    for (auto item : value.get_array()) Walk(item.value_unsafe());
  } else if (type == simdjson::ondemand::json_type::string) {
    benchmark::DoNotOptimize(value.get_string().value_unsafe());
  } else {
    benchmark::DoNotOptimize(value.raw_json_token());
  }
}

struct Corpus {
  std::vector<std::string> studies;
  std::vector<std::string> rows;
  std::vector<std::string> legacy;
  std::vector<std::string> isrctn;
  Table table;
  std::shared_ptr<const Vocabulary> vocabulary = Vocabulary::Embedded();
};

// Calls `read` with each document, and counts bytes and documents.
template <typename Read>
void Each(benchmark::State& state, const std::vector<std::string>& documents, const Read& read) {
  size_t bytes = 0, count = 0;
  for (auto _ : state) {
    const std::string& document = documents[count++ % documents.size()];
    read(document);
    bytes += document.size();
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.SetItemsProcessed(static_cast<int64_t>(count));
}

void RegisterAll(const Corpus& corpus) {
  const auto parse_with = [&corpus](auto parse) {
    return [&corpus, parse](const std::string& document) {
      benchmark::DoNotOptimize(parse(document, ParseContext{corpus.vocabulary.get(), ParseLimits()}));
    };
  };
  benchmark::RegisterBenchmark("ctgov_v2/parser", [&corpus, parse_with](benchmark::State& state) {
    Each(state, corpus.studies, parse_with(ParseCtgovV2));
  });
  benchmark::RegisterBenchmark("ctgov_v2/parser_and_digest", [&corpus](benchmark::State& state) {
    Each(state, corpus.studies, [&corpus](const std::string& document) {
      const ParseResult result = ParseCtgovV2(document, ParseContext{corpus.vocabulary.get(), ParseLimits()});
      benchmark::DoNotOptimize(common::ContentDigest(std::get<v1::Registration>(result)));
    });
  });
  benchmark::RegisterBenchmark("ctgov_v2/peer_simdjson_on_demand", [&corpus](benchmark::State& state) {
    simdjson::ondemand::parser parser;
    simdjson::padded_string padded;
    Each(state, corpus.studies, [&](const std::string& document) {
      padded = simdjson::padded_string(document);
      simdjson::ondemand::document json;
      if (parser.iterate(padded).get(json) == simdjson::SUCCESS) Walk(json.get_value().value_unsafe());
    });
  });
  benchmark::RegisterBenchmark("ctgov_v2/peer_simdjson_dom", [&corpus](benchmark::State& state) {
    simdjson::dom::parser parser;
    Each(state, corpus.studies, [&](const std::string& document) {
      simdjson::dom::element element;
      benchmark::DoNotOptimize(parser.parse(document).get(element));
    });
  });
  benchmark::RegisterBenchmark("ictrp_csv/parser", [&corpus](benchmark::State& state) {
    ParseContext context{corpus.vocabulary.get(), ParseLimits()};
    context.columns = corpus.table.columns;
    Each(state, corpus.table.rows,
         [&](const std::string& document) { benchmark::DoNotOptimize(ParseIctrpCsv(document, context)); });
  });
  benchmark::RegisterBenchmark("ictrp_portal_xml/parser", [&corpus, parse_with](benchmark::State& state) {
    Each(state, corpus.rows, parse_with(ParseIctrpPortalXml));
  });
  benchmark::RegisterBenchmark("ictrp_portal_xml/peer_pugixml", [&corpus](benchmark::State& state) {
    Each(state, corpus.rows, [](const std::string& document) {
      pugi::xml_document xml;
      benchmark::DoNotOptimize(xml.load_buffer(document.data(), document.size()).status);
    });
  });
  benchmark::RegisterBenchmark("ctgov_legacy_xml/parser", [&corpus, parse_with](benchmark::State& state) {
    Each(state, corpus.legacy, parse_with(ParseCtgovLegacyXml));
  });
  benchmark::RegisterBenchmark("ctgov_legacy_xml/peer_pugixml", [&corpus](benchmark::State& state) {
    Each(state, corpus.legacy, [](const std::string& document) {
      pugi::xml_document xml;
      benchmark::DoNotOptimize(xml.load_buffer(document.data(), document.size()).status);
    });
  });
  benchmark::RegisterBenchmark("ctgov_legacy_xml/registry_ids_find", [&corpus](benchmark::State& state) {
    Each(state, corpus.legacy,
         [](const std::string& document) { benchmark::DoNotOptimize(common::FindRegistryIds(document)); });
  });
  benchmark::RegisterBenchmark("isrctn_json/parser", [&corpus, parse_with](benchmark::State& state) {
    Each(state, corpus.isrctn, parse_with(ParseIsrctnJson));
  });
  benchmark::RegisterBenchmark("isrctn_json/peer_simdjson_dom", [&corpus](benchmark::State& state) {
    simdjson::dom::parser parser;
    Each(state, corpus.isrctn, [&](const std::string& document) {
      simdjson::dom::element element;
      benchmark::DoNotOptimize(parser.parse(document).get(element));
    });
  });
  benchmark::RegisterBenchmark("registry_ids/find", [&corpus](benchmark::State& state) {
    Each(state, corpus.studies,
         [](const std::string& document) { benchmark::DoNotOptimize(common::FindRegistryIds(document)); });
  });
}

}  // namespace
}  // namespace trialweave::normalizer

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const char* root = std::getenv("TRIALWEAVE_DATA");
  if (root == nullptr) {
    std::cerr << "TRIALWEAVE_DATA names no data folder\n";
    return 2;
  }
  const trialweave::normalizer::Corpus corpus{
      trialweave::normalizer::Studies(root), trialweave::normalizer::Rows(root),
      trialweave::normalizer::LegacyFiles(root),
      trialweave::normalizer::Lines(std::string(root) + "/registries/isrctn/isrctn_via_ctrdata_9.ndjson"),
      trialweave::normalizer::ReadTable(root)};
  trialweave::normalizer::RegisterAll(corpus);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
