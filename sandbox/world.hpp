// The sandbox's Discord: guilds, channels, people, bots, messages, commands, interactions.
// Every change goes through a member function here, and leaves the dispatch events it causes in an
// outbox. Callers check what Discord would refuse before they change anything: the functions assert
// that the ids they are given exist. Pure: no clock, no sockets. Thread safety: one thread at a
// time.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "pincer/intents.hpp"
#include "sandbox/event.hpp"
#include "sandbox/objects.hpp"
#include "sandbox/scenario.hpp"
#include "sandbox/snowflakes.hpp"

namespace pincer::sandbox {

/// A file that the CDN serves.
struct StoredUpload {
  Attachment attachment;
  std::string bytes;
};

/// A message to be created.
struct MessageDraft {
  Id channel_id = 0;
  Id author_id = 0;
  int type = 0;
  std::string content;
  boost::json::array embeds;
  boost::json::array components;
  std::vector<Upload> uploads;
  std::optional<Id> reference;
  boost::json::value allowed_mentions;  ///< As in the request; null: everything pings.
  boost::json::value nonce;
  bool tts = false;
  int flags = 0;
};

/// What an edit changes; members without a value stay as they are.
struct MessageEdit {
  std::optional<std::string> content;
  std::optional<boost::json::array> embeds;
  std::optional<boost::json::array> components;
  std::optional<std::vector<Id>> kept_attachments;
  std::vector<Upload> uploads;
  boost::json::value allowed_mentions;
  std::optional<int> flags;
};

/// What a person did that an application must answer.
struct InteractionDraft {
  int type = 2;  ///< 2 command, 3 component, 4 autocomplete, 5 modal.
  Id application_id = 0;
  Id user_id = 0;
  Id channel_id = 0;
  boost::json::object data;  ///< The `data` of the interaction, complete.
  std::string command_name;  ///< "dice roll"; empty for other interactions.
  int command_type = 1;
  std::optional<Message> source_message;  ///< The message that carries the component.
};

struct SessionStartLimit {
  int total = 0;
  int remaining = 0;
  Duration reset_after{};
  int max_concurrency = 1;
};

class World {
 public:
  static constexpr std::size_t messages_per_channel_max = 10'000;  ///< Older ones are forgotten.
  static constexpr std::size_t interactions_max = 10'000;          ///< Older ones are forgotten.
  static constexpr std::size_t ephemeral_messages_max = 10'000;    ///< Older ones are forgotten.
  static constexpr std::size_t uploads_size_max = 256U << 20U;     ///< Bytes; oldest go first.

  World(const Scenario& scenario, TimePoint start);

  /// "http://127.0.0.1:8080": what attachment and gateway URLs begin with. Until the server knows
  /// its port it is "http://127.0.0.1".
  void set_base_url(std::string base_url) { base_url_ = std::move(base_url); }
  [[nodiscard]] const std::string& base_url() const noexcept { return base_url_; }
  /// "ws://127.0.0.1:8080/gateway": what GET /gateway and READY's resume_gateway_url say.
  [[nodiscard]] std::string gateway_url() const;

  /// The events caused since the last call, in order.
  [[nodiscard]] std::vector<Event> take_events();

  // --- Look-up. Pointers are null for what does not exist, and valid until the next change.

  [[nodiscard]] const User* user(Id id) const;
  [[nodiscard]] const Guild* guild(Id id) const;
  [[nodiscard]] const Channel* channel(Id id) const;
  [[nodiscard]] const Message* message(Id channel_id, Id message_id) const;
  [[nodiscard]] const Member* member(Id guild_id, Id user_id) const;
  [[nodiscard]] const Application* application(Id id) const;
  [[nodiscard]] const Application* application_by_token(std::string_view token) const;
  [[nodiscard]] const Interaction* interaction(Id id) const;
  /// By the token of its webhook, which only the application may use.
  [[nodiscard]] const Interaction* interaction(Id application_id, std::string_view token) const;
  [[nodiscard]] const std::map<Id, User>& users() const noexcept { return users_; }
  [[nodiscard]] const std::map<Id, Guild>& guilds() const noexcept { return guilds_; }
  [[nodiscard]] const std::map<Id, Channel>& channels() const noexcept { return channels_; }
  [[nodiscard]] const std::map<Id, Application>& applications() const noexcept {
    return applications_;
  }
  [[nodiscard]] const std::map<Id, Interaction>& interactions() const noexcept {
    return interactions_;
  }
  [[nodiscard]] const std::map<Id, Message>& ephemeral_messages() const noexcept {
    return ephemeral_messages_;
  }
  /// Null when it was never there or has been forgotten.
  [[nodiscard]] const StoredUpload* upload(Id attachment_id) const;
  /// What the user may do there: the guild's roles, then the channel's overwrites.
  /// https://discord.com/developers/docs/topics/permissions#permission-overwrites
  [[nodiscard]] std::uint64_t permissions(Id user_id, const Channel& channel) const;
  [[nodiscard]] bool can_see(Id user_id, const Channel& channel) const;

  // --- For the gateway.

  [[nodiscard]] const GatewaySettings& gateway_settings() const noexcept { return gateway_; }
  [[nodiscard]] const InteractionSettings& interaction_settings() const noexcept {
    return interaction_settings_;
  }
  /// The guilds that the application's bot is a member of, in the order of their ids.
  [[nodiscard]] std::vector<Id> guilds_of(Id application_id) const;
  /// The whole of a GUILD_CREATE, as that application may see it: presences with the intent
  /// guild_presences, and without it only its own member and those in voice channels.
  [[nodiscard]] boost::json::object guild_create(Id guild_id, Id application_id,
                                                 Intents intents) const;
  /// {"id": ..., "unavailable": true}
  [[nodiscard]] static boost::json::object unavailable_guild(Id guild_id);
  /// READY's `user`.
  [[nodiscard]] boost::json::object current_user(Id application_id) const;
  /// READY's `application`: id and flags.
  [[nodiscard]] boost::json::object partial_application(Id application_id) const;
  /// Opcode 8, and REST's list: members in the order of their ids.
  [[nodiscard]] MembersFound find_members(Id guild_id, const MembersQuery& query) const;
  /// Opcode 3, and a bot that goes offline. Emits PRESENCE_UPDATE for each of the user's guilds.
  void update_presence(Id user_id, std::string status, boost::json::array activities);
  /// Opcode 4; no channel leaves. Emits VOICE_STATE_UPDATE and, for a bot that joins,
  /// VOICE_SERVER_UPDATE to it alone. False when there is no such guild, member or voice channel.
  bool update_voice_state(Id user_id, Id guild_id, std::optional<Id> channel_id, bool self_mute,
                          bool self_deaf);

  [[nodiscard]] SessionStartLimit session_start_limit(Id application_id, TimePoint now);
  /// Takes one start; false when none remains.
  bool take_session_start(Id application_id, TimePoint now);

  // --- Changes that people, bots and the control interface make.

  /// Keeps a file for the CDN: of a message, or of a command's option.
  Attachment keep_upload(Upload upload);
  const Message& create_message(MessageDraft draft);
  /// The message may also be an ephemeral one.
  const Message& edit_message(Id channel_id, Id message_id, MessageEdit edit);
  void delete_message(Id channel_id, Id message_id);
  /// False when it changes nothing: the reaction is there already, or not there.
  bool add_reaction(Id channel_id, Id message_id, Id user_id, const std::string& emoji);
  bool remove_reaction(Id channel_id, Id message_id, Id user_id, const std::string& emoji);
  void start_typing(Id channel_id, Id user_id);
  /// The DM channel of the two, created (with CHANNEL_CREATE to the bot) when it is the first time.
  const Channel& open_dm(Id user_id, Id other_user_id);

  const User& create_person(std::string name, std::string display_name);
  /// Everybody of `member_ids` joins; the bots among them get GUILD_CREATE.
  const Guild& create_guild(std::string name, Id owner_id, const std::vector<Id>& member_ids);
  const Channel& create_channel(Id guild_id, std::string name, ChannelType type,
                                std::optional<Id> parent_id);
  void delete_channel(Id channel_id);
  /// GUILD_MEMBER_ADD; for a bot also GUILD_CREATE to it.
  void add_member(Id guild_id, Id user_id);
  /// GUILD_MEMBER_REMOVE; for a bot also GUILD_DELETE to it.
  void remove_member(Id guild_id, Id user_id);

  /// Replaces a command of the same type, name and guild; else adds it. `data` is valid and lacks
  /// only what Discord fills in.
  const Command& set_command(Id application_id, std::optional<Id> guild_id,
                             const boost::json::object& data);
  /// Replaces the command with that id, whose name may change.
  const Command& edit_command(Id application_id, Id command_id, const boost::json::object& data);
  void delete_command(Id application_id, Id command_id);

  /// Emits INTERACTION_CREATE to the application.
  const Interaction& open_interaction(InteractionDraft draft, TimePoint now);
  /// Records the acknowledgement. `data` is kept for modals and autocomplete choices.
  void acknowledge(Id interaction_id, int response_type, boost::json::object data);
  /// Answers with a message, or one more (a follow-up); the first becomes `@original`. With the
  /// ephemeral flag only the interaction's user sees it and no event is sent.
  const Message& answer(Id interaction_id, MessageDraft draft);
  /// A message that the interaction's webhook may touch; null when it may not.
  [[nodiscard]] const Message* webhook_message(const Interaction& interaction, Id message_id) const;
  /// An answer only its user sees, wherever it is.
  [[nodiscard]] const Message* ephemeral_message(Id message_id) const;

 private:
  void add_scenario_guild(const Scenario::Guild& described);
  [[nodiscard]] Id id_or_next(std::optional<Id> id);
  [[nodiscard]] Id user_named(std::string_view name_or_id) const;
  [[nodiscard]] Channel& channel_at(Id id);
  /// Also an ephemeral one. The message must exist.
  [[nodiscard]] Message& message_at(Id channel_id, Id message_id);
  [[nodiscard]] Message make_message(MessageDraft draft);
  const Message& publish(Channel& channel, Message message);
  void find_mentions(Message& message, const boost::json::value& allowed_mentions) const;
  void forget_uploads(const Message& message);
  [[nodiscard]] boost::json::object interaction_metadata(const Interaction& interaction) const;
  [[nodiscard]] boost::json::object interaction_event(const Interaction& interaction,
                                                      InteractionDraft draft) const;
  [[nodiscard]] std::string next_token(std::size_t size);
  [[nodiscard]] std::vector<Id> bots_in(const Guild& guild) const;

  /// To the bots that can see the channel; in a DM to its bot.
  void emit_in_channel(std::string name, const Channel& channel, boost::json::object data,
                       Intents guild_intents, Intents dm_intents, bool has_message_content = false);
  /// To these bots of the guild; to nobody when there are none.
  void emit_to(std::vector<Id> applications, std::string name, Id guild_id,
               boost::json::object data, Intents intents);
  void emit_reaction(const char* name, const Message& message, Id user_id,
                     const std::string& emoji);

  Snowflakes snowflakes_;
  Random random_;  ///< For tokens and session ids: never for ids, which have their own sequence.
  std::string base_url_ = "http://127.0.0.1";
  GatewaySettings gateway_;
  InteractionSettings interaction_settings_;
  std::map<Id, User> users_;
  std::map<Id, Application> applications_;
  std::map<Id, Guild> guilds_;
  std::map<Id, Channel> channels_;
  std::map<Id, Interaction> interactions_;
  std::map<Id, Message> ephemeral_messages_;  ///< Answers that only one user sees.
  std::map<Id, StoredUpload> uploads_;
  std::size_t uploads_size_ = 0;
  std::vector<Event> events_;
};

}  // namespace pincer::sandbox
