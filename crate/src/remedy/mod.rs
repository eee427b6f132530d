//! What can be done about a failure: found out by experiment, shown before it is done, taken back where that is possible.

mod address;
pub mod advice;
pub mod clock;
pub mod cookies;
pub mod experiment;
pub mod inquiry;
pub mod occasion;
pub mod step;
