//! Whom the user lets be asked.

use super::storage;
use crate::json::Json;
use crate::route::services::Services;

/// Whom the user lets be asked.
pub async fn load() -> Services {
    let settings = storage::load_services().await;
    settings.and_then(|json| Json::parse(&json)).map(|settings| Services::read(&settings)).unwrap_or_default()
}
