//! Putting the files in place, all of them or none.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Report, html, json, tables};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 10] = [
    "report.json",
    "tickets.csv",
    "obligations.csv",
    "customers.csv",
    "lifetime.csv",
    "scorecard.csv",
    "analyses.csv",
    "escalations.csv",
    "findings.csv",
    "report.html",
];

/// Why the files of a report could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The folder is not there and cannot be made.
    #[error("the folder `{folder}` cannot be made ({source}): name another one")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        source: io::Error,
    },
    /// The name of a file is taken by a folder.
    #[error("`{file}` cannot be written, since a folder has that name: remove it, or name another folder")]
    Taken {
        /// The file.
        file: String,
    },
    /// A file cannot be written.
    #[error("`{file}` cannot be written ({source}): check the rights of the folder and the space left")]
    File {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Report {
    /// Writes the [`FILES`] into a folder, which is made if it is not there; files of these names are replaced.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or a file cannot be written; see [`Target`] for what is guaranteed then.
    pub fn write_to(&self, folder: &Path) -> Result<(), WriteError> {
        Target::prepare(folder, &FILES)?.write(self)
    }

    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let written = match name {
            "report.json" => return json::write(self, out),
            "report.html" => return html::write(self, out),
            "tickets.csv" => tables::write_tickets(self, out),
            "obligations.csv" => tables::write_obligations(self, out),
            "customers.csv" => tables::write_customers(self, out),
            "lifetime.csv" => tables::write_lifetime(self, out),
            "scorecard.csv" => tables::write_scorecard(self, out),
            "analyses.csv" => tables::write_analyses(self, out),
            "escalations.csv" => tables::write_escalations(self, out),
            _ => tables::write_findings(self, out),
        };
        written.map_err(io::Error::from)
    }
}

/// A folder that has been found fit to hold the files of a program, such as those of a report. Dropped before they are written, it is removed if
/// it was made for them.
///
/// Each file is written under another name first. Only when all are complete, and nothing stands in their way, do
/// they take their places one after the other: a reader never finds half a file, and whatever fails before leaves
/// the older files alone.
#[derive(Debug)]
#[must_use = "a folder made for the files is removed again"]
pub struct Target {
    folder: PathBuf,
    /// The names of the files, in the order in which they are written.
    files: &'static [&'static str],
    /// The folders made for it that are still to be removed, the innermost first.
    made: Vec<PathBuf>,
}

impl Target {
    /// Makes the folder if it is not there, tries out whether it can be written to, and removes what interrupted runs
    /// have left in it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or a file cannot be written.
    pub fn prepare(folder: &Path, files: &'static [&'static str]) -> Result<Self, WriteError> {
        let missing = folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists());
        // Made first, so that what was made is removed should the rest fail.
        let target = Self { folder: folder.to_owned(), files, made: missing.map(Path::to_owned).collect() };
        fs::create_dir_all(folder)
            .map_err(|source| WriteError::Folder { folder: folder.display().to_string(), source })?;
        target.is_free()?;
        target.remove_unfinished();
        for name in files.iter().take(1) {
            Unfinished::new(folder, name).fill(|_| Ok(()))?;
        }
        Ok(target)
    }

    /// Writes the files of a report.
    ///
    /// # Errors
    ///
    /// When one of them cannot be written.
    pub fn write(self, report: &Report) -> Result<(), WriteError> {
        self.write_by(|name, out| report.write_file(name, out))
    }

    /// Writes the files: `write` is called for each of them, with its name.
    ///
    /// # Errors
    ///
    /// When one of them cannot be written.
    pub fn write_by(
        mut self,
        write: impl Fn(&'static str, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), WriteError> {
        let written: Vec<Unfinished> =
            self.files.iter().map(|name| Unfinished::new(&self.folder, name)).collect();
        for file in &written {
            file.fill(|out| write(file.name, out))?;
        }
        self.is_free()?;
        self.made.clear();
        written.into_iter().try_for_each(Unfinished::finish)
    }

    /// Checks that no folder has the name of a file.
    fn is_free(&self) -> Result<(), WriteError> {
        for file in self.files.iter().map(|name| self.folder.join(name)) {
            // A link to a folder is replaced like a file.
            if fs::symlink_metadata(&file).is_ok_and(|found| found.is_dir()) {
                return Err(WriteError::Taken { file: file.display().to_string() });
            }
        }
        Ok(())
    }

    /// Removes files that runs have begun and not finished. What cannot be removed is in nobody's way.
    fn remove_unfinished(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries
            .filter(|entry| entry.file_name().to_str().is_some_and(|name| is_unfinished(name, self.files)))
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        for folder in &self.made {
            // One that holds something by now is somebody else's as well.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Returns whether a file of this name is one that a run has begun.
fn is_unfinished(name: &str, files: &[&str]) -> bool {
    files.iter().any(|file| {
        let rest = name.strip_prefix('.').and_then(|rest| rest.strip_prefix(file)?.strip_prefix('.'));
        let process = rest.and_then(|rest| rest.strip_suffix(".part"));
        process
            .is_some_and(|process| !process.is_empty() && process.bytes().all(|digit| digit.is_ascii_digit()))
    })
}

/// A file under another name; dropped before it is finished, it is removed.
struct Unfinished {
    name: &'static str,
    place: PathBuf,
    under: PathBuf,
    finished: bool,
}

impl Unfinished {
    fn new(folder: &Path, name: &'static str) -> Self {
        let under = folder.join(format!(".{name}.{}.part", std::process::id()));
        Self { name, place: folder.join(name), under, finished: false }
    }

    fn fill(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
        let filled = File::create(&self.under).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(&mut out)?;
            out.flush()
        });
        filled.map_err(|source| self.refused(source))
    }

    fn finish(mut self) -> Result<(), WriteError> {
        fs::rename(&self.under, &self.place).map_err(|source| self.refused(source))?;
        self.finished = true;
        Ok(())
    }

    fn refused(&self, source: io::Error) -> WriteError {
        WriteError::File { file: self.place.display().to_string(), source }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed was most likely never made; the error that led here says what matters.
            let _ = fs::remove_file(&self.under);
        }
    }
}
