// WebSocket frames by hand, for faults that a WebSocket library would not send.
// Thread safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pincer::sandbox {

/// One unmasked frame, as a server sends it (RFC 6455, section 5.2). `first` decides between a data
/// frame and a continuation, `last` sets FIN.
std::string websocket_frame(std::string_view payload, bool binary, bool first, bool last);

/// A message in up to `count` frames of about equal size, none of them empty unless the message is.
std::vector<std::string> websocket_fragments(std::string_view payload, bool binary,
                                             std::size_t count);

}  // namespace pincer::sandbox
