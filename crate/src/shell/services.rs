//! Whom the user lets be asked.

use super::{browser, storage};
use crate::json::Json;
use crate::route::services::Services;

/// Whom the user lets be asked.
pub fn load() -> impl Future<Output = Services> {
    let settings = storage::load_services();
    async move {
        let settings = settings.await.and_then(|json| Json::parse(&json));
        let mut services = settings.map(|settings| Services::read(&settings)).unwrap_or_default();
        if !browser::has_proxies() {
            services.proxies.clear();
        }
        services
    }
}
