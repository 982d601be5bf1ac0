#include "model/decode.hpp"

#include <gtest/gtest.h>

#include "pincer/events.hpp"

namespace pincer {
namespace {

template <class T>
std::string error_of(std::string_view json) {
  const Result<T> result = decode<T>(json);
  return result ? "no error" : result.error().message;
}

TEST(DecodeUser, ReadsEveryField) {
  const User user = decode<User>(R"({"id":"80351110224678912","username":"nelly",
    "discriminator":"1337","global_name":"Nelly","avatar":"8342729096ea3675442027381ff50dfe",
    "bot":true,"system":true,"mfa_enabled":true,"banner":"06c16474723fe537c283b8efa61a30c8",
    "accent_color":16711680,"locale":"de","verified":true,"email":"nelly@example.com","flags":64,
    "premium_type":1,"public_flags":65600})")
                        .value();
  EXPECT_EQ(user.id, UserId(80351110224678912));
  EXPECT_EQ(user.username, "nelly");
  EXPECT_EQ(user.discriminator, "1337");
  EXPECT_EQ(user.global_name, "Nelly");
  EXPECT_EQ(user.avatar, ImageHash("8342729096ea3675442027381ff50dfe"));
  EXPECT_TRUE(user.bot);
  EXPECT_TRUE(user.system);
  EXPECT_TRUE(user.mfa_enabled);
  EXPECT_EQ(user.banner, ImageHash("06c16474723fe537c283b8efa61a30c8"));
  EXPECT_EQ(user.accent_color, 0xff0000);
  EXPECT_EQ(user.locale, "de");
  EXPECT_EQ(user.verified, true);
  EXPECT_EQ(user.email, "nelly@example.com");
  EXPECT_EQ(user.flags, UserFlag::hypesquad_online_house_1);
  EXPECT_EQ(user.premium_type, PremiumType::nitro_classic);
  EXPECT_TRUE(user.public_flags.contains(UserFlag::verified_bot));
  EXPECT_EQ(user.display_name(), "Nelly");
  EXPECT_EQ(user.mention(), "<@80351110224678912>");
}

TEST(DecodeUser, NeedsAnIdAndNothingElse) {
  const User user = decode<User>(R"({"id":"1","global_name":null,"avatar":null})").value();
  EXPECT_FALSE(user.global_name.has_value());
  EXPECT_EQ(user.display_name(), "");
  EXPECT_EQ(error_of<User>(R"({"username":"nelly"})"), "id: missing");
  EXPECT_EQ(error_of<User>(R"({"id":1})"), "id: expected a snowflake string");
}

TEST(DecodeRole, ReadsPermissionsFromAString) {
  const Role role = decode<Role>(R"({"id":"41771983423143936","name":"WE DEM BOYZZ!!!!!!",
    "color":3447003,"hoist":true,"icon":"cf3ced8600b777c9486c6d8d84fb4327","unicode_emoji":null,
    "position":1,"permissions":"4503599627436037","managed":false,"mentionable":true})")
                        .value();
  EXPECT_EQ(role.mention(), "<@&41771983423143936>");
  EXPECT_EQ(role.color, 3447003);
  EXPECT_TRUE(role.hoist);
  EXPECT_EQ(role.icon, ImageHash("cf3ced8600b777c9486c6d8d84fb4327"));
  EXPECT_FALSE(role.unicode_emoji.has_value());
  EXPECT_EQ(role.position, 1);
  EXPECT_TRUE(role.permissions.contains(Permission::create_instant_invite |
                                        Permission::ban_members | Permission::bypass_slowmode));
  EXPECT_FALSE(role.permissions.contains(Permission::administrator));
  EXPECT_FALSE(role.managed);
  EXPECT_TRUE(role.mentionable);
  EXPECT_EQ(error_of<Role>(R"({"id":"1","permissions":"many"})"),
            "permissions: expected a snowflake string");
}

TEST(DecodeEmoji, ReadsCustomAndUnicodeOnes) {
  const Emoji custom = decode<Emoji>(R"({"id":"41771983429993937","name":"LUL","roles":["5","6"],
    "user":{"id":"7","username":"maker"},"require_colons":true,"managed":true,"animated":true,
    "available":false})")
                           .value();
  EXPECT_EQ(custom.mention(), "<a:LUL:41771983429993937>");
  EXPECT_EQ(custom.roles, (std::vector{RoleId(5), RoleId(6)}));
  ASSERT_TRUE(custom.user.has_value());
  EXPECT_EQ(custom.user->username, "maker");
  EXPECT_TRUE(custom.require_colons);
  EXPECT_TRUE(custom.managed);
  EXPECT_FALSE(custom.available);

  const Emoji fire = decode<Emoji>(R"({"id":null,"name":"🔥"})").value();
  EXPECT_FALSE(fire.id);
  EXPECT_EQ(fire.mention(), "🔥");
  EXPECT_EQ(decode<Emoji>(R"({"id":"3","name":null})").value().name, "");
}

TEST(DecodeMember, ReadsEveryField) {
  const Member member = decode<Member>(R"({"user":{"id":"9"},"nick":"NOT API SUPPORT",
    "avatar":"a","banner":"b","roles":["1"],"joined_at":"2015-04-26T06:26:56.936000+00:00",
    "premium_since":"2016-01-01T00:00:00Z","deaf":true,"mute":true,"flags":3,"pending":true,
    "permissions":"8","communication_disabled_until":"2030-01-01T00:00:00+00:00"})")
                            .value();
  ASSERT_TRUE(member.user.has_value());
  EXPECT_EQ(member.user->id, UserId(9));
  EXPECT_EQ(member.nick, "NOT API SUPPORT");
  EXPECT_EQ(member.avatar, ImageHash("a"));
  EXPECT_EQ(member.banner, ImageHash("b"));
  EXPECT_EQ(member.roles, std::vector{RoleId(1)});
  EXPECT_EQ(member.joined_at, Timestamp::from_string("2015-04-26T06:26:56.936Z"));
  EXPECT_EQ(member.premium_since, Timestamp::from_string("2016-01-01T00:00:00+00:00"));
  EXPECT_TRUE(member.deaf);
  EXPECT_TRUE(member.mute);
  EXPECT_EQ(member.flags, MemberFlag::did_rejoin | MemberFlag::completed_onboarding);
  EXPECT_TRUE(member.pending);
  EXPECT_EQ(member.permissions, Permission::administrator);
  EXPECT_EQ(member.communication_disabled_until, Timestamp::from_string("2030-01-01T00:00:00Z"));
  EXPECT_EQ(error_of<Member>(R"({"joined_at":"yesterday"})"),
            "joined_at: expected an ISO 8601 timestamp");
  EXPECT_EQ(error_of<Member>(R"({"joined_at":5})"), "joined_at: expected an ISO 8601 timestamp");
}

TEST(DecodeChannel, ReadsEveryField) {
  const Channel channel = decode<Channel>(R"({"id":"41771983423143937","type":11,"guild_id":"2",
    "position":6,"permission_overwrites":[{"id":"3","type":1,"allow":"1024","deny":"2048"}],
    "name":"general","topic":"24/7","nsfw":true,"last_message_id":"155117677105512449",
    "bitrate":64000,"user_limit":3,"rate_limit_per_user":2,"recipients":[{"id":"4"}],"icon":"i",
    "owner_id":"5","application_id":"6","managed":true,"parent_id":"7",
    "last_pin_timestamp":"2020-01-01T00:00:00Z","rtc_region":"rotterdam","video_quality_mode":2,
    "message_count":8,"member_count":9,"thread_metadata":{"archived":true,
    "auto_archive_duration":1440,"archive_timestamp":"2021-04-12T23:40:39.855793+00:00",
    "locked":true,"invitable":true,"create_timestamp":null},"member":{"id":"41771983423143937",
    "user_id":"10","join_timestamp":"2021-04-12T23:40:39Z","member":{"nick":"n"}},
    "default_auto_archive_duration":60,"permissions":"1","flags":2,"total_message_sent":11})")
                              .value();
  EXPECT_EQ(channel.type, ChannelType::public_thread);
  EXPECT_TRUE(channel.is_thread());
  EXPECT_EQ(channel.guild_id, GuildId(2));
  EXPECT_EQ(channel.position, 6);
  ASSERT_EQ(channel.permission_overwrites.size(), 1U);
  EXPECT_EQ(channel.permission_overwrites[0].id.value(), 3U);
  EXPECT_EQ(channel.permission_overwrites[0].type, OverwriteType::member);
  EXPECT_EQ(channel.permission_overwrites[0].allow, Permission::view_channel);
  EXPECT_EQ(channel.permission_overwrites[0].deny, Permission::send_messages);
  EXPECT_EQ(channel.name, "general");
  EXPECT_EQ(channel.topic, "24/7");
  EXPECT_TRUE(channel.nsfw);
  EXPECT_EQ(channel.last_message_id, MessageId(155117677105512449));
  EXPECT_EQ(channel.bitrate, 64000);
  EXPECT_EQ(channel.user_limit, 3);
  EXPECT_EQ(channel.rate_limit_per_user, std::chrono::seconds(2));
  EXPECT_EQ(channel.recipients.at(0).id, UserId(4));
  EXPECT_EQ(channel.icon, ImageHash("i"));
  EXPECT_EQ(channel.owner_id, UserId(5));
  EXPECT_EQ(channel.application_id, ApplicationId(6));
  EXPECT_TRUE(channel.managed);
  EXPECT_EQ(channel.parent_id, ChannelId(7));
  EXPECT_EQ(channel.last_pin_timestamp, Timestamp::from_string("2020-01-01T00:00:00Z"));
  EXPECT_EQ(channel.rtc_region, "rotterdam");
  EXPECT_EQ(channel.video_quality_mode, VideoQualityMode::full);
  EXPECT_EQ(channel.message_count, 8);
  EXPECT_EQ(channel.member_count, 9);
  ASSERT_TRUE(channel.thread_metadata.has_value());
  EXPECT_TRUE(channel.thread_metadata->archived);
  EXPECT_EQ(channel.thread_metadata->auto_archive_duration, std::chrono::hours(24));
  EXPECT_EQ(channel.thread_metadata->archive_timestamp,
            Timestamp::from_string("2021-04-12T23:40:39.855793Z"));
  EXPECT_TRUE(channel.thread_metadata->locked);
  EXPECT_TRUE(channel.thread_metadata->invitable);
  EXPECT_FALSE(channel.thread_metadata->create_timestamp.has_value());
  ASSERT_TRUE(channel.member.has_value());
  EXPECT_EQ(channel.member->user_id, UserId(10));
  EXPECT_EQ(channel.member->join_timestamp, Timestamp::from_string("2021-04-12T23:40:39Z"));
  EXPECT_EQ(channel.member->member.value().nick, "n");
  EXPECT_EQ(channel.default_auto_archive_duration, std::chrono::hours(1));
  EXPECT_EQ(channel.permissions, Permission::create_instant_invite);
  EXPECT_EQ(channel.flags, ChannelFlag::pinned);
  EXPECT_EQ(channel.total_message_sent, 11);
  EXPECT_EQ(channel.mention(), "<#41771983423143937>");
  EXPECT_EQ(error_of<Channel>(R"({"id":"1","permission_overwrites":[{"allow":true}]})"),
            "permission_overwrites[0].allow: expected an integer that is not negative");
}

TEST(DecodeGuild, ReadsEveryField) {
  const Guild guild = decode<Guild>(R"({"id":"197038439483310086","name":"Discord Testers",
    "icon":"f64","splash":"s","discovery_splash":"d","owner":true,"owner_id":"1",
    "permissions":"2","afk_channel_id":"3","afk_timeout":300,"widget_enabled":true,
    "widget_channel_id":"4","verification_level":3,"default_message_notifications":1,
    "explicit_content_filter":2,"roles":[{"id":"5"}],"emojis":[{"id":"6","name":"e"}],
    "features":["COMMUNITY","NEWS"],"mfa_level":1,"application_id":"7","system_channel_id":"8",
    "system_channel_flags":4,"rules_channel_id":"9","max_members":250000,
    "vanity_url_code":"discord-testers","description":"The place","banner":"b","premium_tier":3,
    "premium_subscription_count":33,"preferred_locale":"en-US","public_updates_channel_id":"10",
    "approximate_member_count":11,"approximate_presence_count":12,"nsfw_level":1,
    "premium_progress_bar_enabled":true,"safety_alerts_channel_id":"13"})")
                          .value();
  EXPECT_EQ(guild.name, "Discord Testers");
  EXPECT_EQ(guild.icon, ImageHash("f64"));
  EXPECT_EQ(guild.splash, ImageHash("s"));
  EXPECT_EQ(guild.discovery_splash, ImageHash("d"));
  EXPECT_TRUE(guild.owner);
  EXPECT_EQ(guild.owner_id, UserId(1));
  EXPECT_EQ(guild.permissions, Permission::kick_members);
  EXPECT_EQ(guild.afk_channel_id, ChannelId(3));
  EXPECT_EQ(guild.afk_timeout, std::chrono::minutes(5));
  EXPECT_TRUE(guild.widget_enabled);
  EXPECT_EQ(guild.widget_channel_id, ChannelId(4));
  EXPECT_EQ(guild.verification_level, VerificationLevel::high);
  EXPECT_EQ(guild.default_message_notifications, MessageNotifications::only_mentions);
  EXPECT_EQ(guild.explicit_content_filter, ExplicitContentFilter::all_members);
  EXPECT_EQ(guild.roles.at(0).id, RoleId(5));
  EXPECT_EQ(guild.emojis.at(0).id, EmojiId(6));
  EXPECT_EQ(guild.features, (std::vector<std::string>{"COMMUNITY", "NEWS"}));
  EXPECT_EQ(guild.mfa_level, MfaLevel::elevated);
  EXPECT_EQ(guild.application_id, ApplicationId(7));
  EXPECT_EQ(guild.system_channel_id, ChannelId(8));
  EXPECT_EQ(guild.system_channel_flags, SystemChannelFlag::suppress_guild_reminder_notifications);
  EXPECT_EQ(guild.rules_channel_id, ChannelId(9));
  EXPECT_EQ(guild.max_members, 250000);
  EXPECT_EQ(guild.vanity_url_code, "discord-testers");
  EXPECT_EQ(guild.description, "The place");
  EXPECT_EQ(guild.banner, ImageHash("b"));
  EXPECT_EQ(guild.premium_tier, PremiumTier::tier_3);
  EXPECT_EQ(guild.premium_subscription_count, 33);
  EXPECT_EQ(guild.preferred_locale, "en-US");
  EXPECT_EQ(guild.public_updates_channel_id, ChannelId(10));
  EXPECT_EQ(guild.approximate_member_count, 11);
  EXPECT_EQ(guild.approximate_presence_count, 12);
  EXPECT_EQ(guild.nsfw_level, NsfwLevel::explicit_);
  EXPECT_TRUE(guild.premium_progress_bar_enabled);
  EXPECT_EQ(guild.safety_alerts_channel_id, ChannelId(13));
}

constexpr std::string_view message_json = R"({"id":"334385199974967042",
  "channel_id":"290926798999357250","guild_id":"290926798626357999",
  "author":{"id":"53908099506183680","username":"mason","discriminator":"9999"},
  "member":{"roles":["1"],"nick":"Mason"},"content":"Supa \"Hot\" \ud83d\udd25",
  "timestamp":"2017-07-11T17:27:07.299000+00:00","edited_timestamp":null,"tts":true,
  "mention_everyone":true,"mentions":[{"id":"5","username":"m","member":{"nick":"x"}}],
  "mention_roles":["6"],"attachments":[{"id":"7","filename":"a.png","title":"A",
  "description":"alt","content_type":"image/png","size":1024,"url":"https://cdn/a.png",
  "proxy_url":"https://media/a.png","height":10,"width":20,"ephemeral":true,"duration_secs":1.5,
  "waveform":"AA=="}],"embeds":[{"type":"rich","title":"T","description":"D","url":"https://u",
  "timestamp":"2020-01-01T00:00:00Z","color":255,"footer":{"text":"f","icon_url":"https://fi"},
  "image":{"url":"https://i","proxy_url":"https://pi","height":1,"width":2},
  "thumbnail":{"url":"https://t"},"video":{"url":"https://v"},
  "provider":{"name":"P","url":"https://p"},"author":{"name":"an","url":"https://au",
  "icon_url":"https://ai"},"fields":[{"name":"n","value":"v","inline":true}]}],
  "reactions":[{"count":3,"count_details":{"burst":0,"normal":3},"me":true,"me_burst":true,
  "emoji":{"id":null,"name":"\ud83d\udd25"},"burst_colors":[]}],"nonce":1234,"pinned":true,
  "webhook_id":"8","type":19,"application_id":"9","flags":64,
  "message_reference":{"type":0,"channel_id":"290926798999357250","guild_id":"10",
  "message_id":"306588351130107906"},"referenced_message":{"id":"306588351130107906",
  "channel_id":"290926798999357250","content":"first"},"thread":{"id":"11","type":11},
  "components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"go"}]}],"position":4,"unknown":{"deep":[1,{}]}})";

TEST(DecodeMessage, ReadsEveryField) {
  const Message message = decode<Message>(message_json).value();
  EXPECT_EQ(message.id, MessageId(334385199974967042));
  EXPECT_EQ(message.channel_id, ChannelId(290926798999357250));
  EXPECT_EQ(message.guild_id, GuildId(290926798626357999));
  EXPECT_EQ(message.author.username, "mason");
  ASSERT_TRUE(message.member.has_value());
  EXPECT_EQ(message.member->nick, "Mason");
  EXPECT_EQ(message.content, "Supa \"Hot\" 🔥");
  EXPECT_EQ(message.timestamp.to_string(), "2017-07-11T17:27:07.299000+00:00");
  EXPECT_FALSE(message.edited_timestamp.has_value());
  EXPECT_TRUE(message.tts);
  EXPECT_TRUE(message.mention_everyone);
  EXPECT_EQ(message.mentions.at(0).id, UserId(5));
  EXPECT_EQ(message.mention_roles, std::vector{RoleId(6)});
  EXPECT_EQ(message.reactions.at(0).count, 3);
  EXPECT_TRUE(message.reactions.at(0).me);
  EXPECT_TRUE(message.reactions.at(0).me_burst);
  EXPECT_EQ(message.reactions.at(0).emoji.name, "🔥");
  EXPECT_EQ(message.nonce, "1234");
  EXPECT_TRUE(message.pinned);
  EXPECT_EQ(message.webhook_id, WebhookId(8));
  EXPECT_EQ(message.type, MessageType::reply);
  EXPECT_EQ(message.application_id, ApplicationId(9));
  EXPECT_EQ(message.flags, MessageFlag::ephemeral);
  ASSERT_TRUE(message.message_reference.has_value());
  EXPECT_EQ(message.message_reference->type, MessageReferenceType::default_);
  EXPECT_EQ(message.message_reference->message_id, MessageId(306588351130107906));
  EXPECT_EQ(message.message_reference->channel_id, ChannelId(290926798999357250));
  EXPECT_EQ(message.message_reference->guild_id, GuildId(10));
  ASSERT_TRUE(message.referenced_message.has_value());
  EXPECT_EQ(message.referenced_message->content, "first");
  ASSERT_TRUE(message.thread.has_value());
  EXPECT_TRUE(message.thread->is_thread());
  ASSERT_EQ(message.components.size(), 1U);
  const auto* const row = message.components[0].get_if<ReceivedActionRow>();
  ASSERT_NE(row, nullptr);
  ASSERT_EQ(row->components.size(), 1U);
  const auto* const button = row->components[0].get_if<ReceivedButton>();
  ASSERT_NE(button, nullptr);
  EXPECT_EQ(button->custom_id, "go");
  EXPECT_EQ(message.position, 4);
}

TEST(DecodeMessage, ReadsItsAttachment) {
  const Message message = decode<Message>(message_json).value();
  ASSERT_EQ(message.attachments.size(), 1U);
  const Attachment& attachment = message.attachments[0];
  EXPECT_EQ(attachment.id, AttachmentId(7));
  EXPECT_EQ(attachment.filename, "a.png");
  EXPECT_EQ(attachment.title, "A");
  EXPECT_EQ(attachment.description, "alt");
  EXPECT_EQ(attachment.content_type, "image/png");
  EXPECT_EQ(attachment.size, 1024);
  EXPECT_EQ(attachment.url, "https://cdn/a.png");
  EXPECT_EQ(attachment.proxy_url, "https://media/a.png");
  EXPECT_EQ(attachment.height, 10);
  EXPECT_EQ(attachment.width, 20);
  EXPECT_TRUE(attachment.ephemeral);
  EXPECT_EQ(attachment.duration_secs, std::chrono::milliseconds(1500));
  EXPECT_EQ(attachment.waveform, "AA==");
}

TEST(DecodeMessage, ReadsItsEmbed) {
  const Message message = decode<Message>(message_json).value();
  ASSERT_EQ(message.embeds.size(), 1U);
  const Embed& embed = message.embeds[0];
  EXPECT_EQ(embed.type(), "rich");
  EXPECT_EQ(embed.title(), "T");
  EXPECT_EQ(embed.description(), "D");
  EXPECT_EQ(embed.url(), "https://u");
  EXPECT_EQ(embed.timestamp(), Timestamp::from_string("2020-01-01T00:00:00Z"));
  EXPECT_EQ(embed.color(), 255);
  EXPECT_EQ(embed.footer().value().text, "f");
  EXPECT_EQ(embed.footer().value().icon_url, "https://fi");
  EXPECT_EQ(embed.image().value().url, "https://i");
  EXPECT_EQ(embed.image().value().proxy_url, "https://pi");
  EXPECT_EQ(embed.image().value().height, 1);
  EXPECT_EQ(embed.image().value().width, 2);
  EXPECT_EQ(embed.thumbnail().value().url, "https://t");
  EXPECT_EQ(embed.video().value().url, "https://v");
  EXPECT_EQ(embed.provider().value().name, "P");
  EXPECT_EQ(embed.provider().value().url, "https://p");
  EXPECT_EQ(embed.author().value().name, "an");
  EXPECT_EQ(embed.author().value().url, "https://au");
  EXPECT_EQ(embed.author().value().icon_url, "https://ai");
  ASSERT_EQ(embed.fields().size(), 1U);
  EXPECT_EQ(embed.fields()[0].name, "n");
  EXPECT_EQ(embed.fields()[0].value, "v");
  EXPECT_TRUE(embed.fields()[0].is_inline);
}

TEST(DecodeMessage, NamesThePathOfAnError) {
  EXPECT_EQ(error_of<Message>(R"({"id":"1"})"), "channel_id: missing");
  EXPECT_EQ(error_of<Message>(R"({"id":"1","channel_id":"2","author":{"id":5}})"),
            "author.id: expected a snowflake string");
  EXPECT_EQ(error_of<Message>(R"({"id":"1","channel_id":"2","author":{}})"), "author.id: missing");
  EXPECT_EQ(error_of<Message>(R"({"reactions":[{},{"emoji":{"name":1}}]})"),
            "reactions[1].emoji.name: expected a string");
  EXPECT_EQ(error_of<Message>(R"({"referenced_message":{"embeds":[{"color":"red"}]}})"),
            "referenced_message.embeds[0].color: expected an integer");
}

TEST(DecodeMessage, BoundsAChainOfReplies) {
  std::string json = R"({"id":"1","channel_id":"2"})";
  for (int i = 0; i < 100; ++i) json = R"({"referenced_message":)" + json + "}";
  EXPECT_NE(error_of<Message>(json).find("nested too deep"), std::string::npos);
}

TEST(DecodeMessage, IsCopiedWhole) {
  const Message message = decode<Message>(message_json).value();
  Message copy = message;
  copy.referenced_message->content = "changed";
  EXPECT_EQ(message.referenced_message->content, "first");
  copy = message;
  EXPECT_EQ(copy.referenced_message->content, "first");
}

TEST(DecodeCommand, ReadsEveryField) {
  const ApplicationCommand command = decode<ApplicationCommand>(R"({"id":"1","type":1,
    "application_id":"2","guild_id":"3","name":"echo","description":"Says it","options":[
    {"type":3,"name":"text","description":"What","required":true,"choices":[
    {"name":"a","value":"A"},{"name":"b","value":2},{"name":"c","value":2.5}]},
    {"type":1,"name":"sub","description":"S","options":[{"type":4,"name":"n","description":"N"}]}],
    "default_member_permissions":"8","nsfw":true,"version":"4"})")
                                         .value();
  EXPECT_EQ(command.id, CommandId(1));
  EXPECT_EQ(command.type, CommandType::chat_input);
  EXPECT_EQ(command.application_id, ApplicationId(2));
  EXPECT_EQ(command.guild_id, GuildId(3));
  EXPECT_EQ(command.name, "echo");
  EXPECT_EQ(command.description, "Says it");
  ASSERT_EQ(command.options.size(), 2U);
  const CommandOption& text = command.options[0];
  EXPECT_EQ(text.type(), CommandOptionType::string);
  EXPECT_EQ(text.name(), "text");
  EXPECT_EQ(text.description(), "What");
  EXPECT_TRUE(text.is_required());
  ASSERT_EQ(text.choices().size(), 3U);
  EXPECT_EQ(text.choices()[0].value, ChoiceValue("A"));
  EXPECT_EQ(text.choices()[1].value, ChoiceValue(std::int64_t{2}));
  EXPECT_EQ(text.choices()[2].value, ChoiceValue(2.5));
  EXPECT_EQ(command.options[1].options().at(0).type(), CommandOptionType::integer);
  EXPECT_EQ(command.default_member_permissions, Permission::administrator);
  EXPECT_TRUE(command.nsfw);
  EXPECT_EQ(command.version.value(), 4U);
}

TEST(DecodeVector, ReadsLists) {
  EXPECT_EQ(decode<std::vector<Channel>>(R"([{"id":"1"},{"id":"2"}])").value().size(), 2U);
  EXPECT_EQ(error_of<std::vector<Role>>(R"([{"id":"1"},{}])"), "[1].id: missing");
}

}  // namespace
}  // namespace pincer
