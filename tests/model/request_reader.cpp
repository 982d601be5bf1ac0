#include "model/request_reader.hpp"

#include <boost/json/serialize.hpp>
#include <cstdint>
#include <limits>

#include "base/base64.hpp"

namespace pincer::test {

bool from_json(As<bool>, const dom::value& value) {
  if (!value.is_bool()) throw NotReadable("expected a boolean");
  return value.get_bool();
}

double from_json(As<double>, const dom::value& value) {
  if (!value.is_number()) throw NotReadable("expected a number");
  return value.to_number<double>();
}

std::int64_t from_json(As<std::int64_t>, const dom::value& value) {
  if (!value.is_int64()) throw NotReadable("expected an integer");
  return value.get_int64();
}

std::int32_t from_json(As<std::int32_t>, const dom::value& value) {
  const std::int64_t wide = from_json(As<std::int64_t>(), value);
  const auto narrow = static_cast<std::int32_t>(wide);
  if (narrow != wide) throw NotReadable("expected a 32-bit integer");
  return narrow;
}

std::uint64_t from_json(As<std::uint64_t>, const dom::value& value) {
  if (value.is_uint64()) return value.get_uint64();
  const std::int64_t number = from_json(As<std::int64_t>(), value);
  if (number < 0) throw NotReadable("expected an integer that is not negative");
  return static_cast<std::uint64_t>(number);
}

std::string from_json(As<std::string>, const dom::value& value) {
  if (!value.is_string()) throw NotReadable("expected a string");
  return std::string(value.get_string());
}

Timestamp from_json(As<Timestamp>, const dom::value& value) {
  const auto time = Timestamp::from_string(from_json(As<std::string>(), value));
  if (!time) throw NotReadable("expected an ISO 8601 timestamp");
  return *time;
}

std::uint64_t read_id(const dom::value& value) {
  const auto id = parse_snowflake(from_json(As<std::string>(), value));
  if (!id) throw NotReadable("expected a decimal number as text");
  return *id;
}

Permissions from_json(As<Permissions>, const dom::value& value) {
  return Permissions(read_id(value));
}

RawJson from_json(As<RawJson>, const dom::value& value) { return RawJson(dom::serialize(value)); }

Color from_json(As<Color>, const dom::value& value) {
  return Color(from_json(As<std::int32_t>(), value));
}

DataUri from_json(As<DataUri>, const dom::value& value) {
  const std::string text = from_json(As<std::string>(), value);
  const auto bytes = base64_decode(std::string_view(text).substr(text.find(',') + 1));
  if (!text.starts_with("data:") || !bytes) throw NotReadable("expected a data URI");
  return DataUri::from_bytes(*bytes);
}

Fields::Fields(const dom::value& value) : object_(value.if_object()) {
  if (object_ == nullptr) throw NotReadable("expected an object, not " + dom::serialize(value));
}

const dom::value* Fields::find(std::string_view key) {
  asked_.insert(key);
  return object_->if_contains(key);
}

const dom::value& Fields::get(std::string_view key) {
  const dom::value* const value = find(key);
  if (value == nullptr) throw NotReadable(std::string(key) + ": missing");
  return *value;
}

void Fields::expect(std::string_view key, const dom::value& value) {
  if (get(key) != value) {
    throw NotReadable(std::string(key) + ": expected " + dom::serialize(value));
  }
}

void Fields::expect_no_more() const {
  for (const auto& entry : *object_) {
    if (!asked_.contains(entry.key())) {
      throw NotReadable(std::string(entry.key()) + ": no setter takes it");
    }
  }
}

}  // namespace pincer::test
