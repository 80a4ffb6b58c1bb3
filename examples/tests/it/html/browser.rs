//! The page in a browser, where one is installed: that nothing sticks out, on a screen, a telephone and paper.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{MORE_SECTIONS, SECTIONS, demo_page, sample_page};
use crate::tiny::text;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Measures the page inside frames of the widths of a screen and a telephone, since a window has a least width.
/// `{widths}` and `{page}` are filled in.
const MEASURE: &str = r#"<!DOCTYPE html><html><body><pre id="measured"></pre><script>
const page = {page}, widths = {widths}, lines = [];
let left = widths.length;
for (const width of widths) {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${width}px;height:800px;border:0`;
  frame.onload = () => {
    const inside = frame.contentDocument, root = inside.documentElement;
    for (const details of inside.querySelectorAll("details")) details.open = true;
    const scrolled = element => element.closest(".scroll, .skip, .stack thead");
    const out = [...inside.body.querySelectorAll("*")]
      .filter(one => !scrolled(one) || one.matches(".scroll"))
      .filter(one => one.getBoundingClientRect().right > width + 0.5)
      .map(one => one.tagName + "." + (one.getAttribute("class") || ""));
    lines.push([width, root.scrollWidth, root.clientWidth, out.slice(0, 5).join(" ") || "none",
      [...inside.querySelectorAll("section h2, footer h2")].filter(one => one.offsetHeight > 0).map(one => one.id).join(" "),
      frame.contentWindow.performance.getEntriesByType("resource").length].join("|"));
    if (--left === 0) document.getElementById("measured").textContent = lines.sort().join("\n");
  };
  frame.srcdoc = page;
  document.body.append(frame);
}
</script></body></html>"#;

/// Returns the name of a browser that starts, or says that the test is skipped.
pub(crate) fn browser(test: &str) -> Option<&'static str> {
    let starts = |name: &&str| {
        let tried = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    let found = BROWSERS.into_iter().find(|name| starts(name));
    if found.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: no Chromium is installed").unwrap();
    }
    found
}

/// Returns the document as the browser has it once scripts have run, without a network.
fn document(browser: &str, folder: &Path, file: &Path) -> String {
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--no-first-run", "--disable-extensions", "--disable-background-networking"])
        .args([
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--virtual-time-budget=10000",
            "--window-size=1600,900",
        ])
        .arg(format!("--user-data-dir={}", text(&folder.join("profile"))))
        .arg("--dump-dom")
        .arg(format!("file://{}", text(file)))
        .stderr(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn nothing_sticks_out_and_nothing_is_loaded() {
    let Some(browser) = browser("nothing_sticks_out_and_nothing_is_loaded") else { return };
    let all: Vec<&str> = SECTIONS.into_iter().chain(MORE_SECTIONS).collect();
    let of_demo: Vec<&str> = SECTIONS.into_iter().chain(["lifetime", "escalations", "scorecard"]).collect();
    for (page, sections) in [(sample_page(), all), (demo_page(), of_demo)] {
        check_that_it_fits(browser, &page, &sections);
    }
}

/// Checks that a page shows these sections at the widths of a telephone, a tablet and a screen, that nothing sticks out, and
/// that nothing is loaded.
#[track_caller]
pub(crate) fn check_that_it_fits(browser: &str, page: &str, sections: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("measure.html");
    // In a script, `</` would end it.
    let quoted = serde_json::to_string(&page).unwrap().replace("</", "<\\/");
    let measure = MEASURE.replace("{widths}", "[390, 768, 1280]").replace("{page}", &quoted);
    std::fs::write(&file, measure).unwrap();
    let dumped = document(browser, folder.path(), &file);
    let measured = dumped.split("<pre id=\"measured\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let lines: Vec<&str> = measured.unwrap_or_else(|| panic!("not measured: {dumped}")).lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for line in lines {
        let parts: Vec<&str> = line.split('|').collect();
        let [width, content, seen, out, found, loaded] = parts[..] else { panic!("{line}") };
        assert_eq!(content, seen, "the page scrolls sideways at {width}: {out}");
        assert_eq!(out, "none", "at {width}");
        assert!(sections.iter().all(|id| found.split(' ').any(|other| other == *id)), "{found}");
        assert_eq!(loaded, "0", "something was loaded");
    }
}

#[test]
fn it_prints() {
    let Some(browser) = browser("it_prints") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, printed) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
    std::fs::write(&file, sample_page()).unwrap();
    let status = Command::new(browser)
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", text(&folder.path().join("profile"))))
        .arg(format!("--print-to-pdf={}", text(&printed)))
        .arg(format!("file://{}", text(&file)))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().success());
    assert!(std::fs::read(&printed).unwrap().starts_with(b"%PDF-"));
}
