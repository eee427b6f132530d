//! Every state of the popup as plain pages, to look at in any browser: `cargo run --example popup_gallery -- FOLDER`.
//!
//! The states are the cases in `tests/cases/popup`; add a case there and it hangs here too.

#[path = "../../tests/view/case.rs"]
mod case;
mod html;
#[path = "../../tests/view/locale.rs"]
mod locale;

use case::{Case, LANGUAGES, cases};
use locale::{Locale, files, root};
use rebound::view::popup::popup;
use rebound::view::wording::Language;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map_or_else(|| root().join("target/popup_gallery"), PathBuf::from);
    fs::create_dir_all(folder.join("icons"))?;
    for icon in files(&root().join("extension/icons")) {
        fs::copy(&icon, folder.join("icons").join(icon.file_name().unwrap_or_default()))?;
    }
    for locale in LANGUAGES.map(Locale::read) {
        hang(&folder, &locale)?;
    }
    println!("{}", folder.join("en.html").display());
    Ok(())
}

/// Writes one language: a style sheet, a page for each state, a page with all of them.
fn hang(folder: &Path, locale: &Locale) -> io::Result<()> {
    let language = &locale.language;
    let looking = locale.message("popup_looking", &[]).unwrap_or_default();
    let css = fs::read_to_string(root().join("extension/popup.css"))?;
    let css = css.replace("__MSG_popup_looking__", &looking);
    fs::write(folder.join(format!("popup.{language}.css")), css)?;
    let first = fs::read_to_string(root().join("extension/popup.html"))?
        .replace("<script type=\"module\" src=\"popup.js\"></script>", "")
        .replace("popup.css", &format!("popup.{language}.css"));
    fs::write(folder.join(format!("first_moment.{language}.html")), first)?;
    let mut frames = frame("first_moment", language);
    for case in cases() {
        fs::write(folder.join(format!("{}.{language}.html", case.name)), page(&case, locale))?;
        frames += &frame(&case.name, language);
    }
    let style = "body{display:flex;flex-wrap:wrap;gap:1.5rem;font:0.8rem system-ui;background:#8a9a96;margin:1.5rem}\
                 figure{margin:0}iframe{display:block;width:25rem;height:37.5rem;border:0;margin-top:.4rem}";
    let wall = format!("<!doctype html><meta charset=\"utf-8\"><style>{style}</style>{frames}");
    fs::write(folder.join(format!("{language}.html")), wall)
}

fn frame(name: &str, language: &str) -> String {
    format!("<figure>{name}<iframe src=\"{name}.{language}.html\" title=\"{name}\"></iframe></figure>\n")
}

fn page(case: &Case, locale: &Locale) -> String {
    let language = &locale.language;
    let body = html::html(&popup(&case.picture), locale);
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"popup.{language}.css\"><div id=\"app\">{body}</div></html>\n",
        case.name
    )
}
