//! The reviews of the policy's cadences on the page.

use std::fmt::{self, Write};

use super::Page;
use super::layout::{lines, paragraph};
use crate::report::reviews::{DIAGNOSIS, goals, told};

impl Page<'_> {
    pub(super) fn reviews(&self, out: &mut String) -> fmt::Result {
        let assessment = &self.report.assessment;
        let goals = goals(&assessment.goals);
        if assessment.reviews.is_empty() && goals.is_none() {
            return Ok(());
        }
        writeln!(out, "\nREVIEWS")?;
        for review in &assessment.reviews {
            let told = told(review, self.report.privacy);
            out.write_str(&lines(&told.head, self.width))?;
            for (label, items) in &told.found {
                if *label == DIAGNOSIS {
                    out.write_str(&self.diagnosis(items))?;
                } else {
                    out.write_str(&paragraph(label, &items.join("; "), self.width))?;
                }
            }
        }
        if let Some(goals) = goals {
            out.write_str(&lines(&format!("goals: {goals}"), self.width))?;
        }
        Ok(())
    }

    /// Returns the diagnosis with each dimension on a line of its own.
    fn diagnosis(&self, dimensions: &[String]) -> String {
        let lines = dimensions.iter().enumerate();
        lines
            .map(|(place, text)| paragraph(if place == 0 { DIAGNOSIS } else { "" }, text, self.width))
            .collect()
    }
}
