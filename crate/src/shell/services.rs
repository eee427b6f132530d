//! Whom the user lets be asked.

use super::{browser, storage};
use crate::json::Json;
use crate::route::services::Services;

/// Whom the user lets be asked, as far as this browser can.
pub async fn load() -> Services {
    let mut services = set().await;
    if !browser::has_proxies() {
        services.proxies.clear();
    }
    services
}

/// What the user has set, whether this browser can do it now or not.
pub async fn set() -> Services {
    let settings = storage::load_services().await;
    settings.and_then(|json| Json::parse(&json)).map(|settings| Services::read(&settings)).unwrap_or_default()
}
