//! Tickets: what a web page, which cannot send a header with a WebSocket, opens one with.
//!
//! A ticket is worth a credential for half a minute and one socket. It is kept in memory alone: after a
//! restart a page asks for another.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::SEC_WEBSOCKET_PROTOCOL;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::auth::Principal;
use crate::hex;

/// A ticket is good for so long.
pub const TICKET_SECONDS: u64 = 30;

/// What every ticket starts with.
const PREFIX: &str = "rbt_";

/// Tickets of one device that are good at once: a page that opens some sockets. With more, its oldest ends.
const TICKETS_OF_DEVICE_MAX: usize = 8;

/// A ticket: `rbt_` and 256 random bits in hex.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// A ticket from 256 random bits.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", hex::encode(&bytes)))
    }

    /// The ticket among the protocols that a WebSocket's request offers.
    pub fn of_request(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
        let mut offers = lines.filter_map(|line| line.to_str().ok()).flat_map(|l| l.split(','));
        let ticket = offers.find(|offer| offer.trim().starts_with(PREFIX))?.trim();
        (ticket.len() == PREFIX.len() + 64).then(|| Self(ticket.to_owned()))
    }

    /// The secret itself, for the answer that hands it out and the one that takes it back.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(…)")
    }
}

/// The tickets that are good now, by their hashes.
#[derive(Debug, Default)]
pub struct Tickets {
    good: Mutex<HashMap<[u8; 32], Holder>>,
}

#[derive(Debug)]
struct Holder {
    principal: Principal,
    until: Instant,
}

impl Tickets {
    /// Makes a ticket good for [`TICKET_SECONDS`] from now.
    pub fn issue(&self, ticket: &Ticket, principal: Principal, now: Instant) {
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        good.retain(|_, holder| holder.until > now);
        let own = good.iter().filter(|(_, holder)| holder.principal == principal);
        let own: Vec<_> = own.map(|(hash, holder)| (holder.until, *hash)).collect();
        if own.len() >= TICKETS_OF_DEVICE_MAX
            && let Some((_, oldest)) = own.iter().min()
        {
            good.remove(oldest);
        }
        let until = now + Duration::from_secs(TICKET_SECONDS);
        good.insert(ticket.hash(), Holder { principal, until });
    }

    /// Takes a ticket back, and tells whose it was; `None` if it is not good, or no more.
    pub fn redeem(&self, ticket: &Ticket, now: Instant) -> Option<Principal> {
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        let holder = good.remove(&ticket.hash())?;
        (holder.until > now).then_some(holder.principal)
    }
}

#[cfg(test)]
mod tests {
    use rebound_core::base::ids::{AccountId, DeviceId};

    use super::*;

    fn principal(number: u8) -> Principal {
        let (account, device) =
            (AccountId::from_bytes([number; 16]), DeviceId::from_bytes([number; 8]));
        Principal { account, device, registered_ms: 1 }
    }

    #[test]
    fn a_ticket_opens_one_socket_and_only_for_half_a_minute() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let [first, second] = [1, 2].map(|byte| Ticket::from_random([byte; 32]));
        tickets.issue(&first, principal(1), now);
        tickets.issue(&second, principal(2), now);
        let seconds = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(tickets.redeem(&first, seconds(29)), Some(principal(1)));
        assert_eq!(tickets.redeem(&first, seconds(29)), None);
        assert_eq!(tickets.redeem(&second, seconds(30)), None);
        assert_eq!(format!("{first:?}"), "Ticket(…)");
    }

    #[test]
    fn who_asks_for_many_tickets_loses_only_its_own_oldest() {
        let (tickets, now) = (Tickets::default(), Instant::now());
        let ticket = |byte| Ticket::from_random([byte; 32]);
        tickets.issue(&ticket(200), principal(2), now);
        for byte in 0..9 {
            tickets.issue(&ticket(byte), principal(1), now + Duration::from_millis(byte.into()));
        }
        assert_eq!(tickets.redeem(&ticket(0), now), None);
        assert!(tickets.redeem(&ticket(1), now).is_some());
        assert!(tickets.redeem(&ticket(200), now).is_some());
    }

    #[test]
    fn a_ticket_is_found_among_other_protocols() {
        let mut headers = HeaderMap::new();
        let ticket = Ticket::from_random([7; 32]);
        headers.append(SEC_WEBSOCKET_PROTOCOL, "chat".parse().unwrap());
        assert_eq!(Ticket::of_request(&headers), None);
        let line = format!("rebound, {}", ticket.reveal());
        headers.append(SEC_WEBSOCKET_PROTOCOL, line.parse().unwrap());
        assert_eq!(Ticket::of_request(&headers), Some(ticket));
    }
}
