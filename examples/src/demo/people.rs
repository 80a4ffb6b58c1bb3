//! Made-up people: customers' names, addresses and numbers, and the company's staff.

use crm_model::{PersonId, PersonalText};

use super::dice::{Dice, name};

/// Family and given names, in Chinese and in Latin letters.
const FAMILIES: [(&str, &str); 12] = [
    ("王", "Wang"),
    ("李", "Li"),
    ("张", "Zhang"),
    ("刘", "Liu"),
    ("陈", "Chen"),
    ("杨", "Yang"),
    ("赵", "Zhao"),
    ("黄", "Huang"),
    ("周", "Zhou"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("孙", "Sun"),
];
const GIVEN: [(&str, &str); 12] = [
    ("敏", "Min"),
    ("伟", "Wei"),
    ("芳", "Fang"),
    ("建国", "Jianguo"),
    ("静怡", "Jingyi"),
    ("子涵", "Zihan"),
    ("晓明", "Xiaoming"),
    ("丽华", "Lihua"),
    ("强", "Qiang"),
    ("雪", "Xue"),
    ("志远", "Zhiyuan"),
    ("梦琪", "Mengqi"),
];
const ENGLISH: [&str; 8] = [
    "Alice Brown",
    "David Miller",
    "Emma Clark",
    "George Hall",
    "Hannah Young",
    "Jack Wright",
    "Laura Green",
    "Peter Evans",
];
const FIRMS: [(&str, &str); 8] = [
    ("青禾", "Qinghe"),
    ("远山", "Yuanshan"),
    ("云帆", "Yunfan"),
    ("晨光", "Chenguang"),
    ("海棠", "Haitang"),
    ("竹里", "Zhuli"),
    ("明湖", "Minghu"),
    ("北辰", "Beichen"),
];
const CITIES: [(&str, &str); 6] = [
    ("上海市", "Shanghai"),
    ("北京市", "Beijing"),
    ("杭州市", "Hangzhou"),
    ("成都市", "Chengdu"),
    ("深圳市", "Shenzhen"),
    ("武汉市", "Wuhan"),
];

/// Everything by which a made-up person can be reached.
pub(super) struct Somebody {
    pub(super) name: PersonalText,
    pub(super) company: PersonalText,
    pub(super) phone: PersonalText,
    pub(super) e_mail: PersonalText,
    pub(super) address: PersonalText,
}

impl Somebody {
    /// Returns the contact of the customer with this number: one in eight has an English name. No number of this
    /// kind is given out and no mail reaches these addresses.
    pub(super) fn new(dice: &mut Dice, number: usize) -> Self {
        let english = dice.chance(125);
        let full_name = full_name(dice, english);
        let ((firm, firm_in_latin), (city, city_in_latin)) =
            (dice.one_of(("青禾", "Qinghe"), &FIRMS), dice.one_of(("上海市", "Shanghai"), &CITIES));
        let house = dice.number(1, 400);
        let (company, address) = if english {
            (format!("{firm_in_latin} Trading {number}"), format!("{house} Sample Road, {city_in_latin}"))
        } else {
            (format!("{firm}商贸{number}号店"), format!("{city}示例路{house}号"))
        };
        Self {
            name: name(&full_name),
            company: name(&company),
            phone: name(&format!("+86 10 5555 {number:04}")),
            e_mail: name(&format!("{}.{number}@example.com", firm_in_latin.to_lowercase())),
            address: name(&address),
        }
    }
}

/// Returns the name of somebody.
pub(super) fn full_name(dice: &mut Dice, english: bool) -> String {
    if english {
        return dice.one_of("Alice Brown", &ENGLISH).to_owned();
    }
    let (family, family_in_latin) = dice.one_of(("王", "Wang"), &FAMILIES);
    let (given, given_in_latin) = dice.one_of(("敏", "Min"), &GIVEN);
    if dice.chance(800) { format!("{family}{given}") } else { format!("{given_in_latin} {family_in_latin}") }
}

/// How many agents a department has.
pub(super) const AGENTS: u64 = 12;

/// Returns an agent of a department.
pub(super) fn agent(dice: &mut Dice, department: &str) -> PersonId {
    agent_number(department, 1 + dice.below(AGENTS))
}

/// Returns the agent of a department with this number, from one.
pub(super) fn agent_number(department: &str, number: u64) -> PersonId {
    name(&format!("{}-{number:02}", initials(department)))
}

/// Returns the person who holds a higher role in a department.
pub(super) fn superior(department: &str, role: &str) -> PersonId {
    name(&format!("{}-{role}", initials(department)))
}

fn initials(department: &str) -> &str {
    department.get(..2).unwrap_or("xx")
}
