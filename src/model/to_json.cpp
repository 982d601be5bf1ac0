#include "model/to_json.hpp"

#include "json/parse.hpp"

namespace pincer {

std::string write_erased(const void* object, void (*write)(json::Writer&, const void*)) {
  json::Writer writer;
  write(writer, object);
  return writer.take();
}

void read_erased(std::string_view text, void* out, bool (*read)(json::Value&, void*)) {
  json::parse_erased(text, out, read, nullptr).value();
}

}  // namespace pincer
