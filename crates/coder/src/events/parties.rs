//! Who stands as actor and recipient of an event, and whether that makes one.
//!
//! An act is an event where somebody does it who is known, or does it to somebody who is known, and
//! where politics is in it: shops sue shops every day. Things are no parties; where a thing stands in
//! the recipient's place, the party that it belongs to or the place of the act stands for it.
//!
//! ```text
//! "gave 3 million euros to hospitals in Lebanon"   recipient: Lebanon, the place
//! "opposed the resolution"                         recipient: nobody
//! ```

use tiltmeter_record::{Actor, EventType, Quad, Resolution, Span, ontology};
use tiltmeter_text::Upos;

use super::SentenceCoder;
use super::acts::Act;
use super::compose;
use super::frames::Signal;
use super::people::{in_sector, is_known, is_political};

/// Who did it to whom.
pub(super) struct Parties {
    pub(super) actors: Vec<Actor>,
    pub(super) recipients: Vec<Actor>,
    /// Whether the recipient is the place of the act.
    pub(super) by_place: bool,
}

impl Parties {
    /// The act as it stands between these: "the senator attacked the minister" with words, "India and
    /// Japan held war games" together.
    pub(super) fn between(&self, act: &Act) -> Act {
        let mut act = act.clone();
        let states = |one: &Actor| {
            one.code.is_some()
                && self.actors.iter().any(|other| other.code.is_some() && other.code != one.code)
        };
        if let Some(outcome) = act.together.take().filter(|_| self.actors.iter().any(states)) {
            compose::apply(&mut act, &outcome);
        }
        let speakers = !self.actors.is_empty() && self.actors.iter().all(speaks);
        let answerers = !self.recipients.is_empty() && self.recipients.iter().all(speaks);
        if let Some(outcome) = act.in_words.take().filter(|_| speakers && answerers) {
            compose::apply(&mut act, &outcome);
            act.contexts.clear();
        }
        act
    }
}

// Who fights with words: holders of office, parties, media; and names of which nothing is known.
fn speaks(actor: &Actor) -> bool {
    let unknown = actor.code.is_none() && actor.sectors.is_empty();
    unknown || actor.office.is_some() || in_sector(actor, &["PTY", "LEG", "JRN", "ELI", "JUD", "SOC", "BUS"])
}

impl SentenceCoder<'_> {
    /// The parties of an act; `None` where they make no event of it.
    pub(super) fn told_parties(&self, act: &Act) -> Option<Parties> {
        if act.idle {
            return None;
        }
        let acting: Vec<usize> =
            self.meant(&act.actors).filter(|&head| self.people.is_somebody(head)).collect();
        let suffers = |head: usize| {
            let place = self.clauses.gives(Signal::Locality, head) && is_about_places(act.event);
            self.people.is_somebody(head) || self.clauses.gives(Signal::Body, head) || place
        };
        let named = |head: usize| self.people.before_pronoun(head, &act.actors).unwrap_or(head);
        let acted_upon: Vec<usize> =
            self.meant(&act.recipients).map(named).filter(|&head| suffers(head)).collect();
        // "Three members meet the standard": nobody is met.
        let things = acted_upon.is_empty() && !act.recipients.is_empty();
        let nobody = acted_upon.is_empty() && (things || !act.mutual);
        if acting.is_empty() && !act.actors.is_empty() || act.somebody && nobody {
            return None;
        }
        let mut parties =
            Parties { actors: self.parties(&acting), recipients: self.parties(&acted_upon), by_place: false };
        parties
            .recipients
            .retain(|recipient| !parties.actors.iter().any(|actor| is_itself(recipient, actor)));
        self.look_around(act, &mut parties);
        dedup(&mut parties.actors);
        dedup(&mut parties.recipients);
        self.may_fire(act, &parties, things).then_some(parties)
    }

    fn meant(&self, heads: &[usize]) -> impl Iterator<Item = usize> {
        heads.iter().map(|&head| self.people.meant(head))
    }

    fn parties(&self, heads: &[usize]) -> Vec<Actor> {
        let able = heads.iter().copied().filter(|&head| self.people.may_act(head));
        able.flat_map(|head| self.people.parties(head)).collect()
    }

    // "declared a curfew in Lagos": where PLOVER has nobody else, the place is the recipient.
    fn look_around(&self, act: &Act, parties: &mut Parties) {
        if parties.recipients.is_empty() && !(act.mutual && parties.actors.len() > 1) {
            parties.recipients = self.place(act, &parties.actors);
            parties.by_place = !parties.recipients.is_empty();
        }
        let jailers = act.event == EventType::Coerce || act.mode.is_some_and(|mode| mode.code() == "release");
        if parties.actors.is_empty() && jailers && self.is_passive(act) {
            // "was arrested in Niger": police act where they are police.
            parties.actors = self.place(act, &parties.recipients);
        }
    }

    fn place(&self, act: &Act, others: &[Actor]) -> Vec<Actor> {
        let adverb = || {
            let inside = (act.head..self.clauses.view.len()).filter(|&token| self.is_in_clause(token, act));
            inside.into_iter().find_map(|token| self.people.there(token))
        };
        // "spoke in Moscow" is said to nobody there; a curfew in Moscow is its state's.
        let deed = matches!(act.event.quad(), Quad::MaterialConflict | Quad::MaterialCooperation);
        let place =
            self.place_phrase(act).filter(|&place| deed || !self.people.is_seat(place)).or_else(adverb);
        let found = place.map(|place| self.people.parties(place)).unwrap_or_default();
        found.into_iter().filter(|place| !others.iter().any(|other| other.span.touches(place.span))).collect()
    }

    fn may_fire(&self, act: &Act, parties: &Parties, things: bool) -> bool {
        let Parties { actors, recipients, .. } = parties;
        let (known_actor, known_recipient) = (actors.iter().any(is_known), recipients.iter().any(is_known));
        let both = known_actor && (known_recipient || act.mutual && actors.len() > 1);
        let at_war = act.event == EventType::Assault && actors.iter().any(is_armed) && !recipients.is_empty();
        let narrow = act.known || act.nominal && act.rules.len() == 1;
        let coded = recipients.iter().any(|party| party.code.is_some());
        let unsaid =
            act.passive && actors.is_empty() || coded && actors.iter().any(|actor| self.is_named(actor));
        if narrow && !at_war && !both || act.known_actor && !known_actor && !unsaid {
            return false;
        }
        let harm = act.event.quad() == Quad::MaterialConflict;
        let needs_recipient = ontology().needs_recipient(act.event) || harm;
        let by_state = actors.iter().any(is_state) && act.event != EventType::Assault;
        if things && recipients.is_empty() && needs_recipient && !by_state {
            return false;
        }
        if act.foreign && !is_foreign(parties) {
            return false;
        }
        if !is_politics(act.event, act.street, parties)
            || act.event == EventType::Consult && !is_diplomacy(parties)
        {
            return false;
        }
        if actors.is_empty() {
            return known_recipient && self.is_passive(act);
        }
        known_actor || known_recipient
    }

    fn is_named(&self, actor: &Actor) -> bool {
        let view = &self.clauses.view;
        (0..view.len()).any(|token| {
            view.tokens[token].upos == Upos::Propn && actor.span.contains(view.tokens[token].span)
        })
    }
}

// Whether the parties make it an affair of states or of power: one of them has a code and more than a
// trade, or politics deals with somebody known, or people take to the street or to arms.
fn is_politics(event: EventType, street: bool, parties: &Parties) -> bool {
    let Parties { actors, recipients, .. } = parties;
    let mut all = actors.iter().chain(recipients);
    let coded = all.clone().any(|party| party.code.is_some()) && all.any(|party| !is_private(party));
    let deals = |one: &[Actor], other: &[Actor]| {
        one.iter().any(is_political) && other.iter().any(|party| !is_private(party))
    };
    let offices = deals(actors, recipients) || deals(recipients, actors);
    let named = actors.iter().any(|actor| is_political(actor) && actor.name.is_some());
    let street = street && actors.iter().any(is_known);
    let violence = matches!(event, EventType::Assault | EventType::Retreat);
    let arms = violence && actors.iter().any(is_armed) && !recipients.is_empty();
    coded || offices || named || street || arms
}

// Whether somebody of one state meets somebody of another.
fn is_foreign(parties: &Parties) -> bool {
    let Parties { actors, recipients, .. } = parties;
    let apart =
        |one: &Actor, other: &Actor| one.code.is_some() && other.code.is_some() && one.code != other.code;
    let mutual = actors.iter().skip(1).any(|actor| apart(&actors[0], actor));
    mutual || actors.iter().any(|actor| recipients.iter().any(|recipient| apart(actor, recipient)))
}

// Places are attacked, closed and left; money is given for roads, not to them.
pub(super) fn is_about_places(event: EventType) -> bool {
    let yields = matches!(event, EventType::Retreat | EventType::Concede | EventType::Threaten);
    event.quad() == Quad::MaterialConflict || yields
}

// Ministers meet ministers; what they tell the press, and whom tourists meet, is no diplomacy.
fn is_diplomacy(parties: &Parties) -> bool {
    let press = |party: &Actor| in_sector(party, &["JRN"]);
    let all_press = !parties.recipients.is_empty() && parties.recipients.iter().all(press);
    parties.actors.iter().any(is_political) && !all_press
}

// A state or an organ of a known one.
fn is_state(actor: &Actor) -> bool {
    actor.code.is_some() && is_political(actor)
}

// "Beijing pledged to China": one state under two names.
fn is_itself(recipient: &Actor, actor: &Actor) -> bool {
    let state = |actor: &Actor| matches!(actor.resolution, Resolution::Name | Resolution::Metonym);
    let same = actor.code.is_some() && actor.code == recipient.code && actor.sectors == recipient.sectors;
    let twin = same && (state(actor) && state(recipient) || actor.name.is_some());
    actor.span.touches(recipient.span) || twin && actor.name == recipient.name
}

// Shops, media, schools and clinics have dealings and quarrels that are no politics.
fn is_private(actor: &Actor) -> bool {
    !is_political(actor) && (!is_known(actor) || in_sector(actor, &["BUS", "JRN", "EDU", "MED"]))
}

fn is_armed(actor: &Actor) -> bool {
    in_sector(actor, &["MIL", "REB", "PRM", "UAF"])
}

fn dedup(actors: &mut Vec<Actor>) {
    let mut seen: Vec<Span> = Vec::new();
    actors.retain(|actor| {
        let fresh = !seen.contains(&actor.span) || actor.code.is_some();
        seen.push(actor.span);
        fresh
    });
}
