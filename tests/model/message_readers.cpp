// Messages, embeds, polls: readers and random values. Test-only.
#include <utility>

#include "model/handwritten_readers.hpp"
#include "model/sent_kinds.hpp"

namespace pincer::test {
namespace {

/// Of the files that a body names, which are not in it.
std::vector<File> read_files(const dom::array& list) {
  std::vector<File> files;
  for (const dom::value& value : list) {
    Fields fields(value);
    if (!fields.get("id").is_int64()) continue;  // An id as text: an attachment to keep.
    fields.expect("id", static_cast<std::int64_t>(files.size()));
    files.emplace_back(fields.required<std::string>("filename"), std::string(),
                       fields.optional<std::string>("description"));
    fields.expect_no_more();
  }
  return files;
}

void read_reference(const dom::value& value, CreateMessage& made) {
  Fields fields(value);
  const auto message = fields.required<MessageId>("message_id");
  if (fields.optional<MessageReferenceType>("type") == MessageReferenceType::forward) {
    made.forward(fields.required<ChannelId>("channel_id"), message);
  } else {
    made.reply_to(message, fields.optional<bool>("fail_if_not_exists"));
  }
  fields.expect_no_more();
}

void read_theme(const dom::value& value, CreateMessage& made) {
  Fields fields(value);
  made.shared_client_theme(fields.required<std::vector<std::string>>("colors"),
                           fields.required<std::int32_t>("gradient_angle"),
                           fields.required<std::int32_t>("base_mix"),
                           fields.optional<BaseTheme>("base_theme").value_or(BaseTheme::unset));
  fields.expect_no_more();
}

/// What is of webhooks alone.
void read_webhook_fields(Fields& fields, CreateMessage& made) {
  if (auto text = fields.optional<std::string>("username")) made.username(*text);
  if (auto text = fields.optional<std::string>("avatar_url")) made.avatar_url(*text);
  if (auto text = fields.optional<std::string>("thread_name")) made.thread_name(*text);
  for (const auto id : fields.optional<std::vector<ForumTagId>>("applied_tags")
                           .value_or(std::vector<ForumTagId>())) {
    made.applied_tag(id);
  }
}

std::string media_url(const dom::value& value) {
  Fields fields(value);
  auto url = fields.required<std::string>("url");
  fields.expect_no_more();
  return url;
}

void read_embed_fields(Fields& fields, Embed& made) {
  const dom::value* const list = fields.find("fields");
  if (list == nullptr) return;
  for (const dom::value& value : list->as_array()) {
    Fields one(value);
    made.field(one.required<std::string>("name"), one.required<std::string>("value"),
               one.optional<bool>("inline").value_or(false));
    one.expect_no_more();
  }
}

}  // namespace

AllowedMentions from_json(As<AllowedMentions>, const dom::value& value) {
  Fields fields(value);
  AllowedMentions made;
  for (const auto& kind :
       fields.optional<std::vector<std::string>>("parse").value_or(std::vector<std::string>())) {
    if (kind == "users") made.users();
    if (kind == "roles") made.roles();
    if (kind == "everyone") made.everyone();
  }
  for (const auto id :
       fields.optional<std::vector<UserId>>("users").value_or(std::vector<UserId>())) {
    made.user(id);
  }
  for (const auto id :
       fields.optional<std::vector<RoleId>>("roles").value_or(std::vector<RoleId>())) {
    made.role(id);
  }
  if (const auto notify = fields.optional<bool>("replied_user")) made.replied_user(*notify);
  fields.expect_no_more();
  return made;
}

AllowedMentions random_of(As<AllowedMentions>, Random& random) {
  AllowedMentions made;
  if (random.is_set()) {
    made.users();
  } else if (random.is_set()) {
    made.user(random.value<UserId>());
  }
  if (random.is_set()) {
    made.roles();
  } else if (random.is_set()) {
    made.role(random.value<RoleId>());
  }
  if (random.is_set()) made.everyone();
  if (random.is_set()) made.replied_user(random.value<bool>());
  return made;
}

CreatePoll from_json(As<CreatePoll>, const dom::value& value) {
  Fields fields(value);
  CreatePoll made(Fields(fields.get("question")).required<std::string>("text"));
  for (const dom::value& answer : fields.get("answers").as_array()) {
    Fields media(Fields(answer).get("poll_media"));
    made.answer(media.required<std::string>("text"), media.optional<ComponentEmoji>("emoji"));
    media.expect_no_more();
  }
  if (const auto hours = fields.optional<std::chrono::hours>("duration")) made.duration(*hours);
  if (const auto allow = fields.optional<bool>("allow_multiselect")) made.allow_multiselect(*allow);
  fields.expect_no_more();
  return made;
}

CreatePoll random_of(As<CreatePoll>, Random& random) {
  CreatePoll made(random.text(1, 300));
  for (std::uint64_t left = 1 + random.below(10); left > 0; --left) {
    std::optional<ComponentEmoji> emoji;
    if (random.is_set()) emoji = random_of(As<ComponentEmoji>(), random);
    made.answer(random.text(1, 55), std::move(emoji));
  }
  if (random.is_set()) made.duration(std::chrono::hours(random.number<std::int64_t>(1, 768)));
  if (random.is_set()) made.allow_multiselect(random.value<bool>());
  return made;
}

Embed from_json(As<Embed>, const dom::value& value) {
  Fields fields(value);
  Embed made;
  if (auto text = fields.optional<std::string>("title")) made.title(*text);
  if (auto text = fields.optional<std::string>("description")) made.description(*text);
  if (auto text = fields.optional<std::string>("url")) made.url(*text);
  if (const auto time = fields.optional<Timestamp>("timestamp")) made.timestamp(*time);
  if (const auto color = fields.optional<std::int32_t>("color")) made.color(*color);
  if (const dom::value* const given = fields.find("footer")) {
    Fields footer(*given);
    made.footer(footer.required<std::string>("text"), footer.optional<std::string>("icon_url"));
    footer.expect_no_more();
  }
  if (const dom::value* const image = fields.find("image")) made.image(media_url(*image));
  if (const dom::value* const image = fields.find("thumbnail")) made.thumbnail(media_url(*image));
  if (const dom::value* const given = fields.find("author")) {
    Fields author(*given);
    made.author(author.required<std::string>("name"), author.optional<std::string>("url"),
                author.optional<std::string>("icon_url"));
    author.expect_no_more();
  }
  read_embed_fields(fields, made);
  fields.expect_no_more();
  return made;
}

Embed random_of(As<Embed>, Random& random) {
  const auto text_or_nothing = [&random](std::size_t most) {
    return random.is_set() ? std::optional(random.text(1, most)) : std::nullopt;
  };
  Embed made;
  // A message may have 10 embeds, with 6,000 characters together.
  if (random.is_set()) made.title(random.text(0, 50));
  if (random.is_set()) made.description(random.text(0, 100));
  if (random.is_set()) made.url(random.text(0, 2048));
  if (random.is_set()) made.timestamp(random.value<Timestamp>());
  if (random.is_set()) made.color(random.number<std::int32_t>(0, 0xffffff));
  if (random.is_set()) made.footer(random.text(1, 100), text_or_nothing(2048));
  if (random.is_set()) made.image(random.text(1, 2048));
  if (random.is_set()) made.thumbnail(random.text(1, 2048));
  if (random.is_set()) made.author(random.text(1, 50), text_or_nothing(99), text_or_nothing(99));
  for (std::uint64_t left = random.below(3); left > 0; --left) {
    made.field(random.text(1, 20), random.text(1, 50), random.value<bool>());
  }
  return made;
}

CreateMessage from_json(As<CreateMessage>, const dom::value& value) {
  Fields fields(value);
  CreateMessage made;
  if (auto text = fields.optional<std::string>("content")) made.content(*text);
  if (auto text = fields.optional<std::string>("nonce")) {
    made.nonce(*text, fields.optional<bool>("enforce_nonce"));
  }
  if (const auto tts = fields.optional<bool>("tts")) made.tts(*tts);
  for (auto& embed : fields.optional<std::vector<Embed>>("embeds").value_or(std::vector<Embed>())) {
    made.embed(std::move(embed));
  }
  if (auto mentions = fields.optional<AllowedMentions>("allowed_mentions")) {
    made.allowed_mentions(std::move(*mentions));
  }
  if (const dom::value* const reference = fields.find("message_reference")) {
    read_reference(*reference, made);
  }
  for (auto& component : fields.optional<std::vector<AnyComponent>>("components")
                             .value_or(std::vector<AnyComponent>())) {
    made.component(std::move(component));
  }
  for (const auto id :
       fields.optional<std::vector<StickerId>>("sticker_ids").value_or(std::vector<StickerId>())) {
    made.sticker(id);
  }
  if (auto poll = fields.optional<CreatePoll>("poll")) made.poll(std::move(*poll));
  if (const dom::value* const theme = fields.find("shared_client_theme")) read_theme(*theme, made);
  if (const dom::value* const list = fields.find("attachments")) {
    for (auto& file : read_files(list->as_array())) made.file(std::move(file));
  }
  if (const auto flags = fields.optional<MessageFlags>("flags")) made.flags(*flags);
  read_webhook_fields(fields, made);
  fields.expect_no_more();
  return made;
}

CreateMessage random_of(As<CreateMessage>, Random& random) {
  CreateMessage made;
  if (random.is_set()) {  // Components alone, or everything else.
    for (std::uint64_t left = 1 + random.below(2); left > 0; --left) {
      made.component(random_message_component(random));
    }
    return made;
  }
  if (random.is_set()) made.content(random.text(0, 2000));
  if (random.is_set()) made.nonce(random.text(1, 25), random.value<bool>());
  if (random.is_set()) made.tts(random.value<bool>());
  for (std::uint64_t left = random.below(3); left > 0; --left) {
    made.embed(random_of(As<Embed>(), random));
  }
  if (random.is_set()) made.allowed_mentions(random_of(As<AllowedMentions>(), random));
  if (random.is_set()) made.reply_to(random.value<MessageId>(), random.value<bool>());
  if (random.is_set()) made.forward(random.value<ChannelId>(), random.value<MessageId>());
  for (std::uint64_t left = random.below(4); left > 0; --left) {
    made.sticker(random.value<StickerId>());
  }
  if (random.is_set()) made.poll(random_of(As<CreatePoll>(), random));
  if (random.is_set()) {
    made.shared_client_theme({"5865F2", "000000"}, random.number<std::int32_t>(0, 360),
                             random.number<std::int32_t>(0, 100), BaseTheme::midnight);
  }
  for (std::uint64_t left = random.below(3); left > 0; --left) {
    made.file(File(random.text(1, 20), "",
                   random.is_set() ? std::optional(random.text(0, 1024)) : std::nullopt));
  }
  if (random.is_set()) made.flags(MessageFlag::suppress_embeds);
  if (random.is_set()) made.username(random.text(1, 80));
  if (random.is_set()) made.avatar_url(random.text(0, 2048));
  if (random.is_set()) made.thread_name(random.text(0, 100));
  if (random.is_set()) made.applied_tag(random.value<ForumTagId>());
  return made;
}

EditMessage from_json(As<EditMessage>, const dom::value& value) {
  Fields fields(value);
  EditMessage made;
  if (auto text = fields.optional<std::optional<std::string>>("content")) made.content(*text);
  if (auto embeds = fields.optional<std::vector<Embed>>("embeds")) {
    made.no_embeds();
    for (auto& embed : *embeds) made.embed(std::move(embed));
  }
  if (auto mentions = fields.optional<std::optional<AllowedMentions>>("allowed_mentions")) {
    made.allowed_mentions(std::move(*mentions));
  }
  if (auto components = fields.optional<std::vector<AnyComponent>>("components")) {
    made.no_rows();
    for (auto& component : *components) made.component(std::move(component));
  }
  if (const auto flags = fields.optional<std::optional<MessageFlags>>("flags")) made.flags(*flags);
  if (const dom::value* const list = fields.find("attachments")) {
    made.no_attachments();
    for (const dom::value& one : list->as_array()) {
      Fields attachment(one);
      if (attachment.get("id").is_string()) made.keep(attachment.required<AttachmentId>("id"));
    }
    for (auto& file : read_files(list->as_array())) made.file(std::move(file));
  }
  fields.expect_no_more();
  return made;
}

EditMessage random_of(As<EditMessage>, Random& random) {
  EditMessage made;
  if (random.is_set()) {
    made.content(random.is_null() ? std::optional<std::string>() : random.text(0, 2000));
  }
  if (random.is_set()) made.no_embeds();
  for (std::uint64_t left = random.below(3); left > 0; --left) {
    made.embed(random_of(As<Embed>(), random));
  }
  if (random.is_set()) {
    made.allowed_mentions(random.is_null() ? std::optional<AllowedMentions>()
                                           : random_of(As<AllowedMentions>(), random));
  }
  if (random.is_set()) made.no_rows();
  if (random.is_set()) {
    made.flags(random.is_null() ? std::optional<MessageFlags>() : MessageFlag::suppress_embeds);
  }
  if (random.is_set())
    made.keep(random.value<AttachmentId>()).file(File("tide.txt", "", "a table"));
  if (random.is_set()) made.no_attachments();
  return made;
}

void add_message_kinds(std::vector<SentKind>& kinds) {
  kinds.push_back(kind_of<AllowedMentions>("AllowedMentions"));
  kinds.push_back(kind_of<CreateMessage>("CreateMessage"));
  kinds.push_back(kind_of<CreatePoll>("CreatePoll"));
  kinds.push_back(kind_of<EditMessage>("EditMessage"));
  kinds.push_back(kind_of<Embed>("Embed"));
}

}  // namespace pincer::test
