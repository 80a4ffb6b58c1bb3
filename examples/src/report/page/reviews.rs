//! The reviews of the policy's cadences on the page.

use std::fmt::{self, Write};

use super::Page;
use super::layout::{lines, paragraph};
use crate::report::reviews::{goals, told};

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
            out.write_str(&lines(&format!("{} ({})", told.head, review.clause), self.width))?;
            for (label, items) in &told.found {
                out.write_str(&paragraph(label, &items.join("; "), self.width))?;
            }
            let mut label = "Diagnosis";
            for (dimension, signs) in &told.diagnosis {
                let text = format!("{dimension}: {}", signs.join("; "));
                out.write_str(&paragraph(label, &text, self.width))?;
                label = "";
            }
        }
        if let Some(goals) = goals {
            out.write_str(&lines(&format!("goals: {goals}"), self.width))?;
        }
        Ok(())
    }
}
