// Colours, images, durations: types of their own where Discord has numbers and texts.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

#include "model/decode.hpp"
#include "pincer/cdn.hpp"
#include "pincer/color.hpp"
#include "pincer/data_uri.hpp"
#include "pincer/error.hpp"
#include "pincer/model/application.hpp"
#include "pincer/model/emoji.hpp"
#include "pincer/model/guild.hpp"
#include "pincer/model/member.hpp"
#include "pincer/model/role.hpp"
#include "pincer/model/sticker.hpp"
#include "pincer/model/user.hpp"

namespace pincer {
namespace {

TEST(Color, HasItsParts) {
  constexpr Color blurple = 0x5865f2;
  static_assert(blurple == Color(0x58, 0x65, 0xf2));
  EXPECT_EQ(blurple.red(), 0x58);
  EXPECT_EQ(blurple.green(), 0x65);
  EXPECT_EQ(blurple.blue(), 0xf2);
  EXPECT_EQ(Color().rgb(), 0);
}

TEST(DataUri, TellsTheKindOfAFileByItsBeginning) {
  EXPECT_EQ(DataUri::from_bytes("\x89PNG\r\n\x1a\n").to_string(),
            "data:image/png;base64,iVBORw0KGgo=");
  EXPECT_EQ(DataUri::from_bytes("\xff\xd8\xff").to_string(), "data:image/jpeg;base64,/9j/");
  EXPECT_EQ(DataUri::from_bytes("GIF89a").to_string(), "data:image/gif;base64,R0lGODlh");
  EXPECT_TRUE(
      DataUri::from_bytes("RIFF____WEBPVP8").to_string().starts_with("data:image/webp;base64,"));
  EXPECT_TRUE(
      DataUri::from_bytes("____ftypavif").to_string().starts_with("data:image/avif;base64,"));
  EXPECT_TRUE(DataUri::from_bytes("OggS").to_string().starts_with("data:audio/ogg;base64,"));
  EXPECT_TRUE(DataUri::from_bytes("ID3").to_string().starts_with("data:audio/mpeg;base64,"));
}

std::string refusal(const std::function<void()>& make) {
  try {
    make();
  } catch (const Exception& exception) {
    EXPECT_EQ(exception.kind(), ErrorKind::invalid_argument);
    return exception.error().message;
  }
  return "none";
}

TEST(DataUri, RefusesWhatDiscordWouldNotTake) {
  EXPECT_TRUE(refusal([] { (void)DataUri::from_bytes(""); }).starts_with("these bytes are no PNG"));
  EXPECT_TRUE(
      refusal([] { (void)DataUri::from_bytes("RIFF____WAVE"); }).starts_with("these bytes"));
}

TEST(DataUri, ReadsFilesAndNamesThoseThatItCannotRead) {
  char name[] = "/tmp/pincer-data-uri-XXXXXX";
  const int descriptor = mkstemp(name);
  ASSERT_GE(descriptor, 0);
  close(descriptor);
  std::ofstream(name) << "GIF89a";
  EXPECT_EQ(DataUri::from_file(name).to_string(), "data:image/gif;base64,R0lGODlh");
  std::ofstream(name) << "text";
  EXPECT_TRUE(refusal([&] {
                (void)DataUri::from_file(name);
              }).starts_with(std::string(name) + ": these bytes are no PNG"));
  std::remove(name);
  EXPECT_EQ(refusal([&] { (void)DataUri::from_file(name); }),
            "cannot read the file " + std::string(name));
  EXPECT_EQ(refusal([] { (void)DataUri::from_file("/"); }), "cannot read the file /");
}

const std::string cdn = "https://cdn.discordapp.com/";

TEST(Cdn, AddressesAvatars) {
  User user;
  user.id = UserId(80351110224678912);
  user.discriminator = "0";
  EXPECT_EQ(avatar_url(user), cdn + "embed/avatars/5.png") << "(id >> 22) % 6";
  user.discriminator = "1337";
  EXPECT_EQ(avatar_url(user), cdn + "embed/avatars/2.png") << "1337 % 5";
  user.avatar = ImageHash("8342729096ea3675442027381ff50dfe");
  EXPECT_EQ(avatar_url(user),
            cdn + "avatars/80351110224678912/8342729096ea3675442027381ff50dfe.webp");
  EXPECT_EQ(avatar_url(user, ImageOptions().format(ImageFormat::gif).size(64)),
            cdn + "avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png?size=64")
      << "it is not animated";

  Member member;
  member.user = user;
  EXPECT_EQ(avatar_url(GuildId(7), member), avatar_url(user));
  member.avatar = ImageHash("a_1269e74af4df7417b13759eae50c83dc");
  const std::string of_member =
      cdn + "guilds/7/users/80351110224678912/avatars/a_1269e74af4df7417b13759eae50c83dc";
  EXPECT_EQ(avatar_url(GuildId(7), member), of_member + ".webp?animated=true");
  EXPECT_EQ(avatar_url(GuildId(7), member, ImageOptions().size(256)),
            of_member + ".webp?size=256&animated=true");
  EXPECT_EQ(avatar_url(GuildId(7), member, ImageOptions().format(ImageFormat::gif)),
            of_member + ".gif");
}

TEST(Cdn, AddressesNothingWhereThereIsNoImage) {
  EXPECT_EQ(icon_url(Guild()), std::nullopt);
  EXPECT_EQ(banner_url(User()), std::nullopt);
  EXPECT_EQ(icon_url(Role()), std::nullopt);
  EXPECT_EQ(cover_url(Application()), std::nullopt);
  EXPECT_EQ(image_url(Emoji()), std::nullopt);
}

TEST(Cdn, AddressesGuildsRolesEmojisAndStickers) {
  Guild guild;
  guild.id = GuildId(1);
  guild.icon = ImageHash("i");
  guild.splash = ImageHash("s");
  EXPECT_EQ(icon_url(guild, ImageOptions().base_url("http://127.0.0.1:8085/cdn")),
            "http://127.0.0.1:8085/cdn/icons/1/i.webp");
  EXPECT_EQ(splash_url(guild, ImageOptions().format(ImageFormat::jpeg)), cdn + "splashes/1/s.jpeg");
  Role role;
  role.id = RoleId(2);
  role.icon = ImageHash("r");
  EXPECT_EQ(icon_url(role), cdn + "role-icons/2/r.webp");
  Emoji emoji;
  emoji.id = EmojiId(3);
  emoji.animated = true;
  EXPECT_EQ(image_url(emoji), cdn + "emojis/3.webp?animated=true");
  Sticker sticker;
  sticker.id = StickerId(4);
  sticker.format_type = StickerFormatType::apng;
  EXPECT_EQ(image_url(sticker), cdn + "stickers/4.png");
  sticker.format_type = StickerFormatType::lottie;
  EXPECT_EQ(image_url(sticker), cdn + "stickers/4.json");
  sticker.format_type = StickerFormatType::gif;
  EXPECT_EQ(image_url(sticker), "https://media.discordapp.net/stickers/4.gif");
}

TEST(Cdn, TakesOnlySizesThatDiscordHas) {
  for (const int size : {16, 128, 4096}) EXPECT_EQ(ImageOptions().size(size).size(), size);
  for (const int size : {-16, 0, 8, 100, 8192}) {
    EXPECT_EQ(refusal([&] { ImageOptions().size(size); }),
              "an image's size is a power of two from 16 to 4096, not " + std::to_string(size));
  }
}

TEST(Durations, AreReadInTheirUnit) {
  EXPECT_EQ(decode<Guild>(R"({"id":"1","afk_timeout":300})")->afk_timeout, std::chrono::minutes(5));
  const auto wrong = decode<Guild>(R"({"id":"1","afk_timeout":"long"})");
  EXPECT_EQ(wrong.error().message, "afk_timeout: expected an integer");
}

}  // namespace
}  // namespace pincer
