//! Progress on standard error, where that is a terminal.

use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows what is going on; removed from the screen at the end.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Returns a display that stays empty unless `shown`.
    pub(crate) fn new(shown: bool) -> Self {
        if !shown {
            return Self { bar: ProgressBar::hidden() };
        }
        let progress = Self::on(ProgressDrawTarget::stderr());
        progress.bar.enable_steady_tick(Duration::from_millis(100));
        progress
    }

    fn on(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Says what is done next.
    pub(crate) fn next(&self, step: &'static str) {
        self.bar.set_message("");
        self.bar.set_prefix(step);
    }

    /// Says how many rows have been read.
    pub(crate) fn rows(&self, rows: u64) {
        self.bar.set_message(format!("{} rows", HumanCount(rows)));
    }

    /// Calls a function that writes to the screen, and takes the display away for that time.
    pub(crate) fn suspended<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use indicatif::TermLike;

    use super::*;

    /// A screen of one line.
    #[derive(Debug, Clone, Default)]
    struct Line(Arc<Mutex<String>>);

    impl Line {
        fn shown(&self) -> String {
            self.0.lock().unwrap().trim().to_owned()
        }
    }

    impl TermLike for Line {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().unwrap().clear();
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_written_meanwhile_finds_an_empty_line() {
        let screen = Line::default();
        let progress = Progress::on(ProgressDrawTarget::term_like(Box::new(screen.clone())));
        progress.next("reading");
        progress.bar.tick();
        assert!(screen.shown().contains("reading"), "{screen:?}");
        assert_eq!(progress.suspended(|| screen.shown()), "");
        assert!(screen.shown().contains("reading"), "it comes back: {screen:?}");
    }
}
