// All of the library. Layer: bot. Include less where compile time matters.
#pragma once

#include "pincer/bot.hpp"
#include "pincer/error.hpp"
#include "pincer/events.hpp"
#include "pincer/gateway.hpp"
#include "pincer/gateway_info.hpp"
#include "pincer/http_client.hpp"
#include "pincer/identify_queue.hpp"
#include "pincer/intents.hpp"
#include "pincer/log.hpp"
#include "pincer/rate_limiter.hpp"
#include "pincer/rest.hpp"
#include "pincer/snowflake.hpp"
#include "pincer/token.hpp"
#include "pincer/version.hpp"
