//! The check of a mapping's words against those that a policy declares.

use crm_model::{Fact, Vocabulary};

use super::{MappingError, TicketLog, UsedWord, WordSort};
use crate::input::names::Words;

impl TicketLog {
    /// Returns the log without the facts of its tickets, and a vocabulary of the words that are left: for a reader who
    /// has no policy yet.
    pub(crate) fn without_facts(&self) -> (Self, Vocabulary) {
        let mut log = Self { facts: Vec::new(), ..self.clone() };
        log.words.retain(|word| word.sort == WordSort::WaitReason);
        let reasons = log.words.iter().filter_map(|word| word.text.parse().ok());
        let vocabulary = Vocabulary { wait_reasons: reasons.collect(), ..Vocabulary::default() };
        (log, vocabulary)
    }

    /// Checks that every word the mapping uses is declared.
    pub(crate) fn check_words(&self, words: &Words<'_>) -> Result<(), MappingError> {
        let undeclared = self.words.iter().find(|word| !is_declared(word, words));
        undeclared.map_or(Ok(()), |word| {
            let sort = match word.sort {
                WordSort::Fact(fact) => fact.as_str(),
                WordSort::WaitReason => "wait reason",
            };
            Err(MappingError {
                name: self.name.clone(),
                line: word.line,
                column: word.column,
                message: format!(
                    "the policy declares no {sort} `{}`: declare it there, or map the value to a declared word",
                    word.text
                ),
            })
        })
    }
}

fn is_declared(word: &UsedWord, words: &Words<'_>) -> bool {
    let text = word.text.as_str();
    match word.sort {
        WordSort::Fact(Fact::Channel) => words.channels.declares(text),
        WordSort::Fact(Fact::Kind) => words.kinds.declares(text),
        WordSort::Fact(Fact::Urgency) => words.urgencies.declares(text),
        WordSort::Fact(Fact::Complexity) => words.complexities.declares(text),
        WordSort::Fact(Fact::Tier) => words.tiers.declares(text),
        WordSort::WaitReason => words.wait_reasons.declares(text),
    }
}
