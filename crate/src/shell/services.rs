//! Whom the user lets be asked.

use super::{browser, storage};
use crate::json::Json;
use crate::route::services::Services;

/// Whom the user lets be asked.
pub async fn load() -> Services {
    let settings = storage::load_services().await;
    let mut services: Services = settings
        .and_then(|json| Json::parse(&json))
        .map(|settings| Services::read(&settings))
        .unwrap_or_default();
    if !browser::has_proxies() {
        services.proxies.clear();
    }
    services
}
