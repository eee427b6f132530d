//! The preferences that a test profile is started with: quiet, and otherwise what a user has.

use crate::driver::Options;
use anyhow::Result;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// The extension's host in addresses; without this each profile would draw its own.
pub const EXTENSION_HOST: &str = "7d1c3c9e-5d0b-4b52-9f0e-2b1f0e6d5a11";

/// Preferences in common. Not those that Marionette recommends: they change what a user would see, such as the error
/// page for a 502 without a body.
const COMMON: &[(&str, &str)] = &[
    ("remote.prefs.recommended", "false"),
    // A port of its own choice; it writes it to a file in the profile.
    ("marionette.port", "0"),
    // Firefox ESR takes an unsigned extension for good if told so; only such a one survives a restart.
    ("xpinstall.signatures.required", "false"),
    ("extensions.autoDisableScopes", "0"),
    // Containers can be used, as where an extension for them is installed.
    ("privacy.userContext.enabled", "true"),
    // No first-run pages, no questions.
    ("browser.aboutwelcome.enabled", "false"),
    ("browser.shell.checkDefaultBrowser", "false"),
    ("browser.startup.homepage_override.mstone", "\"ignore\""),
    ("browser.tabs.warnOnClose", "false"),
    ("browser.tabs.closeWindowWithLastTab", "false"),
    ("browser.warnOnQuit", "false"),
    ("browser.translations.enable", "false"),
    ("datareporting.policy.dataSubmissionEnabled", "false"),
    ("datareporting.policy.dataSubmissionPolicyBypassNotification", "true"),
    ("termsofuse.bypassNotification", "true"),
    ("toolkit.startup.max_resumed_crashes", "-1"),
    // Nobody is asked over the network.
    ("app.normandy.enabled", "false"),
    ("app.update.disabledForTesting", "true"),
    ("browser.newtabpage.enabled", "false"),
    ("browser.region.network.url", "\"\""),
    ("browser.safebrowsing.blockedURIs.enabled", "false"),
    ("browser.safebrowsing.downloads.enabled", "false"),
    ("browser.safebrowsing.malware.enabled", "false"),
    ("browser.safebrowsing.phishing.enabled", "false"),
    ("browser.search.update", "false"),
    ("browser.topsites.contile.enabled", "false"),
    ("datareporting.healthreport.uploadEnabled", "false"),
    ("dom.push.connection.enabled", "false"),
    ("extensions.getAddons.cache.enabled", "false"),
    ("extensions.systemAddon.update.enabled", "false"),
    ("extensions.update.enabled", "false"),
    ("network.captive-portal-service.enabled", "false"),
    ("network.connectivity-service.enabled", "false"),
    ("services.settings.server", "\"data:,#remote-settings-dummy/v1\""),
    ("toolkit.telemetry.server", "\"\""),
    // Offline is what the test says, and the sites of the tests, all on this machine, are far away then.
    ("network.manage-offline-status", "false"),
    ("network.disable-localhost-when-offline", "true"),
    // A window without a display has no focus; clicks and keys count at once.
    ("focusmanager.testmode", "true"),
    ("dom.input_events.security.minNumTicks", "0"),
    ("dom.input_events.security.minTimeElapsedInMS", "0"),
    ("security.notification_enable_delay", "0"),
];

/// Writes `user.js`, which overrides what the profile remembers, at each start.
///
/// # Errors
/// When the file cannot be written.
pub fn write(options: &Options, extension_id: &str, profile: &Path) -> Result<()> {
    fs::create_dir_all(profile)?;
    let mut lines = String::new();
    let mut add = |name: &str, value: &str| lines += &format!("user_pref(\"{name}\", {value});\n");
    for (name, value) in COMMON {
        add(name, value);
    }
    for (name, value) in chosen(options, extension_id) {
        add(name, &value.to_string());
    }
    fs::write(profile.join("user.js"), lines)?;
    Ok(())
}

fn chosen(options: &Options, extension_id: &str) -> Vec<(&'static str, Value)> {
    let hosts = json!({ extension_id: EXTENSION_HOST }).to_string();
    let mut preferences = vec![
        ("extensions.webextensions.uuids", json!(hosts)),
        ("network.dns.localDomains", json!(options.names.join(","))),
        ("browser.startup.page", json!(if options.restores_session { 3 } else { 0 })),
        // The system's scheme, for pages and popups alike; the preference for pages alone leaves popups light.
        ("ui.systemUsesDarkTheme", json!(i32::from(options.is_dark))),
    ];
    if options.zoom != 1.0 {
        // The system's text size, as text alone: boxes keep their width, which is the harder test of a layout.
        preferences.push(("ui.textScaleFactor", json!((options.zoom * 100.0).round() as i64)));
        preferences.push(("browser.display.os-zoom-behavior", json!(2)));
    }
    if let Some(language) = &options.language {
        preferences.push(("intl.locale.requested", json!(language)));
    }
    preferences
}
