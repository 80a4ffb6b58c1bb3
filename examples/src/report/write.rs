//! Putting the files in place, all of them or none.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Report, json, tables};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 4] = ["report.json", "tickets.csv", "obligations.csv", "findings.csv"];

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
    /// Each file is written under another name first. Only when all are complete do they take their places, so a
    /// reader never finds half a file, and a failure leaves the older files alone.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made, or a file cannot be written.
    pub fn write_to(&self, folder: &Path) -> Result<(), WriteError> {
        fs::create_dir_all(folder)
            .map_err(|source| WriteError::Folder { folder: folder.display().to_string(), source })?;
        let written = FILES.map(|name| Unfinished::new(folder, name));
        for file in &written {
            file.fill(|out| self.write_file(file.name, out))?;
        }
        written.into_iter().try_for_each(Unfinished::finish)
    }

    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        let written = match name {
            "report.json" => return json::write(self, out),
            "tickets.csv" => tables::write_tickets(self, out),
            "obligations.csv" => tables::write_obligations(self, out),
            _ => tables::write_findings(self, out),
        };
        written.map_err(io::Error::from)
    }
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
