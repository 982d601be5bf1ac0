// Serves uploads back, as Discord's CDN does. Thread safety: one thread at a time.
#pragma once

#include "sandbox/http.hpp"
#include "sandbox/world.hpp"

namespace pincer::sandbox {

/// Answers GET and HEAD of /cdn/attachments/{channel_id}/{attachment_id}/{filename}.
HttpReply serve_cdn(const World& world, const HttpRequest& request);

}  // namespace pincer::sandbox
