//! Whom the user lets be asked.

use super::{browser, storage};
use crate::json::Json;
use crate::route::services::Services;

/// What the user has set, also what this browser cannot use now; for whoever saves it again.
pub fn set() -> impl Future<Output = Services> {
    let settings = storage::load_services();
    async move {
        let settings = settings.await.and_then(|json| Json::parse(&json));
        settings.map(|settings| Services::read(&settings)).unwrap_or_default()
    }
}

/// Whom the user lets be asked, as far as this browser can.
pub fn load() -> impl Future<Output = Services> {
    let settings = set();
    async move {
        let mut services = settings.await;
        if !browser::has_proxies() {
            services.proxies.clear();
        }
        services
    }
}
