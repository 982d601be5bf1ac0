// Ways to break a body that fits its schema, each with the place where it is broken.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "sandbox/schema.hpp"

namespace pincer::test {

struct BrokenBody {
  std::string what;     ///< "null", "too long", ...
  std::string pointer;  ///< The JSON pointer of the place: "/embeds/0/title".
  boost::json::value body;
};

/// Removes what is required, and puts null, other types, too much and unknown words in the place of
/// each member that the schema names, whether the body has it or not, down to the last member.
std::vector<BrokenBody> broken_bodies(const sandbox::Schema& schema,
                                      const boost::json::value& body);

}  // namespace pincer::test
