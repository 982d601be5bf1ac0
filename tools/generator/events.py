"""Writes pincer/events.hpp and the readers of its types."""

import re

from .description import Field, Object, table
from .emit import (DOCS, all_enum_names, banner, emit_cases, emit_object, emit_special_members,
                   is_large)

GATEWAY = DOCS + "events/gateway-events"


class Event:
    def __init__(self, name, row):
        words = re.findall(r"[A-Z][a-z]*", name)
        self.type = name
        self.name = row.get("name", "_".join(words).upper())
        self.page = row.get("page", "-".join(words).lower())
        self.doc = row.get("doc", "")
        self.object = row.get("object")
        self.fields = Field.parse_all(row)
        if self.object:
            self.member = row.get("member") or re.findall(r"[A-Z][a-z]*", self.object)[-1].lower()

    def as_object(self):
        own = [Field.parse(f"{self.object} {self.member}")] if self.object else []
        return Object(self.type, "events", f"events/gateway-events#{self.page}" if self.page else
                      "events/gateway-events", own + self.fields, note=self.doc)


def read_events():
    return [Event(name, row) for name, row in table("events").items()]


def extended_objects(events):
    """Objects that events add fields to: these are read one field at a time."""
    return {event.object for event in events if event.object and event.fields}


def emit_events(description, headers, events):
    enum_names = all_enum_names(description)
    types = [field.type for event in events for field in event.as_object().fields]
    parts = [
        emit_object(event.as_object(), enum_names).rstrip("\n") +
        f"\ntemplate <>\ninline constexpr std::string_view event_name_of<{event.type}> = "
        f'"{event.name}";\n' for event in events
    ]
    includes = headers.includes(types).replace("#include <string>", "#include <string>\n#include <string_view>")
    body = "\n".join(parts)
    return (f"{banner(description)}"
            "//\n// The gateway's dispatch events. Layer: model. Thread safety: as a value type.\n"
            f"// {GATEWAY}#receive-events\n#pragma once\n\n{includes}\n\nnamespace pincer {{\n\n"
            "/// The name of an event in the gateway's `t`: `event_name_of<MessageCreate>` is\n"
            "/// \"MESSAGE_CREATE\". Defined for every event type of this header, and for nothing else.\n"
            "template <class Event>\n"
            "inline constexpr std::string_view event_name_of = [] {\n"
            "  static_assert(sizeof(Event) == 0, \"not a gateway event\");\n"
            "  return std::string_view();\n}();\n\n"
            f"{body}\n}}  // namespace pincer\n")


def emit_event_list(description, events):
    """For code that needs every event type once."""
    lines = " \\\n".join(f"  X({event.type})" for event in events)
    return (f"{banner(description)}"
            "//\n// Every event type of pincer/events.hpp, once. Layer: model.\n#pragma once\n\n"
            f"#define PINCER_FOR_EACH_EVENT(X) \\\n{lines}\n")


def emit_event_reader(event, required):
    head = f"bool read(json::Value& value, {event.type}& out) {{\n"
    if event.object and not event.fields:
        return f"{head}return read(value, out.{event.member});\n}}\n\n"
    default = f"return read_field(key, field, out.{event.member})" if event.object else "return true"
    walk = ("json::read_object(value, [&](json::Key key, json::Value& field) {\n"
            f"switch (key.hash) {{\n{emit_cases(event.fields, 'out')}\ndefault: {default};\n}}\n}})")
    checks = "".join(f' && json::require(value, out.{event.member}.{name}, "{name}")'
                     for name in required)
    if checks:
        return f"{head}const bool ok = {walk};\nreturn ok{checks};\n}}\n\n"
    return f"{head}return {walk};\n}}\n\n"


def emit_event_readers(description, events):
    require = {obj.name: obj.require for obj in description.objects}
    empty = [event for event in events if not event.object and not event.fields]
    full = [event for event in events if event not in empty]
    objects = [event.as_object() for event in full]
    readers = "".join(emit_special_members(obj) for obj in objects if is_large(obj))
    readers += "".join(emit_event_reader(event, require.get(event.object, ())) for event in full)
    for event in empty:
        readers += ("// The event has no fields, and its `d` may be anything.\ntemplate <>\n"
                    f"Result<{event.type}> decode<{event.type}>(json::Text) {{\n"
                    f"return {event.type}();\n}}\ntemplate <>\n"
                    f"Result<{event.type}> decode_what_fits<{event.type}>(json::Text, int&) {{\n"
                    f"return {event.type}();\n}}\n\n")
    decoders = "\n".join(
        f"template Result<{event.type}> decode<{event.type}>(json::Text);\n"
        f"template Result<{event.type}> decode_what_fits<{event.type}>(json::Text, int&);"
        for event in full)
    return (f"{banner(description)}#include \"pincer/events.hpp\"\n\n#include \"model/read.hpp\"\n\n"
            f"namespace pincer {{\n\n{readers}{decoders}\n\n}}  // namespace pincer\n")
