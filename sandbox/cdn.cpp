#include "sandbox/cdn.hpp"

#include "pincer/snowflake.hpp"
#include "sandbox/router.hpp"

namespace pincer::sandbox {
namespace {

HttpReply plain_reply(int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  reply.body = std::move(body);
  return reply;
}

}  // namespace

HttpReply serve_cdn(const World& world, const HttpRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    HttpReply reply = plain_reply(405, "405: Method Not Allowed\n");
    reply.headers.emplace_back("Allow", "GET, HEAD");
    return reply;
  }
  const auto found =
      match_template("/cdn/attachments/{channel}/{attachment}/{filename}", request.path);
  HttpReply not_found = plain_reply(404, "This content is no longer available.\n");
  if (!found) return not_found;
  const auto attachment_id = parse_snowflake((*found)[1].second);
  const StoredUpload* upload = attachment_id ? world.upload(*attachment_id) : nullptr;
  if (upload == nullptr || upload->attachment.filename != (*found)[2].second) return not_found;
  HttpReply reply = plain_reply(200, request.method == "HEAD" ? std::string() : upload->bytes);
  const std::string& type = upload->attachment.content_type;
  reply.headers = {{"Content-Type", type.empty() ? "application/octet-stream" : type}};
  return reply;
}

}  // namespace pincer::sandbox
