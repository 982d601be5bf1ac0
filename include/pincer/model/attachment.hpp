// Files of a message. Layer: model. Thread safety: as a value type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pincer/snowflake.hpp"

namespace pincer {

/// https://discord.com/developers/docs/resources/message#attachment-object
struct Attachment {
  AttachmentId id;
  std::string filename;
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<std::string> content_type;
  std::int64_t size = 0;  ///< Bytes.
  std::string url;
  std::string proxy_url;
  std::optional<std::int32_t> height;
  std::optional<std::int32_t> width;
  bool ephemeral = false;
  std::optional<double> duration_secs;
  std::optional<std::string> waveform;
};

}  // namespace pincer
