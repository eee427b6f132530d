//! Other ways to the content, each checked before it is offered, and who else can reach the page.
//!
//! Nothing here runs by itself: a run begins with the user's click and asks only whom the buttons name.

/// A service's answer as it would come, for tests.
#[cfg(test)]
macro_rules! json {
    ($($value:tt)*) => {
        crate::json::Json::parse(&serde_json::json!($($value)*).to_string()).unwrap()
    };
}

pub mod address;
pub mod archive;
pub mod candidates;
pub mod check;
pub mod just_me;
pub mod kind;
pub mod proxy;
pub mod question;
pub mod reply;
pub mod run;
pub mod services;
pub mod status_page;
pub mod verdict;
