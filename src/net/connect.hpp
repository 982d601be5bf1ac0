// Opening TCP connections by name: all addresses of a host, IPv6 and IPv4. Layer: net (private).
// Thread safety: one strand, the caller's executor.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "pincer/awaitable.hpp"

namespace pincer::net {

/// How long one address has to answer before the next is tried beside it (RFC 8305, section 5).
inline constexpr Duration connection_attempt_delay = std::chrono::milliseconds(250);

/// Looks `host` up and connects to the first of its addresses that answers, as "Happy Eyeballs"
/// (RFC 8305): the families alternate, and a family that is broken, or swallows packets, costs
/// `connection_attempt_delay` instead of the whole time limit.
/// Errors: network, timeout. Cancellation: terminal; a look-up under way goes on in its thread, and
/// nobody waits for it.
awaitable<Result<boost::asio::ip::tcp::socket>> connect(std::string host, std::uint16_t port,
                                                        TimePoint deadline);

/// The second half: connects to the first of `endpoints` that answers. `peer` is for messages.
awaitable<Result<boost::asio::ip::tcp::socket>> connect_to_first(
    std::vector<boost::asio::ip::tcp::endpoint> endpoints, std::string peer, TimePoint deadline);

/// The order of RFC 8305, section 4: that of the look-up, with the families alternating.
std::vector<boost::asio::ip::tcp::endpoint> alternate_families(
    const std::vector<boost::asio::ip::tcp::endpoint>& endpoints);

}  // namespace pincer::net
