// What it costs to make typed objects of events' JSON: our decoders, beside finding the document's
// structure alone (simdjson's first stage) and beside a reader written by hand for three events.
// And to make JSON of a message, beside nlohmann::json.
#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "firehose.hpp"
#include "hand_reader.hpp"
#include "heap_count.hpp"
#include "model/decode.hpp"
#include "pincer/events.hpp"
#include "pincer/model/create_message.hpp"
#include "report.hpp"
#include "wire/dispatch.hpp"

namespace pincer::bench {
namespace {

constexpr std::uint64_t seeds = 8;  // enough for guilds of each size
constexpr std::size_t bytes_a_repetition = 40'000'000;

/// Events of one kind, as JSON with the padding behind it that simdjson wants.
using Corpus = std::vector<simdjson::padded_string>;

std::map<std::string, Corpus> firehose_corpora() {
  constexpr int events = 500;  // of each seed; the first are guilds
  constexpr std::size_t small_up_to = 150'000;
  constexpr std::size_t large_from = 700'000;
  std::map<std::string, Corpus> corpora;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    EventSource source(seed, /*large_guilds=*/true);
    static_cast<void>(source.ready());
    for (int i = 0; i < events; ++i) {
      GatewayDispatch event;
      if (!wire::parse_dispatch(source.next(), event)) throw std::runtime_error("not a dispatch");
      std::string name(event.event_name);
      if (event.data.size() <= small_up_to && name == "GUILD_CREATE") name += " small";
      if (event.data.size() >= large_from) name += " large";
      corpora[name].emplace_back(event.data);
    }
  }
  return corpora;
}

/// A slash command in a guild, with two options, one of them a user.
simdjson::padded_string interaction() {
  return simdjson::padded_string(std::string(
      R"({"id":"1188105468331380848","application_id":"1088105468331380700","type":2,"token":"aW50ZXJhY3Rpb246MTE4ODEwNTQ2ODMzMTM4MDg0ODpYeVo","version":1,"guild_id":"1081004946872352000","guild_locale":"en-US","locale":"de","app_permissions":"562949953421311","channel_id":"1081004946872352005","channel":{"id":"1081004946872352005","type":0,"name":"general","guild_id":"1081004946872352000","permissions":"2248473465835073","position":3,"flags":0,"nsfw":false,"parent_id":null,"topic":"All hands","last_message_id":"1188105468331380111","rate_limit_per_user":0},"guild":{"id":"1081004946872352000","locale":"en-US","features":["COMMUNITY","NEWS"]},"member":{"avatar":null,"communication_disabled_until":null,"flags":0,"joined_at":"2021-05-03T10:11:12.000000+00:00","nick":"Captain","pending":false,"permissions":"2248473465835073","premium_since":null,"roles":["1081004946872353001","1081004946872353002"],"mute":false,"deaf":false,"user":{"id":"280497242714931201","username":"lantern_7","avatar":"0123456789abcdef0123456789abcdef","discriminator":"0","public_flags":64,"global_name":"Lantern","avatar_decoration_data":null}},"data":{"id":"1088105468331380777","name":"award","type":1,"options":[{"name":"who","type":6,"value":"280497242714931202"},{"name":"points","type":4,"value":12}],"resolved":{"users":{"280497242714931202":{"id":"280497242714931202","username":"anchor_9","avatar":null,"discriminator":"0","public_flags":0,"global_name":"Anchor"}},"members":{"280497242714931202":{"avatar":null,"flags":0,"joined_at":"2022-05-03T10:11:12.000000+00:00","nick":null,"pending":false,"permissions":"2248473465835073","premium_since":null,"roles":[]}}}},"entitlements":[],"authorizing_integration_owners":{"0":"1081004946872352000"},"context":0,"attachment_size_limit":10485760})"));
}

/// Nanoseconds a call, over enough calls of each document in turn.
template <class Call>
double nanoseconds(const Corpus& corpus, int fraction, Call call) {
  std::size_t bytes = 0;
  for (const auto& json : corpus) bytes += json.size();
  const std::size_t rounds =
      std::max<std::size_t>(1, bytes_a_repetition / static_cast<std::size_t>(fraction) / bytes);
  const double began = thread_cpu_seconds();
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const auto& json : corpus) call(json);
  }
  return (thread_cpu_seconds() - began) * 1e9 / static_cast<double>(rounds * corpus.size());
}

template <class Event>
void decode_one(const simdjson::padded_string& json) {
  const auto event = decode<Event>(json::Text::padded(json));
  if (!event) throw std::runtime_error(event.error().message);
}

/// `by_hand`: null where there is no reader by hand.
void measure_kind(Report& report, const Settings& settings, const std::string& name,
                  const Corpus& corpus, void (*typed)(const simdjson::padded_string&),
                  const std::function<void(const simdjson::padded_string&)>& by_hand) {
  simdjson::ondemand::parser parser;
  std::vector<double> stage_1;
  std::vector<double> hand;
  std::vector<double> ours;
  for (int i = 0; i < settings.repetitions; ++i) {
    stage_1.push_back(nanoseconds(corpus, settings.fraction, [&](const auto& json) {
      if (parser.iterate(json).error() != 0U) throw std::runtime_error("not JSON");
    }));
    if (by_hand) hand.push_back(nanoseconds(corpus, settings.fraction, by_hand));
    ours.push_back(nanoseconds(corpus, settings.fraction, typed));
  }
  const std::uint64_t before = heap_allocations();
  for (const auto& json : corpus) typed(json);
  const auto allocations = static_cast<double>(heap_allocations() - before);
  std::size_t bytes = 0;
  for (const auto& json : corpus) bytes += json.size();
  const std::string size = fmt::format(
      "{:.1f} KB", static_cast<double>(bytes) / static_cast<double>(corpus.size()) / 1e3);
  const std::string typed_name = fmt::format("{} ({}), typed", name, size);
  report.figure(name + ", structure alone", "ns", stage_1);
  if (by_hand) report.figure(name + ", by hand", "ns", hand);
  report.figure(typed_name, "ns", ours);
  report.figure(name + ", allocations", "", {allocations / static_cast<double>(corpus.size())});
  if (by_hand) report.ratio(name + ", typed / by hand", typed_name, name + ", by hand", 1.15);
}

std::string encode_ours() {
  CreateMessage message("The raid begins at 20:00.");
  for (int i = 0; i < 3; ++i) {
    message.embed(Embed()
                      .title("Deep Current")
                      .description("Bring a lantern, and \"two\" anchors.\nNo crabs.")
                      .url("https://example.com/raids/7")
                      .color(0x33AA55)
                      .field("Tank", "needed", true)
                      .field("Healer", "found", true)
                      .footer("Harbour Master"));
  }
  message.row(ActionRow()
                  .button(Button("join", "Join", ButtonStyle::success))
                  .button(Button("leave", "Leave", ButtonStyle::danger)));
  return message.to_json();
}

std::string encode_nlohmann() {
  using nlohmann::json;
  json embeds = json::array();
  for (int i = 0; i < 3; ++i) {
    embeds.push_back({{"title", "Deep Current"},
                      {"description", "Bring a lantern, and \"two\" anchors.\nNo crabs."},
                      {"url", "https://example.com/raids/7"},
                      {"color", 0x33AA55},
                      {"fields",
                       {{{"name", "Tank"}, {"value", "needed"}, {"inline", true}},
                        {{"name", "Healer"}, {"value", "found"}, {"inline", true}}}},
                      {"footer", {{"text", "Harbour Master"}}}});
  }
  const json message = {
      {"content", "The raid begins at 20:00."},
      {"embeds", embeds},
      {"components",
       {{{"type", 1},
         {"components",
          {{{"type", 2}, {"custom_id", "join"}, {"label", "Join"}, {"style", 3}},
           {{"type", 2}, {"custom_id", "leave"}, {"label", "Leave"}, {"style", 4}}}}}}}};
  return message.dump();
}

void measure_encode(Report& report, const Settings& settings) {
  const int rounds = 20'000 / settings.fraction;
  const auto nanoseconds_of = [rounds](std::string (*encode)()) {
    std::size_t bytes = 0;
    const double began = thread_cpu_seconds();
    for (int i = 0; i < rounds; ++i) bytes += encode().size();
    if (bytes == 0) throw std::runtime_error("nothing was written");
    return (thread_cpu_seconds() - began) * 1e9 / rounds;
  };
  if (nlohmann::json::parse(encode_ours()) != nlohmann::json::parse(encode_nlohmann())) {
    throw std::runtime_error("the two encoders do not write the same message");
  }
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int i = 0; i < settings.repetitions; ++i) {
    ours.push_back(nanoseconds_of(encode_ours));
    theirs.push_back(nanoseconds_of(encode_nlohmann));
  }
  report.figure("build and encode a message, nlohmann", "ns", theirs);
  report.figure("build and encode a message, ours", "ns", ours);
  report.ratio("ours / nlohmann", "build and encode a message, ours",
               "build and encode a message, nlohmann", 1.0);
}

/// What a cache of messages takes: the objects and all that they own.
void measure_memory(Report& report, const Corpus& corpus) {
  constexpr std::size_t count = 1000;
  std::size_t json_bytes = 0;
  const double before = allocated_bytes();
  std::vector<Message> messages;
  messages.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& json = corpus[i % corpus.size()];
    json_bytes += json.size();
    messages.push_back(std::move(decode<MessageCreate>(json::Text::padded(json)).value().message));
  }
  const double bytes = allocated_bytes() - before;
  report.figure("1,000 messages, as JSON", "KB", {static_cast<double>(json_bytes) / 1e3});
  report.figure("1,000 messages, typed", "KB", {bytes / 1e3});
  report.figure("  of which the objects themselves", "KB", {sizeof(Message) * count / 1e3});
  report.ratio("1,000 messages, typed / as JSON", "1,000 messages, typed",
               "1,000 messages, as JSON", 0.0);
}

void measure(Report& report, const Settings& settings) {
  const std::map<std::string, Corpus> corpora = firehose_corpora();
  simdjson::ondemand::parser parser;
  const auto by_hand = [&parser](auto read) {
    return [&parser, read](const simdjson::padded_string& json) { read(parser, json); };
  };
  measure_kind(report, settings, "MESSAGE_CREATE", corpora.at("MESSAGE_CREATE"),
               decode_one<MessageCreate>, by_hand(hand::read_message));
  measure_kind(report, settings, "PRESENCE_UPDATE", corpora.at("PRESENCE_UPDATE"),
               decode_one<PresenceUpdate>, by_hand(hand::read_presence));
  measure_kind(report, settings, "small GUILD_CREATE", corpora.at("GUILD_CREATE small"),
               decode_one<GuildCreate>, by_hand(hand::read_guild));
  measure_kind(report, settings, "large GUILD_CREATE", corpora.at("GUILD_CREATE large"),
               decode_one<GuildCreate>, by_hand(hand::read_guild));
  Corpus interactions;
  interactions.push_back(interaction());
  measure_kind(report, settings, "INTERACTION_CREATE", interactions, decode_one<InteractionCreate>,
               nullptr);
  measure_memory(report, corpora.at("MESSAGE_CREATE"));
  measure_encode(report, settings);
}

}  // namespace
}  // namespace pincer::bench

int main(int argc, char** argv) {
  return pincer::bench::run(
      argc, argv,
      {"decode", "from an event's JSON to its type, and from a message to JSON: CPU time of one"},
      pincer::bench::measure);
}
