// Walking trees of message and modal components. Thread-safe: pure functions.
// https://discord.com/developers/docs/components/reference
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string_view>

namespace pincer::sandbox {

/// Gives each component that has none an `id`, as Discord does.
void number_components(boost::json::array& components);

/// Calls `visit` for every component, parents first.
void visit_components(const boost::json::array& components,
                      const std::function<void(const boost::json::object&)>& visit);

}  // namespace pincer::sandbox
