// The nonce of a message that is to be created. Layer: wire. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace pincer::wire {

/// How a message's body stands to being sent twice.
enum class MessageNonce {
  enforced,  ///< It has a nonce and enforce_nonce: Discord makes one message of two requests.
  other,     ///< It mentions one of them only (a null, too), or is no JSON object.
  absent,    ///< It mentions neither, so `add_message_nonce` may be called.
};

/// Reads the body of Create Message.
/// https://discord.com/developers/docs/resources/message#create-message
MessageNonce message_nonce(std::string_view json);

/// Adds `nonce` and `enforce_nonce` to a body for which `message_nonce` said `absent`. `nonce`: at
/// most 25 characters that need no escaping.
void add_message_nonce(std::string& json, std::string_view nonce);

}  // namespace pincer::wire
