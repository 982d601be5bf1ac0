#include "pincer/shard_set.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "pincer/error.hpp"
#include "pincer/shard_id.hpp"

namespace pincer {
namespace {

Exception invalid(std::string message) {
  return Exception(Error(ErrorKind::invalid_argument, std::move(message)));
}

std::vector<int> from_to(int first, int last) {
  std::vector<int> ids(static_cast<std::size_t>(last - first) + 1);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

}  // namespace

ShardSet ShardSet::range(int first, int last, int shard_count) {
  if (last < first) {
    throw invalid("there are no shards from " + std::to_string(first) + " to " +
                  std::to_string(last));
  }
  return {from_to(first, last), shard_count};
}

ShardSet ShardSet::resolved(int recommended) const {
  ShardSet set = *this;
  if (set.count == 0 && set.ids.empty()) set.count = recommended;
  if (set.count < 1) {
    throw invalid("a set of shards needs the number of shards in all, 1 or more; it is " +
                  std::to_string(set.count));
  }
  if (set.ids.empty()) set.ids = from_to(0, set.count - 1);
  std::sort(set.ids.begin(), set.ids.end());
  if (const auto twice = std::adjacent_find(set.ids.begin(), set.ids.end());
      twice != set.ids.end()) {
    throw invalid("shard " + std::to_string(*twice) + " is in the set twice");
  }
  for (const int id : set.ids) {
    if (!ShardId(id, set.count).valid()) {
      throw invalid("there is no shard " + std::to_string(id) + " of " + std::to_string(set.count) +
                    "; they are numbered from 0");
    }
  }
  return set;
}

}  // namespace pincer
