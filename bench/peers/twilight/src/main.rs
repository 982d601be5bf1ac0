//! twilight on the firehose that bench/peers/run started. Every event is decoded to its type, on
//! one thread, as twilight's own example does; there is no cache unless one is asked for.

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;
use std::time::Instant;

use tokio::task::LocalSet;
use tokio_stream::StreamExt;
use twilight_gateway::{
    parse, ConfigBuilder, Event, EventTypeFlags, Intents, Message, Shard, ShardId,
};
use twilight_http::Client;
use twilight_http_ratelimiting::RateLimiter;

/// As in Cargo.toml.
const TWILIGHT_VERSION: &str = "0.18.0";

// The first requests open the connections, and warm up.
const REQUESTS_IN_FLIGHT: usize = 16;
const REQUESTS_UNMEASURED: usize = 200;
const REQUESTS_MEASURED: usize = 5000;

/// User and system time of the whole process.
fn cpu_seconds() -> f64 {
    // SAFETY: `rusage` is plain numbers, and getrusage fills the one that it is given.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 * 1e-6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// The most memory that the process ever had, in KB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[derive(Default)]
struct Counted {
    events: u64,
    misplaced: u64,
    messages: u64,
}

/// Reads to the end of the firehose. Returns what was counted, and CPU and seconds since READY.
async fn read_events(shard: &mut Shard) -> Result<(Counted, f64, f64), Box<dyn Error>> {
    let mut counted = Counted::default();
    let mut last = 0;
    let (mut cpu, mut began) = (0.0, Instant::now());
    while let Some(message) = shard.next().await {
        let Message::Text(text) = message? else {
            return Err("the firehose closed the connection".into());
        };
        // twilight drops an event that it does not know, but counts it.
        let is_end = text.len() < 200 && text.contains("FIREHOSE_END");
        let event = parse(text, EventTypeFlags::all())?.map(Event::from);
        match event {
            Some(Event::GatewayHello(_) | Event::GatewayHeartbeatAck) => continue,
            Some(Event::Ready(_)) => {
                (cpu, began) = (cpu_seconds(), Instant::now());
                last = shard.session().map_or(0, |session| session.sequence());
                continue;
            }
            _ if is_end => {
                return Ok((counted, cpu_seconds() - cpu, began.elapsed().as_secs_f64()));
            }
            Some(Event::MessageCreate(_)) => counted.messages += 1,
            _ => {}
        }
        counted.events += 1;
        let sequence = shard.session().map_or(0, |session| session.sequence());
        counted.misplaced += u64::from(sequence != last + 1);
        last = sequence;
    }
    Err("the shard ended".into())
}

/// What a request costs, in seconds of CPU.
async fn send_requests(client: Client) -> f64 {
    let client = Rc::new(client);
    let started = Rc::new(Cell::new(0));
    let answered = Rc::new(Cell::new(0));
    let before = Rc::new(Cell::new(0.0));
    let tasks = LocalSet::new();
    for _ in 0..REQUESTS_IN_FLIGHT {
        let (client, started) = (Rc::clone(&client), Rc::clone(&started));
        let (answered, before) = (Rc::clone(&answered), Rc::clone(&before));
        tasks.spawn_local(async move {
            while started.get() < REQUESTS_UNMEASURED + REQUESTS_MEASURED {
                started.set(started.get() + 1);
                let response = client.current_user().await.expect("a request failed");
                response.model().await.expect("an answer could not be read");
                answered.set(answered.get() + 1);
                if answered.get() == REQUESTS_UNMEASURED {
                    before.set(cpu_seconds());
                }
            }
        });
    }
    tasks.await;
    assert_eq!(answered.get(), REQUESTS_UNMEASURED + REQUESTS_MEASURED, "a request failed");
    (cpu_seconds() - before.get()) / REQUESTS_MEASURED as f64
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    rustls::crypto::ring::default_provider().install_default().expect("rustls has a provider");
    let url = std::env::var("FIREHOSE")?;
    let host = url.trim_start_matches("https://").to_owned();
    let config = ConfigBuilder::new("firehose-token".to_owned(), Intents::all())
        .proxy_url(format!("wss://{host}"))
        .build();
    let mut shard = Shard::with_config(ShardId::ONE, config);
    let (counted, cpu, seconds) = read_events(&mut shard).await?;
    let memory = peak_memory();
    let client = Client::builder()
        .token("firehose-token".to_owned())
        .ratelimiter(Some(RateLimiter::new(u16::MAX)))
        .proxy(host, false)
        .build();
    let request_cpu = send_requests(client).await;
    println!(
        "{{\"library\":\"twilight {}\",\"compression\":\"zstd-stream\",\"events\":{},\
         \"misplaced\":{},\"messages\":{},\"seconds\":{seconds},\"cpu\":{cpu},\
         \"memory\":{memory},\"request_cpu\":{request_cpu}}}",
        TWILIGHT_VERSION, counted.events, counted.misplaced, counted.messages,
    );
    Ok(())
}
