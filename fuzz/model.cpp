// Whatever JSON Discord sends, every decoder of the model ends in an object or an error with a
// message. The first byte picks the type.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/decode.hpp"
#include "model/generated/event_list.hpp"
#include "model/generated/object_list.hpp"
#include "pincer/events.hpp"

namespace {

template <class T>
void attempt(std::string_view json) {
  const auto result = pincer::decode<T>(json);
  if (!result && result.error().message.empty()) std::abort();
}

using namespace pincer;  // NOLINT: the lists name types of it

#define PINCER_DECODER(Type) attempt<Type>,
constexpr std::array decoders{PINCER_FOR_EACH_EVENT(PINCER_DECODER)
                                  PINCER_FOR_EACH_ANSWER(PINCER_DECODER)};
#undef PINCER_DECODER

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view json(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  decoders[bytes[0] % decoders.size()](json);
  return 0;
}
