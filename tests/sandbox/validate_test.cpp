#include "sandbox/validate.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "sandbox/described.hpp"
#include "sandbox/schema_check.hpp"
#include "sandbox/validate_commands.hpp"
#include "sandbox/validate_components.hpp"
#include "sandbox/validate_embeds.hpp"

namespace pincer::sandbox {
namespace {

/// The errors of a body: those of its schema or, where it fits that, of the rules.
template <class Check>
std::string errors_of(std::string_view operation, std::string_view text, Check check) {
  boost::json::value body = boost::json::parse(text);
  FormErrors errors;
  check_value(described(operation).body, body, {}, errors);
  if (errors.empty()) check(FieldReader(body.as_object(), {}, errors));
  return boost::json::serialize(errors.tree());
}

std::string embed_errors(const std::string& embed) {
  return errors_of("create_message", "{\"embeds\":[" + embed + "]}",
                   [](const FieldReader& reader) { read_embeds(reader); });
}

std::string component_errors(const std::string& list, bool is_v2 = false) {
  return errors_of("create_message", "{\"components\":" + list + "}",
                   [is_v2](const FieldReader& reader) { read_message_components(reader, is_v2); });
}

std::string command_errors(const std::string& command) {
  return errors_of("create_application_command", command, check_command);
}

std::string modal_errors(const std::string& modal) {
  return errors_of("create_interaction_response", "{\"type\":9,\"data\":" + modal + "}",
                   [](const FieldReader& reader) { check_modal(*reader.child("data")); });
}

/// {"a":{"b":{"_errors":[{"code":...,"message":...}]}}}
std::string one_error(const FieldPath& path, std::string_view code, std::string_view message) {
  FormErrors errors;
  errors.add(path, code, message);
  return boost::json::serialize(errors.tree());
}

std::string row(const std::string& components) {
  return R"([{"type":1,"components":[)" + components + "]}]";
}

TEST(FormErrors, NestAsDiscordDoes) {
  FormErrors errors;
  errors.add({"embeds", "0", "title"}, "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length.");
  EXPECT_EQ(errors.reply().status, 400);
  EXPECT_EQ(
      errors.reply().body,
      R"({"message":"Invalid Form Body","code":50035,"errors":{"embeds":{"0":{"title":{"_errors":)"
      R"([{"code":"BASE_TYPE_MAX_LENGTH","message":"Must be 256 or fewer in length."}]}}}}})");
}

TEST(Embeds, AreAcceptedUpToTheirLimits) {
  EXPECT_EQ(
      embed_errors(
          R"({"title":")" + std::string(256, 'x') + R"(","description":")" +
          std::string(4096, 'x') +
          R"(","url":"https://example.com","color":16777215,"timestamp":"2025-01-01T00:00:00Z",
                         "footer":{"text":"f","icon_url":"attachment://a.png"},"author":{"name":"a"},
                         "image":{"url":"attachment://a.png"},"fields":[{"name":"n","value":"v","inline":true}]})"),
      "{}");
  EXPECT_EQ(embed_errors(R"({"fields":[{"name":"","value":""}]})"), "{}");
}

TEST(Embeds, AreRefusedAboveTheirLimits) {
  EXPECT_EQ(embed_errors(R"({"title":")" + std::string(257, 'x') + "\"}"),
            one_error({"embeds", "0", "title"}, "BASE_TYPE_MAX_LENGTH",
                      "Must be 256 or fewer in length."));
  EXPECT_EQ(embed_errors(R"({"color":16777216})"),
            one_error({"embeds", "0", "color"}, "NUMBER_TYPE_MAX",
                      "int value should be less than or equal to 16777215."));
  EXPECT_EQ(embed_errors(R"({"fields":[{"name":"n"}]})"),
            one_error({"embeds", "0", "fields", "0", "value"}, "BASE_TYPE_REQUIRED",
                      "This field is required"));
  EXPECT_EQ(embed_errors(R"({"url":"nonsense"})"),
            one_error({"embeds", "0", "url"}, "URL_TYPE_INVALID_URL", "Not a well formed URL."));
  EXPECT_EQ(embed_errors(R"({"url":"ftp://x"})"),
            one_error({"embeds", "0", "url"}, "URL_TYPE_INVALID_SCHEME",
                      "Scheme \"ftp\" is not supported. Scheme must be one of ('http', 'https')."));
  EXPECT_EQ(embed_errors(R"({"timestamp":"soon"})"),
            one_error({"embeds", "0", "timestamp"}, "DATE_TIME_TYPE_PARSE",
                      "Could not parse \"soon\". Should be ISO8601."));
  EXPECT_EQ(embed_errors("7"), one_error({"embeds", "0"}, "MODEL_TYPE_CONVERT",
                                         "Only dictionaries may be used in a ModelType"));
  EXPECT_EQ(embed_errors(R"({"footer":[]})"),
            one_error({"embeds", "0", "footer"}, "MODEL_TYPE_CONVERT",
                      "Only dictionaries may be used in a ModelType"));
  EXPECT_EQ(embed_errors("{},{},{},{},{},{},{},{},{},{},{}"),
            one_error({"embeds"}, "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."));
  const std::string big = R"({"description":")" + std::string(3001, 'x') + "\"}";
  EXPECT_EQ(embed_errors(big + "," + big), one_error({"embeds"}, "MAX_EMBED_SIZE_EXCEEDED",
                                                     "Embed size exceeds maximum size of 6000"));
}

TEST(Components, ButtonsAndMenusAreAccepted) {
  EXPECT_EQ(component_errors(row(R"({"type":2,"style":1,"label":"Go","custom_id":"a"},
      {"type":2,"style":5,"emoji":{"name":"x"},"url":"https://example.com"})")),
            "{}");
  EXPECT_EQ(component_errors(row(R"({"type":3,"custom_id":"m","min_values":0,"max_values":2,
      "options":[{"label":"A","value":"a"},{"label":"B","value":"b"}]})")),
            "{}");
  EXPECT_EQ(component_errors(row(R"({"type":5,"custom_id":"u"})")), "{}");
}

TEST(Components, AreRefusedWithTheirPath) {
  const FieldPath first{"components", "0", "components", "0"};
  const auto in_first = [&](const char* key) {
    FieldPath path = first;
    path.emplace_back(key);
    return path;
  };
  EXPECT_EQ(component_errors(row(R"({"type":2,"style":1,"label":"Go"})")),
            one_error(in_first("custom_id"), "BASE_TYPE_REQUIRED", "This field is required"));
  EXPECT_EQ(component_errors(row(R"({"type":2,"style":9,"label":"Go","custom_id":"a"})")),
            one_error(in_first("style"), "BASE_TYPE_CHOICES",
                      "Value must be one of {1, 2, 3, 4, 5, 6}."));
  EXPECT_EQ(component_errors(row(R"({"type":2,"style":5,"label":"Go"})")),
            one_error(in_first("url"), "BASE_TYPE_REQUIRED", "This field is required"));
  EXPECT_EQ(component_errors(row(R"({"type":2,"style":1,"custom_id":"a"})")),
            one_error(first, "BUTTON_COMPONENT_INVALID_EMOJI_OR_LABEL",
                      "A button must have a label or an emoji"));
  EXPECT_EQ(component_errors(row(R"({"type":4,"style":1,"custom_id":"a"})")),
            one_error(in_first("type"), "UNION_TYPE_CHOICES",
                      "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8)."));
  EXPECT_EQ(
      component_errors(row(R"({"type":2,"style":1,"label":"A","custom_id":"a"},
      {"type":2,"style":1,"label":"B","custom_id":"a"})")),
      one_error({"components", "0", "components", "1", "custom_id"},
                "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"));
  EXPECT_EQ(component_errors(row(R"({"type":5,"custom_id":"a"},{"type":5,"custom_id":"b"})")),
            one_error({"components", "0", "components"}, "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                      "Component dimensions exceeds maximum width of 5"));
  EXPECT_EQ(component_errors(row("")),
            one_error({"components", "0", "components"}, "BASE_TYPE_BAD_LENGTH",
                      "Must be between 1 and 5 in length."));
  EXPECT_EQ(component_errors(row(R"({"type":3,"custom_id":"m","options":[]})")),
            one_error(in_first("options"), "BASE_TYPE_BAD_LENGTH",
                      "Must be between 1 and 25 in length."));
  EXPECT_EQ(component_errors(R"([{"type":2}])"),
            one_error({"components", "0", "type"}, "UNION_TYPE_CHOICES",
                      "Value of field \"type\" must be one of (1, 9, 10, 12, 13, 14, 17)."));
  EXPECT_EQ(component_errors(R"([{"type":10,"content":"x"}])"),
            one_error({"components", "0", "type"}, "UNION_TYPE_CHOICES",
                      "Value of field \"type\" must be one of (1,)."));
  EXPECT_EQ(component_errors("[5]"), one_error({"components", "0"}, "MODEL_TYPE_CONVERT",
                                               "Only dictionaries may be used in a ModelType"));
}

TEST(Components, TheNewerOnesNest) {
  EXPECT_EQ(component_errors(R"([{"type":17,"components":[
      {"type":9,"components":[{"type":10,"content":"x"}],"accessory":{"type":11,"media":{"url":"https://a/b"}}},
      {"type":14,"divider":true,"spacing":2},
      {"type":12,"items":[{"media":{"url":"attachment://x.png"}}]},
      {"type":13,"file":{"url":"attachment://x.txt"}}]}])",
                             true),
            "{}");
  EXPECT_EQ(
      component_errors(R"([{"type":9,"components":[{"type":10,"content":"x"}]}])", true),
      one_error({"components", "0", "accessory"}, "BASE_TYPE_REQUIRED", "This field is required"));
}

TEST(Modals, HaveATitleAndInputs) {
  EXPECT_EQ(modal_errors(R"({"custom_id":"m","title":"T","components":[
      {"type":18,"label":"Name","component":{"type":4,"custom_id":"n","style":1}},
      {"type":1,"components":[{"type":4,"custom_id":"o","style":2,"label":"Old"}]}]})"),
            "{}");
  EXPECT_EQ(modal_errors(R"({"custom_id":"m","title":"T","components":[]})"),
            one_error({"data", "components"}, "BASE_TYPE_BAD_LENGTH",
                      "Must be between 1 and 5 in length."));
  EXPECT_EQ(
      modal_errors(
          R"({"custom_id":"m","title":")" + std::string(46, 'x') +
          R"(","components":[{"type":18,"label":"N","component":{"type":4,"custom_id":"n","style":1}}]})"),
      one_error({"data", "title"}, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 45 in length."));
}

TEST(CommandRules, AcceptACompleteCommand) {
  EXPECT_EQ(command_errors(R"({"name":"dice","description":"d","options":[
      {"type":1,"name":"roll","description":"r","options":[
        {"type":4,"name":"sides","description":"s","required":true,"min_value":2},
        {"type":3,"name":"color","description":"c","choices":[{"name":"Red","value":"red"}]}]},
      {"type":2,"name":"set","description":"g","options":[
        {"type":1,"name":"one","description":"o"}]}]})"),
            "{}");
  EXPECT_EQ(command_errors(R"({"name":"w\u00fcrfeln","description":"d"})"), "{}");
  EXPECT_EQ(command_errors(R"({"name":"Look At","type":3})"), "{}");
}

TEST(CommandRules, RefuseWhatDiscordRefuses) {
  EXPECT_EQ(command_errors(R"({"name":"Roll","description":"d"})"),
            one_error({"name"}, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid"));
  EXPECT_EQ(command_errors(R"({"name":"","description":"d"})"),
            one_error({"name"}, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 32 in length."));
  EXPECT_EQ(command_errors(R"({"name":"roll"})"),
            one_error({"description"}, "BASE_TYPE_REQUIRED", "This field is required"));
  EXPECT_EQ(command_errors(R"({"name":"x","type":2,"description":"d"})"),
            one_error({"description"}, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
                      "Context menu commands cannot have description"));
  EXPECT_EQ(command_errors(R"({"name":"x","type":4})"),
            one_error({"type"}, "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}."));
  const auto option_errors = [](const std::string& options) {
    return command_errors(R"({"name":"x","description":"d","options":[)" + options + "]}");
  };
  EXPECT_EQ(
      option_errors(
          R"({"type":3,"name":"a","description":"d"},{"type":3,"name":"a","description":"d"})"),
      one_error({"options", "1", "name"}, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option name already exists"));
  EXPECT_EQ(option_errors(R"({"type":3,"name":"a","description":"d"},
                             {"type":3,"name":"b","description":"d","required":true})"),
            one_error({"options", "1"}, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                      "Required options must be placed before non-required options"));
  EXPECT_EQ(option_errors(R"({"type":2,"name":"g","description":"d","options":[
                             {"type":3,"name":"b","description":"d"}]})"),
            one_error({"options", "0", "options", "0", "type"}, "BASE_TYPE_CHOICES",
                      "Value must be one of {1}."));
  EXPECT_EQ(option_errors(
                R"({"type":4,"name":"a","description":"d","choices":[{"name":"A","value":"x"}]})"),
            one_error({"options", "0", "choices", "0", "value"}, "NUMBER_TYPE_COERCE",
                      "Value \"x\" is not int."));
  EXPECT_EQ(option_errors(R"({"type":6,"name":"a","description":"d","choices":[]})"),
            one_error({"options", "0", "choices"}, "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID",
                      "Choices are only available for string, integer and number options"));
  std::string many;
  for (int i = 0; i < 25; ++i) {
    many += std::string(i == 0 ? "" : ",") + R"({"type":3,"name":"o)" + std::to_string(i) +
            R"(","description":")" + std::string(100, 'x') +
            R"(","choices":[{"name":"n","value":")" + std::string(100, 'x') +
            R"("},{"name":"n2","value":")" + std::string(100, 'y') +
            R"("},{"name":"n3","value":")" + std::string(100, 'z') + R"("}]})";
  }
  EXPECT_EQ(option_errors(many),
            one_error({}, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"));
}

TEST(CharacterCount, CountsCodePoints) {
  EXPECT_EQ(character_count(""), 0U);
  EXPECT_EQ(character_count("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 4U);
}

}  // namespace
}  // namespace pincer::sandbox
