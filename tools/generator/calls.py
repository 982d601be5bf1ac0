"""Writes the test that calls each operation once: what Discord's description demands of a request, and
the calls.

What is expected (operations.json) is read from the description alone; the calls (calls_<part>.cpp) say
the same values with the types that bots use. A writer or a route that is wrong makes the two differ.
"""

import json
import urllib.parse

from .description import NoRule
from .emit import banner, names_in

# Every byte of it must be percent-encoded in a path, or ends a segment too early.
PATH_TEXT = "a/b c\u00e9"
# As much of a query: and what would end the value, or begin another one.
QUERY_TEXT = "a&b=c+d/\u00e9 "
TIME = "2030-01-02T03:04:05.678901+00:00"

# The parts of the generated calls, which compile side by side: the groups of operations.toml.
PARTS = {
    "guilds": ["members", "expressions", "moderation", "scheduled_events", "guilds"],
    "channels": ["channels", "webhooks"],
    "users": ["applications", "users"],
}

# Bodies that are written by hand: a value, and what Discord receives of it.
HANDWRITTEN = {
    "CreateMessage": ('CreateMessage("text")', {"content": "text"}),
    "EditMessage": ('EditMessage("text")', {"content": "text"}),
    "CreateCommand": ('CreateCommand("text", "text")', {"name": "text", "type": 1, "description": "text"}),
    "CommandOption": ('CommandOption(CommandOptionType::user, "text", "text")',
                      {"type": 6, "name": "text", "description": "text"}),
}


class Sample:
    """Values that are valid by the description."""

    def __init__(self, description):
        self.schemas = description.schemas
        self.permissions = description.fields_table["permissions"]["fields"]

    def resolved(self, schema):
        """Without references, unions and null: the first thing that the schema may be."""
        while True:
            if "$ref" in schema:
                name = schema["$ref"].split("/")[-1]
                if name == "SnowflakeType":
                    return {"type": "snowflake"}
                schema = self.schemas[name]
                continue
            arms = [arm for union in ("oneOf", "anyOf", "allOf") for arm in schema.get(union, [])
                    if arm.get("type") != "null"]
            if not arms:
                return schema
            schema = arms[0]

    def value(self, schema, every_field=False):
        """Of an object what is required, or every field."""
        schema = self.resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][0]
        kinds = schema.get("type", "object")
        kind = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"][:1]
        if kind == ["object"]:
            return self.object(schema, every_field)
        if kind == ["array"]:
            return [self.value(schema["items"], every_field)] * max(1, schema.get("minItems", 1))
        return self.scalar(kind[0] if kind else "null", schema)

    def object(self, schema, every_field):
        keys = schema.get("properties", {}) if every_field else schema.get("required", [])
        made = {key: self.value(schema["properties"][key], every_field) for key in keys}
        # Bits as text, which the description calls just text.
        made.update({key: "8" for key in self.permissions if isinstance(made.get(key), str)})
        values = schema.get("additionalProperties")
        if isinstance(values, dict) and values:
            made["key"] = self.value(values, every_field)
        return made

    @staticmethod
    def scalar(kind, schema):
        if kind == "string":
            if schema.get("format") == "date-time":
                return TIME
            return "7" if schema.get("pattern") else "text".ljust(schema.get("minLength", 0), "x")
        values = {"snowflake": "7", "integer": max(1, schema.get("minimum", 1)), "number": 0.5,
                  "boolean": True, "null": None}
        if kind not in values:
            raise NoRule(f"a sample of the kind {kind}")
        return values[kind]


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Literals:
    """The values of a request, as JSON by the description and as C++."""

    def __init__(self, description, bodies):
        self.sample = Sample(description)
        self.requests = {request.name: request for request in bodies.requests}
        self.flags = set(description.flag_fields.values())

    def both(self, cpp_type, schema):
        """(C++, JSON) of one value."""
        if cpp_type in HANDWRITTEN:
            return HANDWRITTEN[cpp_type]
        if cpp_type in self.requests:
            return self.request(self.requests[cpp_type])
        if cpp_type.startswith("std::vector<"):
            text, value = self.element(cpp_type, schema)
            count = max(1, self.list_of(schema).get("minItems", 1))
            return f"{cpp_type}{{{', '.join([text] * count)}}}", [value] * count
        if cpp_type.startswith("std::map<"):
            text, value = self.element(cpp_type, schema)
            return f'{cpp_type}{{{{"key", {text}}}}}', {"key": value}
        return self.plain(cpp_type, self.sample.value(schema))

    def list_of(self, schema):
        """The list that a schema may be: some may also be one text."""
        lists = [arm for arm in schema.get("oneOf", []) if "items" in arm]
        return self.sample.resolved(lists[0] if lists else schema)

    def element(self, cpp_type, schema):
        """(C++, JSON) of one element of a list, or of one value of a map."""
        if cpp_type.startswith("std::vector<"):
            return self.both(cpp_type[12:-1], self.list_of(schema)["items"])
        values = self.sample.resolved(schema)["additionalProperties"]
        return self.both(cpp_type.split(", ", 1)[1][:-1], values)

    def plain(self, cpp_type, value):
        if cpp_type == "Permissions":
            # The description says integer; https://discord.com/developers/docs/topics/permissions says
            # text, and a double could not hold all bits.
            return "Permissions(8)", "8"
        if cpp_type == "std::string":
            # Of a text that may be localized the documentation has the plain form alone.
            value = value["default"] if isinstance(value, dict) else value
            return quoted(value), value
        if cpp_type == "Timestamp":
            return f"*Timestamp::from_string({quoted(value)})", value
        if cpp_type == "bool":
            return ("true" if value else "false"), value
        if cpp_type == "double" or cpp_type.startswith("std::int"):
            return str(value), value
        if cpp_type in self.flags:
            return f"{cpp_type}(std::uint64_t{{{value}}})", value
        return f"{cpp_type}({value})", value  # an id or an enumerator

    def request(self, request):
        required, setters, made = [], "", {}
        for field in request.fields:
            text, made[field.key] = self.both(field.type, field.schemas[0])
            if field.required:
                required.append(text)
            else:
                setters += f".{field.name}({text})"
        return f"{request.name}({', '.join(required)}){setters}", made


class Calls:
    def __init__(self, operations, bodies):
        self.operations = operations
        self.literals = Literals(operations.description, bodies)
        self.sample = self.literals.sample
        self.generated = {member.operation: member for _, members in operations.groups for member in members}
        self.expected = []
        self.calls = {}  # operation -> C++
        for path, verbs in operations.description.document["paths"].items():
            for verb, row in verbs.items():
                if verb != "parameters":
                    self.add(path, verb, row, verbs.get("parameters", []) + row.get("parameters", []))

    def add(self, path, verb, row, parameters):
        operation = row["operationId"]
        places = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        values = {}
        for parameter in parameters:
            if parameter["in"] == "path":
                schema = self.sample.resolved(parameter["schema"])
                usual = str(1001 + places.index(parameter["name"]))  # an id
                values[parameter["name"]] = (PATH_TEXT if schema.get("type") == "string"
                                             else str(schema.get("maximum", usual)))
        query = [[parameter["name"], text] for parameter in parameters if parameter["in"] == "query"
                 for text in self.query_texts(parameter["schema"])]
        target = path
        for name, value in values.items():
            target = target.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
        expected = {
            "operation": operation, "method": verb.upper(), "path": path, "target": target,
            "query": query,
            "query_string": "&".join(f"{urllib.parse.quote(name, safe='')}={urllib.parse.quote(text, safe='')}"
                                     for name, text in query),
            "authorization": self.authorization(row["security"]),
            "content_types": list(row.get("requestBody", {}).get("content", {})),
        }
        member = self.generated.get(operation)
        body = self.add_body(expected, operation, row, member)
        expected["answer"] = self.answer(row)
        self.expected.append(expected)
        if member:
            self.calls[operation] = self.call(member, values, body)

    def query_texts(self, schema):
        """What a parameter is given; of a list two elements, to see that the name is repeated."""
        arms = [schema, *schema.get("oneOf", [])]
        items = [arm["items"] for arm in arms if "items" in arm]
        value = self.sample.value(items[0] if items else schema)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if text.startswith("text"):  # Nothing is said of it.
            text = QUERY_TEXT
        return [text, text] if items else [text]

    @staticmethod
    def authorization(security):
        """The kinds of credentials that the operation takes; empty text for none."""
        kinds = {"BotToken": "Bot", "OAuth2": "Bearer"}
        found = [kinds[kind] for way in security for kind in way] or [""]
        return found + [""] * ({} in security and "" not in found)

    def add_body(self, expected, operation, row, member):
        """Says what the body must be; returns it as C++ where it has a type."""
        content = row.get("requestBody", {}).get("content", {})
        if not content:
            return ""
        media = content.get("application/json") or next(iter(content.values()))
        schema = self.sample.resolved(media["schema"])
        expected["required"] = schema.get("required", [])
        expected["known"] = self.known_fields(media["schema"])
        if not member:
            return ""  # Called by hand, with a body of its own.
        if member.body:
            listed = member.body.startswith("std::vector<")
            text, expected["body"] = self.literals.both(
                member.body, {"type": "array", "items": schema} if listed else schema)
            return text
        if "application/json" in content:
            expected["untyped_body"] = self.sample.value(schema, every_field=True)
        else:
            expected["files"] = [key for key, prop in schema["properties"].items()
                                 if prop.get("contentEncoding") == "binary"]
            expected["form"] = {key: self.sample.value(prop) for key, prop in schema["properties"].items()
                                if key not in expected["files"]}
        return ""

    def known_fields(self, schema):
        """The fields of a body that is an object, or a list of such, of any kind that it may be."""
        if "$ref" in schema:
            return self.known_fields(self.sample.schemas[schema["$ref"].split("/")[-1]])
        arms = [arm for union in ("oneOf", "anyOf") for arm in schema.get(union, [])]
        arms += [schema["items"]] if "items" in schema else []
        found = set(schema.get("properties", {}))
        return sorted(found.union(*map(self.known_fields, arms)))

    def answer(self, row):
        """The answer with the most to read; 202 says "not yet" and is no answer."""
        for code, response in row["responses"].items():
            if code.startswith("2") and code != "202" and response.get("content"):
                kind, media = next(iter(response["content"].items()))
                is_json = kind == "application/json"
                return {"status": int(code),
                        "body": self.sample.value(media["schema"]) if is_json else "bytes"}
        return {"status": 204}

    @staticmethod
    def call(member, values, body):
        arguments = []
        for cpp_type, _, key in member.parameters:
            value = values[key]
            arguments.append(quoted(value) if cpp_type == "std::string" else
                             value if cpp_type == "std::int32_t" else f"{cpp_type}({value})")
        arguments += [body] * bool(body) + [f'caller.options("{member.operation}")']
        return (f'caller.call("{member.operation}", '
                f"caller.rest().{member.name}({', '.join(arguments)}));\n")


def emit_expected(calls):
    """One line an operation, so that a change of the description shows as a change of that line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in calls.expected)
    return f"[\n{lines}\n]\n"


def emit_calls(calls, headers, part):
    groups = [(group, members) for group, members in calls.operations.groups if group["name"] in PARTS[part]]
    text = ""
    types = set()
    for group, members in groups:
        text += f"// {group['title']}\n"
        for member in members:
            text += calls.calls[member.operation]
            types.update(headers.of[name] for name in names_in(member.returns + " " + member.body)
                         if name in headers.of)
    includes = "".join(f'#include "{header}"\n' for header in sorted(types | {"pincer/rest.hpp"}))
    return (f"{banner(calls.operations.description)}#include \"client/operations_caller.hpp\"\n{includes}\n"
            f"namespace pincer::test {{\n\nvoid call_{part}(OperationsCaller& caller) {{\n{text}}}\n\n"
            "}  // namespace pincer::test\n")


def check_parts(operations):
    """Every group is in one part."""
    known = [name for names in PARTS.values() for name in names]
    for group, _ in operations.groups:
        if known.count(group["name"]) != 1:
            raise NoRule(f"{group['name']}: which part of the calls is it in? (calls.py)")
