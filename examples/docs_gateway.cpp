// What docs/gateway.md shows, to be compiled. No program.
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <iostream>
#include <pincer/bot.hpp>
#include <pincer/events.hpp>
#include <pincer/gateway.hpp>
#include <pincer/http_client.hpp>
#include <pincer/model/json.hpp>
#include <pincer/rest.hpp>
#include <pincer/session_store.hpp>
#include <pincer/shard_manager.hpp>
#include <syncstream>

using namespace pincer;

awaitable<void> join_voice(Bot& bot, GuildId guild_id, ChannelId channel_id) {
  co_await bot.gateway(guild_id)->update_voice_state(UpdateVoiceState(guild_id, channel_id));
}

awaitable<void> run_on_threads(Token token) {
  boost::asio::thread_pool threads(4);
  HTTPClient http(boost::asio::make_strand(threads), token);
  auto run = [&]() -> awaitable<void> {
    const GatewayInfo info = co_await Rest(http).get_bot_gateway();
    ShardManager shards(threads.get_executor(), token, Intents::guild_messages, info);
    shards.append_handler(0, [](Gateway& shard, const GatewayDispatch& event) {
      if (event.event_name != event_name_of<MessageCreate>) return;
      const auto created = from_json<MessageCreate>(event.data);
      std::osyncstream(std::cout) << "shard " << shard.options().shard.to_string() << ": "
                                  << created.message.author.username << '\n';
    });
    co_await shards.start();
  };
  co_await run();
}

BotOptions keep_sessions() {
  BotOptions options;
  options.session_store = make_file_session_store("/var/lib/my_bot/sessions.json");
  return options;
}

awaitable<void> reshard(ShardManager& manager, Rest& rest) {
  co_await manager.reshard(co_await rest.get_bot_gateway());
}
