"""Writes what the sandbox compares requests with: for each operation its route, credentials, parameters
and body, as tables of sandbox/schema.hpp.

It shares nothing with the writers of the library but the description itself. Of the description only what
can refuse a request is kept. What this module has no rule for stops the generator.
"""

import json
import re

from .description import NoRule, table
from .emit import banner

# Keys of a schema that can refuse nothing.
SILENT = {"description", "title", "x-discord-union"}
INT32 = (-2**31, 2**31 - 1)
CREDENTIALS = {"BotToken": "bot", "OAuth2": "user"}
MEDIA = {"application/json": "json", "application/x-www-form-urlencoded": "form",
         "multipart/form-data": "multipart"}
KINDS = {"string", "integer", "number", "boolean", "object", "array", "null"}


def snake(name):
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Rules:
    def __init__(self, description):
        self.schemas = description.schemas
        self.most = table("sandbox")["most"]
        self.plain = table("sandbox")["plain"]["fields"]
        self.definitions = []  # C++ of what others refer to, each after what it refers to
        self.names = {}  # the text of a definition without its name -> name
        self.objects = {}  # schema of the description -> name; None while it is being written
        self.operations = []
        self.unused = {*self.most, *self.plain}
        for path, verbs in description.document["paths"].items():
            for verb, row in verbs.items():
                if verb != "parameters":
                    shared = verbs.get("parameters", [])
                    self.operations.append(self.operation(path, verb.upper(), row, shared))
        if self.unused:
            raise NoRule(f"fields of sandbox.toml: {', '.join(sorted(self.unused))}")

    def define(self, kind, name, value):
        """A name for a constant; the same value has one name."""
        known = self.names.get((kind, value))
        if known:
            return known
        taken = set(self.names.values())
        unique, count = name, 2
        while unique in taken:
            unique, count = f"{name}_{count}", count + 1
        self.names[(kind, value)] = unique
        suffix = "[]" if kind in ("Property", "Schema*", "std::string_view") else ""
        kind = "const Schema* const" if kind == "Schema*" else f"constexpr {kind}"
        self.definitions.append(f"{kind} {unique}{suffix} = {value};\n")
        return unique

    # Operations

    def operation(self, path, verb, row, shared):
        name = row["operationId"]
        parameters = shared + row.get("parameters", [])
        content = row.get("requestBody", {}).get("content", {})
        unknown = set(content) - set(MEDIA)
        if unknown:
            raise NoRule(f"{name}: a body of the type {', '.join(unknown)}")
        body, file = self.body(name, content)
        columns = [quoted(name), quoted(verb), quoted(path), self.credentials(row["security"]),
                   self.parameters(name, parameters, "path"), self.parameters(name, parameters, "query"),
                   " | ".join(MEDIA[media] for media in content) or "no_body", body, file]
        while columns[-1] in ("{}", "no_body"):
            columns.pop()
        return f"    {{{', '.join(columns)}}},\n"

    @staticmethod
    def credentials(security):
        kinds = sorted({CREDENTIALS[kind] for way in security for kind in way})
        return " | ".join(kinds + ["none"] * ({} in security))

    def parameters(self, operation, parameters, place):
        rows = []
        for parameter in parameters:
            if parameter["in"] == place:
                required = parameter.get("required", False) and place != "path"
                rows.append(self.property(f"{operation}_{parameter['name']}", parameter["name"],
                                          parameter["schema"], required))
        if not rows:
            return "{}"
        names = [parameter["name"] for parameter in parameters if parameter["in"] == place]
        name = f"parameters_{'_'.join(names)}" if len(names) < 4 else f"parameters_of_{operation}"
        return self.define("Property", snake(name), "{" + ", ".join(rows) + "}")

    def body(self, operation, content):
        """(the schema, the file that has a name) of a body. A form is the JSON with files besides."""
        if not content:
            return "{}", "{}"
        schema = (content.get("application/json") or next(iter(content.values())))["schema"]
        files = {}
        for part in self.parts(content.get("multipart/form-data", {}).get("schema", {})):
            for key, prop in part.get("properties", {}).items():
                if prop.get("contentEncoding") == "binary" and not key.startswith("files["):
                    files[key] = key in part.get("required", [])
        if len(files) > 1:
            raise NoRule(f"{operation}: several files that have names")
        file = ", ".join(f"{quoted(key)}, {str(required).lower()}" for key, required in files.items())
        text, nullable = self.value(f"{operation}_body", schema)
        return text + (".or_null()" if nullable else ""), f"{{{file}}}"

    def parts(self, schema):
        """The objects that a form says itself of what it is made."""
        if "$ref" in schema:
            return []
        return [part for arm in schema["allOf"] for part in self.parts(arm)] if "allOf" in schema else [schema]

    # Schemas

    def property(self, place, key, schema, required, owner=""):
        where = f"{owner}.{key}"
        if where in self.most:
            self.unused.discard(where)
            limit = "maxItems" if "items" in schema else "maxLength"
            schema = {**schema, limit: self.most[where]}
        if where in self.plain:
            self.unused.discard(where)
            schema = {"oneOf": [schema["properties"]["default"], schema]}
        text, nullable = self.value(place, schema)
        return f"{{{quoted(key)}, {text}{'.or_null()' if nullable else ''}{', required' if required else ''}}}"

    def value(self, place, schema):
        """(C++, whether it may be null) of a schema."""
        if "$ref" in schema:
            return self.reference(schema["$ref"].split("/")[-1])
        keys = set(schema) - SILENT
        if not keys:
            return "anything()", False
        if "enum" in keys or any("const" in arm for arm in schema.get("oneOf", [])):
            return self.choice(place, schema)
        for union in ("oneOf", "anyOf"):
            if union in keys:
                return self.union(place, schema[union])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        found = [kind for kind in kinds if kind != "null"]
        if len(found) > 1 or set(kinds) - KINDS:
            raise NoRule(f"{place}: a value of the types {kinds}")
        if not found:
            return "anything()", True
        return getattr(self, f"read_{found[0]}")(place, schema), "null" in kinds

    def reference(self, name):
        schema = self.schemas[name]
        if name == "SnowflakeType":
            return "snowflake()", False
        if schema.get("type") == "object" and "properties" in schema:
            if name not in self.objects:
                self.objects[name] = None
                self.objects[name] = self.read_object(snake(name), schema, name)
            if self.objects[name] is None:
                raise NoRule(f"{name} holds itself")
            return self.objects[name], False
        return self.value(snake(name), schema)

    def choice(self, place, schema):
        known = [arm["const"] for arm in schema.get("oneOf", [])]
        if schema.get("allOf"):
            place = schema["allOf"][0]["$ref"].split("/")[-1]
            known = [arm["const"] for arm in self.schemas[place]["oneOf"]]
        values = schema.get("enum") or known
        if isinstance(schema.get("type"), list):
            raise NoRule(f"{place}: a choice that may be null")
        if all(isinstance(value, int) for value in values):
            return f"choice<{', '.join(map(str, sorted(values)))}>()", False
        name = snake(place) if values == known else f"{snake(place)}_here"
        words = self.define("std::string_view", name, "{" + ", ".join(map(quoted, values)) + "}")
        return f"word({words})", False

    def union(self, place, arms):
        nullable = any(arm.get("type") == "null" for arm in arms)
        arms = [arm for arm in arms if arm.get("type") != "null"]
        read = [self.value(f"{place}_{index}", arm) for index, arm in enumerate(arms)]
        nullable = nullable or any(may_be_null for _, may_be_null in read)
        if len(arms) == 1:
            return read[0][0], nullable
        names = [self.define("Schema", self.arm_name(place, arm, text), text)
                 for arm, (text, _) in zip(arms, read)]
        listed = self.define("Schema*", f"arms_of_{snake(place)}",
                             "{" + ", ".join(f"&{name}" for name in names) + "}")
        return f"any_of({listed}, {quoted(self.discriminator(arms))})", nullable

    @staticmethod
    def arm_name(place, arm, text):
        named = arm["$ref"].split("/")[-1] if "$ref" in arm else f"{place}_{text.partition('(')[0]}"
        return f"one_{snake(named)}"

    def discriminator(self, arms):
        """The member whose value tells the arms of a union apart; empty where there is none."""
        objects = [self.schemas[arm["$ref"].split("/")[-1]] for arm in arms if "$ref" in arm]
        if len(objects) < len(arms):
            return ""
        for key in objects[0].get("properties", {}):
            sets = [self.constants(one.get("properties", {}).get(key, {})) for one in objects]
            if all(sets) and len(set().union(*sets)) == sum(map(len, sets)):
                return key
        return ""

    def constants(self, schema):
        arms = [arm for arm in schema.get("oneOf", []) if arm.get("type") != "null"]
        return set((arms[0] if arms else schema).get("enum", []))

    def demand(self, place, schema, *known):
        """Stops on a key that the caller does not read."""
        unknown = set(schema) - SILENT - {"type"} - set(known)
        if unknown:
            raise NoRule(f"{place}: {', '.join(sorted(unknown))}")

    def read_boolean(self, place, schema):
        self.demand(place, schema)
        return "boolean()"

    def read_integer(self, place, schema):
        self.demand(place, schema, "minimum", "maximum", "format")
        least, most = INT32 if schema.get("format") == "int32" else (None, None)
        return self.ranged("integer", schema.get("minimum", least), schema.get("maximum", most))

    def read_number(self, place, schema):
        self.demand(place, schema, "minimum", "maximum", "format")
        return self.ranged("number", schema.get("minimum"), schema.get("maximum"))

    @staticmethod
    def ranged(kind, least, most):
        if least is None and most is None:
            return f"{kind}()"
        # The ends of int64 are no limits.
        texts = ["lowest" if end is None or end == -2**63 else "highest" if end == 2**63 - 1 else str(end)
                 for end in (least, most)]
        return f"{kind}({texts[0]}, {'highest' if most is None else texts[1]})"

    def read_string(self, place, schema):
        self.demand(place, schema, "minLength", "maxLength", "pattern", "format", "contentEncoding")
        least, most = schema.get("minLength", 0), schema.get("maxLength")
        kind = {"date-time": "timestamp", "uri": "url", "nonce": "text", None: "text"}.get(schema.get("format"))
        if kind is None or (kind != "text" and least):
            raise NoRule(f"{place}: a text of the format {schema.get('format')}")
        if kind == "timestamp":
            return "timestamp()"
        if "pattern" in schema:
            if most is None:
                raise NoRule(f"{place}: a pattern for a text of any length")
            return f"matching({least}, {most}, {quoted(schema['pattern'])})"
        if kind == "url":
            return "url()" if most is None else f"url({most})"
        return "text()" if not least and most is None else f"text({least}, {'highest' if most is None else most})"

    def counted(self, function, element, schema, names):
        least, most = (schema.get(name) for name in names)
        limits = "" if least is None and most is None else f", {least or 0}"
        return f"{function}({element}{limits}{'' if most is None else f', {most}'})"

    def read_array(self, place, schema):
        self.demand(place, schema, "items", "minItems", "maxItems", "uniqueItems")
        element = self.element(place, schema["items"])
        function = "set" if schema.get("uniqueItems") else "list"
        return self.counted(function, element, schema, ("minItems", "maxItems"))

    def read_object(self, place, schema, owner=""):
        if "additionalProperties" in schema:
            self.demand(place, schema, "additionalProperties", "minProperties", "maxProperties")
            element = self.element(place, schema["additionalProperties"])
            return self.counted("map", element, schema, ("minProperties", "maxProperties"))
        self.demand(place, schema, "properties", "required")
        required = schema.get("required", [])
        rows = [self.property(f"{place}_{key}", key, prop, key in required, owner)
                for key, prop in schema.get("properties", {}).items()
                if prop.get("contentEncoding") != "binary"]
        if not rows:
            return "object({})"
        return f"object({self.define('Property', snake(place), '{' + ', '.join(rows) + '}')})"

    def element(self, place, schema):
        text, nullable = self.value(place, schema)
        text += ".or_null()" if nullable else ""
        # A union is long, and the place names it; everything else names itself.
        name = place if text.startswith("any_of") else re.sub("^(object|word)", "", text)
        return self.define("Schema", snake(f"each {name}"), text)


def emit(description):
    rules = Rules(description)
    return (f'{banner(description)}#include "sandbox/schema.hpp"\n\n'
            "namespace pincer::sandbox {\nnamespace {\n\n"
            "using namespace schema;  // NOLINT(google-build-using-namespace): the tables name all of it.\n\n"
            f"{''.join(rules.definitions)}\n"
            "// clang-format off\n"
            f"constexpr Operation table[] = {{\n{''.join(rules.operations)}}};\n"
            "// clang-format on\n\n"
            "}  // namespace\n\nstd::span<const Operation> described_operations() { return table; }\n\n"
            "}  // namespace pincer::sandbox\n")
