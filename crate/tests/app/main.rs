//! The core from outside: events in, effects out, with a worker that dies after every event.

mod attention;
mod finding_out;
mod just_me;
mod patience;
mod proxies;
mod remedies;
mod report;
mod returning;
mod routes;
mod saved;
mod signals;
mod stopping;
mod waiting;
mod world;
