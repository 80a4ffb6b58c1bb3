//! Progress on standard error, where that is a terminal.

use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows what is going on; removed from the screen at the end.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Returns a display that stays empty unless `shown`.
    pub(super) fn new(shown: bool) -> Self {
        if !shown {
            return Self { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// Says what is done next.
    pub(super) fn next(&self, step: &'static str) {
        self.bar.set_message("");
        self.bar.set_prefix(step);
    }

    /// Says how many rows have been read.
    pub(super) fn rows(&self, rows: u64) {
        self.bar.set_message(format!("{} rows", HumanCount(rows)));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
