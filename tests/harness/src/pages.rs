//! Pages that do something: send a form, load parts, start a service worker.

use crate::answer::Answer;

/// A form that is sent by its only button, `#send`, to `action`.
pub fn form(action: &str) -> Answer {
    page(
        "Form",
        &format!(
            "<form method=\"post\" action=\"{action}\"><input name=\"order\" value=\"one pizza\">\
             <button id=\"send\">Send</button></form>"
        ),
    )
}

/// A page that stands, with a sub-frame, a style sheet, a script and an image from these paths.
pub fn with_parts(frame: &str, style: &str, script: &str, image: &str) -> Answer {
    page(
        "With parts",
        &format!(
            "<link rel=\"stylesheet\" href=\"{style}\"><script src=\"{script}\"></script>\
             <img src=\"{image}\" alt=\"\"><iframe src=\"{frame}\"></iframe>"
        ),
    )
}

/// A page that registers a service worker and says so in its title: "Worker is ready".
pub fn registers_worker(script: &str) -> Answer {
    page(
        "Worker is starting",
        &format!(
            "<script>navigator.serviceWorker.register('{script}')\
             .then(() => navigator.serviceWorker.ready).then(() => {{ document.title = 'Worker is ready' }})</script>"
        ),
    )
}

/// A service worker that answers every page with `status`, without asking the network.
pub fn worker_script(status: u16) -> Answer {
    let script = format!(
        "addEventListener('install', (event) => event.waitUntil(skipWaiting()));\n\
         addEventListener('activate', (event) => event.waitUntil(clients.claim()));\n\
         addEventListener('fetch', (event) => {{\n\
           if (event.request.mode !== 'navigate') return;\n\
           const headers = {{ 'Content-Type': 'text/html' }};\n\
           event.respondWith(new Response('<title>From the worker</title>', {{ status: {status}, headers }}));\n\
         }});\n"
    );
    Answer::page(200, script).header("Content-Type", "text/javascript")
}

/// A page that is given a cookie of so many bytes, from `bytes / 4000` cookies.
pub fn gives_cookies(bytes: usize) -> Answer {
    let script = format!(
        "for (let i = 0; i < {count}; i++) document.cookie = `c${{i}}=${{'x'.repeat(3990)}}; path=/; max-age=86400`;",
        count = bytes.div_ceil(4000)
    );
    page("Cookies", &format!("<script>{script}</script>"))
}

fn page(title: &str, body: &str) -> Answer {
    Answer::page(200, format!("<!doctype html>\n<title>{title}</title>\n<h1>{title}</h1>\n{body}\n"))
}
