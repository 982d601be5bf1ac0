// Shows what it does as its status, and finds members: "crew ad" lists whose name begins with "ad".
#include <pincer/bot.hpp>
#include <pincer/gateway.hpp>
#include <pincer/shard_manager.hpp>

using namespace pincer;

int main() {
  BotOptions options;
  options.gateway.presence = UpdatePresence().watching("the gangway");
  Bot bot(Token::from_environment(),
          Intents::guilds | Intents::guild_messages | Intents::message_content, options);

  bot.on<MessageCreate>([&](MessageCreate event) -> awaitable<void> {
    const Message& message = event.message;
    if (!message.content.starts_with("crew ") || !message.guild_id) co_return;
    const GuildMembers found =
        co_await bot.gateway(message.guild_id)
            ->request_guild_members(
                RequestGuildMembers(message.guild_id).query(message.content.substr(5), 10));
    std::string names;
    for (const Member& member : found.members) names += "\n- " + member.user->display_name();
    CreateMessage answer(names.empty() ? "Nobody." : "The crew:" + names);
    answer.allowed_mentions(AllowedMentions());  // a name may hold a mention; notify nobody
    co_await bot.rest().create_message(message.channel_id, answer);
    co_await bot.shards().update_presence(
        UpdatePresence(PresenceStatus::idle).custom_status("has looked up the crew"));
  });

  return bot.run();
}
