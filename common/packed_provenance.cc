#include "common/packed_provenance.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/ascii_only.h"
#include "simdjson.h"

namespace trialweave::common {
namespace {

// So that few bytes never say much: an entry of eight stands for no more than two texts of this size.
constexpr size_t kMostShared = 255;

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

// Appends `text` as what differs from `before`, which it becomes.
void AppendText(std::string_view text, std::string* before, std::string* out) {
  const size_t most = std::min({text.size(), before->size(), kMostShared});
  const size_t shared = std::mismatch(text.begin(), text.begin() + most, before->begin()).first - text.begin();
  AppendVarint(shared, out);
  AppendVarint(text.size() - shared, out);
  out->append(text.substr(shared));
  before->replace(shared, std::string::npos, text.substr(shared));
}

// ProvenanceReader reads entry by entry.
class ProvenanceReader {
 public:
  explicit ProvenanceReader(std::string_view packed) : rest_(packed) {}

  // False at the end, and at what is no entry.
  bool Next() {
    if (rest_.empty()) return false;
    whole_ = false;
    if (!Text(&field) || !Text(&path) || !Varint(&document) || !Varint(&length)) return false;
    if (document > std::numeric_limits<uint32_t>::max()) return false;
    uint64_t zigzag = 0;
    if (length != 0 && !Varint(&zigzag)) return false;
    whole_ = true;
    offset = 0;
    if (length == 0) return true;
    // Without signs: broken bytes wrap around instead of overflowing.
    offset = end_ + ((zigzag >> 1) ^ (~(zigzag & 1) + 1));
    end_ = offset + length;
    return true;
  }
  // Everything so far was entries.
  bool whole() const { return whole_; }

  // Of the entry.
  std::string field, path;
  uint64_t document = 0, offset = 0, length = 0;

 private:
  bool Varint(uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) return false;
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      *value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  bool Text(std::string* text) {
    uint64_t shared, size;
    if (!Varint(&shared) || !Varint(&size)) return false;
    if (shared > text->size() || shared > kMostShared || size > rest_.size()) return false;
    text->replace(shared, std::string::npos, rest_.substr(0, size));
    rest_.remove_prefix(size);
    // Whole, since what is shared may end inside a character.
    return IsAsciiOnly(*text) || simdjson::validate_utf8(*text);
  }

  std::string_view rest_;
  uint64_t end_ = 0;
  bool whole_ = true;
};

}  // namespace

void ProvenancePacker::Add(std::string_view field, std::string_view path, uint32_t document, uint64_t offset,
                           uint64_t length) {
  AppendText(field, &field_, &packed_);
  AppendText(path, &path_, &packed_);
  AppendVarint(document, &packed_);
  AppendVarint(length, &packed_);
  if (length != 0) {
    const uint64_t distance = offset - end_;
    AppendVarint(distance << 1 ^ (~(distance >> 63) + 1), &packed_);
    end_ = offset + length;
  }
  ++size_;
}

std::string ProvenancePacker::Take() {
  ProvenancePacker taken;
  std::swap(taken, *this);
  return std::move(taken.packed_);
}

std::optional<size_t> CountPackedProvenance(std::string_view packed) {
  ProvenanceReader reader(packed);
  size_t count = 0;
  while (reader.Next()) ++count;
  if (!reader.whole()) return std::nullopt;
  return count;
}

google::protobuf::RepeatedPtrField<v1::FieldProvenance> ProvenanceOf(const v1::Registration& registration) {
  google::protobuf::RepeatedPtrField<v1::FieldProvenance> entries;
  for (ProvenanceReader reader(registration.packed_provenance()); reader.Next();) {
    v1::FieldProvenance* entry = entries.Add();
    entry->set_field(reader.field);
    entry->set_path(reader.path);
    entry->set_document(static_cast<uint32_t>(reader.document));
    entry->set_offset(reader.offset);
    entry->set_length(reader.length);
  }
  entries.MergeFrom(registration.provenance());
  return entries;
}

void PackProvenance(v1::Registration* registration) {
  if (registration->provenance().empty()) return;
  ProvenancePacker packer;
  for (const v1::FieldProvenance& entry : ProvenanceOf(*registration)) {
    packer.Add(entry.field(), entry.path(), entry.document(), entry.offset(), entry.length());
  }
  registration->clear_provenance();
  registration->set_packed_provenance(packer.Take());
}

void UnpackProvenance(v1::Registration* registration) {
  if (registration->packed_provenance().empty()) return;
  google::protobuf::RepeatedPtrField<v1::FieldProvenance> entries = ProvenanceOf(*registration);
  registration->mutable_provenance()->Swap(&entries);
  registration->clear_packed_provenance();
}

}  // namespace trialweave::common
