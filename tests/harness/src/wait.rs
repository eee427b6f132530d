//! Waiting for a condition, with a deadline instead of a guess at how long it takes.

use anyhow::{Result, bail};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Between two looks: short beside anything a browser does, long beside one question to it.
const POLL: Duration = Duration::from_millis(20);

/// Looks again and again until `look` finds something, and hands it back.
///
/// # Errors
/// When `look` fails (which ends the wait at once), or when nothing is found within `limit`; the message says `what` was
/// waited for.
pub fn wait_for<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() >= deadline {
            bail!("waited {:.1} s in vain for {what}", limit.as_secs_f64());
        }
        sleep(POLL);
    }
}

/// Looks again and again until `look` says that it is so.
///
/// # Errors
/// As [`wait_for`].
pub fn wait_until(what: &str, limit: Duration, mut look: impl FnMut() -> Result<bool>) -> Result<()> {
    wait_for(what, limit, || Ok(look()?.then_some(())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_comes_is_named() {
        let wait = wait_until("the impossible", Duration::ZERO, || Ok(false));
        assert_eq!(wait.unwrap_err().to_string(), "waited 0.0 s in vain for the impossible");
    }

    #[test]
    fn what_comes_later_is_found() {
        let mut looks = 0;
        let found = wait_for("the third look", Duration::from_secs(5), || {
            looks += 1;
            Ok((looks == 3).then_some("here"))
        });
        assert_eq!(found.unwrap(), "here");
    }
}
