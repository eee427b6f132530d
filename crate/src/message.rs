//! What the listeners and the popup send: one flat object, from which events are made.

use crate::event::{Event, Header, Load, TabId};
use crate::json::{Json, Stored};
use crate::patience::Patience;
use crate::record;
use crate::remedy::step::Step;
use crate::route::services::Services;

/// An event as the listeners and the popup send it: one flat object, of which each kind fills what it has.
#[derive(Clone, Debug, Default)]
pub struct Report {
    kind: String,
    tab_id: TabId,
    request_id: String,
    url: String,
    method: String,
    status_code: u16,
    status_line: String,
    response_headers: Vec<Header>,
    from_cache: bool,
    error: Option<String>,
    redirects: u32,
    elapsed_ms: Option<f64>,
    online: bool,
    is_error_page: bool,
    body: Option<String>,
    on: bool,
    asked_url: Option<String>,
    step: String,
    patience: Option<Patience>,
    nearby: String,
}
record!(Report {
    kind, tab_id as "tabId", request_id as "requestId", url, method, status_code as "statusCode", status_line as "statusLine",
    response_headers as "responseHeaders", from_cache as "fromCache", error, redirects, elapsed_ms as "elapsedMs", online,
    is_error_page as "isErrorPage", body, on, asked_url as "askedUrl", step, patience, nearby,
});

impl Report {
    /// From the JSON text that the listeners send; `None` if it is no such object.
    pub fn parse(json: &str) -> Option<Self> {
        Self::read(&Json::parse(json)?)
    }

    /// The event; `None` for a kind that nobody here sends.
    pub fn event(self) -> Option<Event> {
        let tab_id = self.tab_id;
        let event = match self.kind.as_str() {
            "installed" => Event::Installed,
            "woke" => Event::Woke,
            "attentionMoved" => Event::AttentionMoved,
            "accessChanged" => Event::AccessChanged,
            "keepTrying" => Event::KeepTrying { tab_id, on: self.on },
            "tryNow" => Event::TryNow { tab_id },
            "tellMe" => Event::TellMe { tab_id, on: self.on },
            "patienceChanged" => Event::PatienceChanged(self.patience?),
            "historyDeleted" => Event::HistoryDeleted { site: self.url },
            "partFailed" => {
                Event::PartFailed { tab_id, url: self.url, status: self.status_code, error: self.error }
            }
            "stop" => Event::Stop { tab_id },
            "dismissed" => Event::Dismissed { tab_id },
            #[cfg(feature = "tools")]
            "routesWanted" => {
                Event::RoutesWanted { tab_id, asks_outsiders: self.on, services: Services::default() }
            }
            #[cfg(feature = "tools")]
            "routesStopped" => Event::RoutesStopped { tab_id },
            #[cfg(feature = "tools")]
            "routeChosen" => Event::RouteChosen { tab_id, url: self.url },
            #[cfg(feature = "tools")]
            "wayLeft" => Event::WayLeft { host: self.url },
            #[cfg(feature = "tools")]
            "helpWanted" => Event::HelpWanted { tab_id },
            #[cfg(feature = "tools")]
            "stepWanted" => Event::StepWanted { tab_id, step: Step::of(&self.step)? },
            "looked" => Event::Looked {
                tab_id,
                url: self.url,
                status: self.status_code,
                is_error_page: self.is_error_page,
                body: self.body,
            },
            "loadStarted" => Event::LoadStarted(self.load()),
            "headersReceived" => Event::HeadersReceived(self.load()),
            "loadCompleted" => Event::LoadCompleted(self.load()),
            "loadFailed" => Event::LoadFailed(self.load()),
            "loadAborted" => Event::LoadAborted(self.load()),
            "navigationFailed" => Event::NavigationFailed(self.load()),
            _ => return None,
        };
        Some(event)
    }

    fn load(self) -> Load {
        Load {
            tab_id: self.tab_id,
            request_id: self.request_id,
            url: self.url,
            asked_url: self.asked_url,
            method: self.method,
            status: self.status_code,
            status_line: self.status_line,
            headers: self.response_headers,
            from_cache: self.from_cache,
            error: self.error,
            redirects: self.redirects,
            elapsed_ms: self.elapsed_ms,
            online: self.online,
            nearby: self.nearby,
        }
    }
}
