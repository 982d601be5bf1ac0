"""Writes unions: a class over a std::variant of the objects, with an arm for what is unknown.

The variant is on the heap and named only: users who do not ask for it do not pay for compiling it.
"""

DOCS = "https://discord.com/developers/docs/"


def variant(union):
    return f"std::variant<{', '.join([union.unknown, *union.kinds])}>"


def emit_class(union):
    name, unknown, enum, key = union.name, union.unknown, union.enum, union.key
    forward = "".join(f"struct {kind};\n" for kind in union.kinds)
    constructors = "".join(f"{name}({kind} value);\n" for kind in [unknown, *union.kinds])
    return (f"""{forward}
/// What this version of the library does not know, as it came; it is written back unchanged.
struct {unknown} {{
{enum} {key}{{}};
RawJson json;

bool operator==(const {unknown}& other) const;
}};

/// {union.note}
/// {DOCS}{union.page}
class {name} {{
public:
using Variant = {variant(union)};

/// An `{unknown}` without JSON.
{name}();
{name}(const {name}& other);
{name}({name}&& other) noexcept;
{name}& operator=(const {name}& other);
{name}& operator=({name}&& other) noexcept;
~{name}();

// Implicit: each of them is one.
{constructors}
[[nodiscard]] {enum} {key}() const noexcept;
[[nodiscard]] const Variant& variant() const noexcept;
/// Null when it is of another kind. Valid as long as this object.
template <class Kind>
[[nodiscard]] const Kind* get_if() const noexcept {{
return find<Kind>(variant());
}}

bool operator==(const {name}& other) const;

private:
/// A template, so that the variant is compiled only where it is asked.
template <class Kind, class Kinds>
static const Kind* find(const Kinds& variant) noexcept {{
return std::get_if<Kind>(&variant);
}}

/// None stands for an `{unknown}` without JSON.
Boxed<Variant> variant_;
}};
""")


def emit_reader(union):
    """The special members, and `read`: the key that tells the arms apart is read ahead of the rest."""
    name, unknown, enum, key = union.name, union.unknown, union.enum, union.key
    members = (f"{name}::{name}() = default;\n{name}::{name}(const {name}& other) = default;\n"
               f"{name}::{name}({name}&& other) noexcept = default;\n"
               f"{name}& {name}::operator=(const {name}& other) = default;\n"
               f"{name}& {name}::operator=({name}&& other) noexcept = default;\n{name}::~{name}() = default;\n")
    members += "".join(f"{name}::{name}({kind} value) : variant_(Variant(std::move(value))) {{}}\n"
                       for kind in [unknown, *union.kinds])
    cases = ""
    for kind in union.kinds:
        labels = "".join(f"case {value}:\n" for value in union.values_of(kind))
        cases += f"{labels}return read_into<{kind}>(value, out);\n"
    kinds = f"{enum} operator()(const {unknown}& kind) const {{ return kind.{key}; }}\n"
    for kind in union.kinds:
        values = union.values_of(kind)
        if len(values) == 1:
            kinds += f"{enum} operator()(const {kind}&) const {{ return {values[0]}; }}\n"
        else:
            kinds += f"{enum} operator()(const {kind}& kind) const {{ return kind.{key}; }}\n"
    return f"""{members}
const {name}::Variant& {name}::variant() const noexcept {{
static const Variant none;
return variant_ ? *variant_ : none;
}}

namespace {{

struct KindOf {{
{kinds}}};

template <class Kind>
bool read_into(json::Value& value, {name}& out) {{
Kind kind;
const bool ok = read(value, kind);
out = std::move(kind);
return ok;
}}

}}  // namespace

{enum} {name}::{key}() const noexcept {{ return std::visit(KindOf(), variant()); }}

bool read(json::Value& value, {name}& out) {{
{unknown} unknown;
bool is_empty = false;
if (!json::read_ahead(value, "{key}", unknown.{key}, is_empty)) return false;
if (is_empty) return true;
switch (unknown.{key}) {{
{cases}default: break;
}}
if (!read(value, unknown.json)) return false;
out = std::move(unknown);
return true;
}}

"""


def emit_writer(union):
    name, unknown, key = union.name, union.unknown, union.key
    return f"""bool {unknown}::operator==(const {unknown}& other) const {{
return {key} == other.{key} && json == other.json;
}}

bool {name}::operator==(const {name}& other) const {{
return variant() == other.variant();
}}

void write(json::Writer& writer, const {unknown}& unknown) {{
writer.raw(unknown.json.empty() ? "{{}}" : unknown.json.text);
}}

void write(json::Writer& writer, const {name}& value) {{
std::visit([&writer](const auto& kind) {{ write(writer, kind); }}, value.variant());
}}

"""
