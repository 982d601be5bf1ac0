// Embeds as JSON and back for users. How they are written stands in embed.cpp, because messages to
// send have them too.
#include "model/to_json.hpp"
#include "pincer/model/embed.hpp"

namespace pincer {

template std::string to_json<Embed>(const Embed&);
template Embed from_json<Embed>(std::string_view);

}  // namespace pincer
