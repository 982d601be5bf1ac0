"""Reads Discord's OpenAPI description and the project's tables into objects with C++ types.

Stops with an error on anything that no rule covers: a new field of a new kind must be decided by a
person, in tools/tables.
"""

import json
import pathlib
import re
import tomllib

TABLES = pathlib.Path(__file__).resolve().parent.parent / "tables"

# C++ keywords that Discord uses as names.
KEYWORDS = set("""auto bool break case catch char class const continue default delete do double else enum
explicit export extern false float for friend goto if inline int long mutable namespace new operator
private protected public register return short signed sizeof static struct switch template this throw
true try typedef typename union unsigned using virtual void volatile while""".split())


class NoRule(Exception):
    """Something in the description that the tables do not decide."""


def table(name):
    with open(TABLES / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def identifier(name):
    """A name of Discord as a C++ name."""
    name = re.sub(r"[^a-z0-9_]", "_", name.lower())
    if name[0].isdigit():
        name = "_" + name
    return name + "_" if name in KEYWORDS else name


class Field:
    """One member of an object."""

    def __init__(self, key, cpp_type, note="", reader="read"):
        self.key = key  # in JSON
        self.name = identifier(key)
        self.type = cpp_type
        self.note = note
        self.reader = reader

    @staticmethod
    def parse(text):
        """From "std::vector<User> users"."""
        cpp_type, key = text.rsplit(" ", 1)
        return Field(key, cpp_type)

    @staticmethod
    def parse_all(row):
        """The `fields` of a table's row, with its `keys`, `readers` and `notes`."""
        fields = [Field.parse(text) for text in row.get("fields", [])]
        for field in fields:
            field.note = row.get("notes", {}).get(field.name, "")
            field.reader = row.get("readers", {}).get(field.name, "read")
            field.key = row.get("keys", {}).get(field.name, field.key)
        return fields


class Object:
    def __init__(self, name, header, page, fields, require=(), methods="", note=""):
        self.constant = None  # (key, C++ value) of a field that is the same in each, and no member
        self.name = name
        self.header = header
        self.page = page
        self.fields = fields
        self.require = list(require)
        self.methods = methods
        self.note = note


class Union:
    """One of several objects, told apart by a field."""

    def __init__(self, name, header, row):
        self.name = name
        self.header = header
        self.page = row["page"]
        self.note = row["note"]
        self.key = row["key"]
        self.enum = row["enum"]
        self.unknown = row["unknown"]
        self.arms = row["arms"]  # enumerator -> object
        self.includes = (self.enum, "RawJson", "Boxed", "std::variant")

    @property
    def kinds(self):
        """The objects, each once."""
        return list(dict.fromkeys(self.arms.values()))

    def values_of(self, kind):
        return [f"{self.enum}::{value}" for value, arm in self.arms.items() if arm == kind]


class Enum:
    def __init__(self, name, header, page, values):
        self.name = name
        self.header = header
        self.page = page
        self.values = values  # [(enumerator, number)]


class Description:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.document = json.load(file)
        self.schemas = self.document["components"]["schemas"]
        self.version = self.document["info"]["version"]
        self.objects_table = table("objects")
        self.enums_table = table("enums")
        self.fields_table = table("fields")
        self.flags_table = table("flags")
        self.handwritten = self.objects_table.pop("handwritten")
        self.handwritten_headers = self.objects_table.pop("handwritten_headers")
        self.unions = [Union(name, header, row) for header, line in self.objects_table.items()
                       for name, row in line.get("union", {}).items()]
        union_of = {arm: union.name for union in self.unions for arm in union.kinds}
        self.names = {}  # schema -> C++ type
        for name, schemas in self.handwritten.items():
            self.names.update({schema: name for schema in schemas})
        for header in self.objects_table.values():
            for name, whole, partial in map(self.split_line, header["objects"]):
                schemas = whole + partial
                self.names.update({schema: union_of.get(name, name) for schema in schemas})
        self.flag_fields = {
            field: name + "s" for name, row in self.flags_table.items() for field in row["fields"]
            if name != "plain"
        }
        self.enums = {}  # name -> Enum, without those of handwritten headers
        self.objects = []
        self.missing = []  # what has no rule, all of it at once
        self.read_objects()
        for union in self.unions:
            self.fix_constants(union)
        self.add_own_enums()
        for obj in self.objects:
            self.box(obj.name, obj.fields)
        if self.missing:
            raise NoRule("\n".join(self.missing))

    def box(self, owner, fields):
        """An object that may be absent costs a pointer while it is, unless the table keeps it in place."""
        objects = {obj.name for obj in self.objects} | set(self.fields_table["boxed"]["handwritten"])
        for field in fields:
            inner = re.fullmatch(r"std::optional<(\w+)>", field.type)
            if inner and inner[1] in objects and f"{owner}.{field.key}" not in self.fields_table["boxed"]["except"]:
                field.type = f"Boxed<{inner[1]}>"

    @staticmethod
    def split_line(line):
        """ "Name = A B | C" -> ("Name", ["A", "B"], ["C"]); "Name" -> ("Name", ["NameResponse"], [])."""
        name, _, schemas = line.partition(" = ")
        whole, _, partial = schemas.partition("|")
        return name, whole.split() or [name + "Response"], partial.split()

    def read_objects(self):
        for header, row in self.objects_table.items():
            for name, whole, partial in map(self.split_line, row["objects"]):
                self.objects.append(self.read_object(name, whole, partial, header, row))
            for name, own in row.get("own", {}).items():
                self.objects.append(
                    Object(name, header, own["page"], Field.parse_all(own), own.get("require", ()),
                           note=own.get("note", "")))

    def fix_constants(self, union):
        """An arm with one value of the field that tells arms apart needs no member for it."""
        for obj in self.objects:
            values = union.values_of(obj.name)
            if len(values) == 1:
                obj.fields = [field for field in obj.fields if field.key != union.key]
                obj.constant = (union.key, values[0])

    def read_object(self, name, whole, partial, header, row):
        """Merges the fields of several schemas; one that a whole schema lacks is optional."""
        found = {}  # key -> [(property or None, required)]
        for schema in whole + partial:
            if schema not in self.schemas:
                raise NoRule(f"{name}: the description has no schema {schema}")
            for key in self.schemas[schema].get("properties", {}):
                found.setdefault(key, [])
        for key, places in found.items():
            for schema in whole + partial:
                prop = self.schemas[schema].get("properties", {}).get(key)
                required = schema in partial or key in self.schemas[schema].get("required", [])
                if prop is not None or schema in whole:
                    places.append((prop, required))
        fields = []
        for key, places in found.items():
            try:
                fields.append(self.read_field(name, header, key, places))
            except NoRule as error:
                self.missing.append(str(error))
        fields.sort(key=lambda field: field.key != "id")  # first what names the object
        known = {field.key for field in fields}
        for text in self.fields_table["extra"].get(name, []):
            extra = Field.parse(text)
            extra.note = self.note(name, extra.key)
            if extra.key not in known:
                fields.append(extra)
        require = list(self.fields_table["require"].get(name, []))
        if name not in self.fields_table["not_required"]["objects"] and any(
                field.key == "id" and field.type.endswith("Id") for field in fields):
            if all("id" in self.schemas[schema].get("required", []) for schema in whole):
                require.insert(0, "id")
        return Object(name, header, row["page"], fields, require, row.get("methods", {}).get(name, ""))

    def note(self, owner, key):
        return self.fields_table["notes"].get(f"{owner}.{key}", "")

    def read_field(self, owner, header, key, places):
        rule = self.fields_table["types"].get(f"{owner}.{key}")
        if rule:
            return Field(key, rule["type"], self.note(owner, key), rule.get("read", "read"))
        optional = any(prop is None or not required for prop, required in places)
        types = set()
        for prop, _ in places:
            if prop is not None:
                cpp_type, nullable = self.resolve(prop, owner, header, key)
                types.add(cpp_type)
                optional = optional or nullable
        if "presence" in types:
            return Field(key, "bool", self.note(owner, key), "read_presence")
        if len(types) > 1:
            raise NoRule(f"{owner}.{key} has several types: {sorted(types)}")
        cpp_type = types.pop()
        # What has an empty value of its own needs no optional: none, false, no elements, no bits.
        bare = cpp_type in ("bool", "RawJson", "ImageHash") or cpp_type in self.flag_fields.values() \
            or cpp_type.endswith("Id") or cpp_type.startswith(("std::vector<", "std::map<"))
        if optional and not bare:
            cpp_type = f"std::optional<{cpp_type}>"
        return Field(key, cpp_type, self.note(owner, key))

    def resolve(self, schema, owner, header, key):
        """(C++ type, nullable) of a property."""
        cpp_type, nullable = self.resolve_kind(schema, owner, header, key)
        return self.meaning(cpp_type, f"{owner}.{key}", key), nullable

    def meaning(self, cpp_type, where, key):
        """The type of a plain number or text that the tables know for a colour, an image or a duration."""
        if cpp_type.startswith("std::int") and key in self.fields_table["colors"]["fields"]:
            return "Color"
        if cpp_type == "std::string" and key in self.fields_table["images"]["fields"] and \
                where not in self.fields_table["images"]["except"]:
            return "ImageHash"
        if cpp_type == "double" or cpp_type.startswith("std::int"):
            durations = self.fields_table["durations"]
            return durations.get(where) or durations.get(key, cpp_type)
        return cpp_type

    def resolve_kind(self, schema, owner, header, key):
        if "$ref" in schema:
            return self.resolve_reference(schema["$ref"].split("/")[-1], owner, header, key), False
        for union in ("oneOf", "anyOf", "allOf"):
            if union in schema:
                return self.resolve_union(schema[union], owner, header, key)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        nullable = "null" in kinds
        kinds = [kind for kind in kinds if kind != "null"]
        if not kinds:
            return "presence", False
        return self.resolve_plain(kinds[0], schema, owner, header, key), nullable

    def resolve_union(self, arms, owner, header, key):
        types = set()
        nullable = False
        for arm in arms:
            if arm.get("type") == "null":
                nullable = True
                continue
            cpp_type, arm_nullable = self.resolve(arm, owner, header, key)
            types.add(cpp_type)
            nullable = nullable or arm_nullable
        if len(types) != 1:
            raise NoRule(f"{owner}.{key} may be any of {sorted(types)}")
        return types.pop(), nullable

    def resolve_plain(self, kind, schema, owner, header, key):
        where = f"{owner}.{key}"
        permissions = self.fields_table["permissions"]
        if kind == "string" and key in permissions["fields"] and where not in permissions["except"]:
            return "Permissions"
        if kind == "string" and schema.get("contentEncoding") == "base64":
            return "DataUri"
        if kind == "string":
            return "Timestamp" if schema.get("format") == "date-time" else "std::string"
        if kind == "boolean":
            return "bool"
        if kind == "number":
            return "double"
        if kind == "integer":
            return self.resolve_integer(schema, where, key)
        if kind == "array":
            return f"std::vector<{self.resolve(schema['items'], owner, header, key)[0]}>"
        if kind == "object":
            values = schema.get("additionalProperties")
            if isinstance(values, dict) and values:
                return f"std::map<std::string, {self.resolve(values, owner, header, key)[0]}>"
            return "RawJson"
        raise NoRule(f"{where} is a {kind}")

    def resolve_integer(self, schema, where, key):
        if where in self.flag_fields:
            return self.flag_fields[where]
        if key == "flags" and where not in self.flags_table["plain"]["fields"]:
            raise NoRule(f"{where}: name its bits in flags.toml, or list it under [plain]")
        return "std::int32_t" if schema.get("format") == "int32" else "std::int64_t"

    def resolve_reference(self, name, owner, header, key):
        schema = self.schemas[name]
        if name == "SnowflakeType":
            return self.id_type(owner, key)
        if name in ("Int53Type", "UInt32Type"):
            return self.resolve_integer({}, f"{owner}.{key}", key)
        if "oneOf" in schema and schema.get("type") in ("integer", "string"):
            return self.enum_type(name, schema, header)
        if name in self.names:
            return self.names[name]
        raise NoRule(f"{owner}.{key}: no name for the schema {name}")

    def id_type(self, owner, key):
        ids = self.fields_table["ids"]
        cpp_type = ids.get(f"{owner}.{key}") or ids.get(key)
        if key == "id":
            cpp_type = self.fields_table["own_ids"].get(owner)
        if not cpp_type:
            raise NoRule(f"{owner}.{key}: what does this snowflake name?")
        return cpp_type

    def enum_type(self, schema_name, schema, header):
        """Enumerations of text stay text: their values are readable, and new ones need no name."""
        if schema["type"] == "string":
            return "std::string"
        name = self.enums_table["names"].get(schema_name, schema_name)
        if name.startswith("std::") or name in self.enums_table["handwritten"]["names"]:
            return name
        values = self.enums_table["values"].get(name) or {
            value["title"]: value["const"] for value in schema["oneOf"]
        }
        if name not in self.enums:
            header = self.enums_table["headers"].get(name, header)
            if header not in self.objects_table:
                raise NoRule(f"{name}: which header declares it? ([headers] of enums.toml)")
            page = self.objects_table[header]["page"]
            self.enums[name] = Enum(name, header, page, list(values.items()))
        return name

    def add_own_enums(self):
        for header, enums in self.enums_table["own"].items():
            for name, row in enums.items():
                self.enums[name] = Enum(name, header, row["page"], list(row["values"].items()))

    def response_types(self):
        """The C++ types that operations answer with."""
        types = set()
        for path in self.document["paths"].values():
            for verb, operation in path.items():
                if verb == "parameters":
                    continue
                for code, response in operation["responses"].items():
                    content = response.get("content", {}).get("application/json")
                    if code.startswith("2") and content:
                        where = operation["operationId"]
                        types.add(self.resolve(content["schema"], where, "message", "answer")[0])
        return types
