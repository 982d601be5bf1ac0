// Walking trees of message and modal components. Thread-safe: pure functions.
// https://discord.com/developers/docs/components/reference
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <string_view>

namespace pincer::sandbox {

/// Adds what Discord adds to a request's components: an `id` where there is none, and defaults.
void complete_components(boost::json::array& components);

/// Calls `visit` for every component, parents first.
void visit_components(const boost::json::array& components,
                      const std::function<void(const boost::json::object&)>& visit);

}  // namespace pincer::sandbox
