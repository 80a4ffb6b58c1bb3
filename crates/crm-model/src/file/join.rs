//! Joining two files of one customer.

use alloc::vec::Vec;

use super::{CustomerFile, FileField};

/// The fields that are lists: joined, each holds what both files say.
const UNITED: [FileField; 5] = [
    FileField::Products,
    FileField::DecisionMakers,
    FileField::Preferences,
    FileField::Tags,
    FileField::Interests,
];

impl CustomerFile {
    /// Takes in what another file of the same customer says, and returns the fields on which the two disagree: what
    /// this file says stays, unless somebody outside the company delivered it and the other value is the company's own.
    /// Lists are united, so that nothing is lost (clause D-FILE-3). A field keeps the provenance of the value that stays;
    /// a united list has that of this file, or else the other's.
    pub(crate) fn join(&mut self, mut other: Self) -> Vec<FileField> {
        let foreign = |file: &Self, field| file.provenance_of(field).is_some_and(|from| from.third_party);
        let gives_way = |field| {
            !UNITED.contains(&field)
                && self.has(field)
                && other.has(field)
                && foreign(self, field)
                && !foreign(&other, field)
        };
        let weaker: Vec<FileField> =
            FileField::ALL.iter().copied().filter(|field| gives_way(*field)).collect();
        let keeps =
            |field: FileField| !UNITED.contains(&field) && self.has(field) && !weaker.contains(&field);
        let own: Vec<FileField> = FileField::ALL.iter().copied().filter(|field| keeps(*field)).collect();

        let mut disagree = Vec::new();
        macro_rules! one {
            ($field:ident, $($($part:ident).+),+) => {{
                let differ = [$({
                    if weaker.contains(&FileField::$field) {
                        core::mem::swap(&mut self.$($part).+, &mut other.$($part).+);
                    }
                    unite(&mut self.$($part).+, other.$($part).+)
                }),+];
                disagree.extend(differ.contains(&true).then_some(FileField::$field));
            }};
        }
        one!(Name, contact.name);
        one!(JobTitle, contact.job_title);
        one!(Company, contact.company);
        one!(Phone, contact.phone);
        one!(EMail, contact.e_mail);
        one!(Address, contact.address);
        one!(Industry, business.industry);
        one!(Amount, business.amount);
        one!(ContractTerm, business.contract_from, business.contract_until);
        one!(FirstContact, first_contact);
        one!(Class, class);
        one!(Stage, stage);
        one!(Origin, origin);
        one!(InCharge, in_charge);
        unite_lists(&mut self.business.products, other.business.products);
        unite_lists(&mut self.business.decision_makers, other.business.decision_makers);
        unite_lists(&mut self.tags, other.tags);
        unite_lists(&mut self.interests, other.interests);
        unite_lists(&mut self.preferences.others, other.preferences.others);
        for channel in other.preferences.channels {
            if !self.preferences.channels.contains(&channel) {
                self.preferences.channels.push(channel);
            }
        }
        self.entered_at = self.entered_at.into_iter().chain(other.entered_at).min();
        self.provenance.retain(|(field, _)| !weaker.contains(field));
        for (field, provenance) in other.provenance {
            if !own.contains(&field) && self.provenance_of(field).is_none() {
                self.provenance.push((field, provenance));
            }
        }
        self.provenance.sort_unstable();
        disagree
    }
}

/// Fills `known` from `other` and returns whether the two disagree.
pub(crate) fn unite<T: PartialEq>(known: &mut Option<T>, other: Option<T>) -> bool {
    match (&known, other) {
        (Some(one), Some(two)) => *one != two,
        (None, Some(two)) => {
            *known = Some(two);
            false
        }
        (_, None) => false,
    }
}

fn unite_lists<T: Ord>(known: &mut Vec<T>, mut other: Vec<T>) {
    known.append(&mut other);
    known.sort_unstable();
    known.dedup();
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;
    use crate::{OriginName, PersonalText, Provenance, Tag};

    fn text(text: &str) -> Option<PersonalText> {
        PersonalText::new(text).ok()
    }

    #[test]
    fn joined_files_lose_nothing_and_name_what_they_disagree_about() {
        let mut one = CustomerFile::default();
        one.contact.phone = text("1");
        one.tags = vec![Tag::new("b").unwrap()];
        let mut other = CustomerFile::default();
        other.contact.phone = text("2");
        other.contact.name = text("Li");
        other.tags = vec![Tag::new("a").unwrap(), Tag::new("b").unwrap()];
        assert_eq!(one.join(other), [FileField::Phone]);
        assert_eq!((one.contact.phone, one.contact.name), (text("1"), text("Li")));
        assert_eq!(one.tags.iter().map(Tag::as_str).collect::<Vec<_>>(), ["a", "b"]);
    }

    fn with_phone(phone: &str, source: Option<(&str, bool)>) -> CustomerFile {
        let mut file = CustomerFile::default();
        file.contact.phone = text(phone);
        let provenance = |(source, third_party)| Provenance {
            source: OriginName::new(source).unwrap(),
            third_party,
            recorded_at: None,
            verified_at: None,
        };
        file.provenance = source.map(|source| (FileField::Phone, provenance(source))).into_iter().collect();
        file
    }

    #[test]
    fn x39_what_the_company_knows_itself_stays_against_what_others_delivered() {
        let joined = |mut one: CustomerFile, other: CustomerFile| {
            assert_eq!(one.join(other), [FileField::Phone], "a contradiction all the same");
            let source = one.provenance_of(FileField::Phone).map(|from| from.source.as_str().to_string());
            (one.contact.phone.unwrap().as_str().to_string(), source)
        };
        let (own, bought) = (with_phone("2", None), with_phone("1", Some(("register", true))));
        assert_eq!(joined(bought.clone(), own.clone()), ("2".into(), None));
        assert_eq!(joined(own, bought.clone()), ("2".into(), None), "and is not marked as delivered");
        let fair = with_phone("3", Some(("fair", false)));
        assert_eq!(joined(bought.clone(), fair.clone()), ("3".into(), Some("fair".into())));
        assert_eq!(joined(fair, bought.clone()), ("3".into(), Some("fair".into())));
        let partner = with_phone("4", Some(("partner", true)));
        assert_eq!(joined(bought, partner), ("1".into(), Some("register".into())), "neither is better");
    }

    #[test]
    fn a_value_that_only_another_file_has_comes_with_its_provenance() {
        let mut file = CustomerFile::default();
        file.join(with_phone("1", Some(("register", true))));
        assert_eq!(file.provenance_of(FileField::Phone).unwrap().source.as_str(), "register");
    }
}
