#include "sandbox/api_errors.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace pincer::sandbox {

HttpReply json_reply(int status, const boost::json::value& body) {
  HttpReply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "application/json"}, {"Via", "1.1 sandbox"}};
  reply.body = boost::json::serialize(body);
  return reply;
}

HttpReply no_content_reply() {
  HttpReply reply;
  reply.status = 204;
  reply.headers = {{"Via", "1.1 sandbox"}};
  return reply;
}

HttpReply error_reply(const ApiError& error) {
  return json_reply(error.status,
                    boost::json::object{{"message", error.message}, {"code", error.code}});
}

}  // namespace pincer::sandbox
